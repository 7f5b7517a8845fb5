"""What is probably wrong where the parser of a query stopped: common slips, told by the words around the place."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from graph.sparql import KEYWORDS, Token, place

__all__ = ["advise"]

_TERMS = {"iri", "name", "text", "variable"}
_END = Token("end", "", 0)
_AFTER_PATTERN = {"GROUP", "HAVING", "LIMIT", "OFFSET", "ORDER"}
_FUNCTIONS = (
    "ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI EXISTS FLOOR GROUP_CONCAT"
    " HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOT NOW RAND"
    " REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG"
    " STRLEN STRSTARTS SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR"
).split()
_AGGREGATES = {"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"}


def advise(tokens: Sequence[Token], index: int, text: str, terms: Collection[str]) -> str | None:
    """Say what is wrong at a token, which may be the end; None where nothing common is.

    ``terms`` are those of the vocabulary, as ``gg:developedBy``.
    """
    return _brackets(tokens, text) or _signs(tokens, index) or _words(tokens, index, terms)


def _at(tokens: Sequence[Token], index: int) -> Token:
    return tokens[index] if 0 <= index < len(tokens) else _END


def _brackets(tokens: Sequence[Token], text: str) -> str | None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            if not opened or "([{".index(opened[-1].text) != ")]}".index(token.text):
                return f"the {token.text} at {place(text, token.start)} closes nothing"
            opened.pop()
    if not opened:
        return None
    last = opened[-1]
    return f"the {last.text} at {place(text, last.start)} is not closed; add {')]}'['([{'.index(last.text)]}"


def _signs(tokens: Sequence[Token], index: int) -> str | None:
    before, here, after = (_at(tokens, index + step) for step in (-1, 0, 1))
    if here.text[:1] in {"\u201c", "\u201d", "\u2018", "\u2019"}:
        return 'typographic quotation marks; write "'
    if here.text == "=" and "=" in {before.text, after.text}:
        return "equal is one ="
    if here.text == "=":
        return "a triple has no =; write subject predicate object, or compare in FILTER (… = …)"
    if here.text == "," and after.kind == "variable":
        return "variables are separated by spaces"
    comma = next((token for token in tokens[:index][-4:] if token.text == ","), None)
    if comma is not None and before.kind in _TERMS and here.kind in _TERMS:
        return "after a , comes another object; begin another predicate with ;"
    if before.kind in _TERMS and here.kind in _TERMS:
        return "a . or ; is missing before it"
    return None


def _words(tokens: Sequence[Token], index: int, terms: Collection[str]) -> str | None:
    before, here, after = (_at(tokens, index + step) for step in (-1, 0, 1))
    word = here.text.upper() if here.kind == "word" else ""
    if _at(tokens, index - 1).text.upper() == "SELECT":
        return _selected(tokens, index)
    if before.text.upper() in {"FILTER", "BIND"} and here.text != "(" and not word:
        return f"{before.text.upper()} takes brackets: {before.text.upper()} (…)"
    if before.text.upper() in {"ORDER", "GROUP"}:
        return f"expected BY after {before.text.upper()}"
    if word in _AFTER_PATTERN:
        return f"{word} comes after the last }}"
    if word and word not in KEYWORDS and after.text == "(":
        return _near(here.text, (*KEYWORDS, *_FUNCTIONS), "no function has this name")
    name = here.text if word else before.text if before.kind == "word" else ""
    if name and f"gg:{name}" in terms:
        return f"a name has a prefix: did you mean gg:{name}?"
    if word and word not in KEYWORDS:
        return _near(here.text, KEYWORDS, "a name has a prefix (gg:…), a variable a ?")
    bound = next((token.text.upper() for token in reversed(tokens[:index]) if token.text.upper() in {"AS", "BIND"}), "")
    if bound == "BIND" and here.text == ")":
        return "BIND gives a name: BIND (… AS ?name)"
    return None


def _selected(tokens: Sequence[Token], index: int) -> str | None:
    """Look along what is selected: the parser stops at its first word, whichever is wrong."""
    depth = 0
    for token in tokens[index:]:
        depth += (token.kind == "open") - (token.kind == "close")
        word = token.text.upper()
        if token.text == "{" or word == "WHERE":
            return None
        if token.text == "," and depth == 0:
            return "variables are separated by spaces, without commas"
        if word in _AGGREGATES and depth == 0:
            return f"a calculated column has brackets and a name: ({word}(…) AS ?name)"
        if token.kind == "word" and depth == 0 and word not in {"DISTINCT", "REDUCED"}:
            return f"a variable begins with ?: did you mean ?{token.text}?"
    return None


def _near(word: str, known: Sequence[str], otherwise: str) -> str:
    close = get_close_matches(word.upper(), known, n=1, cutoff=0.7)
    return f"did you mean {close[0]}?" if close else otherwise
