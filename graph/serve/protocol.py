"""The SPARQL 1.1 protocol, query part: what a request asks for, and in which formats it takes the answer.

https://www.w3.org/TR/sparql11-protocol/ sections 2.1 (query operation) and 2.1.4 (dataset). Updates are refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from graph.serve.negotiation import choose

__all__ = [
    "FORM",
    "FORMATS",
    "MAX_GRAPHS",
    "QUERY",
    "UPDATE",
    "Asked",
    "Refusal",
    "accepted_formats",
    "read_query",
]

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"

MAX_GRAPHS = 100
"""How many graphs a request may name."""

_FIELDS = 2 * MAX_GRAPHS + 50
_RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "table": (*_RESULTS, "text/csv", "text/tab-separated-values", "application/json", "application/xml"),
        "boolean": (*_RESULTS, "application/json", "application/xml"),
        "graph": ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
    }
)
"""Media types by the kind of an answer, the preferred one first."""

ALIASES: Mapping[str, str] = MappingProxyType(dict(zip(("application/json", "application/xml"), _RESULTS, strict=True)))
"""General names under which a client may ask for a format of results."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the data set that the request describes: None and None where it names no graph of either sort."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


class Refusal(Exception):  # noqa: N818 (a refusal is an answer)
    """A request that is answered with a status and one line."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


def read_query(method: str, query_string: str, content_type: str | None, body: bytes) -> Asked | None:
    """Read what a request asks; None where it is a GET that asks nothing.

    Raises
    ------
    Refusal
        The request is none of the protocol, or would change the graph.
    """
    in_address = _fields(query_string, "the address")
    if method in {"GET", "HEAD"}:
        return _asked(in_address, is_question_needed=bool(in_address))
    media_type, charset = _content_type(content_type)
    if media_type == UPDATE:
        raise Refusal(403, "update: this graph is read-only; change the entries and build again")
    if media_type not in {FORM, QUERY}:
        raise Refusal(415, f"Content-Type: {media_type or 'none'}; send {FORM} or {QUERY}")
    if charset not in {"", "utf-8", "utf8"}:
        raise Refusal(415, f"Content-Type: charset {charset}; send UTF-8")
    if any(name == "query" for name, _ in in_address):
        raise Refusal(400, "query: stands in the address of a POST; put it into the body")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"body: no UTF-8 at byte {error.start}; send UTF-8") from None
    in_body = [("query", text)] if media_type == QUERY else _fields(text, "the body")
    return _asked([*in_address, *in_body], is_question_needed=True)


def accepted_formats(accept: str | None) -> dict[str, str]:
    """Choose a media type for each kind of answer; a kind that the client takes in no format of ours is left out.

    Examples
    --------
    >>> accepted_formats("text/csv")
    {'table': 'text/csv'}
    >>> accepted_formats("*/*")["boolean"]
    'application/sparql-results+json'
    """
    chosen = {kind: choose(accept, offers) for kind, offers in FORMATS.items()}
    return {kind: media_type for kind, media_type in chosen.items() if media_type is not None}


def _fields(text: str, place: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        raise Refusal(400, f"query: percent-encoding in {place} is no UTF-8; encode UTF-8") from None
    except ValueError:
        raise Refusal(400, f"query: more than {_FIELDS} parameters in {place}; send fewer") from None


def _content_type(header: str | None) -> tuple[str, str]:
    media_type, *parameters = (part.strip() for part in (header or "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.lower(), value.strip().strip('"').lower()
    return media_type.lower(), ""


def _asked(fields: Sequence[tuple[str, str]], *, is_question_needed: bool) -> Asked | None:
    if any(name == "update" for name, _ in fields):
        raise Refusal(403, "update: this graph is read-only; change the entries and build again")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) > 1:
        raise Refusal(400, f"query: given {len(queries)} times; give one")
    if not queries:
        if is_question_needed:
            raise Refusal(400, "query: is missing; give the parameter query")
        return None
    default, named = _graphs(fields, "default-graph-uri"), _graphs(fields, "named-graph-uri")
    return Asked(queries[0], default, named) if default or named else Asked(queries[0])


def _graphs(fields: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    """Take the graphs of one sort; a list that was percent-encoded once too often is taken apart again.

    (The record query_multiple_dataset of the W3C's tests sends one like this.)
    """
    found = [iri for key, value in fields if key == name for iri in value.split(f"&{name}=")]
    if len(found) > MAX_GRAPHS:
        raise Refusal(400, f"{name}: {len(found)} graphs; name at most {MAX_GRAPHS}")
    for iri in found:
        if not _is_iri(iri):
            raise Refusal(400, f"{name}: {iri[:80]!r} is no absolute IRI; write it out")
    return tuple(dict.fromkeys(found))


def _is_iri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and not any(mark.isspace() or mark < "!" or mark in '<>"{}|\\^`' for mark in text)
