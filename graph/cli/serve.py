"""The command ``serve``."""

from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import FOLDER, BuiltFolder, Debug, Domain, Store, needs_extra
from graph.cli.terminal import say

if TYPE_CHECKING:
    from graph.serve.glossary import Glossary

__all__ = ["serve"]


def serve(
    folder: BuiltFolder = FOLDER,
    host: Annotated[str, typer.Option(help="The address to listen at; 0.0.0.0 is every one of this machine.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="The port to listen at; 0 takes a free one.", min=0, max=65_535)] = 8000,
    store: Store = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A further name that it answers under, as your domain; may be repeated.", metavar="NAME"),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(help="A site whose scripts may ask, as https://example.org; may be repeated.", metavar="ORIGIN"),
    ] = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Serve a built graph, read-only: page, SPARQL, every thing at its IRI (needs the extra "serve")."""
    from graph.folder import require_build

    with needs_extra("serve", "serving"):
        from graph.guard import Guard
        from graph.serve.app import make_app
        from graph.serve.gate import bracketed
        from graph.serve.glossary import Glossary
        from graph.serve.running import bind, run
    origins = [_origin(text) for text in cors or ()]
    hosts = [*(allow_host or ()), *([bracketed(host)] if host not in {"0.0.0.0", "::"} else [])]  # noqa: S104 (compared)
    with bind(host, port) as taken:
        glossary = Glossary.read(require_build(folder), domain)
        address = f"http://{bracketed(host)}:{taken.getsockname()[1]}"
        with Guard(folder, store=store, domain=domain) as guard:
            app = make_app(glossary, guard, hosts=hosts, origins=origins)
            run(app, taken, ready=lambda: _greet(glossary, address))
    say("stopped")


def _greet(glossary: "Glossary", address: str) -> None:
    say(f"{glossary.settings.title}: {address}/")
    say(f"  {address}/sparql   SPARQL, with an editor for browsers")
    say(f"  {address}{glossary.index}   every thing: what its IRI names lies at the path of the IRI")
    say("Ctrl-C stops.")


def _origin(text: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or f"{parts.scheme}://{parts.netloc}" != text:
        raise typer.BadParameter(f"{text!r} is no origin; write it like https://example.org", param_hint="--cors")
    return text
