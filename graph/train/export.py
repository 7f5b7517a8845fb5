"""A model that has learnt, as run time reads it: the encoder in 8 bits, the heads in 16, tokenizer and labels."""

import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph.encoder import FORM
from graph.train.learning import Learner
from graph.train.lessons import Labels
from graph.train.network import WIDTH, Network, hidden_states
from graph.train.words import base_folder, write_words

__all__ = ["LEAST", "export_model", "write_config"]

LEAST = 0.3
"""The confidence below which a model says nothing; what is below a build's threshold is kept as a candidate."""


def export_model(learner: Learner, folder: Path, work: Path) -> None:
    """Write the model as run time reads it: the encoder in 8 bits, the heads in 16, tokenizer and labels."""
    import numpy as np
    from onnxruntime.quantization import QuantType, quantize_dynamic

    learner.network.eval()
    plain, small = str(work / "encoder.onnx"), str(folder / "encoder.onnx")
    with _quiet():
        _write_onnx(learner.network, plain)
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
    write_words(folder / "words.npz")
    heads = {
        name: weights.detach().numpy().astype(np.float16) for name, weights in learner.network.head_weights().items()
    }
    np.savez_compressed(folder / "heads.npz", **heads)
    (folder / "tokenizer.json").write_bytes((base_folder() / "tokenizer.json").read_bytes())
    write_config(folder, learner.labels, [])


def write_config(folder: Path, labels: Labels, calibration: Sequence[tuple[float, float]]) -> None:
    """Write what the numbers of a model mean."""
    row = {
        "form": FORM,
        "kinds": labels.kinds,
        "pair_kinds": labels.pair_kinds,
        "predicates": labels.predicates,
        "least": LEAST,
        "calibration": calibration,
    }
    (folder / "config.json").write_text(json.dumps(row, indent=1) + "\n", encoding="utf-8")


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


def _write_onnx(network: Network, target: str) -> None:
    import torch

    torch.onnx.export(
        hidden_states(network),
        (torch.zeros(1, 12, WIDTH), torch.ones(1, 12, dtype=torch.long)),
        target,
        input_names=["words", "shapes"],
        output_names=["hidden"],
        dynamic_axes={name: {1: "pieces"} for name in ("words", "shapes", "hidden")},
        opset_version=17,
        dynamo=False,
    )
