"""Stores kept on disk: built aside, swapped in, never harmed by a run that is killed."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import FolderError
from graph.query import run_query
from graph.store import keep_store, open_kept
from tests.example import build
from tests.folders import write_folder
from tests.generated import build as build_large

TEXT = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
NAMES = "SELECT ?name { :gpt-4 rdfs:label ?name }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(build(), tmp_path / "exports")


def answer(source: Path, kept: Path, text: str = NAMES) -> object:
    with keep_store(source, kept) as lease:
        return run_query(lease.open(), text).rows


def stores(kept: Path) -> list[str]:
    return sorted(path.name for path in kept.glob("store-*") if path.is_dir())


def test_a_store_on_disk_answers_as_one_in_memory(folder: Path, tmp_path: Path) -> None:
    from graph.store import open_store

    assert answer(folder, tmp_path / "kept", TEXT) == run_query(open_store(folder), TEXT).rows
    assert answer(folder / "graph.ttl", tmp_path / "alone") == (("GPT-4",),)


def test_it_is_used_again_until_what_was_loaded_changes(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    answer(folder, kept)
    (first,) = stores(kept)
    made = (kept / first).stat().st_ino
    answer(folder, kept)
    assert (stores(kept), (kept / first).stat().st_ino) == ([first], made)
    path = folder / "graph.ttl"
    path.write_text(path.read_text("utf-8").replace('"GPT-4"', '"GPT-four"'), encoding="utf-8")
    assert answer(folder, kept) == (("GPT-four",),)
    (second,) = stores(kept)
    assert second != first
    (folder / "provenance.ttl").unlink()
    answer(folder, kept)
    assert stores(kept) not in ([first], [second])


def test_a_store_folder_can_be_opened_without_what_it_was_loaded_from(folder: Path, tmp_path: Path) -> None:
    assert open_kept(tmp_path) is None
    answer(folder, tmp_path / "kept")
    shutil.rmtree(folder)
    lease = open_kept(tmp_path / "kept")
    assert lease is not None
    with lease:
        assert run_query(lease.open(), NAMES).rows == (("GPT-4",),)


def test_a_folder_that_holds_something_else_is_never_filled(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(FolderError, match=r"holds letter\.txt, which is no store of ours"):
        keep_store(folder, tmp_path / "mine")
    with pytest.raises(FolderError, match="holds"):
        keep_store(folder, folder)
    with pytest.raises(FolderError, match="is a file"):
        keep_store(folder, folder / "graph.ttl")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_what_is_no_graph_of_ours_leaves_the_old_store_as_it_was(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    answer(folder, kept)
    before = (stores(kept), (kept / "store.json").read_bytes())
    for text in ("<a:a> <a:b> \n", "<a:a> <a:b> <a:c> .\n"):
        (folder / "graph.ttl").write_text(text)
        with pytest.raises(FolderError, match="build"):
            keep_store(folder, kept)
        assert (stores(kept), (kept / "store.json").read_bytes()) == before


def test_a_store_that_somebody_reads_stays_until_it_is_let_go(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    path = folder / "graph.ttl"
    text = path.read_text("utf-8")
    with keep_store(folder, kept) as old:
        path.write_text(text.replace('"GPT-4"', '"GPT-four"'), encoding="utf-8")
        assert answer(folder, kept) == (("GPT-four",),)
        assert len(stores(kept)) == 2
        assert run_query(old.open(), NAMES).rows == (("GPT-4",),)
    path.write_text(text.replace('"GPT-4"', '"GPT-IV"'), encoding="utf-8")
    assert answer(folder, kept) == (("GPT-IV",),)
    assert len(stores(kept)) == 1


KEEP = (
    "import sys; from pathlib import Path; from graph.store import *; keep_store(Path(sys.argv[1]), Path(sys.argv[2]))"
)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("moment", ["store-*.new", "store-*.new/*.sst"])
def test_a_run_that_is_killed_leaves_the_old_store_whole(tmp_path: Path, moment: str) -> None:
    kept = tmp_path / "kept"
    folder = write_folder(build(), tmp_path / "exports")
    answer(folder, kept)
    (old,) = stores(kept)
    write_folder(build_large(400), folder)
    process = subprocess.Popen([sys.executable, "-c", KEEP, str(folder), str(kept)], env=environment())
    wait_for(lambda: any(kept.glob(moment)) or process.poll() is not None)
    process.kill()
    process.wait()
    if json.loads((kept / "store.json").read_bytes())["key"] == old.removeprefix("store-"):
        lease = open_kept(kept)
        assert lease is not None
        with lease:
            assert run_query(lease.open(), NAMES).rows == (("GPT-4",),)
    assert answer(folder, kept, "SELECT (COUNT(?f) AS ?n) { ?f a gg:Fact }") == ((len(build_large(400).facts),),)
    assert len(stores(kept)) == 1
    assert not list(kept.glob("*.new"))


def test_two_runs_at_once_make_one_store(tmp_path: Path) -> None:
    folder = write_folder(build_large(500), tmp_path / "exports")
    kept = tmp_path / "kept"
    runs = [subprocess.Popen([sys.executable, "-c", KEEP, str(folder), str(kept)], env=environment()) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert len(stores(kept)) == 1


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)
