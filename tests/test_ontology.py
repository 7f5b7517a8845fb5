"""The ontology: what it declares, and that reasoning with it adds nothing that the graph does not say."""

from itertools import product
from pathlib import Path

import owlrl
import pytest
import rdflib
from owlrl.Namespaces import ERRNS
from pyowl2_profiles import detect_profiles
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD

import graph
from graph.errors import DomainError
from graph.formats import WRITERS
from graph.formats.ontology import ontology_quads
from graph.formats.rdf import OWN_TERMS, PREFIXES, expand, graph_quads, provenance_quads
from graph.formats.serialization import turtle
from graph.formats.terms import RESERVED_TERMS
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import ROOT, Vocabulary, read_vocabulary
from tests.example import build

GG = rdflib.Namespace(PREFIXES["gg"])
SCHEMA = rdflib.Namespace(PREFIXES["schema"])
HERE = rdflib.Namespace("https://example.org/glossary/")
FORMS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
RESERVED = {PREFIXES[name] for name in ("rdf", "rdfs", "owl", "xsd")}
CLOUD = Path(graph.__file__).parent.parent / "data" / "cloud" / "domain"
SMALL = """
name = "cooking"
title = "Cooking"
creators = ["A Cook"]

[classes."gg:Food"]
label = "food"
superclasses = ["gg:Thing"]
comment = "What is eaten."

[kinds.Dish]
label = "dish"
plural = "dishes"
rdf = "gg:Dish"
superclasses = ["gg:Food", "schema:Recipe"]
groups = ["food"]
comment = "What is served."

[kinds.Spice]
label = "spice"
plural = "spices"
rdf = "gg:Spice"
superclasses = ["gg:Food"]
groups = ["food"]
comment = "What gives taste."

[kinds.Cook]
label = "cook"
plural = "cooks"
rdf = "gg:Cook"
superclasses = []
groups = []
comment = "Who cooks."

[predicates.seasonedWith]
label = "seasoned with"
inverse = "seasons"
subject = ["Dish"]
object = ["Spice"]
says = ["is seasoned with", "seasons"]
superproperties = ["schema:hasPart"]
comment = "The spice in it."

[predicates.firstCookedIn]
label = "first cooked in"
subject = ["Dish"]
object = ["year"]
says = ["was first cooked in", "saw the first"]
comment = "The year."

[predicates.likes]
label = "likes"
inverse = "likedBy"
subject = ["Cook"]
object = ["food", "Cook"]
says = ["likes", "is liked by"]
comment = "Taste."
"""


def small_domain(folder: Path) -> Path:
    (folder / "vocabulary.toml").write_text(SMALL, encoding="utf-8")
    return folder


def ontology(words: Vocabulary | None = None) -> rdflib.Graph:
    data = turtle(ontology_quads(words or read_vocabulary()), PREFIXES)
    return rdflib.Graph().parse(data=data, format="turtle")


def everything(words: Vocabulary) -> Build:
    """Two things of every kind, and facts of every predicate with every kind that may stand at either end."""
    kinds = [kind for kind, row in words.kinds.items() if row.inferred is None]
    things = [Thing(f"{kind.lower()}-{part}", f"{kind} {part}", kind) for kind in kinds for part in "ab"]
    facts = []
    for name, predicate in words.predicates.items():
        pairs = [
            pair for pair in product(kinds, kinds) if not predicate.takes_year and words.allows(pair[0], name, pair[1])
        ]
        for subject, object_ in {**{pair[1]: pair for pair in pairs}, **{(pair[0],): pair for pair in pairs}}.values():
            ends = f"{subject.lower()}-a", f"{object_.lower()}-b"
            facts.append(Fact(f"{name}-{'-'.join(ends)}", ends[0], name, ends[1], 1, 0.9, "extracted", {}, ()))
        if predicate.takes_year:
            facts += [
                Fact(f"{name}-{kind}", f"{kind.lower()}-a", name, 2021, 1, 0.9, "extracted", {}, ())
                for kind in sorted(predicate.subjects)
            ]
    return Build((), (), (), tuple(sorted(things, key=lambda thing: thing.id)), tuple(facts))


