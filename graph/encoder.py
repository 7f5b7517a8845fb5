"""The trained sentence encoder: a small transformer, run by ONNX Runtime, a sentence at a time.

A sentence is read behind the title of its entry (``title : sentence``), so that the model knows what the entry is
about. Its words are the tokenizer's; each carries a word shape (the encoder itself sees lower case only). One sentence
is one call, so that a sentence gives the same numbers whatever else is in the batch.

The vectors of word pieces lie in a file of their own (``words.npz``, 8 bits), because the encoder of :mod:`graph.ask`
has the same.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

__all__ = [
    "FORM",
    "MODELS",
    "SHAPES",
    "Encoded",
    "Encoder",
    "Reading",
    "WordVectors",
    "load_encoder",
    "load_words",
    "open_session",
    "read_sentence",
]

MODELS = Path(__file__).parent / "models"
"""The folder of the model that is used when none is named."""

FORM = 2
"""What this code can read and training writes; a model folder of another form is refused."""
SHAPES = 10
"""How many shapes a word can have (0 stands for what is no word)."""
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence behind its title, cut into the pieces that the model reads.

    ``ids`` and ``shapes`` have a number for each piece; ``offsets`` gives each piece's place in the sentence (negative
    in the title); ``words`` gives (start, end, first piece) of the sentence's words; ``title`` the pieces of the title
    (first, last + 1).
    """

    ids: list[int]
    shapes: list[int]
    offsets: list[tuple[int, int]]
    words: list[tuple[int, int, int]]
    title: tuple[int, int]

    def pieces(self, start: int, end: int) -> tuple[int, int] | None:
        """Give the pieces (first, last + 1) that cover a place of the sentence; None where it was cut off."""
        found = [
            number for number, (first, last) in enumerate(self.offsets) if last > first and first < end and last > start
        ]
        return (found[0], found[-1] + 1) if found else None


@dataclass(frozen=True, slots=True)
class Encoded(Reading):
    """A sentence as the model has read it.

    ``start`` is the sentence's offset in the entry; ``hidden`` has the shape (pieces, 384).
    """

    start: int
    hidden: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The vectors of all word pieces in 8 bits: whole numbers, shape (pieces, 384), and what one of them is worth."""

    numbers: "NDArray[np.int8]"
    worth: "NDArray[np.float16]"

    def of(self, ids: "Sequence[int]") -> "NDArray[np.float32]":
        """Give the vectors of some pieces, shape (pieces, 384)."""
        import numpy as np

        found: NDArray[np.float32] = self.numbers[ids].astype(np.float32) * self.worth[ids, None].astype(np.float32)
        return found


@cache
def load_words(path: Path) -> WordVectors:
    """Load vectors of word pieces once; a file that cannot be read raises what numpy raises."""
    import numpy as np

    with np.load(path) as kept:
        return WordVectors(kept["numbers"], kept["worth"])


class Encoder:
    """A loaded model: the encoder's session, its tokenizer, and the weights of the heads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            import numpy as np
            import onnxruntime  # noqa: F401 (open_session does; here its absence is told)
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"{folder}: {error.name} is not installed; pip install onnxruntime tokenizers") from None
        try:
            self.config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self.kinds: list[str] = self.config["kinds"]
            self.predicates: list[str] = self.config["predicates"]
            self.tables: dict[int, tuple[object, Any]] = {}  # what a head has worked out once for a vocabulary
            self._check_form()
            self.words = load_words(folder / "words.npz")
            self.session = open_session(folder / "encoder.onnx")
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "heads.npz") as heads:
                self.heads = {name: heads[name].astype(np.float32) for name in heads.files}
            self._check_sizes()
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001  # ONNX Runtime and tokenizers raise bare exceptions for damaged files
            raise ModelError(
                f"{folder}: cannot be read: {_first_line(error)}; train it again, or install the package again"
            ) from None
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def _check_form(self) -> None:
        if self.config["form"] != FORM:
            raise ModelError(f"{self.folder}: is of form {self.config['form']}, not {FORM}; train it again")

    def _check_sizes(self) -> None:
        """Refuse files that do not belong together."""
        rows = {name: len(numbers) for name, numbers in self.heads.items()}
        marks, answers = 1 + 2 * len(self.kinds), 1 + len(self.predicates)
        wanted = {"tag_weight": marks, "tag_bias": marks, "out_weight": answers, "out_bias": answers}
        wanted |= {"kind_embedding": len(self.config["pair_kinds"]), "pair_weight": rows["pair_bias"]}
        inputs = sorted(each.name for each in self.session.get_inputs())
        pieces = (self.tokenizer.get_vocab_size(), self.heads["tag_weight"].shape[1])
        fitting = self.words.numbers.shape == pieces and len(self.words.worth) == pieces[0]
        fitting &= all(rows[name] == size for name, size in wanted.items()) and "distance_embedding" in rows
        if inputs != ["shapes", "words"] or not fitting:
            raise ModelError(
                f"{self.folder}: its files do not belong together; train it again, or install the package again"
            )

    @property
    def least(self) -> float:
        """The confidence below which the relation model says nothing."""
        return float(self.config.get("least", 0.5))

    def confidence(self, chance: float) -> float:
        """Turn the relation model's number into how often it is right (steps measured on the dev split)."""
        steps: list[list[float]] = self.config.get("calibration", [])
        fitting = [share for edge, share in steps if chance >= edge]
        return fitting[-1] if fitting else (0.0 if steps else round(chance, 2))

    def encode(self, title: str, text: str, start: int) -> Encoded | None:
        """Read one sentence that begins at an offset of its entry; None where there is nothing to read."""
        import numpy as np

        made = read_sentence(self.tokenizer, title, text)
        if made is None:
            return None
        feed = {"words": self.words.of(made.ids)[None], "shapes": np.array([made.shapes], dtype=np.int64)}
        hidden = self.session.run(None, feed)[0][0]
        return Encoded(made.ids, made.shapes, made.offsets, made.words, made.title, start, hidden)


