"""Read what a model answered: JSON of the schema's shape, whatever stands around it, also where it was cut off."""

import json
from dataclasses import dataclass
from typing import Any

from graph.llm.cache import Answer

__all__ = ["Stated", "read_answer"]

_TRIES = 50
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim as a model put it, in words that are still to be checked."""

    subject: str
    predicate: str
    object: str
    evidence: str


def read_answer(answer: Answer) -> list[Stated | None]:
    r"""Give what an answer states, None for a row that is no claim; of one that was cut off, the rows before the cut.

    Models think aloud and wrap JSON in words where a server cannot hold them to a schema.

    Raises
    ------
    ValueError
        There is no JSON with claims in it.

    Examples
    --------
    >>> read_answer(Answer('Sure! ```json\n{"claims": [{"subject": "A"}]}```'))
    [None]
    """
    text = answer.text.rpartition("</think>")[2]
    decoder = json.JSONDecoder()
    place = text.find("{")
    for _ in range(_TRIES):
        if place < 0:
            break
        try:
            found, _end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            pass
        else:
            if isinstance(found, dict) and isinstance(found.get("claims"), list):
                return [_stated(row) for row in found["claims"]]
        place = text.find("{", place + 1)
    if answer.is_cut and '"claims"' in text:
        return [_stated(row) for row in _rows_before_cut(text.partition('"claims"')[2], decoder)]
    raise ValueError("no JSON with claims in it")


def _rows_before_cut(text: str, decoder: json.JSONDecoder) -> list[Any]:
    rows: list[Any] = []
    place = text.find("{")
    while place >= 0:
        try:
            row, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        rows.append(row)
        place = text.find("{", end)
    return rows


def _stated(row: Any) -> Stated | None:
    if not isinstance(row, dict):
        return None
    words = [row.get(name) for name in ("subject", "predicate", "object", "evidence")]
    if not all(isinstance(word, str | int) and not isinstance(word, bool) for word in words):
        return None
    texts = [str(word).strip() for word in words]
    return Stated(*texts) if all(0 < len(text) <= _LONGEST for text in texts) else None
