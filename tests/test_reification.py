"""RDF 1.2: each fact names its triple."""

from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse

from graph.formats.iris import PREFIXES, expand
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.reification import reify, write_rdf12
from graph.settings import Settings
from tests.example import build

BASE = Settings().base
REIFIES = NamedNode(expand("rdf:reifies"))


def test_the_file_says_its_version_and_a_fact_names_its_triple(tmp_path: Path) -> None:
    write_rdf12(build(), tmp_path / "x", Settings())
    text = (tmp_path / "x").read_text(encoding="utf-8")
    assert text.startswith('VERSION "1.2"\n@prefix : <https://example.org/glossary/> .\n')
    assert "rdf:reifies <<( :gpt-4 gg:developedBy :openai )>> ;" in text


def test_only_the_three_ends_and_the_word_statement_are_replaced() -> None:
    quads = [*graph_quads(build(), Settings()), *provenance_quads(build(), Settings())]
    before, after = {quad.triple for quad in quads}, set(reify(quads))
    gone = {triple.predicate.value.removeprefix(PREFIXES["rdf"]) for triple in before - after}
    assert gone == {"subject", "predicate", "object", "type"}
    assert {triple.object for triple in before - after if triple.predicate.value.endswith("type")} == {
        NamedNode(expand("rdf:Statement"))
    }
    assert len(after - before) == len(build().facts)
    assert {triple.predicate for triple in after - before} == {REIFIES}


def test_every_named_triple_is_one_of_the_graph(tmp_path: Path) -> None:
    write_rdf12(build(), tmp_path / "x", Settings())
    triples = {quad.triple for quad in parse(path=str(tmp_path / "x"), format=RdfFormat.TURTLE)}
    named = [triple.object for triple in triples if triple.predicate == REIFIES]
    assert len(named) == len(build().facts)
    assert all(isinstance(triple, Triple) and triple in triples for triple in named)


def test_a_store_finds_the_sentence_behind_a_triple(tmp_path: Path) -> None:
    write_rdf12(build(), tmp_path / "x", Settings())
    store = Store()
    store.load(path=str(tmp_path / "x"), format=RdfFormat.TURTLE)
    found = store.query(
        "SELECT ?sentence { ?fact rdf:reifies <<( :gpt-4 gg:developedBy :openai )>> ; gg:hasClaim/gg:quote ?sentence }",
        prefixes={**PREFIXES, "": BASE},
    )
    assert isinstance(found, QuerySolutions)
    assert [row["sentence"].value for row in found] == ["Examples include GPT-4 (OpenAI)."]


def test_a_statement_without_an_end_stays_as_it_is() -> None:
    quads = [quad for quad in provenance_quads(build(), Settings()) if not quad.predicate.value.endswith("#object")]
    assert reify(quads) == [quad.triple for quad in quads]
