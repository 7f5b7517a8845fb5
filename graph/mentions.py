"""Find the names and terms that a text uses, before any grammar is known.

Sources in order of trust: the editor's links, titles and aliases of entries, acronyms, the gazetteer with its versioned
families, and capitalised names that nobody listed. Where two overlap the longer one wins, then the more trusted one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph.claims import Mention
from graph.entries import Entry
from graph.gazetteer import Gazetteer, Heads, Sense
from graph.lexicon import Lexicon, Term, Word, is_name, name_key, quoted_terms, runs_of_words, singular, split_words
from graph.vocabulary import Vocabulary

__all__ = [
    "TRUST",
    "Matcher",
    "add_tags",
    "drop_untagged",
    "find_mentions",
    "lower_first",
    "lower_label",
    "make_matcher",
]

TRUST = ("link", "title", "alias", "acronym", "gazetteer", "quoted", "name", "defined", "tagger", "term", "name-part")
"""Sources of mentions, the most trusted first."""

_PARTICLES = frozenset(("de", "van", "von", "der", "den", "del", "la", "le", "al", "bin", "ten"))
_NO_NAME = frozenset(
    """a about after all although an and another any as at because before besides both but by compared consider
    despite during each early earlier either every few first for from given here how however if in instead is it
    its just known later like many more most much neither newer nor not of older on one only or other others our
    over rather researchers second see several similarly since so some still such take that the their then there
    these they third this those though three through thus to today two under unlike until we what when where
    whereas which while who why with within without work yet you january february march april may june july
    august september october november december monday tuesday wednesday thursday friday saturday sunday english
    french german chinese i""".split()
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A surface in words, what it stands for, who knows it, and the one entry that an acronym is limited to."""

    words: tuple[str, ...]
    senses: tuple[Sense, ...]
    source: str
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Matcher:
    """Everything that can be looked up in a text, by first word; made once for a batch of entries."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    heads: Heads
    names: Mapping[str, tuple[_Known, ...]]
    terms: Mapping[str, tuple[_Known, ...]]
    titles: Mapping[str, Sense] = field(default_factory=dict)

    def sense_of_title(self, entry: Entry) -> Sense:
        """Give the label and kind of what an entry is about."""
        return self.titles.get(entry.name) or Sense(entry.title, "Concept")


def make_matcher(lexicon: Lexicon, vocabulary: Vocabulary, gazetteer: Gazetteer, heads: Heads) -> Matcher:
    """Put gazetteer and lexicon into one table."""
    names: dict[str, list[_Known]] = {}
    terms: dict[str, list[_Known]] = {}
    titles: dict[str, Sense] = {}

    def add(surface: str, senses: tuple[Sense, ...], source: str, entry: str | None = None) -> None:
        words = tuple(word for word, _, _ in split_words(surface))
        if len("".join(words)) < 2:
            return  # "A*": what is left of it is no name
        concept = all(vocabulary.is_in(sense.kind, "concept") for sense in senses)
        is_listed = is_name(surface) or (source == "gazetteer" and surface[0].isupper())
        if is_listed:
            names.setdefault(words[0], []).append(_Known(words, senses, source, entry))
            if concept and len(words) > 1 and words[-1].islower():  # "AI agents" beside "AI agent"
                names[words[0]].append(_Known((*words[:-1], _plural(words[-1])), senses, source, entry))
        if not is_listed or (concept and source in _HEADINGS and _is_headline(words)):
            key = tuple(name_key(surface).split())
            first = key[0] if len(key) == 1 else words[0].casefold()
            terms.setdefault(first, []).append(
                _Known((*(w.casefold() for w in words[:-1]), key[-1]), senses, source, entry)
            )

    for surface, senses in gazetteer.surfaces:
        add(surface, senses, "gazetteer")
    canonical = _labels(lexicon, gazetteer, heads)
    longs: dict[str, set[str]] = {}
    for term in sorted(lexicon.terms):
        sense = canonical[term.surface if term.source == "title" else term.label]
        if term.source == "title":
            titles[term.entry] = sense
        if term.source == "acronym":
            longs.setdefault(term.surface, set()).add(name_key(sense.label))
    for term in sorted(lexicon.terms):
        sense = canonical[term.label]
        only = term.entry if term.source == "acronym" and len(longs[term.surface]) > 1 else None
        add(term.surface, (sense,), term.source, only)
        if term.source == "acronym":
            add(term.label, (sense,), "defined", only)
    return Matcher(vocabulary, gazetteer, heads, _longest_first(names), _longest_first(terms), titles)


def _is_headline(words: tuple[str, ...]) -> bool:
    """Say whether a title writes a term's words large, as headlines do: "Gradient Descent", "Encoder LLM"."""
    return len(words) > 1 and all(word.istitle() or word.islower() or word.isupper() for word in words)


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"


