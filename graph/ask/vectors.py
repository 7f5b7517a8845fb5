"""Sentences as vectors: a small encoder (MiniLM-L6, trained to compare sentences), run by ONNX Runtime, one at a time.

It is not the encoder of :mod:`graph.encoder`: that one has the same base, but training it to find names and relations
cost it the likeness of sentences (see ``docs/asking.md``). The word pieces and their vectors are the same, and are
kept once, beside that model.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph.encoder import MODELS, load_words, open_session
from graph.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SENTENCES", "SentenceEncoder", "load_sentence_encoder"]

SENTENCES = Path(__file__).parent / "model" / "sentences.onnx"
_LONGEST = 256


class SentenceEncoder:
    """A loaded encoder: a text becomes 384 numbers of length one."""

    def __init__(self, path: Path, folder: Path) -> None:
        try:
            from tokenizers import Tokenizer

            self.session = open_session(path)
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.words = load_words(folder / "words.npz")
        except ImportError as error:
            raise ModelError(f"{path}: needs {error.name}; pip install {error.name}") from None
        except Exception as error:  # noqa: BLE001  # ONNX Runtime and tokenizers raise bare exceptions
            cause = str(error).strip().split("\n")[0][:160]
            raise ModelError(f"{path}: {cause}; install the package again") from None
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def encode(self, text: str) -> "NDArray[np.float32]":
        """Give the vector of a text; what comes after its 256th word piece does not count."""
        words = self.words.of(self.tokenizer.encode(text).ids[:_LONGEST])
        vector: NDArray[np.float32] = self.session.run(None, {"words": words})[0]
        return vector


@cache
def load_sentence_encoder(path: Path = SENTENCES) -> SentenceEncoder:
    """Load the encoder once.

    Raises
    ------
    ModelError
        ONNX Runtime is missing, or a file is missing or damaged.
    """
    return SentenceEncoder(path, MODELS)
