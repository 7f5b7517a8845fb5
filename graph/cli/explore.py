"""The commands ``show``, ``path`` and ``picture``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import FOLDER, AsJson, BuiltFolder, Debug, Domain, read_folder, vocabulary_of
from graph.cli.terminal import put, say

if TYPE_CHECKING:
    from graph.explore import Step
    from graph.formats.looks import Theme

__all__ = ["path", "picture", "show"]


def show(
    term: Annotated[str, typer.Argument(help="A label, another name or a slug.")],
    folder: BuiltFolder = FOLDER,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Show all that is known of a term, with the sentence behind each fact."""
    from graph.explore import describe, find_thing
    from graph.folder import require_build
    from graph.portrait import say_match, say_step, say_thing, step_row, thing_row

    made, settings = read_folder(require_build(folder), domain)
    words = vocabulary_of(settings)
    thing = find_thing(made, term)
    steps = describe(made, thing, words)
    links = [match for match in made.matches if match.subject == thing.id]
    if as_json:
        facts = [step_row(step) for step in steps]
        rows = [asdict(match) for match in links]
        put(json.dumps({**thing_row(thing), "matches": rows, "facts": facts}, ensure_ascii=False, indent=1))
        return
    put("\n".join((*say_thing(thing, words), *map(say_match, links))))
    for step in steps:
        put("\n" + "\n".join(say_step(step)))


def path(
    a: Annotated[str, typer.Argument(help="A term.", metavar="A")],
    b: Annotated[str, typer.Argument(help="Another term.", metavar="B")],
    folder: BuiltFolder = FOLDER,
    k: Annotated[int, typer.Option("-k", help="How many paths at most.", min=1, max=100)] = 3,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Show how two terms are connected, with the sentence behind each step."""
    from graph.explore import find_paths, find_thing
    from graph.folder import require_build
    from graph.portrait import say_step, step_row

    made, settings = read_folder(require_build(folder), domain)
    first, second = find_thing(made, a), find_thing(made, b)
    paths = find_paths(made, first, second, k, vocabulary_of(settings))
    if as_json:
        put(json.dumps([[step_row(step) for step in steps] for steps in paths], ensure_ascii=False, indent=1))
        return
    if not paths:
        say(
            "both are the same thing" if first.id == second.id else f"nothing connects {first.label} and {second.label}"
        )
    for number, steps in enumerate(paths, 1):
        put(f"{number}. {' → '.join([steps[0].start.label, *(_end(step) for step in steps)])}")
        put("\n".join(f"   {line}" for step in steps for line in say_step(step)) + "\n")


def picture(
    term: Annotated[str, typer.Argument(help="A label, another name or a slug.")],
    folder: BuiltFolder = FOLDER,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--out", help="The file to write, .svg or .png; - is standard output (SVG).", show_default="TERM.svg"
        ),
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light on dark.")] = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Draw a term and what it is related to, 1200 by 630, for sharing."""
    from graph.explore import find_thing
    from graph.folder import require_build
    from graph.formats.picture import draw_picture, write_picture

    if out not in {None, "-"} and Path(str(out)).suffix.lower() not in {".svg", ".png"}:
        raise typer.BadParameter(f"{out!r} ends in neither .svg nor .png", param_hint="-o")
    made, settings = read_folder(require_build(folder), domain)
    thing = find_thing(made, term)
    theme: Theme = "dark" if dark else "light"
    if out == "-":
        sys.stdout.buffer.write(draw_picture(made, thing, settings, theme=theme).encode())
        sys.stdout.buffer.flush()
        return
    target = Path(out or f"{thing.id}.svg")
    write_picture(made, thing, target, settings, theme=theme)
    say(f"{target} written")


def _end(step: "Step") -> str:
    return str(step.end) if isinstance(step.end, int) else step.end.label
