from pathlib import Path

import pytest

from benchmarks.graphs import make_build
from graph.network import Build
from tests import example, generated, hostile
from tests.browser.opened import Opener, wait_for

pytestmark = pytest.mark.browser

OVERLAPS = """() => {
  const boxes = glossaryGraph.picture.labels;
  const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return boxes.filter((a, i) => boxes.some((b, j) => i !== j && meet(a, b))).length;
}"""


HARMFUL = "img, iframe, object, embed, base, #panel script, #table script, a[href^='javascript'], a[href^='data']"


def test_first_sight_asks_for_nothing_and_complains_of_nothing(opening: Opener) -> None:
    opened = opening(generated.build())
    opened.drawn()
    assert opened.requests == [opened.address]
    assert opened.complaints == []
    assert opened.page.title() == "AI glossary"
    assert opened.page.inner_text("#counts").startswith("250 things")


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_first_sight_shows_many_labels_that_do_not_overlap_among_them_the_hubs(
    opening: Opener, size: tuple[int, int]
) -> None:
    opened = opening(generated.build(), width=size[0], height=size[1])
    drawn = opened.drawn()
    assert len(drawn) >= 60
    assert set(range(20)) <= {label["id"] for label in drawn}
    assert opened.page.evaluate(OVERLAPS) == 0


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)])
def test_first_sight_of_our_own_entries_says_something(
    opening: Opener, after_demo: Path, size: tuple[int, int]
) -> None:
    opened = opening(after_demo / "exports" / "graph.html", width=size[0], height=size[1])
    drawn = opened.drawn()
    assert len(drawn) >= 40
    assert set(range(20)) <= {label["id"] for label in drawn}
    assert opened.page.evaluate(OVERLAPS) <= 0.02 * len(drawn)


def test_zooming_in_draws_labels_that_had_no_room(opening: Opener) -> None:
    opened = opening(generated.build())
    far = {label["id"] for label in opened.drawn()}
    opened.page.evaluate("glossaryGraph.picture.network.moveTo({position: {x: 0, y: 0}, scale: 2.2})")
    opened.page.wait_for_timeout(200)
    near = {label["id"] for label in opened.drawn()}
    assert near - far
    assert opened.page.evaluate(OVERLAPS) == 0


def test_nodes_stand_where_python_placed_them(opening: Opener) -> None:
    opened = opening(generated.build(60))
    opened.page.wait_for_timeout(300)
    moved = """() => {
      const places = glossaryGraph.picture.network.getPositions();
      return glossaryGraph.glossary.things.filter(({ id, x, y }) => places[id].x !== x || places[id].y !== y).length;
    }"""
    assert opened.page.evaluate(moved) == 0


def test_search_finds_an_alias_by_keyboard_and_opens_the_thing(opening: Opener) -> None:
    opened = opening(example.build())
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("crf")
    assert page.locator("#query-results [role=option]").count() == 1
    assert "also “CRFM”" in page.inner_text("#query-results")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "Center for Research on Foundation Models"
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_search_puts_prefixes_first_and_arrows_move_through_results(opening: Opener) -> None:
    page = opening(example.build()).page
    page.fill("#query", "o")
    names = page.locator("#query-results .result-name").all_inner_texts()
    assert names[0] == "OpenAI"
    assert len(names) > 1
    page.press("#query", "ArrowDown")
    chosen = page.get_attribute("#query", "aria-activedescendant")
    assert page.inner_text(f"#{chosen} .result-name") == names[1]
    page.press("#query", "Enter")
    assert page.inner_text("#panel h2") == names[1].split(" also")[0]


def test_a_search_without_results_says_so(opening: Opener) -> None:
    page = opening(example.build()).page
    page.fill("#query", "zebra")
    assert page.inner_text("#query-results") == "Nothing has that name"
    assert page.inner_text("#live") == "Nothing has that name"


def test_a_click_shows_what_the_entries_say_with_the_sentence_behind_each_fact(opening: Opener) -> None:
    opened = opening(example.build())
    opened.drawn()
    opened.click_on("GPT-4")
    panel = opened.page.locator("#panel")
    text = panel.inner_text()
    assert "is developed by" in text
    assert "is an example of" in text
    assert "Examples include GPT-4 (OpenAI)." in text
    assert "Foundation model › How It Works" in text
    assert "very likely right · 90 %" in text
    assert "said with reservation" in text
    assert panel.locator("section", has_text="is developed by").locator("mark").all_inner_texts() == ["GPT-4", "OpenAI"]


