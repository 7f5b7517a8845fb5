"""How things look: colours, shapes and words' widths for pictures that are drawn without a browser.

The table is ``appearance.json``, which the page's sources read too; data never knows how it looks.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from graph.vocabulary import Kind

__all__ = ["FAMILY", "Look", "Theme", "look_of", "palette", "symbol_path", "text_width"]

Theme = Literal["light", "dark"]

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "appearance.json").read_text(encoding="utf-8"))

FAMILY: str = _TABLE["family"]
"""The fonts that are asked for, the first that is there being taken."""


@dataclass(frozen=True, slots=True)
class Look:
    """A shape and a hue; hollow: drawn as an outline."""

    shape: str
    hue: str
    hollow: bool = False


def look_of(kind: Kind) -> Look:
    """Say how things of a kind look; kinds of other vocabularies take the look of what they refine, or of their group.

    >>> from graph.vocabulary import read_vocabulary
    >>> look_of(read_vocabulary().kinds["Benchmark"])
    Look(shape='diamond', hue='green', hollow=True)
    """
    looks, groups = _TABLE["looks"], _TABLE["groupLooks"]
    group = next((name for name in sorted(kind.groups) if name in groups), "")
    return Look(**(looks.get(kind.name) or looks.get(kind.parent or "") or groups[group]))


@cache
def palette(theme: Theme) -> Mapping[str, str]:
    """Give the colours of a theme: the hues, and paper, ground, ink, softInk, line, litLine."""
    names = ("paper", "ground", "ink", "softInk", "line", "litLine")
    return {**_TABLE["hues"][theme], **{name: _TABLE[name][theme] for name in names}}


def symbol_path(shape: str) -> str:
    """Give a shape's outline as SVG path data, in a box from -10 to 10."""
    return str(_TABLE["symbols"][shape])


# Advance widths of Helvetica (Adobe's font metrics), in thousandths of the size.
_WIDTHS = {
    letter: width
    for width, letters in {
        222: "ijl",
        278: " !,./:;I[\\]ft",
        333: "()-`r{}",
        389: "*",
        500: "Jckvxyzs",
        556: "#$?0123456789Labdeghnopqu_",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }.items()
    for letter in letters
}
_SAFETY = 1.12
"""How much wider than Helvetica the widest of the usual fonts (DejaVu Sans) runs."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Say how wide a text will be at most, whatever font of the family is there, in the unit of its size.

    >>> text_width("GPT-4", 20) < text_width("OpenAI", 20) < text_width("注意机制注意", 20)
    True
    """
    return sum(map(_advance, text)) / 1000 * size * _SAFETY * (1.07 if bold else 1.0)


def _advance(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn"}:
        return 0
    return _WIDTHS.get(letter, 920 if unicodedata.east_asian_width(letter) in {"W", "F"} else 640)