def data_of(made: Build, settings: Settings | None = None) -> rdflib.Graph:
    settings = settings or Settings()
    quads = [*graph_quads(made, settings), *provenance_quads(made, settings)]
    return rdflib.Graph().parse(data=turtle(quads, PREFIXES), format="turtle")


def closed(data: rdflib.Graph, words: rdflib.Graph, semantics: type) -> rdflib.Graph:
    closure = rdflib.Graph()
    closure += data
    closure += words
    owlrl.DeductiveClosure(semantics).expand(closure)
    return closure


def added_kinds(data: rdflib.Graph, words: rdflib.Graph, semantics: type) -> set[tuple[str, str]]:
    """Give node and kind where a reasoner adds a kind that is not declared above one that the data states."""
    everywhere = {OWL.Thing, OWL.NamedIndividual, RDFS.Resource}
    found = set()
    for node, kind in closed(data, words, semantics).subject_objects(RDF.type):
        stated = {
            above
            for known in data.objects(node, RDF.type)
            for above in words.transitive_objects(known, RDFS.subClassOf)
        }
        if node.startswith(HERE) and kind not in stated | everywhere:
            found.add((str(node).removeprefix(HERE), str(kind)))
    return found


def contradictions(data: rdflib.Graph, words: rdflib.Graph) -> list[str]:
    closure = closed(data, words, owlrl.OWLRL_Semantics)
    return [str(message) for message in closure.objects(None, ERRNS.error)]


def profiles(*graphs: rdflib.Graph) -> dict[str, dict[str, int]]:
    """Give the violations of OWL 2 DL and RL, as a profile checker counts them."""
    store = Store()
    for found in graphs:
        store.load(found.serialize(format="nt").encode(), RdfFormat.N_TRIPLES)
    result = detect_profiles(store)
    return {name: result[name]["violations_by_axiom_type"] for name in ("dl", "rl")}


# ── what is declared ───────────────────────────────────────────────────────────────────────────────────────────────


def own_terms(words: Vocabulary) -> set[str]:
    curies = {f"gg:{name}" for name in OWN_TERMS} | words.superclasses.keys()
    curies |= {kind.rdf for kind in words.kinds.values()}
    curies |= {curie for row in words.predicates.values() for curie in (row.rdf, row.rdf_inverse) if curie}
    return curies


@pytest.mark.parametrize("curie", sorted(own_terms(read_vocabulary())))
def test_every_term_says_what_it_is_in_owl_and_in_plain_english(curie: str) -> None:
    words, node = ontology(), rdflib.URIRef(expand(curie))
    assert len(set(words.objects(node, RDF.type)) & FORMS) == 1
    for part in (RDFS.label, RDFS.comment):
        (text,) = words.objects(node, part)
        assert isinstance(text, rdflib.Literal)
        assert text.language == "en"
    assert str(words.value(node, RDFS.comment)).endswith(".")
    assert words.value(node, RDFS.isDefinedBy) is not None


def test_every_term_is_either_a_class_or_one_sort_of_property() -> None:
    words = ontology()
    for node in set(words.subjects(RDF.type, None)) - set(words.subjects(RDF.type, OWL.Ontology)):
        assert len(set(words.objects(node, RDF.type)) & FORMS) == 1, node


def test_nothing_of_gg_is_named_that_is_not_declared() -> None:
    words = ontology()
    named = {term for triple in words for term in triple if isinstance(term, rdflib.URIRef) and term.startswith(GG)}
    assert {term for term in named if (term, RDF.type, None) not in words} - {rdflib.URIRef(PREFIXES["gg"])} == set()