def test_facts_read_in_the_other_direction_too_and_neighbours_open(opening: Opener) -> None:
    page = opening(example.build(), at="#node=gpt-4").page
    page.click("#panel .fact button:has-text('OpenAI')")
    text = page.inner_text("#panel")
    assert "developed" in text
    assert "organization, developer" in text
    assert page.inner_text("#panel h2") == "OpenAI"


def test_the_definition_aliases_year_and_entry_are_shown(opening: Opener) -> None:
    page = opening(example.build(), at="#node=foundation-model").page
    text = page.inner_text("#panel")
    assert "A foundation model is an AI model that can be adapted to many tasks." in text
    assert "Also called foundation models" in text
    assert "2021" in text
    assert page.get_attribute("#panel .whence a", "href") == "https://example.com/fm"


def test_an_inferred_fact_looks_inferred(opening: Opener) -> None:
    build = generated.build()
    fact = next(fact for fact in build.facts if fact.status == "inferred")
    page = opening(build, at=f"#node={fact.subject}").page
    for button in page.locator("#panel .more").all():
        button.click()
    item = page.locator("#panel .fact.inferred").first
    assert "Follows from other facts" in item.inner_text()
    assert "dashed" in item.evaluate("element => getComputedStyle(element).borderLeftStyle")


def test_the_address_follows_and_back_and_forward_restore_it(opening: Opener) -> None:
    page = opening(example.build()).page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    first = page.inner_text("#panel h2")
    assert page.url.endswith("#node=foundation-model")
    page.evaluate("glossaryGraph.store.set({ selected: 1 })")
    page.go_back()
    wait_for(page, "glossaryGraph.store.state.selected === 0")
    assert page.inner_text("#panel h2") == first
    page.go_forward()
    wait_for(page, "glossaryGraph.store.state.selected === 1")
    page.go_back()
    page.go_back()
    wait_for(page, "glossaryGraph.store.state.selected === null")
    assert page.locator("#panel").is_hidden()


def test_pointing_at_a_thing_lights_its_neighbours_only(opening: Opener) -> None:
    opened = opening(example.build())
    opened.drawn()
    opened.point_at("OpenAI")
    wait_for(opened.page, "glossaryGraph.store.state.hovered !== null")
    opened.page.wait_for_timeout(100)
    assert {label["text"] for label in opened.drawn()} == {"OpenAI", "GPT-4"}


def test_the_legend_counts_kinds_and_hides_them(opening: Opener) -> None:
    page = opening(example.build()).page
    organizations = page.locator("#legend button", has_text="organizations")
    assert organizations.inner_text().split() == ["organizations", "2"]
    organizations.click()
    page.wait_for_timeout(150)
    assert organizations.get_attribute("aria-pressed") == "false"
    assert "OpenAI" not in {label["text"] for label in page.evaluate("glossaryGraph.picture.labels")}
    assert page.url.endswith("#hide=organization")
    page.click("#legend .all")
    page.wait_for_timeout(150)
    assert "OpenAI" in {label["text"] for label in page.evaluate("glossaryGraph.picture.labels")}


def test_the_table_lists_every_thing_and_follows_the_legend(opening: Opener) -> None:
    page = opening(example.build(), at="#view=table&hide=model").page
    rows = page.locator("#table tbody tr:visible")
    assert rows.count() == 4
    assert page.inner_text("#table caption") == "4 of 5 things"
    rows.locator("button", has_text="OpenAI").click()
    assert page.inner_text("#panel h2") == "OpenAI"


def test_dark_follows_the_system_and_the_button_changes_it(opening: Opener) -> None:
    page = opening(example.build(), scheme="dark").page
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark


