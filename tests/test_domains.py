"""Another field than AI: what the cloud glossary's own folder adds; nothing about AI is wired into the code."""

import ast
from pathlib import Path

import pytest

import graph
from graph.ask import ask
from graph.domains import AI_DOMAIN, CORE, read_domain_file
from graph.entries import read_entries
from graph.errors import DomainError
from graph.extract import extract_batch
from graph.lexicon import collect_lexicon
from graph.network import Build
from graph.patterns import Pattern, all_patterns
from graph.pipeline import build
from graph.settings import Settings, read_settings
from graph.vocabulary import read_vocabulary
from tests.entries_made import entry_of
from tests.glossary import asserted

ROOT = Path(__file__).parent.parent
CLOUD = ROOT / "data" / "cloud"

GENERAL = {row["id"] for row in read_domain_file(CORE, "patterns.toml")["pattern"]}

STATED = """
Amazon EC2 | developedBy | Amazon Web Services
Amazon EC2 | introducedIn | 2006
Google Kubernetes Engine | runsOn | Kubernetes
virtual machine | runsOn | physical server
Amazon S3 | instanceOf | object storage
Fastly | instanceOf | content delivery network
Kubernetes | instanceOf | container orchestration
Kubernetes | uses | etcd
Raft | broader | consensus protocol
serverless computing | broader | cloud computing
CAP theorem | introducedBy | Eric Brewer
Terraform | introducedIn | 2014
Istio | uses | Envoy
container | contrastsWith | virtual machine
infrastructure as code | mitigates | configuration drift
Cloudflare | locatedIn | San Francisco
Peter Mell | affiliatedWith | National Institute of Standards and Technology
"""
"""Facts of the entries that the build finds, among them those of the field's own predicate and kinds."""

NOT_STATED = """
autoscaling | broader | managed service
object storage | contrastsWith | monolith
Firecracker | runsOn | AWS Lambda
Kubernetes | developedBy | Amazon Web Services
Linkerd | developedBy | Google
"""


@pytest.fixture(scope="module")
def cloud() -> Build:
    settings = read_settings(CLOUD / "entries" / "glossary-graph.toml")
    reading = read_entries([str(CLOUD / "entries")], domain=settings.domain)
    assert not reading.problems
    return build(reading.entries, settings)


@pytest.fixture(scope="module")
def facts(cloud: Build) -> set[str]:
    labels = {thing.id: thing.label for thing in cloud.things}
    return {
        f"{labels[fact.subject]} | {fact.predicate} | {labels.get(str(fact.object), fact.object)}"
        for fact in cloud.facts
    }


@pytest.mark.parametrize("fact", STATED.strip().splitlines())
def test_the_cloud_glossary_says(facts: set[str], fact: str) -> None:
    assert fact in facts


@pytest.mark.parametrize("fact", NOT_STATED.strip().splitlines())
def test_the_cloud_glossary_does_not_say(facts: set[str], fact: str) -> None:
    assert fact not in facts


@pytest.mark.parametrize(
    "pattern", [row for row in all_patterns(CLOUD / "domain") if row.id not in GENERAL], ids=lambda row: row.id
)
def test_the_fields_own_patterns_read_their_examples(pattern: Pattern) -> None:
    for example in pattern.examples:
        entry = entry_of(example.title, {"": example.text})
        settings = Settings(domain=CLOUD / "domain", model=None)
        said = asserted(extract_batch([entry], collect_lexicon([entry]), settings).claims)
        assert set(example.facts) <= said
        assert not set(example.wrong) & said


def test_things_are_of_the_fields_own_kinds_and_of_none_that_is_only_known_to_ai(cloud: Build) -> None:
    kinds = {thing.label: thing.kind for thing in cloud.things}
    assert kinds["Amazon S3"] == "Service"
    assert kinds["us-east-1"] == "Region"
    assert kinds["service mesh"] == "Architecture"
    assert set(kinds.values()) <= set(read_vocabulary(CLOUD / "domain").kinds)
    assert not set(kinds.values()) & {"Model", "ModelFamily", "ModelType", "Benchmark"}


def test_who_develops_a_service_is_a_provider(cloud: Build) -> None:
    inferred = {thing.label: thing.inferred_kinds for thing in cloud.things if thing.inferred_kinds}
    assert inferred["Amazon Web Services"] == ("Provider",)
    assert "HashiCorp" not in inferred


def test_a_kind_may_stand_wherever_its_parent_may() -> None:
    words = read_vocabulary(CLOUD / "domain")
    assert words.allows("Service", "implements", "Architecture")
    assert words.allows("Organization", "locatedIn", "Region")
    assert words.allows("Region", "locatedIn", "Place")
    assert not words.allows("Provider", "developedBy", "Person")


def test_a_table_of_the_field_adds_to_the_cores(tmp_path: Path) -> None:
    (tmp_path / "heads.toml").write_text('own = ["gadget"]\n[Task]\nheads = ["gadgeting"]\n', encoding="utf-8")
    core, joined = read_domain_file(CORE, "heads.toml"), read_domain_file(tmp_path, "heads.toml")
    assert joined["own"] == [*core["own"], "gadget"]
    assert joined["Task"]["heads"] == [*core["Task"]["heads"], "gadgeting"]
    assert joined["bare"] == core["bare"]


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "heads.toml").write_text("own = 1\nkeep = =\n", encoding="utf-8")
    with pytest.raises(DomainError, match=r"heads\.toml: .*line 2"):
        read_domain_file(tmp_path, "heads.toml")


def test_the_code_names_no_kind_or_predicate_that_only_ai_has() -> None:
    words, core = read_vocabulary(), read_domain_file(CORE, "vocabulary.toml")
    of_ai = {*words.kinds, *words.predicates} - {*core["kinds"], *core["predicates"]}
    assert {"ModelType", "trainedOn"} <= of_ai
    named = {
        f"{path.name}: {node.value}"
        for path in sorted(Path(graph.__file__).parent.rglob("*.py"))
        if "evaluate" not in path.parts  # a baseline is a plain reader of AI glossaries
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in of_ai
    }
    assert named == {"options.py: Model"}  # the option --model


def test_the_folder_of_ai_holds_only_what_is_its_own() -> None:
    for name in ("vocabulary.toml", "patterns.toml", "heads.toml", "gazetteer.toml"):
        assert (AI_DOMAIN / name).is_file()
        assert (CORE / name).is_file()


@pytest.mark.parametrize(
    ("question", "short"),
    [("Who introduced the CAP theorem?", "Eric Brewer"), ("When was Terraform introduced?", "July 2014")],
)
def test_questions_are_answered_from_another_fields_graph(cloud: Build, question: str, short: str) -> None:
    domain = read_settings(CLOUD / "entries" / "glossary-graph.toml").domain
    assert short in ask(cloud, question, domain=domain).short
    assert not ask(cloud, "Who developed GPT-4?", domain=domain).is_answered
