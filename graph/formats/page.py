"""The page: one HTML file to look at a build, search it and read the sentence behind every fact, offline."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from graph.errors import FolderError
from graph.formats.columns import columns_of, pack
from graph.formats.contents import LARGE, Contents, gather_contents, plain_slug
from graph.formats.sparql import describe_claims, describe_terms, read_engine
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

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
    contents = gather_contents(build, settings)
    terms = describe_terms(build, contents["nodes"], settings, vocabulary)
    claims = describe_claims(build, contents["nodes"], contents["facts"], vocabulary) if settings.sparql else None
    packed = _pack(contents) if len(contents["nodes"]) > LARGE else ""
    page = _network_class()()
    page.nodes = [] if packed else contents["nodes"]
    page.options = dict(OPTIONS)
    heading = ("title", "kinds", "predicates")
    page.page = {
        "settings": settings,
        "packed": packed,
        "terms": terms,
        "claims": claims,
        "asking": read_engine() if settings.sparql else None,
        "glossary": {
            name: value for name, value in contents.items() if name in heading or (name != "nodes" and not packed)
        },
    }
    return str(page.generate_html())


def _pack(contents: Contents) -> str:
    """Pack what is large; a slug that follows from its label is left out."""
    for node in contents["nodes"]:
        del node["id"]
        if node["slug"] == plain_slug(node["label"]):
            del node["slug"]
    return pack(
        {
            "nodes": columns_of(contents["nodes"]),
            "facts": columns_of(contents["facts"], steps=("subject",)),
            "sentences": columns_of(contents["sentences"], steps=("entry",)),
            "passages": contents["passages"],
            "entries": contents["entries"],
            "communities": contents["communities"],
        }
    )


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

    A page that answers SPARQL also runs WebAssembly, in a thread whose script it holds.
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
