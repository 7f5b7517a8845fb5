"""Published text: the form in which every entry is kept, whatever file it came from.

The published text is the title, a blank line, then headings and paragraphs: LF line ends, no byte order mark, otherwise
as written. Offsets are Unicode code points into it, end exclusive. Readers hand a :class:`Body` and what they know
:class:`About` it to :func:`publish`, which gives the :class:`Entry` or the :class:`Problem` that kept it out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import PurePosixPath

from graph.errors import EntryError
from graph.language import foreign_language
from graph.sections import Headings, SectionRoles, read_section_roles

__all__ = [
    "STDIN",
    "UNPRINTABLE",
    "About",
    "Body",
    "Entry",
    "Link",
    "Problem",
    "ReadOptions",
    "Reader",
    "Section",
    "join_words",
    "name_of",
    "publish",
    "published",
    "read_bytes",
    "refuse",
    "slugify",
    "stem_of",
]

STDIN = "<stdin>"
"""The place of an entry that came through standard input."""

LONGEST_NAME = 120
LONGEST_TITLE = 200
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""File names that Windows keeps for devices, whatever their suffix."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no entry holds: XML and RDF/XML cannot write most of them."""

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it; offsets (code points, end exclusive) give the body, not the heading."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A place that the editor linked to another entry; ``target`` is what the link names (entry name or title).

    ``is_address`` marks a target that is the last part of an address (``<a href>``): it counts only where it leads to
    an entry, and :func:`graph.entries.read_entries` keeps no other. A ``[[wikilink]]`` counts in any case.
    """

    start: int
    end: int
    target: str
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One glossary entry with its published text.

    ``name`` is unique in a glossary, in the form of a slug (it names ``text/<name>.txt``). ``text`` is the published
    text: the title, a blank line, then headings and paragraphs, LF line ends, no byte order mark, otherwise as written.
    Sections cover the body in order; text before the first heading is a section with an empty heading.
    """

    name: str
    title: str
    text: str
    sections: tuple[Section, ...]
    aliases: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    url: str | None = None
    date: str | None = None
    author: str | None = None
    licence: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that kept an entry out: where, why, and what to do next; as a string it is one line."""

    place: str
    cause: str
    next_step: str

    def __str__(self) -> str:
        return join_words(f"{self.place}: {self.cause}; {self.next_step}")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a reader may need to know.

    ``fields`` maps our fields to a table's columns, ``max_characters`` is an entry's greatest length, ``roles`` are the
    headings that the domain knows, ``readers`` is the table by suffix, for readers of files that hold other files.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    max_characters: int = 200_000
    roles: SectionRoles = field(default_factory=read_section_roles)
    readers: Mapping[str, "Reader"] = field(default_factory=dict)


Reader = Callable[[bytes, str, ReadOptions], Iterator[Entry | Problem]]
"""Reads the entries of a file from its bytes; the second argument is the file's place, for messages and names."""