def _labels(lexicon: Lexicon, gazetteer: Gazetteer, heads: Heads) -> dict[str, Sense]:
    """Give every label of the lexicon its canonical form and kind: the gazetteer's, else its title's, else its own."""
    by_key: dict[str, Sense] = {}
    found: dict[str, Sense] = {}
    order = {"title": 0, "alias": 1, "defined": 2, "acronym": 3}
    terms = sorted(lexicon.terms, key=lambda term: (order[term.source], term))
    for term in terms:
        keys = [name_key(term.label), name_key(term.surface)]
        known = next((by_key[key] for key in keys if key in by_key), None) or _sense(term, gazetteer, heads)
        for key in keys[:1] if term.source == "acronym" else keys:  # one acronym may have two long forms
            by_key.setdefault(key, known)
        found[term.label] = known
        found.setdefault(term.surface, known)  # what is an entry's title is not another's alias
    return found


def _sense(term: Term, gazetteer: Gazetteer, heads: Heads) -> Sense:
    for surface in (term.label, term.surface):
        senses = gazetteer.senses(surface) or gazetteer.senses(lower_first(surface))
        if senses:
            said = _said_kind(term, heads)
            return next((sense for sense in senses if sense.kind == said), senses[0])
    label = lower_label(term.label)
    return Sense(label, _said_kind(term, heads) or heads.kind_of(term.label) or "Concept")


def _said_kind(term: Term, heads: Heads) -> str | None:
    """Give the kind that the definition says: "a company" of a name, "a training technique" of a term."""
    if not term.head:
        return None
    last = singular(split_words(term.head)[-1][0]) if split_words(term.head) else ""
    if term.label[:1].isupper() and last in heads.beside_names and is_name(term.label):
        return heads.beside_names[last]
    return heads.kind_of(term.head)


def lower_first(surface: str) -> str:
    """Write the first letter small, as a term stands within a sentence."""
    return surface[:1].lower() + surface[1:]


_HEADINGS = frozenset(("title", "alias"))
_COMPLEMENT = re.compile(r"\s(?:of|for|by|from|between|on|in)\s")


def lower_label(surface: str) -> str:
    """Give the label of a term: names stay, terms become lower case and singular.

    >>> [lower_label(surface) for surface in ("Foundation models", "GPT-4", "Scaling laws", "LoRA")]
    ['foundation model', 'GPT-4', 'scaling law', 'LoRA']
    """
    if is_name(surface):
        return surface
    head = split_words(surface)
    if not head:
        return surface
    cut = _COMPLEMENT.search(surface)  # "arrays of numbers": the array is the one
    word, start, end = next((row for row in reversed(head) if cut is None or row[2] <= cut.start()), head[-1])
    return lower_first(surface[:start] + singular(word) + surface[end:])


def _longest_first(table: Mapping[str, list[_Known]]) -> dict[str, tuple[_Known, ...]]:
    def order(known: _Known) -> tuple[int, int]:
        return (-len(known.words), TRUST.index(known.source))

    return {first: tuple(sorted(rows, key=order)) for first, rows in table.items()}


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    senses: tuple[Sense, ...]
    source: str


def find_mentions(entry: Entry, matcher: Matcher) -> list[Mention]:
    """Find all mentions of an entry's text that can be known without grammar; they do not overlap and are in order."""
    text = entry.text
    found: list[_Found] = list(_links(entry, matcher))
    for run in runs_of_words(text, split_words(text)):
        known = list(_look_up(entry, run, matcher))
        found.extend(known)
        found.extend(_capitalised(text, run, known, matcher))
    found.extend(_quoted(text))
    found.extend(_with_commas(text, matcher))
    kept = _without_overlaps(item for item in found if _is_in_body(entry, item))
    return _with_people(text, [_mention(entry, item, kept, matcher) for item in kept], matcher)


