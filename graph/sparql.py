"""SPARQL as text: its tokens, and what is refused before the parser sees it.

The parser has no limit of its own: deep input ends the process. So brackets, operators and length are counted first,
on the tokens alone, in time that grows with the length and not faster.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.errors import QueryError

__all__ = ["FORMS", "KEYWORDS", "MAX_DEPTH", "MAX_LENGTH", "MAX_OPERATORS", "Token", "check_query", "place"]

MAX_LENGTH = 100_000
"""Characters of a query. The parser has no limit of its own and dies on deep input, so these three come first."""

MAX_DEPTH = 100
"""Brackets within brackets."""

MAX_OPERATORS = 1_000
"""Operators, ``BIND``, ``FILTER``, ``MINUS``, ``OPTIONAL`` and ``UNION`` together: each deepens the parsed query."""

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
"""What a query begins with, after its prologue."""

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\r\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:%\-]|\\.|\.(?=[\w:%\-\\.]))*)
    |(?P<word>@?[^\W\d_][\w]*)
    |(?P<open>[({\[])|(?P<close>[)}\]])
    |(?P<operator>\|\||&&|\^\^|[-+*/!=<>|^])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_DEEPENING = {"BIND", "FILTER", "MINUS", "OPTIONAL", "UNION"}
_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}

KEYWORDS = (
    *FORMS,
    *sorted(_DEEPENING),
    *("DISTINCT", "EXISTS", "GRAPH", "GROUP", "HAVING", "LIMIT", "OFFSET", "ORDER", "VALUES", "WHERE"),
)
"""The words that a misspelt one is compared with."""


class Token(NamedTuple):
    """A piece of a query: its kind, as written, and where it begins (characters from the start)."""

    kind: str
    text: str
    start: int


def check_query(text: str) -> list[Token]:
    """Refuse what would hurt or leave the graph, and give the tokens of the rest.

    Raises
    ------
    QueryError
        The query is too long, too deep, has too many operators, would change the graph or ask elsewhere.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"query: has {len(text):,} characters; at most {MAX_LENGTH:,}, so ask for less at once")
    tokens = list(_tokens(text))
    depth = operators = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        operators += token.kind == "operator" or (token.kind == "word" and token.text.upper() in _DEEPENING)
        if depth > MAX_DEPTH:
            raise QueryError(f"query, {place(text, token.start)}: more than {MAX_DEPTH} brackets deep; flatten it")
        if operators > MAX_OPERATORS:
            raise QueryError(f"query, {place(text, token.start)}: more than {MAX_OPERATORS:,} operators; use VALUES")
        if token.kind in {"word", "name"}:
            _check_word(token, text)
    _check_form(tokens, text)
    return tokens


def place(text: str, start: int) -> str:
    r"""Say where a character stands.

    >>> place("SELECT *\nWHERE", 9)
    'line 2, column 1'
    """
    line = text.count("\n", 0, start) + 1
    return f"line {line}, column {start - (text.rfind(chr(10), 0, start) + 1) + 1}"


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield Token(match.lastgroup or "", match.group(), match.start())


def _check_word(token: Token, text: str) -> None:
    """Refuse the two words that leave the graph; the parser takes them without a space after (``SERVICE:x``) too."""
    word, where = token.text.partition(":")[0].upper(), f"query, {place(text, token.start)}"
    if "SERVICE" in word:
        raise QueryError(f"{where}: SERVICE asks another server, and queries stay in this graph; leave it out")
    if "FROM" in word:
        raise QueryError(
            f"{where}: FROM names another data set, and there is only this one; leave it out (or use GRAPH)"
        )


def _check_form(tokens: list[Token], text: str) -> None:
    words = (token for token in tokens if token.kind == "word" and token.text.upper() not in {"BASE", "PREFIX"})
    first = next(words, None)
    if first is None:
        raise QueryError(f"query: has no {', '.join(FORMS)}; see docs/sparql.md for queries to start from")
    where, word = f"query, {place(text, first.start)}", first.text.upper()
    if word in _UPDATES:
        raise QueryError(f"{where}: {word} changes a graph; change the entries and build again")
    if not word.startswith(FORMS):
        raise QueryError(f"{where}: begins with {first.text[:40]!r}; begin with {', '.join(FORMS)}")
