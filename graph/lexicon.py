"""What a glossary says about its own names: titles, aliases, acronym pairs, defined terms.

A lexicon is collected from all entries before extraction begins; two lexicons merge by set union, so the collection may
be split in any way. This is also where names are compared: :func:`name_key` decides which spellings are one name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from graph.entries import Entry

__all__ = [
    "MONTHS",
    "Lexicon",
    "Term",
    "Word",
    "acronym_pairs",
    "collect_lexicon",
    "definition_head",
    "identity_key",
    "is_name",
    "is_year",
    "name_key",
    "opening_names",
    "quoted_terms",
    "runs_of_words",
    "singular",
    "split_words",
]

Word = tuple[str, int, int]
"""A word and its place: (text, start, end)."""

MONTHS = tuple("January February March April May June July August September October November December".split())
"""The names of the months, January first."""

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\+*")
_SHORT_IN_BRACKETS = re.compile(r"\(([^\W\d_][\w.&/-]{1,11})\)")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{2,60})[\"”]")
_DEFINITION = re.compile(
    r"\b(?:is|are|was|were|refers to|means|describes)\s+(?:an?|the|any|one)\s+"
    r"(?:(?:type|kind|form|family|class|set|branch|group|collection)\s+of\s+)?(?P<head>[^.;:()\n]{2,80}?)"
    r"(?=\s+(?:that|which|who|whose|where|when|for|of|to|in|with|by|from|on|at|used|trained|built|designed|based|made)\b"
    r"|[,.;:()\n—]|\s--)"
)
_OPENING = re.compile(
    r"(?:(?:An?|The)\s+)?(?P<one>[^\W_][^,.;:()\n]{1,90}?)"
    r"(?:,\s+(?:or|also\s+known\s+as|also\s+called)\s+(?P<other>[^\W_][^,;:()\n]{1,90}?)(?=,)"
    r"|\s+\((?P<inner>[^\W_][^,;:()\n]{1,90})\))"
)
"""How an entry begins that gives two names of its subject."""
_PLURALS_IN_ICS = frozenset(
    "basics characteristics clinics critics fabrics heuristics logics metrics rubrics topics".split()
)
"""Plurals of a word in -ic; other words in -ics are fields."""
_IRREGULAR = {
    "analyses": "analysis",
    "automata": "automaton",
    "axes": "axis",
    "bases": "basis",
    "biases": "bias",
    "caches": "cache",
    "corpora": "corpus",
    "criteria": "criterion",
    "hypotheses": "hypothesis",
    "indices": "index",
    "matrices": "matrix",
    "maxima": "maximum",
    "minima": "minimum",
    "optima": "optimum",
    "phenomena": "phenomenon",
    "vertices": "vertex",
}


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A name that a glossary gives itself: ``surface`` stands for ``label``, says ``entry``.

    ``source`` is title, alias or acronym; ``head`` holds the words that the entry's definition begins with ("training
    technique"), where it has one.
    """

    surface: str
    label: str
    source: str
    entry: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names that a glossary gives itself; ``a | b`` merges two."""

    terms: frozenset[Term] = frozenset()

    def __or__(self, other: "Lexicon") -> "Lexicon":
        return Lexicon(self.terms | other.terms)


def collect_lexicon(entries: Iterable[Entry]) -> Lexicon:
    r"""Collect titles, aliases, acronym pairs and defined terms.

    >>> from graph.entries import Entry
    >>> rag = Entry("rag", "RAG", "RAG\n\nRetrieval-augmented generation (RAG) is a technique.\n", ())
    >>> for term in sorted(collect_lexicon([rag]).terms):
    ...     print(term.surface, "|", term.label, "|", term.source)
    RAG | RAG | title
    RAG | Retrieval-augmented generation | acronym
    Retrieval-augmented generation | RAG | alias
    """
    return Lexicon(frozenset(term for entry in entries for term in _terms(entry)))


def _terms(entry: Entry) -> Iterator[Term]:
    title = entry.title
    inner = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", title)
    if inner:  # "Retrieval-augmented generation (RAG)": two names of one thing
        title = inner[1]
        yield Term(inner[2], title, "alias", entry.name)
    yield Term(title, title, "title", entry.name, definition_head(entry))
    for alias in entry.aliases:
        yield Term(alias, title, "alias", entry.name)
    for other in opening_names(entry, title):
        yield Term(other, title, "alias" if len(other) > len(title) else "acronym", entry.name)
    for long, short in acronym_pairs(entry.text):
        yield Term(short, long, "acronym", entry.name)


def opening_names(entry: Entry, title: str) -> list[str]:
    r"""Give the other names that an entry begins with: "Video Panoptic Network, or VPNet, is", "RFB (Receptive …)".

    One of the two names is the title. The other is written like a name or is what the letters of the short one stand
    for, so that "An epoch, or one pass over the data, is" names nothing.

    >>> opening_names(Entry("rfb", "RFB", "RFB\n\nA Receptive Field Block (RFB) is a module.\n", ()), "RFB")
    ['Receptive Field Block']
    """
    body = entry.text[len(entry.title) :].lstrip() if entry.text.startswith(entry.title) else entry.text
    found = _OPENING.match(body)
    if found is None:
        return []
    names = [found["one"], found["other"] or found["inner"]]
    others = [name for name in names if name_key(name) != name_key(title)]
    if len(others) != 1:
        return []
    short, long = sorted(names, key=len)
    is_written_out = _long_form(short, long) == long
    return others if is_written_out or (found["other"] is not None and is_name(others[0])) else []


def definition_head(entry: Entry) -> str:
    """Give the words that say what an entry's subject is: of "X is a training technique that …" the middle two."""
    body = entry.text[len(entry.title) :] if entry.text.startswith(entry.title) else entry.text
    found = _DEFINITION.search(body[:600])
    return found["head"] if found else ""


