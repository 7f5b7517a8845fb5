"""How much CPU and memory our RDF takes beside rdflib, and our layer beside bare pyoxigraph.

``python -m benchmarks.rdf --things 3500 --rounds 5``: a made graph of our own shape (graph and provenance, about
200,000 triples) is written once; then each side loads it, asks eight queries and writes it as sorted Turtle, in a
process of its own. In a third process the queries go through ``run_query`` and through the guard's worker, in turn with
bare pyoxigraph over the same store. All times are CPU: the process's own, and for the guard its workers' too.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from graph.query import read_example_queries

_EXAMPLES = ("kinds-of", "most-connected", "sentences-behind-a-fact", "who-develops-what")
QUERIES: Mapping[str, str] = {
    **{name: read_example_queries()[name] for name in _EXAMPLES},
    "things-of-each-kind": """SELECT ?kind (COUNT(?t) AS ?n) { ?t a ?kind ; rdfs:label ?name }
        GROUP BY ?kind ORDER BY DESC(?n) ?kind""",
    "names-that-contain": """SELECT ?t ?name { ?t rdfs:label ?name FILTER(CONTAINS(LCASE(?name), "dis")) }
        ORDER BY ?name ?t""",
    "surest-facts": """SELECT ?s ?p ?o ?sure { ?f a gg:Fact ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
        gg:confidence ?sure FILTER(?sure >= 0.97) } ORDER BY DESC(?sure) ?s ?p ?o""",
    "uses-and-their-definitions": """SELECT ?a ?b ?text { ?x gg:uses ?y . ?x rdfs:label ?a . ?y rdfs:label ?b
        OPTIONAL { ?y skos:definition ?text } } ORDER BY ?a ?b""",
}
"""Four of the example queries, and four more: each finds something in the made graph."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--things", type=int, default=3500, help="how many things the graph has")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured; the median counts")
    parser.add_argument("--part", choices=list(PARTS), help="one part alone, over a folder that is there")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.folder, options.rounds)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder), options.things)
        ours, theirs, layer = (_run(part, Path(folder), options.rounds) for part in PARTS)
    print(f"{ours['triples']:,.0f} triples, {options.rounds} rounds; CPU seconds (rdflib, ours, ratio):")
    for name in ("load", "write", *QUERIES):
        print(f"{theirs[name]:9.3f} {ours[name]:8.4f} {theirs[name] / ours[name]:7.1f}  {name}")
    share = ours["memory"] / theirs["memory"]
    print(f"{theirs['memory']:9.0f} {ours['memory']:8.0f} {share:7.2f}  memory after loading, MB (ours to rdflib's)")
    print("our layer over bare pyoxigraph, CPU (bare ms, run_query to bare; bare as JSON ms, guard to bare as JSON):")
    for name, (bare, in_process, as_json, guarded) in layer.items():
        print(f"{bare * 1e3:9.2f} {in_process:7.2f} {as_json * 1e3:9.2f} {guarded:7.2f}  {name}")


def _make(folder: Path, things: int) -> None:
    from tests.folders import write_folder
    from tests.generated import build

    write_folder(build(things), folder)


def _run(part: str, folder: Path, rounds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rdf", "--part", part, "--folder", str(folder), "--rounds", str(rounds)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # type: ignore[no-any-return]


def _ours(folder: Path, rounds: int) -> dict[str, float]:
    from graph.formats.rdf import prefixes_for
    from graph.query import open_store, run_query
    from graph.results import write_graph

    before = time.process_time()
    graph = open_store(folder)
    found = {"load": time.process_time() - before, "memory": _memory(), "triples": float(len(graph.store))}
    for name, text in QUERIES.items():
        found[name] = _cpu(lambda text=text: run_query(graph, text), rounds)
    prefixes = prefixes_for(graph.base)
    triples = (quad.triple for quad in graph.store)
    found["write"] = _cpu(lambda: write_graph(triples, io.BytesIO(), "text/turtle", prefixes=prefixes), 1)
    return found


def _rdflib(folder: Path, rounds: int) -> dict[str, float]:
    import rdflib

    from graph.formats.rdf import PREFIXES

    before = time.process_time()
    graph = rdflib.Graph()
    for name in ("graph.ttl", "provenance.ttl"):
        graph.parse(folder / name, format="turtle")
    found = {"load": time.process_time() - before, "memory": _memory(), "triples": float(len(graph))}
    for name, text in QUERIES.items():
        found[name] = _cpu(lambda text=text: list(graph.query(text, initNs=PREFIXES)), min(rounds, 3))
    found["write"] = _cpu(lambda: graph.serialize(format="turtle", encoding="utf-8"), 1)
    return found


def _layer(folder: Path, rounds: int) -> dict[str, tuple[float, float, float, float]]:
    """Ask each query bare, through ``run_query``, bare as JSON and through the guard, in turn; the medians."""
    from pyoxigraph import QueryResultsFormat

    from graph.guard import Guard, Limits
    from graph.query import run_query
    from graph.store import keep_store

    formats: dict[Any, str] = {"table": "application/sparql-results+json"}
    found = {}
    with keep_store(folder, folder / "kept") as lease, Guard(folder / "kept", Limits(seconds=60, workers=1)) as guard:
        graph = lease.open()
        prefixes = graph.prefixes
        for name, text in QUERIES.items():

            def ask(text: str = text) -> Any:
                return graph.store.query(text, prefixes=prefixes, use_default_graph_as_union=True)

            tasks: tuple[Callable[[], object], ...] = (
                lambda ask=ask: tuple(map(tuple, ask())),
                lambda text=text: run_query(graph, text),
                lambda ask=ask: ask().serialize(format=QueryResultsFormat.JSON),
                lambda text=text: guard.answer(text, formats=formats),
            )
            workers = [worker._process.pid for worker in guard._idle]
            times = [[_both(task, workers) for task in tasks] for _ in range(8 * rounds + 3)][3:]
            bare, as_json = median(row[0] for row in times), median(row[2] for row in times)
            ratios = median(row[1] / row[0] for row in times), median(row[3] / row[2] for row in times)
            found[name] = (bare, ratios[0], as_json, ratios[1])
    return found


PARTS: Mapping[str, Callable[[Path, int], Mapping[str, Any]]] = {"ours": _ours, "rdflib": _rdflib, "layer": _layer}


def _cpu(task: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        task()
        taken.append(time.process_time() - before)
    return median(taken)


def _both(task: Callable[[], object], workers: Sequence[int]) -> float:
    """Measure the CPU that a task takes here and in the workers (Linux)."""
    before = time.process_time() + sum(map(_used, workers))
    task()
    return time.process_time() + sum(map(_used, workers)) - before


def _used(process: int) -> float:
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _memory() -> float:
    """Megabytes that the process had at most (Linux; ru_maxrss would count those of the process that started it)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