def read_sentence(tokenizer: "Tokenizer", title: str, text: str) -> Reading | None:
    """Cut a sentence behind its title into pieces, at most 256; None where no word of it is left."""
    prefix = f"{title} : "
    found = tokenizer.encode(prefix + text)
    ids, places, numbers = found.ids[:_LONGEST], found.offsets[:_LONGEST], found.word_ids[:_LONGEST]
    ids[-1], numbers[-1] = found.ids[-1], None
    spans: dict[int, tuple[int, int]] = {}
    first: dict[int, int] = {}
    for piece, (number, place) in enumerate(zip(numbers, places, strict=True)):
        if number is not None:
            begin, end = spans.get(number, place)
            spans[number] = (min(begin, place[0]), max(end, place[1]))
            first.setdefault(number, piece)
    full, shift = prefix + text, len(prefix)
    shapes = [0 if number is None else _shape(full[spans[number][0] : spans[number][1]]) for number in numbers]
    words = [
        (spans[number][0] - shift, spans[number][1] - shift, first[number])
        for number in sorted(first)
        if spans[number][0] >= shift
    ]
    if not words:
        return None
    offsets = [(begin - shift, end - shift) for begin, end in places]
    last = max((piece for piece, (_, end) in enumerate(places) if 0 < end <= len(title)), default=1)
    return Reading(ids, shapes, offsets, words, (1, last + 1))


def open_session(path: Path) -> Any:
    """Open an ONNX file for inference, on one thread and without a word."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:160]


@lru_cache(maxsize=65536)
def _shape(word: str) -> int:
    """Give the number of a word's shape.

    Digits, capitals, one capital, small, Capital, mIxed, letters with digits, signs, other: 1 to 9.
    """
    tests = (
        word.isdigit(),
        word.isupper() and len(word) > 1,
        word.isupper(),
        word.islower(),
        word[:1].isupper() and word[1:].islower(),
        any(letter.isupper() for letter in word[1:]),
        any(letter.isdigit() for letter in word),
        not any(letter.isalnum() for letter in word),
    )
    return next((number for number, holds in enumerate(tests, 1) if holds), len(tests) + 1)


@cache
def load_encoder(folder: Path = MODELS) -> Encoder:
    """Load a model once.

    Raises
    ------
    ModelError
        ONNX Runtime is missing, or a file of the folder is missing, damaged or of another form.
    """
    return Encoder(folder)
