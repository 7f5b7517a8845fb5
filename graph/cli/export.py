"""The command ``export``."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.cli.options import FOLDER, BuiltFolder, Debug, Domain, read_folder
from graph.cli.terminal import say
from graph.errors import FolderError

__all__ = ["export"]

_FORMATS = (
    "ttl, trig, nt, nq, jsonld, rdfxml, rdf12, void, candidates, graphml, gexf, ontology, shapes, skos, sssom or csv"
)


def export(
    folder: BuiltFolder = FOLDER,
    form: Annotated[
        str | None,
        typer.Option("-f", "--format", help=f"{_FORMATS}; else by the suffix of -o."),
    ] = None,
    out: Annotated[
        str, typer.Option("-o", "--out", help="The file to write (csv: a folder); - is standard output.")
    ] = "-",
    base: Annotated[
        str | None,
        typer.Option(
            help="What every IRI begins with from now on: http(s)://… ending in / or #.", show_default="as built"
        ),
    ] = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Write a built graph in another format, without extracting again."""
    from graph.formats import all_writers, find_writer

    writers = all_writers()
    if form is None and out == "-":
        raise typer.BadParameter(f"name a format: {', '.join(writers)}", param_hint="-f")
    writer = find_writer(Path(out)) if form is None else writers.get(form)
    if writer is None:
        given = repr(form) if form else f"the suffix of {out!r}"
        raise typer.BadParameter(f"{given} is none of {', '.join(writers)}", param_hint="-f")
    if not writer.suffix and out == "-":
        raise typer.BadParameter(f"{writer.name} makes {writer.title}; name the folder", param_hint="-o")
    _export(folder, writer.name, out, {"base": base, "domain": domain})


def _export(folder: Path, form: str, out: str, options: dict[str, Any]) -> None:
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from graph.folder import require_build, written_files
    from graph.formats import export as export_build

    made, settings = read_folder(require_build(folder), options["domain"])
    if options["base"] is not None:
        settings = replace(settings, base=options["base"])
    if out == "-":
        with TemporaryDirectory() as place:
            target = Path(place, "graph")
            export_build(made, target, settings, form=form)
            sys.stdout.buffer.write(target.read_bytes())
        sys.stdout.buffer.flush()
        return
    target = Path(out)
    ours = {folder.resolve(), *((folder / name).resolve() for name in written_files(folder))}
    if target.resolve() in ours:
        raise FolderError(f"{target}: is part of the build; choose another name with -o")
    target.parent.mkdir(parents=True, exist_ok=True)
    export_build(made, target, settings, form=form)
    say(f"{target} written")
