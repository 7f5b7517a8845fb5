"""A model that has learnt, as run time reads it: the encoder in 8 bits, the heads in 16, tokenizer and labels."""

import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.encoder import FORM
from graph.train.learning import Learner, base_folder
from graph.train.lessons import Labels

__all__ = ["export_model", "write_config"]


def export_model(learner: Learner, folder: Path, work: Path) -> None:
    """Write the model as run time reads it: the encoder in 8 bits, the heads in 16, tokenizer and labels."""
    import numpy as np
    from onnxruntime.quantization import QuantType, quantize_dynamic

    learner.encoder.eval()
    plain, small = str(work / "encoder.onnx"), str(folder / "encoder.onnx")
    with _quiet():
        _write_onnx(learner.encoder, plain)
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
    heads = {name: weights.detach().numpy().astype(np.float16) for name, weights in learner.head_weights().items()}
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
        "least": 0.5,
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