@pytest.mark.parametrize("made", [build(), everything(read_vocabulary())], ids=["example", "everything"])
def test_every_term_of_the_graph_is_declared_and_used_as_declared(made: Build) -> None:
    words, data = ontology(), data_of(made)
    reserved = {rdflib.URIRef(expand(curie)) for curie in RESERVED_TERMS}
    for _, predicate, value in data:
        if predicate == RDF.type:
            assert value in reserved or (value, RDF.type, OWL.Class) in words, value
            continue
        if predicate in reserved or predicate in {RDFS.label, OWL.deprecated}:
            continue
        form = next(kind for kind in words.objects(predicate, RDF.type) if kind in FORMS)
        is_link = isinstance(value, rdflib.URIRef)
        assert form == OWL.AnnotationProperty or (form == OWL.ObjectProperty) == is_link, predicate
        range_ = words.value(predicate, RDFS.range)
        if isinstance(value, rdflib.Literal) and range_ is not None:
            assert (value.datatype or XSD.string) == range_, predicate


def test_the_ontology_has_a_version_a_licence_creators_and_a_prefix() -> None:
    words = ontology()
    node = rdflib.URIRef("https://w3id.org/glossary-graph/ns")
    assert (node, RDF.type, OWL.Ontology) in words
    assert words.value(node, OWL.versionIRI) == rdflib.URIRef(f"{node}/{graph.__version__}")
    assert words.value(node, DCTERMS.license) == rdflib.URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    assert str(words.value(node, DCTERMS.creator)) == "The glossary-graph authors"
    assert words.value(node, DCTERMS.title) is not None
    assert str(words.value(node, VANN.preferredNamespacePrefix)) == "gg"
    assert str(words.value(node, VANN.preferredNamespaceUri)) == PREFIXES["gg"]


@pytest.mark.parametrize("name", read_vocabulary().predicates)
def test_a_predicate_has_its_inverse_its_superproperties_and_the_exact_kinds_at_its_ends(name: str) -> None:
    known, words = read_vocabulary(), ontology()
    row = known.predicates[name]
    node = rdflib.URIRef(expand(row.rdf))
    assert ((node, RDF.type, OWL.SymmetricProperty) in words) == row.is_symmetric
    inverse = None if row.rdf_inverse is None or row.is_symmetric else rdflib.URIRef(expand(row.rdf_inverse))
    assert words.value(node, OWL.inverseOf) == inverse
    assert {str(parent) for parent in words.objects(node, RDFS.subPropertyOf)} == set(map(expand, row.superproperties))
    subjects = {rdflib.URIRef(expand(known.kinds[kind].rdf)) for kind in row.subjects}
    objects = {rdflib.URIRef(expand(known.kinds[kind].rdf)) for kind in row.object_kinds}
    assert set(words.objects(node, SCHEMA.domainIncludes)) == subjects
    assert set(words.objects(node, SCHEMA.rangeIncludes)) == (objects or {XSD.integer})
    if inverse is not None:
        assert set(words.objects(inverse, SCHEMA.domainIncludes)) == objects
        assert set(words.objects(inverse, SCHEMA.rangeIncludes)) == subjects


def test_domains_and_ranges_name_one_superclass_of_all_the_kinds() -> None:
    known, words = read_vocabulary(), ontology()
    allowed = {rdflib.URIRef(expand(curie)) for curie in ("gg:Artifact", "gg:Agent", "skos:Concept", ROOT)}
    for row in known.predicates.values():
        for curie in filter(None, (row.rdf, row.rdf_inverse)):
            node = rdflib.URIRef(expand(curie))
            for one, exact in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes)):
                (superclass,) = words.objects(node, one)
                assert superclass in allowed | {XSD.integer}
                for kind in words.objects(node, exact):
                    assert superclass in words.transitive_objects(kind, RDFS.subClassOf)


@pytest.mark.parametrize(
    ("predicate", "domain", "range_"),
    [
        ("developedBy", GG.Thing, GG.Agent),
        ("derivedFrom", GG.Artifact, GG.Artifact),
        ("implements", GG.Artifact, SKOS.Concept),
        ("introducedIn", GG.Thing, XSD.integer),
        ("locatedIn", GG.Thing, GG.Thing),
        ("developed", GG.Agent, GG.Thing),
    ],
)
def test_ends_of_some_predicates(predicate: str, domain: rdflib.URIRef, range_: rdflib.URIRef) -> None:
    words = ontology()
    assert words.value(GG[predicate], RDFS.domain) == domain
    assert words.value(GG[predicate], RDFS.range) == range_


