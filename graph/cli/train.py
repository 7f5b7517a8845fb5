"""The command ``train``."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.options import AsJson, Debug, Domain
from graph.cli.terminal import count, program_here, put, quote, say

if TYPE_CHECKING:
    from graph.train import Epoch, Report

__all__ = ["train"]


def train(
    gold: Annotated[Path, typer.Argument(help="A folder with gold and its splits.toml.", metavar="GOLD", exists=True)],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write the model into.")],
    entries: Annotated[
        Path | None,
        typer.Argument(
            help="The annotated entries.", metavar="ENTRIES", exists=True, show_default="entries beside GOLD"
        ),
    ] = None,
    crossner: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the CrossNER corpus, to learn names from first.", exists=True, file_okay=False
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="What splits.toml lists under this name is learnt.")] = "train",
    dev: Annotated[
        str, typer.Option(help="What splits.toml lists under this name is measured on; none: nothing.")
    ] = "dev",
    epochs: Annotated[int, typer.Option(help="How often the entries are read.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="Where chance begins: the same seed gives the same model.")] = 0,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Train the tagger and the relation model on gold (needs the extra "train")."""
    from graph.entries import read_entries
    from graph.gold import read_golds
    from graph.train import check_target, train_model
    from graph.vocabulary import AI_DOMAIN

    check_target(out)
    if split == dev:
        raise typer.BadParameter(f"{dev!r} is what is learnt; measure on another", param_hint="--dev")
    reading = read_entries([str(entries or gold.absolute().parent / "entries")], domain=domain or AI_DOMAIN)
    for problem in reading.problems:
        say(str(problem))
    report = train_model(
        read_golds(gold, split),
        reading.entries,
        out,
        crossner=crossner,
        dev=() if dev == "none" else read_golds(gold, dev),
        epochs=epochs,
        seed=seed,
        domain=domain or AI_DOMAIN,
        progress=_tell_epoch if sys.stderr.isatty() else None,
    )
    put(json.dumps(_trained_row(report), ensure_ascii=False, indent=1) if as_json else _trained(report))


def _tell_epoch(epoch: "Epoch") -> None:
    say(f"{epoch.part}, {epoch.number} of {epoch.of}: loss {epoch.loss:.4f}")


def _trained_row(report: "Report") -> dict[str, Any]:
    scores = report.scores
    measured = scores and {
        "names": {"precision": scores.names.precision, "recall": scores.names.recall, "f1": scores.names.f1},
        "places": {"precision": scores.places.precision, "recall": scores.places.recall, "f1": scores.places.f1},
        "facts asked": scores.asked,
    }
    counts = {name: getattr(report, name) for name in ("entries", "sentences", "pairs", "other_sentences")}
    return {"folder": str(report.folder), **counts, "scores": measured, "calibration": report.calibration}


def _trained(report: "Report") -> str:
    lines = [
        f"Learnt from {count(report.entries, 'entry', 'entries')}: "
        f"{count(report.sentences, 'sentence', 'sentences')}, {count(report.pairs, 'pair', 'pairs')}.",
    ]
    if report.scores is not None:
        lines.append(f"Names on the entries kept apart: F1 {100 * report.scores.names.f1:.1f}.")
    lines += [
        f"The model lies in {report.folder}; CARD.md says how good it is.",
        "",
        f"Next: {program_here()} build PATH --model {quote(str(report.folder))}",
    ]
    return "\n".join(lines)
