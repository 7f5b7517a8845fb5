"""Write ``graph/ask/model/sentences.onnx`` anew: MiniLM-L6 as it is published, its mean over words, in 8 bits.

The vectors of the words are not in it: they are those of :mod:`graph.train.words`.

usage: python -m graph.train.sentences TARGET (needs the extra ``train``; nothing is trained)
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from graph.train.network import WIDTH
from graph.train.words import base_folder

__all__ = ["write_sentence_encoder"]

LAYERS, HEADS, LONGEST = 6, 12, 256


class _Graph:
    """An ONNX graph that grows node by node; names count up, so that the bytes are always the same."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, value: Any) -> str:
        import numpy as np
        from onnx import numpy_helper

        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def linear(self, hidden: str, layer: str) -> str:
        weight = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"].T)
        return self.add("Add", self.add("MatMul", hidden, weight), self.weight(f"{layer}.bias"))

    def norm(self, hidden: str, layer: str) -> str:
        weights = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.add("LayerNormalization", hidden, *weights, axis=-1, epsilon=1e-12)

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])


def write_sentence_encoder(target: Path) -> None:
    """Write the encoder: ``words`` (vectors of a text's pieces) in, ``vector`` (384 numbers of length one) out."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        plain = str(Path(folder) / "plain.onnx")
        onnx.save(_model(_weights()), plain)
        quantize_dynamic(plain, str(target), weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)


def _weights() -> dict[str, Any]:
    from safetensors.numpy import load_file

    return dict(load_file(str(base_folder() / "model.safetensors")))


def _model(weights: dict[str, Any]) -> Any:
    import numpy as np
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    hidden = _embedded(graph)
    for number in range(LAYERS):
        hidden = _layer(graph, hidden, f"encoder.layer.{number}")
    axis = graph.constant("first", np.array([0], dtype=np.int64))
    mean = graph.add("ReduceMean", hidden, axis, keepdims=0)
    graph.add("Div", mean, graph.add("ReduceL2", mean, axis, keepdims=1), output="vector")
    words = helper.make_tensor_value_info("words", TensorProto.FLOAT, ["pieces", WIDTH])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [WIDTH])
    made = helper.make_graph(graph.nodes, "sentences", [words], [vector], list(graph.constants.values()))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], producer_name="glossary-graph")
    model.ir_version = 9
    return model


def _embedded(graph: _Graph) -> str:
    import numpy as np

    parts = {name: graph.weights[f"embeddings.{name}_embeddings.weight"] for name in ("position", "token_type")}
    places = graph.constant("places", (parts["position"] + parts["token_type"][0])[:LONGEST])
    zero = graph.constant("zero", np.array([0], dtype=np.int64))
    size = graph.add("Shape", "words", start=0, end=1)
    return graph.norm(
        graph.add("Add", "words", graph.add("Slice", places, zero, size, zero)),
        "embeddings.LayerNorm",
    )


def _layer(graph: _Graph, hidden: str, name: str) -> str:
    import numpy as np

    apart = graph.constant("apart", np.array([-1, HEADS, WIDTH // HEADS], dtype=np.int64))
    together = graph.constant("together", np.array([-1, WIDTH], dtype=np.int64))
    query, key, value = (
        graph.add(
            "Transpose", graph.add("Reshape", graph.linear(hidden, f"{name}.attention.self.{part}"), apart), perm=perm
        )
        for part, perm in (("query", [1, 0, 2]), ("key", [1, 2, 0]), ("value", [1, 0, 2]))
    )
    scale = graph.constant("scale", np.array((WIDTH / HEADS) ** 0.5, dtype=np.float32))
    shares = graph.add("Softmax", graph.add("Div", graph.add("MatMul", query, key), scale), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", shares, value), perm=[1, 0, 2])
    mixed = graph.linear(graph.add("Reshape", mixed, together), f"{name}.attention.output.dense")
    hidden = graph.norm(graph.add("Add", hidden, mixed), f"{name}.attention.output.LayerNorm")
    wide = _gelu(graph, graph.linear(hidden, f"{name}.intermediate.dense"))
    out = graph.linear(wide, f"{name}.output.dense")
    return graph.norm(graph.add("Add", hidden, out), f"{name}.output.LayerNorm")


def _gelu(graph: _Graph, hidden: str) -> str:
    import numpy as np

    half, one, root = (
        graph.constant(name, np.array(value, dtype=np.float32))
        for name, value in (("half", 0.5), ("one", 1.0), ("root", 2**-0.5))
    )
    bent = graph.add("Add", graph.add("Erf", graph.add("Mul", hidden, root)), one)
    return graph.add("Mul", graph.add("Mul", hidden, half), bent)


if __name__ == "__main__":
    write_sentence_encoder(Path(sys.argv[1]))
