"""The HTML that the server writes: small pages without script, every text escaped."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from graph.claims import Claim, Mention
from graph.explore import Step
from graph.formats.iris import compact
from graph.network import Thing
from graph.serve.glossary import Glossary

__all__ = ["MOST_LISTED", "Pages"]

MOST_LISTED = 1_000
"""How many things one page of the list holds before it is cut by letter."""

_FOLDER = Path(__file__).parent
_SURE = ((0.9, "very likely right"), (0.75, "likely right"), (0.0, "perhaps right"))


class Pages:
    """Writes the pages of one glossary."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary

    def node(self, node: NamedNode) -> str:
        """Write the page of a thing, entry, fact or claim; of anything else, what is said of it."""
        glossary, names = self.glossary, self.glossary.names
        slug = names.slug(node.value)
        if slug is not None and slug in glossary.build.thing_of:
            return self.thing(glossary.build.thing_of[slug], node)
        for kind, known, write in (
            ("entry", glossary.entries, self.entry),
            ("fact", glossary.facts, self.fact),
            ("claim", glossary.build.claim_of, self.claim),
        ):
            name = names.name(kind, node.value)
            if name is not None and name in known:
                return write(name, node)
        return self.other(node)

    def thing(self, thing: Thing, node: NamedNode) -> str:
        """Write the page of a thing."""
        words, steps = self.glossary.words, self.glossary.steps(thing)
        grouped = groupby(steps, key=lambda step: (step.is_forward, step.fact.predicate, step.says))
        return self._page(
            "thing",
            thing.label,
            node,
            thing=thing,
            kinds=[words.kinds[kind].label for kind in (thing.kind, *thing.inferred_kinds) if kind in words.kinds],
            groups=[(says, [self._step(step) for step in found]) for (_, _, says), found in grouped],
            count=len(steps),
            entry=self._entry_link(thing.entry),
            entries=[link for name in thing.entries if (link := self._entry_link(name))],
            links=[(way, iri, _web(iri)) for way, iri in self.glossary.links_out(node)],
        )

    def entry(self, name: str, node: NamedNode) -> str:
        """Write the page of an entry: its text, where it comes from, and what it names."""
        entry = self.glossary.entries[name]
        subject = [thing for thing in self.glossary.build.things if thing.entry == name]
        named = [thing for thing in self.glossary.build.things if name in thing.entries]
        body = entry.text.removeprefix(entry.title).strip("\n")
        return self._page(
            "entry",
            entry.title,
            node,
            entry=entry,
            url=_web(entry.url),
            body=body,
            headings={section.heading for section in entry.sections if section.heading},
            subject=[self._link(thing) for thing in subject],
            named=[self._link(thing) for thing in sorted(named, key=_by_label)],
        )

    def fact(self, identity: str, node: NamedNode) -> str:
        """Write the page of a fact: the sentences behind it, each with its claim."""
        step = self.glossary.step(self.glossary.facts[identity])
        shown = self._step(step)
        claims = [self._claim(claim) for claim in step.claims]
        return self._page("fact", str(step), node, start=self._link(step.start), step=shown, claims=claims)

    def claim(self, identity: str, node: NamedNode) -> str:
        """Write the page of a claim: its sentence, where that stands, and the fact that it says."""
        claim, fact = self.glossary.build.claim_of[identity], self.glossary.fact_of.get(identity)
        said = str(self.glossary.step(fact)) if fact else ""
        place = self.glossary.path_to(self.glossary.names.other("fact", fact.id).value) if fact else ""
        return self._page("claim", "Claim", node, claim=claim, shown=self._claim(claim), said=said, fact=place)

    def other(self, node: NamedNode) -> str:
        """Write what the triples say of a node that has no page of its own."""
        quads = sorted(self.glossary.quads(node), key=str)
        rows = [(compact(quad.predicate.value), *self._value(quad.object)) for quad in quads]
        title = node.value.removeprefix(self.glossary.settings.base)
        return self._page("other", title, node, rows=rows)

    def index(self, *, letter: str = "", search: str = "") -> str:
        """Write the list of things, or what a search found; a long list is cut by letter."""
        things = sorted(self.glossary.build.things, key=_by_label)
        found = {head: list(group) for head, group in groupby(things, key=lambda thing: _initial(thing.label))}
        is_cut = len(things) > MOST_LISTED
        chosen = letter if letter in found else next(iter(found), "")
        groups = {chosen: found[chosen]} if is_cut and found else found
        if search:
            groups = {}
        return self._page(
            "index",
            f"“{search}”" if search else "All things",
            self.glossary.names.scheme,
            search=search,
            results=[self._listed(thing) for thing in self.glossary.search(search)] if search else [],
            letters=list(found),
            is_cut=is_cut,
            chosen=chosen,
            groups={head: [self._listed(thing) for thing in group] for head, group in groups.items()},
            count=len(things),
        )

    def missing(self, name: str) -> str:
        """Write the page that says that nothing lies here, and what has a name like that."""
        near = [self._listed(thing) for thing in self.glossary.search(name.replace("-", " "), 8)]
        return self._page("missing", "Nothing lies here", None, name=name[:200], near=near)

    def editor(self, examples: Mapping[str, str], prefixes: Mapping[str, str], terms: Sequence[str]) -> str:
        """Write the page with the query editor; what its script needs is data in it."""
        data = {
            "base": self.glossary.settings.base,
            "place": self.glossary.place,
            "examples": [{"name": name, "query": text} for name, text in examples.items()],
            "prefixes": dict(prefixes),
            "terms": list(terms),
        }
        return self._page("editor", "Ask in SPARQL", None, data=data)

    # ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _page(self, template: str, title: str, node: NamedNode | None, **values: Any) -> str:
        glossary = self.glossary
        path = glossary.path_to(node.value) if node is not None else ""
        return str(
            _environment()
            .get_template(f"{template}.html.j2")
            .render(
                title=title, iri=node.value if node else "", path=path, index=glossary.index,
                glossary=glossary.settings.title, language=glossary.settings.language,
                has_picture="graph.html" in glossary.files, **values,
            )
        )  # fmt: skip

    def _link(self, thing: Thing) -> dict[str, str]:
        return {"label": thing.label or thing.id, "path": self.glossary.path_of(thing)}

    def _listed(self, thing: Thing) -> dict[str, str]:
        kinds = self.glossary.words.kinds
        kind = kinds[thing.kind].label if thing.kind in kinds else thing.kind
        return {**self._link(thing), "kind": kind, "definition": thing.definition or ""}

    def _entry_link(self, name: str | None) -> dict[str, str] | None:
        entry = self.glossary.entries.get(name or "")
        if entry is None:
            return None
        return {
            "label": entry.title,
            "path": self.glossary.path_to(self.glossary.names.other("entry", entry.name).value),
        }

    def _step(self, step: Step) -> dict[str, Any]:
        fact, glossary = step.fact, self.glossary
        notes = [
            "said with reservation" if fact.qualifiers.get("hedged") else "",
            f"as of {fact.qualifiers['asOf']}" if fact.qualifiers.get("asOf") else "",
            str(fact.qualifiers.get("date") or ""),
        ]
        return {
            "says": step.says,
            "end": self._link(step.end) if isinstance(step.end, Thing) else {"label": str(step.end), "path": ""},
            "sure": _sureness(fact.status, fact.confidence),
            "percent": round(fact.confidence * 100),
            "is_inferred": fact.status == "inferred",
            "support": fact.support,
            "notes": [note for note in notes if note],
            "path": glossary.path_to(glossary.names.other("fact", fact.id).value),
            "quotations": _distinct(self._claim(claim) for claim in step.claims),
        }

    def _claim(self, claim: Claim) -> dict[str, Any]:
        return {
            "parts": _marked(claim),
            "text": claim.evidence.text,
            "section": claim.evidence.section,
            "entry": self._entry_link(claim.entry),
            "percent": round(claim.confidence * 100),
            "path": self.glossary.path_to(self.glossary.names.other("claim", claim.id).value),
        }

    def _value(self, value: Any) -> tuple[str, str]:
        """Give a value's text and, where it is a node that can be opened, its path."""
        if isinstance(value, NamedNode) and value.value.startswith(self.glossary.settings.base):
            return value.value.removeprefix(self.glossary.settings.base), self.glossary.path_to(value.value)
        if isinstance(value, NamedNode):
            return compact(value.value), _web(value.value)
        return (value.value if isinstance(value, Literal) else str(value)), ""


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_FOLDER / "templates", encoding="utf-8")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["data"] = _data
    return made


