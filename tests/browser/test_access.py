"""What axe-core and a few own measures say of the page, in each of its states, light and dark."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests import generated
from tests.browser.opened import Opener

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  const places = nodes => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ");
  return violations.map(({ id, nodes }) => `${id}: ${places(nodes)}`);
}"""
SMALL = """() => [...document.querySelectorAll("button, input, summary")].filter((one) => {
  const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
  return width && one.checkVisibility({ visibilityProperty: true }) && (width < 24 || height < 18);
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        reason = "no web/node_modules/axe-core here: cd web && npm ci"
        pytest.fail(reason) if os.environ.get("GG_TEST_ALL") == "1" else pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


def show_all(page: Any) -> None:
    page.click("#tools button:has-text('Filter')")
    page.click("#tools button:has-text('Years')")


STATES = {
    "first sight": ("", None),
    "a thing": ("#node={hub}", None),
    "its neighbourhood": ("#node={hub}&near=25,{hub}&only=near", None),
    "ways": ("#from={hub}&to={other}", None),
    "a choice of ways": ("#node={hub}", lambda page: page.click("#panel button:has-text('Ways to')")),
    "filters and years": ("", show_all),
    "table": ("#view=table", None),
    "table of facts": ("#view=facts&sort=-sure", None),
    "search": ("", lambda page: page.fill("#query", "a")),
    "help": ("", lambda page: page.keyboard.press("?")),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(opening: Opener, axe: str, scheme: str) -> None:
    made = generated.with_years(generated.build(120))
    hub, other = (thing.id for thing in made.things[:2])
    found = {}
    for name, (at, do) in STATES.items():
        page = opening(made, scheme=scheme, at=at.format(hub=hub, other=other)).page
        if do:
            do(page)
        page.wait_for_timeout(100)
        page.evaluate(axe)
        if violations := page.evaluate(VIOLATIONS):
            found[name] = violations
    assert found == {}


def test_axe_would_find_a_button_without_a_name(opening: Opener, axe: str) -> None:
    page = opening(generated.build(30)).page
    page.evaluate("document.getElementById('tools').append(document.createElement('button'))")
    page.evaluate(axe)
    assert page.evaluate(VIOLATIONS)


def test_axe_finds_nothing_on_a_phone(opening: Opener, axe: str) -> None:
    page = opening(generated.build(60), width=390, height=844, at="#view=table").page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    page.evaluate(axe)
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_pressed_is_large_enough(opening: Opener) -> None:
    page = opening(generated.with_years(generated.build(60)), at="").page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    show_all(page)
    assert page.evaluate(SMALL) == []


def test_the_focus_is_always_to_be_seen(opening: Opener) -> None:
    page = opening(generated.with_years(generated.build(60)), at="").page
    page.evaluate("glossaryGraph.store.set({ selected: 0 })")
    show_all(page)
    page.evaluate("document.activeElement.blur()")
    unseen = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        look = page.evaluate("""() => {
          const one = document.activeElement;
          const style = getComputedStyle(one);
          return one === document.body || style.outlineStyle !== "none" ? "" : one.outerHTML.slice(0, 120);
        }""")
        unseen.add(look)
    assert unseen <= {""}


def test_a_reader_who_wants_no_motion_gets_none(opening: Opener) -> None:
    opened = opening(generated.build(60))
    opened.drawn()
    places = []
    opened.page.evaluate("glossaryGraph.store.set({ selected: 3 })")
    for _ in range(3):
        places.append(opened.page.evaluate("glossaryGraph.picture.network.getViewPosition()"))
        opened.page.wait_for_timeout(120)
    assert places[0] == places[1] == places[2]
