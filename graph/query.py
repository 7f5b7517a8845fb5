"""SPARQL over a built graph: local, read-only, with the prefixes known and errors that say where.

``gg:``, ``skos:`` and the others of :data:`~graph.formats.rdf.PREFIXES` need no declaration; ``:`` and ``g:`` begin the
things of the build at hand (``:gpt-4``). A query cannot change the graph and reaches no file and no network.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from typing import Literal as OneOf

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from graph.errors import FolderError, QueryError
from graph.formats.rdf import OWN_TERMS, PREFIXES, Names, expand, graph_quads, prefixes_for, provenance_quads
from graph.formats.sparql import read_example_queries
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_OPERATORS",
    "Answer",
    "OpenGraph",
    "format_answer",
    "open_store",
    "read_example_queries",
    "run_query",
    "shorten",
]

MAX_LENGTH = 100_000
"""Characters of a query. The parser has no limit of its own and dies on deep input, so these three come first."""

MAX_DEPTH = 100
"""Brackets within brackets."""

MAX_OPERATORS = 1_000
"""Operators, ``BIND``, ``FILTER``, ``MINUS``, ``OPTIONAL`` and ``UNION`` together: each deepens the parsed query."""

Term = NamedNode | BlankNode | Literal | Triple
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class OpenGraph:
    """A graph ready for queries: a store in memory, and what its things' IRIs begin with."""

    store: Store
    base: str
    domain: Path = AI_DOMAIN

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that a query may use without declaring them."""
        return {**PREFIXES, "": self.base, "g": self.base}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: a table (SELECT), yes or no (ASK), or triples (CONSTRUCT, DESCRIBE).

    ``terms`` holds a table's cells as RDF terms, :attr:`rows` as Python values; ``is_cut`` says that the limit left
    rows out; ``hints`` are about names in the query that the graph does not know.
    """

    kind: OneOf["table", "boolean", "graph"]
    variables: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] = ()
    hints: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The cells as Python values: IRIs and texts are strings, numbers numbers, an unbound variable None."""
        return tuple(tuple(_python(term) for term in row) for row in self.terms)


def open_store(source: Path | Build, settings: Settings | None = None) -> OpenGraph:
    """Load a built folder, a Turtle file of ours, or a build in memory, for queries.

    Raises
    ------
    FolderError
        The folder has no ``graph.ttl``, or a file is no graph of ours.
    """
    if isinstance(source, Build):
        settings = settings or Settings()
        store = Store()
        store.extend(graph_quads(source, settings))
        store.extend(provenance_quads(source, settings))
        return OpenGraph(store, settings.base, settings.domain)
    path = source / "graph.ttl" if source.is_dir() else source
    names = Names(_base(path))
    store = Store()
    _load(store, path, names.graph)
    provenance = source / "provenance.ttl"
    if provenance.exists():
        _load(store, provenance, names.provenance)
    return OpenGraph(store, names.base, settings.domain if settings else AI_DOMAIN)


def run_query(graph: OpenGraph, text: str, *, limit: int | None = None) -> Answer:
    """Answer a SPARQL query; with a limit, at most that many rows or triples.

    Raises
    ------
    QueryError
        The query cannot be parsed (with line and column), is too deep or too long, or would change or leave the graph.

    Examples
    --------
    >>> from tests.example import build
    >>> run_query(open_store(build()), 'SELECT ?name { :gpt-4 gg:developedBy/rdfs:label ?name }').rows
    (('OpenAI',),)
    """
    tokens = _check(text)
    hints = tuple(_hints(graph, tokens))
    try:
        result = graph.store.query(text, prefixes=graph.prefixes, use_default_graph_as_union=True)
        if isinstance(result, QueryBoolean):
            return Answer("boolean", boolean=bool(result), hints=hints)
        if isinstance(result, QuerySolutions):
            variables = tuple(variable.value for variable in result.variables)
            rows = tuple(tuple(row) for row in islice(result, None if limit is None else limit + 1))
            return Answer("table", variables, rows[:limit], hints=hints, is_cut=len(rows[:limit]) < len(rows))
        triples = sorted(set(islice(result, None if limit is None else limit + 1)), key=str)
        return Answer("graph", triples=tuple(triples[:limit]), hints=hints, is_cut=len(triples[:limit]) < len(triples))
    except SyntaxError as error:
        raise QueryError(_explain(str(error), text, graph, tokens, hints)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"query: {error}; see docs/sparql.md for what a query may do") from None


def shorten(graph: OpenGraph, iri: str) -> str:
    """Write an IRI with its prefix where it has one of ours.

    >>> from tests.example import build
    >>> shorten(open_store(build()), "https://example.org/glossary/gpt-4")
    ':gpt-4'
    """
    for prefix, start in {**PREFIXES, "": graph.base}.items():
        name = iri.removeprefix(start)
        if name != iri and re.fullmatch(r"[\w][\w.+-]*", name):
            return f"{prefix}:{name}"
    return iri


# ── loading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _base(path: Path) -> str:
    kind, scheme = expand("rdf:type"), expand("skos:ConceptScheme")
    for quad in _parse(path):
        if quad.predicate.value == kind and isinstance(quad.object, NamedNode) and quad.object.value == scheme:
            iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            if iri.endswith("_scheme"):
                return iri.removesuffix("_scheme")
    raise FolderError(f"{path}: has no concept scheme <…_scheme>, so it is no graph of ours; build it again")


def _parse(path: Path) -> Iterator[Quad]:
    try:
        yield from parse(path=str(path), format=RdfFormat.TURTLE)
    except FileNotFoundError:
        raise FolderError(f"{path}: is missing; build the folder first") from None
    except SyntaxError as error:
        raise FolderError(f"{path}: {error}; mend the Turtle, or build the folder again") from None


def _load(store: Store, path: Path, name: NamedNode) -> None:
    try:
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE, to_graph=name)
    except SyntaxError as error:
        raise FolderError(f"{path}: {error}; mend the Turtle, or build the folder again") from None


# ── checks before the parser ───────────────────────────────────────────────────────────────────────────────────────

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\r\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:%\-]|\\.|\.(?=[\w:%\-\\.]))*)
    |(?P<word>@?[^\W\d_][\w]*)
    |(?P<open>[({\[])|(?P<close>[)}\]])
    |(?P<operator>\|\||&&|\^\^|[-+*/!=<>|^])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_DEEPENING = {"BIND", "FILTER", "MINUS", "OPTIONAL", "UNION"}
_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}


_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_KEYWORDS = [
    *_FORMS,
    *sorted(_DEEPENING),
    *["DISTINCT", "EXISTS", "GRAPH", "GROUP", "HAVING", "LIMIT", "OFFSET", "ORDER", "VALUES", "WHERE"],
]


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def _check(text: str) -> list[_Token]:
    """Refuse what would hurt or leave the graph, before the parser sees it."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"query: has {len(text):,} characters; at most {MAX_LENGTH:,}, so ask for less at once")
    tokens = [_Token(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(text)]
    tokens = [token for token in tokens if token.kind != "skip"]
    depth = operators = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        operators += token.kind == "operator" or (token.kind == "word" and token.text.upper() in _DEEPENING)
        if depth > MAX_DEPTH:
            raise QueryError(f"query, {_place(text, token.start)}: more than {MAX_DEPTH} brackets deep; flatten it")
        if operators > MAX_OPERATORS:
            raise QueryError(f"query, {_place(text, token.start)}: more than {MAX_OPERATORS:,} operators; use VALUES")
        if token.kind in {"word", "name"}:
            _check_word(token, text)
    _check_form(tokens, text)
    return tokens


def _check_word(token: _Token, text: str) -> None:
    """Refuse the two words that leave the graph; the parser takes them without a space after (``SERVICE:x``) too."""
    word, place = token.text.partition(":")[0].upper(), f"query, {_place(text, token.start)}"
    if "SERVICE" in word:
        raise QueryError(f"{place}: SERVICE asks another server, and queries stay in this graph; leave it out")
    if "FROM" in word:
        raise QueryError(
            f"{place}: FROM names another data set, and there is only this one; leave it out (or use GRAPH)"
        )


def _check_form(tokens: list[_Token], text: str) -> None:
    words = (token for token in tokens if token.kind == "word" and token.text.upper() not in {"BASE", "PREFIX"})
    first = next(words, None)
    if first is None:
        raise QueryError(f"query: has no {', '.join(_FORMS)}; see docs/sparql.md for queries to start from")
    place, word = f"query, {_place(text, first.start)}", first.text.upper()
    if word in _UPDATES:
        raise QueryError(f"{place}: {word} changes a graph; change the entries and build again")
    if not word.startswith(_FORMS):
        raise QueryError(f"{place}: begins with {first.text[:40]!r}; begin with {', '.join(_FORMS)}")


def _place(text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    return f"line {line}, column {start - (text.rfind(chr(10), 0, start) + 1) + 1}"


# ── errors and hints ───────────────────────────────────────────────────────────────────────────────────────────────


def _explain(message: str, text: str, graph: OpenGraph, tokens: list[_Token], hints: tuple[str, ...]) -> str:
    """Turn the parser's message into one line: where, what stands there, what it waited for."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return f"query: {' '.join(message.split())}; see docs/sparql.md"
    lines, wanted = text.split("\n"), found[3]
    offset = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
    unknown = re.search(r"([\w.\-]*):[^\s:]*$", text[:offset])
    if "Prefix not found" in wanted and unknown is not None:
        known = ", ".join(f"{prefix}:" for prefix in sorted(graph.prefixes))
        where = _place(text, unknown.start())
        return f"query, {where}: unknown prefix {unknown[1]}:; declare it with PREFIX, or use one of {known}"
    sentence = re.search(r"The [A-Za-z][^,\[\]]+", wanted)
    words = sorted(set(re.findall(r"(?<![\w\\{])[A-Z_]{2,}(?![\w}])", wanted)))
    signs = sorted(set(re.findall(r'(?<=")[^"\\ ]{1,3}(?=")', wanted)) - {", "})
    if words and not signs and not sentence:
        offset = _start(tokens, offset - min(map(len, words)), offset)
    word = next((token.text[:40] for token in tokens if token.start >= offset), "")
    near = _nearest(word.upper(), _KEYWORDS).removeprefix("; ")
    choice = " or ".join((*words, *signs)[:6])
    reason = sentence[0].strip() if sentence else f"expected {choice}" if choice else "not expected here"
    place = f"query, {_place(text, offset)}: at {repr(word) if word else 'the end'}: {reason}"
    return "; ".join((place, *(hints or (near or "see docs/sparql.md",))))


def _start(tokens: list[_Token], earliest: int, offset: int) -> int:
    """Find the word that is no keyword: the parser gives the place where the keyword that it waited for would end."""
    return next((token.start for token in tokens if earliest <= token.start < offset), offset)


def _hints(graph: OpenGraph, tokens: list[_Token]) -> Iterator[str]:
    declared = {token.text for word, token in pairwise(tokens) if word.text.upper() == "PREFIX"}
    names = dict.fromkeys(token.text for token in tokens if token.kind == "name")
    words = read_vocabulary(graph.domain)
    inverses = {item.rdf_inverse: item.rdf for item in words.predicates.values() if not item.is_symmetric}
    terms = {item.rdf for item in words.predicates.values()} | {item.rdf for item in words.kinds.values()}
    known = sorted({*(f"gg:{name}" for name in OWN_TERMS), *(term for term in terms if term.startswith("gg:"))})
    for name in names:
        prefix = name.partition(":")[0]
        if f"{prefix}:" in declared:
            continue
        if name in inverses:
            yield f"{name} is not written; turn it round: instead of ?a {name} ?b say ?b {inverses[name]} ?a"
        elif prefix == "gg" and name not in known and name != "gg:":
            yield f"no term {name}{_nearest(name, known)}"
        elif prefix in {"", "g"} and len(name) > len(prefix) + 1 and not _holds(graph, name):
            slugs = {f"{prefix}:{slug}" for slug in _slugs(graph)}
            yield f"nothing is called {name} here{_nearest(name, sorted(slugs))}"


def _nearest(name: str, known: list[str]) -> str:
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


# ── answers as text ────────────────────────────────────────────────────────────────────────────────────────────────


def format_answer(answer: Answer, kind: str, *, base: str | None = None) -> str:
    """Write an answer as ``csv``, ``tsv`` or ``json`` (SPARQL 1.1 results), or triples as ``ttl`` or ``nt``.

    Raises
    ------
    QueryError
        The format does not fit the answer.
    """
    if answer.kind == "graph" and kind in {"ttl", "nt"}:
        form = RdfFormat.TURTLE if kind == "ttl" else RdfFormat.N_TRIPLES
        prefixes = PREFIXES if base is None else prefixes_for(base)
        return (serialize(answer.triples, format=form, prefixes=prefixes) or b"").decode()
    if answer.kind != "graph" and kind == "json":
        return json.dumps(_json(answer), ensure_ascii=False, indent=1) + "\n"
    if answer.kind == "table" and kind in {"csv", "tsv"}:
        return _csv(answer) if kind == "csv" else _tsv(answer)
    fitting = {"table": "csv, tsv or json", "boolean": "json", "graph": "ttl or nt"}[answer.kind]
    raise QueryError(f"answer: a {answer.kind} cannot be written as {kind}; choose {fitting}")


def _csv(answer: Answer) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(answer.variables)
    for row in answer.terms:
        table.writerow(["" if term is None else _plain(term) for term in row])
    return text.getvalue()


def _tsv(answer: Answer) -> str:
    lines = [[f"?{name}" for name in answer.variables]]
    lines += [["" if term is None else str(term).replace("\t", "\\t") for term in row] for row in answer.terms]
    return "".join("\t".join(line) + "\n" for line in lines)


def _json(answer: Answer) -> dict[str, Any]:
    if answer.kind == "boolean":
        return {"head": {}, "boolean": answer.boolean}
    bindings = [
        {name: _binding(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.terms
    ]
    return {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, Literal):
        if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        kind = term.datatype.value
        more = {} if kind == expand("xsd:string") else {"datatype": kind}
        return {"type": "literal", "value": term.value, **more}
    return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": _plain(term)}


def _plain(term: Term) -> str:
    return str(term) if isinstance(term, Triple) else term.value


_NUMBERS = {expand(f"xsd:{name}"): float for name in ("decimal", "double", "float")}


def _python(term: Term | None) -> Value:
    if term is None or not isinstance(term, Literal):
        return None if term is None else _plain(term)
    kind = term.datatype.value
    if kind == expand("xsd:boolean"):
        return term.value in {"true", "1"}
    try:
        return int(term.value) if kind == expand("xsd:integer") else _NUMBERS.get(kind, str)(term.value)
    except ValueError:
        return term.value
