"""One Chromium for all browser tests; where there is none they are skipped, and with GG_TEST_ALL=1 they fail."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.formats.page import write_page
from graph.network import Build
from graph.settings import Settings
from tests.browser.opened import Opened, Opener, wait_for

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        reason = "no Chromium or no playwright here: apt-get install chromium, pip install playwright"
        pytest.fail(reason) if os.environ.get("GG_TEST_ALL") == "1" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def opening(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    contexts, pages = [], []

    def open_page(
        build: Build | Path, *, width: int = 1280, height: int = 800, scheme: str = "light", at: str = ""
    ) -> Opened:
        target = build if isinstance(build, Path) else tmp_path / "graph.html"
        if isinstance(build, Build):
            write_page(build, target, Settings(title="AI glossary"))
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, offline=True, reduced_motion="reduce"
        )
        contexts.append(context)
        opened = Opened(context.new_page(), target.as_uri())
        pages.append(opened)
        opened.page.goto(target.as_uri() + at)
        wait_for(opened.page, "globalThis.glossaryGraph !== undefined")
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for opened in pages for complaint in opened.complaints] == []
