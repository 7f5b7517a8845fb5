"""The output folder is the old one or the new one, whole, at every moment; and nobody else's is ever replaced."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from graph import folder as folders
from graph.errors import FolderError
from graph.folder import changed_files, finish_swap, require_build, write_build, written_files
from graph.formats.reading import read_build
from graph.network import Build
from graph.settings import Settings
from tests.example import build

ROOT = Path(__file__).parent.parent
FILES = [
    "claims.jsonl",
    "graph.html",
    "graph.ttl",
    "ids.csv",
    "manifest.json",
    "mentions.jsonl",
    "provenance.ttl",
    "report.md",
    "text/foundation-model.txt",
]


def other_build() -> Build:
    """One entry of another name, in which nothing was found."""
    return Build((replace(build().entries[0], name="another"),), (), (), (), ())


def content(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def neighbours(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


@pytest.fixture(autouse=True)
def quick_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page takes the longest and has its own tests: here it is a line."""
    monkeypatch.setattr(folders, "_WRITERS", {**folders._WRITERS, "graph.html": short_page})


def short_page(build: Build, target: Path, settings: Settings) -> None:
    target.write_text(f"{settings.title}: {len(build.facts)} facts", encoding="utf-8")


# ── what is written ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_build_writes_the_files_of_the_design(tmp_path: Path) -> None:
    assert list(write_build(build(), tmp_path / "out")) == FILES
    assert sorted(content(tmp_path / "out")) == FILES
    assert neighbours(tmp_path / "out") == []


def test_the_manifest_names_every_other_file_with_its_hash_and_no_time(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    hashes = {
        name: sha256(data).hexdigest() for name, data in content(tmp_path / "out").items() if name != "manifest.json"
    }
    assert manifest == {"format": "glossary-graph build", "version": "0.1.0", "files": hashes}
    assert list(written_files(tmp_path / "out")) == sorted(FILES, key=lambda name: (name == "manifest.json", name))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "out")
    assert read_build(require_build(tmp_path / "out")) == build()


def test_the_same_build_gives_the_same_bytes(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "a")
    write_build(build(), tmp_path / "b")
    write_build(other_build(), tmp_path / "b")
    write_build(build(), tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_settings_reach_the_files(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "out", Settings(base="https://our.example/terms/", title="Ours"))
    assert b"<https://our.example/terms/>" in (tmp_path / "out" / "graph.ttl").read_bytes()


def test_parents_are_made_and_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "far" / "away" / "out")
    (tmp_path / "link").symlink_to(tmp_path / "far" / "away" / "out")
    write_build(other_build(), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "away" / "out" / "text" / "another.txt").exists()


# ── where it may be written ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["README.md", ".gitkeep"])
def test_a_folder_that_is_empty_but_for_its_readme_is_taken_and_the_readme_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("kept", encoding="utf-8")
    for _ in range(2):
        write_build(build(), tmp_path / "out")
        assert sorted(content(tmp_path / "out")) == sorted([*FILES, name])
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == "kept"


