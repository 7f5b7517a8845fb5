"""Headings of entries: which lines of a plain text are headings, and what a heading says about the text below it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.domains import read_domain_file
from graph.errors import DomainError
from graph.vocabulary import AI_DOMAIN

__all__ = [
    "PLAIN",
    "ROLES",
    "Headings",
    "SectionRoles",
    "find_headings",
    "find_title",
    "is_title",
    "read_section_roles",
    "title_from_stem",
]

PLAIN = "plain"
"""The role of a section whose heading says nothing that we know, and of text without a heading."""

ROLES = (
    "definition",
    "mechanism",
    "importance",
    "takeaway",
    "examples",
    "history",
    "limits",
    "related",
    "applications",
    PLAIN,
)

Headings = tuple[tuple[int, int], ...]
"""Places of headings in a text: start and end in code points, end exclusive, in order."""

SMALL_WORDS = re.compile(
    "(an?|and|as|at|but|by|for|from|in|into|is|it|nor|of|on|or|over|per|the|to|via|vs|with|without)", re.IGNORECASE
)
NUMBERING = re.compile(r"^(?:#{1,6}\s+)?(?:\d+(?:\.\d+)*[.)]\s+)?")
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
LIST_ITEM = re.compile(r"[-*+•·–—>|]|\d+[.)]\s")
MARKED = re.compile(r"#{1,6}\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class SectionRoles:
    """The headings that a domain knows, each with the role of its section, and the keywords that decide for others."""

    headings: Mapping[str, str]
    keywords: tuple[tuple[str, str], ...]

    def role_of(self, heading: str) -> str:
        """Say what a section is for, from its heading: one of :data:`ROLES`.

        >>> roles = read_section_roles()
        >>> roles.role_of("How it works"), roles.role_of("Known limitations of RAG"), roles.role_of("Miscellany")
        ('mechanism', 'limits', 'plain')
        """
        key = _key(heading)
        if key in self.headings:
            return self.headings[key]
        padded = f" {_words(key)} "
        return next((role for keyword, role in self.keywords if keyword in padded), PLAIN)

    def is_known(self, heading: str) -> bool:
        """Say whether the domain lists this heading itself (case, numbering and final punctuation aside)."""
        return _key(heading) in self.headings


@cache
def read_section_roles(domain: Path = AI_DOMAIN) -> SectionRoles:
    """Read the headings and their roles: the core's ``sections.toml`` and the domain's.

    Raises
    ------
    DomainError
        The file is no TOML, names an unknown role, or gives one heading two roles.
    """
    path = domain / "sections.toml"
    data = read_domain_file(domain, path.name)
    headings: dict[str, str] = {}
    keywords: list[tuple[str, str]] = []
    for role, row in data.items():
        if role not in ROLES or not isinstance(row, dict):
            raise DomainError(f"{path}: unknown role {role!r}; the roles are {', '.join(ROLES)}")
        for heading in row.get("headings", ()):
            if headings.setdefault(_key(heading), role) != role:
                raise DomainError(f"{path}: {heading!r} has two roles, {headings[_key(heading)]} and {role}; keep one")
        keywords += [(f" {_words(word)} ", role) for word in row.get("keywords", ())]
    return SectionRoles(MappingProxyType(headings), tuple(keywords))


def _key(heading: str) -> str:
    plain = NUMBERING.sub("", heading.strip()).replace("’", "'")
    return " ".join(plain.casefold().split()).rstrip(" .:?!")


def find_headings(text: str, roles: SectionRoles) -> Headings:
    """Find the headings of a plain text: short lines of their own, known to the domain or in Title Case, before text.

    A line of Title Case that is not known counts only where prose follows and where the line before it has ended, so
    that lists of names and wrapped lines are no headings.
    """
    lines = list(_lines(text))
    filled = [number for number, (_, line) in enumerate(lines) if line.strip()]
    found = []
    before = ""
    for place, number in enumerate(filled[:-1]):
        start, line = lines[number]
        follower = lines[filled[place + 1]][1]
        after_blank = place == 0 or filled[place - 1] < number - 1
        if _is_heading(line.strip(), roles, before=before, follower=follower.strip(), after_blank=after_blank):
            first = start + len(line) - len(line.lstrip())
            mark = MARKED.match(line.strip())
            found.append((first + (mark.end() if mark else 0), start + len(line.rstrip())))
            before = ""
        else:
            before = line.strip()
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _is_heading(line: str, roles: SectionRoles, *, before: str, follower: str, after_blank: bool) -> bool:
    if MARKED.match(line):
        return True
    if len(line.split()) > 8 or len(line) > 80:
        return False
    if roles.is_known(line) and not line.endswith("."):
        return after_blank or line[:1].isupper()
    if SENTENCE_END.search(line) or line.endswith(",") or LIST_ITEM.match(line) or not _is_prose(follower):
        return False
    if after_blank and line[:1].isupper() and roles.role_of(line) != PLAIN:
        return True
    return _is_title_case(line) and (after_blank or not before or bool(SENTENCE_END.search(before)))


def _is_prose(line: str) -> bool:
    return len(line.split()) > 8 or bool(SENTENCE_END.search(line)) or bool(LIST_ITEM.match(line))


def _is_title_case(line: str) -> bool:
    words = [word for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", line) if not SMALL_WORDS.fullmatch(word)]
    return bool(words) and line[:1].isupper() and all(not word[0].islower() for word in words)


def is_title(line: str, roles: SectionRoles) -> bool:
    """Say whether a line can be the title of an entry: short, no sentence, no list item, no section heading."""
    short = _words(line) != "" and len(line.split()) <= 12 and len(line) <= 100
    return short and not re.search(r"[.,;:]$", line) and not LIST_ITEM.match(line) and not roles.is_known(line)


def find_title(text: str, stem: str, roles: SectionRoles) -> tuple[str, int] | None:
    r"""Find the title at the beginning of a plain text, and the offset at which the body begins.

    It is a ``#`` heading, a line that says what the file's name says, or a line that can be a title and stands before a
    blank line or a heading.

    >>> find_title("RAG\n\nRAG is a technique.", "rag", read_section_roles())
    ('RAG', 5)
    """
    lines = list(_lines(text))
    filled = [number for number, (_, line) in enumerate(lines) if line.strip()]
    if len(filled) < 2:
        return None
    first, second = filled[0], filled[1]
    line = " ".join(lines[first][1].split())
    bare = re.sub(r"^(?:#\s+)+", "", line)
    stands_apart = second > first + 1 or bare != line or roles.is_known(lines[second][1])
    is_file_name = bool(stem) and (bare == title_from_stem(stem) or _words(bare) == _words(stem) != "")
    if is_file_name or (stands_apart and is_title(bare, roles)):
        return bare, lines[second][0]
    return None


def title_from_stem(stem: str, body: str = "") -> str:
    """Make a title of a file's name, spelt as the body spells it most often where it does.

    >>> title_from_stem("foundation-model"), title_from_stem("gpt-4o", "GPT-4o is a model.")
    ('Foundation model', 'GPT-4o')
    """
    words = re.findall(r"[^\W_]+", stem)
    pattern = r"(?<![^\W_])" + r"[^\w\n]".join(map(re.escape, words)) + r"(?![^\W_])"
    spelt = Counter(re.findall(pattern, body, re.IGNORECASE)) if words else Counter[str]()
    title = spelt.most_common(1)[0][0] if spelt else re.sub(r"[\s_-]+", " ", stem).strip() or stem
    return title[:1].upper() + title[1:] if title == title.lower() else title


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
