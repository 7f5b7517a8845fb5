"""What is wrong with a query, in words: the place, what was waited for, and the name that was probably meant."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice, pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from graph.advice import advise
from graph.formats.rdf import OWN_TERMS, PREFIXES, Names, expand
from graph.sparql import Token, place
from graph.store import OpenGraph
from graph.vocabulary import read_vocabulary

__all__ = ["MOST_HINTS", "explain", "find_hints"]

MOST_HINTS = 5
"""How many hints a query gets: each unknown name is compared with all that are known."""


def find_hints(tokens: Sequence[Token], graph: OpenGraph, *, is_empty: bool = False) -> tuple[str, ...]:
    """Say which names of a query the graph does not know, and what they were probably meant to be.

    After an empty answer, names of borrowed vocabularies and the languages of labels are looked at too.
    """
    more = _empty_hints(tokens, graph) if is_empty else iter(())
    return tuple(islice(chain(_name_hints(tokens, graph), _variable_hints(tokens), more), MOST_HINTS))


def explain(message: str, text: str, tokens: Sequence[Token], graph: OpenGraph) -> str:
    """Turn the parser's message into one line: where, what stands there, what is wrong with it."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return f"query: {' '.join(message.split())}; see docs/sparql.md"
    lines, wanted = text.split("\n"), found[3]
    offset = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    unknown = re.search(r"([\w.\-]*):[^\s:]*$", text[:offset])
    if "Prefix not found" in wanted and unknown is not None:
        return f"query, {place(text, unknown.start())}: {_prefix_hint(unknown[1], graph)}"
    sentence = re.search(r"The [A-Za-z][^,\[\]]+", wanted)
    words = sorted(set(re.findall(r"(?<![\w\\{])[A-Z_]{2,}(?![\w}])", wanted)))
    signs = sorted(set(re.findall(r'(?<=")[^"\\ ]{1,3}(?=")', wanted)) - {", "})
    if words and not signs and not sentence:
        offset = _start(tokens, offset - min(map(len, words)), offset)
    index = next((number for number, token in enumerate(tokens) if token.start >= offset), len(tokens))
    word = tokens[index].text[:40] if index < len(tokens) else ""
    advice = None if sentence else advise(tokens, index, text, _terms(graph.domain).known)
    choice = " or ".join((*words, *signs)[:6])
    reason = sentence[0].strip() if sentence else advice or (f"expected {choice}" if choice else "not expected here")
    where = f"query, {place(text, offset)}: at {repr(word) if word else 'the end'}: {reason}"
    hints = tuple(islice(_name_hints(tokens, graph), MOST_HINTS))
    return "; ".join((where, *(hints or (() if advice else ("see docs/sparql.md",)))))


def _start(tokens: Sequence[Token], earliest: int, offset: int) -> int:
    """Find the word that is no keyword: the parser gives the place where the keyword that it waited for would end."""
    return next((token.start for token in tokens if earliest <= token.start < offset), offset)


def _prefix_hint(prefix: str, graph: OpenGraph) -> str:
    known = sorted(graph.prefixes)
    if prefix in {"http", "https"}:
        return f"unknown prefix {prefix}:; write an address as <{prefix}://…>"
    near = get_close_matches(prefix, known, n=1, cutoff=0.6)
    if near:
        return f"unknown prefix {prefix}:; did you mean {near[0]}:?"
    names = ", ".join(f"{name}:" for name in known)
    return f"unknown prefix {prefix}:; declare it with PREFIX, or use one of {names}"


@dataclass(frozen=True, slots=True)
class _Terms:
    known: frozenset[str]
    inverses: Mapping[str, str]


@cache
def _terms(domain: Path) -> _Terms:
    words = read_vocabulary(domain)
    terms = {item.rdf for item in words.predicates.values()} | {item.rdf for item in words.kinds.values()}
    inverses = {
        item.rdf_inverse: item.rdf
        for item in words.predicates.values()
        if item.rdf_inverse is not None and not item.is_symmetric
    }
    known = {*(f"gg:{name}" for name in OWN_TERMS), *(term for term in terms if term.startswith("gg:"))}
    return _Terms(frozenset(known), inverses)


def _name_hints(tokens: Sequence[Token], graph: OpenGraph) -> Iterator[str]:
    declared = _declared(tokens)
    names = dict.fromkeys(token.text for token in tokens if token.kind == "name")
    terms = _terms(graph.domain)
    for name in names:
        prefix = name.partition(":")[0]
        if f"{prefix}:" in declared:
            continue
        if name in terms.inverses:
            yield f"{name} is not written; turn it round: instead of ?a {name} ?b say ?b {terms.inverses[name]} ?a"
        elif prefix == "gg" and name not in terms.known and name != "gg:":
            yield f"no term {name}{_nearest(name, sorted(terms.known))}"
        elif prefix in {"", "g"} and len(name) > len(prefix) + 1 and not _holds(graph, name):
            slugs = {f"{prefix}:{slug}" for slug in _slugs(graph)}
            yield f"nothing is called {name} here{_nearest(name, sorted(slugs))}"


