"""What the benchmarks read is what they say they read; how long anything takes is no test."""

from benchmarks.corpus import MARKS, multiply

ENTRIES = multiply(3)
FIRST = multiply(1)


def test_no_two_entries_have_one_name_title_or_text() -> None:
    for values in ({entry.name for entry in ENTRIES}, {entry.title for entry in ENTRIES}, {e.text for e in ENTRIES}):
        assert len(values) == len(ENTRIES) == 3 * len(FIRST)


def test_the_first_copy_is_the_entry_as_it_stands() -> None:
    assert ENTRIES[: len(FIRST)] == FIRST


def test_sections_and_links_of_a_copy_lie_where_they_lay() -> None:
    for original, copy in zip(FIRST, ENTRIES[len(FIRST) :], strict=False):
        mark = f" {MARKS[1]}"
        assert copy.text.startswith(f"{original.title}{mark}\n\n")
        for before, after in zip(original.sections, copy.sections, strict=True):
            assert copy.text[after.start : after.end].replace(mark, "") == original.text[before.start : before.end]
        for one, other in zip(original.links, copy.links, strict=True):
            assert copy.text[other.start : other.end] == original.text[one.start : one.end]
