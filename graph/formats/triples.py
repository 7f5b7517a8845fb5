"""A Turtle file of a built folder, by subject and predicate."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.errors import FolderError
from graph.formats.rdf import expand, parts

__all__ = ["SCHEME", "Triples", "base_of"]

SCHEME = "_scheme"
"""What the one concept scheme's IRI ends in; what stands before it is the base."""


class Triples:
    """Triples of a file by subject and predicate; values in the file's order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.subjects: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        try:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                subject, predicate, value = parts(quad)
                self.subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
        except FileNotFoundError:
            raise FolderError(f"{path}: is missing; build the folder again") from None
        except (SyntaxError, TypeError) as error:
            raise FolderError(f"{path}: {error}; mend the Turtle, or build the folder again") from None

    def all(self, subject: str, curie: str) -> list[str]:
        """Give what a subject has for a predicate, as text."""
        return [value.value for value in self.subjects.get(subject, {}).get(expand(curie), ())]

    def one(self, subject: str, curie: str) -> str | None:
        """Give the first of them."""
        return next(iter(self.all(subject, curie)), None)

    def number(self, subject: str, curie: str, default: int = 0) -> int:
        """Give the first of them as a whole number.

        Raises
        ------
        FolderError
            It is none.
        """
        text = self.one(subject, curie)
        try:
            return default if text is None else int(text)
        except ValueError:
            raise FolderError(f"{self.path}: {subject} {curie} is {text!r}; needs a number") from None

    def of_type(self, curie: str) -> list[str]:
        """Give the subjects of a class, sorted."""
        kind = expand(curie)
        return sorted(subject for subject in self.subjects if kind in self.all(subject, "rdf:type"))


def base_of(graph: Triples) -> str:
    """Find what the IRIs of a graph begin with.

    Raises
    ------
    FolderError
        It has no concept scheme of ours.
    """
    schemes = [iri for iri in graph.of_type("skos:ConceptScheme") if iri.endswith(SCHEME)]
    if not schemes:
        raise FolderError(f"{graph.path}: has no concept scheme <…{SCHEME}>, so it is no graph of ours; build it again")
    return schemes[0].removesuffix(SCHEME)
