"""The trained sentence encoder: a small transformer, run by ONNX Runtime, a sentence at a time.

A sentence is read behind the title of its entry (``title : sentence``), so that the model knows what the entry is
about. Its words are the tokenizer's; each carries a word shape (the encoder itself sees lower case only). One sentence
is one call, so that a sentence gives the same numbers whatever else is in the batch.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MODELS", "Encoded", "Encoder", "load_encoder"]

MODELS = Path(__file__).parent / "models"
"""The folder of the model that is used when none is named."""

_FORM = 1
"""What this code can read; a model folder of another form is refused."""
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence as the model reads it.

    ``start`` is the sentence's offset in the entry; ``hidden`` has the shape (pieces, 384); ``offsets`` gives each
    piece's place in the sentence (negative in the title); ``words`` gives (start, end, first piece) of the sentence's
    words; ``title`` the pieces of the title (first, last + 1).
    """

    start: int
    hidden: "NDArray[np.float32]"
    offsets: list[tuple[int, int]]
    words: list[tuple[int, int, int]]
    title: tuple[int, int]

    def pieces(self, start: int, end: int) -> tuple[int, int] | None:
        """Give the pieces (first, last + 1) that cover a place of the sentence; None where it was cut off."""
        found = [
            number for number, (first, last) in enumerate(self.offsets) if last > first and first < end and last > start
        ]
        return (found[0], found[-1] + 1) if found else None


class Encoder:
    """A loaded model: the encoder's session, its tokenizer, and the weights of the heads."""

    def __init__(self, folder: Path) -> None:
        try:
            import numpy as np
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"{folder}: {error.name} is not installed; pip install onnxruntime tokenizers") from None
        try:
            self.config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            _check_form(folder, self.config)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self.session = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with np.load(folder / "heads.npz") as heads:
                self.heads = {name: heads[name].astype(np.float32) for name in heads.files}
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001  # ONNX Runtime and tokenizers raise bare exceptions for damaged files
            raise ModelError(f"{folder}: cannot be read: {_first_line(error)}; install the package again") from None
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.kinds: list[str] = self.config["kinds"]
        self.predicates: list[str] = self.config["predicates"]

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

        prefix = f"{title} : "
        found = self.tokenizer.encode(prefix + text)
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
        feed = {"ids": np.array([ids], dtype=np.int64), "shapes": np.array([shapes], dtype=np.int64)}
        hidden = self.session.run(None, feed)[0][0]
        offsets = [(begin - shift, end - shift) for begin, end in places]
        last = max(piece for piece, (_, end) in enumerate(places) if 0 < end <= len(title)) + 1 if title else 1
        return Encoded(start, hidden, offsets, words, (1, max(last, 2)))


def _check_form(folder: Path, config: dict[str, Any]) -> None:
    if config["form"] != _FORM:
        raise ModelError(f"{folder}: is of form {config['form']}, not {_FORM}; train it again")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:160]


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