def _data(value: Any) -> Markup:
    """Write JSON that is safe inside a script element."""
    import json

    text = json.dumps(value, separators=(",", ":"), sort_keys=True)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 (escaped above)


def _sureness(status: str, confidence: float) -> str:
    if status in {"confirmed", "inferred"}:
        return "confirmed by a person" if status == "confirmed" else "inferred"
    return next(word for least, word in _SURE if confidence >= least)


def _marked(claim: Claim) -> list[tuple[str, bool]]:
    """Cut a sentence into pieces, and say of each whether it is one of the two ends of the claim."""
    place, at = claim.evidence, 0
    marks = sorted(
        (end.start - place.start, end.end - place.start)
        for end in (claim.subject, claim.object)
        if not (isinstance(end, Mention) and end.implied) and place.start <= end.start < end.end <= place.end
    )
    pieces: list[tuple[str, bool]] = []
    for start, stop in marks:
        if start >= at:
            pieces += [(place.text[at:start], False), (place.text[start:stop], True)]
            at = stop
    return [piece for piece in (*pieces, (place.text[at:], False)) if piece[0]]


def _distinct(claims: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep each sentence of an entry once."""
    return list({(str(claim["entry"]), claim["text"]): claim for claim in claims}.values())


def _web(address: str | None) -> str:
    """Give the address back when a browser may follow it; an address of another sort is text."""
    try:
        return address if address and urlsplit(address).scheme.lower() in {"http", "https"} else ""
    except ValueError:
        return ""


def _by_label(thing: Thing) -> tuple[bool, str, str]:
    first = _initial(thing.label)
    return first == "#", first, f"{thing.label.casefold()} {thing.id}"


def _initial(label: str) -> str:
    first = label[:1].upper()
    return first if "A" <= first <= "Z" else "#"