def add_tags(
    entry: Entry, mentions: list[Mention], tags: Iterable[tuple[int, int, str, float]], matcher: Matcher
) -> list[Mention]:
    """Add what the trained tagger found: new places, and better kinds and places for names that were only guessed.

    What editors, titles and the gazetteer say stays, but for what stands within a longer tagged place (what entries are
    about only where the tagger is very sure); an editor's link stays always. A tagged name with an empty noun keeps the
    name's own label and kind, a verb those of its noun in the gazetteer. Kinds that the vocabulary does not have are
    passed over.
    """
    found = list(mentions)
    for start, end, kind, sure in tags:
        if kind not in matcher.vocabulary.kinds:
            continue
        beside = [mention for mention in found if mention.start < end and start < mention.end]
        guessed = all(mention.source == "name" for mention in beside)
        inside = all(_may_be_within(mention, start, end, sure) for mention in beside)
        same = len(beside) == 1 and (beside[0].start, beside[0].end) == (start, end)
        if beside and not (guessed and sure >= _SURE) and not (inside and not same and sure >= _SURE):
            continue
        surface = entry.text[start:end]
        concept = matcher.vocabulary.is_in(kind, "concept")
        if (
            sure < _SURE
            or not surface.strip()
            or _is_half(surface)
            or not (concept or _is_whole_name(surface, matcher))
            or _is_rest_of_name(surface, matcher)
        ):
            continue
        within = surface[0].isupper() and not _begins_sentence(entry.text, start)
        label = beside[0].label if same else surface if within or not concept else lower_label(surface)
        found = [mention for mention in found if mention not in beside]
        named = None if same else _named_within(surface, kind, beside, matcher)
        done = _noun_of(surface, matcher)
        if named is not None:
            found.append(replace(named, start=start, end=end, text=surface))
        elif done is not None and not beside:
            found.append(Mention(entry.name, start, end, surface, done.kind, "gazetteer", done.label))
        else:
            found.append(Mention(entry.name, start, end, surface, kind, "tagger", label))
    return _with_people(entry.text, sorted(found), matcher)


def drop_untagged(
    mentions: Iterable[Mention], tags: Iterable[tuple[int, int, str, float]], read: Iterable[tuple[int, int]]
) -> list[Mention]:
    """Leave out the gazetteer's words in small letters of which the tagger, which read their sentence, thinks nothing.

    The gazetteer cannot know where a common word (layer, token) is meant as a term.
    """
    places = [tag[:2] for tag in tags]
    spans = list(read)
    return [
        mention
        for mention in mentions
        if mention.source != "gazetteer"
        or not mention.text.islower()
        or any(start < mention.end and mention.start < end for start, end in places)
        or not any(start <= mention.start and mention.end <= end for start, end in spans)
    ]


def _named_within(surface: str, kind: str, beside: Iterable[Mention], matcher: Matcher) -> Mention | None:
    """Give the name in a tagged wording of which the rest says nothing new: "GLUE benchmark" is GLUE."""
    names = [
        mention
        for mention in beside
        if surface.startswith(mention.text) and (mention.kind == kind or _is_named_alike(mention.kind, kind, matcher))
    ]
    if len(names) != 1:
        return None
    rest = [singular(word.casefold()) for word, _, _ in split_words(surface[len(names[0].text) :])]
    return names[0] if set(rest) <= matcher.heads.after_names else None


def _is_named_alike(kind: str, other: str, matcher: Matcher) -> bool:
    """Say whether names of two kinds may be one thing's: both artifacts, or both agents, but no ideas."""
    kinds = matcher.vocabulary.kinds
    return bool(kinds[kind].groups & kinds[other].groups) and not matcher.vocabulary.is_in(kind, "concept")


