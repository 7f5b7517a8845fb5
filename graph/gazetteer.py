"""What the domain knows by name: curated things, families of versions, and what the head of a noun phrase says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.domains import read_domain_file
from graph.errors import DomainError
from graph.lexicon import Word, identity_key, is_name, name_key, singular, split_words
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = ["Family", "Gazetteer", "Heads", "Sense", "VersionedName", "read_gazetteer", "read_heads"]

_VERSION = re.compile(r"v?\d{1,3}(?:\.\d+)*[a-z]{0,2}", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:\.\d+)?(?:[BMK]|x\d+(?:\.\d+)?[BM])", re.IGNORECASE)
_GLUED = re.compile(r"([^\W\d_]{2,}?)(v?\d+(?:\.\d+)*[a-z]?)")
_PLURAL_ACRONYM = re.compile(r"[A-Z][A-Z0-9-]+s")


@dataclass(frozen=True, slots=True, order=True)
class Sense:
    """What a surface may stand for."""

    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Family:
    """A line of versions: the kind of one version, the kind of the bare name, and words that make a variant."""

    label: str
    kind: str
    of: str
    tiers: frozenset[str]
    takes_versions: bool


@dataclass(frozen=True, slots=True)
class VersionedName:
    """A name taken apart into family, version, size and variant.

    ``parts`` gives the end (in words) of each ancestor's name, shortest first: the bare family, then with version,
    and so on; the whole name comes last.
    """

    family: Family
    words: int
    parts: tuple[int, ...]

    @property
    def kind(self) -> str:
        """The family's own kind for the bare name, else the kind of one version."""
        return self.family.of if len(self.parts) == 1 else self.family.kind


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Curated names: exact ones keep their case, terms are found in any case and number.

    ``spellings`` has longer names by their identity key, so that one spelt differently is found too.
    """

    names: Mapping[str, tuple[Sense, ...]]
    terms: Mapping[str, tuple[Sense, ...]]
    families: Mapping[str, Family]
    given_names: frozenset[str]
    surfaces: tuple[tuple[str, tuple[Sense, ...]], ...]
    first_words: frozenset[str]
    with_comma: tuple[tuple[str, tuple[Sense, ...]], ...]
    spellings: Mapping[str, tuple[Sense, ...]]
    tiers: frozenset[str] = frozenset()

    def senses(self, surface: str) -> tuple[Sense, ...]:
        """Give what a surface stands for; the empty tuple where the gazetteer does not know it.

        >>> read_gazetteer().senses("RAG")
        (Sense(label='retrieval-augmented generation', kind='Technique'),)
        >>> [sense.label for sense in read_gazetteer().senses("LLMs")]
        ['large language model']
        """
        found = self.names.get(surface)
        if found is None and _PLURAL_ACRONYM.fullmatch(surface):
            found = self.names.get(surface[:-1])
        if found is None:
            found = self.terms.get(name_key(surface))
        if found is None and _is_spelt_out(surface):
            found = self.spellings.get(identity_key(surface))
        return found or ()

    def parse_version(self, words: list[Word], first: int) -> VersionedName | None:
        """Read a versioned name that begins at a word, as far as it reaches; None where no family begins there."""
        found = self._family_at(words, first)
        if found is None:
            return None
        family, place, parts = found
        has_version = len(parts) > 1
        while place < len(words):
            word = words[place][0]
            is_size = bool(_SIZE.fullmatch(word))
            is_tier = word.casefold() in family.tiers and (has_version or not word.islower() or len(word) < 5)
            if not is_tier and not is_size:
                if (
                    has_version
                    or not family.takes_versions
                    or not _VERSION.fullmatch(word)
                    or (word.isdigit() and len(word) > 3)
                ):
                    break
                has_version = True
            elif is_size and not family.takes_versions:
                break
            place += 1
            parts.append(place - first)
        return VersionedName(family, place - first, tuple(parts))

    def _family_at(self, words: list[Word], first: int) -> tuple[Family, int, list[int]] | None:
        for length in (3, 2, 1):
            if first + length <= len(words):
                family = self.families.get(" ".join(word for word, _, _ in words[first : first + length]))
                if family is not None:
                    return family, first + length, [length]
        following = words[first + 1] if first + 1 < len(words) else None
        if (
            words[first][0].islower()
            and following is not None
            and following[0][0].isdigit()
            and following[1] == words[first][2] + 1
        ):
            family = next(
                (self.families[label] for label in self.families if label.casefold() == words[first][0]), None
            )
            if family is not None:
                return family, first + 1, [1]
        glued = _GLUED.fullmatch(words[first][0])
        family = self.families.get(glued[1]) if glued else None
        return (family, first + 1, [0, 1]) if family is not None and family.takes_versions else None


@cache
def read_gazetteer(domain: Path = AI_DOMAIN) -> Gazetteer:
    """Read ``gazetteer.toml`` of a domain folder.

    Raises
    ------
    DomainError
        The file is no TOML, or names an unknown kind.
    """
    path = domain / "gazetteer.toml"
    data = read_domain_file(domain, path.name)
    kinds = read_vocabulary(domain).kinds
    table: dict[str, set[Sense]] = {}
    ambiguous = data.pop("ambiguous", {})
    families = {label: _family(label, row, path) for label, row in data.pop("families", {}).items()}
    given_names = frozenset(data.pop("given_names", []))
    for kind, rows in data.items():
        if kind not in kinds:
            raise DomainError(f"{path}: unknown kind [{kind}]; the kinds are {', '.join(kinds)}")
        for label, aliases in rows.items():
            for surface in (label, *aliases):
                table.setdefault(surface, set()).add(Sense(label, kind))
    homographs = {
        surface: tuple(Sense(label, kind) for kind, _, label in (sense.partition(":") for sense in senses))
        for surface, senses in ambiguous.items()
    }
    _check_kinds(path, homographs, families)
    for family in families.values():
        if family.label not in table:
            table[family.label] = {Sense(family.label, family.of)}
    known = {
        surface: tuple(sorted(senses)) for surface, senses in table.items()
    } | homographs  # the likeliest sense first
    surfaces = tuple(sorted(known.items()))
    names = {surface: senses for surface, senses in surfaces if surface[0].isupper() or is_name(surface)}
    terms: dict[str, tuple[Sense, ...]] = {}
    for surface, senses in surfaces:
        if surface not in names:
            terms.setdefault(name_key(surface), senses)
    spaced = {" ".join(word for word, _, _ in split_words(label)): family for label, family in families.items()}
    for label, family in families.items():
        for alias in data.get(family.of, {}).get(label, []):
            spaced.setdefault(" ".join(word for word, _, _ in split_words(alias)), family)
    lower = {
        f"{label.split()[0].casefold()}-" for label in spaced
    }  # "phi-1": a small letter goes with a hyphen and a digit
    first_words = frozenset(label.split()[0] for label in spaced) | lower
    tiers = frozenset(tier for family in families.values() for tier in family.tiers)
    with_comma = tuple((surface, senses) for surface, senses in surfaces if "," in surface)
    spellings: dict[str, tuple[Sense, ...]] = {}
    for surface, senses in surfaces:
        if _is_spelt_out(surface):
            spellings.setdefault(identity_key(surface), senses)
    return Gazetteer(names, terms, spaced, given_names, surfaces, first_words, with_comma, spellings, tiers)


def _is_spelt_out(surface: str) -> bool:
    """Say whether a name is long enough to be known in another spelling: several words, or a digit."""
    return surface[:1].isupper() and (" " in surface or any(letter.isdigit() for letter in surface))


def _check_kinds(path: Path, homographs: Mapping[str, tuple[Sense, ...]], families: Mapping[str, Family]) -> None:
    kinds = read_vocabulary(path.parent).kinds
    said = [(surface, sense.kind) for surface, senses in homographs.items() for sense in senses]
    said += [(family.label, kind) for family in families.values() for kind in (family.kind, family.of)]
    for surface, kind in said:
        if kind not in kinds:
            raise DomainError(f"{path}: {surface}: unknown kind {kind!r}; the kinds are {', '.join(kinds)}")


def _family(label: str, row: Mapping[str, Any], path: Path) -> Family:
    missing = next((name for name in ("kind", "of") if name not in row), None)
    if missing is not None:
        raise DomainError(f"{path}: {label}: {missing!r} is missing; give the kind of one version and of the bare name")
    tiers = frozenset(word.casefold() for tier in row.get("tiers", []) for word, _, _ in split_words(tier))
    return Family(label, row["kind"], row["of"], tiers, row.get("versions", "number") != "none")


@dataclass(frozen=True, slots=True)
class Heads:
    """What the head noun of an unknown noun phrase says about its kind, and which words make no term.

    ``kinds`` serves terms, ``names`` capitalised phrases, ``beside_names`` nouns before or behind an unlisted name;
    ``bare`` are heads that are never a thing alone; ``ends`` single words that may stand at the end of a fact though
    nobody defines them ("memory", "image"); ``judging`` nouns classify nothing ("exception"); ``adjectives`` say
    nothing and are left out of a term, except before the endings in ``keep``. Nouns of ``after_names`` and
    ``before_names`` add nothing to the name beside them; those of ``own`` (with "its") and ``title_nouns`` (with "the")
    mean what the entry is about; ``units`` are words in capitals that are no name.
    """

    kinds: Mapping[str, str]
    names: Mapping[str, str]
    beside_names: Mapping[str, str]
    bare: frozenset[str]
    ends: frozenset[str]
    judging: frozenset[str]
    adjectives: frozenset[str]
    keep: frozenset[str]
    after_names: frozenset[str]
    before_names: frozenset[str]
    own: frozenset[str]
    title_nouns: frozenset[str]
    units: frozenset[str]

    def kind_of(self, label: str) -> str | None:
        """Give the kind that the last words of a label say (the longest known ending wins), else None.

        >>> read_heads().kind_of("post-training quantization"), read_heads().kind_of("banana")
        ('Technique', None)
        """
        words = [word.casefold() for word, _, _ in split_words(label)]
        return _longest_ending([*words[:-1], singular(words[-1])] if words else [], self.kinds)

    def kind_of_name(self, words: Sequence[str]) -> str | None:
        """Give the kind that a capitalised phrase's last words say ("Fraunhofer Institute"), else None."""
        return _longest_ending(words, self.names)

    def judges(self, label: str) -> bool:
        """Say whether a label ends in a noun that judges and does not classify ("a well-known exception")."""
        return name_key(label).rpartition(" ")[2] in self.judging

    def is_bare(self, label: str) -> bool:
        """Say whether a label is only a head that is never a thing alone (vocabulary, rule 8)."""
        return name_key(label) in self.bare


