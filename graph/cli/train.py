"""The command ``train``."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.annotate import Map, mapping_of
from graph.cli.options import AsJson, Debug, Domain
from graph.cli.terminal import count, program_here, put, quote, say
from graph.errors import GoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graph.entries import Entry
    from graph.gold import Gold
    from graph.published import Problem
    from graph.train import Epoch, Report
    from graph.train.scoring import Scores
    from graph.vocabulary import Vocabulary

__all__ = ["train"]


def train(
    gold: Annotated[
        Path,
        typer.Argument(help="Gold, or annotations of BRAT, Label Studio or spaCy.", metavar="GOLD", exists=True),
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write the model into.")],
    entries: Annotated[
        Path | None,
        typer.Argument(
            help="The annotated entries.",
            metavar="ENTRIES",
            exists=True,
            show_default="text in GOLD, or entries beside it",
        ),
    ] = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            help="A further folder of gold with its texts, all of it to be learnt; may be said again.",
            metavar="GOLD",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    crossner: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the CrossNER corpus, to learn names from first.", exists=True, file_okay=False
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="What splits.toml lists under this name is learnt.", show_default="train, or four fifths"),
    ] = None,
    dev: Annotated[
        str | None,
        typer.Option(
            help="What splits.toml lists under this name is measured on; none: nothing.",
            show_default="dev, or the other fifth",
        ),
    ] = None,
    epochs: Annotated[int, typer.Option(help="How often the entries are read at most.", min=1)] = 10,
    patience: Annotated[
        int, typer.Option(help="End after so many epochs that are no better; 0: learn all, keep the last.", min=0)
    ] = 3,
    seed: Annotated[int, typer.Option(help="Where chance begins: the same seed gives the same model.")] = 0,
    maps: Map = None,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Train the tagger and the relation model on gold (needs the extra "train")."""
    from graph.train import check_target, train_model
    from graph.train.learning import require_training
    from graph.vocabulary import AI_DOMAIN

    check_target(out)
    if (split or "train") == (dev or "dev"):
        raise typer.BadParameter(f"{split or dev!r} is what is learnt; measure on another", param_hint="--dev")
    learnt, kept, known, problems = _read(gold, entries, (split, dev), mapping_of(maps), domain or AI_DOMAIN)
    for folder in also or ():
        more, texts, faults = _read_more(folder, known, domain or AI_DOMAIN)
        learnt, known, problems = [*learnt, *more], [*known, *texts], [*problems, *faults]
    for problem in problems:
        say(str(problem))
    require_training()
    with _progress() as (progress, tick):
        report = train_model(
            learnt,
            known,
            out,
            crossner=crossner,
            dev=kept,
            epochs=epochs,
            patience=patience,
            seed=seed,
            domain=domain or AI_DOMAIN,
            progress=progress,
            tick=tick,
        )
    put(json.dumps(_trained_row(report), ensure_ascii=False, indent=1) if as_json else _trained(report))
    if problems:
        raise typer.Exit(1)


def _read(
    path: Path,
    entries: Path | None,
    names: tuple[str | None, str | None],
    mapping: dict[str, str],
    domain: Path,
) -> "tuple[Sequence[Gold], Sequence[Gold], Sequence[Entry], Sequence[Problem]]":
    """Give what is learnt, what is kept apart, their entries, and what did not fit."""
    from graph.annotations import is_annotated, make_gold, read_documents
    from graph.gold import read_golds
    from graph.train import split_golds
    from graph.vocabulary import read_vocabulary

    vocabulary = read_vocabulary(domain)
    split, dev = names
    if is_annotated(path):
        if split or dev not in {None, "none"} or entries:
            raise typer.BadParameter(
                "annotations have no splits and bring their texts; read them to gold first: annotate --read"
            )
        made = make_gold(read_documents(path), vocabulary, mapping)
        learnt, kept = (made.golds, ()) if dev else split_golds(made.golds)
        return learnt, kept, made.entries, made.problems
    if mapping:
        raise typer.BadParameter("our own gold needs no mapping", param_hint="--map")
    if split or dev not in {None, "none"} or (path / "splits.toml").is_file():
        learnt = read_golds(path, split or "train")
        kept = () if dev == "none" else read_golds(path, dev or "dev")
    else:
        learnt, kept = (read_golds(path), ()) if dev else split_golds(read_golds(path))
    found, sound, problems = _sound(path, entries, (*learnt, *kept), domain)
    fitting = {gold.entry for gold in sound}
    return [g for g in learnt if g.entry in fitting], [g for g in kept if g.entry in fitting], found, problems


def _sound(
    path: Path, entries: Path | None, golds: "Sequence[Gold]", domain: Path
) -> "tuple[Sequence[Entry], Sequence[Gold], Sequence[Problem]]":
    """Give the entries of gold, the gold that fits them, and what did not fit."""
    from graph.vocabulary import read_vocabulary

    found, problems = _entries(path, entries, golds, domain)
    faults = _faults(path, golds, found, read_vocabulary(domain))
    sound = [gold for gold in golds if gold.entry not in faults]
    return found, sound, [*problems, *(problem for each in faults.values() for problem in each)]


