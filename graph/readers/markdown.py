"""Markdown with front matter; ``[[wikilinks]]`` and links to other entries are kept as links."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from graph.published import (
    About,
    Body,
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
from graph.readers.text import decode
from graph.sections import find_headings, find_title, title_from_stem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["about_of", "read_markdown", "split_names"]

DEEPEST = 100
"""Levels of quotes and lists inside each other that are followed; the parser drops what lies deeper."""

LONGEST_FRONT_MATTER = 20_000
WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n|\\]+)(?:\\?\|([^\[\]\n]*))?\]\]")
SILENT_HTML = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>|<\?[^<>]*>")


def read_markdown(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read one entry of Markdown, with or without YAML front matter."""
    text = decode(data, place)
    if len(text) > options.max_characters * 4:
        raise refuse(place, f"{len(text):,} characters", f"split it: an entry has at most {options.max_characters:,}")
    metadata, content = _front_matter(text, place)
    about = about_of(metadata)
    tokens: Sequence[Token] = _parser().parse(content)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise refuse(place, f"lists or quotes inside each other, {DEEPEST} deep", "make the entry flatter")
    about, tokens = _title(about, tokens, stem_of(place), options)
    writer = BodyWriter()
    _write_blocks(writer, tokens, about.url)
    body = writer.body()
    if not body.headings:
        body = replace(body, headings=find_headings(body.text, options.roles))
    about, body = _title_line(about, body, stem_of(place), options)
    yield from publish(body, about, place, options)


def about_of(metadata: Mapping[str, Any]) -> About:
    """Make what is known about an entry of its front matter or of the fields of a row."""
    rows = {str(key).strip().casefold(): value for key, value in metadata.items()}

    def first(*keys: str) -> str | None:
        return next((text for key in keys if (text := _string(rows.get(key)))), None)

    return About(
        title=first("title") or "",
        name=first("id", "slug"),
        aliases=split_names(rows.get("aliases", rows.get("alias"))),
        url=first("url"),
        date=first("date"),
        author=first("author", "authors"),
        licence=first("licence", "license"),
    )


def split_names(value: object) -> tuple[str, ...]:
    """Give the names of a list, or of a string that parts them by ``;`` or ``|``.

    >>> split_names("RAG; retrieval augmentation"), split_names(["A, b", "c"])
    (('RAG', 'retrieval augmentation'), ('A, b', 'c'))
    """
    parts = value if isinstance(value, list) else re.split(r"[;|]", _string(value) or "")
    return tuple(name for part in parts if (name := join_words(_string(part) or "")))


def _string(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, map(_string, value)))
    return None


def _front_matter(text: str, place: str) -> tuple[Mapping[str, Any], str]:
    """Part front matter and content; a rule at the beginning without front matter below it belongs to the content."""
    if not re.match(r"---[ \t]*\n", text):
        return {}, text
    from frontmatter.default_handlers import YAMLHandler
    from yaml import YAMLError  # type: ignore[import-untyped]

    handler = YAMLHandler()
    try:
        head, content = handler.split(text)
    except ValueError:
        return {}, text
    if len(head) > LONGEST_FRONT_MATTER or re.search(r"[\[{]{20}", head):
        raise refuse(
            place, "the front matter is too long or too deep", "keep to title, aliases, url, date, author, licence"
        )
    try:
        metadata = handler.load(head)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        cause = f"the front matter is no YAML ({join_words(str(getattr(error, 'problem', None) or error))})"
        raise refuse(
            f"{place}:{line}", cause, "put quotes around values that hold a colon or mend the indentation"
        ) from None
    except (ValueError, RecursionError) as error:
        raise refuse(place, f"the front matter cannot be read ({error})", "put quotes around its values") from None
    return (metadata, content) if isinstance(metadata, dict) else ({}, content if metadata is None else text)


def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    return parser


def _wikilink(state: "StateInline", silent: bool) -> bool:
    found = WIKILINK.match(state.src, state.pos)
    if not found:
        # The parser's text rule stops before "!" and "[", so that this rule sees every beginning.
        return False
    if not silent and not found[1]:
        shown = 3 if (found[3] or "").strip() else 2
        token = state.push("wikilink_open", "", 1)
        token.meta = {"target": found[2].split("#")[0].strip() or found[2].lstrip("#").strip()}
        whole, state.pos, state.posMax = state.posMax, found.start(shown), found.end(shown)
        state.md.inline.tokenize(state)
        state.posMax = whole
        state.push("wikilink_close", "", -1)
    state.pos = found.end()
    return True


