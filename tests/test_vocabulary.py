"""The vocabulary: kinds and predicates as the documentation lists them, and errors that name what is wrong."""

from pathlib import Path

import pytest

from graph.errors import DomainError
from graph.vocabulary import AI_DOMAIN, YEAR, read_vocabulary

CONCEPTS = {"Concept", "Technique", "Task", "ModelType", "Field", "Metric"}
ARTIFACTS = {"Model", "ModelFamily", "Dataset", "Benchmark", "Software", "Hardware"}
AGENTS = {"Organization", "Person"}
OTHERS = {"Publication", "Event", "Place"}
THINGS = CONCEPTS | ARTIFACTS

# predicate: (inverse, kinds of the subject, kinds of the object)
TABLE: dict[str, tuple[str | None, set[str], set[str]]] = {
    "broader": ("narrower", CONCEPTS, CONCEPTS),
    "instanceOf": ("hasInstance", ARTIFACTS | AGENTS | {"Event"}, CONCEPTS),
    "derivedFrom": ("hasDerivation", ARTIFACTS, ARTIFACTS),
    "successorOf": (
        "predecessorOf",
        ARTIFACTS | {"Technique", "ModelType"},
        ARTIFACTS | {"Technique", "ModelType"},
    ),
    "partOf": ("hasPart", THINGS, THINGS),
    "developedBy": ("developed", THINGS, AGENTS),
    "introducedBy": ("introduced", CONCEPTS | {"Publication"}, AGENTS | {"Publication"}),
    "introducedIn": (None, THINGS | {"Publication"}, {YEAR}),
    "usedFor": ("servedBy", THINGS, ARTIFACTS | {"Task", "Field", "Concept"}),
    "uses": ("usedBy", THINGS | {"Organization"}, THINGS),
    "implements": ("implementedBy", {"Software"}, CONCEPTS),
    "trainedOn": ("usedToTrain", THINGS, CONCEPTS | {"Dataset", "Benchmark"}),
    "adaptedBy": ("adapts", ARTIFACTS | {"ModelType"}, {"Technique"}),
    "evaluatedOn": ("evaluates", THINGS, {"Benchmark", "Metric", "Dataset"}),
    "mitigates": ("mitigatedBy", THINGS | {"Organization"}, CONCEPTS),
    "causes": ("causedBy", THINGS | {"Organization"}, CONCEPTS),
    "contrastsWith": ("contrastsWith", THINGS, THINGS),
    "affiliatedWith": ("hasMember", {"Person"}, {"Organization"}),
    "unitOf": ("hasUnit", {"Organization"}, {"Organization"}),
    "locatedIn": ("locationOf", {"Organization", "Event"}, {"Place"}),
}


def test_the_kinds_are_those_of_the_table_and_lab_which_is_inferred() -> None:
    kinds = read_vocabulary().kinds
    assert set(kinds) == CONCEPTS | ARTIFACTS | AGENTS | OTHERS | {"Lab"}
    assert {name: kind.parent for name, kind in kinds.items() if kind.parent} == {
        "Benchmark": "Dataset",
        "Lab": "Organization",
    }
    assert {name for name, kind in kinds.items() if kind.inferred} == {"Lab"}


def test_groups_hold_the_kinds_of_the_table() -> None:
    words = read_vocabulary()
    for group, members in {"concept": CONCEPTS, "artifact": ARTIFACTS, "agent": AGENTS | {"Lab"}}.items():
        assert {kind for kind in words.kinds if words.is_in(kind, group)} == members
    assert not words.is_in("Unicorn", "concept")


def test_there_is_no_other_predicate() -> None:
    assert set(read_vocabulary().predicates) == {*TABLE, "variantOf"}


@pytest.mark.parametrize("name", TABLE)
def test_a_predicate_has_the_inverse_and_ends_of_the_table(name: str) -> None:
    words = read_vocabulary()
    inverse, subjects, objects = TABLE[name]
    predicate = words.predicates[name]
    assert predicate.inverse == inverse
    assert predicate.takes_year == (YEAR in objects)
    assert predicate.object_kinds == objects - {YEAR}
    for subject in words.kinds:
        for object_ in words.kinds:
            assert words.allows(subject, name, object_) == (subject in subjects and object_ in objects)


def test_a_version_is_of_its_own_kind_or_of_a_family() -> None:
    words = read_vocabulary()
    lines = {"Model", "ModelFamily", "Software", "Hardware"}
    assert words.predicates["variantOf"].inverse == "hasVariant"
    assert words.predicates["variantOf"].object_kinds == lines
    for subject in words.kinds:
        for object_ in words.kinds:
            fits = subject in lines and object_ in {subject, "ModelFamily"}
            assert words.allows(subject, "variantOf", object_) == fits


def test_only_contrasts_with_means_the_same_both_ways() -> None:
    assert {name for name, row in read_vocabulary().predicates.items() if row.is_symmetric} == {"contrastsWith"}


def test_inverses_are_names_of_their_own() -> None:
    predicates = read_vocabulary().predicates
    inverses = [row.inverse for row in predicates.values() if row.inverse and not row.is_symmetric]
    assert len(inverses) == len(set(inverses))
    assert not set(inverses) & set(predicates)


def test_every_name_has_words_that_people_read() -> None:
    words = read_vocabulary()
    assert all(kind.label and kind.plural and kind.comment.endswith(".") for kind in words.kinds.values())
    assert all(row.label and all(row.says) and row.comment.endswith(".") for row in words.predicates.values())


def test_the_order_of_the_file_ranks_kinds() -> None:
    words = read_vocabulary()
    assert [words.rank(kind) for kind in words.kinds] == list(range(len(words.kinds)))
    assert words.rank("Model") < words.rank("Technique") < words.rank("Concept")


def domain_of(tmp_path: Path, old: str, new: str) -> Path:
    text = (AI_DOMAIN / "vocabulary.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "vocabulary.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('subject = ["ModelType", ', 'subject = ["Modeltype", ', "Modeltype"),
        ('object = ["Technique"]', 'object = ["decade"]', "decade"),
        ('type = "ModelType"', 'type = "Modeltype"', "Modeltype"),
        ('parent = "Organization"', 'parent = "Lab"', "parents of Lab"),
        ('of = ["Model", ', 'of = ["Modell", ', "Modell"),
        ('"Place", "Lab",', '"Place", "Labs",', "Labs"),
        ('label = "trained on"\n', "", "label"),
        ('title = "Artificial intelligence"\n', "", "title"),
        ('name = "ai"', "name = ai", "vocabulary.toml"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, old: str, new: str, cause: str) -> None:
    domain = domain_of(tmp_path, old, new)
    with pytest.raises(DomainError) as caught:
        read_vocabulary(domain)
    message = str(caught.value)
    assert message.startswith(str(domain / "vocabulary.toml"))
    assert cause in message
    assert "\n" not in message


def test_sentence_forms_come_in_pairs(tmp_path: Path) -> None:
    domain = domain_of(tmp_path, 'says = ["is trained on", "is used to train"]', 'says = ["is trained on"]')
    with pytest.raises(DomainError, match=r"vocabulary\.toml.*trainedOn"):
        read_vocabulary(domain)


def test_a_folder_without_a_vocabulary_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match=r"no vocabulary\.toml here; copy graph/domain/ai"):
        read_vocabulary(tmp_path)