def _noun_of(surface: str, matcher: Matcher) -> Sense | None:
    """Give the technique or task that the gazetteer knows by the noun of a verb: "fine-tuned" is fine-tuning."""
    if not surface.islower() or " " in surface:
        return None
    stem = _VERB_END.sub("", surface)
    senses = (sense for end in _NOUN_ENDS for sense in matcher.gazetteer.senses(stem + end))
    return next((sense for sense in senses if matcher.vocabulary.is_in(sense.kind, "concept")), None)


_VERB_END = re.compile(r"(?:ed|es|e)$")
_NOUN_ENDS = ("ing", "ation", "ion")


def _may_be_within(mention: Mention, start: int, end: int, sure: float) -> bool:
    """Say whether a longer tagged place takes a mention in: a link never, what entries are about where it is sure."""
    if mention.source in _HEADINGS and sure < _VERY_SURE:
        return False
    return start <= mention.start and mention.end <= end and mention.source != "link"


_SURE, _VERY_SURE = 0.6, 0.95
_SIZE_OR_VERSION = re.compile(r"(?:version )?v?\d[\d.x]*[a-z]{0,2}", re.IGNORECASE)


def _is_half(surface: str) -> bool:
    """Say whether a tagged wording breaks off: "instruct version of"."""
    last = surface.rsplit(maxsplit=1)[-1].casefold()
    return last in {"of", "the", "a", "an", "from", "to", "in", "for", "and", "or", "between", "with", "on", "by"}


def _is_whole_name(surface: str, matcher: Matcher) -> bool:
    """Say whether a tagged name can stand alone: not a size ("70B"), a version or a tier ("Ultra") of a line."""
    return any(letter.isupper() or letter.isdigit() for letter in surface) and not _is_rest_of_name(surface, matcher)


def _is_rest_of_name(surface: str, matcher: Matcher) -> bool:
    """Say whether a wording is only what may follow a name: a size, a version, a tier."""
    return all(
        _SIZE_OR_VERSION.fullmatch(word)
        or word.casefold() == "version"
        or word.casefold() in matcher.gazetteer.tiers
        or word in matcher.heads.title_nouns
        for word, _, _ in split_words(surface)
    )


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"“'(")
    return not before or before[-1] in ".!?:\n" or before.endswith("--") or before[-1] == "—"


def _with_people(text: str, mentions: list[Mention], matcher: Matcher) -> list[Mention]:
    """Take unlisted names beside persons for persons, and a surname for the person whose full name came before."""
    found = list(mentions)
    for places in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for place in places:
            other = found[place - 1] if places.step > 0 else found[place + 1]
            between = text[min(other.end, found[place].end) : max(other.start, found[place].start)]
            if (
                matcher.vocabulary.is_in(other.kind, "Person")
                and between in {", ", " and ", ", and "}
                and _may_be_person(found[place])
            ):
                found[place] = replace(found[place], kind="Person")
    surnames: dict[str, str] = {}
    for place, mention in enumerate(found):
        if matcher.vocabulary.is_in(mention.kind, "Person") and " " in mention.label:
            surnames.setdefault(mention.label.rsplit(" ", 1)[1], mention.label)
        elif mention.source in {"name", "tagger"} and mention.text in surnames:
            found[place] = replace(mention, kind="Person", label=surnames[mention.text])
    return found


def _may_be_person(mention: Mention) -> bool:
    words = mention.text.split()
    return (
        mention.source == "name"
        and mention.kind == "Concept"
        and 2 <= len(words) <= 4
        and not any(letter.isdigit() for letter in mention.text)
        and not any(_is_no_surname(word) for word in words)
    )


def _is_no_surname(word: str) -> bool:
    """Say whether a word has capitals where no surname has them ("ReLU", "NASA"; but "McMahan", "LeCun", "J.")."""
    inner = any(letter.isupper() for letter in word[1:])
    return (
        inner
        and len(word) > 2
        and not re.match(r"(?:Mc|Mac|Le|La|De|Di|Du|Van|O)[A-Z][a-z]|[A-Z][a-z]+-[A-Z]|[A-Z]\.", word)
    )


def _is_in_body(entry: Entry, item: _Found) -> bool:
    """Say whether a place is in the title or below a heading: headings name nothing."""
    if item.end <= len(entry.title):
        return item.source == "title"
    return any(section.start <= item.start and item.end <= section.end for section in entry.sections)


