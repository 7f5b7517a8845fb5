"""What a token stands for: a known mention, a noun phrase that makes a term, or something said before."""

import re
from dataclasses import dataclass, replace

from graph.annotate import Annotation, Sentence
from graph.clauses import Clause
from graph.claims import Mention
from graph.lexicon import is_name, singular
from graph.mentions import Matcher, lower_first

__all__ = ["End", "Referents"]

_PASS_THROUGH = frozenset(
    """type kind form family class set number thousand hundred million billion variety range collection lot group series
    majority dozen piece amount body array handful pair subset sort version list copy many some all most one each part bit
    branch mix combination sequence stream share couple ten any none""".split()
)
_BARE_AFTER_NAME = frozenset(
    """architecture design model method technique approach algorithm framework library dataset benchmark system project
    family series paper procedure scheme mechanism process tool toolkit package chip accelerator language test suite
    leaderboard app assistant chatbot product line service format corpus platform program variant version""".split()
)
_GENERIC = frozenset("technique method approach idea concept term architecture paradigm practice strategy procedure process field".split())
_COMPANIES = frozenset("company lab laboratory organization startup firm nonprofit".split())
_STEPS = frozenset("phase step stage".split())
_PRONOUNS = frozenset("it they them this these those that itself themselves both".split())
_PERSONAL = frozenset("he she his her him i we you us our your who".split())
_MODIFIER_TAGS = frozenset(("JJ", "NN", "NNS", "NNP", "NNPS", "VBN", "VBG", "HYPH", "AFX", "CD", "JJR", "JJS", "RB", "FW", "ADD"))
_LEFT_OUT = frozenset(("DT", "PRP$", "PDT", "CD", "JJR", "JJS", "RB", "WDT", "WP$", "POS", "RBR", "RBS"))
_JOINS = frozenset((",", "and", "or", "&", ";", "then"))


@dataclass(frozen=True, slots=True)
class End:
    """One end of a relation: the mention and the token it was read from; ``degree`` holds "high" or "lower" before it."""

    mention: Mention
    token: int
    degree: str | None = None


