"""The command ``mcp``."""

from pathlib import Path
from typing import Annotated

import typer

from graph.cli.options import FOLDER, BuiltFolder, Debug, Domain
from graph.cli.terminal import say
from graph.errors import ServeError

__all__ = ["mcp"]


def mcp(
    folder: BuiltFolder = FOLDER,
    store: Annotated[
        Path | None, typer.Option(help="A folder that keeps the loaded graph between runs.", metavar="FOLDER")
    ] = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Serve a built graph to an assistant over standard input and output (needs the extra "mcp")."""
    from graph.folder import require_build

    try:
        from graph.mcp import serve
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise ServeError(f"serving assistants needs {package}; pip install 'glossary-graph[mcp]'") from None
    require_build(folder)
    say(f"{folder}: serving an assistant over standard input and output; it starts this command itself (docs/mcp.md)")
    serve(folder, store=store, domain=domain)
