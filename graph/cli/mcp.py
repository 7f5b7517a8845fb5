"""The command ``mcp``."""

from graph.cli.options import FOLDER, BuiltFolder, Debug, Domain, Store, needs_extra
from graph.cli.terminal import say

__all__ = ["mcp"]


def mcp(
    folder: BuiltFolder = FOLDER,
    store: Store = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Serve a built graph to an assistant over standard input and output (needs the extra "mcp")."""
    from graph.folder import require_build

    with needs_extra("mcp", "serving assistants"):
        from graph.mcp import serve
    require_build(folder)
    say(f"{folder}: serving an assistant over standard input and output; it starts this command itself (docs/mcp.md)")
    serve(folder, store=store, domain=domain)
