"""Draw how often facts of each confidence are right, from what ``evaluate --json`` says of calibration.

``python -m docs.reliability dev.json test.json``, each file written by ``glossary-graph evaluate data/gold data/entries
--split NAME --json --errors 0``. The picture is docs/pictures/reliability.svg.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.formats.looks import FAMILY, palette

PICTURE = Path(__file__).parent / "pictures" / "reliability.svg"
_HUES = ("blue", "orange", "green")
_LOW, _SIDE, _LEFT, _TOP = 0.5, 320, 56, 24
"""The least confidence that is drawn; the square's side, and its place."""


def draw(calibrations: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw the bins of each calibration, by name: a dot's height is the share that is right, its area the count."""
    colours = palette("light")
    width, height = _LEFT + _SIDE + 190, _TOP + _SIDE + 52
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FAMILY}" font-size="12" fill="{colours["ink"]}" role="img">',
        "<title>Confidence of facts, and how often they are right</title>",
        f'<rect width="{width}" height="{height}" fill="{colours["paper"]}"/>',
        *_axes(colours),
    ]
    for number, (name, calibration) in enumerate(calibrations.items()):
        parts += _series(name, calibration, number, colours)
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> str:
    return f"{_LEFT + (value - _LOW) / (1 - _LOW) * _SIDE:.1f}"


def _y(value: float) -> str:
    return f"{_TOP + (1 - value) / (1 - _LOW) * _SIDE:.1f}"


def _axes(colours: Mapping[str, str]) -> Iterator[str]:
    for tenth in range(round(_LOW * 10), 11):
        value = tenth / 10
        ends = f'x1="{_x(_LOW)}" y1="{_y(value)}" x2="{_x(1)}" y2="{_y(value)}"'
        yield f'<line {ends} stroke="{colours["softInk"]}" stroke-opacity="0.2"/>'
        yield f'<text x="{_LEFT - 8}" y="{float(_y(value)) + 4:.1f}" text-anchor="end">{value:.1f}</text>'
        yield f'<text x="{_x(value)}" y="{_TOP + _SIDE + 18}" text-anchor="middle">{value:.1f}</text>'
    ends = f'x1="{_x(_LOW)}" y1="{_y(_LOW)}" x2="{_x(1)}" y2="{_y(1)}"'
    yield f'<line {ends} stroke="{colours["softInk"]}" stroke-dasharray="4 4"/>'
    middle = _LEFT + _SIDE // 2
    yield f'<text x="{middle}" y="{_TOP + _SIDE + 40}" text-anchor="middle">mean confidence</text>'
    yield f'<text transform="translate(16 {_TOP + _SIDE // 2}) rotate(-90)" text-anchor="middle">share right</text>'


def _series(name: str, calibration: Mapping[str, Any], number: int, colours: Mapping[str, str]) -> Iterator[str]:
    colour = colours[_HUES[number % len(_HUES)]]
    bins = [row for row in calibration["bins"] if row["count"]]
    points = " ".join(f"{_x(row['confidence'])},{_y(row['right'])}" for row in bins)
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    for row in bins:
        said = f"{name}: {row['count']} facts, confidence {row['confidence']:.2f}, right {row['right']:.2f}"
        place = f'cx="{_x(row["confidence"])}" cy="{_y(row["right"])}" r="{row["count"] ** 0.5 / 1.6 + 2:.1f}"'
        yield f'<circle {place} fill="{colour}" fill-opacity="0.6"><title>{said}</title></circle>'
    x, y = _LEFT + _SIDE + 24, _TOP + 12 + 40 * number
    total, error = sum(row["count"] for row in bins), 100 * calibration["error"]["value"]
    yield f'<circle cx="{x}" cy="{y}" r="6" fill="{colour}" fill-opacity="0.6"/>'
    yield f'<text x="{x + 14}" y="{y + 4}">{name}, {total} facts</text>'
    yield f'<text x="{x + 14}" y="{y + 20}" fill="{colours["softInk"]}">calibration error {error:.1f}</text>'


def main() -> None:
    """Draw the picture from files of ``evaluate --json``."""
    parser = argparse.ArgumentParser(prog="python -m docs.reliability", description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="what evaluate --json wrote, for each split")
    evaluations = [json.loads(path.read_text(encoding="utf-8")) for path in parser.parse_args().files]
    PICTURE.write_text(draw({each["split"]: each["calibration"] for each in evaluations}), encoding="utf-8")


if __name__ == "__main__":
    main()
