"""Prompts: one for each section (a long one in pieces), from the domain's templates, and the schema of the answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.annotate import sentence_places
from graph.domains import CORE
from graph.entries import Entry, Section
from graph.errors import DomainError, SettingsError
from graph.vocabulary import Vocabulary, read_vocabulary

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["LONGEST_PIECE", "MOST_CLAIMS", "Piece", "Prompt", "Prompter", "pieces_of"]

LONGEST_PIECE = 6_000
"""Characters of a section that stand in one prompt; a longer section is cut between sentences."""

MOST_CLAIMS = 40
"""How many claims an answer may hold."""

FOLDER = "prompts"

_SORTS = {"concept": "idea", "artifact": "artifact"}
"""The groups of kinds that most predicates join, and the words for them in a prompt."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an entry's section that one prompt is about; offsets are code points into the entry's text."""

    entry: str
    section: Section
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told (``system``), and what it is to read (``user``)."""

    system: str
    user: str


def pieces_of(entry: Entry, longest: int = LONGEST_PIECE) -> Iterator[Piece]:
    """Give the stretches of an entry that prompts are about: its sections, long ones cut between sentences."""
    places = list(sentence_places(entry))
    for section in entry.sections:
        inside = [place for place in places if section.start <= place[0] < section.end]
        while inside:
            start = inside[0][0]
            fitting = [place for place in inside if place[1] - start <= longest] or inside[:1]
            yield Piece(entry.name, section, start, fitting[-1][1])
            inside = inside[len(fitting) :]


class Prompter:
    """Makes the prompts of a domain.

    Its templates ``system.j2`` and ``user.j2`` lie in the folder ``prompts`` of the domain, or else of the core; a
    domain's template may take in the core's by ``{% include "core/system.j2" %}``. They run in a sandbox.
    """

    def __init__(self, domain: Path) -> None:
        self.domain = domain
        self.words = read_vocabulary(domain)
        self._environment = _environment(domain)

    @cached_property
    def system(self) -> str:
        """What every prompt begins with: the task, the kinds and the predicates."""
        words = self.words
        return self._render(
            "system.j2",
            kinds=[kind for kind in words.kinds.values() if kind.inferred is None],
            sorts={kind: _sort(kind, words) for kind in words.kinds},
            predicates=list(words.predicates.values()),
            subjects={row.name: _listed(row.subjects, words) for row in words.predicates.values()},
            objects={
                row.name: "a year" if row.takes_year else _listed(row.object_kinds, words)
                for row in words.predicates.values()
            },
        )

    def prompt(self, entry: Entry, piece: Piece) -> Prompt:
        """Make the prompt of a piece; its fence is made of the text's hash, which no text can hold of itself."""
        text = entry.text[piece.start : piece.end]
        fence = f"[[[ {sha256(text.encode()).hexdigest()[:24]} ]]]"
        user = self._render("user.j2", title=entry.title, heading=piece.section.heading, text=text, fence=fence)
        return Prompt(self.system, user)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema that an answer is held to."""
        text = {"type": "string"}
        named = {"type": "string", "enum": list(self.words.predicates)}
        rows = {"subject": text, "predicate": named, "object": text, "evidence": text}
        claim = {"type": "object", "properties": rows, "required": list(rows), "additionalProperties": False}
        claims = {"type": "array", "items": claim, "maxItems": MOST_CLAIMS}
        return {
            "type": "object",
            "properties": {"claims": claims},
            "required": ["claims"],
            "additionalProperties": False,
        }

    def _render(self, name: str, **values: Any) -> str:
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._environment.get_template(name).render(**values).strip() + "\n"
        except TemplateSyntaxError as error:
            place = f"{error.filename or self.domain / FOLDER / name}, line {error.lineno}"
            raise DomainError(f"{place}: {error.message}; mend the template") from None
        except (TemplateError, TypeError, ValueError, KeyError, ArithmeticError) as error:
            cause = " ".join(str(error).split())
            raise DomainError(f"{self.domain / FOLDER / name}: {cause}; mend the template") from None


def _environment(domain: Path) -> "Environment":
    try:
        from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ModuleNotFoundError as error:
        raise SettingsError(f"prompts need {error.name}; pip install 'glossary-graph[llm]'") from None
    core = FileSystemLoader(CORE / FOLDER)
    loader = ChoiceLoader([FileSystemLoader(domain / FOLDER), core, PrefixLoader({"core": core})])
    return ImmutableSandboxedEnvironment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


def _sort(kind: str, words: Vocabulary) -> str:
    """Give the word for the group that a kind belongs to, empty where it is in neither of the two."""
    return next((word for group, word in _SORTS.items() if words.is_in(kind, group)), "")


def _listed(kinds: Iterable[str], words: Vocabulary) -> str:
    """Name kinds by their labels, in the vocabulary's order; where all of a sort are there, by its word."""
    known = set(kinds)
    every = [kind for kind in words.kinds.values() if kind.inferred is None]
    said: list[str] = []
    for kind in every:
        sort = _sort(kind.name, words)
        whole = sort and all(other.name in known for other in every if _sort(other.name, words) == sort)
        label = f"any {sort}" if whole else kind.label
        if kind.name in known and label not in said:
            said.append(label)
    return " or ".join(said)