def test_on_a_phone_the_panel_is_a_sheet_at_the_bottom_and_nothing_is_wider_than_the_screen(opening: Opener) -> None:
    page = opening(generated.build(), width=390, height=844, at="").page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    box = page.locator("#panel").bounding_box()
    assert box["x"] == 0
    assert box["width"] == 390
    assert box["y"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_no_name_of_the_vocabulary_is_shown_that_only_programs_use(opening: Opener) -> None:
    page = opening(generated.build(), at="#view=table").page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    text = page.inner_text("body")
    for name in ("ModelType", "developedBy", "contrastsWith", "gg:", "skos:", "undefined", "null", "NaN", "[object"):
        assert name not in text


def test_hostile_strings_in_every_field_run_nothing_and_are_shown_as_text(opening: Opener) -> None:
    assert len(hostile.PAYLOADS) >= 50
    opened = opening(hostile.build())
    page = opened.page
    opened.drawn()
    for number in range(len(hostile.PAYLOADS)):
        page.evaluate("id => glossaryGraph.store.set({ selected: id, hovered: id })", number)
        label = page.evaluate("id => glossaryGraph.glossary.things[id].label", number)
        assert page.text_content("#panel h2") == label
        for summary in page.locator("#panel summary").all():
            summary.click()
        page.fill("#query", label[:12].replace("\x00", ""))
    assert page.evaluate("globalThis.harmed") is None
    assert page.locator(HARMFUL).count() == 0


def test_hostile_strings_run_nothing_when_they_are_pointed_at_filtered_listed_walked_or_linked(opening: Opener) -> None:
    opened = opening(hostile.build())
    page = opened.page
    opened.drawn()
    for number in range(len(hostile.PAYLOADS)):
        page.evaluate("id => glossaryGraph.picture.show(id, false)", number)
        opened.point_at_number(number)
        wait_for(page, f"glossaryGraph.store.state.hovered === {number}")
    page.evaluate("glossaryGraph.store.set({ route: { from: 0, to: 7, choice: 0 } })")
    page.click("#tools button:has-text('Filter')")
    for box in page.locator("#filters .entries input").all()[:5]:
        box.evaluate("box => box.click()")
    for at in ("things", "facts"):
        page.evaluate("rows => glossaryGraph.store.set({ view: 'table', rows, entries: new Set() })", at)
        assert page.locator("#table tbody tr").count() >= 50
    assert page.evaluate("globalThis.harmed") is None
    assert page.locator(HARMFUL).count() == 0
    again = opening(hostile.build(), at=page.url.partition("graph.html")[2])
    assert again.page.evaluate("glossaryGraph.store.state.route.to") == 7
    assert [opened.requests, again.requests] == [[opened.address], [opened.address]]


def test_of_a_large_glossary_the_main_things_are_drawn_and_the_others_when_they_are_opened(opening: Opener) -> None:
    opened = opening(generated.build(1700))
    drawn = "glossaryGraph.picture.order.length"
    assert opened.page.evaluate(drawn) == 600
    assert "The main 600 of 1,700 things" in opened.page.inner_text("#focus")
    opened.page.click("#focus button:has-text('Draw more')")
    assert opened.page.evaluate(drawn) == 1500
    assert "draw=more" in opened.page.url
    last = "glossaryGraph.picture.isHidden(1699)"
    assert opened.page.evaluate(last)
    opened.page.evaluate("glossaryGraph.store.set({ selected: 1699 })")
    assert not opened.page.evaluate(last)


def test_a_large_glossary_shows_bubbles_that_open_and_what_is_searched_for_with_its_neighbours(
    opening: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.formats.contents.LARGE", 300)
    monkeypatch.setattr("graph.formats.page.LARGE", 300)
    opened = opening(make_build(900))
    page = opened.page
    names = [label["id"] for label in opened.drawn()]
    assert names
    assert all(str(name).startswith("b") for name in names)
    assert page.evaluate("glossaryGraph.picture.order.length") == 0
    assert "Each bubble is a group" in page.inner_text("#hint")
    opened.click_in_bubble(0)
    wait_for(page, "glossaryGraph.store.state.opened.size === 1")
    assert "open=0" in page.url
    page.keyboard.press("Control+z")
    page.focus("#picture")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#live").startswith("Group of ")
    page.keyboard.press("Enter")
    assert page.evaluate("glossaryGraph.store.state.opened.size") == 1
    page.click("#focus button:has-text('Close all groups')")
    page.fill("#query", page.evaluate("glossaryGraph.glossary.things[700].label"))
    page.press("#query", "Enter")
    shown = page.evaluate("glossaryGraph.picture.order.length")
    assert 1 < shown <= 26
    assert "of 900 things" in page.inner_text("#focus")


def test_an_empty_glossary_opens(opening: Opener) -> None:
    opened = opening(Build((), (), (), (), ()))
    assert opened.page.inner_text("#counts") == "0 things · 0 facts · 0 entries"
    assert opened.complaints == []


def test_of_a_filtered_glossary_all_that_passes_is_drawn_however_unimportant(opening: Opener) -> None:
    page = opening(generated.build(1700)).page
    kind = page.evaluate("glossaryGraph.glossary.things.at(-1).kind")
    page.evaluate(
        """kind => glossaryGraph.store.set({
          hiddenKinds: new Set(glossaryGraph.glossary.kinds.keys().filter((one) => one !== kind)) })""",
        kind,
    )
    passing = page.evaluate("glossaryGraph.sieve.of(glossaryGraph.store.state).thingCount")
    assert 0 < passing < 600
    assert page.evaluate("glossaryGraph.picture.order.length") == passing
    assert not page.evaluate("glossaryGraph.picture.isHidden(1699)")
