"""The page in the frame that a notebook shows, and the network for pyvis."""

from pathlib import Path
from typing import Any

import pytest

from graph.formats.notebook import frame, to_pyvis
from graph.settings import Settings
from tests import example, hostile

pytestmark = pytest.mark.browser


@pytest.fixture
def notebook(chromium: Any, tmp_path: Path) -> Any:
    """Open a page that holds a frame, as a notebook does; gives the page, the frame and what was complained of."""
    context = chromium.new_context(offline=True, reduced_motion="reduce", viewport={"width": 1000, "height": 760})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def show(html: str) -> Any:
        target = tmp_path / "notebook.html"
        target.write_text(f"<!doctype html><meta charset=utf-8><h1>Cell</h1>{html}", encoding="utf-8")
        page.goto(target.as_uri())
        inner = page.wait_for_selector("iframe").content_frame()
        inner.wait_for_selector("#counts:not(:empty)")
        inner.wait_for_selector("#picture canvas")
        return page, inner

    yield show
    context.close()
    assert complaints == []


def test_the_page_works_in_its_frame_and_its_steps_stay_inside(notebook: Any) -> None:
    page, inner = notebook(frame(example.build(), Settings(title="AI glossary")))
    address = page.url
    inner.fill("#query", "openai")
    inner.press("#query", "Enter")
    assert inner.inner_text("#panel h2") == "OpenAI"
    inner.press("#panel", "Escape")
    assert page.url == address
    assert page.evaluate("globalThis.glossaryGraph") is None


def test_sparql_answers_in_the_frame(notebook: Any) -> None:
    _, inner = notebook(frame(example.build()))
    inner.click("#ask-button")
    inner.fill("#sparql", "SELECT ?name { :gpt-4 gg:developedBy/rdfs:label ?name }")
    inner.press("#sparql", "Control+Enter")
    inner.wait_for_selector("#answer td")
    assert inner.inner_text("#answer td") == "OpenAI"


def test_files_leave_the_frame(notebook: Any) -> None:
    page, inner = notebook(frame(example.build(), Settings(title="AI glossary", sparql=False)))
    inner.click("#take summary")
    with page.expect_download() as waiting:
        inner.click("#take [data-form=ttl]")
    assert waiting.value.suggested_filename == "ai-glossary.ttl"


def test_the_page_cannot_reach_the_notebook(notebook: Any) -> None:
    _, inner = notebook(frame(example.build(), Settings(sparql=False)))
    reach = "() => { try { return parent.document.title; } catch (error) { return error.name; } }"
    assert inner.evaluate(reach) == "SecurityError"


def test_hostile_strings_run_nothing_in_the_network_for_pyvis(chromium: Any, tmp_path: Path) -> None:
    context = chromium.new_context(offline=True)
    page = context.new_page()
    target = tmp_path / "network.html"
    target.write_text(to_pyvis(hostile.build()).generate_html(), encoding="utf-8", errors="replace")
    page.goto(target.as_uri(), wait_until="domcontentloaded")
    page.wait_for_function("() => typeof network !== 'undefined'")
    assert page.evaluate("nodes.length") == len(hostile.PAYLOADS)
    for number in range(len(hostile.PAYLOADS)):
        middle = page.evaluate("number => network.canvasToDOM(network.getPosition(nodes.getIds()[number]))", number)
        box = page.locator("#mynetwork").bounding_box()
        page.mouse.move(box["x"] + middle["x"], box["y"] + middle["y"])
        page.wait_for_timeout(40)
    page.wait_for_timeout(400)
    assert page.evaluate("globalThis.harmed") is None
    context.close()