def test_files_that_no_build_wrote_stay_and_those_of_the_last_build_go(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_build(build(), out)
    (out / "notes").mkdir()
    (out / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    (out / "shortcut").symlink_to("graph.ttl")
    write_build(other_build(), out)
    assert (out / "notes" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (out / "shortcut").is_symlink()
    assert not (out / "text" / "foundation-model.txt").exists()


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"format": "of something else", "files": {}}', "[" * 100_000])
def test_a_folder_of_somebody_else_is_refused_and_stays_as_it_is(tmp_path: Path, manifest: str | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    if manifest is not None:
        (out / "manifest.json").write_text(manifest, encoding="utf-8")
    before = content(out)
    with pytest.raises(FolderError, match=r"out: holds .* no build of ours; choose .* -o"):
        write_build(build(), out)
    assert content(out) == before
    assert neighbours(out) == []


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(FolderError, match=r"out: is a file; name a folder"):
        write_build(build(), tmp_path / "out")


@pytest.mark.parametrize("suffix", [".old", ".new"])
def test_somebodys_own_folder_of_that_name_is_never_removed(tmp_path: Path, suffix: str) -> None:
    write_build(build(), tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / f"out{suffix}")
    for _ in range(2):
        with pytest.raises(FolderError, match=rf"out\{suffix}: is in the way of the swap; move it"):
            write_build(other_build(), tmp_path / "out")
    assert content(tmp_path / f"out{suffix}") == content(tmp_path / "out")
    assert neighbours(tmp_path / "out") == [f"out{suffix}"]


def test_a_writer_that_fails_leaves_the_old_output_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_build(build(), tmp_path / "out")
    before = content(tmp_path / "out")

    def no_space(_made: Build, target: Path, _settings: Settings) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(folders, "_WRITERS", {**folders._WRITERS, "report.md": no_space})
    with pytest.raises(FolderError, match=r"report\.md: No space left on device; choose"):
        write_build(other_build(), tmp_path / "out")
    assert content(tmp_path / "out") == before
    assert neighbours(tmp_path / "out") == []


# ── two runs, and runs that are killed ─────────────────────────────────────────────────────────────────────────────


def test_a_second_run_is_refused_while_the_first_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, refused = tmp_path / "out", []

    def meanwhile(made: Build, target: Path, settings: Settings) -> None:
        with pytest.raises(FolderError, match=r"out: another run is writing it; wait"):
            write_build(other_build(), out)
        refused.append(short_page(made, target, settings))

    monkeypatch.setattr(folders, "_WRITERS", {**folders._WRITERS, "graph.html": meanwhile})
    write_build(build(), out)
    assert len(refused) == 1
    assert "text/foundation-model.txt" in content(out)
    assert neighbours(out) == []


@pytest.mark.parametrize("left", ["", "writing\n"])
def test_the_lock_of_a_killed_run_blocks_nobody(tmp_path: Path, left: str) -> None:
    (tmp_path / "out.lock").write_text(left, encoding="utf-8")
    write_build(build(), tmp_path / "out")
    assert neighbours(tmp_path / "out") == []


def test_a_run_killed_at_any_step_leaves_the_old_output_or_the_new_one_whole(tmp_path: Path) -> None:
    """A child is killed at its 1st, 2nd, 3rd … touch of the disk, until one gets through."""
    code = "import sys; from tests.test_folder import kill_at_every_step; kill_at_every_step(sys.argv[1])"
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    outcomes = json.loads(found.stdout)
    assert outcomes["steps"] > 40
    assert outcomes["old"] > 20
    assert outcomes["new"] > 2, "the removal of the old folder has many steps"
    assert outcomes["unfinished"] <= 2, "only between the two moves is there no folder"


def kill_at_every_step(place: str) -> None:
    out, old, new = Path(place), build(), other_build()
    folders._WRITERS = {**folders._WRITERS, "graph.html": short_page}
    write_build(new, out)
    after = content(out)
    write_build(old, out)
    before = content(out)
    counts = {"steps": 0, "old": 0, "new": 0, "unfinished": 0}
    while True:
        counts["steps"] += 1
        child = os.fork()
        if child == 0:
            die_at(counts["steps"], str(out))
            write_build(new, out)
            os._exit(0)
        was_killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        counts["unfinished"] += not out.exists()
        finish_swap(out)
        state = content(out)
        assert state in (before, after), f"step {counts['steps']}: neither old nor new"
        assert changed_files(out) == ()
        if not was_killed:
            assert (state, neighbours(out)) == (after, [])
            print(json.dumps(counts))  # noqa: T201 (the test reads it)
            return
        counts["old" if state == before else "new"] += 1
        write_build(old, out)
        assert content(out) == before
        assert neighbours(out) == [], f"step {counts['steps']}: something is left over"


def die_at(step: int, place: str) -> None:
    """Kill this process at its n-th touch of the output's neighbourhood."""
    left = step

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event.startswith(("open", "os.", "shutil.")) and any(place in str(argument) for argument in arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def test_a_reader_puts_back_what_a_killed_run_set_aside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_build(build(), out)
    before = content(out)
    out.rename(tmp_path / "out.old")
    (tmp_path / "out.lock").write_text("writing\n", encoding="utf-8")
    assert content(require_build(out)) == before


def test_a_reader_touches_nothing_where_no_run_was_killed(tmp_path: Path) -> None:
    write_build(build(), tmp_path / "out.old")
    with pytest.raises(FolderError, match=r"out: no such folder; run: glossary-graph build"):
        require_build(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out.old"]


def test_a_folder_without_a_build_is_named_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"no build lies here; run: glossary-graph build"):
        require_build(tmp_path)


def test_files_changed_or_removed_by_hand_are_noticed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_build(build(), out)
    assert changed_files(out) == ()
    (out / "graph.ttl").write_text("# mine\n", encoding="utf-8")
    (out / "ids.csv").unlink()
    assert changed_files(out) == ("graph.ttl", "ids.csv")


def test_no_hash_seed_shows_in_the_bytes(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.example import build; from graph.folder import write_build; "
        "write_build(build(), Path(sys.argv[1]))"
    )
    for name, seed in (("a", "1"), ("b", "4242")):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(tmp_path / name)], cwd=ROOT, env=environment, check=True)
    assert content(tmp_path / "a") == content(tmp_path / "b")
