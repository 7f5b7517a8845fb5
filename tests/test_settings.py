"""Settings: what is wrong is named, options win over the file, paths are relative to it."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.settings import DEFAULT_BASE, Settings, read_settings


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "glossary-graph.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_are_usable_and_cannot_be_changed() -> None:
    settings = Settings()
    assert settings.base == DEFAULT_BASE
    with pytest.raises(FrozenInstanceError):
        settings.title = "x"  # type: ignore[misc]  # the point of the test


def test_a_file_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'title = "Mine"\nthreshold = 1\n')
    assert read_settings(path) == Settings(title="Mine", threshold=1)


def test_every_setting_can_stand_in_the_file(tmp_path: Path) -> None:
    text = """
        base = "https://example.com/g#"
        title = "Mine"
        language = "de"
        pipeline = "other"
        threshold = 0.8
        max_characters = 10
        page_texts = "none"
        domain = "field"
        ids = "kept/ids.csv"
        model = "none"
        sparql = false
        links = ["terms.obo", "ours/mappings.sssom.tsv"]
    """
    settings = read_settings(file_of(tmp_path, text))
    assert all(getattr(settings, item.name) != getattr(Settings(), item.name) for item in fields(Settings))
    assert settings.domain == tmp_path / "field"
    assert settings.ids == tmp_path / "kept" / "ids.csv"
    assert settings.links == (tmp_path / "terms.obo", tmp_path / "ours" / "mappings.sssom.tsv")


def test_options_win_over_the_file_unless_they_are_none(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'title = "File"\nlanguage = "fr"\n')
    settings = read_settings(path, title="Option", language=None)
    assert (settings.title, settings.language) == ("Option", "fr")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('titel = "x"', "unknown setting 'titel'"),
        ("title = 3", "title is int; needs str"),
        ('threshold = "high"', "threshold is str; needs float"),
        ("domain = 1", "domain is int; needs str"),
        ('links = "terms.obo"', 'links is no list of file names; write links = ["terms.obo"]'),
        ("links = [1]", "links is no list of file names"),
        ("max_characters = true", "max_characters is bool; needs int"),
        ("threshold = false", "threshold is bool; needs float"),
        ("title = ", "mend the TOML"),
        ('base = "x"', "base 'x'"),
        ("threshold = 2", "threshold 2"),
        ('page_texts = "all"', "page_texts 'all': needs one of paragraphs, sentences, none"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_cause(tmp_path: Path, text: str, cause: str) -> None:
    path = file_of(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert cause in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "glossary-graph.toml"
    path.write_bytes('title = "Glossär"'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"glossary-graph\.toml"):
        read_settings(path)


@pytest.mark.parametrize(
    "base",
    [
        "",
        "example.org/",
        "ftp://example.org/",
        "https://",
        "https:///x/",
        "https://example.org",
        "https://example.org/a b/",
        "https://example.org/<x>/",
        'https://example.org/"/',
        "https://example.org/\\/",
        "https://[::1/",
    ],
)
def test_a_base_that_cannot_begin_an_iri_is_refused(base: str) -> None:
    with pytest.raises(SettingsError, match=r"^base "):
        Settings(base=base)


@pytest.mark.parametrize("base", ["http://localhost/", "https://example.org/terms#", "https://例え.jp/"])
def test_a_base_that_ends_in_a_slash_or_hash_is_taken(base: str) -> None:
    assert Settings(base=base).base == base


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_threshold_is_a_number_from_0_to_1(threshold: float) -> None:
    with pytest.raises(SettingsError, match="threshold"):
        Settings(threshold=threshold)


@pytest.mark.parametrize("number", [0, -5])
def test_an_entry_may_have_at_least_one_character(number: int) -> None:
    with pytest.raises(SettingsError, match="max_characters"):
        Settings(max_characters=number)
