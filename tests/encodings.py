"""Encoded sentences and models made by hand, for tests of what reads them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graph.encoder import MODELS, Encoded, Encoder, load_encoder
from graph.pairs import DISTANCES
from graph.vocabulary import YEAR


def encoded_of(words: Sequence[str], hidden: Sequence[Sequence[float]], start: int = 0) -> Encoded:
    """Make a sentence of words, a piece each, behind a title of one piece whose numbers are all 0."""
    places = []
    for word in words:
        begin = places[-1][1] + 1 if places else 0
        places.append((begin, begin + len(word)))
    width = len(hidden[0])
    numbers = np.array([[0.0] * width, [0.0] * width, *hidden], dtype=np.float32)
    offsets = [(-4, -4), (-4, -3), *places]
    spans = [(begin, end, 2 + piece) for piece, (begin, end) in enumerate(places)]
    return Encoded([0] * len(offsets), [0] * len(offsets), offsets, spans, (1, 2), start, numbers)


def model_of(
    kinds: Sequence[str] = (), predicates: Sequence[str] = (), heads: Mapping[str, Any] | None = None, **config: Any
) -> Encoder:
    """Make a model without an encoder, of these heads alone."""
    model = Encoder.__new__(Encoder)
    model.tables = {}
    model.folder = Path("made by hand")
    model.kinds, model.predicates = list(kinds), list(predicates)
    model.config = {"pair_kinds": [*kinds, YEAR], **config}
    model.heads = {name: np.array(rows, dtype=np.float32) for name, rows in (heads or {}).items()}
    return model


def pair_heads(width: int, kinds: int, scores: Sequence[float]) -> dict[str, Any]:
    """Make heads that give every pair the same scores, whatever the sentence says."""
    return {
        "pair_weight": np.zeros((1, 3 * width + 3)),
        "pair_bias": [0.0],
        "out_weight": np.zeros((len(scores), 1)),
        "out_bias": scores,
        "kind_embedding": np.zeros((kinds, 1)),
        "distance_embedding": np.zeros((DISTANCES, 1)),
    }


def sure_model(predicate: str, **config: Any) -> Encoder:
    """Give a model that reads as the shipped one does, names nothing, and takes every pair for one predicate."""
    shipped = load_encoder(MODELS)
    model = Encoder.__new__(Encoder)
    model.tables = {}
    model.folder, model.session, model.tokenizer = shipped.folder, shipped.session, shipped.tokenizer
    model.words = shipped.words
    model.kinds, model.predicates = shipped.kinds, shipped.predicates
    model.config = {**shipped.config, "calibration": [], **config}
    scores = [5.0, *(9.0 if name == predicate else 0.0 for name in shipped.predicates)]
    marks = 1 + 2 * len(shipped.kinds)
    tags = {"tag_weight": np.zeros((marks, 384)), "tag_bias": [9.0] + [0.0] * (marks - 1)}
    heads = tags | pair_heads(384, 1 + len(shipped.kinds), scores)
    model.heads = {name: np.array(rows, dtype=np.float32) for name, rows in heads.items()}
    return model
