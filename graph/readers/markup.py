"""HTML pages: the main text with its headings and links, without navigation, and what the page says about itself."""

import codecs
import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph.published import (
    UNPRINTABLE,
    About,
    Entry,
    Problem,
    ReadOptions,
    join_words,
    publish,
    refuse,
    slugify,
    stem_of,
)
from graph.readers.body import BodyWriter, address_target
from graph.readers.text import MARKS, decode, normalize
from graph.sections import title_from_stem

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped] # lxml publishes no hints

__all__ = ["read_html"]

DEEPEST = 250
"""Levels of elements that are read; the parser loses text from level 255 on, without a word."""

LARGEST = 20_000_000
DECLARED = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)", re.IGNORECASE)
XML_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
HTML_NAMES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""Encodings that pages name and browsers read as windows-1252 (WHATWG Encoding Standard, section 4.2)."""

SITE_NAME = re.compile(r"\s+(?:[|·•»—–-]|::)\s+[^|]*$")


def read_html(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read one entry from the main text of an HTML page."""
    if len(data) > LARGEST:
        raise refuse(place, f"{len(data):,} bytes; a page has at most {LARGEST:,}", "give the article without the rest")
    tree = _parse(_decode(data, place), place)
    facts = dict(_metadata(tree))
    main = _main_text(tree, place)
    if main is None:
        raise refuse(place, "no main text found in the page", "give the entry as Markdown or plain text")
    own = facts.get("url")
    writer = BodyWriter()
    title = join_words(facts.get("h1") or facts.get("og:title") or SITE_NAME.sub("", facts.get("title", "")))
    _Writing(writer, own, slugify(title)).blocks(main)
    about = About(
        title=title or title_from_stem(stem_of(place), writer.text),
        url=own,
        date=facts.get("date"),
        author=facts.get("author"),
        licence=facts.get("licence"),
    )
    yield from publish(writer.body(), about, place, options)


def _decode(data: bytes, place: str) -> str:
    """Decode a page by its byte order mark, its own declaration, UTF-8, or a guess, in this order."""
    if data.startswith(tuple(mark for mark, _ in MARKS)) or not data.strip() or b"\0" in data:
        return decode(data, place)
    declared = DECLARED.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        return normalize(data.decode(codecs.lookup(HTML_NAMES.get(name, name)).name))
    except (LookupError, UnicodeDecodeError):
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise refuse(place, f"neither {name.upper()} nor any encoding that we know", "save the page as UTF-8")
    return normalize(str(best))


def _parse(source: str, place: str) -> "_Element":
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True)
        tree = html.document_fromstring(XML_DECLARED.sub("", source), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise refuse(place, f"no HTML ({join_words(str(error))})", "give a page with a body") from None
    odd = UNPRINTABLE.search(_words(tree))
    if odd:
        raise refuse(place, f"the page holds the control character U+{ord(odd[0]):04X}", "remove it")
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return tree
    raise refuse(place, f"elements inside each other, {DEEPEST} deep", "give a flatter page or the entry as Markdown")


def _metadata(tree: "_Element") -> Iterator[tuple[str, str]]:
    """Find title, address, date, author and licence where the page states them."""
    names: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or "").casefold()
        names.setdefault(key, element.get("content") or "")
    for element in tree.iter("link", "a"):
        for relation in (element.get("rel") or "").casefold().split():
            names.setdefault(f"rel={relation}", element.get("href") or "")
    for tag in ("title", "h1"):
        found = next((words for element in tree.iter(tag) if (words := join_words(_words(element)))), "")
        yield tag, found
    yield "og:title", names.get("og:title", "")
    for key, sources in SOURCES.items():
        found = next((value for source in sources if (value := names.get(source, "").strip())), "")
        if found and (key != "url" or found.startswith(("http://", "https://"))):
            yield key, found


