"""The pages of the server in a real browser: what they run, what they ask for, what a reader can do with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from graph.formats.rdf import Names
from graph.settings import Settings
from tests import example
from tests.folders import write_folder
from tests.serving import hostile_build, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = write_folder(example.build(), tmp_path_factory.mktemp("build"), Settings(title="AI glossary"))
    with running(folder) as (found, _):
        yield found


class Visit:
    """A page, and what it asked for and complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open_editor(self, address: str) -> Any:
        self.page.goto(f"{address}/sparql")
        self.page.wait_for_function("globalThis.glossaryEditor !== undefined")
        return self.page

    def outside(self, address: str) -> list[str]:
        return [url for url in self.requests if not url.startswith((address, "data:", "blob:"))]


@pytest.fixture
def visit(chromium: Any) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context.new_page())
    context.close()


def test_the_editor_asks_an_example_and_nobody_else(visit: Visit, address: str) -> None:
    page = visit.open_editor(address)
    assert page.locator("#examples button").count() >= 6
    page.locator("#examples button", has_text="Who develops what").click()
    page.wait_for_selector(".yasr table td:has-text('OpenAI')")
    assert "PREFIX gg: <https://w3id.org/glossary-graph/ns#>" in page.evaluate("glossaryEditor.getTab().getQuery()")
    assert page.locator(".CodeMirror-gutters .parseErrorIcon, .parseErrorIcon").count() == 0
    page.wait_for_timeout(500)
    assert visit.outside(address) == []
    assert visit.complaints == []


def test_completion_offers_our_terms_and_prefixes_and_nobody_is_asked(visit: Visit, address: str) -> None:
    page = visit.open_editor(address)
    page.evaluate("glossaryEditor.getTab().getYasqe().setValue('SELECT * { ?s ')")
    page.evaluate("(y => y.setCursor(y.lastLine(), 1000))(glossaryEditor.getTab().getYasqe())")
    page.keyboard.type("gg:devel")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hints li:has-text('gg:developedBy')")
    assert "PREFIX gg: <https://w3id.org/glossary-graph/ns#>" in page.evaluate("glossaryEditor.getTab().getQuery()")
    assert visit.outside(address) == []
    assert visit.complaints == []


def test_a_thing_in_the_results_opens_on_this_server(visit: Visit, address: str) -> None:
    page = visit.open_editor(address)
    page.evaluate("glossaryEditor.getTab().setQuery('SELECT ?m { ?m a gg:Model }').query()")
    link = page.locator(".yasr td a[href$='gpt-4']")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{address}/glossary/gpt-4"
    assert opened.value.inner_text("h1") == "GPT-4"


def test_an_error_in_a_query_is_shown(visit: Visit, address: str) -> None:
    page = visit.open_editor(address)
    page.evaluate("glossaryEditor.getTab().setQuery('SELECT ?m { ?m a gg:Modle }').query().catch(() => {})")
    page.wait_for_selector(".yasr :text('Table')")
    page.evaluate("glossaryEditor.getTab().setQuery('SELECT ?m { ?m a }').query().catch(() => {})")
    page.wait_for_selector(".yasr :text('line 1, column')")
    assert visit.outside(address) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_goes_from_thing_to_thing_to_sentence_without_script(chromium: Any, address: str, scheme: str) -> None:
    context = chromium.new_context(
        java_script_enabled=False, color_scheme=scheme, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/glossary/gpt-4")
    page.click("a.end:has-text('OpenAI')")
    assert page.inner_text("h1") == "OpenAI"
    page.click("a.more")
    assert "GPT-4 is developed by OpenAI" in " ".join(page.inner_text("h1").split())
    page.click("figcaption a >> nth=0")
    assert page.inner_text("h1") == "Foundation model"
    page.fill("input[name=q]", "gpt")
    page.keyboard.press("Enter")
    assert page.inner_text(".listing a >> nth=0") == "GPT-4"
    assert complaints == []
    context.close()


def test_pages_follow_the_systems_colours_and_fit_a_phone(chromium: Any, address: str) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/glossary/gpt-4")
        seen.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        context.close()
    assert len(seen) == 2


def test_hostile_strings_run_nothing(visit: Visit, tmp_path: Path) -> None:
    build, page = hostile_build(), visit.page
    names = Names(Settings().base)
    nodes = [names.thing(thing.id) for thing in build.things]
    nodes += [names.other("fact", fact.id) for fact in build.facts]
    nodes += [names.other("claim", claim.id) for claim in build.claims]
    nodes += [names.other("entry", entry.name) for entry in build.entries]
    with running(write_folder(build, tmp_path)) as (address, _):
        for node in nodes:
            page.goto(address + quote(unquote(node.value.removeprefix("https://example.org")), safe="/"))
            assert page.locator("h1").count() == 1
            assert page.evaluate("globalThis.harmed") is None
            assert page.locator("img, iframe, svg, script, a[href^='javascript'], a[href^='data']").count() == 0
        assert visit.outside(address) == []
    assert visit.complaints == []
