"""The retrieved part of the graph as plain text: for any prompt, the same in every run."""

from graph.ask.record import Answer, Citation
from graph.claims import Claim

__all__ = ["LONGEST_CONTEXT", "format_context"]

LONGEST_CONTEXT = 6_000
"""How many characters a context has at most, where nothing else is said."""


def format_context(answer: Answer, limit: int = LONGEST_CONTEXT) -> str:
    """Write sentences with their numbers, and facts, as plain text of at most ``limit`` characters.

    Sentences come first, the best before the others; what does not fit whole is left out.
    """
    lines = ["Sentences:"]
    lines += [f"[{item.number}] {item.text} ({item.entry}, {item.start}-{item.end})" for item in answer.sentences]
    if answer.facts:
        lines.append("Facts:")
    for step in answer.facts:
        behind = sorted({item.number for item in answer.sentences for claim in step.claims if _stands_in(claim, item)})
        lines.append(f"- {step}{''.join(f' [{number}]' for number in behind)}")
    kept, length = [], 0
    for line in lines:
        length += len(line) + 1
        if length > limit:
            break
        kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _stands_in(claim: Claim, item: Citation) -> bool:
    place = claim.evidence
    return claim.entry == item.entry and place.start < item.end and item.start < place.end