SOURCES: Mapping[str, tuple[str, ...]] = {
    "url": ("rel=canonical", "og:url"),
    "date": ("article:modified_time", "article:published_time", "date", "dc.date", "dcterms.date"),
    "author": ("author", "article:author", "dc.creator", "dcterms.creator"),
    "licence": ("rel=license", "dc.rights", "dcterms.license", "dcterms.rights", "license"),
}


def _words(element: "_Element") -> str:
    return "".join(element.itertext())


def _main_text(tree: "_Element", place: str) -> "_Element | None":
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    config = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", name, "1")
    try:
        for navigation in tree.xpath("//nav"):
            navigation.drop_tree()
        found = bare_extraction(
            tree, include_links=True, include_tables=True, include_comments=False, with_metadata=False, config=config
        )
    except ValueError as error:
        # lxml refuses control characters (written "&#11;", say) when text moves to another element.
        raise refuse(
            place, f"text that no XML may hold ({join_words(str(error))})", "remove control characters"
        ) from None
    return getattr(found, "body", None)


class _Writing:
    """Writes trafilatura's tree (head, p, list, item, table, row, cell, quote, ref, lb, hi, code) as a body."""

    def __init__(self, writer: BodyWriter, own: str | None, title: str) -> None:
        self.writer = writer
        self.own = own
        self.title = title

    def blocks(self, parent: "_Element") -> None:
        """Write the blocks of a container."""
        for element in parent:
            if isinstance(element.tag, str):
                self.block(element)
            if (element.tail or "").strip():
                self.writer.begin_block()
                self.words(element.tail)

    def block(self, element: "_Element") -> None:
        """Write one block."""
        match element.tag:
            case "head":
                self.heading(element)
            case "list":
                self.writer.begin_block()
                self.items(element, 0)
            case "table":
                self.writer.begin_block()
                self.rows(element)
            case "code" | "graphic":
                pass
            case "quote" | "div":
                if (element.text or "").strip():
                    self.writer.begin_block()
                    self.words(element.text)
                self.blocks(element)
            case _:
                self.writer.begin_block()
                self.inline(element)

    def heading(self, element: "_Element") -> None:
        """Write a heading, unless it is the title."""
        if slugify(_words(element)) == self.title and not self.writer.headings:
            return
        start = self.writer.begin_heading()
        self.inline(element, line_end=" ")
        self.writer.end_heading(start)

    def items(self, element: "_Element", depth: int) -> None:
        """Write a list, an item a line."""
        for item in element:
            if item.tag == "list":
                self.items(item, depth + 1)
            elif _words(item).strip():
                self.writer.begin_line()
                self.writer.write("  " * depth + "- ")
                self.inline(item, depth=depth)

    def rows(self, element: "_Element") -> None:
        """Write a table, a row a line."""
        for row in element.iter("row"):
            self.writer.begin_line()
            for number, cell in enumerate(row):
                self.writer.write(" | " if number else "")
                self.inline(cell, line_end=" ")

    def inline(self, element: "_Element", *, line_end: str = "\n", depth: int = 0) -> None:
        """Write the words of an element, with its links."""
        self.words(element.text)
        for child in element:
            if child.tag == "lb":
                self.writer.write(line_end)
            elif child.tag == "list":
                self.items(child, depth + 1)
            elif child.tag in {"p", "quote", "div"}:
                self.words(" ")
                self.inline(child, line_end=line_end, depth=depth)
            elif child.tag == "ref":
                start = self.writer.length
                self.inline(child, line_end=line_end)
                target = address_target(child.get("target") or "", self.own)
                self.writer.end_link(start, target, is_address=True)
            elif child.tag != "graphic":
                self.inline(child, line_end=line_end, depth=depth)
            self.words(child.tail)

    def words(self, text: str | None) -> None:
        """Write words; white space that stands at the beginning of a line or after a space is left out."""
        if text:
            plain = re.sub(r"\s+", " ", text)
            at_start = self.writer.length == 0 or self.writer.text[-1] in "\n "
            self.writer.write(plain.lstrip(" ") if at_start else plain)
