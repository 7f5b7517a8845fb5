"""Each format's own ways: text, Markdown, HTML, tables, archives."""

import json
import stat
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.entries import READERS, Entry, Problem, ReadOptions
from graph.published import read_bytes
from graph.readers.body import BodyWriter, address_target
from graph.readers.markdown import split_names


def read(data: bytes | str, place: str, **options: object) -> list[Entry | Problem]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read_bytes(raw, place, ReadOptions(readers=READERS, **options)))  # type: ignore[arg-type]


def entry_of(data: bytes | str, place: str, **options: object) -> Entry:
    (entry,) = read(data, place, **options)
    assert isinstance(entry, Entry), str(entry)
    return entry


def problem_of(data: bytes | str, place: str, **options: object) -> Problem:
    (problem,) = read(data, place, **options)
    assert isinstance(problem, Problem)
    return problem


def links(entry: Entry) -> list[tuple[str, str, bool]]:
    return [(entry.text[link.start : link.end], link.target, link.is_address) for link in entry.links]


def sections(entry: Entry) -> dict[str, str]:
    return {section.heading: entry.text[section.start : section.end] for section in entry.sections}


# ── plain text ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_text_without_title_line_takes_the_title_from_the_file_name() -> None:
    entry = entry_of("Definition\nA foundation model is large.", "foundation-model.txt")
    assert entry.text == "Foundation model\n\nDefinition\nA foundation model is large.\n"


def test_text_that_begins_with_its_title_stays_as_it_is() -> None:
    text = "Foundation model\n\nDefinition\nIt is -- large.  \n\n\nHow It Works\nBy “scale”.\n"
    assert entry_of(text, "foundation-model.txt").text == text


@pytest.mark.parametrize(
    "data",
    [
        "RAG\r\n\r\nOne.\r\nTwo.",
        "RAG\r\rOne.\rTwo.",
        "RAG\n\fOne.\fTwo.",
        "\ufeffRAG\n\nOne.\nTwo.\n\n\n",
        "\ufeff\ufeffRAG\n\nOne.\nTwo.",
    ],
)
def test_line_ends_and_byte_order_marks_are_made_equal(data: str) -> None:
    assert entry_of(data, "rag.txt").text == "RAG\n\nOne.\nTwo.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_byte_order_mark_are_read(encoding: str) -> None:
    assert entry_of("Größe\n\nText 🦙.".encode(encoding), "size.txt").text == "Größe\n\nText 🦙.\n"


def test_characters_are_not_composed() -> None:
    assert "e\u0301" in entry_of("RAG\n\nCafe\u0301.", "rag.txt").text


def test_wrong_encoding_is_reported_with_line_and_byte() -> None:
    problem = problem_of(b"RAG\n\ncaf\xe9.", "rag.txt")
    assert str(problem) == "rag.txt:3: not UTF-8: byte 0xE9 at offset 8; save the file as UTF-8"


LINES = ["Definition", "How It Works", "RAG", "rag", "is a model.", "# RAG", "## Uses", "", "- one", "Title Case Line"]
MORE_LINES = [
    "foundation model",
    "A sentence with more than eight words is in it.",
    "1. First",
    "What is RAG?",
    "🦙\u2028x",
]
WORDS = st.lists(
    st.sampled_from([*LINES, *MORE_LINES, "Overview", "\ufeff", "  Inc."]) | st.text(max_size=20), max_size=12
)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.sampled_from(["rag", "foundation-model", "overview", "x_y", "C++", "Inc."]))
def test_published_text_read_again_is_the_same_entry(lines: list[str], stem: str) -> None:
    for item in read("\n".join(lines).encode(errors="ignore"), f"{stem}.txt"):
        if isinstance(item, Entry):
            again = entry_of(item.text, f"{stem}.txt")
            assert again == item


# ── Markdown ────────────────────────────────────────────────────────────────────────────────────────────────────────

MARKDOWN = """---
title: RAG
aliases: [retrieval-augmented generation, 42]
url: https://example.org/glossary/rag
date: 2026-01-02
authors: [Ada, Bob]
license: CC BY 4.0
slug: rag-technique
---
# RAG

## Definition
**RAG** is a [[Technique|kind of *technique*]] that joins a [language
model](../llm.md#x) with `code` and [Google](https://google.com), see [[LLM]].
"""