def test_the_file_is_sorted_the_same_every_time_and_has_no_blank_node(tmp_path: Path) -> None:
    quads = ontology_quads(read_vocabulary())
    assert not any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object))
    subjects = [quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)]
    assert subjects == sorted(subjects)
    for name, made in (("a", build()), ("b", Build((), (), (), (), ()))):
        WRITERS["ontology"].write(made, tmp_path / name, Settings())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# ── reasoning ──────────────────────────────────────────────────────────────────────────────────────────────────────

each_semantics = pytest.mark.parametrize("semantics", [owlrl.RDFS_Semantics, owlrl.OWLRL_Semantics])


@each_semantics
@pytest.mark.parametrize("made", [build(), everything(read_vocabulary())], ids=["example", "everything"])
def test_a_reasoner_adds_no_kind_beyond_declared_superclasses(made: Build, semantics: type) -> None:
    assert added_kinds(data_of(made), ontology(), semantics) == set()


@each_semantics
def test_a_domain_that_is_too_narrow_would_be_noticed(semantics: type) -> None:
    words = ontology()
    words.add((GG.developedBy, RDFS.domain, GG.Dataset))
    assert added_kinds(data_of(build()), words, semantics) >= {("gpt-4", str(GG.Dataset))}


@pytest.mark.parametrize("made", [build(), everything(read_vocabulary())], ids=["example", "everything"])
def test_ontology_and_graph_are_consistent(made: Build) -> None:
    assert contradictions(data_of(made), ontology()) == []


@pytest.mark.parametrize(
    ("node", "kind"),
    [("openai", GG.Artifact), ("gpt-4", SKOS.Concept), ("foundation-model", GG.Agent), ("gpt-4", GG.Claim)],
)
def test_a_contradiction_is_found(node: str, kind: rdflib.URIRef) -> None:
    data = data_of(build())
    data.add((HERE[node], RDF.type, kind))
    assert any(node in message for message in contradictions(data, ontology()))


def test_a_fact_that_points_the_wrong_way_is_a_contradiction() -> None:
    data = data_of(build())
    data.add((HERE.openai, GG.derivedFrom, HERE["gpt-4"]))
    assert any("openai" in message for message in contradictions(data, ontology()))


@pytest.mark.parametrize("made", [build(), everything(read_vocabulary())], ids=["example", "everything"])
def test_ontology_and_graph_are_owl_2_dl_and_rl(made: Build) -> None:
    assert profiles(ontology(), data_of(made)) == {"dl": {}, "rl": {}}


