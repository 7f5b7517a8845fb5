"""Published text and slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.published import About, Body, Entry, Link, Problem, ReadOptions, name_of, publish, published, slugify

OPTIONS = ReadOptions()


def publish_one(body: Body, about: About, place: str = "rag.txt", options: ReadOptions = OPTIONS) -> Entry:
    (entry,) = publish(body, about, place, options)
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Foundation model", "foundation-model"),
        ("GPT-4o", "gpt-4o"),
        ("Llama 3.1 70B", "llama-3.1-70b"),
        ("C++", "c++"),
        ("Stanford's Center", "stanford-s-center"),
        ("  _RAG_ (retrieval) ", "rag-retrieval"),
        ("Größe", "grösse"),
        ("①", "1"),
        ("变压器", "变压器"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_a_slug_keeps_letters_digits_dots_and_plus(label: str, slug: str) -> None:
    assert slugify(label) == slug


def test_labels_without_letters_get_different_slugs() -> None:
    assert slugify("???").startswith("x-")
    assert slugify("???") != slugify("!!!")


def test_long_labels_that_differ_at_the_end_keep_different_slugs() -> None:
    one, other = slugify("word " * 60 + "a"), slugify("word " * 60 + "b")
    assert one != other
    assert max(len(one), len(other)) <= 120


@given(st.text(max_size=300))
def test_a_slug_of_a_slug_is_itself_and_a_safe_file_name(label: str) -> None:
    slug = slugify(label)
    assert slugify(slug) == slug
    assert slug
    assert len(slug.encode()) <= 120
    assert not set(slug) & set('/\\:*?"<>|_ \n\t')
    assert slug[0] not in ".-"
    assert slug[-1] not in ".-"


@given(st.text(max_size=40))
def test_case_and_width_do_not_change_a_slug(label: str) -> None:
    assert slugify(label.casefold()) == slugify(label)


@pytest.mark.parametrize("label", ["CON", "nul", "com1", "lpt9.x"])
def test_no_entry_is_called_like_a_windows_device(label: str) -> None:
    assert name_of(label).split(".")[0] == f"{slugify(label).split('.')[0]}-entry"


def test_published_text_is_title_blank_line_body_and_one_newline() -> None:
    assert published(" Foundation \n model", "\n  \nBody one.\r\n\r\n\r\nBody  two. \n\n") == (
        "Foundation model\n\nBody one.\n\n\nBody  two.\n"
    )


def test_headings_and_links_move_with_the_title() -> None:
    body = Body("\nIntro to GPUs.\nUses\nUses TPUs.\n", ((16, 20),), (Link(10, 14, "gpu"),))
    entry = publish_one(body, About(title="Chip"))
    assert [(section.heading, entry.text[section.start : section.end]) for section in entry.sections] == [
        ("", "Intro to GPUs."),
        ("Uses", "Uses TPUs."),
    ]
    assert [(entry.text[link.start : link.end], link.target) for link in entry.links] == [("GPUs", "gpu")]


def test_a_heading_without_text_makes_no_section() -> None:
    entry = publish_one(Body("One\nTwo\nText.", ((0, 3), (4, 7))), About(title="T"))
    assert [section.heading for section in entry.sections] == ["Two"]


def test_what_the_file_says_is_kept() -> None:
    about = About("RAG", "the id", ("R A G", "R  A G", "RAG", " "), "https://x.org/a", "2026-01-02", " A ", "")
    entry = publish_one(Body("Text."), about)
    assert (entry.name, entry.aliases, entry.url, entry.date) == ("the-id", ("R A G",), "https://x.org/a", "2026-01-02")
    assert (entry.author, entry.licence, entry.source) == ("A", None, "rag.txt")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "rag.html", "https://x.org/a b", 'http://x.org/"'])
def test_a_wrong_url_is_left_out_with_a_problem_and_the_entry_stays(url: str) -> None:
    problem, entry = publish(Body("Text."), About("RAG", url=url), "rag.txt", OPTIONS)
    assert isinstance(problem, Problem)
    assert isinstance(entry, Entry)
    assert entry.url is None


@pytest.mark.parametrize(
    ("body", "about", "cause"),
    [
        ("Text.", About(), "no title"),
        (" \n", About("RAG"), "no text"),
        ("Text.", About("x" * 201), "the title has 201 characters"),
        ("x" * 100, About("RAG"), "106 characters; an entry has at most 50"),
        ("one\ntwo\x07", About("RAG"), "line 2 of the text holds the control character U+0007"),
        ("one \ud800", About("RAG"), "line 1 of the text holds the control character U+D800"),
        ("one", About("RAG\x1b"), "line 1 of the text holds the control character U+001B"),
        ("one", About("RAG", aliases=("\x00",)), "line 1 of the text holds the control character U+0000"),
    ],
)
def test_what_cannot_be_published_says_why(body: str, about: About, cause: str) -> None:
    (problem,) = publish(Body(body), about, "a.txt", ReadOptions(max_characters=50))
    assert isinstance(problem, Problem)
    assert (problem.place, problem.cause) == ("a.txt", cause)
    assert problem.next_step


def test_a_problem_is_one_line() -> None:
    assert str(Problem("a.txt:3", "no\nCSV", "mend it")) == "a.txt:3: no CSV; mend it"