def test_front_matter_is_kept() -> None:
    entry = entry_of(MARKDOWN, "x.md")
    assert (entry.name, entry.title, entry.aliases) == (
        "rag-technique",
        "RAG",
        ("retrieval-augmented generation", "42"),
    )
    assert (entry.url, entry.date) == ("https://example.org/glossary/rag", "2026-01-02")
    assert (entry.author, entry.licence) == ("Ada, Bob", "CC BY 4.0")


def test_inline_marks_go_and_links_to_entries_stay() -> None:
    entry = entry_of(MARKDOWN, "x.md")
    assert sections(entry) == {
        "Definition": "RAG is a kind of technique that joins a language\nmodel with code and Google, see LLM."
    }
    assert links(entry) == [
        ("kind of technique", "Technique", False),
        ("language\nmodel", "llm", True),
        ("LLM", "LLM", False),
    ]


@pytest.mark.parametrize(
    ("markdown", "title", "body"),
    [
        ("# RAG\nText.", "RAG", "Text."),
        ("# `RAG` and *more*\nText.", "RAG and more", "Text."),
        ("RAG\n===\nText.", "RAG", "Text."),
        ("---\ntitle: RAG\n---\n# Retrieval\nText.", "RAG", "Retrieval\nText."),
        ("## Definition\nText.", "The file", "Definition\nText."),
        ("# Definition\nText.", "The file", "Definition\nText."),
        ("RAG\n\n## Uses\nText.", "RAG", "Uses\nText."),
        ("---\nnot: [front\n", "The file", "not: [front"),
        ("---\n\nText.\n\n---\n\nMore text.", "The file", "Text.\n\nMore text."),
        ("---\n---\nText.", "The file", "Text."),
    ],
)
def test_title_comes_from_front_matter_heading_first_line_or_file(markdown: str, title: str, body: str) -> None:
    assert entry_of(markdown, "the-file.md").text == f"{title}\n\n{body}\n"


def test_blocks_are_written_as_a_reader_sees_them() -> None:
    markdown = """# T
1. First
2. Second
   - nested
   - nested two

> Quote

| a | b |
|---|---|
| c [[LLM\\|the LLM]] | d |

```python
x = 1
```
<div class="x">Raw <b>html</b> &amp; text</div><script>alert(1)</script>

AT&amp;T \\*star\\* a<br>b ![alt](x.png)![[pic.png]].
"""
    entry = entry_of(markdown, "t.md")
    assert entry.text.removeprefix("T\n\n") == (
        "1. First\n2. Second\n  - nested\n  - nested two\n\nQuote\n\na | b\nc the LLM | d\n\nRaw html & text\n\n"
        "AT&T *star* a\nb .\n"
    )
    assert links(entry) == [("the LLM", "LLM", False)]


def test_markdown_without_headings_is_searched_for_plain_ones() -> None:
    entry = entry_of("Definition\nIt is.\n\n**Why It Matters**\n\nIt does.", "rag.md")
    assert list(sections(entry)) == ["Definition", "Why It Matters"]


def test_wrong_front_matter_is_reported_with_its_line() -> None:
    problem = problem_of("---\ntitle: RAG\nurl: a: b\n---\nText.", "rag.md")
    assert problem.place == "rag.md:3"
    assert "no YAML" in problem.cause


def test_text_that_the_markdown_parser_would_drop_is_a_problem() -> None:
    assert "deep" in problem_of("> " * 150 + "word", "rag.md").cause


def test_names_are_parted_by_semicolon_or_bar_and_not_by_comma() -> None:
    assert split_names("A, b; c | d") == ("A, b", "c", "d")
    assert split_names(None) == split_names(" ; ") == ()


LINK = st.tuples(
    st.sampled_from(["[[{0}]]", "[[T|{0}]]", "[{0}](t.md)"]), st.from_regex(r"[a-z🦙é]{1,8}", fullmatch=True)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINK, max_size=6), st.sampled_from(["{0} word", "**{0}**", "- {0}", "## {0}", "> {0}", "*a* `b` {0}"]))