@dataclass(frozen=True, slots=True)
class Body:
    """An entry's text below the title, with the places of its headings and links as offsets into it."""

    text: str
    headings: Headings = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about an entry beside its text; ``name`` is an identifier that its editor gave it."""

    title: str = ""
    name: str | None = None
    aliases: tuple[str, ...] = ()
    url: str | None = None
    date: str | None = None
    author: str | None = None
    licence: str | None = None


def refuse(place: str, cause: str, next_step: str) -> EntryError:
    """Make the error that ends the reading of a file; :func:`read_bytes` turns it into its :class:`Problem`."""
    return EntryError(Problem(place, cause, next_step))


def read_bytes(
    data: bytes, place: str, options: ReadOptions, *, suffix: str | None = None
) -> Iterator[Entry | Problem]:
    """Read the entries of one file with the reader of its suffix; what cannot be read becomes a problem."""
    suffix = PurePosixPath(place).suffix.lower() if suffix is None else suffix
    reader = options.readers.get(suffix)
    if reader is None:
        known = ", ".join(sorted(options.readers))
        yield Problem(place, f"no reader for {suffix or 'a file without suffix'}", f"give one of {known}")
        return
    try:
        yield from reader(data, place, options)
    except EntryError as error:
        problem = error.args[0] if error.args else ""
        yield problem if isinstance(problem, Problem) else Problem(place, str(problem), "mend the file or leave it out")


def slugify(label: str) -> str:
    """Turn a label into a slug, fit for an IRI and a file name: letters, digits, ``.`` and ``+``, the rest ``-``.

    NFKC and casefold come first. A long slug is cut and ends in a hash of the whole; a label without any letter or
    digit becomes ``x-`` and a hash. A slug of a slug is itself, and none begins with ``.``, ``-`` or ``_``.

    >>> slugify("Retrieval-Augmented Generation"), slugify("GPT-4o"), slugify("Llama 3.1 70B"), slugify("C++")
    ('retrieval-augmented-generation', 'gpt-4o', 'llama-3.1-70b', 'c++')
    """
    folded = _fold(label)
    slug = re.sub("-+", "-", "".join(mark if _stays(mark) else "-" for mark in folded)).strip("-.")
    if not any(mark.isalnum() for mark in slug):
        return f"x-{_short_hash(folded)}"
    if len(slug.encode()) <= LONGEST_NAME:
        return slug
    head = slug.encode()[: LONGEST_NAME - 9].decode(errors="ignore").rstrip("-.")
    return f"{head}-{_short_hash(slug)}"


def _fold(label: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    return folded if folded == label else _fold(folded)


def _stays(mark: str) -> bool:
    return mark.isalnum() or mark in ".+" or unicodedata.category(mark)[0] == "M"


def _short_hash(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=4).hexdigest()


def name_of(label: str) -> str:
    """Turn a file's stem, an identifier or a title into an entry's name: a slug that every file system takes.

    >>> name_of("Foundation model"), name_of("con")
    ('foundation-model', 'con-entry')
    """
    slug = slugify(label)
    reserved = RESERVED.match(slug)
    return slug[: reserved.end(1)] + "-entry" + slug[reserved.end(1) :] if reserved else slug


def stem_of(place: str) -> str:
    """Give the name of a file without folder and suffix; empty where the text came through standard input."""
    return "" if place == STDIN else PurePosixPath(place).stem


def join_words(text: str) -> str:
    """Put a label on one line: each run of white space becomes a space."""
    return " ".join(text.split())


def published(title: str, body: str) -> str:
    r"""Put title and body together as the published text.

    >>> published("RAG", "\nDefinition\r\nRAG is a technique.\n\n")
    'RAG\n\nDefinition\nRAG is a technique.\n'
    """
    lines = re.sub("\r\n?|\f", "\n", body)
    return f"{join_words(title)}\n\n{lines[_indent(lines) :].rstrip()}\n"


def publish(body: Body, about: About, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Make the entry of a body and what is known about it, or say what keeps it out.

    ``body.text`` has LF line ends (see :func:`graph.readers.text.decode`). A wrong ``url`` is left out with a problem
    of its own, and the entry stays.
    """
    title = join_words(about.title)
    cause = _refusal(title, body.text, about, options)
    if cause:
        yield Problem(place, *cause)
        return
    url = about.url or None
    if url and not WEB_ADDRESS.fullmatch(url):
        yield Problem(place, f"url {url!r} is no web address", "write it as https://…; the entry is kept without it")
        url = None
    text = published(title, body.text)
    shift = len(title) + 2 - _indent(body.text)
    yield Entry(
        name=name_of(about.name or stem_of(place) or title),
        title=title,
        text=text,
        sections=tuple(_sections(text, len(title) + 2, [(a + shift, b + shift) for a, b in body.headings])),
        aliases=_aliases(about.aliases, title),
        links=tuple(_links(body.links, shift, len(title) + 2, len(text))),
        url=url,
        date=_optional(about.date),
        author=_optional(about.author),
        licence=_optional(about.licence),
        source=place,
    )


def _refusal(title: str, body: str, about: About, options: ReadOptions) -> tuple[str, str] | None:
    """Say why an entry cannot be published and what to do about it; None where it can."""
    if not title:
        return "no title", "begin with a line that holds the title, then a blank line"
    if len(title) > LONGEST_TITLE:
        return f"the title has {len(title)} characters", f"shorten it to {LONGEST_TITLE} or fewer"
    if not body.strip():
        return "no text", f"write what {title[:60]!r} is, or remove the entry"
    length = len(title) + len(body.strip()) + 3
    if length > options.max_characters:
        return f"{length:,} characters; an entry has at most {options.max_characters:,}", "split it or raise the limit"
    words = [body, title, about.name, *about.aliases, about.date, about.author, about.licence]
    for text in filter(None, words):
        found = UNPRINTABLE.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            return f"line {line} of the text holds the control character U+{ord(found[0]):04X}", "remove it"
    language = foreign_language(body)
    if language:
        return f"is written in {language}, and only English is read", "translate it or leave it out"
    return None


def _indent(text: str) -> int:
    """Count the characters of the blank lines at the beginning of a text."""
    blank = len(text) - len(text.lstrip())
    return text.rfind("\n", 0, blank) + 1


def _sections(text: str, start: int, headings: list[tuple[int, int]]) -> Iterator[Section]:
    bounds = [("", start), *((join_words(text[a:b]), b) for a, b in headings)]
    stops = [*(a for a, _ in headings), len(text)]
    for (heading, first), stop in zip(bounds, stops, strict=True):
        part = text[first:stop]
        if part.strip():
            yield Section(heading, first + len(part) - len(part.lstrip()), first + len(part.rstrip()))


def _links(links: tuple[Link, ...], shift: int, end: int, length: int) -> Iterator[Link]:
    for link in sorted(links, key=lambda link: (link.start, link.end)):
        if end <= link.start + shift < link.end + shift < length:
            end = link.end + shift
            yield Link(link.start + shift, end, link.target, link.is_address)


def _aliases(aliases: tuple[str, ...], title: str) -> tuple[str, ...]:
    names = dict.fromkeys(join_words(alias) for alias in aliases)
    return tuple(name for name in names if name and name != title)


def _optional(text: str | None) -> str | None:
    return join_words(text) or None if text else None
