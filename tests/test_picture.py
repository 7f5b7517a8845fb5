import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from graph.errors import FolderError
from graph.formats.looks import text_width
from graph.formats.picture import HEIGHT, WIDTH, draw_picture, to_png, write_picture
from graph.network import Build, Thing
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests import example, generated, hostile
from tests.seeds import printed

ROOT = Path(__file__).parent.parent
SETTINGS = Settings(title="AI glossary")
SVG = "{http://www.w3.org/2000/svg}"


def named(build: Build, label: str) -> Thing:
    return next(thing for thing in build.things if thing.label == label)


def hub(build: Build) -> Thing:
    ends = [end for fact in build.facts for end in (fact.subject, fact.object)]
    return max(build.things, key=lambda thing: ends.count(thing.id))


def texts(drawn: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 (our own)


def boxes(drawn: str) -> Iterator[tuple[str, float, float, float, float]]:
    """Give each text with the room that it may take: left, top, right, bottom."""
    for text in ElementTree.fromstring(drawn).iter(f"{SVG}text"):  # noqa: S314 (our own)
        size, words = float(text.get("font-size", "0")), text.text or ""
        width = text_width(words, size, bold=text.get("font-weight") == "700")
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "")]
        yield words, left, y - size * 0.75, left + width, y + size * 0.22


def test_the_picture_says_what_the_thing_is_and_what_it_is_related_to_in_words() -> None:
    build = example.build()
    words = texts(draw_picture(build, named(build, "GPT-4"), SETTINGS))
    assert words[:2] == ["GPT-4", "model · 2 facts · named in 1 entry"]
    assert {"is developed by", "OpenAI", "is an example of", "foundation model", "organization", "AI glossary"} <= {
        *words
    }


def test_a_year_is_said_and_the_other_direction_has_its_own_words() -> None:
    build = example.build()
    words = texts(draw_picture(build, named(build, "foundation model"), SETTINGS))
    assert {"2021", "was introduced in", "has the example", "GPT-4"} <= {*words}
    assert "A foundation model is an AI model that can be adapted to many tasks." in words


@pytest.mark.parametrize(
    "label", ["GPT-4", "x" * 80, "A label of many words " * 4, "注意力机制" * 9, "نموذج لغوي كبير من العائلة"]
)
def test_no_text_covers_another_or_leaves_the_picture_whatever_the_labels(label: str) -> None:
    made = generated.build()
    build = replace(
        made, things=tuple(replace(thing, label=label, definition=f"{label} " * 9) for thing in made.things)
    )
    drawn = [*boxes(draw_picture(build, hub(build), replace(SETTINGS, title=label)))]
    assert len(drawn) > 20
    for words, left, top, right, bottom in drawn:
        assert left >= 0, words
        assert top >= 0, words
        assert right <= WIDTH, words
        assert bottom <= HEIGHT, words
    for one, other in combinations(drawn, 2):
        apart = one[1] >= other[3] or other[1] >= one[3] or one[2] >= other[4] or other[2] >= one[4]
        assert apart, (one, other)


def test_what_has_no_room_is_counted() -> None:
    build = example.build()
    openai, fact = named(build, "OpenAI"), next(fact for fact in build.facts if fact.predicate == "developedBy")
    others = [replace(build.things[3], id=f"model-{number}", label=f"Model {number}") for number in range(40)]
    facts = tuple(replace(fact, id=thing.id, subject=thing.id) for thing in others)
    many = replace(build, things=(openai, *others), facts=facts)
    drawn = texts(draw_picture(many, openai, SETTINGS))
    shown = sum(words.startswith("Model ") for words in drawn)
    assert 8 < shown < 40
    assert f"and {40 - shown} more" in drawn
    assert f"organization · 40 facts, {shown} of them here · named in 1 entry" in drawn


def test_many_ways_of_relating_leave_out_the_last_and_say_how_many_facts_are_here() -> None:
    build = example.build()
    fact, (one, other) = build.facts[0], (build.things[3].id, build.things[4].id)
    predicates = read_vocabulary().predicates.items()
    names = [name for name, item in predicates if not (item.takes_year or item.is_symmetric)]
    ways = [(name, *ends) for name in names for ends in ((one, other), (other, one))]
    facts = tuple(replace(fact, id=f"{way}", predicate=way[0], subject=way[1], object=way[2]) for way in ways)
    drawn = texts(draw_picture(replace(build, facts=facts), build.things[3], SETTINGS))
    shown = drawn.count("OpenAI")
    assert 16 <= shown < len(facts)
    assert f" · {len(facts)} facts, {shown} of them here" in drawn[1]


def test_a_reader_who_cannot_see_it_hears_the_facts() -> None:
    build = example.build()
    root = ElementTree.fromstring(draw_picture(build, named(build, "GPT-4"), SETTINGS))  # noqa: S314 (our own)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "GPT-4"
    assert "GPT-4 is developed by OpenAI." in (root.findtext(f"{SVG}desc") or "")


def test_inferred_facts_are_dashed_and_the_legend_says_so() -> None:
    build = example.build()
    inferred = replace(build, facts=tuple(replace(fact, status="inferred") for fact in build.facts))
    thing = named(build, "GPT-4")
    assert "stroke-dasharray" not in draw_picture(build, thing, SETTINGS)
    assert "stroke-dasharray" in draw_picture(inferred, thing, SETTINGS)
    assert "follows from other facts" in texts(draw_picture(inferred, thing, SETTINGS))


def test_a_thing_without_facts_has_a_picture_too() -> None:
    build = replace(example.build(), facts=())
    assert "No entry relates this to anything else yet." in texts(draw_picture(build, build.things[0], SETTINGS))


def test_hostile_strings_are_text_and_the_picture_stays_readable() -> None:
    build = hostile.build()
    for thing in build.things:
        root = ElementTree.fromstring(draw_picture(build, thing, replace(SETTINGS, title=thing.label)))  # noqa: S314
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            "svg", "title", "desc", "rect", "path", "circle", "text"
        }  # fmt: skip
        assert not [name for node in root.iter() for name in node.attrib if name.startswith("on") or "href" in name]


def test_the_same_build_gives_the_same_bytes_with_another_hash_seed() -> None:
    code = (
        "from tests.test_picture import *; build = generated.build();print(draw_picture(build, hub(build), SETTINGS))"
    )
    assert len(printed(code)) == 1


def test_dark_differs_from_light_in_colours_only() -> None:
    build = example.build()
    light, dark = (draw_picture(build, build.things[0], SETTINGS, theme=theme) for theme in ("light", "dark"))  # type: ignore[arg-type]
    assert light != dark
    assert texts(light) == texts(dark)


def test_png_has_the_size_that_sites_show(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="no resvg here: pip install 'glossary-graph[picture]'")
    build, target = example.build(), tmp_path / "a.png"
    write_picture(build, build.things[0], target, SETTINGS)
    data = target.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 630)


def test_without_resvg_png_is_refused_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(FolderError, match=r"pip install 'glossary-graph\[picture\]'.*\.svg"):
        to_png("<svg/>")


def test_without_a_font_png_is_refused_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fontless:
        @staticmethod
        def svg_to_bytes(**_: object) -> bytes:
            return b"nothing"

    monkeypatch.setitem(sys.modules, "resvg_py", Fontless)
    with pytest.raises(FolderError, match="needs a font: install one"):
        to_png("<svg/>")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    build = example.build()
    with pytest.raises(FolderError, match=r"absent.a\.svg: .*choose"):
        write_picture(build, build.things[0], tmp_path / "absent" / "a.svg", SETTINGS)
