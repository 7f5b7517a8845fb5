"""The network that learns: the encoder, a head that names things, and one that joins two of them."""

from typing import Any

from graph.encoder import SHAPES
from graph.pairs import DISTANCES, Arrangement
from graph.train.lessons import Labels, Lesson
from graph.train.words import base_folder, word_numbers

__all__ = ["DROP", "WIDTH", "Network", "hidden_states"]

WIDTH = 384
_KIND_WIDTH, _DISTANCE_WIDTH = 32, 16
DROP, _PAIR_DROP = 0.1, 0.2


class Network:
    """What is learnt: an encoder and heads."""

    def __init__(self, labels: Labels) -> None:
        from torch import nn

        self.encoder = _load_base()
        self.heads = nn.ModuleDict(
            {
                "tags": nn.Linear(WIDTH, 1 + 2 * len(labels.kinds)),
                "pairs": _pair_head(labels),
                "kinds": nn.Embedding(len(labels.pair_kinds), _KIND_WIDTH),
                "distances": nn.Embedding(DISTANCES, _DISTANCE_WIDTH),
            }
        )

    def eval(self) -> None:
        """Leave nothing to chance from here on."""
        self.encoder.eval()
        self.heads.eval()

    def read(self, lesson: Lesson) -> tuple[Any, Any]:
        """Give the scores of the marks of words, and those of the predicates of pairs (None where there is no pair)."""
        import torch
        from torch.nn.functional import dropout

        ids, shapes = torch.tensor([lesson.reading.ids]), torch.tensor([lesson.reading.shapes])
        hidden = self.encoder(input_ids=ids, token_type_ids=shapes).last_hidden_state[0]
        pieces = [piece for _, _, piece in lesson.reading.words]
        marks = self.heads["tags"](dropout(hidden, DROP, self.encoder.training))[pieces]
        if lesson.places is None:
            return marks, None
        return marks, self.heads["pairs"](self._features(hidden, lesson.places, torch.tensor(lesson.kinds)))

    def _features(self, hidden: Any, places: Arrangement, kinds: Any) -> Any:
        """Put together what the pair head sees, in the order in which :mod:`graph.pairs` does."""
        import torch

        sums = torch.cat([torch.zeros(1, WIDTH), hidden.cumsum(0)])

        def mean(first: Any, last: Any) -> Any:
            return (sums[last] - sums[first]) / (last - first).clamp(min=1)[:, None]

        ends, one, two = (torch.from_numpy(each) for each in (places.ends, places.one, places.two))
        between = mean(torch.from_numpy(places.low), torch.from_numpy(places.high))
        means, kinds = mean(ends[:, 0], ends[:, 1]), self.heads["kinds"](kinds)
        distance = self.heads["distances"](torch.from_numpy(places.distance))
        return torch.cat([means[one], means[two], between, kinds[one], kinds[two], distance], dim=-1)

    def head_weights(self) -> dict[str, Any]:
        """Give the weights of the heads by the names that run time knows."""
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


def hidden_states(network: Network) -> Any:
    """Give the encoder as run time has it, a module: vectors of words, shape (1, pieces, 384), and their shapes in."""
    import torch
    from torch import nn

    class Hidden(nn.Module):  # type: ignore[misc]  # PyTorch is no dependency, so mypy never looks into it
        def __init__(self) -> None:
            super().__init__()
            self.encoder = network.encoder

        def forward(self, words: Any, shapes: Any) -> Any:
            mask = torch.ones_like(shapes)
            return self.encoder(inputs_embeds=words, token_type_ids=shapes, attention_mask=mask).last_hidden_state

    return Hidden()


def _pair_head(labels: Labels) -> Any:
    from torch import nn

    seen = 3 * WIDTH + 2 * _KIND_WIDTH + _DISTANCE_WIDTH
    layers = (nn.Dropout(_PAIR_DROP), nn.Linear(seen, WIDTH), nn.GELU(), nn.Dropout(_PAIR_DROP))
    return nn.Sequential(*layers, nn.Linear(WIDTH, 1 + len(labels.predicates)))


def _load_base() -> Any:
    """Load the base encoder: a table of word shapes in the place of its token types; its words frozen, in 8 bits."""
    import torch
    from torch import nn
    from transformers import AutoModel
    from transformers.utils import logging as words

    words.disable_progress_bar()
    words.set_verbosity_error()
    encoder = AutoModel.from_pretrained(
        str(base_folder()), attn_implementation="eager", add_pooling_layer=False, local_files_only=True
    )
    numbers, worth = (torch.from_numpy(each).float() for each in word_numbers())
    encoder.embeddings.word_embeddings.weight.data = numbers * worth[:, None]
    encoder.embeddings.word_embeddings.weight.requires_grad = False
    old = encoder.embeddings.token_type_embeddings.weight.data
    shapes = nn.Embedding(SHAPES, WIDTH)
    shapes.weight.data = old[:1].repeat(SHAPES, 1) + torch.randn(SHAPES, WIDTH) * 0.01
    encoder.embeddings.token_type_embeddings = shapes
    encoder.config.type_vocab_size = SHAPES
    return encoder
