"""Stores: a graph loaded for queries, in memory or kept on disk between runs.

A store folder holds ``store.json``, which points to one finished store beside it (``store-…``, named after what was
loaded). A new one is built as ``store-….new``, renamed when it is whole, and then pointed to: who is killed in between
leaves the old one as it was. Whoever reads a store holds a lock on it, so that a newer run does not remove it.
"""

import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from graph.errors import FolderError
from graph.formats.rdf import PREFIXES, Names, expand, graph_quads, provenance_quads
from graph.formats.target import check_folder, write_whole
from graph.formats.triples import SCHEME, parse_file, stranger, unreadable
from graph.locks import acquire_lock
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN

__all__ = ["Lease", "OpenGraph", "keep_store", "open_kept", "open_store"]


@dataclass(frozen=True, slots=True)
class OpenGraph:
    """A graph ready for queries: a store, and what its things' IRIs begin with."""

    store: Store
    base: str
    domain: Path = AI_DOMAIN

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that a query may use without declaring them."""
        return {**PREFIXES, "": self.base, "g": self.base}


def open_store(source: Path | Build, settings: Settings | None = None) -> OpenGraph:
    """Load a built folder, a Turtle file of ours, or a build in memory, for queries.

    Raises
    ------
    FolderError
        The folder has no ``graph.ttl``, or a file is no graph of ours.
    """
    if isinstance(source, Build):
        settings = settings or Settings()
        store = Store()
        store.extend(graph_quads(source, settings))
        store.extend(provenance_quads(source, settings))
        return OpenGraph(store, settings.base, settings.domain)
    store = Store()
    base = _fill(store, _files(source))
    return OpenGraph(store, base, settings.domain if settings else AI_DOMAIN)


class Lease:
    """A finished store on disk that stays as long as this is held; close it, or use it in a ``with``."""

    def __init__(self, path: Path, base: str, lock: int) -> None:
        self.path = path
        self.base = base
        self._lock: int | None = lock

    def open(self, domain: Path | None = None) -> OpenGraph:
        """Open it for queries, read-only."""
        return OpenGraph(Store.read_only(str(self.path)), self.base, domain or AI_DOMAIN)

    def close(self) -> None:
        """Let the store go."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def keep_store(source: Path, folder: Path) -> Lease:
    """Bring the store in a folder up to date with a built folder or Turtle file, and give it to read.

    What was loaded before is used again when ``graph.ttl`` and ``provenance.ttl`` hold the same bytes.

    Raises
    ------
    FolderError
        The folder holds something else, the source is no graph of ours, or the disk refuses.
    """
    files = _files(source)
    key = _key(files)
    try:
        return _held(folder, key) or _built(files, folder, key)
    except OSError as error:
        place = error.filename or folder
        raise FolderError(f"{place}: {error.strerror or error}; choose a folder that you may write to") from None


def open_kept(folder: Path) -> Lease | None:
    """Give the store that a store folder points to; None where the folder is none of ours."""
    return _held(folder, None)


# ── loading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(source: Path) -> tuple[Path, ...]:
    path = source / "graph.ttl" if source.is_dir() else source
    provenance = source / "provenance.ttl"
    return (path, provenance) if provenance.exists() else (path,)


def _fill(store: Store, files: tuple[Path, ...], *, is_kept: bool = False) -> str:
    """Load graph and provenance, each under its own name, and give what the IRIs begin with."""
    names = Names(_base(files[0]))
    load = store.bulk_load if is_kept else store.load  # in memory, a bulk load takes more of it and no less time
    for path, name in zip(files, (names.graph, names.provenance), strict=False):
        try:
            load(path=str(path), format=RdfFormat.TURTLE, to_graph=name)
        except SyntaxError as error:
            raise unreadable(path, error) from None
    return names.base


def _base(path: Path) -> str:
    kind, scheme = expand("rdf:type"), expand("skos:ConceptScheme")
    for quad in parse_file(path):
        if quad.predicate.value == kind and isinstance(quad.object, NamedNode) and quad.object.value == scheme:
            iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            if iri.endswith(SCHEME):
                return iri.removesuffix(SCHEME)
    raise stranger(path)


# ── on disk ────────────────────────────────────────────────────────────────────────────────────────────────────────

_POINTER = "store.json"
_FORMAT = "glossary-graph store"
_OURS = re.compile(r"\.?store\.json(\.new)?|writer\.lock|(store-[0-9a-f]{32})(\.lock|\.new)?")


def _is_ours(name: str) -> bool:
    return _OURS.fullmatch(name) is not None


def _key(files: tuple[Path, ...]) -> str:
    """Name what is loaded: the files' bytes, and the engine that writes the store."""
    digest = sha256(f"{_FORMAT} {pyoxigraph.__version__}".encode())
    for path in files:
        try:
            digest.update(sha256(path.read_bytes()).digest())
        except FileNotFoundError:
            raise FolderError(f"{path}: is missing; build the folder first") from None
    return digest.hexdigest()[:32]


def _pointer(folder: Path) -> dict[str, str] | None:
    try:
        data = json.loads((folder / _POINTER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    known = isinstance(data, dict) and data.get("format") == _FORMAT
    return {str(name): str(value) for name, value in data.items()} if known else None


def _held(folder: Path, key: str | None) -> Lease | None:
    """Give the store that is pointed to, if it is the one with this key (None: whichever), and lock it."""
    while (data := _pointer(folder)) is not None and key in {None, data["key"]}:
        path = folder / f"store-{data['key']}"
        lock = acquire_lock(path.with_suffix(".lock"), wait=True, is_shared=True)
        if path.is_dir() and _pointer(folder) == data:
            return Lease(path, data["base"], lock)
        os.close(lock)  # a newer run has put another in its place
        if not path.is_dir() and _pointer(folder) == data:
            return None  # somebody removed it by hand
    return None


def _built(files: tuple[Path, ...], folder: Path, key: str) -> Lease:
    check_folder(folder, _is_ours, "store of ours", option="--store")
    folder.mkdir(parents=True, exist_ok=True)
    writer = acquire_lock(folder / "writer.lock", wait=True)
    try:
        held = _held(folder, key)  # another run may have built it while this one waited
        if held is not None:
            return held
        check_folder(folder, _is_ours, "store of ours", option="--store")
        path = folder / f"store-{key}"
        base = _base(files[0]) if path.is_dir() else _write(files, path)
        lease = Lease(path, base, acquire_lock(path.with_suffix(".lock"), wait=True, is_shared=True))
        data = {"format": _FORMAT, "key": key, "base": lease.base}
        write_whole(folder / _POINTER, f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode())
        _remove_others(folder, path.name)
        return lease
    finally:
        os.close(writer)


def _write(files: tuple[Path, ...], path: Path) -> str:
    """Build a store aside and move it to its place whole."""
    new = path.with_suffix(".new")
    if new.exists():
        shutil.rmtree(new)  # left by a run that was killed
    try:
        store = Store(str(new))
        base = _fill(store, files, is_kept=True)
        store.flush()
        store.optimize()
        del store
        new.rename(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return base


def _remove_others(folder: Path, current: str) -> None:
    """Remove what earlier runs left, but for stores that somebody still reads."""
    for path in sorted(folder.glob("store-*")):
        if path.suffix == ".new":
            shutil.rmtree(path, ignore_errors=True)
        elif not path.suffix and path.name != current:
            with suppress(BlockingIOError):
                lock = acquire_lock(path.with_suffix(".lock"))
                shutil.rmtree(path, ignore_errors=True)
                path.with_suffix(".lock").unlink(missing_ok=True)
                os.close(lock)
