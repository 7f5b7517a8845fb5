"""The RDF files of a built folder: read, and by subject and predicate."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.errors import FolderError
from graph.formats.rdf import expand, parts

__all__ = ["SCHEME", "Triples", "base_of", "parse_file", "stranger", "unreadable"]

SCHEME = "_scheme"
"""What the one concept scheme's IRI ends in; what stands before it is the base."""


class Triples:
    """Triples of a file by subject and predicate; values in the file's order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.subjects: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        try:
            for quad in parse_file(path):
                subject, predicate, value = parts(quad)
                self.subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
        except TypeError as error:
            raise unreadable(path, error) from None

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
        raise stranger(graph.path)
    return schemes[0].removesuffix(SCHEME)


def parse_file(path: Path) -> Iterator[Quad]:
    """Read an RDF file of ours, in the format that its suffix names, by default Turtle.

    Raises
    ------
    FolderError
        It is missing, or cannot be parsed.
    """
    form = RdfFormat.from_extension(path.suffix.removeprefix(".")) or RdfFormat.TURTLE
    try:
        yield from parse(path=str(path), format=form)
    except FileNotFoundError:
        raise FolderError(f"{path}: is missing; build the folder again") from None
    except SyntaxError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: SyntaxError | TypeError) -> FolderError:
    """Say what is wrong with a file: the parser's words hold the place."""
    reason = error.msg if isinstance(error, SyntaxError) else error
    return FolderError(f"{path}: {reason}; mend the file, or build the folder again")


def stranger(source: object) -> FolderError:
    """Say that a graph is none of ours."""
    return FolderError(f"{source}: has no concept scheme <…{SCHEME}>, so it is no graph of ours; build it again")