def _title(about: About, tokens: "Sequence[Token]", stem: str, options: ReadOptions) -> "tuple[About, Sequence[Token]]":
    """Take the title from the first ``#`` heading where no other is known, and take that heading out of the body.

    A heading that the domain knows ("# Definition") is no title, unless the file is called so.
    """
    number = next((n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None)
    if number is None:
        return about, tokens
    writer = BodyWriter()
    _write_inline(writer, tokens[number + 1].children or (), None, line_end=" ")
    heading = join_words(writer.text)
    names_section = options.roles.is_known(heading) and slugify(heading) != slugify(stem)
    is_other = slugify(heading) != slugify(about.title) if about.title else names_section
    if not heading or is_other:
        return about, tokens
    return replace(about, title=about.title or heading), [*tokens[:number], *tokens[number + 3 :]]


def _title_line(about: About, body: Body, stem: str, options: ReadOptions) -> tuple[About, Body]:
    if about.title:
        return about, body
    found = find_title(body.text, stem, options.roles)
    if not found or any(start < found[1] < end or start == 0 for start, end in body.headings):
        return replace(about, title=title_from_stem(stem, body.text)), body
    title, cut = found
    headings = tuple((start - cut, end - cut) for start, end in body.headings if start >= cut)
    links = tuple(replace(link, start=link.start - cut, end=link.end - cut) for link in body.links if link.start >= cut)
    return replace(about, title=title), Body(body.text[cut:], headings, links)


def _write_blocks(writer: BodyWriter, tokens: "Sequence[Token]", own: str | None) -> None:
    markers: list[str] = []
    heading = -1
    fresh_item = False
    line_end = "\n"
    for token in tokens:
        match token.type:
            case "heading_open":
                heading, line_end = writer.begin_heading(), " "
            case "heading_close":
                writer.end_heading(heading)
                line_end = "\n"
            case "bullet_list_open" | "ordered_list_open":
                writer.begin_line() if markers else writer.begin_block()
                markers.append("- " if token.type.startswith("bullet") else "")
            case "bullet_list_close" | "ordered_list_close":
                markers.pop()
            case "list_item_open":
                writer.begin_line()
                writer.write("  " * (len(markers) - 1) + (markers[-1] or f"{token.info}{token.markup} "))
                fresh_item = True
            case "paragraph_open":
                _begin_paragraph(writer, fresh_item=fresh_item, in_list=bool(markers))
                fresh_item = False
            case "table_open":
                writer.begin_block()
                line_end = " "
            case "table_close":
                line_end = "\n"
            case "tr_open":
                writer.begin_line()
                first_cell = True
            case "th_open" | "td_open":
                writer.write("" if first_cell else " | ")
                first_cell = False
            case "inline":
                _write_inline(writer, token.children or (), own, line_end=line_end)
            case "html_block":
                _write_html(writer, token.content)


def _begin_paragraph(writer: BodyWriter, *, fresh_item: bool, in_list: bool) -> None:
    if not fresh_item:
        writer.begin_line() if in_list else writer.begin_block()


def _write_html(writer: BodyWriter, source: str) -> None:
    words = unescape(TAG.sub("", SILENT_HTML.sub("", source)))
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if lines:
        writer.begin_block()
        writer.write("\n".join(lines))


def _write_inline(writer: BodyWriter, tokens: "Sequence[Token]", own: str | None, *, line_end: str) -> None:
    opened: list[tuple[int, str | None, bool]] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                writer.write(token.content)
            case "softbreak" | "hardbreak":
                writer.write(line_end)
            case "html_inline":
                writer.write(line_end if re.match(r"<br\b", token.content, re.IGNORECASE) else "")
            case "link_open":
                opened.append((writer.length, address_target(str(token.attrGet("href") or ""), own), True))
            case "wikilink_open":
                opened.append((writer.length, token.meta["target"], False))
            case "link_close" | "wikilink_close":
                start, target, is_address = opened.pop()
                writer.end_link(start, target, is_address=is_address)
