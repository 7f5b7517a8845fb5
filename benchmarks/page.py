"""What the page costs, beside stock pyvis and beside itself at another size, in Chromium, on one machine, in one run.

python -m benchmarks.page --things 100000
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.graphs import make_build
from graph.formats.page import generate_page
from graph.network import Build
from graph.settings import Settings

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")

BARE = Settings(sparql=False, page_texts="none")
"""The large page is measured without the engine for SPARQL, which adds 3 MB to it, and without texts."""

LOOKS = 40
"""So many looks, 50 ms apart or more, must find every node where it was."""

WATCH = """() => {
  const graph = () => globalThis.glossaryGraph?.picture.network ?? globalThis.network;
  let last = null;
  globalThis.watched = { moved: 0, still: 0 };
  const look = () => {
    const places = graph()?.getPositions?.();
    const names = places ? Object.keys(places) : [];
    if (names.length) {
      const hasMoved = !last || names.some((name) => !last[name] ||
        Math.hypot(places[name].x - last[name].x, places[name].y - last[name].y) > 0.01);
      if (hasMoved) Object.assign(globalThis.watched, { moved: performance.now(), still: 0 });
      else globalThis.watched.still += 1;
      last = places;
    }
    setTimeout(look, 50);
  };
  look();
  const paint = () => {
    if (globalThis.glossaryGraph?.picture.labels.length) globalThis.watched.painted = performance.now();
    else requestAnimationFrame(paint);
  };
  requestAnimationFrame(paint);
}"""
FRAMES = """async () => {
  const { network } = glossaryGraph.picture;
  const { x, y } = network.getViewPosition();
  const step = 4 / network.getScale();
  const began = performance.now();
  let frames = 0;
  while (performance.now() - began < 3000) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    network.moveTo({ position: { x: x + step * (frames % 60), y } });
  }
  return frames / 3;
}"""
SEARCHES = """(texts) => texts.map((text) => {
  const began = performance.now();
  glossaryGraph.find(text);
  return performance.now() - began;
})"""
ROUTE = """([from, to]) => {
  const { director, store } = glossaryGraph;
  const began = performance.now();
  const ways = director.ways({ ...store.state, route: { from, to, choice: 0 } });
  return [performance.now() - began, ways.length];
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--things", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        place = Path(folder)
        _standing_still(browser, place, options.rounds)
        _size(browser, place, options.things, options.rounds)
    _writing(options.things)


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def _standing_still(browser: Any, folder: Path, rounds: int) -> None:
    """Measure how long 200 things take until nothing moves any more, ours and stock pyvis with the same data."""
    made = make_build(200)
    ours, stock = folder / "ours.html", folder / "stock.html"
    ours.write_text(generate_page(made, Settings()), encoding="utf-8")
    stock.write_text(_stock(made), encoding="utf-8")
    pairs = [(_still(browser, ours), _still(browser, stock)) for _ in range(rounds)]
    one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"200 things, until the picture stands still: ours {one:.0f} ms, stock pyvis {other:.0f} ms, 1/{ratio:.0f}")


def _stock(made: Build) -> str:
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line", height="800px")
    for thing in made.things:
        network.add_node(thing.id, label=thing.label)
    for fact in made.facts:
        network.add_edge(fact.subject, fact.object)
    return str(network.generate_html())


def _still(browser: Any, target: Path, patience: float = 90.0) -> float:
    """Open a page and give the milliseconds until the last node moved, when many looks saw nothing move."""
    with _opened(browser, target) as (page, _):
        began = time.monotonic()
        while time.monotonic() - began < patience:
            page.wait_for_timeout(250)
            moved, still = page.evaluate("[globalThis.watched.moved, globalThis.watched.still]")
            if moved and still > LOOKS:
                return float(moved)
        return float(page.evaluate("globalThis.watched.moved"))


