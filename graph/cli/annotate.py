"""The command ``annotate``."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.options import AsJson, Debug, Domain, Model, read_folder, settings_for, vocabulary_of, with_model
from graph.cli.run import Run
from graph.cli.terminal import count, program_here, put, quote, say
from graph.errors import FolderError, GoldError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.network import Build
    from graph.published import Problem
    from graph.settings import Settings

__all__ = ["Map", "annotate", "mapping_of"]

Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="A label of the file and what it means, as ORG=Organization; ORG= leaves it out.",
        metavar="OLD=NEW",
    ),
]


class Form(StrEnum):
    """The forms that a person corrects in."""

    BRAT = "brat"
    LABEL_STUDIO = "label-studio"


def annotate(
    out: Annotated[Path, typer.Option("-o", "--out", help="The file or folder to write.")],
    path: Annotated[
        Path | None, typer.Argument(help="Entries, or a built folder.", metavar="PATH", show_default=False)
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("-f", "--format", help="What to write.", show_default="label-studio for a .json file, else brat"),
    ] = None,
    read: Annotated[
        Path | None,
        typer.Option("--read", help="Corrected marks, to read as gold instead: a file or folder.", metavar="PATH"),
    ] = None,
    maps: Map = None,
    as_json: AsJson = False,
    domain: Domain = None,
    model: Model = None,
    _debug: Debug = False,
) -> None:
    """Write what a build says as marks that a person corrects, or read corrected marks as gold."""
    if (path is None) == (read is None):
        raise typer.BadParameter("give PATH to write marks, or --read PATH to read them", param_hint="PATH")
    if read is not None:
        row, text, problems = _read_back(read, out, mapping_of(maps), domain)
    else:
        form = form or (Form.LABEL_STUDIO if out.suffix.lower() == ".json" else Form.BRAT)
        row, text, problems = _write(path or Path(), out, form, domain, model)
    for problem in problems:
        say(str(problem))
    put(json.dumps(row, ensure_ascii=False, indent=1) if as_json else text)
    if problems:
        raise typer.Exit(1)


def mapping_of(maps: Iterable[str] | None) -> dict[str, str]:
    """Read what ``--map`` says."""
    mapping = {}
    for pair in maps or ():
        old, sign, new = pair.partition("=")
        if not sign or not old.strip():
            raise typer.BadParameter(f"{pair!r} is no pair; write it as ORG=Organization", param_hint="--map")
        mapping[old.strip()] = new.strip()
    return mapping


Said = tuple[dict[str, Any], str, "Sequence[Problem]"]
"""What was done, for programs and for people, and what did not fit."""


def _write(path: Path, out: Path, form: Form, domain: Path | None, model: str | None) -> Said:
    from graph.annotations import draft_documents, write_brat, write_label_studio

    _check_new(out, path)
    made, settings = _built(path, domain, model)
    documents = list(draft_documents(made))
    marks, arrows = sum(len(each.spans) for each in documents), sum(len(each.relations) for each in documents)
    said = (
        f"Wrote {count(marks, 'mark', 'marks')} and {count(arrows, 'relation', 'relations')} "
        f"of {count(len(documents), 'entry', 'entries')} to {out}."
    )
    back = f"{program_here()} annotate --read {{}} -o gold"
    if form is Form.LABEL_STUDIO:
        beside = write_label_studio(documents, out, vocabulary_of(settings))
        steps = [
            f"Next: in Label Studio make a project with the labelling configuration {beside}, import {out},",
            "correct and submit the tasks, export them as JSON; then",
            f"  {back.format('EXPORT.json')}",
        ]
    else:
        write_brat(documents, out, vocabulary_of(settings))
        steps = ["Next: correct the .ann files in BRAT or in a text editor; then", f"  {back.format(quote(str(out)))}"]
    row = {"out": str(out), "format": form.value, "entries": len(documents), "marks": marks, "relations": arrows}
    return row, "\n".join([said, "", *steps]), made.problems


def _check_new(out: Path, entries: Path) -> None:
    """Refuse to write over what a person may have corrected, or where the next run would read."""
    if entries.is_dir() and out.resolve().is_relative_to(entries.resolve()):
        raise FolderError(f"{out}: lies inside {entries}, whose entries it would become; choose another with -o")
    if out.is_dir() and not any(out.iterdir()):
        return
    for path in (out, out.with_suffix(".xml")):
        if path.exists():
            raise FolderError(f"{path}: is there already and may hold corrections; choose a new name with -o")


def _built(path: Path, domain: Path | None, model: str | None) -> "tuple[Build, Settings]":
    """Read a built folder, or build entries."""
    from graph.folder import finish_swap, require_build

    finish_swap(path)
    if (path / "graph.ttl").is_file():
        if model is not None:
            raise typer.BadParameter("a built folder stays as it was built; give entries as PATH", param_hint="--model")
        return read_folder(require_build(path), domain)
    settings = with_model(settings_for([str(path)], None, {"domain": domain}), model)
    return Run(settings, verbose=False).extract([str(path)], {}), settings


def _read_back(path: Path, out: Path, mapping: dict[str, str], domain: Path | None) -> Said:
    from graph.annotations import make_gold, read_documents
    from graph.annotations.folder import check_gold_folder, write_gold_folder
    from graph.vocabulary import AI_DOMAIN, read_vocabulary

    check_gold_folder(out)
    made = make_gold(read_documents(path), read_vocabulary(domain or AI_DOMAIN), mapping)
    if not made.golds:
        for problem in made.problems:
            say(str(problem))
        raise GoldError(f"{path}: no document could be read, so nothing was written; see the lines above")
    write_gold_folder(made, out)
    counts = {
        "entries": len(made.golds),
        "things": sum(len(gold.nodes) for gold in made.golds),
        "mentions": sum(len(gold.mentions) for gold in made.golds),
        "facts": sum(len(gold.relations) for gold in made.golds),
    }
    said = (
        f"Read {count(counts['entries'], 'entry', 'entries')}: {count(counts['things'], 'thing', 'things')}, "
        f"{count(counts['mentions'], 'mention', 'mentions')}, {count(counts['facts'], 'fact', 'facts')}."
    )
    lies = f"The gold lies in {out}, the texts in {out / 'text'}."
    row = {"out": str(out), **counts, "problems": [asdict(problem) for problem in made.problems]}
    return row, f"{said} {lies}\n\nNext: {program_here()} train {quote(str(out))} -o my-model", made.problems
