"""The package as a whole: its layers, its public names, and how little ``import graph`` costs."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import graph

ROOT = Path(graph.__file__).parent

LAYERS = (
    "__main__",
    "cli",
    "mcp",
    "check | evaluate | llm | quotations | serve | train",
    "folder | guard | pipeline | query",
    "worker",
    "hints | results",
    "advice | store",
    "locks | sparql",
    "annotations",
    "formats",
    "ask | portrait",
    "explore",
    "facts | links | resolve",
    "terms",
    "network",
    "extract",
    "rules",
    "passage",
    "reference",
    "clauses",
    "annotate",
    "mentions | pairs | patterns | tagger",
    "gazetteer | gold",
    "claims | lexicon",
    "entries",
    "readers",
    "published",
    "sections",
    "settings",
    "encoder | language | vocabulary",
    "domains",
    "errors",
)
"""From the top: a module imports only from lines below its own. A package (formats, readers) stands for all in it."""

RANKS = {name: rank for rank, line in enumerate(LAYERS) for name in line.split(" | ")}
VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}
HEAVY = ("IPython", "frontmatter", "networkx", "numpy", "pyoxigraph", "pyvis", "rdflib", "rich", "spacy", "trafilatura")


def modules() -> list[str]:
    names = []
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def source(module: str) -> ast.Module:
    path = ROOT.parent / Path(*module.split("."))
    return ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Give the modules of ours that a module imports anywhere, also inside functions."""
    known = set(modules())
    for node in ast.walk(source(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in known:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inner & known or {node.module}


def noun(module: str) -> str:
    return module.split(".")[1]


def test_every_module_has_its_place_in_the_layers() -> None:
    assert {noun(module) for module in modules() if module != "graph"} == RANKS.keys()


@pytest.mark.parametrize("module", [module for module in modules() if module != "graph"])
def test_imports_go_down(module: str) -> None:
    for other in imports(module):
        if other == "graph":
            continue  # for the version alone: see the next test
        below = RANKS[noun(other)] > RANKS[noun(module)]
        assert below or noun(other) == noun(module), f"{module} imports {other}, which is not below it"


@pytest.mark.parametrize("module", [module for module in modules() if module != "graph"])
def test_modules_take_from_each_other_and_only_the_version_from_the_package(module: str) -> None:
    for node in ast.walk(source(module)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module != "graph", f"{module} imports through the public names"
    used = [node for node in ast.walk(source(module)) if isinstance(node, ast.Attribute)]
    names = {node.attr for node in used if isinstance(node.value, ast.Name) and node.value.id == "graph"}
    assert "graph" not in imports(module) or names <= {"__version__"}


def test_a_public_name_stays_what_it_is_when_it_is_asked_for_again() -> None:
    code = "import graph; print([name for name in graph.__all__ if getattr(graph, name) is not getattr(graph, name)])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert found.stdout.strip() == "[]"


def test_no_circle_of_imports() -> None:
    edges = {module: {other for other in imports(module) if other != "graph"} for module in modules()}
    del edges["graph"]
    while edges:
        leaves = {module for module, others in edges.items() if not others & edges.keys() - {module}}
        assert leaves, f"a circle among {sorted(edges)}"
        for module in leaves:
            del edges[module]


def test_no_module_has_a_vague_name() -> None:
    assert not {part for module in modules() for part in module.split(".")} & VAGUE


@pytest.mark.parametrize("module", modules())
def test_every_module_says_what_it_is_and_lists_its_names(module: str) -> None:
    loaded = importlib.import_module(module) if module != "graph.__main__" else None
    assert ast.get_docstring(source(module))
    for name in getattr(loaded, "__all__", ()):
        assert hasattr(loaded, name), f"{module}.{name} is listed and missing"


@pytest.mark.parametrize("name", sorted(set(graph.__all__) - {"__version__"}))
def test_public_names_have_docstrings(name: str) -> None:
    first = (getattr(graph, name).__doc__ or "").split("\n")[0]
    assert first.endswith((".", ":")), f"graph.{name}: {first!r}"
    assert name in dir(graph)


def test_public_names_are_sorted_and_each_has_a_home() -> None:
    assert graph.__all__ == sorted(graph.__all__)
    assert sorted(name for names in graph._HOMES.values() for name in names) == sorted(
        {*graph.__all__} - {"__version__"}
    )
    with pytest.raises(AttributeError, match="'graph' has no attribute 'nonsense'"):
        _ = graph.nonsense


@pytest.mark.parametrize("statement", ["import graph", "import graph.cli", "from graph import Settings"])
def test_importing_is_light(statement: str) -> None:
    code = f"import sys; {statement}; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert found.stdout.strip() == "[]"


def test_the_wheel_holds_everything_that_is_needed_at_run_time(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    made = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    here = {path for path in ROOT.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.relative_to(ROOT.parent).as_posix() for path in here} <= held
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == {"graph"}


@pytest.mark.parametrize(("every", "outcome"), [("1", "1 failed, 1 error"), ("", "2 skipped")])
def test_a_skip_is_a_failure_where_all_tests_must_run(tmp_path: Path, every: str, outcome: str) -> None:
    shutil.copy(Path(__file__).parent / "conftest.py", tmp_path)
    (tmp_path / "test_a.py").write_text("import pytest\ndef test_a():\n    pytest.skip('no Chromium')")
    (tmp_path / "test_b.py").write_text("import pytest\npytest.importorskip('no_such_module')")
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(tmp_path), "--continue-on-collection-errors"]
    environment = {**os.environ, "GG_TEST_ALL": every}
    found = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert outcome in found.stdout


def test_layers_name_no_module_twice() -> None:
    names = [name for line in LAYERS for name in line.split(" | ")]
    assert len(names) == len(set(names))
