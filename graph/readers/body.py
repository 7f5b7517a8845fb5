"""The body of an entry while it is written from marked-up text: blocks, lines, headings, links."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from graph.published import Body, Link

__all__ = ["BodyWriter", "address_target"]

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")


@dataclass(slots=True)
class BodyWriter:
    """Collects an entry's text piece by piece and remembers where its headings and links are.

    Blocks are parted by a blank line, except that the text below a heading follows on the next line.
    """

    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[tuple[int, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    newlines: int = 0

    def write(self, text: str) -> None:
        """Add text to the line."""
        if text:
            self.parts.append(text)
            self.length += len(text)
            trailing = len(text) - len(text.rstrip("\n"))
            self.newlines = trailing + self.newlines if trailing == len(text) else trailing

    def begin_line(self) -> None:
        """Begin a new line, unless the last one is empty."""
        self._part(1)

    def begin_block(self) -> None:
        """Begin a new block: after a blank line, or on the line below a heading."""
        below_heading = bool(self.headings) and self.headings[-1][1] == self.length - self.newlines
        self._part(1 if below_heading else 2)

    def begin_heading(self) -> int:
        """Begin a block that is a heading, and give the place where it starts."""
        self._part(2)
        return self.length

    def end_heading(self, start: int) -> None:
        """End the heading that started there; one without words is none."""
        if self.text[start:].strip():
            self.headings.append((start, self.length))

    def end_link(self, start: int, target: str | None, *, is_address: bool) -> None:
        """Record that the words since ``start`` link to an entry, where they do."""
        shown = self.text[start:]
        first = start + len(shown) - len(shown.lstrip())
        if target and shown.strip():
            self.links.append(Link(first, start + len(shown.rstrip()), target, is_address))

    @property
    def text(self) -> str:
        """All that was written so far."""
        if len(self.parts) > 1:
            self.parts[:] = ["".join(self.parts)]
        return self.parts[0] if self.parts else ""

    def body(self) -> Body:
        """Give the finished body."""
        return Body(self.text, tuple(self.headings), tuple(self.links))

    def _part(self, newlines: int) -> None:
        if self.length and self.newlines < newlines:
            self.write("\n" * (newlines - self.newlines))


def address_target(href: str, own: str | None = None) -> str | None:
    """Give the name that an address ends in, if it can lead to another entry of the same glossary, else None.

    Such an address is relative, or lies on the host of the entry's ``own`` address.

    >>> address_target("../glossary/fine-tuning.md#history"), address_target("#RAG")
    ('fine-tuning', 'RAG')
    >>> address_target("https://elsewhere.org/rag") is None
    True
    """
    try:
        parts = urlsplit(href.strip())
        host = urlsplit(own).netloc.casefold() if own else ""
    except ValueError:
        return None
    if (parts.scheme and parts.scheme.casefold() not in {"http", "https"}) or (
        parts.netloc.casefold() not in {"", host}
    ):
        return None
    steps = [step for step in unquote(parts.path).split("/") if step not in {"", ".", "..", "index.html", "index.htm"}]
    if not steps:
        return unquote(parts.fragment) or None
    name = steps[-1]
    return next((name[: -len(end)] for end in SUFFIXES if name.lower().endswith(end) and name.lower() != end), name)
