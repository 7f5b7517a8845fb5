"""BRAT's standoff form: ``<name>.txt`` holds the text, ``<name>.ann`` a mark a line, which any text editor opens.

``T`` lines are places, ``R`` lines relations, ``*`` lines say which places are one thing. Events, attributes, notes and
normalizations are passed over.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.annotations.record import ONE_THING, Document, Relation, Span, sort_marks
from graph.published import Problem
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["read_brat", "write_brat"]

_SPAN = re.compile(r"(T\S+)\t(\S.*?) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_RELATION = re.compile(r"(R\S+)\t(\S.*?) \S+?:(T\S+) \S+?:(T\S+)\s*")
_EQUAL = re.compile(r"\*\t\S+ (T\S+(?: T\S+)+)\s*")
_PASSED_OVER = tuple("EAMN#")
_LINES = {
    "T": "T1<tab>Kind start end<tab>words",
    "R": "R1<tab>predicate Arg1:T1 Arg2:T2",
    "*": "*<tab>Equiv T1 T2",
}


def read_brat(path: Path) -> Iterator[Document | Problem]:
    """Read an ``.ann`` file and the ``.txt`` beside it."""
    place, beside = path.as_posix(), path.with_suffix(".txt")
    try:
        text = beside.read_bytes().decode("utf-8")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        yield Problem(place, f"no {beside.name} beside it", "put the annotated text there")
        return
    except UnicodeDecodeError as error:
        yield Problem(place, f"this file or {beside.name} is not UTF-8 ({error.reason})", "save both as UTF-8")
        return
    spans, relations, problems = sort_marks(
        item for number, line in enumerate(lines, 1) for item in _read_line(line, text, f"{place}:{number}")
    )
    yield from problems
    yield Document(path.stem, text, spans, relations, place=place)


def _read_line(line: str, text: str, place: str) -> Iterator[Span | Relation | Problem]:
    if not line.strip() or line.startswith(_PASSED_OVER):
        return
    if match := _SPAN.fullmatch(line):
        name, label, pieces, quote = match.groups()
        numbers = [int(number) for number in re.findall(r"\d{1,12}", pieces)]
        gaps = (text[end:start] for end, start in zip(numbers[1:-1:2], numbers[2::2], strict=True))
        if any(gap.strip() for gap in gaps):
            yield Problem(place, f"{name} is in pieces with words between them", "mark one place")
        else:
            yield Span(name, numbers[0], numbers[-1], label, quote or "", place)
    elif match := _RELATION.fullmatch(line):
        yield Relation(match[3], match[2], match[4], place)
    elif match := _EQUAL.fullmatch(line):
        first, *others = match[1].split()
        yield from (Relation(first, ONE_THING, other, place) for other in others)
    else:
        form = _LINES.get(line[0])
        yield Problem(place, f"cannot be read: {line[:60]!r}", f"write it as {form}" if form else "remove the line")


def write_brat(documents: Iterable[Document], folder: Path, vocabulary: Vocabulary) -> None:
    """Write documents into a folder, two files each, and beside them what BRAT itself has to know of the vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document.name}.txt").write_bytes(document.text.encode())
        lines = "".join(f"{line}\n" for line in _generate(document))
        (folder / f"{document.name}.ann").write_bytes(lines.encode())
    (folder / "annotation.conf").write_text("\n".join(_configuration(vocabulary)), encoding="utf-8")


def _generate(document: Document) -> Iterator[str]:
    for span in document.spans:
        pieces = _pieces(document.text, span.start, span.end)
        quote = " ".join(document.text[start:end] for start, end in pieces)
        yield f"{span.id}\t{span.label} {';'.join(f'{start} {end}' for start, end in pieces)}\t{quote}"
    equal = [relation for relation in document.relations if relation.label == ONE_THING]
    yield from (f"*\tEquiv {relation.head} {relation.tail}" for relation in equal)
    others = [relation for relation in document.relations if relation.label != ONE_THING]
    for number, relation in enumerate(others, 1):
        yield f"R{number}\t{relation.label} Arg1:{relation.head} Arg2:{relation.tail}"


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a place at its line ends, over which BRAT does not mark; other marks that would end a line count too."""
    found = re.finditer(r"[^\n\r\t\f\v\x1c-\x1e\x85\u2028\u2029]+", text[start:end])
    return [(start + piece.start(), start + piece.end()) for piece in found]


def _configuration(vocabulary: Vocabulary) -> Iterator[str]:
    """Give BRAT's ``annotation.conf``: which kinds and relations there are, and what may stand at their ends."""
    yield "[entities]"
    kinds = [kind.name for kind in vocabulary.kinds.values() if kind.inferred is None]
    yield from [*kinds, YEAR, "", "[relations]"]
    for predicate in vocabulary.predicates.values():
        heads = "|".join(kind for kind in kinds if kind in predicate.subjects)
        tails = [kind for kind in kinds if kind in predicate.object_kinds] + [YEAR] * predicate.takes_year
        yield f"{predicate.name}\tArg1:{heads}, Arg2:{'|'.join(tails)}"
    yield from [
        "Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
        "",
        "[events]",
        "",
        "[attributes]",
        "",
    ]
