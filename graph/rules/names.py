"""What a name or a term says by itself: versions of a line, narrower terms."""

from collections.abc import Iterator

from graph.claims import Claim, Mention
from graph.lexicon import name_key, split_words
from graph.passage import Passage
from graph.reference import End

__all__ = ["narrower_terms", "versions"]


def versions(passage: Passage) -> Iterator[Claim]:
    """Read the name itself: "Llama 3 70B" is a version of "Llama 3", and that of "Llama"."""
    made = passage.made
    sentences = {sentence.evidence.start: sentence for sentence in made.sentences}
    order = sorted(sentences)
    text = made.entry.text
    for mention in made.mentions:
        words = split_words(mention.text)
        if not words or mention.source in {"quoted", "name"}:
            continue
        version = passage.matcher.gazetteer.parse_version(words, 0)
        if version is None or len(version.parts) < 2:
            continue
        inside = [start for start in order if start <= mention.start]
        sentence = sentences[inside[-1]] if inside else None
        if sentence is None or mention.end > sentence.evidence.end:
            continue
        for count in version.parts[:-1]:
            if count:
                end = mention.start + words[count - 1][2]
                kind = version.family.of if count == version.parts[0] else version.family.kind
                label = version.family.label if count == version.parts[0] else text[mention.start : end]
                parent = Mention(
                    made.entry.name, mention.start, end, text[mention.start : end], kind, "name-part", label
                )
                yield from passage.state(
                    End(mention, -1), "variantOf", End(parent, -1), sentence, ("version-name", 0.95)
                )


def narrower_terms(passage: Passage) -> Iterator[Claim]:
    """Read the term itself: an "open-weight foundation model" is a foundation model."""
    made, referents = passage.made, passage.referents
    concepts = {
        name_key(known.text): known
        for known in reversed(made.known)
        if known is not None and passage.is_a(known, "concept") and known.source != "tagger"
    }
    for token, known in enumerate(made.known):
        if known is None or not passage.is_a(known, "concept"):
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        end = referents.at(token)
        if end is not None and end.mention.source == "term" and end.mention != known:
            yield from passage.state(end, "broader", End(known, token), sentence, ("narrower-term", 0.8))
        words = name_key(known.text).split()
        shorter = next(
            (" ".join(words[cut:]) for cut in range(1, len(words)) if " ".join(words[cut:]) in concepts), None
        )
        if shorter is not None:
            yield from passage.state(
                End(known, token),
                "broader",
                End(concepts[shorter], -1),
                sentence,
                ("head-of-term", 0.75),
                inferred=True,
            )
