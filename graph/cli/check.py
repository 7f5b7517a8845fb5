"""The commands ``validate`` and ``verify``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from graph.cli.options import FOLDER, AsJson, BuiltFolder, Debug, Domain
from graph.cli.terminal import count, put, say

__all__ = ["validate", "verify"]


def validate(
    source: Annotated[
        Path, typer.Argument(help="A built folder, or one RDF file of it.", metavar="SOURCE", show_default="exports")
    ] = FOLDER,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings too.")] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write the SHACL validation report there, as Turtle.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Check a graph against the shapes of its vocabulary: faults of structure, doubtful content."""
    from graph.check import validate as check
    from graph.folder import require_build
    from graph.formats.target import write_whole
    from graph.settings import Settings

    place = source if source.is_file() else require_build(source)
    findings = check(place, Settings(domain=domain) if domain else None)
    if report is not None:
        write_whole(report, findings.report.encode())
    if as_json:
        put(json.dumps([asdict(finding) for finding in findings.found], ensure_ascii=False, indent=1))
    else:
        for finding in findings.found:
            put(str(finding))
    violations, warnings = len(findings.violations), len(findings.warnings)
    say(f"{count(violations, 'violation', 'violations')}, {count(warnings, 'warning', 'warnings')} in {source}")
    if violations or (strict and warnings):
        raise typer.Exit(1)


def verify(folder: BuiltFolder = FOLDER, as_json: AsJson = False, _debug: Debug = False) -> None:
    """Check every quotation and place of a built folder against its texts."""
    from graph.folder import require_build
    from graph.quotations import verify as check

    found = check(require_build(folder))
    if as_json:
        put(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        for fault in found.faults:
            put(str(fault))
    for name in found.edited:
        say(f"{folder / name}: has been edited or removed since it was built")
    held = f"{count(found.quotations, 'quotation', 'quotations')} in {count(found.entries, 'entry', 'entries')}"
    say(f"{held} hold" + (f"; {count(len(found.faults), 'fault', 'faults')}" if found.faults else ""))
    if found.faults:
        raise typer.Exit(1)
