"""Train the tagger and the relation model that a build reads with, from gold; needs the extra ``train``.

Run time needs none of it: a folder with an ONNX file, the heads' weights, the tokenizer and the labels comes out, which
``Settings(model=...)`` or ``--model FOLDER`` takes. It is scored with the code that reads at run time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.encoder import Encoder
from graph.entries import Entry
from graph.errors import FolderError, GoldError
from graph.gold import Gold
from graph.train.card import Source, generate_card
from graph.train.examples import make_examples, read_crossner, trained_kinds
from graph.train.learning import Epoch, Labels, Learner, base_folder, require_training, write_config
from graph.train.scoring import Scores, calibrate, score_model
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = ["CROSSNER_EPOCHS", "EPOCHS", "Epoch", "Report", "check_target", "train_model"]

EPOCHS = 10
"""Passes over the annotated entries."""
CROSSNER_EPOCHS = 2
"""Passes over the other corpus before."""
_FILES = ("encoder.onnx", "heads.npz", "tokenizer.json", "CARD.md", "config.json")


@dataclass(frozen=True, slots=True)
class Report:
    """What was trained on how much, how well it does on the entries kept apart, and how sure it may be.

    ``scores`` is None and ``calibration`` empty where no entry was kept apart.
    """

    folder: Path
    entries: int
    sentences: int
    pairs: int
    other_sentences: int
    scores: Scores | None
    calibration: tuple[tuple[float, float], ...]


def train_model(
    golds: Iterable[Gold],
    entries: Iterable[Entry],
    target: Path,
    *,
    crossner: Path | None = None,
    dev: Iterable[Gold] = (),
    epochs: int = EPOCHS,
    seed: int = 0,
    domain: Path = AI_DOMAIN,
    progress: Callable[[Epoch], None] | None = None,
) -> Report:
    """Train on gold, measure and calibrate on ``dev``, and write the model into a folder.

    One seed gives one result on one machine. ``crossner`` is a folder of that corpus, whose names are learnt first.

    Raises
    ------
    ModelError
        The extra ``train`` is not installed.
    GoldError
        Gold and entries do not belong together, or there is nothing to learn.
    FolderError
        The target holds something else than a model.
    """
    require_training()
    check_target(target)
    if epochs < 1:
        raise GoldError(f"epochs {epochs}: needs a positive number")
    vocabulary = read_vocabulary(domain)
    known = tuple(entries)
    examples, kept = make_examples(golds, known, vocabulary), make_examples(dev, known, vocabulary)
    if not any(example.names for example in examples):
        raise GoldError(f"{target}: there is nothing to learn from; give gold with at least one mention")
    corpus = read_crossner(crossner) if crossner is not None else ()
    learner = Learner(Labels(trained_kinds(vocabulary), list(vocabulary.predicates)), vocabulary, seed)
    told = progress or (lambda _: None)
    if corpus:
        learner.learn_names(corpus, CROSSNER_EPOCHS, told)
    learner.learn(examples, epochs, told)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as place:
        made, work = Path(place, "made"), Path(place, "work")
        made.mkdir()
        work.mkdir()
        learner.export(made, work)
        scores = score_model(Encoder(made), kept, vocabulary) if kept else None
        steps = calibrate(scores.verdicts) if scores else []
        write_config(made, learner.labels, steps)
        report = Report(
            target,
            len({example.entry for example in examples}),
            len(examples),
            sum(len(example.answers) for example in examples),
            len(corpus),
            scores,
            tuple(steps),
        )
        _write_card(made, report, epochs=epochs, seed=seed)
        target.mkdir(exist_ok=True)
        for name in _FILES:
            (made / name).replace(target / name)
    return report


def check_target(target: Path) -> None:
    """Refuse a folder that holds something else than a model.

    Raises
    ------
    FolderError
        It is a file, or has other files in it.
    """
    if target.is_file():
        raise FolderError(f"{target}: is a file; name a folder with -o")
    others = sorted(path.name for path in target.iterdir() if path.name not in _FILES) if target.is_dir() else []
    if others:
        raise FolderError(f"{target}: holds {others[0]}, which is no part of a model; choose an empty or new folder")


def _write_card(folder: Path, report: Report, *, epochs: int, seed: int) -> None:
    sizes = {name: (folder / name).stat().st_size for name in _FILES if (folder / name).is_file()}
    digest = sha256((base_folder() / "model.safetensors").read_bytes()).hexdigest()
    other = (
        f"CrossNER, {report.other_sentences:,} sentences, {CROSSNER_EPOCHS} epochs" if report.other_sentences else ""
    )
    own = f"{report.entries:,} entries, {report.sentences:,} sentences, {report.pairs:,} pairs, {epochs} epochs"
    source = Source(own=own, other=other, base_digest=digest, seed=seed)
    text = generate_card(source, sizes, report.scores, report.calibration)
    (folder / "CARD.md").write_text(text, encoding="utf-8")
