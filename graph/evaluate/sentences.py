"""Sentences of an entry, found by punctuation alone: enough to quote one, and to say which mentions stand together."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from graph.entries import Entry

__all__ = ["sentence_at", "split_sentences"]

_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])|\n+")


def split_sentences(entry: Entry) -> Iterator[tuple[int, int]]:
    r"""Give the places of an entry's sentences (offsets, end exclusive), title and headings too, in order.

    >>> from graph.entries import Entry
    >>> text = "GPT-4\n\nIt is a model. It was made by OpenAI.\n"
    >>> [text[start:end] for start, end in split_sentences(Entry("gpt-4", "GPT-4", text, ()))]
    ['GPT-4', 'It is a model.', 'It was made by OpenAI.']
    """
    start = 0
    for cut in [*(match.end() for match in _END.finditer(entry.text)), len(entry.text)]:
        end = start + len(entry.text[start:cut].rstrip())
        if end > start:
            yield start, end
        start = cut


def sentence_at(entry: Entry, place: int) -> str:
    """Give the sentence that a place lies in."""
    places = list(split_sentences(entry))
    number = bisect_right([start for start, _ in places], place) - 1
    start, end = places[max(number, 0)] if places else (0, 0)
    return entry.text[start:end]
