"""Content negotiation: which of the media types on offer a client likes best (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["choose"]


class _Range(NamedTuple):
    main: str
    sub: str
    quality: float

    @property
    def precision(self) -> int:
        return (self.main != "*") + (self.sub != "*")

    def holds(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.main in {"*", main} and self.sub in {"*", sub}


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Choose the offer that the header likes best, the first of equals; None where it likes none.

    Of the ranges that hold an offer the most precise one counts, so ``text/html;q=0`` refuses what ``*/*`` takes.
    Parameters other than ``q`` do not matter; what is no media range is passed over.

    Examples
    --------
    >>> choose("text/turtle;q=0.5, application/*", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> choose("*/*", ["text/html", "text/turtle"]), choose("image/png", ["text/html"])
    ('text/html', None)
    """
    ranges = [item for part in (accept or "").split(",") if (item := _range(part)) is not None]
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: _quality(offer, ranges))
    return best if _quality(best, ranges) > 0 else None


def _range(part: str) -> _Range | None:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    main, slash, sub = name.partition("/")
    if not (main and slash and sub) or (main == "*" and sub != "*"):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = (piece.strip() for piece in parameter.partition("="))
        if key == "q":
            quality = _number(value)
    return _Range(main, sub, quality)


def _number(text: str) -> float:
    """Read a weight of 0 to 1; one that is none makes the range count for nothing."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    fitting = [item for item in ranges if item.holds(offer)]
    return max(fitting, key=lambda item: item.precision).quality if fitting else 0.0
