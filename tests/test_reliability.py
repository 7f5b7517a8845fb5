"""The picture of calibration: a dot for each bin that holds facts, nothing that a browser would fetch or run."""

from xml.etree import ElementTree

from docs.reliability import PICTURE, draw

SVG = "{http://www.w3.org/2000/svg}"
BINS = [
    {"count": 0, "confidence": None, "right": None},
    {"count": 4, "confidence": 0.75, "right": 0.5},
    {"count": 9, "confidence": 0.95, "right": 1.0},
]


def test_each_bin_that_holds_facts_is_a_dot_at_its_place() -> None:
    picture = ElementTree.fromstring(draw({"dev": {"error": {"value": 0.05}, "bins": BINS}}))  # noqa: S314  # our own
    dots = [dot for dot in picture.iter(f"{SVG}circle") if dot.find(f"{SVG}title") is not None]
    assert [(dot.get("cx"), dot.get("cy")) for dot in dots] == [("216.0", "344.0"), ("344.0", "24.0")]
    assert "dev, 13 facts" in [text.text for text in picture.iter(f"{SVG}text")]


def test_the_picture_in_the_docs_is_such_a_picture() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag == f"{SVG}svg"  # noqa: S314  # our own
    assert "<script" not in text
    assert "dev, 556 facts" in text
