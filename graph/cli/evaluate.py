"""The command ``evaluate``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import FOLDER, AsJson, Debug, Domain, Model, read_folder, settings_for, with_model
from graph.cli.run import Run
from graph.cli.terminal import print_table, put, say

if TYPE_CHECKING:
    from graph.evaluate import Evaluation
    from graph.network import Build
    from graph.settings import Settings

__all__ = ["evaluate"]


def evaluate(
    gold: Annotated[Path, typer.Argument(help="A folder with gold, or one file of it.", metavar="GOLD", exists=True)],
    path: Annotated[
        Path, typer.Argument(help="A built folder, or entries to build.", metavar="PATH", show_default="exports")
    ] = FOLDER,
    split: Annotated[str | None, typer.Option(help="Only what splits.toml lists under this name.")] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="The least confidence of a fact.", min=0, max=1, show_default="as built, or 0.7"),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(help="List so many errors of each sort.", min=0, show_default="none, but all in JSON"),
    ] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="Score rigged and honest baselines too.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Answer in Markdown.")] = False,
    as_json: AsJson = False,
    domain: Domain = None,
    model: Model = None,
    _debug: Debug = False,
) -> None:
    """Score a build against gold: mentions, nodes, facts, calibration."""
    from graph.evaluate import evaluate as measure
    from graph.evaluate.baselines import baselines_here
    from graph.evaluate.forms import generate_json, generate_markdown
    from graph.gold import read_golds

    if markdown and as_json:
        raise typer.BadParameter("choose one of --json and --markdown", param_hint="--markdown")
    golds = read_golds(gold, split)
    made, settings = _evaluated(path, threshold, domain, model)
    least, domain = settings.threshold, settings.domain
    found = measure(made, golds, split, threshold=least, domain=domain)
    others = {}
    if baselines:
        others["this build"] = found
        for each in baselines_here():
            its = each.make(made, golds, settings)
            others[each.name] = measure(its, golds, split, threshold=least, domain=domain)
    problems = [*map(str, made.problems), *found.problems]
    for problem in problems:
        say(problem)
    if as_json:
        put(generate_json(found, baselines=others, most=errors))
    elif markdown:
        put("\n".join(generate_markdown(found, baselines=others, most=errors or 0)))
    else:
        _print_evaluation(found, others, errors or 0)
    if problems:
        raise typer.Exit(1)


def _evaluated(path: Path, threshold: float | None, domain: Path | None, model: str | None) -> "tuple[Build, Settings]":
    """Read a built folder, or build entries; facts below the threshold are kept for the curve."""
    from dataclasses import replace

    from graph.facts import gather_facts
    from graph.folder import finish_swap, require_build
    from graph.vocabulary import read_vocabulary

    finish_swap(path)
    if not path.exists() or (path / "graph.ttl").is_file():
        if model is not None:
            raise typer.BadParameter("a built folder stays as it was built; give entries as PATH", param_hint="--model")
        made, settings = read_folder(require_build(path), domain)
        return made, replace(settings, threshold=threshold or 0.0)
    settings = with_model(settings_for([str(path)], None, {"threshold": threshold, "domain": domain}), model)
    made = Run(settings, verbose=False).extract([str(path)], {})
    kinds = {thing.id: thing.kind for thing in made.things}
    every = gather_facts(made.claims, read_vocabulary(settings.domain), 0.0, kinds)  # the curve shows lesser ones too
    return replace(made, facts=every), settings


def _print_evaluation(found: "Evaluation", others: "dict[str, Evaluation]", most: int) -> None:
    from graph.evaluate.forms import comparison, explain, list_errors, tables

    for number, table in enumerate([*tables(found), *([comparison(others)] if others else [])]):
        put(("\n" if number else "") + table.title)
        print_table(table.heads, table.rows)
    what = ""
    for error in list_errors(found, most):
        if error.what != what:
            what = error.what
            put(f"\n{what.capitalize()}")
        put(f"  {explain(error)}")
