"""Train the tagger and the relation model that a build reads with, from gold; needs the extra ``train``.

Run time needs none of it: a folder with an ONNX file, the heads' weights, the tokenizer and the labels comes out, which
``Settings(model=...)`` or ``--model FOLDER`` takes. It is scored with the code that reads at run time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import graph
from graph.encoder import FORM, MODELS, Encoder, load_encoder
from graph.entries import Entry
from graph.errors import GoldError
from graph.formats.target import check_folder
from graph.gold import Gold, generate_gold
from graph.train.card import Source, generate_card
from graph.train.course import Checkpoint
from graph.train.examples import Tagged, make_examples, read_crossner, trained_kinds
from graph.train.export import export_model, write_config
from graph.train.learning import Epoch, Learner, Watch, require_training
from graph.train.lessons import Labels
from graph.train.scoring import Scores, calibrate, score_model
from graph.train.words import base_folder
from graph.vocabulary import AI_DOMAIN, Vocabulary, read_vocabulary

__all__ = ["CROSSNER_EPOCHS", "EPOCHS", "PATIENCE", "Epoch", "Report", "check_target", "split_golds", "train_model"]

EPOCHS = 10
"""Passes over the annotated entries."""
PATIENCE = 3
"""Epochs without a better score on the entries kept apart after which learning ends."""
CROSSNER_EPOCHS = 2
"""Passes over the other corpus before."""
_FILES = ("words.npz", "encoder.onnx", "heads.npz", "tokenizer.json", "CARD.md", "config.json")


@dataclass(frozen=True, slots=True)
class Report:
    """What was trained on how much, how well it does on the entries kept apart, and how sure it may be.

    ``scores`` and ``before`` (those of the model that comes with the program) are None and ``calibration`` empty where
    no entry was kept apart. Of the ``epochs`` that were learnt ``best`` counts; ``resumed`` says that an earlier run's
    were taken over.
    """

    folder: Path
    entries: int
    sentences: int
    pairs: int
    other_sentences: int
    scores: Scores | None
    before: Scores | None
    calibration: tuple[tuple[float, float], ...]
    epochs: int
    best: int
    resumed: bool


def split_golds(golds: Iterable[Gold]) -> tuple[tuple[Gold, ...], tuple[Gold, ...]]:
    """Put a fifth of gold apart to measure on, chosen by the hash of the entry's name; of fewer than five none."""
    ordered = sorted(golds, key=lambda gold: sha256(gold.entry.encode()).digest())
    apart = len(ordered) // 5
    return tuple(ordered[apart:]), tuple(ordered[:apart])


def train_model(
    golds: Iterable[Gold],
    entries: Iterable[Entry],
    target: Path,
    *,
    crossner: Path | None = None,
    dev: Iterable[Gold] = (),
    epochs: int = EPOCHS,
    patience: int = PATIENCE,
    seed: int = 0,
    domain: Path = AI_DOMAIN,
    progress: Callable[[Epoch], None] | None = None,
    tick: Callable[[float], None] | None = None,
) -> Report:
    """Train on gold, measure and calibrate on ``dev``, and write the model into a folder.

    One seed gives one result on one machine. ``crossner`` is a folder of that corpus, whose names are learnt first.
    After ``patience`` epochs without a better score on ``dev`` learning ends, and the best epoch counts (0: all are
    learnt, and the last counts). ``<target>.checkpoint`` keeps the state after each epoch: the same call goes on from
    it after a run that was killed, with the same result; it is removed at the end. ``progress`` is told of each epoch,
    ``tick`` of the share of it that is done.

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
    known, golds, dev = tuple(entries), tuple(golds), tuple(dev)
    examples, kept = make_examples(golds, known, vocabulary), make_examples(dev, known, vocabulary)
    if not any(example.names for example in examples):
        raise GoldError(f"{target}: there is nothing to learn from; give gold with at least one mention")
    corpus = read_crossner(crossner) if crossner is not None else ()
    labels = Labels(trained_kinds(vocabulary), list(vocabulary.predicates))
    base = sha256((base_folder() / "model.safetensors").read_bytes()).hexdigest()
    settings = (epochs, patience, seed, base, labels.kinds, labels.predicates)
    checkpoint = Checkpoint(
        target.with_name(f"{target.name}.checkpoint"), _fingerprint((golds, dev), corpus, vocabulary, settings)
    )
    learner = Learner(labels, vocabulary, seed, checkpoint)
    watch = Watch(patience=patience)
    watch.progress, watch.tick = progress or watch.progress, tick or watch.tick
    if kept:
        watch.judge = lambda present: score_model(present, kept, vocabulary).whole
    is_resumed = learner.left_off is not None
    if corpus:
        learner.learn_names(corpus, CROSSNER_EPOCHS, watch)
    learnt, best = learner.learn(examples, epochs, watch)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as place:
        made, work = Path(place, "made"), Path(place, "work")
        made.mkdir()
        work.mkdir()
        export_model(learner, made, work)
        scores = score_model(Encoder(made), kept, vocabulary) if kept else None
        steps = calibrate(scores.own) if scores else []
        write_config(made, learner.labels, steps)
        report = Report(
            folder=target,
            entries=len({example.entry for example in examples}),
            sentences=len(examples),
            pairs=sum(len(example.answers) for example in examples),
            other_sentences=len(corpus),
            scores=scores,
            before=score_model(load_encoder(MODELS), kept, vocabulary) if kept else None,
            calibration=tuple(steps),
            epochs=learnt,
            best=best,
            resumed=is_resumed,
        )
        _write_card(made, report, base_digest=base, seed=seed)
        target.mkdir(exist_ok=True)
        for name in _FILES:
            (made / name).replace(target / name)
    checkpoint.remove()
    return report


def _fingerprint(
    golds: tuple[tuple[Gold, ...], ...],
    corpus: tuple[Tagged, ...],
    vocabulary: Vocabulary,
    settings: tuple[object, ...],
) -> str:
    """Hash all that the result depends on."""
    import torch

    joins = sorted(
        (predicate.name, sorted(predicate.subjects), sorted(predicate.objects))
        for predicate in vocabulary.predicates.values()
    )
    parts = [repr(settings), repr(corpus), repr(joins), f"{graph.__version__} {FORM} {torch.__version__}"]
    parts += [generate_gold(gold) for each in golds for gold in (*each, Gold("", "", (), (), (), ()))]
    return sha256("\x1f".join(parts).encode()).hexdigest()


def check_target(target: Path) -> None:
    """Refuse a folder that holds something else than a model.

    Raises
    ------
    FolderError
        It is a file, or has other files in it.
    """
    check_folder(target, lambda name: name in _FILES, "part of a model")


def _write_card(folder: Path, report: Report, *, base_digest: str, seed: int) -> None:
    sizes = {name: (folder / name).stat().st_size for name in _FILES if (folder / name).is_file()}
    other = (
        f"CrossNER, {report.other_sentences:,} sentences, {CROSSNER_EPOCHS} epochs" if report.other_sentences else ""
    )
    counts = f"{report.entries:,} entries, {report.sentences:,} sentences, {report.pairs:,} pairs"
    own = f"{counts}, {report.epochs} epochs, of which number {report.best} counts"
    source = Source(own=own, other=other, base_digest=base_digest, seed=seed)
    text = generate_card(source, sizes, report.scores, report.calibration, report.before)
    (folder / "CARD.md").write_text(text, encoding="utf-8")
