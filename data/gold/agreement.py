"""How far two blind annotators agree on the test entries: the ceiling for any system.

usage: python data/gold/agreement.py
Each figure is an F1 between the first annotation (source/) and the second (second/), counted over all entries. Nodes
match by label or alias; facts match where subject, predicate and object do. "lenient" counts a fact of one as right
where the other has it as optional.
"""

import sys
from pathlib import Path

from graph.entries import read_entries
from graph.gold import Gold, GoldRelation, compile_gold

HERE = Path(__file__).parent


def main() -> None:
    """Print the agreement as Markdown."""
    entries = {entry.name: entry for entry in read_entries([HERE.parent / "entries"]).entries}
    counts = {
        name: [0, 0, 0]
        for name in ("mentions, span", "mentions, span and kind", "nodes", "nodes and kind", "facts", "facts, lenient")
    }
    for path in sorted((HERE / "second").glob("*.txt")):
        entry = entries[path.stem]
        first, second = (
            compile_gold(entry, (folder / path.name).read_text(encoding="utf-8").splitlines(), path.name)
            for folder in (HERE / "source", HERE / "second")
        )
        for name, row in compare(first, second).items():
            counts[name] = [old + new for old, new in zip(counts[name], row, strict=True)]
    sys.stdout.write("| measure | F1 | both | first | second |\n|---|---:|---:|---:|---:|\n")
    for name, (both, one, two) in counts.items():
        sys.stdout.write(f"| {name} | {200 * both / (one + two):.1f} | {both} | {one} | {two} |\n")


def compare(first: Gold, second: Gold) -> dict[str, tuple[int, int, int]]:
    """Count what two annotations share, and what each has."""
    twin: dict[int, int] = {}
    for node in second.nodes:
        names = second.names(node.id)
        match = next(
            (one.id for one in first.nodes if one.id not in twin.values() and first.names(one.id) & names), None
        )
        if match is not None:
            twin[node.id] = match
    kinds = sum(second.nodes[two].kind == first.nodes[one].kind for two, one in twin.items())
    places = [{(m.start, m.end) for m in gold.mentions} for gold in (first, second)]
    typed = [{(m.start, m.end, gold.nodes[m.node].kind) for m in gold.mentions} for gold in (first, second)]
    ours = {(r.head, r.predicate, r.tail, r.value) for r in first.relations}
    ours_optional = {(r.head, r.predicate, r.tail, r.value) for r in first.optional}
    theirs = {_translated(r, twin) for r in second.relations}
    theirs_optional = {_translated(r, twin) for r in second.optional}
    right = len(theirs & (ours | ours_optional)), len(ours & (theirs | theirs_optional))
    return {
        "mentions, span": (len(places[0] & places[1]), len(places[0]), len(places[1])),
        "mentions, span and kind": (len(typed[0] & typed[1]), len(typed[0]), len(typed[1])),
        "nodes": (len(twin), len(first.nodes), len(second.nodes)),
        "nodes and kind": (kinds, len(first.nodes), len(second.nodes)),
        "facts": (len(ours & theirs), len(ours), len(second.relations)),
        "facts, lenient": (sum(right) // 2, len(ours), len(second.relations)),
    }


def _translated(relation: GoldRelation, twin: dict[int, int]) -> tuple[object, ...]:
    head, tail = twin.get(relation.head, -1), relation.tail
    return head, relation.predicate, None if tail is None else twin.get(tail, -2), relation.value


if __name__ == "__main__":
    main()