def acronym_pairs(text: str) -> list[tuple[str, str]]:
    """Find pairs of a long form and its acronym in brackets, in order of reading.

    The letters of the acronym are sought in the words before the bracket from the right, the first one at a word's
    beginning (Schwartz and Hearst 2003, "A simple algorithm for identifying abbreviation definitions").

    >>> acronym_pairs("Retrieval-augmented generation (RAG) helps large language models (LLMs).")
    [('Retrieval-augmented generation', 'RAG'), ('large language models', 'LLM')]
    """
    pairs: list[tuple[str, str]] = []
    for match in _SHORT_IN_BRACKETS.finditer(text):
        short = match[1]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        short = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
        before = re.split(r"[\n(),;:]|\. ", text[: match.start()])[-1].rstrip()
        long = _long_form(short, before)
        if long and (long, short) not in pairs:
            pairs.append((long, short))
    return pairs


def _long_form(short: str, before: str) -> str | None:
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    most = min(len(letters) + 5, len(letters) * 2)
    place = len(before)
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and (
            before[place].casefold() != letters[number] or (number == 0 and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    long = before[place:].strip("\"“”'‘’")
    count = len(re.findall(r"[^\W_]+", long))
    return long if 2 <= count <= most and len(long) > len(short) else None


def quoted_terms(text: str) -> Iterator[tuple[int, int]]:
    """Find the places of short quoted wordings (offsets without the quotation marks)."""
    for match in _QUOTED.finditer(text):
        yield match.start(1), match.end(1)


def split_words(text: str) -> list[Word]:
    """Split a text into words with their places; dots inside a word stay ("llama.cpp", "2.0"), hyphens separate.

    >>> split_words("GPT-4o, llama.cpp.")
    [('GPT', 0, 3), ('4o', 4, 6), ('llama.cpp', 8, 17)]
    """
    return [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """Give the singular of an English noun by its ending, or the word itself; acronyms lose a small s (GPUs).

    >>> [singular(word) for word in ("models", "GPUs", "bias", "biases", "loss", "losses", "policies", "statistics")]
    ['model', 'GPU', 'bias', 'bias', 'loss', 'loss', 'policy', 'statistics']
    """
    lower = word.casefold()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if len(word) > 2 and word.endswith("s") and word[:-1].isupper():
        return word[:-1]
    if len(word) < 4:
        return word
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if lower.endswith("ics") and lower not in _PLURALS_IN_ICS:
        return word
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is", "as", "os")) and not word.isupper():
        return word[:-1]
    return word


def is_name(surface: str) -> bool:
    """Say whether a surface is written like a name: a capital or a digit inside, or every word capitalised.

    >>> [is_name(surface) for surface in ("GPT-4", "LoRA", "Google Brain", "Foundation model", "fine-tuning")]
    [True, True, True, False, False]
    """
    words = [word for word, _, _ in split_words(surface)]
    if any(letter.isupper() for word in words for letter in word[1:]):
        return True
    if len(words) == 1 and any(letter.isdigit() for letter in surface):
        return True
    return len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in words)


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Give the form in which two spellings of one name are equal.

    Case, hyphens, plural, article, accents, a possessive 's and the British way to spell do not count; digits and
    version letters do: "GPT-4" and "GPT-4o" differ.

    >>> [name_key(name) for name in ("Fine-Tuning", "fine tuning", "the GPUs", "GPT-4", "GPT-4o")]
    ['fine tuning', 'fine tuning', 'gpu', 'gpt 4', 'gpt 4o']
    >>> name_key("Tokenisation") == name_key("tokenization"), name_key("Cohen's kappa") == name_key("Cohen kappa")
    (True, True)
    """
    words = [
        word for word, _, _ in split_words(_POSSESSIVE.sub("", unicodedata.normalize("NFKC", name).replace("×", "x")))
    ]
    if len(words) > 1 and words[0].casefold() in {"the", "a", "an"}:
        words = words[1:]
    if not words:
        return name.strip().casefold()
    return " ".join(_fold(word) for word in [*words[:-1], singular(words[-1])])


@lru_cache(maxsize=65536)
def identity_key(name: str) -> str:
    """Give the key of a name without its gaps: what mentions of one thing share.

    A gap counts between a digit and what follows it ("Llama 2 7B" is not "Llama 27B"); the parts of a versioned name
    may stand in any order behind its first word, and the v of a version does not count.

    >>> identity_key("over-fitting"), identity_key("AlphaFold 2"), identity_key("AlphaFold2")
    ('overfitting', 'alphafold2', 'alphafold2')
    >>> identity_key("Gemini 1.5 Pro") == identity_key("Gemini Pro 1.5")
    True
    >>> identity_key("Stable Diffusion v1.5") == identity_key("Stable Diffusion 1.5")
    True
    >>> identity_key("Llama 2 7B") == identity_key("Llama 27B")
    False
    >>> identity_key("Llama 2 70B") == identity_key("Llama 2 (70 billion parameters)")
    True

    In names of several words the usual transcriptions do not count: ö as oe, and -ey, -yi, -ij for -ei and -i.

    >>> identity_key("Bernhard Schölkopf") == identity_key("Bernhard Schoelkopf")
    True
    >>> identity_key("Michael Black") == identity_key("Michal Black")
    False
    >>> identity_key("Andrei Kolmogorov") == identity_key("Andrey Kolmogorov") == identity_key("andrey kolmogorov")
    True
    """
    name = plain_name(name)
    words = [_VERSION_LETTER.sub("", word) for word in name_key(name).split()]
    if len(words) > 1 and all(word.isalpha() for word in words):
        words = [_transcribe(word) for word in words]
    if len(words) > 2 and words[1] == "of":
        words[0] = singular(words[0])
    if not any(letter.isdigit() for letter in name):
        return "".join(words)
    if 2 < len(words) <= 4 and all(not word.isalpha() or word[:1].isupper() for word in re.split(r"[\s-]+", name)):
        words = [words[0], *sorted(words[1:], key=lambda word: (not word[0].isdigit(), word))]
    return _LETTER_THEN_DIGIT.sub("", " ".join(words))


def _fold(word: str) -> str:
    """Fold a word: small letters, no accents, American spelling."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", word.casefold().translate(_STROKES))
        if not unicodedata.combining(letter)
    )
    for british, american in _BRITISH:
        plain = british.sub(american, plain)
    return plain


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """Write a name in the plainest of the ways in which it is written.

    A maker before a versioned name, the legal form of a company and a middle initial are left out; a conference's year
    has two digits, a size a letter, a numeral digits.

    >>> plain_name("Meta's Llama 2"), plain_name("Meta Platforms, Inc."), plain_name("Geoffrey E. Hinton")
    ('Llama 2', 'Meta Platforms', 'Geoffrey Hinton')
    >>> plain_name("NeurIPS '23"), plain_name("ICML 2023"), plain_name("OPT 175 billion"), plain_name("Deep Thought II")
    ('NeurIPS 23', 'ICML 23', 'OPT 175B', 'Deep Thought 2')
    """
    if not name[:1].isupper() and not any(letter.isdigit() for letter in name):
        return name
    for pattern, plain in _PLAIN:
        name = pattern.sub(plain, name)
    return name