@contextmanager
def _opened(browser: Any, target: Path) -> Iterator[tuple[Any, list[str]]]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    context.add_init_script(f"({WATCH})()")
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(target.as_uri(), wait_until="commit")
    yield page, requests
    context.close()


def _painted(browser: Any, target: Path) -> float:
    with _opened(browser, target) as (page, _):
        return float(_wait(page, "globalThis.watched?.painted ?? 0"))


def _wait(page: Any, expression: str) -> Any:
    for _ in range(600):
        value = page.evaluate(expression)
        if value:
            return value
        page.wait_for_timeout(50)
    message = f"never: {expression}"
    raise TimeoutError(message)


def _size(browser: Any, folder: Path, things: int, rounds: int) -> None:
    """Measure the large page: bytes, first paint beside 1,000 things, frames beside 200, search, ways, requests."""
    pages = {}
    for count in (200, 1_000, things):
        pages[count] = folder / f"{count}.html"
        pages[count].write_text(generate_page(make_build(count), BARE), encoding="utf-8")
    print(f"{things:,} things, {round(2.4 * things):,} facts: {pages[things].stat().st_size / 1e6:.2f} MB")
    paints = [[_painted(browser, pages[count]) for count in (1_000, things)] for _ in range(rounds)]
    small, large = (statistics.median(column) for column in zip(*paints, strict=True))
    ratio = statistics.median(second / first for first, second in paints)
    print(f"first paint: 1,000 things {small:.0f} ms, {things:,} things {large:.0f} ms, ratio {ratio:.2f}")
    frames = [[_measured(browser, pages[count], FRAMES) for count in (200, things)] for _ in range(rounds)]
    few, many = (statistics.median(column) for column in zip(*frames, strict=True))
    ratio = statistics.median(second / first for first, second in frames)
    print(f"frames a second while panning: 200 things {few:.0f}, {things:,} things {many:.0f}, ratio {ratio:.2f}")
    _asking(browser, pages[things], things)


def _measured(browser: Any, target: Path, script: str) -> float:
    with _opened(browser, target) as (page, _):
        _wait(page, "globalThis.watched?.painted ?? 0")
        page.wait_for_timeout(1_500)
        return float(page.evaluate(script))


def _asking(browser: Any, target: Path, things: int) -> None:
    texts = ["a", "ba", "bal", "dop", "gu re", "zzz", "tes", "mi", "no va", "lu"]
    with _opened(browser, target) as (page, requests):
        _wait(page, "globalThis.watched?.painted ?? 0")
        page.wait_for_timeout(3_000)
        found = [spent for _ in range(3) for spent in page.evaluate(SEARCHES, texts)]
        print(f"search among {things:,} labels: median {statistics.median(found):.1f} ms, longest {max(found):.1f} ms")
        ways = [page.evaluate(ROUTE, [one, other]) for one, other in ((0, 1), (0, 9), (3, 50), (7, 400))]
        spent = [way[0] for way in ways]
        print(f"ways between two hubs: median {statistics.median(spent):.0f} ms, longest {max(spent):.0f} ms")
        print(f"requests that leave the page: {len([url for url in requests if not url.startswith('file:')])}")


def _writing(things: int) -> None:
    """Measure how long the page takes to write, layout included, as the graph grows (in CPU seconds)."""
    import networkx as nx

    builds = {count: make_build(count) for count in (1_000, things // 10, things)}
    spent = {count: _cpu(lambda made=made: generate_page(made, Settings())) for count, made in builds.items()}
    peer = _cpu(lambda: nx.spring_layout(nx.Graph(builds[1_000].network), seed=1))
    print(
        f"writing: {things // 10:,} things {spent[things // 10]:.1f} s, {things:,} things {spent[things]:.1f} s CPU, "
        f"growth {spent[things] / spent[things // 10]:.1f}; networkx spring_layout of 1,000 things {peer:.2f} s: "
        f"our whole page of 1,000 {spent[1_000] / peer:.1f} of it, of {things:,} {spent[things] / peer:.1f}"
    )


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
