"""Rows as columns, gzipped, in base64: how the page of a large glossary carries its things and facts."""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["columns_of", "pack"]

Row = Mapping[str, Any]

FEW = 0.5
"""A column that fewer of the rows than this have is kept as row numbers and values."""

CODES = 64
"""A column of strings with at most as many different ones is kept as numbers of a list."""


def columns_of(rows: Sequence[Row], steps: Iterable[str] = ()) -> dict[str, Any]:
    """Turn rows into columns; columns of whole numbers that are named in ``steps`` keep differences.

    >>> columns_of([{"a": 5, "b": "x"}, {"a": 7, "b": "x"}], ["a"])["steps"]
    {'a': [5, 2]}
    """
    table: dict[str, Any] = {"count": len(rows), "columns": {}, "rare": {}, "codes": {}, "steps": {}}
    for name in dict.fromkeys(name for row in rows for name in row):
        there = [number for number, row in enumerate(rows) if name in row]
        values = [rows[number][name] for number in there]
        if name in steps and len(there) == len(rows):
            table["steps"][name] = [one - before for one, before in zip(values, [0, *values], strict=False)]
        elif len(there) < FEW * len(rows):
            table["rare"][name] = [there, values]
        elif len(there) == len(rows) and all(isinstance(value, str) for value in values) and len(set(values)) <= CODES:
            known = {value: number for number, value in enumerate(dict.fromkeys(values))}
            table["codes"][name] = [list(known), [known[value] for value in values]]
        else:
            table["columns"][name] = [row.get(name) for row in rows]
    return table


def pack(content: Mapping[str, Any]) -> str:
    """Write content as JSON, gzip it and write that in base64: equal content gives equal text, as no date is in it."""
    return b64encode(
        gzip.compress(json.dumps(content, separators=(",", ":")).encode(), compresslevel=6, mtime=0)
    ).decode()