def _without_overlaps(found: Iterable[_Found]) -> list[_Found]:
    order = sorted(
        found, key=lambda item: (item.source != "link", item.start - item.end, TRUST.index(item.source), item.start)
    )
    taken: set[int] = set()
    kept: list[_Found] = []
    for item in order:
        places = range(item.start, item.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def _links(entry: Entry, matcher: Matcher) -> Iterator[_Found]:
    by_title = {name_key(sense.label): sense for sense in matcher.titles.values()}
    for link in entry.links:
        sense = matcher.titles.get(link.target) or by_title.get(name_key(link.target))
        if sense is not None:
            yield _Found(link.start, link.end, (sense,), "link")


def _look_up(entry: Entry, run: list[Word], matcher: Matcher) -> Iterator[_Found]:
    text = entry.text
    exact = [word for word, _, _ in run]
    lower = [word.casefold() for word in exact]
    alone = [singular(word).casefold() for word in exact]
    names, terms = matcher.names, matcher.terms
    first_words = matcher.gazetteer.first_words
    for place, (word, start, _) in enumerate(run):
        for known in names.get(word, ()):
            size = len(known.words)
            if tuple(exact[place : place + size]) == known.words and known.entry in {None, entry.name}:
                yield _Found(start, run[place + size - 1][2], known.senses, known.source)
        if word not in names and word[-1] == "s" and word[:-1] in names:  # a name's plural: GPUs, LLMs
            for known in names[word[:-1]]:
                if len(known.words) == 1 and known.entry in {None, entry.name}:
                    yield _Found(start, run[place][2], known.senses, known.source)
        for first in {lower[place], alone[place]}:
            for known in terms.get(first, ()):
                last = place + len(known.words) - 1
                if (
                    last >= len(run)
                    or (*lower[place:last], alone[last]) != known.words
                    or known.entry not in {None, entry.name}
                ):
                    continue
                if not _is_glued(text, start, run[last][2]):
                    yield _Found(start, run[last][2], known.senses, known.source)
        if word[0].isupper() or word in first_words or (word + "-").casefold() in first_words:
            version = matcher.gazetteer.parse_version(run, place)
            if version is not None and version.words > 0 and len(version.parts) > 1:
                end = run[place + version.words - 1][2]
                yield _Found(start, end, (Sense(entry.text[start:end], version.kind),), "gazetteer")


def _is_glued(text: str, start: int, end: int) -> bool:
    """Say whether a term is only a part of a hyphenated word ("280-billion-parameter", "transformer-based")."""
    before = start > 1 and text[start - 1] in "-‑" and text[start - 2].isalnum()
    after = text[end : end + 1] in {"-", "‑"} and text[end + 1 : end + 2].isalnum()
    return before or after


def _capitalised(text: str, run: list[Word], known: list[_Found], matcher: Matcher) -> Iterator[_Found]:
    """Find names that nobody listed: capitalised words in a row, and single words written like a name.

    A listed name ends the row: "NVIDIA GTX 580" is a maker and a chip.
    """
    ends = {
        item.start: item.end
        for item in known
        if not _is_concept(item, matcher) and not matcher.vocabulary.is_in(item.senses[0].kind, "Place")
    }
    for number, (_, start, end) in enumerate(run):  # "Stanford Institute for …" is one name
        if ends.get(start) == end and number + 1 < len(run) and run[number + 1][0] in _BEFORE_OF:
            del ends[start]
    listed = set(ends)
    place = 0
    while place < len(run):
        if run[place][1] in listed:
            end = ends[run[place][1]]
            while place < len(run) and run[place][1] < end:
                place += 1
            continue
        last = _end_of_name(text, run, place, listed)
        words = [word for word, _, _ in run[place:last]]
        while words and (words[0].casefold() in _NO_NAME or _is_unit(words[0], matcher)):
            words, place = words[1:], place + 1
        while words and (
            _is_unit(words[-1], matcher)
            or (words[-1].isdigit() and len(words) > 1 and last < len(run) and run[last][0] in _MEASURES)
        ):
            words, last = words[:-1], last - 1
        if _SIZE_OR_VERSION.fullmatch(" ".join(words)):
            pass  # "Version 1.0" of something
        elif len(words) > 1 or (words and _stands_out(text, run[place], matcher)):
            start, end = run[place][1], run[last - 1][2]
            before, after = text[max(0, start - 40) : start], text[end : end + 40]
            hyphens = text[run[place][2] : run[place][2] + 1] == "-"
            kind = "Concept" if hyphens else _guess_kind(words, before, after, matcher)
            yield _Found(start, end, (Sense(text[start:end], kind),), "name")
        place = max(last, place + 1)


def _is_concept(item: _Found, matcher: Matcher) -> bool:
    return all(matcher.vocabulary.is_in(sense.kind, "concept") for sense in item.senses)


def _end_of_name(text: str, run: list[Word], place: int, listed: set[int]) -> int:
    """Give the place after the last word of the capitalised row that begins here (the same place where none does)."""
    last = place
    for here in range(place, len(run)):
        word, start, _ = run[here]
        if here > place and (start in listed or text[run[here - 1][2] : start] not in {" ", "-", " & "}):
            break
        if word[0].isupper() or (
            here > place and word[0].isdigit() and not (len(word) == 4 and word[:2] in {"19", "20"})
        ):
            last = here + 1
        elif here == place or not (word in _PARTICLES or (word in {"of", "for"} and run[here - 1][0] in _BEFORE_OF)):
            break
    return last


def _stands_out(text: str, word: Word, matcher: Matcher) -> bool:
    """Say whether a single word is a name though nobody listed it: capitals inside, or a capital within a sentence."""
    surface, start, end = word
    if len(surface) < 2 or _is_unit(surface, matcher) or surface[0].isdigit():
        return False
    if is_name(surface):
        return True
    if text[end : end + 1] in {"-", "‑"}:
        return False
    return surface[0].isupper() and not _begins_sentence(text, start)


_MEASURES = frozenset(
    """GB MB KB TB PB GiB MiB KiB TiB Hz MHz GHz kHz W kW MW FLOP FLOPS FLOPs TFLOPS K M B T""".split()
)


def _is_unit(word: str, matcher: Matcher) -> bool:
    return word in _MEASURES or word in matcher.heads.units


_BEFORE_OF = frozenset(
    """University Institute Center Centre School College Department Academy Society Association Bureau Office
    Ministry Laboratory Council Faculty Museum Bank Bill Declaration Chamber Court Federation Journal Library""".split()
)
_AUTHORS_AFTER = re.compile(
    r"(?:,? (?:and|with) (?:his |her |their |several )?"
    r"(?:colleagues|coauthors|co-authors|others|collaborators|students)| et al)"
)
_AT_AFTER = re.compile(r"(?:,? (?:of|at|from) (?:the )?[A-Z]|,? (?:then|now) (?:at|of) )")
_ACTS_AFTER = re.compile(
    r",? (?:introduced|proposed|described|published|coined|argued|showed|presented|wrote|demonstrated|suggested"
    r"|invented|formulated|started|founded)\b"
)
_APPOSED = re.compile(r"(?:, (?:an?|the|its)| (?:is|was) (?:an?|the)) ((?:[\w-]+ ){0,4}[a-z]+)\b")
_AUTHOR_BEFORE = re.compile(
    r"(?:\b(?:by|researchers?|scientists?|engineers?|psychologists?|mathematicians?|physicists?|linguists?"
    r"|economists?|founders?|statisticians?|programmers?|CEO) )$"
)


def _guess_kind(words: list[str], before: str, after: str, matcher: Matcher) -> str:
    """Guess what an unlisted name is, by its own words and by the words beside it."""
    beside = matcher.heads.beside_names
    said = matcher.heads.kind_of_name(words)
    plain = (
        2 <= len(words) <= 4
        and all(word[0].isupper() or word in _PARTICLES for word in words)
        and not any(_is_no_surname(word) for word in words)
    )
    if said is None and plain and any(letter.isdigit() for word in words for letter in word):
        plain = False
    if plain and words[0] in matcher.gazetteer.given_names:
        return "Person"
    if (
        said is None
        and plain
        and (_AUTHORS_AFTER.match(after) or _AUTHOR_BEFORE.search(before) or _ACTS_AFTER.match(after))
    ):
        return "Person"
    if said is None and plain and _AT_AFTER.match(after) and re.search(r"(?:\bby|,| and) $", before):
        return "Person"
    following = re.match(r" ([a-z][a-z-]+)(?: ([a-z]+))?", after)
    if following:
        for noun in (following[1], following[2] or ""):
            kind = beside.get(singular(noun))
            if kind:
                return kind
    preceding = re.search(r"([a-z][a-z-]+) $", before)
    if preceding and preceding[1] in beside:
        return beside[preceding[1]]
    apposed = _APPOSED.match(after)
    if apposed:
        kinds = [beside[singular(noun)] for noun in apposed[1].split() if singular(noun) in beside]
        if kinds and (said is None or not after.startswith(", the ")):  # after a comma, "the" may go on with a list
            return kinds[-1]
    if re.search(
        r"\b(?:researchers|scientists|engineers|team|group|professor|Person) (?:at|of|from) (?:the )?$", before
    ):
        return "Organization"
    return said or "Concept"


def _with_commas(text: str, matcher: Matcher) -> Iterator[_Found]:
    """Find listed names with a comma inside ("University of California, San Diego")."""
    for surface, senses in matcher.gazetteer.with_comma:
        start = text.find(surface)
        while start >= 0:
            yield _Found(start, start + len(surface), senses, "gazetteer")
            start = text.find(surface, start + 1)


def _quoted(text: str) -> Iterator[_Found]:
    for start, end in quoted_terms(text):
        title = text[start:end].rstrip(",.;")
        last = start + len(title)
        words = split_words(title)
        capitals = sum(word[0].isupper() for word, _, _ in words)
        called = re.match(r"[\"”] (?:paper|study|report|article|essay|post)\b", text[last : last + 12])
        if len(words) >= (2 if called else 3) and capitals * 2 > len(words) and words[0][0][0].isupper():
            yield _Found(start, last, (Sense(title, "Publication"),), "quoted")


def _mention(entry: Entry, found: _Found, kept: list[_Found], matcher: Matcher) -> Mention:
    sense = found.senses[0] if len(found.senses) == 1 else _choose(entry.text, found, kept, matcher)
    surface = entry.text[found.start : found.end]
    return Mention(entry.name, found.start, found.end, surface, sense.kind, found.source, sense.label)


def _choose(text: str, found: _Found, kept: list[_Found], matcher: Matcher) -> Sense:
    """Choose among a homograph's senses by what stands beside it."""
    after = text[found.end : found.end + 30]
    before = text[max(0, found.start - 30) : found.start]
    nouns = re.match(r" ([a-z]+)(?: ([a-z]+))?", after)
    classes = {matcher.heads.beside_names.get(singular(noun)) for noun in nouns.groups("")} if nouns else set()
    said = [sense for sense in found.senses if sense.kind in classes]
    if said:
        return said[0]
    agents = [sense for sense in found.senses if matcher.vocabulary.is_in(sense.kind, "agent")]
    others = [sense for sense in found.senses if sense not in agents]
    if not agents or not others:
        return found.senses[0]
    acts = re.match(
        r"(?:'s|’s)?\s+(?:\w+\s+)?(?:released|introduced|developed|announced|published|trained|built|launched|offers|says)",
        after,
    )
    owns = after.startswith(("'s ", "’s "))
    by = re.search(r"\b(?:by|at|from|of|with)\s$", before) or (before.endswith("(") and after.startswith(")"))
    place = kept.index(found)
    beside = [kept[near] for near in (place - 1, place + 1) if 0 <= near < len(kept)]
    neighbours = {
        sense.kind
        for item in beside
        for sense in item.senses
        if len(item.senses) == 1
        and re.fullmatch(r",?\s*(?:and|or)?\s*", text[min(item.end, found.end) : max(item.start, found.start)])
    }
    if acts or owns or by or any(matcher.vocabulary.is_in(kind, "agent") for kind in neighbours):
        return agents[0]
    return others[0]
