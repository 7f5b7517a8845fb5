"""Quotations held against the texts: every word that a built folder quotes stands where the folder says it does.

``graph.ttl``, ``provenance.ttl`` and ``text/`` are enough, so that an outsider can check them; ``claims.jsonl``,
``mentions.jsonl`` and ``manifest.json`` are checked where they lie beside.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

from graph.claims import Claim, Evidence, Mention, parse_claims_jsonl, parse_mentions_jsonl
from graph.errors import ClaimError
from graph.folder import changed_files
from graph.formats.rdf import CONTEXT_CHARACTERS, Names
from graph.formats.statements import Quotation, read_quotations
from graph.formats.triples import Triples, base_of

__all__ = ["EDITABLE", "Fault", "Verification", "verify"]

EDITABLE = frozenset({"graph.html", "graph.ttl", "ids.csv", "provenance.ttl", "report.md"})
"""Files that a person may edit, and those that nothing is read from: changed, they are told of, and no fault."""

Row = TypeVar("Row", Claim, Mention)

_MANY = 40
"""Characters of a quotation that a fault shows."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that does not hold: the file, the place in it, what differs, and what to do; as a string one line."""

    file: str
    place: str
    cause: str
    next_step: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return " ".join(f"{where}: {self.cause}; {self.next_step}".split())


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked (claims whose quotation holds, entries), the faults, and the files that were edited by hand."""

    quotations: int
    entries: int
    faults: tuple[Fault, ...]
    edited: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether there is no fault."""
        return not self.faults


def verify(folder: Path) -> Verification:
    """Check every text against its checksum, and every quotation and place against its text.

    Raises
    ------
    FolderError
        ``graph.ttl`` or ``provenance.ttl`` is missing or cannot be read, or is no graph of ours.
    """
    graph, provenance = Triples(folder / "graph.ttl"), Triples(folder / "provenance.ttl")
    names = Names(base_of(graph))
    faults: list[Fault] = []
    texts = _Texts({}, faults)
    for iri in graph.of_type("schema:Article"):
        texts.read(folder, names.name("entry", iri) or iri, graph.all(iri, "gg:sha256"))
    faults += texts.unnamed(folder)
    wrong = 0
    quotations = list(read_quotations(provenance, names))
    for quotation in quotations:
        found = list(_quotation_faults(quotation, texts))
        wrong += bool(found)
        faults += found
    faults += _range_faults(provenance, names, texts)
    faults += _line_faults(folder / "claims.jsonl", parse_claims_jsonl, _claim_faults, texts)
    faults += _line_faults(folder / "mentions.jsonl", parse_mentions_jsonl, _mention_faults, texts)
    changed = changed_files(folder)
    told = {fault.file for fault in faults}
    faults += [
        Fault(name, "", "is missing or is not what the build wrote", "bring it back, or build the folder again")
        for name in changed
        if name not in EDITABLE | told
    ]
    edited = tuple(sorted(name for name in changed if name in EDITABLE))
    return Verification(len(quotations) - wrong, len(texts.known), tuple(sorted(set(faults))), edited)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of the entries by name; what is wrong with them goes to ``faults``."""

    known: dict[str, str]
    faults: list[Fault]

    def read(self, folder: Path, name: str, sums: list[str]) -> None:
        file = f"text/{name}.txt"
        path = folder / "text" / f"{name}.txt"
        if Path(name).name != name or not path.is_file():
            self.faults.append(
                Fault(file, "", "is missing", "bring the published text back, or build the folder again")
            )
            return
        data = path.read_bytes()
        if sums != [sha256(data).hexdigest()]:
            cause = "is not the text that graph.ttl has the checksum of" if sums else "has no checksum in graph.ttl"
            self.faults.append(Fault(file, "", cause, "bring the published text back, or build the folder again"))
        self.known[name] = data.decode("utf-8", "replace")

    def unnamed(self, folder: Path) -> Iterator[Fault]:
        """Find texts that no entry stands for."""
        for path in sorted((folder / "text").glob("*.txt")):
            if path.stem not in self.known:
                yield Fault(f"text/{path.name}", "", "is the text of no entry in graph.ttl", "remove it")


def _quotation_faults(quotation: Quotation, texts: _Texts) -> Iterator[Fault]:
    """Hold a claim's quotation, and the words around, against the text."""
    start, end = quotation.start, quotation.end
    file, place = "provenance.ttl", f"claim {quotation.claim}, {quotation.entry or 'no entry'} {start}–{end}"
    step = "take the words from the text, or build the folder again"
    if quotation.entry is None or quotation.quote is None or quotation.exact is None or min(start, end) < 0:
        yield Fault(file, place, "has no quotation with its entry and place", "see what validate says of it")
        return
    if quotation.quote != quotation.exact:
        cause = f"the claim and its place quote different words: {_difference(quotation.exact, quotation.quote)}"
        yield Fault(file, place, cause, step)
    text = texts.known.get(quotation.entry)
    if text is None:
        yield Fault(file, place, "its entry has no text", "bring the text back, or build the folder again")
        return
    yield from _words_fault(file, place, text, (start, end), quotation.exact)
    around = (
        ("before", text[max(0, start - CONTEXT_CHARACTERS) : start], quotation.prefix),
        ("after", text[end : end + CONTEXT_CHARACTERS], quotation.suffix),
    )
    for side, words, kept in around:
        if kept is not None and kept != words:
            yield Fault(file, place, f"other words stand {side} it: {_difference(words, kept)}", step)


