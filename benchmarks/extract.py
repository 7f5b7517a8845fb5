"""How much CPU extraction takes beside the language model that it stands on.

``python -m benchmarks.extract --times 10 --rounds 5``: the extract half of a build (``collect_lexicon`` and
``extract_batch``) against bare loops over the same texts, in one process in turn: with the components that it uses
(spaCy's, and the trained encoder a sentence at a time), with spaCy's alone where the rules work alone, and with the
whole small pipeline.
"""

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is loaded: process_time adds up the threads

from benchmarks.corpus import multiply
from graph import Build, Entry, build, write_build
from graph.annotate import load_pipeline, run_pipeline, sentence_places
from graph.encoder import MODELS, Encoder, load_encoder
from graph.extract import extract_batch
from graph.lexicon import collect_lexicon
from graph.settings import Settings

BATCH = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=10, help="how many times data/entries is read (1 to 10)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured; the median counts")
    options = parser.parse_args()
    entries = multiply(options.times)
    texts = [entry.text for entry in entries]
    print(f"{len(entries):,} entries, {sum(map(len, texts)):,} characters, {options.rounds} rounds; CPU seconds:")
    tasks = _tasks(entries, texts)
    first = {name: _cpu(task) for name, task in tasks.items()}  # with cold caches, as in a real run; not in the median
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(options.rounds):
        for name, task in tasks.items():
            seconds[name].append(_cpu(task))
    made = build(entries)  # only now: what is held in memory slows the others down
    seconds["writing the folder"] = [_cpu(lambda: _write(made)) for _ in range(options.rounds)]
    _report(seconds, first)


def _tasks(entries: Sequence[Entry], texts: Sequence[str]) -> dict[str, Callable[[], object]]:
    import spacy

    parts = load_pipeline(Settings().pipeline)
    whole = spacy.load(Settings().pipeline)
    build(entries[:1])  # the domain's tables, which are read once
    encoder = load_encoder(MODELS)
    alone = Settings(model=None)
    return {
        "extract": lambda: extract_batch(entries, collect_lexicon(entries)),
        "extract, rules alone": lambda: extract_batch(entries, collect_lexicon(entries), alone),
        f"bare: {', '.join(parts.pipe_names)}, encoder": lambda: (_read(parts, texts), _encode(encoder, entries)),
        f"bare: {', '.join(parts.pipe_names)}": lambda: _read(parts, texts),
        f"bare: all ({', '.join(whole.pipe_names)})": lambda: _read_all(whole, texts),
        "whole build": lambda: build(entries),
    }


def _read(nlp: "spacy.Language", texts: Sequence[str]) -> None:  # noqa: F821 (spacy is loaded by the tasks)
    for first in range(0, len(texts), BATCH):
        for _ in run_pipeline(nlp, [nlp.make_doc(text) for text in texts[first : first + BATCH]]):
            pass


def _encode(encoder: Encoder, entries: Sequence[Entry]) -> None:
    for entry in entries:
        for start, end in sentence_places(entry):
            encoder.encode(entry.title, entry.text[start:end], start)


def _read_all(nlp: "spacy.Language", texts: Sequence[str]) -> None:  # noqa: F821 (spacy is loaded by the tasks)
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass


def _write(made: Build) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_build(made, Path(folder, "exports"))


def _cpu(task: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    task()
    return time.process_time() - began


def _report(seconds: dict[str, list[float]], first: dict[str, float]) -> None:
    for name, measured in seconds.items():
        span = f"{min(measured):.2f} to {max(measured):.2f}" + (f", first {first[name]:.2f}" if name in first else "")
        print(f"{median(measured):8.2f}  {name}  ({span})")
    ours, alone, same, parts, whole, *_ = seconds.values()
    for name, extract, peer in (
        ("extract against the same components", ours, same),
        ("extract, rules alone, against the same components", alone, parts),
        ("extract against the whole small pipeline", ours, whole),
        ("extract, rules alone, against the whole small pipeline", alone, whole),
    ):
        ratios = [one / other for one, other in zip(extract, peer, strict=True)]
        print(f"{median(ratios):8.2f}  {name}, median of the rounds ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
