"""Compile the gold that people wrote (``source/*.txt``) into JSON, or check that what is compiled is current and sound.

usage: python data/gold/check.py [--write]
Both the gold of the glossary (here) and that of the texts that only the model learns from (``data/training``) are read.
Exit code 1 where a file has a fault; each fault is one line.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.entries import Entry, read_entries
from graph.errors import GlossaryGraphError
from graph.gold import check_gold, compile_gold, generate_gold
from graph.vocabulary import Vocabulary, read_vocabulary

DATA = Path(__file__).parent.parent


def main(*, write: bool) -> int:
    """Go through all annotated texts."""
    vocabulary = read_vocabulary()
    glossary, training = (read_entries([DATA / place]).entries for place in ("entries", "training/text"))
    faults = [*check(DATA / "gold", glossary, vocabulary, write=write)]
    faults += check(DATA / "training", training, vocabulary, write=write)
    twice = {entry.name for entry in glossary} & {entry.name for entry in training}
    faults += [f"training/text/{name}.txt: the glossary has an entry of that name" for name in sorted(twice)]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


def check(folder: Path, entries: Iterable[Entry], vocabulary: Vocabulary, *, write: bool) -> Iterator[str]:
    """Give what is wrong with the gold of a folder."""
    names = set()
    for entry in entries:
        names.add(entry.name)
        source, target = folder / "source" / f"{entry.name}.txt", folder / f"{entry.name}.json"
        if not source.exists():
            yield f"{source}: is missing"
            continue
        try:
            gold = compile_gold(entry, source.read_text(encoding="utf-8").splitlines(), source.name)
        except GlossaryGraphError as error:
            yield str(error)
            continue
        yield from (f"{source.name}: {fault}" for fault in check_gold(gold, entry, vocabulary))
        if write:
            target.write_text(generate_gold(gold), encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != generate_gold(gold):
            yield f"{target.name}: not current; run python data/gold/check.py --write"
    extra = sorted({path.stem for path in (*folder.glob("*.json"), *(folder / "source").glob("*.txt"))} - names)
    yield from (f"{folder.name}/{name}: there is no such entry" for name in extra)


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv[1:]))
