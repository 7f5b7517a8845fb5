"""From annotations to claims: the rules, and the table of extractors that the pipeline runs.

An extractor is a function from a :class:`Passage` of one entry to claims. It never asserts what the sentence negates,
and it states a predicate only between kinds that the vocabulary allows; what does not fit is turned round where the
other direction fits, else dropped and counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph.annotate import annotate, load_pipeline
from graph.claims import Claim, Dropped, Mention, number_claims
from graph.encoder import load_encoder
from graph.entries import Entry, read_section_roles
from graph.gazetteer import read_gazetteer, read_heads
from graph.lexicon import Lexicon
from graph.mentions import make_matcher
from graph.passage import Passage
from graph.rules import EXTRACTORS, Extractor
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

__all__ = ["Extraction", "extract_batch"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a batch of entries yields; ``a | b`` merges two, and order, batching or duplication change nothing."""

    mentions: frozenset[Mention] = frozenset()
    claims: tuple[Claim, ...] = ()
    dropped: frozenset[Dropped] = frozenset()

    def __or__(self, other: "Extraction") -> "Extraction":
        claims = {claim.id: claim for claim in (*self.claims, *other.claims)}
        ordered = tuple(sorted(claims.values(), key=lambda claim: claim.sort_key))
        return Extraction(self.mentions | other.mentions, ordered, self.dropped | other.dropped)


def extract_batch(
    entries: Iterable[Entry],
    lexicon: Lexicon,
    settings: Settings | None = None,
    progress: Callable[[Entry], None] | None = None,
    extractors: Iterable[Extractor] = (),
) -> Extraction:
    r"""Extract mentions and claims from entries: pure, deterministic, safe to repeat.

    ``extractors`` run after those of the table EXTRACTORS; what both read is one claim with the rules of both.

    >>> from graph.entries import Section
    >>> entry = Entry("chatbot", "Chatbot", "Chatbot\n\nGPT-4 was released by OpenAI.\n", (Section("", 9, 38),))
    >>> found = extract_batch([entry], Lexicon())
    >>> [(claim.subject.label, claim.object.label) for claim in found.claims if claim.predicate == "developedBy"]
    [('GPT-4', 'OpenAI')]
    """
    settings = settings or Settings()
    domain = settings.domain
    matcher = make_matcher(lexicon, read_vocabulary(domain), read_gazetteer(domain), read_heads(domain))
    roles = read_section_roles(domain)
    mentions: set[Mention] = set()
    claims: list[Claim] = []
    dropped: set[Dropped] = set()
    every = (*EXTRACTORS.values(), *extractors)
    encoder = load_encoder(settings.model) if settings.model is not None else None
    for made in annotate(entries, matcher, load_pipeline(settings.pipeline), roles, encoder):
        passage = Passage(made, matcher, settings)
        found = number_claims(claim for extractor in every for claim in extractor(passage))
        claims.extend(found)
        mentions.update(made.mentions)
        mentions.update(
            end for claim in found for end in (claim.subject, claim.object) if isinstance(end, Mention) and _is_own(end)
        )
        dropped |= passage.dropped
        if progress is not None:
            progress(made.entry)
    return Extraction(frozenset(mentions), tuple(sorted(claims, key=lambda claim: claim.sort_key)), frozenset(dropped))


def _is_own(end: Mention) -> bool:
    """Say whether a rule found this mention itself, by the grammar."""
    return not end.implied and end.source == "term"
