"""Compile the gold that people wrote (``source/*.txt``) into JSON, or check that what is compiled is current and sound.

usage: python data/gold/check.py [--write]
Exit code 1 where a file has a fault; each fault is one line.
"""

import sys
from pathlib import Path

from graph.entries import read_entries
from graph.errors import GlossaryGraphError
from graph.gold import check_gold, compile_gold, generate_gold
from graph.vocabulary import read_vocabulary

HERE = Path(__file__).parent


def main(*, write: bool) -> int:
    """Go through all entries of the corpus."""
    vocabulary = read_vocabulary()
    faults: list[str] = []
    for entry in read_entries([HERE.parent / "entries"]).entries:
        source, target = HERE / "source" / f"{entry.name}.txt", HERE / f"{entry.name}.json"
        if not source.exists():
            faults.append(f"{source}: is missing")
            continue
        try:
            gold = compile_gold(entry, source.read_text(encoding="utf-8").splitlines(), source.name)
        except GlossaryGraphError as error:
            faults.append(str(error))
            continue
        faults += [f"{source.name}: {fault}" for fault in check_gold(gold, entry, vocabulary)]
        if write:
            target.write_text(generate_gold(gold), encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != generate_gold(gold):
            faults.append(f"{target.name}: not current; run python data/gold/check.py --write")
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv[1:]))
