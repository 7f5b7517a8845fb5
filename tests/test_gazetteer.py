"""Curated names, families of versions, and what heads say."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domains import read_domain_file
from graph.errors import DomainError
from graph.gazetteer import Sense, read_gazetteer, read_heads
from graph.lexicon import is_name, split_words
from graph.vocabulary import AI_DOMAIN, read_vocabulary


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    shutil.copy(AI_DOMAIN / "vocabulary.toml", tmp_path)
    return tmp_path


def read_version(text: str) -> list[str] | None:
    """Give the names that a versioned name spells out, the bare family first; None where no family begins the text."""
    words = split_words(text)
    found = read_gazetteer().parse_version(words, 0)
    return None if found is None else [text[: words[part - 1][2]] if part else "" for part in found.parts]


# ── names and terms ──────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("surface", ["fine-tuning", "Fine-Tuning", "fine tuning"])
def test_terms_are_known_in_any_spelling(surface: str) -> None:
    assert read_gazetteer().senses(surface) == (Sense("fine-tuning", "Technique"),)


def test_names_keep_their_case() -> None:
    gazetteer = read_gazetteer()
    assert gazetteer.senses("Meta")[0].kind == "Organization"
    assert gazetteer.senses("meta") == ()


def test_what_nobody_curated_has_no_sense() -> None:
    assert read_gazetteer().senses("banana bread") == ()


def test_a_homograph_has_its_likeliest_sense_first(domain: Path) -> None:
    toml = '[ambiguous]\n"Nova" = ["Organization:Nova Corp", "ModelFamily:Nova"]\n'
    (domain / "gazetteer.toml").write_text(toml, encoding="utf-8")
    assert read_gazetteer(domain).senses("Nova") == (Sense("Nova Corp", "Organization"), Sense("Nova", "ModelFamily"))


def test_every_sense_of_the_ai_domain_has_a_known_kind() -> None:
    kinds = read_vocabulary().kinds
    unknown = [
        (surface, sense) for surface, senses in read_gazetteer().surfaces for sense in senses if sense.kind not in kinds
    ]
    assert unknown == []


def test_no_surface_of_the_ai_domain_stands_for_two_things_by_accident() -> None:
    curated = read_domain_file(AI_DOMAIN, "gazetteer.toml")["ambiguous"]
    twice = [surface for surface, senses in read_gazetteer().surfaces if len(senses) > 1]
    assert [surface for surface in twice if surface not in curated] == []


def test_an_alias_stands_for_its_label(domain: Path) -> None:
    (domain / "gazetteer.toml").write_text('[Technique]\n"early stopping" = ["training halt"]\n', encoding="utf-8")
    gazetteer = read_gazetteer(domain)
    assert (
        gazetteer.senses("Training halts")
        == gazetteer.senses("early stopping")
        == (Sense("early stopping", "Technique"),)
    )


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("GPT-4", ["GPT", "GPT-4"]),
        ("GPT-4o", ["GPT", "GPT-4o"]),
        ("GPT-4 Turbo", ["GPT", "GPT-4", "GPT-4 Turbo"]),
        ("Llama 3 70B", ["Llama", "Llama 3", "Llama 3 70B"]),
        ("Llama 3.1 8B and more", ["Llama", "Llama 3.1", "Llama 3.1 8B"]),
        ("Llama was", ["Llama"]),
        ("Llama 2023 release", ["Llama"]),
        ("Llama 3 4 models", ["Llama", "Llama 3"]),
        ("phi-1", ["phi", "phi-1"]),
        ("AlphaGo Zero", ["AlphaGo", "AlphaGo Zero"]),
        ("AlphaGo 4", ["AlphaGo"]),
        ("Banana 4", None),
    ],
)
def test_a_versioned_name_is_read_part_by_part(text: str, parts: list[str] | None) -> None:
    assert read_version(text) == parts


def test_a_version_glued_to_its_family_is_a_version() -> None:
    assert read_version("Llama2") == ["", "Llama2"]


def test_a_bare_family_and_one_version_have_their_own_kinds() -> None:
    gazetteer = read_gazetteer()
    bare = gazetteer.parse_version(split_words("Llama"), 0)
    version = gazetteer.parse_version(split_words("Llama 3"), 0)
    assert bare is not None
    assert version is not None
    assert (bare.kind, version.kind) == ("ModelFamily", "Model")


@given(
    st.lists(st.sampled_from(["Llama", "GPT", "phi", "3", "4o", "70B", "Turbo", "v2", "of", "AlphaGo", "2023", "Zero"]))
)
def test_parts_of_a_version_grow_and_end_in_the_text(names: list[str]) -> None:
    words = split_words(" ".join(names))
    for first in range(len(words)):
        found = read_gazetteer().parse_version(words, first)
        if found is not None:
            assert list(found.parts) == sorted(set(found.parts))
            assert found.parts[-1] == found.words <= len(words) - first


# ── heads ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("stochastic gradient descent algorithm", "Technique"),
        ("Sparse Autoencoder Architectures", "ModelType"),
        ("protein benchmark", "Concept"),
        ("banana", None),
        ("", None),
    ],
)
def test_the_last_words_of_a_term_say_its_kind(label: str, kind: str | None) -> None:
    assert read_heads().kind_of(label) == kind


def test_the_longest_known_ending_wins(domain: Path) -> None:
    toml = '[ModelType]\nheads = ["model"]\n[Task]\nheads = ["world model"]\n'
    (domain / "heads.toml").write_text(toml, encoding="utf-8")
    heads = read_heads(domain)
    assert (heads.kind_of("big world model"), heads.kind_of("big model")) == ("Task", "ModelType")


def test_a_capitalised_phrase_says_its_kind_by_its_last_word() -> None:
    assert read_heads().kind_of_name(["Fraunhofer", "Institute"]) == "Organization"
    assert read_heads().kind_of_name(["Fraunhofer", "Banana"]) is None


@pytest.mark.parametrize("label", ["application", "Applications", "the application"])
def test_a_bare_head_is_bare_in_any_spelling(label: str) -> None:
    assert read_heads().is_bare(label)


def test_a_bare_head_with_a_modifier_is_not_bare() -> None:
    assert not read_heads().is_bare("medical application")


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('[Banana]\n"a" = []\n', "unknown kind [Banana]"),
        ('[ambiguous]\n"Nova" = ["Banana:Nova"]\n', "Nova: unknown kind 'Banana'"),
        ('[families]\n"Nova" = { kind = "Banana", of = "Model" }\n', "Nova: unknown kind 'Banana'"),
        ('[families]\n"Nova" = { kind = "Model" }\n', "Nova: 'of' is missing"),
        ("[Technique\n", "mend the TOML"),
    ],
)
def test_a_wrong_gazetteer_is_named_with_the_cause(domain: Path, toml: str, words: str) -> None:
    (domain / "gazetteer.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(DomainError, match=r"gazetteer\.toml") as raised:
        read_gazetteer(domain)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "table", ["[Banana]\nheads = []", "[names.Banana]\nheads = []", '[beside_names]\nBanana = ["x"]']
)
def test_wrong_heads_are_named_with_the_cause(domain: Path, table: str) -> None:
    (domain / "heads.toml").write_text(table, encoding="utf-8")
    with pytest.raises(DomainError, match=r"heads\.toml: unknown kind \[Banana\]"):
        read_heads(domain)


def test_without_files_of_its_own_a_domain_knows_what_every_field_knows(domain: Path) -> None:
    assert read_gazetteer(domain).senses("Paris") == (Sense("Paris", "Place"),)
    assert read_gazetteer(domain).senses("GPT-4") == ()
    assert read_heads(domain).kind_of("sorting algorithm") == "Technique"
    assert read_heads(domain).kind_of("gradient descent") is None


def test_bytes_that_are_no_text_are_an_error_of_the_domain(tmp_path: Path) -> None:
    (tmp_path / "heads.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DomainError, match=r"heads\.toml"):
        read_domain_file(tmp_path, "heads.toml")


def test_every_name_of_the_table_is_written_like_one() -> None:
    assert [name for name in read_gazetteer().names if not (name[0].isupper() or is_name(name))] == []
