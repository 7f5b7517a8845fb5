"""The gold that the project comes with: sound, current, and its parts kept apart."""

import subprocess
import sys
import tomllib
from pathlib import Path

from graph.annotations.folder import read_texts
from graph.gold import digest_text, read_golds

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"


def splits() -> dict[str, list[str]]:
    return tomllib.loads((DATA / "gold" / "splits.toml").read_text(encoding="utf-8"))


def test_all_gold_is_current_and_fits_its_text_and_the_vocabulary() -> None:
    command = [sys.executable, str(DATA / "gold" / "check.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=300)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_each_entry_of_the_glossary_is_in_one_part() -> None:
    parts = splits()
    every = [name for names in parts.values() for name in names]
    assert len(every) == len(set(every))
    assert set(every) == {path.stem for path in (DATA / "entries").iterdir()}
    assert len(parts["test"]) >= 24


def test_the_texts_that_only_the_model_learns_from_are_no_entries_and_stand_with_their_gold() -> None:
    golds = read_golds(DATA / "training")
    texts = {entry.name: entry for entry in read_texts(DATA / "training", golds)}
    assert len(golds) > 300
    assert all(digest_text(texts[gold.entry].text) == gold.text_sha256 for gold in golds)
    assert not texts.keys() & {name for names in splits().values() for name in names}
