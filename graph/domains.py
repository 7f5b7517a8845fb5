"""The folders that know a field: what every field has lies in ``domain/core``, what one has beyond it in its own.

A table of the field adds to the core's: lists are joined, other values replaced, a pattern with an id of the core's
takes its place. So a field's files hold only what is its own.
"""

import tomllib
from pathlib import Path
from typing import Any

from graph.errors import DomainError

__all__ = ["AI_DOMAIN", "CORE", "read_domain_file"]

_FOLDER = Path(__file__).parent / "domain"

CORE = _FOLDER / "core"
"""What every field has: kinds such as Organization and Technique, general words and turns of phrase."""

AI_DOMAIN = _FOLDER / "ai"
"""The folder of the domain that is used when none is named."""


def read_domain_file(domain: Path, name: str) -> dict[str, Any]:
    """Read a TOML file of a domain folder on top of the core's; an absent file is an empty one.

    Raises
    ------
    DomainError
        The file is no TOML; the message gives the line.
    """
    return _joined(_read(CORE / name), _read(domain / name)) if domain != CORE else _read(CORE / name)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DomainError(f"{path}: {error}; mend the TOML") from None


def _joined(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Put one table on top of another.

    >>> _joined({"a": [1], "b": {"c": 1}, "d": 2}, {"a": [2], "b": {"e": 3}, "d": 4})
    {'a': [1, 2], 'b': {'c': 1, 'e': 3}, 'd': 4}
    """
    joined = dict(below)
    for name, value in above.items():
        old = below.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            joined[name] = _joined(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            own = {row["id"] for row in value if isinstance(row, dict) and "id" in row}
            joined[name] = [row for row in old if not (isinstance(row, dict) and row.get("id") in own)] + value
        else:
            joined[name] = value
    return joined
