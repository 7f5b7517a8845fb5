"""Places: from the offsets that a form counts to code points, and from its text to the published one.

BRAT and spaCy count code points. Label Studio does since its front end turns JavaScript's units into code points
(``fixCodePointsInRange``); its older versions counted UTF-16 units, and a program that reads a file with CRLF line ends
in text mode counts those as one. Which way it was is seen by the quotations.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from graph.annotations.record import Span, join_pieces

__all__ = ["Placing", "align", "choose_counting"]

Placing = Callable[[int, int], tuple[int, int] | None]
"""From a place of a text to the same place of its published form."""

Counting = Sequence[int]
"""For each offset of a form, the end of the text included, the offset in code points."""


def choose_counting(text: str, spans: Iterable[Span]) -> Counting:
    """Find the way of counting under which most spans hold what they quote; code points where nothing tells.

    >>> choose_counting("🦙 Llama", [Span("1", 3, 8, "ModelFamily", "Llama")])
    [0, 0, 1, 2, 3, 4, 5, 6, 7]
    """
    quoted = [span for span in spans if span.quote]
    ways = [list(way(text)) for way in _COUNTINGS]
    return max(ways, key=lambda way: sum(_holds(text, way, span) for span in quoted))


def _holds(text: str, counting: Counting, span: Span) -> bool:
    if not 0 <= span.start < span.end < len(counting):
        return False
    return join_pieces(text[counting[span.start] : counting[span.end]]) == join_pieces(span.quote)


def _code_points(text: str) -> Iterable[int]:
    return range(len(text) + 1)


def _utf16_units(text: str) -> Iterator[int]:
    for place, mark in enumerate(text):
        yield from [place] * (1 + (ord(mark) > 0xFFFF))
    yield len(text)


def _without_returns(text: str) -> Iterator[int]:
    yield from (place for place, mark in enumerate(text) if mark != "\r" or text[place + 1 : place + 2] != "\n")
    yield len(text)


_COUNTINGS: tuple[Callable[[str], Iterable[int]], ...] = (_code_points, _utf16_units, _without_returns)


def align(text: str, published: str) -> Placing:
    r"""Give the function from a place of a text to the same place of its published form.

    Publishing changes white space and what stands before the text (a title is added, its ``#`` taken away), so the
    other characters are counted from the end. The place given back has no white space at its ends; None where nothing
    else is there.

    >>> align("RAG is\r\na technique. ", "Docs 1\n\nRAG is\na technique.\n")(4, 9)
    (12, 16)
    """
    old, new = _inked(text), _inked(published)
    shift = len(new) - len(old)

    def placed(start: int, end: int) -> tuple[int, int] | None:
        first, last = bisect_left(old, start), bisect_left(old, end) - 1
        if first > last or first + shift < 0:
            return None
        return new[first + shift], new[last + shift] + 1

    return placed


def _inked(text: str) -> list[int]:
    return [place for place, mark in enumerate(text) if not mark.isspace() and mark != "\ufeff"]
