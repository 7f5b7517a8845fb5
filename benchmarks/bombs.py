"""What queries that are meant to hurt do to the guard: whether the next answer is right, and the refusal in time.

``python -m benchmarks.bombs --times 1000 --seconds 1``: twelve shapes in turn, each a little different each time,
against a graph made by ``tests.generated``; after each a small query, whose answer must be right.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from graph.errors import QueryError
from graph.guard import Guard, Limits

__all__ = ["BOMBS"]


def _nested(n: int) -> str:
    depth = 2_500 + n
    shapes = ("{" * depth + "}" * depth, f"FILTER({'(' * depth}1{')' * depth})", f"FILTER({'!' * depth}1)")
    return f"SELECT * {{ {shapes[n % 3]} }}"


def _product(n: int) -> str:
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(4 + n % 4))
    return f"SELECT (COUNT(*) AS ?n) {{ {patterns} }}"


def _sorting(n: int) -> str:
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(3 + n % 3))
    return f"SELECT * {{ {patterns} }} ORDER BY DESC(CONCAT(STR(?a0), STR(?c1), STR(?a2))) ?c0"


def _growing(n: int) -> str:
    call = ("CONCAT(?x{0}, ?x{0})", 'REPLACE(?x{0}, "a", "aa")')[n % 2]
    steps = " ".join(f"BIND({call.format(k)} AS ?x{k + 1})" for k in range(40))
    return f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("aaaaaaaa" AS ?x0) {steps} }}'


def _concatenated(n: int) -> str:
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(3 + n % 2))
    return f"SELECT (GROUP_CONCAT(STR(?c0)) AS ?x) (GROUP_CONCAT(STR(?a1)) AS ?y) {{ {patterns} }}"


def _closure(n: int) -> str:
    path = ("(!<a:b>)*", "(!<a:b>|^!<a:b>)+", "((!<a:b>)*/(^!<a:b>)*)*")[n % 3]
    return f"SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b . ?c {path} ?d . ?b {path} ?c }}"


def _regex(n: int) -> str:
    pattern = ("(a*)*b", "((a{1,100}){1,100}){1,100}", "(a|aa|aaa)+$")[n % 3]
    text = "a" * (20_000 + n)
    return f'SELECT ?a {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT("{text}", STR(?i)), "{pattern}")) }}'


def _values(n: int) -> str:
    rows = " ".join(str(k) for k in range(8_000 + n))
    return f"SELECT * {{ VALUES ?a {{ {rows} }} VALUES ?b {{ {rows} }} FILTER(?a * ?b = -1) }}"


def _optional(n: int) -> str:
    depth = 20 + n % 60
    return f"SELECT * {{ {''.join(f'OPTIONAL {{ ?a{k} ?b{k} ?c{k} ' for k in range(depth))} {'}' * depth} }}"


def _construct(n: int) -> str:
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(3 + n % 3))
    made = " ".join(f"?a{k} ?b{j} ?c{k} ." for k in range(3) for j in range(3))
    return f"CONSTRUCT {{ {made} }} WHERE {{ {patterns} FILTER(STRLEN(STR(?c0)) = {100_000 + n}) }}"


def _distinct(n: int) -> str:
    word = ("DISTINCT", "REDUCED")[n % 2]
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(4))
    return f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT {word} * {{ {patterns} }} }} }}"


def _aggregates(n: int) -> str:
    columns = " ".join(f"(COUNT(DISTINCT CONCAT(STR(?a{k}), STR(?c{(k + 1) % 4}))) AS ?n{k})" for k in range(4))
    patterns = " ".join(f"?a{k} ?b{k} ?c{k} ." for k in range(4))
    return f"SELECT ?b0 {columns} {{ {patterns} }} GROUP BY ?b0 HAVING(COUNT(*) > {n})"


BOMBS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "nesting": _nested,
        "cartesian products": _product,
        "sorting": _sorting,
        "growing texts": _growing,
        "concatenated groups": _concatenated,
        "paths over everything": _closure,
        "regular expressions": _regex,
        "long values": _values,
        "deep optional": _optional,
        "constructed products": _construct,
        "distinct products": _distinct,
        "aggregates": _aggregates,
    }
)
"""Twelve shapes of queries that are meant to hurt; the number makes each a little different."""

_FORMATS = {
    "table": "application/sparql-results+json",
    "boolean": "application/sparql-results+json",
    "graph": "application/n-triples",
}
_CHECK = "SELECT ?label { ?thing rdfs:label ?label } ORDER BY ?label ?thing LIMIT 5"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=1000, help="how many bombs")
    parser.add_argument("--seconds", type=float, default=1, help="the deadline of a query")
    parser.add_argument("--things", type=int, default=250, help="how many things the graph has")
    options = parser.parse_args()
    from tests.folders import write_folder
    from tests.generated import build

    with tempfile.TemporaryDirectory() as folder:
        source = write_folder(build(options.things), Path(folder, "built"))
        with Guard(source, Limits(seconds=options.seconds, memory=512 << 20)) as guard:
            _report(guard, options.times, options.seconds)


def _report(guard: Guard, times: int, seconds: float) -> None:
    right = guard.answer(_CHECK, formats=_FORMATS).body
    ends: Counter[tuple[str, str]] = Counter()
    taken, next_right = [], 0
    shapes = list(BOMBS)
    for number in range(times):
        shape = shapes[number % len(shapes)]
        text = BOMBS[shape](number // len(shapes))
        began = time.perf_counter()
        try:
            guard.answer(text, formats=_FORMATS)
            end = "answered"
        except QueryError as error:
            end = type(error).__name__
        taken.append(time.perf_counter() - began)
        ends[shape, end] += 1
        next_right += guard.answer(_CHECK, formats=_FORMATS).body == right
    for (shape, end), count in sorted(ends.items()):
        print(f"{count:6}  {shape}: {end}")
    late = sum(time_ > 1.5 * seconds for time_ in taken)
    print(f"{times:6,} bombs, deadline {seconds:g} s; the parent is alive")
    print(f"{next_right:6,} next answers right ({100 * next_right / times:.1f} %)")
    print(f"{times - late:6,} answers within 1.5 times the deadline ({100 * (times - late) / times:.1f} %)")
    print(f"{max(taken) / seconds:6.2f}  times the deadline took the longest")
    print(f"{sorted(taken)[times // 2] / seconds:6.2f}  times the deadline took the median")


if __name__ == "__main__":
    main()
