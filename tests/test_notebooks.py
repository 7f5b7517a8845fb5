"""The notebooks: each runs from a clean kernel, its text agrees with its file, and the file is small."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import graph
from docs.notebooks import FOLDER, NOT_KEPT, NOTEBOOKS, ROOT, make_room
from tests.example import build

LARGEST = 500_000
"""Bytes of a file with its outputs."""

EACH = pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)


def cells(source: Path) -> list[dict[str, Any]]:
    """Read the cells of an .ipynb; no library is needed for that."""
    found = json.loads(source.with_suffix(".ipynb").read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in found]


@pytest.fixture(scope="module")
def room(after_demo: Path) -> Path:
    """The folder that notebooks run in, beside data and exports."""
    return make_room(after_demo)


@EACH
def test_it_runs_from_a_clean_kernel_and_shows_a_picture(source: Path, room: Path) -> None:
    for name in ("jupytext", "ipykernel", "matplotlib", "nbclient"):
        pytest.importorskip(name, reason=f"{name} is missing; pip install 'glossary-graph[notebook]'")
    from docs.notebooks import run

    made = run(source, room)
    outputs = [output for cell in made.cells for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", ()) for output in outputs)
    assert [output["text"] for output in outputs if output.get("name") == "stderr"] == []


@EACH
def test_text_and_notebook_hold_the_same_cells(source: Path) -> None:
    jupytext = pytest.importorskip("jupytext", reason="pip install 'glossary-graph[notebook]'")
    texts = [(cell.cell_type, cell.source) for cell in jupytext.read(source).cells]
    assert [(cell["cell_type"], cell["source"]) for cell in cells(source)] == texts, "make notebooks writes it anew"


@EACH
def test_it_holds_what_its_cells_show_and_is_small(source: Path) -> None:
    assert source.with_suffix(".ipynb").stat().st_size < LARGEST
    code = [cell for cell in cells(source) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any("image/png" in output.get("data", ()) for cell in code for output in cell["outputs"])
    for cell in code:
        assert NOT_KEPT not in cell["metadata"].get("tags", ()) or cell["outputs"] == []
        assert all(output["output_type"] != "error" and output.get("name") != "stderr" for output in cell["outputs"])


def test_each_leads_to_the_next_and_every_one_is_in_the_overview() -> None:
    overview = (FOLDER / "README.md").read_text(encoding="utf-8")
    for source, following in zip(NOTEBOOKS, [*NOTEBOOKS[1:], None], strict=True):
        assert source.with_suffix(".ipynb").name in overview
        text = source.read_text(encoding="utf-8")
        assert following is None or following.with_suffix(".ipynb").name in text
        assert "](../" not in text or all(
            (ROOT / part.partition(")")[0].partition("#")[0]).exists() for part in text.split("](../")[1:]
        )


def test_a_notebook_has_no_logic_of_its_own() -> None:
    for source in NOTEBOOKS:
        lines = source.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith(("def ", "class ", "async def "))] == []


# ── other libraries, which stand-ins speak for ─────────────────────────────────────────────────────────────────────


class Taken:
    """A record, a store or a graph of another library: keeps what it is given."""

    def __init__(self, *arguments: Any, **fields: Any) -> None:
        self.arguments, self.fields = arguments, fields
        self.id = fields.get("name")
        self.given: list[Any] = []

    def keep(self, given: Any) -> None:
        self.given.extend(given if isinstance(given, list) else [given])

    add_triple = upsert_nodes = upsert_relations = keep

    def ask(self, *_: Any, **__: Any) -> list[Any]:
        return self.given

    get_entity_knowledge = get_triplets = ask


def lines_of(tag: str) -> str:
    found = [cell["source"] for cell in cells(FOLDER / "5-adaptation.py") if tag in cell["metadata"].get("tags", ())]
    assert len(found) == 1
    return str(found[0])


def ran(tag: str, monkeypatch: pytest.MonkeyPatch, **modules: str) -> dict[str, Any]:
    """Run the very lines of the notebook, with stand-ins for the classes of another library."""
    for dotted, names in modules.items():
        parts = dotted.split("__")
        for end in range(1, len(parts) + 1):
            module = ModuleType(".".join(parts[:end]))
            for name in names.split():
                setattr(module, name, Taken)
            monkeypatch.setitem(sys.modules, module.__name__, sys.modules.get(module.__name__, module))
    made = build()
    space = {"made": made, "graph": graph, "documents": list(graph.documents(made))}
    exec(lines_of(tag), space)  # noqa: S102 (the lines that the notebook shows)
    return space


def test_langchain_gets_a_document_for_each_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ran("langchain", monkeypatch, langchain_core__documents="Document")["langchain_documents"]
    assert [each.fields["page_content"] for each in found][-1] == "Examples include GPT-4 (OpenAI)."
    assert found[-1].fields["metadata"]["entry"] == "foundation-model"


def test_langchain_gets_a_graph_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    names = "KnowledgeTriple NetworkxEntityGraph"
    found = ran("langchain-graph", monkeypatch, langchain_community__graphs__networkx_graph=names)["langchain_graph"]
    triples = [triple.arguments for triple in found.given]
    assert ("GPT-4", "is developed by", "OpenAI") in triples
    assert ("foundation model", "was introduced in", "2021") in triples


def test_llama_index_gets_nodes_and_a_property_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "llama_index__core__graph_stores": "EntityNode Relation SimplePropertyGraphStore",
        "llama_index__core__schema": "TextNode",
    }
    space = ran("llama-index", monkeypatch, **names)
    assert space["llama_nodes"][-1].fields["text"] == "Examples include GPT-4 (OpenAI)."
    store = space["llama_store"]
    relations = {
        (each.fields["source_id"], each.fields["label"], each.fields["target_id"])
        for each in store.given
        if "source_id" in each.fields
    }
    assert ("GPT-4", "developedBy", "OpenAI") in relations


def test_documents_quote_their_place_and_are_made_the_same_twice() -> None:
    made = build()
    texts = {entry.name: entry.text for entry in made.entries}
    documents = list(graph.documents(made))
    assert documents == list(graph.documents(made))
    for each in documents:
        about = each["metadata"]
        assert " ".join(texts[about["entry"]][about["start"] : about["end"]].split()) == each["text"]
    assert sorted({fact.id for fact in made.facts}) == sorted(
        {
            fact.id
            for fact in made.facts
            for each in documents
            if [fact.subject, fact.predicate, fact.object] in each["metadata"]["triples"]
        }
    )
