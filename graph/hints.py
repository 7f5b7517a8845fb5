"""What is wrong with a query, in words: the place, what was waited for, and the name that was probably meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from graph.formats.rdf import OWN_TERMS, Names, expand
from graph.sparql import KEYWORDS, Token, place
from graph.store import OpenGraph
from graph.vocabulary import read_vocabulary

__all__ = ["MOST_HINTS", "explain", "find_hints"]

MOST_HINTS = 5
"""How many hints a query gets: each unknown name is compared with all that are known."""


def find_hints(tokens: Sequence[Token], graph: OpenGraph) -> tuple[str, ...]:
    """Say which names of a query the graph does not know, and what they were probably meant to be."""
    return tuple(islice(_hints(tokens, graph), MOST_HINTS))


def explain(message: str, text: str, tokens: Sequence[Token], graph: OpenGraph) -> str:
    """Turn the parser's message into one line: where, what stands there, what it waited for."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return f"query: {' '.join(message.split())}; see docs/sparql.md"
    lines, wanted = text.split("\n"), found[3]
    offset = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    unknown = re.search(r"([\w.\-]*):[^\s:]*$", text[:offset])
    if "Prefix not found" in wanted and unknown is not None:
        known = ", ".join(f"{prefix}:" for prefix in sorted(graph.prefixes))
        where = place(text, unknown.start())
        return f"query, {where}: unknown prefix {unknown[1]}:; declare it with PREFIX, or use one of {known}"
    sentence = re.search(r"The [A-Za-z][^,\[\]]+", wanted)
    words = sorted(set(re.findall(r"(?<![\w\\{])[A-Z_]{2,}(?![\w}])", wanted)))
    signs = sorted(set(re.findall(r'(?<=")[^"\\ ]{1,3}(?=")', wanted)) - {", "})
    if words and not signs and not sentence:
        offset = _start(tokens, offset - min(map(len, words)), offset)
    word = next((token.text[:40] for token in tokens if token.start >= offset), "")
    near = _nearest(word.upper(), KEYWORDS).removeprefix("; ")
    choice = " or ".join((*words, *signs)[:6])
    reason = sentence[0].strip() if sentence else f"expected {choice}" if choice else "not expected here"
    where = f"query, {place(text, offset)}: at {repr(word) if word else 'the end'}: {reason}"
    return "; ".join((where, *(find_hints(tokens, graph) or (near or "see docs/sparql.md",))))


def _start(tokens: Sequence[Token], earliest: int, offset: int) -> int:
    """Find the word that is no keyword: the parser gives the place where the keyword that it waited for would end."""
    return next((token.start for token in tokens if earliest <= token.start < offset), offset)


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


def _hints(tokens: Sequence[Token], graph: OpenGraph) -> Iterator[str]:
    declared = {token.text for word, token in pairwise(tokens) if word.text.upper() == "PREFIX"}
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


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


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
