"""SPARQL as text: its tokens, and what is refused before the parser sees it.

The parser has no limit of its own: deep input ends the process. So brackets, operators and length are counted first,
on the tokens alone, in time that grows with the length and not faster.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from graph.errors import QueryError

__all__ = [
    "FORMS",
    "KEYWORDS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_OPERATORS",
    "MAX_TOKENS",
    "Token",
    "check_query",
    "place",
]

MAX_LENGTH = 100_000
"""Characters of a query. The parser has no limit of its own and dies on deep input, so these three come first."""

MAX_DEPTH = 100
"""Brackets within brackets."""

MAX_OPERATORS = 1_000
"""Operators, ``AS``, ``FILTER``, ``OPTIONAL``, ``UNION`` and the like together: each deepens the parsed query."""

MAX_TOKENS = 4_000
"""Words, names, signs and brackets, without the rows of ``VALUES``: patterns side by side deepen the query too."""

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
"""What a query begins with, after its prologue."""

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\r\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*+\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*+'{3}
        |"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+')
    |(?P<quote>["'])
    |(?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    |(?P<variable>[?$]\w+)
    |(?P<name>[^\W\d_][\w.\-]*+(?::(?:[\w:%\-]|\\.|\.(?=[\w:%\-\\.]))*+)?|:(?:[\w:%\-]|\\.|\.(?=[\w:%\-\\.]))*+)
    |(?P<word>@[^\W\d_]\w*)
    |(?P<open>[({\[])|(?P<close>[)}\]])
    |(?P<operator>\|\||&&|\^\^|[-+*/!=<>|^~])
    |(?P<other>\\.|[0-9]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_IN_RUN = re.compile(r"(?P<word>[^\W\d_]\w*)|(?P<operator>-)|(?P<other>.)", re.DOTALL)
_CERTAIN = re.compile(r"<\w[\w+.-]*://|<[^'#]*>")
"""An IRI that cannot be meant as "less than", with a text or a comment after it."""
_OUTSIDE = re.compile("SERVICE|FROM", re.IGNORECASE)
_DEEPENING = {"AS", "BIND", "FILTER", "GRAPH", "LATERAL", "MINUS", "OPTIONAL", "UNION", "VALUES"}
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


def check_query(text: str, *, is_dataset_given: bool = False) -> list[Token]:
    """Refuse what would hurt or leave the graph, and give the tokens of the rest.

    Where the data set is given beside the query, as the SPARQL protocol can, ``FROM`` in the query counts for nothing
    and may stand there.

    Raises
    ------
    QueryError
        The query is too long, too deep, has too many operators, would change the graph or ask elsewhere.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"query: has {len(text):,} characters; at most {MAX_LENGTH:,}, so ask for less at once")
    tokens = list(_tokens(text))
    _check_size(tokens, text)
    for token in tokens:
        if token.kind in {"word", "name"}:
            _check_word(token, text, is_from_idle=is_dataset_given)
    _check_doubtful(tokens, text)
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
        kind, start = match.lastgroup or "", match.start()
        if kind == "quote":
            raise QueryError(f"query, {place(text, start)}: a text that does not end; close it with {match.group()}")
        if kind == "name" and ":" not in match.group():
            for part in _IN_RUN.finditer(match.group()):
                yield Token(part.lastgroup or "", part.group(), start + part.start())
        elif kind != "skip":
            yield Token(kind, match.group(), start)


def _check_size(tokens: list[Token], text: str) -> None:
    """Count what deepens the parsed query; the rows of a VALUES do not."""
    depth = operators = counted = 0
    is_data = expects_data = False
    for token in tokens:
        word = token.text.upper() if token.kind == "word" else ""
        depth += (token.kind == "open") - (token.kind == "close")
        is_data = token.text != "}" if is_data else expects_data and token.text == "{"
        expects_data = word == "VALUES" or (expects_data and token.text != "{")
        if not is_data:
            counted += 1
            operators += token.kind == "operator" or word in _DEEPENING
        if depth > MAX_DEPTH:
            raise QueryError(f"query, {place(text, token.start)}: more than {MAX_DEPTH} brackets deep; flatten it")
        if operators > MAX_OPERATORS:
            raise QueryError(f"query, {place(text, token.start)}: more than {MAX_OPERATORS:,} operators; use VALUES")
        if counted > MAX_TOKENS:
            raise QueryError(f"query, {place(text, token.start)}: more than {MAX_TOKENS:,} words and signs; use VALUES")


def _check_word(token: Token, text: str, *, is_from_idle: bool) -> None:
    """Refuse the two words that leave the graph; the parser takes them without a space after (``SERVICE:x``) too."""
    word = token.text.partition(":")[0].upper()
    if "SERVICE" in word:
        reason = "SERVICE asks another server, and queries stay in this graph; leave it out"
    elif "FROM" in word and not is_from_idle:
        reason = "FROM names another data set, and there is only this one; leave it out (or use GRAPH)"
    else:
        return
    raise QueryError(f"query, {place(text, token.start)}: {reason}")


def _check_doubtful(tokens: list[Token], text: str) -> None:
    """Refuse ``1 <'b> ' … SERVICE``: whether an IRI or a text begins at ``<``, only the parser could tell."""
    if _OUTSIDE.search(text) is None:
        return
    for token in tokens:
        if token.kind == "iri" and not _CERTAIN.match(token.text):
            where = f"query, {place(text, token.start)}"
            raise QueryError(f"{where}: {token.text[:40]} beside SERVICE or FROM; write the IRI whole, as <http://…>")


def _check_form(tokens: list[Token], text: str) -> None:
    words = (token for token in tokens if token.kind == "word" and token.text.upper() not in {"BASE", "PREFIX"})
    first = next(words, None)
    if first is None:
        raise QueryError(f"query: has no {', '.join(FORMS)}; see docs/sparql.md for queries to start from")
    where, word = f"query, {place(text, first.start)}", first.text.upper()
    if word in _UPDATES:
        raise QueryError(f"{where}: {word} changes a graph; change the entries and build again")
    if not word.startswith(FORMS):
        before = next((token.text.upper() for token in tokens if token.kind == "word"), "")
        if before == "PREFIX":
            raise QueryError(f"{where}: the prologue is not right before {first.text[:40]!r}; PREFIX ex: <http://…>")
        near = get_close_matches(word, FORMS, n=1)
        choice = f"did you mean {near[0]}?" if near else f"begin with {', '.join(FORMS)}"
        raise QueryError(f"{where}: begins with {first.text[:40]!r}; {choice}")
