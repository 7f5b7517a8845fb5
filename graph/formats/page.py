"""The page: one HTML file to look at a build, search it and read the sentence behind every fact, offline."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.claims import Claim, Mention
from graph.entries import Entry
from graph.errors import FolderError
from graph.formats.layout import lay_out
from graph.formats.sparql import describe_claims, describe_terms, read_engine
from graph.formats.target import write_whole
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["generate_page", "write_page"]

_FOLDER = Path(__file__).parent
_TEMPLATE = "page.html.j2"

OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False, "dragNodes": True},
    "nodes": {"chosen": False},
    "edges": {"chosen": False, "smooth": False},
}
"""What vis-network must know to leave every node where Python placed it; looks are the page's own affair."""


def write_page(build: Build, target: Path, settings: Settings) -> None:
    """Write the page of a build: open it in any browser, no network needed.

    Raises
    ------
    FolderError
        The file cannot be written.
    """
    data = generate_page(build, settings).encode()
    try:
        write_whole(target, data)
    except OSError as error:
        raise FolderError(f"{target}: {error.strerror}; choose a folder that you may write to") from None


def generate_page(build: Build, settings: Settings) -> str:
    """Give the page of a build as HTML: the same text for the same build, whatever the machine."""
    vocabulary = read_vocabulary(settings.domain)
    things = _order(build)
    numbers = {thing.id: number for number, thing in enumerate(things)}
    page = _network_class()()
    page.nodes = _nodes(things, build, numbers, vocabulary)
    page.edges = _edges(build.facts, numbers)
    page.options = dict(OPTIONS)
    page.page = {
        "settings": settings,
        "counts": {"things": len(things), "facts": len(build.facts), "entries": len(build.entries)},
        "glossary": _glossary(build, numbers, vocabulary, settings),
        "terms": describe_terms(settings, vocabulary),
        "claims": describe_claims(build, things, build.facts) if settings.sparql else None,
        "asking": read_engine() if settings.sparql else None,
    }
    return str(page.generate_html())