class Referents:
    """Answers what the tokens of one annotation stand for."""

    def __init__(self, made: Annotation, matcher: Matcher, clauses: dict[int, Clause]) -> None:
        self.made = made
        self.matcher = matcher
        self.clauses = clauses
        self.sentence_of: dict[int, int] = {}
        for number, sentence in enumerate(made.sentences):
            for token in range(sentence.first, sentence.last):
                self.sentence_of[token] = number
        self._cache: dict[int, End | None] = {}

    def ends(self, token: int) -> list[End]:
        """Give what a token and everything coordinated with it stand for."""
        found: list[End] = []
        for member in self.members(token):
            end = self.at(member)
            if end is not None and all(end.mention != other.mention for other in found):
                found.append(end)
        return found

    def members(self, token: int) -> list[int]:
        """Give a token and those coordinated with it, by the parser's word and by plain lists of mentions ("A, B, and C")."""
        made = self.made
        found = [token]
        for member in found:
            found.extend(
                child
                for child in made.children[member]
                if made.deps[child] == "conj" and child not in found and not made.tags[child].startswith(("VB", "MD"))
            )
        found.extend(other for other in self._listed(token) if other not in found)
        return sorted(found)

    def _listed(self, token: int) -> list[int]:
        """Follow a list of known mentions of one group to the right: "A, B and the C"."""
        made, first = self.made, self.made.known[token]
        if first is None:
            return []
        last = made.sentences[self.sentence_of[token]].last
        found: list[int] = []
        place, closed = token + 1, False
        while place < last:
            joins = 0
            while place < last and made.words[place].casefold() in _JOINS:
                closed |= made.words[place].casefold() in {"and", "or", "&"}
                joins += 1
                place += 1
            if not joins:
                break
            while place < last and made.known[place] is None and made.tags[place] in {"DT", "JJ", "CD", "PRP$"}:
                place += 1
            mention = made.known[place] if place < last else None
            if mention is None or not self._same_group(first, mention):
                break
            found.append(place)
            place += 1
        return found if closed else []

    def _same_group(self, first: Mention, second: Mention) -> bool:
        kinds = self.matcher.vocabulary.kinds
        return first.kind == second.kind or bool(kinds[first.kind].groups & kinds[second.kind].groups)

    def at(self, token: int) -> End | None:
        """Give what one token stands for; None where it is nothing that could be a node."""
        if token not in self._cache:
            self._cache[token] = None  # a circle of references ends here
            self._cache[token] = self._at(token)
        return self._cache[token]

    def _at(self, token: int) -> End | None:
        made = self.made
        known = made.known[token]
        if known is not None:
            return End(self._extended(known, token), token, self._degree(token))
        word, lemma, tag = made.words[token].casefold(), made.lemmas[token], made.tags[token]
        if word in _PERSONAL or tag in {"PRP$", "EX", "WRB"}:
            return None
        if tag == "PRP" or word in _PRONOUNS:
            return self._pronoun(token)
        if tag in {"WDT", "WP"}:
            return None
        if lemma in _PASS_THROUGH or word in _PASS_THROUGH or singular(word) in _PASS_THROUGH:
            inner = self._after_of(token)
            if inner is not None:
                return self.at(inner)
        if tag.startswith("NN") or tag in {"VBG", "FW", "ADD", "AFX"}:
            return self._noun(token, lemma)
        return None

    def _after_of(self, token: int) -> int | None:
        for child in self.made.children[token]:
            if self.made.deps[child] == "prep" and self.made.words[child].casefold() == "of":
                return next((below for below in self.made.children[child] if self.made.deps[below] == "pobj"), None)
        return None

    def _degree(self, token: int) -> str | None:
        for child in self.made.children[token]:
            if child < token and self.made.words[child].casefold() in {"high", "higher", "low", "lower"}:
                return self.made.words[child].casefold()
        return None

    def _noun(self, token: int, lemma: str) -> End | None:
        made = self.made
        determiner = next((made.words[child].casefold() for child in made.children[token] if made.deps[child] == "det"), "")
        head = singular(made.words[token].casefold())
        first = self._first_of_chunk(token)
        inside = [place for place in range(first, token) if made.known[place] is not None]
        if inside and inside[-1] == token - 1 and head in _BARE_AFTER_NAME:
            return End(self._extended(made.known[inside[-1]], inside[-1]), token)  # type: ignore[arg-type]  # known by the filter
        if determiner in {"this", "these", "that", "those", "the", "such"} and self._is_bare(first, token):
            antecedent = self._description(token, head, determiner)
            if antecedent is not None:
                return antecedent
        return self._term(first, token, lemma)

    def _is_bare(self, first: int, token: int) -> bool:
        return all(self.made.tags[place] in {"DT", "PDT"} for place in range(first, token))

    def _first_of_chunk(self, token: int) -> int:
        """Give the first token of the noun phrase that ends with this head: modifiers that stand directly before it."""
        made = self.made
        first = token
        start = made.sentences[self.sentence_of[token]].first
        while first > start:
            place = first - 1
            tag = made.tags[place]
            if made.known[place] is None and tag not in _MODIFIER_TAGS and not (tag in {"DT", "PRP$"}):
                break
            if made.words[place] == "'s" or not self._hangs_within(place, token):
                break
            first = place
            if tag in {"DT", "PRP$"}:
                break
        return first

    def _hangs_within(self, place: int, head: int) -> bool:
        above = place
        for _ in range(6):
            above = self.made.heads[above]
            if above == head:
                return self.made.deps[place] not in {"conj", "appos", "nsubj", "prep"}
            if above < place - 3 or above > head:
                return False
        return False

    def _term(self, first: int, token: int, lemma: str) -> End | None:
        """Make a term of a noun phrase: without articles, numbers and empty adjectives, singular, at most five words."""
        made, heads = self.made, self.matcher.heads
        degree = None
        while first < token and made.known[first] is None:
            word = made.words[first].casefold()
            if word in {"high", "higher", "low", "lower"}:
                degree = word
            elif made.tags[first] not in _LEFT_OUT and not (self._is_empty(word, first, token)):
                break
            if first + 1 < token and made.words[first + 1] == "-":
                break
            first += 1
        start, end = made.starts[first], made.ends[token]
        surface = made.entry.text[start:end]
        if not _TERM.fullmatch(surface) or len(re.split(r"[\s-]+", surface)) > 6 or len(surface) < 3:
            return None
        label = surface if is_name(surface) else lower_first(surface[: made.starts[token] - start] + singular(surface[made.starts[token] - start :]))
        if first == token and (heads.is_bare(label) or made.tags[token] == "VBG"):
            return None
        if heads.is_bare(label):
            return None
        kind = heads.kind_of(label) or "Concept"
        mention = Mention(made.entry.name, start, end, surface, kind, "term", label)
        return End(mention, token, degree)

    def _is_empty(self, word: str, first: int, token: int) -> bool:
        heads = self.matcher.heads
        if word not in heads.adjectives:
            return False
        rest = self.made.entry.text[self.made.starts[first + 1] : self.made.ends[token]].casefold()
        return rest not in heads.keep and singular(rest) not in heads.keep

    def _extended(self, known: Mention, token: int) -> Mention:
        """Lengthen a concept by the modifiers that make it a narrower one: "open-weight foundation models"."""
        made, vocabulary = self.made, self.matcher.vocabulary
        if not vocabulary.is_in(known.kind, "concept") or known.text != known.text.lower():
            return known
        start = made.sentences[self.sentence_of[token]].first
        first = token
        while first > start and made.known[first - 1] is None and self._narrows(first - 1, token):
            first -= 1
        while first < token and (made.words[first] == "-" or self._is_empty(made.words[first].casefold(), first, token)):
            first += 1
        if first == token:
            return known
        begin = made.starts[first]
        surface = made.entry.text[begin : known.end]
        if not _TERM.fullmatch(surface) or len(re.split(r"[\s-]+", surface)) > 5:
            return known
        label = lower_first(surface[: known.start - begin] + _singular_last(known.text))
        return replace(known, start=begin, text=surface, label=label, source="term")

    def _narrows(self, place: int, token: int) -> bool:
        made = self.made
        tag, word = made.tags[place], made.words[place]
        if word == "-":
            return place + 1 < token and made.starts[place + 1] == made.ends[place] and made.ends[place - 1] == made.starts[place]
        if made.words[place + 1] == "-" and made.starts[place + 1] == made.ends[place]:
            return tag in _MODIFIER_TAGS
        return tag in {"NN"} and made.deps[place] in {"compound", "nmod", "amod"} and word.islower()

    def _pronoun(self, token: int) -> End | None:
        """Resolve a pronoun: the sentence's subject where it stands before, else the last sentence's, else the title."""
        made = self.made
        number = self.sentence_of[token]
        word = made.words[token].casefold()
        plural = word in {"they", "them", "these", "those"}
        for back in (number, number - 1):
            if back < 0 or (back < number and made.sentences[back].evidence.section != made.sentences[number].evidence.section):
                continue
            subject = self._subject_of(back, token)
            if subject is not None and not (plural and self._is_single(subject)):
                return End(replace(subject, implied=True), token)
        return End(self.made.subject, token)

    def _is_single(self, mention: Mention) -> bool:
        return mention.kind in {"Model", "Organization", "Person"} and is_name(mention.label)

    def _subject_of(self, number: int, before: int) -> Mention | None:
        sentence = self.made.sentences[number]
        for token in range(sentence.first, min(sentence.last, before)):
            if self.made.deps[token] in {"nsubj", "nsubjpass"} and self.made.deps[self.made.heads[token]] in {"ROOT", "conj"}:
                known = self.made.known[token]
                if known is not None and known.kind != "Person":
                    return known
                return None
        return None

    def _description(self, token: int, head: str, determiner: str) -> End | None:
        """Resolve "this technique", "the company", "this phase"."""
        made = self.made
        if head in _COMPANIES:
            near = self._nearest(token, lambda mention: mention.kind == "Organization")
            return End(replace(near, implied=True), token) if near is not None else None
        if head in _STEPS and determiner in {"this", "that"}:
            subject = self._subject_of(self.sentence_of[token] - 1, token) or self._nearest(
                token, lambda mention: mention.kind == "Technique", sentences=3
            )
            return End(replace(subject, implied=True), token) if subject is not None else None
        kind = self.matcher.heads.kind_of(head)
        title = made.subject
        if head in {"term", "idea", "concept", "field", "name"} or (head in _GENERIC and self._fits(title.kind, kind)):
            return End(title, token)
        if determiner in {"this", "these"} and kind is not None and self._fits(title.kind, kind):
            return End(title, token)
        return None

    def _fits(self, kind: str, wanted: str | None) -> bool:
        return wanted is None or kind == wanted or (wanted == "ModelType" and kind in {"Model", "ModelFamily"})

    def _nearest(self, token: int, fits: "object", sentences: int = 4) -> Mention | None:
        start = self.made.starts[token]
        number = max(0, self.sentence_of[token] - sentences)
        from_place = self.made.sentences[number].evidence.start
        before = [mention for mention in self.made.mentions if from_place <= mention.start < start and fits(mention)]  # type: ignore[operator]  # a predicate
        return before[-1] if before else None


_TERM = re.compile(r"[^\W_][\w .'’/+-]*[\w+)]")


def _singular_last(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}".strip()
