"""The web application: the page at ``/``, SPARQL at ``/sparql``, and every thing at the path of its IRI. Read-only."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from anyio import CapacityLimiter, to_thread
from pyoxigraph import NamedNode, Triple
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.errors import QueryBusyError, QueryError, QueryFormatError, QuerySizeError, QueryTimeoutError
from graph.formats.iris import expand
from graph.formats.terms import OWN_TERMS
from graph.query import read_example_queries
from graph.serve.description import RDF_SUFFIXES, describe_service, write_triples
from graph.serve.gate import POLICY, Gate, Limits
from graph.serve.glossary import Glossary
from graph.serve.negotiation import choose
from graph.serve.pages import Pages
from graph.serve.protocol import ALIASES, Asked, Refusal, accepted_formats, read_query

__all__ = ["Answers", "make_app"]

HTML = "text/html"
MOST_AT_ONCE, MOST_WAITING = 16, 64
"""Queries that wait for a worker, each in a thread, and those that wait for such a thread: pages need threads too."""

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".ttl": "text/turtle", ".html": HTML}
_SUFFIXES = {".html": HTML, **{suffix: media_type for media_type, suffix in RDF_SUFFIXES.items()}}
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
_EDITOR_STYLE = "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk="
"""The one style that YASGUI sets inline, for columns of another width; a test in the browser tells of any other."""

_EDITOR_POLICY = POLICY.replace(
    "style-src 'self'", f"script-src 'self'; connect-src 'self'; style-src 'self' '{_EDITOR_STYLE}'"
)


class Answers(Protocol):
    """Answers queries; :class:`graph.guard.Guard` does, in processes of their own."""

    def answer(
        self,
        text: str,
        *,
        formats: Mapping[Any, str],
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Any:
        """Answer a query in the format that fits its kind."""


def make_app(
    glossary: Glossary,
    guard: Answers,
    *,
    hosts: Sequence[str] = (),
    origins: Sequence[str] = (),
    limits: Limits | None = None,
) -> Starlette:
    """Make the application of a glossary; ``hosts`` are further names that it answers under, ``origins`` may read it.

    Nothing is written, and no request makes it fetch anything.
    """
    site = _Site(glossary, guard)
    middleware = [Middleware(Gate, hosts=hosts, limits=limits)]
    if origins:
        methods, headers = ["GET", "HEAD", "POST"], ["Accept", "Content-Type"]
        cors = Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=methods, allow_headers=headers)
        middleware.append(cors)
    return Starlette(
        routes=site.routes(),
        middleware=middleware,
        exception_handlers={404: site.not_found, 405: _not_allowed, Refusal: _refused},  # type: ignore[dict-item] # each for its own exception
    )


class _Site:
    """The endpoints, with what they share."""

    def __init__(self, glossary: Glossary, guard: Answers) -> None:
        self.glossary, self.guard, self.pages = glossary, guard, Pages(glossary)
        self.waiting = CapacityLimiter(MOST_AT_ONCE)
        self.static = {path.name: path.read_bytes() for path in _STATIC.iterdir() if path.suffix in _TYPES}

    def routes(self) -> list[Route]:
        base = self.glossary.settings.base
        return [
            Route("/", self.picture),
            *(Route(f"/{name}", partial(self.file, name=name)) for name in self.glossary.files),
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/sparql/", self.sparql, methods=["GET", "POST"]),
            Route("/.well-known/void", self.void),
            Route("/favicon.ico", _no_icon),
            Route("/static/{name}", self.static_file),
            Route("/text/{name:path}", self.text),
            Route("/things", self.things),
            *([] if base.endswith("/") else [Route(unquote(urlsplit(base).path) or "/", self.whole)]),
            Route(f"{unquote(self.glossary.place)}{{name:path}}", self.node),
        ]

    # ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def picture(self, request: Request) -> Response:
        """Show the page of the build; a build without one has its list of things."""
        if "graph.html" not in self.glossary.files:
            return RedirectResponse(self.glossary.index, 302)
        return self.file(request, name="graph.html")

    def file(self, request: Request, *, name: str) -> Response:
        """Hand out a file of the build."""
        data = self.glossary.files[name]
        headers = {"Content-Security-Policy": _policy_within(data)} if name.endswith(".html") else {}
        return self._reply(request, lambda: data, _TYPES[Path(name).suffix], key=name, headers=headers)

    def static_file(self, request: Request) -> Response:
        """Hand out a style sheet or script of ours."""
        name = request.path_params["name"]
        if name not in self.static:
            return self.not_found(request)
        key = sha256(self.static[name]).hexdigest()
        return self._reply(request, lambda: self.static[name], _TYPES[Path(name).suffix], key=key)

    def text(self, request: Request) -> Response:
        """Hand out the published text of an entry, which positions refer to."""
        entry = self.glossary.entries.get(request.path_params["name"].removesuffix(".txt"))
        if entry is None:
            return self.not_found(request)
        return self._reply(request, entry.text.encode, "text/plain", key=f"text {entry.name} {entry.text}")

    # ── things ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def things(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """List the things, or find some by name."""
        letter, search = (request.query_params.get(name, "") for name in ("letter", "q"))
        make = partial(self._index, letter, search[:200])
        return self._reply(request, make, HTML, key=f"things {letter} {search}", headers=headers)

    def _index(self, letter: str, search: str) -> bytes:
        return self.pages.index(letter=letter, search=search).encode()

    def whole(self, request: Request) -> Response:
        """Show the document that holds all things of a base that ends in ``#``."""
        if choose(request.headers.get("accept"), [HTML, "text/turtle"]) == HTML:
            return self.things(request)
        return self.file(request, name="graph.ttl")

    def node(self, request: Request) -> Response:
        """Show what an IRI of ours stands for, in the format that the suffix or the client names."""
        name = request.path_params["name"]
        node, suffix = self.glossary.find(name), ""
        if node is None:
            suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix)), "")
            node = self.glossary.find(name.removesuffix(suffix)) if suffix else None
        if node is None and name in self.glossary.files:
            return self.file(request, name=name)
        if node is None:
            return self.not_found(request)
        path = self.glossary.path_to(node.value)
        media_type = _SUFFIXES.get(suffix) or choose(request.headers.get("accept"), list(_SUFFIXES.values()))
        if media_type is None:
            raise Refusal(406, f"Accept: takes none of {', '.join(_SUFFIXES.values())}; ask for one of these")
        headers = {"Vary": "Accept", "Link": _links(path, node.value), "Content-Location": _document(path, media_type)}
        if node == self.glossary.names.scheme and media_type == HTML:
            return self.things(request, headers)
        make = partial(self._describe, node, media_type)
        return self._reply(request, make, media_type, key=f"{node.value} {media_type}", headers=headers)

    def _describe(self, node: NamedNode, media_type: str) -> bytes:
        if media_type == HTML:
            return self.pages.node(node).encode()
        return write_triples(self.glossary.triples(node), media_type, self.glossary.settings)

    def void(self, request: Request) -> Response:
        """Describe the data, and say that it can be asked here."""
        return self._data(request, partial(self._dataset, f"{_origin(request)}/sparql"))

    def _dataset(self, endpoint: str) -> list[Triple]:
        triples = [quad.triple for quad in self.glossary.catalog]
        dataset = NamedNode(f"{self.glossary.settings.base}_dataset")
        triples.append(Triple(dataset, NamedNode(expand("void:sparqlEndpoint")), NamedNode(endpoint)))
        return sorted(triples, key=str)

    def not_found(self, request: Request, _: Exception | None = None) -> Response:
        """Say that nothing lies here, and what has a name like that."""
        name = request.url.path.rstrip("/").rpartition("/")[2]
        if choose(request.headers.get("accept"), [HTML, "text/plain"]) == HTML:
            return _sent(self.pages.missing(unquote(name)).encode(), HTML, 404, {"Cache-Control": "no-store"})
        return PlainTextResponse("Nothing lies here.\n", 404, headers={"Cache-Control": "no-store"})

    # ── SPARQL ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def sparql(self, request: Request) -> Response:
        """Answer a query; without one, describe the service or show the editor."""
        body = await request.body()
        asked = read_query(request.method, request.url.query, request.headers.get("content-type"), body)
        if asked is None:
            return await run_in_threadpool(self._service, request)
        formats = accepted_formats(request.headers.get("accept"))
        if not formats:
            raise Refusal(406, "Accept: takes no format of results or triples; ask for application/sparql-results+json")
        tag = _tag(self.glossary.version, repr(asked), repr(sorted(formats.items())))
        lasting = request.method in {"GET", "HEAD"} and not _CHANGING.search(asked.query)
        if lasting and _is_known(request, tag):
            return Response(status_code=304, headers=_lasting(tag))
        if self.waiting.statistics().tasks_waiting >= MOST_WAITING:
            raise Refusal(503, "query: too many are waiting; ask again in a while", {"Retry-After": "5"})
        reply = await to_thread.run_sync(self._ask, asked, formats, limiter=self.waiting, abandon_on_cancel=True)
        headers = _lasting(tag) if lasting else {"Vary": "Accept", "Cache-Control": "no-store"}
        if reply.is_cut:
            headers["X-Rows-Cut"] = str(reply.rows)
        return _sent(reply.body, formats[reply.kind], 200, headers)

    def _ask(self, asked: Asked, formats: Mapping[str, str]) -> Any:
        plain = {kind: ALIASES.get(media_type, media_type) for kind, media_type in formats.items()}
        graphs = {"default_graphs": asked.default_graphs, "named_graphs": asked.named_graphs}
        try:
            return self.guard.answer(asked.query, formats=plain, **graphs)
        except QueryError as error:
            raise _refusal(error) from None

    def _service(self, request: Request) -> Response:
        if choose(request.headers.get("accept"), [*RDF_SUFFIXES, HTML]) == HTML:
            return self._reply(
                request, self._editor, HTML, key="editor",
                headers={"Vary": "Accept", "Content-Security-Policy": _EDITOR_POLICY},
            )  # fmt: skip
        return self._data(request, partial(describe_service, self.glossary, f"{_origin(request)}/sparql"))

    def _editor(self) -> bytes:
        words = self.glossary.words
        known = {item.rdf for item in words.predicates.values()} | {item.rdf for item in words.kinds.values()}
        terms = sorted({*known, *(f"gg:{name}" for name in OWN_TERMS)})
        return self.pages.editor(read_example_queries(), self.glossary.graph.prefixes, terms).encode()

    # ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _data(self, request: Request, make: Callable[[], Any]) -> Response:
        media_type = choose(request.headers.get("accept"), list(RDF_SUFFIXES))
        if media_type is None:
            raise Refusal(406, f"Accept: takes none of {', '.join(RDF_SUFFIXES)}; ask for one of these")
        key, settings = f"{request.url} {media_type}", self.glossary.settings
        return self._reply(
            request,
            lambda: write_triples(make(), media_type, settings),
            media_type,
            key=key,
            headers={"Vary": "Accept"},
        )

    def _reply(
        self,
        request: Request,
        make: Callable[[], bytes],
        media_type: str,
        *,
        key: str,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with what ``make`` gives, or say that the client has it; ``key`` is all that it depends on."""
        tag = _tag(self.glossary.version, key)
        kept = {**(headers or {}), "ETag": tag, "Cache-Control": "no-cache"}
        if _is_known(request, tag):
            return Response(status_code=304, headers=kept)
        return _sent(make(), media_type, 200, kept)


def _no_icon(_: Request) -> Response:
    return Response(status_code=204, headers={"Cache-Control": "max-age=86400"})


def _sent(body: bytes, media_type: str, status: int, headers: Mapping[str, str]) -> Response:
    """Make a response; every text of ours is UTF-8 and says so where its type leaves that open."""
    kind = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(body, status, headers={**headers, "Content-Type": kind})


def _refused(_: Request, refusal: Refusal) -> Response:
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return PlainTextResponse(f"{refusal.message}\n", refusal.status, headers=headers)


def _not_allowed(request: Request, error: HTTPException) -> Response:
    """Say which methods a path takes: to OPTIONS as an answer, to any other as a refusal."""
    methods = ", ".join(sorted({*(error.headers or {}).get("Allow", "GET").split(", "), "OPTIONS"}))
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": methods})
    message = f"{request.method}: this server is read-only; use {methods}\n"
    return PlainTextResponse(message, 405, headers={"Allow": methods, "Cache-Control": "no-store"})


def _refusal(error: QueryError) -> Refusal:
    """Say in a status why a query has no answer: is it the query, its size, its time, or the server that is busy."""
    statuses = {QueryFormatError: 406, QuerySizeError: 413, QueryTimeoutError: 504, QueryBusyError: 503}
    status = statuses.get(type(error), 400)
    return Refusal(status, str(error), {"Retry-After": "5"} if status == 503 else {})


def _tag(*parts: str) -> str:
    return f'W/"{sha256(chr(0).join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def _is_known(request: Request, tag: str) -> bool:
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or tag in known or tag.removeprefix("W/") in known


def _lasting(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _document(path: str, media_type: str) -> str:
    return path + next(suffix for suffix, known in _SUFFIXES.items() if known == media_type)


def _links(path: str, iri: str) -> str:
    """Point at the same thing in the other formats, and say which thing they describe (RFC 8288)."""
    others = [f'<{path}{suffix}>; rel="alternate"; type="{media_type}"' for suffix, media_type in _SUFFIXES.items()]
    return ", ".join(
        [*others, f'<{path}.ttl>; rel="describedby"', f'<{quote(iri, safe=":/%#?=&;,@+~!$()*")}>; rel="describes"']
    )


def _policy_within(page: bytes) -> str:
    """Take the policy that a page of a build states for itself, and forbid frames, which a page cannot."""
    found = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]*)"', page[:20_000])
    policy = unescape(found[1].decode("latin-1")) if found else POLICY.partition("; frame")[0]
    return f"{policy}; frame-ancestors 'none'"