def _transcribe(word: str) -> str:
    for pattern, plain in _TRANSCRIBED:
        word = pattern.sub(plain, word)
    return word


_PLAIN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^[A-Z][\w.]*(?: [A-Z][\w.]*)?['’]s (?=[A-Z].*\d)"), ""),
    (re.compile(r"(?<=\w),? (?:Inc|Ltd|LLC|LLP|Corp|Corporation|GmbH|AG|PBC|PLC|plc|S\.A)\.?$"), ""),
    (re.compile(r"(?<=[a-z]) [A-Z]\. (?=[A-Z])"), " "),
    (re.compile(r"(?<=\w) ?['’](?=[0-4]\d\b)"), " 20"),
    (re.compile(r"(?<=[A-Z]{3})(?: |-)?20(?=[0-3]\d\b)"), " "),
    (
        re.compile(r"(?<=\d)[ -]?(b|m|tr)illion(?:[ -]parameters?)?\b", re.IGNORECASE),
        lambda found: found[1][0].upper(),
    ),
    (re.compile(r"(?<=\w[ -])(II|III)(?=$| )"), lambda found: str(len(found[1]))),
)
_TRANSCRIBED = (
    (re.compile(r"(?<=\w)([oua])e(?=[^\W\daeiouy])(?!l$)", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<=\w)(?<=[^\W\daeiou])(?:iy|ii|ij|yi|y)$"), "i"),
    (re.compile(r"(?<=\w)e[yj]$"), "ei"),
)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_VERSION_LETTER = re.compile(r"(?<![^\W\d])v(?=\d+(?:\.\d+)*$)|(?<=[a-z]{2})v(?=\d+(?:\.\d+)*$)")
_LETTER_THEN_DIGIT = re.compile(r"(?<=[^\W\d]) (?=(?:v ?)?\d)")
_STROKES = str.maketrans("øłđħı", "oldhi")
_BRITISH = (
    (re.compile(r"(?<=\w{3})is(?=(?:e[drs]?|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"(?<=[ei])ll(?=(?:ed|ing)$)"), "l"),
    (re.compile(r"(?<=\w{3})our$"), "or"),
    (re.compile(r"^grey$"), "gray"),
    (re.compile(r"^licence$"), "license"),
)


def is_year(word: str) -> bool:
    """Say whether a word is a year of the last or this century.

    >>> [is_year(word) for word in ("2017", "1956", "1789", "20th", "20178")]
    [True, True, False, False, False]
    """
    return len(word) == 4 and word.isdigit() and word[:2] in {"19", "20"}


_GAPS = frozenset((" ", "-", "‑", "'", "’", "/", " & ", "&"))


def runs_of_words(text: str, words: list[Word]) -> Iterator[list[Word]]:
    """Split words into runs whose gaps may stand inside one name."""
    run: list[Word] = words[:1]
    for first, second in pairwise(words):
        if text[first[2] : second[1]] in _GAPS:
            run.append(second)
        else:
            yield run
            run = [second]
    if run:
        yield run
