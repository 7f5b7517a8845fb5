"""spaCy's ``.spacy`` files: documents with ``ents``, and relations where ``doc._.rel`` holds them.

That attribute is the one of spaCy's own tutorial on relation extraction: a dictionary from the first tokens of two
entities to ``{label: score}``. It is part of the file where it was stored with its user data.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.annotations.record import Document, Relation, Span
from graph.published import Problem

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["read_docbin"]

_LARGEST = 300_000_000
_REL = ("._.", "rel", None, None)
_LEAST = 0.5


def read_docbin(path: Path) -> Iterator[Document | Problem]:
    """Read the documents of a ``.spacy`` file; each is named by the file and its number."""
    import spacy
    from spacy.tokens import DocBin

    place = path.as_posix()
    try:
        packed = zlib.decompressobj()
        packed.decompress(path.read_bytes(), _LARGEST)
        if packed.unconsumed_tail:
            yield Problem(place, f"more than {_LARGEST:,} bytes when unpacked", "split it")
            return
        documents = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    except Exception as error:  # noqa: BLE001  # zlib, msgpack, NumPy and spaCy each raise their own for damaged files
        cause = " ".join(f"{type(error).__name__} {error}".split())[:120]
        yield Problem(place, f"cannot be read ({cause})", "write it with DocBin.to_disk")
        return
    for number, doc in enumerate(documents, 1):
        yield from _read(
            doc, f"{path.stem}-{number}" if len(documents) > 1 else path.stem, f"{place}, document {number}"
        )


def _read(doc: "Doc", name: str, place: str) -> Iterator[Document | Problem]:
    spans = tuple(Span(str(ent.start), ent.start_char, ent.end_char, ent.label_, ent.text, place) for ent in doc.ents)
    relations: list[Relation] = []
    data: dict[Any, Any] = doc.user_data
    pairs = data.get(_REL, {})
    for pair, labels in sorted(pairs.items(), key=str) if isinstance(pairs, dict) else ():
        if _is_pair(pair) and isinstance(labels, dict):
            said = sorted(str(label) for label, score in labels.items() if _is_said(score))
            relations += [Relation(str(pair[0]), label, str(pair[1]), place) for label in said]
        else:
            yield Problem(place, f"doc._.rel has {str(pair)[:40]!r}", "write {(token, token): {label: score}}")
    yield Document(name, doc.text, spans, tuple(relations), place=place)


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(end, int) for end in pair)


def _is_said(score: Any) -> bool:
    return isinstance(score, int | float) and score >= _LEAST