def test_only_reification_of_provenance_lies_outside_owl_2_dl() -> None:
    """OWL 2 DL reserves the vocabulary of RDF itself; the profile checker passes over it."""
    quads = provenance_quads(build(), Settings())
    named = {term.value for quad in quads for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    reserved = {iri for iri in named if any(iri.startswith(start) for start in RESERVED)}
    assert reserved == {expand(curie) for curie in RESERVED_TERMS} | {str(RDF.type), str(RDFS.label)}
    graph_only = {quad.object.value for quad in graph_quads(build(), Settings()) if isinstance(quad.object, NamedNode)}
    assert graph_only.isdisjoint(map(expand, RESERVED_TERMS))


@pytest.mark.parametrize(
    ("triple", "fault"),
    [
        ((HERE["gpt-4"], GG.unheardOf, HERE.openai), "undeclared-property"),
        ((GG.developedBy, RDF.type, OWL.DatatypeProperty), "punning"),
        ((RDF.subject, RDF.type, OWL.ObjectProperty), "reserved-vocab"),
    ],
)
def test_the_profile_checker_notices_a_fault(triple: tuple[rdflib.URIRef, ...], fault: str) -> None:
    words = ontology()
    words.add(triple)  # type: ignore[arg-type]  # three IRIs
    assert any(fault in found for found in profiles(words, data_of(build()))["dl"])


# ── another domain ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_domain_has_its_own_ontology(tmp_path: Path) -> None:
    known = read_vocabulary(small_domain(tmp_path))
    words = ontology(known)
    node = rdflib.URIRef("https://w3id.org/glossary-graph/cooking")
    assert (node, RDF.type, OWL.Ontology) in words
    assert words.value(node, DCTERMS.license) is None
    assert str(words.value(node, DCTERMS.creator)) == "A Cook"
    assert (GG.Dish, RDFS.subClassOf, GG.Food) in words
    assert (GG.seasonedWith, OWL.inverseOf, GG.seasons) in words
    assert (words.value(GG.likes, RDFS.domain), words.value(GG.likes, RDFS.range)) == (GG.Thing, GG.Thing)
    assert words.value(GG.seasonedWith, RDFS.range) == GG.Food
    assert (SCHEMA.Recipe, RDF.type, OWL.Class) in words
    assert (SCHEMA.hasPart, RDF.type, OWL.ObjectProperty) in words
    assert (GG.Model, None, None) not in words


@pytest.mark.parametrize("domain", ["small", "cloud"])
def test_the_ontology_of_another_domain_reasons_as_well(domain: str, tmp_path: Path) -> None:
    settings = Settings(domain=CLOUD if domain == "cloud" else small_domain(tmp_path))
    known = read_vocabulary(settings.domain)
    words, data = ontology(known), data_of(everything(known), settings)
    assert profiles(words, data) == {"dl": {}, "rl": {}}
    for semantics in (owlrl.RDFS_Semantics, owlrl.OWLRL_Semantics):
        assert added_kinds(data, words, semantics) == set()
    assert contradictions(data, words) == []


def test_a_kind_stands_below_the_kind_that_it_refines(tmp_path: Path) -> None:
    text = SMALL.replace(
        "[predicates.seasonedWith]",
        """[kinds.Soup]
parent = "Dish"
label = "soup"
plural = "soups"
rdf = "gg:Soup"
superclasses = []
groups = []
comment = "What is spooned."

[predicates.seasonedWith]""",
    )
    (tmp_path / "vocabulary.toml").write_text(text, encoding="utf-8")
    words = ontology(read_vocabulary(tmp_path))
    assert set(words.objects(GG.Soup, RDFS.subClassOf)) == {GG.Dish}
    assert GG.Soup in words.objects(GG.seasonedWith, SCHEMA.domainIncludes)


def test_a_prefix_that_nobody_knows_is_named(tmp_path: Path) -> None:
    text = SMALL.replace('"schema:Recipe"', '"recipes:Recipe"')
    (tmp_path / "vocabulary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DomainError, match=r"recipes:Recipe: unknown prefix; the vocabulary may use dcterms, "):
        ontology_quads(read_vocabulary(tmp_path))


def test_a_superclass_without_words_is_named(tmp_path: Path) -> None:
    text = SMALL.replace('superclasses = ["gg:Food", ', 'superclasses = ["gg:Meal", ')
    (tmp_path / "vocabulary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DomainError, match="gg:Meal"):
        read_vocabulary(tmp_path)


def test_classes_right_below_the_root_are_apart_unless_a_kind_is_both(tmp_path: Path) -> None:
    words = ontology(read_vocabulary(small_domain(tmp_path)))
    assert (GG.Cook, OWL.disjointWith, GG.Food) in words
    text = SMALL.replace("superclasses = []", 'superclasses = ["gg:Food"]')
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "vocabulary.toml").write_text(text, encoding="utf-8")
    both = ontology(read_vocabulary(tmp_path / "both"))
    assert (GG.Cook, OWL.disjointWith, GG.Food) not in both
    assert (GG.Cook, RDFS.subClassOf, GG.Food) in both