def _read_more(
    folder: Path, known: "Sequence[Entry]", domain: Path
) -> "tuple[Sequence[Gold], Sequence[Entry], Sequence[Problem]]":
    """Give a further folder's gold and texts, and what did not fit; no name may stand in two folders."""
    from graph.gold import read_golds

    golds = read_golds(folder)
    names = {entry.name for entry in known}
    twice = next((gold.entry for gold in golds if gold.entry in names), None)
    if twice is not None:
        raise GoldError(
            f"{folder / twice}.json: another folder has an entry {twice} too; give one of them another name"
        )
    found, sound, problems = _sound(folder, None, golds, domain)
    return sound, found, problems


def _entries(
    path: Path, named: Path | None, golds: "Iterable[Gold]", domain: Path
) -> "tuple[Sequence[Entry], Sequence[Problem]]":
    from graph.annotations.folder import TEXTS, read_texts
    from graph.entries import read_entries

    folder = path if path.is_dir() else path.parent
    if named is None and (folder / TEXTS).is_dir():
        return read_texts(folder, golds), ()
    reading = read_entries([str(named or path.absolute().parent / "entries")], domain=domain)
    return reading.entries, reading.problems


def _faults(
    path: Path, golds: "Iterable[Gold]", entries: "Iterable[Entry]", vocabulary: "Vocabulary"
) -> "dict[str, list[Problem]]":
    """Give what is wrong with each gold; that of an entry that is missing is refused later, as a whole."""
    from graph.gold import find_faults
    from graph.published import Problem

    known = {entry.name: entry for entry in entries}
    found: dict[str, list[Problem]] = {}
    for gold in golds:
        file = path / f"{gold.entry}.json" if path.is_dir() else path
        if gold.entry not in known:
            raise GoldError(f"{file}: no entry is named {gold.entry}; name the folder of the annotated entries")
        for fault in find_faults(gold, known[gold.entry], vocabulary):
            next_step = "mend it, or annotate it anew; the entry is left out"
            found.setdefault(gold.entry, []).append(Problem(fault.place(file), fault.cause, next_step))
    return found


@contextmanager
def _progress() -> "Iterator[tuple[Callable[[Epoch], None] | None, Callable[[float], None] | None]]":
    """Show a bar on a terminal that runs once for each epoch, and leave a line for each; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Epoch", total=1.0)

        def tell(epoch: "Epoch") -> None:
            score = "" if epoch.score is None else f", {100 * epoch.score:.1f} on the entries kept apart"
            console.print(f"{epoch.part}, epoch {epoch.number} of {epoch.of}: loss {epoch.loss:.4f}{score}")
            bar.reset(task)

        yield tell, lambda share: bar.update(task, completed=share)


def _trained_row(report: "Report") -> dict[str, Any]:
    counts = {name: getattr(report, name) for name in ("entries", "sentences", "pairs", "other_sentences")}
    counts |= {name: getattr(report, name) for name in ("epochs", "best", "resumed")}
    scores = {"scores": _scores_row(report.scores), "before": _scores_row(report.before)}
    return {"folder": str(report.folder), **counts, **scores, "calibration": report.calibration}


def _scores_row(scores: "Scores | None") -> dict[str, Any] | None:
    if scores is None:
        return None
    stated, right, found = scores.facts(0.5)
    return {
        "names": {"precision": scores.names.precision, "recall": scores.names.recall, "f1": scores.names.f1},
        "places": {"precision": scores.places.precision, "recall": scores.places.recall, "f1": scores.places.f1},
        "facts": {"stated": stated, "precision": right, "recall": found},
        "facts asked": scores.asked,
    }


def _trained(report: "Report") -> str:
    lines = [
        f"Learnt from {count(report.entries, 'entry', 'entries')}: "
        f"{count(report.sentences, 'sentence', 'sentences')}, {count(report.pairs, 'pair', 'pairs')}; "
        f"{count(report.epochs, 'epoch', 'epochs')}, of which number {report.best} counts.",
    ]
    if report.resumed:
        lines.append("Went on from where an earlier run was ended.")
    if report.scores is None or report.before is None:
        lines.append("No entries were kept apart, so it is neither measured nor calibrated.")
    else:
        lines.append("On the entries kept apart, before (the model that comes with the program) and after:")
        before, after = report.before, report.scores
        lines.append(f"  names, F1              {100 * before.names.f1:5.1f}  {100 * after.names.f1:5.1f}")
        (_, right, found), (_, now_right, now_found) = before.facts(0.5), after.facts(0.5)
        lines.append(f"  facts, share right     {100 * right:5.1f}  {100 * now_right:5.1f}")
        lines.append(f"  facts, share found     {100 * found:5.1f}  {100 * now_found:5.1f}")
    lines += [
        f"The model lies in {report.folder}; CARD.md says how good it is.",
        "",
        f"Next: {program_here()} build PATH --model {quote(str(report.folder))}",
    ]
    return "\n".join(lines)