def test_a_link_covers_exactly_the_shown_words(made: list[tuple[str, str]], around: str) -> None:
    markdown = "# T\n\n" + "\n\n".join(around.format(form.format(words)) for form, words in made) + "\n\nEnd."
    assert [shown for shown, _, _ in links(entry_of(markdown, "t.md"))] == [words for _, words in made]


# ── HTML ────────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = """<!doctype html><html><head><title>LLM - AI Glossary</title><meta property="og:title" content="LLM">
<link rel="canonical" href="https://example.org/glossary/llm"><meta name="author" content="Jo">
<meta property="article:published_time" content="2026-01-02"><link rel="license" href="https://example.org/by"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>
<main><article><h1>Large language model</h1><h2>Definition</h2>
<p>An LLM is a <a href="/glossary/technique">technique</a> that connects a <b>large</b>
<a href="https://example.org/glossary/rag">RAG</a> to <a href="https://elsewhere.org/x">data</a>.</p>
<h2>Examples</h2><ul><li>One <em>item</em></li><li>Two<ul><li>nested</li></ul></li></ul>
<p>It is fine.<br>Second line.</p><table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>
</article></main><footer>Copyright <a href="/privacy">Privacy</a></footer></body></html>"""


def test_a_page_gives_its_main_text_without_navigation() -> None:
    entry = entry_of(PAGE, "page.html")
    assert entry.text == (
        "Large language model\n\nDefinition\nAn LLM is a technique that connects a large RAG to data.\n\n"
        "Examples\n- One item\n- Two\n  - nested\n\nIt is fine.\nSecond line.\n\na | b\nc | d\n"
    )
    assert list(sections(entry)) == ["Definition", "Examples"]
    assert links(entry) == [("technique", "technique", True), ("RAG", "rag", True)]


def test_a_page_says_who_where_and_when() -> None:
    entry = entry_of(PAGE, "page.html")
    assert (entry.name, entry.url, entry.date) == ("page", "https://example.org/glossary/llm", "2026-01-02")
    assert (entry.author, entry.licence) == ("Jo", "https://example.org/by")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251"),
    ],
)
def test_encodings_of_pages_are_known(head: str, encoding: str) -> None:
    words = "Это короткий текст о моделях" if encoding == "cp1251" else "Größe, “naïve” café"
    page = f"<html><head>{head}<title>T</title></head><body><article><p>{words}.</p></article></body></html>"
    assert words in entry_of(page.encode(encoding), "t.html").text


def test_a_page_without_heading_takes_its_title_without_the_site() -> None:
    page = "<html><head><title>RAG | AI Glossary</title></head><body><p>RAG is a technique.</p></body></html>"
    assert entry_of(page, "x.html").text == "RAG\n\nRAG is a technique.\n"


def test_a_page_nested_too_deep_for_the_parser_is_a_problem() -> None:
    page = "<body>{}<p>deep words</p>{}<p>{}</p></body>"
    fine, deep = (page.format("<div>" * depth, "</div>" * depth, "More words. " * 9) for depth in (200, 260))
    assert "deep words" in entry_of(f"<title>T</title>{fine}", "t.html").text
    assert "deep" in problem_of(f"<title>T</title>{deep}", "t.html").cause


def test_a_page_with_control_characters_is_a_problem() -> None:
    page = "<title>T</title><body><article>{}<p>One &#1; two.</p><ul><li>three <b>&#2;</b></li></ul></article>"
    for navigation in ("", "<p>x</p><nav>Home</nav>text &#1; after"):
        assert "control character" in str(problem_of(page.format(navigation), "t.html"))


def test_a_page_of_navigation_only_is_a_problem() -> None:
    assert isinstance(problem_of("<html><body><nav><a href='/'>Home</a></nav></body></html>", "t.html"), Problem)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("rag.md", "rag"),
        ("../a/RAG%20model.html?x=1", "RAG model"),
        ("/glossary/rag/", "rag"),
        ("rag/index.html", "rag"),
        ("#rag", "rag"),
        ("https://EXAMPLE.org/rag", "rag"),
        ("https://other.org/rag", None),
        ("mailto:a@example.org", None),
        ("javascript:alert(1)", None),
        ("//other.org/x", None),
        ("http://[x", None),
        ("", None),
    ],
)
def test_addresses_of_the_same_glossary_name_an_entry(href: str, target: str | None) -> None:
    assert address_target(href, "https://example.org/glossary/llm") == target


def test_text_below_a_heading_follows_on_the_next_line() -> None:
    writer = BodyWriter()
    for kind in ("block", "heading", "block", "block"):
        if kind == "heading":
            start = writer.begin_heading()
            writer.write("Uses")
            writer.end_heading(start)
        else:
            writer.begin_block()
            writer.write("Text.")
    assert writer.text == "Text.\n\nUses\nText.\n\nText."


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "value",
    [
        {"term": "RAG", "definition": "It is."},
        [{"Title": "RAG", "body": "It is."}],
        {"entries": [{"name": "RAG", "content": "It is."}]},
        {"RAG": "It is."},
        {"RAG": {"definition": "It is."}},
        {"title": "RAG", "definition": "It is.", "text": "It is."},
        [{"title": "RAG", "text": ["It is."]}],
    ],
    ids=repr,
)
def test_shapes_of_json_are_known(value: object) -> None:
    assert entry_of(json.dumps(value), "rag.json").text == "RAG\n\nIt is.\n"


def test_a_definition_comes_before_the_text() -> None:
    entry = entry_of(json.dumps({"title": "RAG", "definition": "It is.", "text": "How It Works\nSo."}), "x.json")
    assert sections(entry) == {"": "It is.", "How It Works": "So."}


def test_an_identifier_names_the_entry_else_the_title_does() -> None:
    rows = [{"title": "Mistral AI", "text": "A company.", "id": "m-1"}, {"title": "Mistral", "text": "A model."}]
    found = read(json.dumps(rows), "x.json")
    assert [item.name for item in found if isinstance(item, Entry)] == ["m-1", "mistral"]
    assert entry_of(json.dumps(rows[1]), "mistral-model.json").name == "mistral-model"


def test_columns_can_be_mapped() -> None:
    fields = {"title": "Begriff", "text": "Inhalt", "aliases": "Auch"}
    entry = entry_of("Begriff,Inhalt,Auch\nRAG,It is.,a;b\n", "x.csv", fields=fields)
    assert (entry.text, entry.aliases) == ("RAG\n\nIt is.\n", ("a", "b"))


@pytest.mark.parametrize(("name", "data"), [("x.csv", "a,b\n1,2\n"), ("x.json", '{"a": "1", "title": "b"}')])
def test_a_mapped_column_that_is_missing_is_named(name: str, data: str) -> None:
    assert "among a" in problem_of(data, name, fields={"title": "Begriff"}).cause


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_quotes_and_line_breaks_of_csv_are_known(separator: str) -> None:
    table = 'term,text\r\nRAG,"a ""b"".\r\nc"\r\n\r\nLLM,d\r\n'.replace(",", separator)
    first, second = read(table, "x.csv")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.text == 'RAG\n\na "b".\nc\n'
    assert (first.source, second.source) == ("x.csv:2", "x.csv:5")


def test_cells_may_be_longer_than_the_csv_module_allows() -> None:
    assert len(entry_of(f"title,text\nRAG,{'long ' * 30_000}\n", "x.csv").text) > 131_072


@pytest.mark.parametrize(
    ("name", "data", "place", "cause"),
    [
        ("x.json", '{"title": "a", "title": "b", "text": "c"}', "x.json", "the key 'title' twice"),
        ("x.json", '[\n{"title": }]', "x.json:2", "no JSON"),
        ("x.json", "[" * 100_000, "x.json", "too deep"),
        ("x.json", "3", "x.json", "no entries"),
        ("x.json", '{"title": "RAG"}', "x.json", "has no text"),
        ("x.json", '[{"text": "RAG"}]', "x.json, entry 1", "no title"),
        ("x.json", "[{}]", "x.json, entry 1", "no title and no text"),
        ("x.json", "[[]]", "x.json, entry 1", "a list and no object"),
        ("x.json", '{"title": "a", "text": "\\ud800"}', "x.json", "control character U+D800"),
        ("x.json", f'{{"title": "a", "text": {"9" * 5000}}}', "x.json", "digits"),
        ("x.jsonl", '\n{"title": }', "x.jsonl:2", "no JSON"),
        ("x.csv", "title,other\na,b\n", "x.csv:1", "no column for the text among title, other"),
        ("x.csv", "title,text,title\na,b,c\n", "x.csv:1", "two columns are called 'title'"),
        ("x.csv", "title,text\na,b,c\n", "x.csv:2", "3 cells in a row, 2 in the header"),
        ("x.csv", 'title,text\na,"b\n', "x.csv:2", "no CSV"),
    ],
)
def test_damaged_tables_say_where(name: str, data: str, place: str, cause: str) -> None:
    problem = problem_of(data, name)
    assert problem.place == place
    assert cause in problem.cause


def test_a_damaged_line_leaves_the_others_whole() -> None:
    found = read('{"title": "A", "text": "a"}\n{"title"\n{"title": "B", "text": "b"}\n', "x.jsonl")
    assert [type(item) for item in found] == [Entry, Problem, Entry]


# ── archives ────────────────────────────────────────────────────────────────────────────────────────────────────────


def pack(*members: tuple[str | ZipInfo, str | bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return packed.getvalue()


def test_an_archive_is_read_like_a_folder() -> None:
    found = read(
        pack(
            ("b/rag.txt", "It is."),
            ("a.json", '{"LLM": "It is."}'),
            ("README.md", "no"),
            (".hidden.txt", "no"),
            ("__MACOSX/._rag.txt", "no"),
            ("picture.png", b"\x89PNG"),
            ("empty/", ""),
        ),
        "x.zip",
    )
    assert [item.source if isinstance(item, Entry) else str(item) for item in found] == [
        "x.zip/a.json, entry 1",
        "x.zip/b/rag.txt",
    ]


def link_member() -> ZipInfo:
    member = ZipInfo("link.txt")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


@pytest.mark.parametrize(
    ("member", "data", "cause"),
    [
        ("../rag.txt", "x", "leads out"),
        ("/etc/rag.txt", "x", "leads out"),
        ("a/../../rag.txt", "x", "leads out"),
        ("C:/rag.txt", "x", "leads out"),
        ("a\\rag.txt", "x", "leads out"),
        ("a\nb.txt", "x", "control character"),
        (link_member(), "/etc/passwd", "link"),
        ("inner.zip", pack(("a.txt", "x")), "archive inside"),
        ("bomb.txt", "a" * 10_000_000, "packed into"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_archives_that_lie_are_refused_and_the_others_go_through(
    member: str | ZipInfo, data: str | bytes, cause: str
) -> None:
    found = read(pack((member, data), ("good.txt", "It is good.")), "x.zip")
    assert sorted(type(item).__name__ for item in found) == ["Entry", "Problem"]
    assert any(isinstance(item, Problem) and cause in item.cause for item in found)


def test_a_name_with_nul_is_refused() -> None:
    data = pack(("rag.txtXevil", "x")).replace(b"rag.txtXevil", b"rag.txt\0evil")
    assert "control character" in problem_of(data, "x.zip").cause


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_second_of_two_members_with_one_name_is_refused() -> None:
    found = read(pack(("a.txt", "One is."), ("a.txt", "Two is.")), "x.zip")
    assert [type(item) for item in found] == [Entry, Problem]


def test_encrypted_members_are_refused() -> None:
    data = bytearray(pack(("a.txt", "One.")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert problem_of(bytes(data), "x.zip").cause == "encrypted"


def test_archives_with_too_much_inside_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pack(("a.txt", "One is."), ("b.txt", "Two is."))
    with monkeypatch.context() as patch:
        patch.setattr("graph.readers.archive.MOST_MEMBERS", 1)
        assert "2 files" in problem_of(data, "x.zip").cause
    monkeypatch.setattr("graph.readers.archive.LARGEST", 5)
    assert "bytes unpacked" in problem_of(data, "x.zip").cause