def _variable_hints(tokens: Sequence[Token]) -> Iterator[str]:
    """Variables that are selected and stand nowhere else, and those that stand once and look like another."""
    body = next((number for number, token in enumerate(tokens) if token.text == "{"), len(tokens))
    head, rest = tokens[:body], tokens[body:]
    if "SELECT" not in {token.text.upper() for token in head} or any(token.text in {"*", "("} for token in head):
        return
    counts = Counter(token.text[1:] for token in rest if token.kind == "variable")
    for token in head:
        if token.kind == "variable" and token.text[1:] not in counts:
            near = get_close_matches(token.text[1:], list(counts), n=1, cutoff=0.6)
            yield f"{token.text} is selected and stands nowhere else" + (f"; did you mean ?{near[0]}?" if near else "")
    selected = {token.text[1:] for token in head if token.kind == "variable"}
    for name, times in counts.items():
        same = [other for other in counts if other != name and sorted(other) == sorted(name)]
        if times == 1 and name not in selected and same and len(name) > 3:
            yield f"?{name} stands once; did you mean ?{same[0]}?"


_LABELS = frozenset({"skos:altLabel", "skos:definition", "skos:hiddenLabel", "skos:prefLabel"})


def _empty_hints(tokens: Sequence[Token], graph: OpenGraph) -> Iterator[str]:
    """Say what makes an answer empty though it reads well: a borrowed name misspelt, a label in no or some language."""
    for token, text, tag in zip(tokens, tokens[1:], (*tokens[2:], Token("", "", 0)), strict=False):
        if text.kind == "text" and token.text == "rdfs:label" and tag.text.startswith("@"):
            yield f"rdfs:label has no language; write {text.text[:40]} without {tag.text}"
        if text.kind == "text" and token.text in _LABELS and not tag.text.startswith("@"):
            yield f"{token.text} has a language; write {text.text[:40]}@en"
    declared = _declared(tokens)
    for name in dict.fromkeys(token.text for token in tokens if token.kind == "name"):
        prefix, _, local = name.partition(":")
        if prefix in PREFIXES and prefix != "gg" and f"{prefix}:" not in declared and local:
            near = _nearest_used(name, graph)
            if near:
                yield f"the graph has no {name}{near}"


def _nearest_used(name: str, graph: OpenGraph) -> str:
    """Find the predicate or kind of the graph that a borrowed name, which is neither, was probably meant to be."""
    prefix, _, local = name.partition(":")
    try:
        node = NamedNode(PREFIXES[prefix] + local)
    except ValueError:
        return ""
    for pattern in ((None, node, None), (None, None, node), (node, None, None)):
        if next(iter(graph.store.quads_for_pattern(*pattern)), None) is not None:
            return ""
    text = "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?s a ?t } }"
    found = graph.store.query(text, use_default_graph_as_union=True)
    used = [row["t"].value for row in found if isinstance(row["t"], NamedNode)]  # type: ignore[union-attr]
    start = PREFIXES[prefix]
    return _nearest(name, sorted(f"{prefix}:{iri[len(start) :]}" for iri in used if iri.startswith(start)), cutoff=0.85)


def _declared(tokens: Sequence[Token]) -> set[str]:
    return {token.text for word, token in pairwise(tokens) if word.text.upper() == "PREFIX"}


def _nearest(name: str, known: Sequence[str], cutoff: float = 0.6) -> str:
    """Find what is spelt most alike; case does not count."""
    lower = {other.lower(): other for other in known}
    close = get_close_matches(name.lower(), list(lower), n=1, cutoff=cutoff)
    return f"; did you mean {lower[close[0]]}?" if close else ""


def _holds(graph: OpenGraph, name: str) -> bool:
    slug = re.sub(r"\\(.)", r"\1", name.partition(":")[2])
    try:
        node = NamedNode(graph.base + slug)
    except ValueError:
        return False
    return next(iter(graph.store.quads_for_pattern(node, None, None)), None) is not None


def _slugs(graph: OpenGraph) -> Iterator[str]:
    names, label = Names(graph.base), NamedNode(expand("rdfs:label"))
    for quad in graph.store.quads_for_pattern(None, label, None):
        slug = names.slug(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
        if slug is not None:
            yield slug