def _longest_ending(words: Sequence[str], table: Mapping[str, str]) -> str | None:
    endings = (" ".join(words[first:]) for first in range(len(words)))
    return next((table[ending] for ending in endings if ending in table), None)


_LISTS = (
    "adjectives", "keep", "bare", "ends", "judging", "after_names", "before_names", "own", "title_nouns", "units"
)  # fmt: skip


@cache
def read_heads(domain: Path = AI_DOMAIN) -> Heads:
    """Read ``heads.toml`` of a domain folder.

    Raises
    ------
    DomainError
        The file is no TOML, or names an unknown kind.
    """
    path = domain / "heads.toml"
    data = read_domain_file(domain, path.name)
    known = read_vocabulary(domain).kinds
    lists = {name: data.pop(name, []) for name in _LISTS}
    names = data.pop("names", {})
    beside = data.pop("beside_names", {})
    for kind in (*data, *names, *beside):
        if kind not in known:
            raise DomainError(f"{path}: unknown kind [{kind}]; the kinds are {', '.join(known)}")
    return Heads(
        kinds={name_key(head): kind for kind, row in data.items() for head in row["heads"]},
        names={head: kind for kind, row in names.items() for head in row["heads"]},
        beside_names={noun: kind for kind, nouns in beside.items() for noun in nouns},
        bare=frozenset(name_key(word) for word in lists["bare"]),
        ends=frozenset(name_key(word) for word in lists["ends"]),
        judging=frozenset(name_key(word) for word in lists["judging"]),
        adjectives=frozenset(lists["adjectives"]),
        keep=frozenset(name_key(word) for word in lists["keep"]),
        after_names=frozenset(lists["after_names"]),
        before_names=frozenset(lists["before_names"]),
        own=frozenset(lists["own"]),
        title_nouns=frozenset(lists["title_nouns"]),
        units=frozenset(lists["units"]),
    )
