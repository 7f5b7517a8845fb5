"""Following, checking, finding ways, undoing: by pointer and by keyboard alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.formats.page import write_page
from graph.network import Build, Match, Source
from graph.settings import Settings
from tests import example, generated
from tests.browser.opened import Opener, wait_for

pytestmark = pytest.mark.browser

STATE = "glossaryGraph.store.state"
DRAWN = "[...glossaryGraph.picture.scene.things].length"
LIVE = "#live"


def hub(build: Build) -> str:
    """The slug of the thing with most facts."""
    ends = [end for fact in build.facts for end in (fact.subject, fact.object) if isinstance(end, str)]
    return max(sorted(set(ends)), key=ends.count)


def test_a_double_click_shows_a_thing_with_its_neighbours_and_undo_takes_it_back(opening: Opener) -> None:
    opened = opening(generated.build())
    opened.drawn()
    page = opened.page
    opened.double_click_on(page.evaluate("glossaryGraph.glossary.things[0].label"))
    wait_for(page, f"{STATE}.focus")
    near = 1 + page.evaluate("glossaryGraph.glossary.neighbours(0).length")
    assert page.evaluate(DRAWN) == near < 26
    assert f"{near} of 250 things" in page.inner_text("#focus")
    page.evaluate("glossaryGraph.store.set({ selected: 1 })")
    page.click("#panel .actions button:has-text('Show')")
    assert page.evaluate(DRAWN) > near
    page.keyboard.press("Control+z")
    assert page.evaluate(DRAWN) <= near + 1
    page.keyboard.press("Control+Shift+z")
    assert page.evaluate(DRAWN) > near + 1
    page.click("#focus button:has-text('Back to the whole graph')")
    assert page.evaluate(DRAWN) == 250


def test_a_link_restores_what_was_opened_pinned_hidden_and_filtered(opening: Opener) -> None:
    build = generated.build()
    opened = opening(build, at=f"#near=25,{hub(build)}&only=near&sure=0.7&node={hub(build)}")
    page = opened.page
    page.click("#panel .actions button:has-text('Pin')")
    page.evaluate("glossaryGraph.store.set({ selected: [...glossaryGraph.picture.scene.things][3] })")
    page.click("#panel .actions button:has-text('Hide')")
    opened.drawn()
    seen = page.evaluate("[...glossaryGraph.picture.scene.things]")
    place = page.evaluate("glossaryGraph.picture.placeOf(0)")
    again = opening(build, at="#" + page.url.split("#")[1]).page
    assert again.evaluate("[...glossaryGraph.picture.scene.things]") == seen
    assert again.evaluate("glossaryGraph.picture.placeOf(0)") == place


def test_dragging_a_thing_pins_it_there(opening: Opener) -> None:
    opened = opening(example.build())
    opened.drawn()
    page = opened.page
    opened.drag("OpenAI", 60, 40)
    wait_for(page, f"{STATE}.pinned.size === 1")
    page.keyboard.press("Control+z")
    assert page.evaluate(f"{STATE}.pinned.size") == 0


def test_the_ways_between_two_things_are_drawn_and_each_step_has_its_sentence(opening: Opener) -> None:
    page = opening(example.build(), at="#node=openai").page
    page.click("#panel button:has-text('Ways to')")
    page.fill("#route-to", "AI model")
    page.press("#route-to", "Enter")
    panel = page.locator("#panel")
    assert "From OpenAI to AI model" in panel.inner_text()
    hops = panel.locator(".hops > li")
    assert [" ".join(hop.locator(".hop").inner_text().split()[:3]) for hop in hops.all()] == [
        "OpenAI developed GPT-4",
        "GPT-4 is an",
        "foundation model is",
    ]
    assert panel.locator(".hops blockquote").count() == 3
    routed = "[...glossaryGraph.picture.order].filter(id => glossaryGraph.picture.emphasis(id) === 'route').length"
    assert page.evaluate(routed) == 4
    assert "from=openai" in page.url
    page.click("#panel .hops button:has-text('GPT-4') >> nth=0")
    page.click("#panel .back")
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_a_shift_click_asks_for_the_ways_from_the_open_thing(opening: Opener) -> None:
    opened = opening(example.build(), at="#node=openai")
    opened.drawn()
    opened.page.wait_for_timeout(300)
    opened.click_on("GPT-4", shift=True)
    wait_for(opened.page, f"{STATE}.route !== null")
    assert "From OpenAI to GPT-4" in opened.page.inner_text("#panel")


def test_no_way_is_said_to_be_none(opening: Opener) -> None:
    page = opening(example.build(), at="#from=openai&to=ai-model&no=inferred&without=developed+by").page
    assert "No facts that are shown now join these two." in page.inner_text("#panel")


def test_the_sentence_is_shown_in_its_paragraph_and_can_be_read_where_it_stands(opening: Opener) -> None:
    page = opening(example.build(), at="#node=gpt-4").page
    link = page.locator("#panel figcaption a").first
    assert link.get_attribute("href").startswith("https://example.com/fm#:~:text=")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_filters_narrow_the_picture_the_panel_and_the_table_and_can_be_taken_away(opening: Opener) -> None:
    page = opening(generated.build(), at="#node=" + hub(generated.build())).page
    page.click("#tools button:has-text('Filter')")
    facts = page.locator("#panel .fact").count()
    page.locator("#sureness").fill("0.9")
    assert "filtered out" in page.inner_text("#panel")
    assert page.locator("#panel .fact").count() < facts
    assert page.evaluate(DRAWN) < 250
    assert "pass" in page.inner_text(LIVE)
    page.click("#tools button:has-text('Table')")
    assert "of 250 things" in page.inner_text("#table caption")
    page.click("#filters button:has-text('Show everything')")
    assert page.inner_text("#table caption") == "250 things"
    page.click("#filters button[aria-label='What is said: None']")
    assert page.inner_text("#table caption") == "Nothing passes the filters that are set."


def test_an_entry_can_be_chosen(opening: Opener) -> None:
    page = opening(generated.build()).page
    page.click("#tools button:has-text('Filter')")
    box = page.locator("#filters .entries label").first
    title = box.inner_text().strip()
    box.locator("input").check()
    assert page.evaluate(f"{STATE}.entries.size") == 1
    assert page.evaluate("document.activeElement.dataset.entry") is not None
    assert 0 < page.evaluate(DRAWN) < 250
    assert title
    assert "entry=" in page.url


def test_the_timeline_narrows_by_year_with_the_keyboard(opening: Opener) -> None:
    page = opening(generated.with_years(generated.build())).page
    page.click("#tools button:has-text('Years')")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "First year"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    years = page.evaluate(f"[...{STATE}.years]")
    assert years[1] - years[0] > 0
    assert page.evaluate(DRAWN) < 250
    assert f"years={years[0]}-{years[1]}" in page.url
    page.keyboard.press("Control+z")
    assert page.evaluate(f"{STATE}.years") is None


def test_a_brush_over_the_timeline_chooses_years(opening: Opener) -> None:
    page = opening(generated.with_years(generated.build())).page
    page.click("#tools button:has-text('Years')")
    box = page.locator(".chart svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=4)
    page.mouse.up()
    first, last = page.evaluate(f"[...{STATE}.years]")
    assert 2000 < first < last
    page.click("#timeline button:has-text('All years')")
    assert page.evaluate(f"{STATE}.years") is None


def test_names_that_are_one_node_say_why(opening: Opener) -> None:
    page = opening(example.build(), at="#node=center-for-research-on-foundation-models").page
    page.click("#panel summary:has-text('Why are these one node?')")
    text = page.inner_text("#panel .why")
    assert "CRFM" in text
    assert "it is its short form, or the long form of it" in text


def test_the_table_of_facts_reads_as_sentences_and_sorts(opening: Opener) -> None:
    page = opening(example.build(), at="#view=facts").page
    rows = page.locator("#table tbody tr")
    assert rows.count() == 5
    page.click("#table th button:has-text('Sure')")
    assert page.locator("#table th[aria-sort=descending]").inner_text().startswith("Sure")
    sure = [int(text.split()[0]) for text in page.locator("#table .of-sure").all_inner_texts()]
    assert sure == sorted(sure, reverse=True)
    assert "sort=-sure" in page.url
    assert "GPT-4 is developed by OpenAI" in {" ".join(row.split()[:5]) for row in rows.all_inner_texts()}


def test_the_table_lists_what_is_shown_alone(opening: Opener) -> None:
    page = opening(generated.build(), at=f"#near=25,{hub(generated.build())}&only=near&view=table").page
    near = 1 + page.evaluate("glossaryGraph.glossary.neighbours(0).length")
    assert page.inner_text("#table caption") == f"{near} of 250 things"


def test_everything_can_be_done_by_keyboard_alone(opening: Opener) -> None:
    opened = opening(generated.with_years(generated.build()))
    opened.drawn()
    page = opened.page
    keys = page.keyboard
    first = page.evaluate("glossaryGraph.glossary.things[0].label")
    other = page.evaluate("glossaryGraph.glossary.things[5].label")
    keys.press("/")
    keys.type(first)
    keys.press("Enter")
    assert page.inner_text("#panel h2") == first
    tab_to(page, "#panel button:has-text('neighbours')")
    keys.press("Enter")
    assert page.evaluate(f"{STATE}.focus")
    tab_to(page, "#panel button:has-text('Ways to')")
    keys.press("Enter")
    keys.type(other)
    keys.press("Enter")
    assert page.inner_text("#panel h2") == f"From {first} to {other}"
    tab_to(page, "#tools button:has-text('Filter')")
    keys.press("Enter")
    keys.press("ArrowRight")
    assert page.evaluate(f"{STATE}.sureness") > 0
    tab_to(page, "#tools button:has-text('Table')")
    keys.press("Enter")
    assert page.locator("#table tbody tr").count() > 0
    tab_to(page, "#take summary")
    keys.press("Enter")
    tab_to(page, "#take [data-form=ttl]")
    with page.expect_download() as waiting:
        keys.press("Enter")
    assert waiting.value.suggested_filename == "ai-glossary.ttl"
    assert page.evaluate("document.activeElement === document.querySelector('#take summary')")


def test_arrows_walk_the_graph_and_say_where(opening: Opener) -> None:
    page = opening(example.build(), at="#node=gpt-4").page
    page.focus("#picture")
    page.keyboard.press("ArrowDown")
    assert page.inner_text(LIVE) == "GPT-4 is an example of foundation model; 1 of 2"
    page.keyboard.press("ArrowDown")
    assert page.inner_text(LIVE) == "GPT-4 is developed by OpenAI; 2 of 2"
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#panel h2") == "OpenAI"
    assert page.evaluate("document.activeElement.id") == "picture"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#panel h2") == "GPT-4"
    page.keyboard.press("+")
    assert page.evaluate(f"{STATE}.focus")
    page.keyboard.press("p")
    assert page.evaluate(f"{STATE}.pinned.size") == 1
    page.keyboard.press("h")
    assert page.evaluate(f"{STATE}.hidden.size") == 1


def test_a_pinned_thing_has_a_mark_where_it_stands(opening: Opener) -> None:
    opened = opening(example.build(), at="#node=openai")
    opened.drawn()
    assert opened.page.evaluate("glossaryGraph.picture.pinMarks().length") == 0
    opened.page.focus("#picture")
    opened.page.keyboard.press("p")
    [mark] = opened.page.evaluate("glossaryGraph.picture.pinMarks()")
    place = opened.page.evaluate("glossaryGraph.picture.placeOf(glossaryGraph.store.state.selected)")
    assert 0 < mark["x"] - place["x"] < 30
    assert -30 < mark["y"] - place["y"] < 0


def test_on_a_tall_screen_a_thing_is_pinned_where_it_stands(opening: Opener) -> None:
    opened = opening(example.build(), at="#node=openai", width=390, height=844)
    place = "glossaryGraph.picture.placeOf(glossaryGraph.store.state.selected)"
    before = opened.page.evaluate(place)
    assert before["x"] != before["y"]
    opened.page.focus("#picture")
    opened.page.keyboard.press("p")
    assert opened.page.evaluate("glossaryGraph.store.state.pinned.size") == 1
    assert opened.page.evaluate(place) == before


def test_the_panel_says_what_a_thing_is_called_elsewhere(opening: Opener) -> None:
    matches = (
        Match("gpt-4", "skos:exactMatch", "https://example.org/GPT4", "GPT 4", source=Source("An Ontology")),
        Match("gpt-4", "skos:broadMatch", "javascript:alert(1)", curie="X:1"),
    )
    page = opening(replace(example.build(), matches=matches), at="#node=gpt-4").page
    box = page.locator("#panel .elsewhere")
    assert set(box.locator("li").all_inner_texts()) == {"the same as GPT 4 in An Ontology ↗", "narrower than X:1"}
    assert box.locator("a").count() == 1
    assert box.locator("a").get_attribute("href") == "https://example.org/GPT4"


def test_a_page_without_sentences_still_filters_by_entry_and_says_who_says_it(opening: Opener, tmp_path: Path) -> None:
    target = tmp_path / "none.html"
    write_page(example.build(), target, Settings(page_texts="none"))
    page = opening(target, at="#node=gpt-4&entry=foundation-model").page
    assert page.evaluate("glossaryGraph.sieve.of(glossaryGraph.store.state).factCount") > 0
    assert "Said in Foundation model." in page.inner_text("#panel")


def test_on_a_phone_the_table_of_facts_leaves_nothing_out(opening: Opener) -> None:
    page = opening(example.build(), width=390, height=844, at="#view=facts").page
    row = page.locator("#table tbody tr", has_text="GPT-4").first
    wide = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#table td')].map(td => td.getBoundingClientRect().right))"
    )
    assert wide <= 390
    assert row.locator(".of-sentence").is_visible()
    assert row.locator(".of-sure").is_visible()
    roles = page.evaluate("document.querySelectorAll('#table [role=row], #table tr').length")
    assert roles == page.locator("#table tbody tr").count() + 1


def test_the_help_names_the_keys_and_closes(opening: Opener) -> None:
    page = opening(example.build()).page
    page.keyboard.press("?")
    assert "Ctrl Z" in page.inner_text("#help")
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


def tab_to(page: object, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(400):
        if page.locator(selector).first.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            return
        page.keyboard.press("Tab")  # type: ignore[attr-defined]
    pytest.fail(f"Tab never reaches {selector}")
