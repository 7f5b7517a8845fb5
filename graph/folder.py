"""The output folder: written whole beside the old one, then put in its place, whatever happens in between.

A build goes to ``<folder>.new``; the folder that stands there is set aside as ``<folder>.old``, the new one moved in,
the old one removed. ``<folder>.lock`` keeps a second run out; one that a killed run left behind, not empty, says that
``.new`` and ``.old`` are remains of that run, and the next command cleans up after it.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import graph
from graph.claims import generate_claims_jsonl, generate_mentions_jsonl
from graph.errors import FolderError
from graph.formats import WRITERS
from graph.formats.page import write_page
from graph.formats.report import write_report
from graph.formats.serialization import write_graph, write_provenance
from graph.formats.tables import write_ids
from graph.formats.target import write_whole
from graph.locks import acquire_lock
from graph.network import Build
from graph.settings import Settings

__all__ = ["MANIFEST", "changed_files", "check_target", "finish_swap", "require_build", "write_build", "written_files"]

MANIFEST = "manifest.json"
"""Names and SHA-256 of the files that a build wrote; its presence says that a folder is ours to replace."""

_FORMAT = "glossary-graph build"
_NEIGHBOURS = {"README.md", ".gitkeep"}
_WRITERS: Mapping[str, Callable[[Build, Path, Settings], None]] = {
    "graph.ttl": write_graph,
    "provenance.ttl": write_provenance,
    "ids.csv": write_ids,
    "graph.html": write_page,
    "report.md": write_report,
}


def write_build(
    build: Build, folder: Path, settings: Settings | None = None, *, also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Write a build's files into a folder, in one step, and give their names.

    The folder must be absent, empty, or hold an earlier build, which is replaced. Files in it that no build wrote
    (a README.md, say) stay. ``also`` names formats of :data:`~graph.formats.WRITERS` that the folder is to hold too.

    Raises
    ------
    FolderError
        The folder holds something else, another run is writing it, or the disk refuses.
    """
    settings = settings or Settings()
    folder = Path(os.path.realpath(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder) as lock:
            _clear(folder, is_left_over=os.fstat(lock).st_size > 0)
            check_target(folder)
            os.write(lock, b"writing\n")
            try:
                names = _write_files(build, _new(folder), settings, also)
                _carry_over(folder, _new(folder))
                _swap(folder)
            finally:
                _remove(_new(folder))
    except OSError as error:
        place = error.filename or folder
        raise FolderError(f"{place}: {error.strerror}; choose a folder that you may write to, with -o") from None
    return names


def check_target(folder: Path) -> None:
    """Make sure that a build may be written to a folder: it is absent, empty, or holds a build.

    Raises
    ------
    FolderError
        Something else lies there.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderError(f"{folder}: is a file; name a folder with -o")
    others = sorted({path.name for path in folder.iterdir()} - _NEIGHBOURS)
    if others and _manifest(folder) is None:
        raise FolderError(f"{folder}: holds {others[0]} and no build of ours; choose an empty or new folder with -o")


def finish_swap(folder: Path) -> None:
    """Finish what a run that was killed between its two moves left undone; a folder that is there stays as it is."""
    folder = Path(os.path.realpath(folder))
    if not folder.exists() and _lock(folder).exists():
        with suppress(FolderError, OSError), _locked(folder, wait=_old(folder).exists()):
            _restore(folder)


def require_build(folder: Path) -> Path:
    """Give the folder back when a build lies in it, after finishing an interrupted swap.

    Raises
    ------
    FolderError
        There is no such folder, or no ``graph.ttl`` in it.
    """
    finish_swap(folder)
    if not folder.is_dir():
        raise FolderError(f"{folder}: no such folder; run: glossary-graph build PATH -o {folder}")
    if not (folder / "graph.ttl").is_file():
        raise FolderError(f"{folder}: no build lies here; run: glossary-graph build PATH -o {folder}")
    return folder


def written_files(folder: Path) -> tuple[str, ...]:
    """Name the files that a build wrote into a folder; none where no build lies."""
    known = _manifest(folder)
    return () if known is None else (*known, MANIFEST)


def changed_files(folder: Path) -> tuple[str, ...]:
    """Name the files of a build that are missing or differ from what was written."""
    written = _manifest(folder) or {}
    present = {name: folder / name for name in _names_below(folder)}
    return tuple(name for name, known in written.items() if name not in present or _hash(present[name]) != known)


# ── the files ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_files(build: Build, folder: Path, settings: Settings, also: Iterable[str]) -> tuple[str, ...]:
    folder.mkdir()
    (folder / "text").mkdir()
    for name, write in _WRITERS.items():
        write(build, folder / name, settings)
    for writer in (WRITERS[name] for name in also):
        writer.write(build, folder / f"graph{writer.suffix}", settings)
    _write_lines(folder / "claims.jsonl", generate_claims_jsonl(build.claims))
    _write_lines(folder / "mentions.jsonl", generate_mentions_jsonl(build.mentions))
    for entry in build.entries:
        write_whole(folder / "text" / f"{entry.name}.txt", entry.text.encode())
    names = tuple(sorted(_names_below(folder)))
    files = {name: _hash(folder / name) for name in names}
    manifest = {"format": _FORMAT, "version": graph.__version__, "files": files}
    write_whole(folder / MANIFEST, f"{json.dumps(manifest, ensure_ascii=False, indent=1)}\n".encode())
    return tuple(sorted((*names, MANIFEST)))


def _write_lines(target: Path, lines: Iterator[str]) -> None:
    write_whole(target, "".join(f"{line}\n" for line in lines).encode())


def _carry_over(old: Path, new: Path) -> None:
    """Copy what no build wrote; where a new file has its name, the new one stays."""
    written = {*(_manifest(old) or {}), MANIFEST}
    for name in _names_below(old) if old.is_dir() else ():
        if name not in written and not (new / name).exists():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / name, new / name, follow_symlinks=False)


def _manifest(folder: Path) -> dict[str, str] | None:
    """Read names and hashes; None where there is no manifest of ours."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    files = data.get("files") if isinstance(data, dict) and data.get("format") == _FORMAT else None
    return {str(name): str(known) for name, known in files.items()} if isinstance(files, dict) else None


def _names_below(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted((*files, *links)):
            yield Path(parent, name).relative_to(folder).as_posix()


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


# ── the swap ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _clear(folder: Path, *, is_left_over: bool) -> None:
    """Tidy up after a killed run; without one, folders of these names are somebody's own."""
    for path in (_new(folder), _old(folder)):
        if path.exists() and not is_left_over:
            raise FolderError(f"{path}: is in the way of the swap; move it, or choose another folder with -o")
    _restore(folder)
    _remove(_new(folder))
    _remove(_old(folder))


def _restore(folder: Path) -> None:
    """Put a whole folder in place: the new one if it was finished, else the old one."""
    if folder.exists():
        return
    if _manifest(_new(folder)) is not None:
        _new(folder).rename(folder)
    elif _old(folder).exists():
        _old(folder).rename(folder)


def _swap(folder: Path) -> None:
    if folder.exists():
        folder.rename(_old(folder))
    try:
        _new(folder).rename(folder)
    except OSError:
        _restore(folder)
        raise
    _remove(_old(folder))


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _new(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.new")


def _old(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.old")


def _lock(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


@contextmanager
def _locked(folder: Path, *, wait: bool = False) -> Iterator[int]:
    """Keep other runs out while the block runs; the system frees a killed run's lock, whose file stays and says so."""
    path = _lock(folder)
    lock = _acquire(path, wait=wait)
    try:
        yield lock
    finally:
        if not _new(folder).exists() and not _old(folder).exists():
            os.ftruncate(lock, 0)
        if os.fstat(lock).st_size == 0:
            with suppress(OSError):
                path.unlink()
        os.close(lock)


def _acquire(path: Path, *, wait: bool) -> int:
    try:
        return acquire_lock(path, wait=wait)
    except BlockingIOError:
        folder = path.with_suffix("")
        raise FolderError(f"{folder}: another run is writing it; wait for that one, or choose another") from None