def _network_class() -> Any:
    """Make pyvis render our template through an environment that escapes (importing pyvis is slow, so not above)."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup
    from pyvis.network import Network

    class PageNetwork(Network):  # type: ignore[misc]  # pyvis has no type hints
        """A pyvis network with its own template, data blocks instead of scripts, and no file to fetch."""

        page: Mapping[str, Any]

        def __init__(self) -> None:
            super().__init__(directed=True, cdn_resources="in_line")
            loader = FileSystemLoader(_FOLDER / "templates", encoding="utf-8")
            self.templateEnv = Environment(
                loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
            )
            self.templateEnv.filters["data"] = lambda value: Markup(_embed(value))  # noqa: S704 (_embed escapes)
            self.templateEnv.filters["code"] = lambda text: Markup(_embed(json.dumps(text)))  # noqa: S704 (_embed escapes)
            self.path = _TEMPLATE

        def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
            script, style = _static("page.js"), _static("page.css")
            self.templateEnv.globals.update(
                self.page,
                script=Markup(script),  # noqa: S704 (our own bundle)
                style=Markup(style),  # noqa: S704 (our own style sheet)
                policy=_policy(script, style, asks=self.page["asking"] is not None),
            )
            return str(super().generate_html(name, local=local, notebook=notebook))

    return PageNetwork


def _static(name: str) -> str:
    return (_FOLDER / "static" / name).read_text(encoding="utf-8")


def _policy(script: str, style: str, *, asks: bool) -> str:
    """Content-Security-Policy: our script and style by their hashes, pictures made in the page, nothing else.

    A page that asks SPARQL also runs WebAssembly, in a thread whose script it holds.
    """
    engine = " 'wasm-unsafe-eval'" if asks else ""
    thread = "worker-src blob:; " if asks else ""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'{engine}; style-src '{_hash(style)}'; {thread}"
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _embed(value: Any) -> str:
    """Write JSON that is safe inside a script element: no character that HTML or JavaScript could take for its own.

    A string is taken as JSON already (pyvis hands its options over so).
    """
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _order(build: Build) -> list[Thing]:
    """Sort things by importance: what has most facts comes first, and is labelled and found first."""
    degree: dict[str, int] = {}
    for fact in build.facts:
        for end in (fact.subject, fact.object):
            if isinstance(end, str):
                degree[end] = degree.get(end, 0) + 1
    return sorted(build.things, key=lambda thing: (-degree.get(thing.id, 0), -thing.mentions, thing.id))


def _nodes(
    things: Sequence[Thing], build: Build, numbers: Mapping[str, int], vocabulary: Vocabulary
) -> list[dict[str, Any]]:
    links = [
        (numbers[fact.subject], numbers[fact.object], 0.5 + fact.confidence * fact.support)
        for fact in build.facts
        if isinstance(fact.object, str)
    ]
    layout = lay_out(len(things), links)
    group_of = {node: number for number, group in enumerate(layout.communities) for node in group}
    kinds = {name: number for number, name in enumerate(vocabulary.kinds)}
    entries = {entry.name: number for number, entry in enumerate(build.entries)}
    nodes = [_node(thing, kinds, entries) for thing in things]
    for number, (node, (x, y)) in enumerate(zip(nodes, layout.places, strict=True)):
        node |= {"id": number, "x": x, "y": y}
        if number in group_of:
            node["group"] = group_of[number]
        if number in layout.apart:
            node["apart"] = True
    return nodes


def _node(thing: Thing, kinds: Mapping[str, int], entries: Mapping[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {"slug": thing.id, "label": thing.label, "kind": kinds[thing.kind]}
    if thing.inferred_kinds:
        row["also"] = [kinds[kind] for kind in thing.inferred_kinds]
    if thing.aliases:
        row["aliases"] = list(thing.aliases)
    if thing.definition:
        row["definition"] = thing.definition
    if thing.entry is not None and thing.entry in entries:
        row["entry"] = entries[thing.entry]
    if thing.entries:
        row["entries"] = [entries[name] for name in thing.entries if name in entries]
    return row


def _edges(facts: Iterable[Fact], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """Draw one line for all facts between the same two things in the same direction."""
    lines: dict[tuple[int, int], list[int]] = {}
    for number, fact in enumerate(facts):
        if isinstance(fact.object, str):
            lines.setdefault((numbers[fact.subject], numbers[fact.object]), []).append(number)
    return [
        {"id": number, "from": one, "to": other, "facts": lines[one, other]}
        for number, (one, other) in enumerate(sorted(lines))
    ]


def _glossary(build: Build, numbers: Mapping[str, int], vocabulary: Vocabulary, settings: Settings) -> dict[str, Any]:
    """Gather what the page knows beyond nodes and lines; every sentence is in it once, facts name its number."""
    entries = {entry.name: number for number, entry in enumerate(build.entries)}
    sentences: dict[tuple[int, str, int, str], int] = {}
    claims = {claim.id: _evidence(claim, entries, sentences) for claim in build.claims}
    predicates = {name: number for number, name in enumerate(vocabulary.predicates)}
    facts = [
        _fact(fact, numbers, predicates, [claims[claim] for claim in fact.claims if claim in claims])
        for fact in build.facts
    ]
    return {
        "title": settings.title,
        "kinds": [
            {"name": kind.name, "label": kind.label, "plural": kind.plural, "groups": sorted(kind.groups)}
            for kind in vocabulary.kinds.values()
        ],
        "predicates": [{"label": item.label, "says": list(item.says)} for item in vocabulary.predicates.values()],
        "entries": [_entry(entry) for entry in build.entries],
        "sentences": [
            {"entry": entry, "section": section, "start": start, "text": text}
            for entry, section, start, text in sentences
        ],
        "facts": facts,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    row = {"title": entry.title, "name": entry.name}
    if entry.url and urlsplit(entry.url).scheme.lower() in {"http", "https"}:
        row["url"] = entry.url
    return row


def _evidence(
    claim: Claim, entries: Mapping[str, int], sentences: dict[tuple[int, str, int, str], int]
) -> dict[str, Any]:
    """Name the sentence of a claim and the places of both ends in it (code points, end exclusive)."""
    place = claim.evidence
    key = (entries.get(claim.entry, -1), place.section, place.start, place.text)
    row: dict[str, Any] = {"sentence": sentences.setdefault(key, len(sentences))}
    marks = []
    for end in (claim.subject, claim.object):
        implied = isinstance(end, Mention) and end.implied
        if not implied and place.start <= end.start < end.end <= place.end:
            marks.append([end.start - place.start, end.end - place.start])
    if marks:
        row["marks"] = sorted(marks)
    return row


def _fact(
    fact: Fact, numbers: Mapping[str, int], predicates: Mapping[str, int], evidence: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    row: dict[str, Any] = {"subject": numbers[fact.subject], "predicate": predicates[fact.predicate]}
    row["year" if isinstance(fact.object, int) else "object"] = (
        fact.object if isinstance(fact.object, int) else numbers[fact.object]
    )
    row |= {"confidence": fact.confidence, "support": fact.support, "status": fact.status}
    notes = {name: fact.qualifiers[name] for name in ("asOf", "date", "hedged") if fact.qualifiers.get(name)}
    if notes:
        row["notes"] = notes
    if evidence:
        row["evidence"] = list(evidence)
    return row
