"""The command ``glossary-graph``: arguments, words and exit codes; the work is done by the modules that it calls.

What a command answers goes to standard output, what it has to say to standard error. Exit codes: 0 done, 1 refused or
bad input, 2 wrong usage. Heavy modules are imported by the commands that need them, so that help comes at once.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

import typer

import graph
from graph.cli import annotate, ask, build, check, evaluate, explore, export, mcp, query, serve, train
from graph.cli.terminal import PROGRAM, put, say
from graph.errors import GlossaryGraphError

__all__ = ["COMMANDS", "app", "main"]

COMMANDS: Mapping[Callable[..., Any], str] = MappingProxyType(
    {
        build.build: "build data/entries -o exports",
        export.export: "export -f graphml -o glossary.graphml",
        query.query: "query 'SELECT ?name { ?model a gg:Model ; rdfs:label ?name }'",
        explore.show: 'show "foundation model"',
        explore.picture: 'picture "GPT-4" -o gpt-4.svg',
        explore.path: 'path "GPT-4" "foundation model"',
        serve.serve: "serve exports --port 8000",
        mcp.mcp: "mcp exports",
        check.validate: "validate exports",
        check.verify: "verify exports",
        ask.ask: 'ask "Which labs make open-weight models?"',
        evaluate.evaluate: "evaluate data/gold data/entries --split dev",
        annotate.annotate: "annotate data/entries -o to-correct",
        train.train: "train data/gold data/entries -o model --crossner CrossNER/ner_data",
    }
)
"""Every command with an example for its help, in the order of the help; a new one is one function and one line here."""

app = typer.Typer(
    name=PROGRAM,
    help="Turn glossary entries into a knowledge graph, and ask it.",
    epilog=f"Example: {PROGRAM} build data/entries",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command, _example in COMMANDS.items():
    app.command(epilog=f"Example: {PROGRAM} {_example}")(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=arguments, prog_name=PROGRAM)
    except GlossaryGraphError as error:
        _fail(str(error), error, arguments)
    except OSError as error:
        _fail(f"{error.filename or 'output'}: {error.strerror}; make room, or choose another place", error, arguments)
    except Exception as error:
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        _fail(f"unexpected {cause}; run it again with --debug and report what it shows", error, arguments)


def _fail(message: str, error: Exception, arguments: Sequence[str]) -> None:
    if "--debug" in arguments:
        raise error
    say(f"{PROGRAM}: {message}")
    sys.exit(1)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        put(f"{PROGRAM} {graph.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    pass