def _words_fault(file: str, place: str, text: str, span: tuple[int, int], words: str) -> Iterator[Fault]:
    start, end = span
    step = "take the words from the text, or build the folder again"
    if not 0 <= start <= end <= len(text):
        yield Fault(file, place, f"lies outside the text of {len(text):,} characters", step)
    elif text[start:end] != words:
        yield Fault(file, place, f"quotes what does not stand there: {_difference(text[start:end], words)}", step)


def _difference(text: str, quoted: str) -> str:
    """Show where two texts part, the one of the text first."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, quoted, strict=False)))
    begin = max(0, same - 10)
    shown = (f"“{part[begin : begin + _MANY]}”" for part in (text, quoted))
    return "{} in the text, {} quoted".format(*shown)


def _range_faults(provenance: Triples, names: Names, texts: _Texts) -> Iterator[Fault]:
    """Check that sections and links lie in their text."""
    for kind, word in (("gg:Section", "section"), ("gg:Link", "link")):
        for iri in provenance.of_type(kind):
            entry = names.name("entry", provenance.one(iri, "gg:inEntry") or "")
            start, end = provenance.number(iri, "oa:start", -1), provenance.number(iri, "oa:end", -1)
            text = texts.known.get(entry or "")
            if text is not None and not 0 <= start <= end <= len(text):
                place = f"{word} of {entry}, {start}–{end}"
                cause = f"lies outside the text of {len(text):,} characters"
                yield Fault("provenance.ttl", place, cause, "mend the numbers, or build the folder again")


def _line_faults(
    path: Path,
    parse: Callable[[Iterable[str]], Iterator[Row]],
    faults: Callable[[Row, _Texts], Iterator[Fault]],
    texts: _Texts,
) -> Iterator[Fault]:
    """Check a file of claims or mentions, where there is one."""
    if not path.exists():
        return
    try:
        for row in parse(path.read_bytes().decode().split("\n")):
            yield from faults(row, texts)
    except (ClaimError, UnicodeDecodeError) as error:
        cause = str(error).removeprefix(f"{path.name}, ").removesuffix("; build the folder again")
        yield Fault(path.name, "", cause, "build the folder again")


def _claim_faults(claim: Claim, texts: _Texts) -> Iterator[Fault]:
    text = texts.known.get(claim.entry)
    if text is None:
        yield Fault("claims.jsonl", f"claim {claim.id}", f"its entry {claim.entry} has no text", "build again")
        return
    parts: list[Evidence | Mention] = [claim.evidence, claim.subject]
    parts += [claim.object] if isinstance(claim.object, Mention) else []
    for part in parts:
        place = f"claim {claim.id}, {claim.entry} {part.start}–{part.end}"
        yield from _words_fault("claims.jsonl", place, text, (part.start, part.end), part.text)


def _mention_faults(mention: Mention, texts: _Texts) -> Iterator[Fault]:
    place = f"{mention.entry} {mention.start}–{mention.end}"
    text = texts.known.get(mention.entry)
    if text is None:
        yield Fault("mentions.jsonl", place, f"its entry {mention.entry} has no text", "build the folder again")
    else:
        yield from _words_fault("mentions.jsonl", place, text, (mention.start, mention.end), mention.text)
