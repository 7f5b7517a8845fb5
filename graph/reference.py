"""What a token stands for: a known mention, a noun phrase that makes a term, or something said before."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from graph.annotate import Annotation
from graph.claims import Mention
from graph.clauses import Clause, definition_root
from graph.lexicon import is_name, name_key, singular
from graph.mentions import Matcher, lower_first

__all__ = ["End", "Referents"]

_PASS_THROUGH = frozenset(
    """type kind form family class set number thousand hundred million billion variety range collection lot group
    series majority dozen piece amount handful pair subset sort many some all most one each part bit branch mix
    combination share couple ten any none""".split()
)
_GENERIC = frozenset(
    """technique method approach idea concept term architecture paradigm practice strategy procedure process
    field""".split()
)
_PEOPLE = frozenset(
    """researcher team engineer scientist colleague coauthor co-author author group developer member student
    collaborator laboratory lab partner other employee linguist psychologist mathematician""".split()
)
_QUALITIES = frozenset(("quality", "progress", "performance", "success"))
_COMPANIES = frozenset(["company", "lab", "laboratory", "organization", "startup", "firm", "nonprofit"])
_STEPS = frozenset(["phase", "step", "stage"])
_PRONOUNS = frozenset(["it", "they", "them", "this", "these", "those", "that", "itself", "themselves", "both"])
_PERSONAL = frozenset(["he", "she", "his", "her", "him", "i", "we", "you", "us", "our", "your", "who"])
_MODIFIER_TAGS = frozenset(
    ("JJ", "NN", "NNS", "NNP", "NNPS", "VBN", "VBG", "HYPH", "AFX", "CD", "JJR", "JJS", "RB", "FW", "ADD")
)
_LEFT_OUT = frozenset(("DT", "PRP$", "PDT", "CD", "JJR", "JJS", "RB", "WDT", "WP$", "POS", "RBR", "RBS"))
_VERBS = frozenset("train store build create use run learn develop add make take give call turn keep need".split())
"""Verbs that the tagger takes for nouns before a plural ("many labs train large language models")."""

_MAGNITUDES = frozenset(("million", "billion", "trillion", "thousand", "hundred"))
_JOINS = frozenset((",", "and", "or", "&", ";", "then"))


@dataclass(frozen=True, slots=True)
class End:
    """One end of a relation: the mention and the token it was read from; ``degree`` is "high" or "lower"."""

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
        self._root = definition_root(made)
        self._cache: dict[int, End | None] = {}
        self._meant: dict[tuple[int, str], Mention] = {}

    def ends(self, token: int) -> list[End]:
        """Give what a token and everything coordinated with it stand for."""
        found: list[End] = []
        for member in self.members(token):
            end = self.at(member)
            if end is None:
                found.extend(self.instances(member))
            elif all(end.mention != other.mention for other in found):
                found.append(end)
        return found

    def instances(self, token: int) -> list[End]:
        """Give what is listed behind a noun that is nothing by itself: "benchmarks such as MMLU and GLUE"."""
        made = self.made
        if not made.tags[token].startswith("NN") or token + 2 >= len(made.words):
            return []
        words = [word.casefold() for word in made.words[token + 1 : token + 4]]
        skip = 1 if words and words[0] == "," else 0
        if words[skip : skip + 2] == ["such", "as"]:
            first = token + skip + 3
        elif words[skip : skip + 1] in (["like"], ["including"]):
            first = token + skip + 2
        else:
            return []
        while first < len(made.words) - 1 and made.known[first] is None and made.tags[first] in {"DT", "JJ"}:
            first += 1
        if first >= len(made.words) or made.known[first] is None or self.sentence_of[first] != self.sentence_of[token]:
            return []
        return [end for end in self.ends(first) if end.mention.source != "term"]

    def as_class(self, token: int) -> End | None:
        """Give what a noun stands for as a class: single words count too ("an optimizer such as Adam")."""
        end = self.at(token) if token != self._root else self._as_noun(token)
        if end is not None and " of " not in end.mention.label and " in " not in end.mention.label:
            return end
        if self.made.known[token] is not None or not self.made.tags[token].startswith("NN"):
            return end
        alone = self._term(token, token, single=True)
        return alone if alone is not None and self.matcher.heads.kind_of(alone.mention.label) is not None else None

    def genus(self, token: int) -> End | None:
        """Give what the noun of a definition says with all that stands before it: "an image preprocessing layer".

        Where the last word is known by itself ("layer"), the words before it still make it a narrower class.
        """
        made = self.made
        end, first = self.as_class(token), made.sentences[self.sentence_of[token]].first
        if end is None or end.mention.end != made.ends[token] or end.mention.start < made.starts[first]:
            return end
        words = range(first + 1, token)
        if made.tags[first] != "DT" or not all(self._describes(place) for place in words):
            return end
        whole = self._term(first, token, single=True)
        if whole is None or whole.mention.start >= end.mention.start:
            return end
        return whole if not self.matcher.heads.judges(whole.mention.label) else end

    def _describes(self, place: int) -> bool:
        """Say whether a word may stand in a class's name before its noun."""
        known = self.made.known[place]
        if known is not None:
            return self.matcher.vocabulary.is_in(known.kind, "concept")
        return self.made.tags[place] in _MODIFIER_TAGS or self.made.words[place].casefold() == "and"

    def members(self, token: int) -> list[int]:
        """Give a token and those coordinated with it, by the parser's word and by plain lists ("A, B, and C")."""
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

    def _is_a(self, mention: Mention, *names: str) -> bool:
        return self.matcher.vocabulary.is_in(mention.kind, *names)

    def _same_group(self, first: Mention, second: Mention) -> bool:
        kinds = self.matcher.vocabulary.kinds
        return first.kind == second.kind or bool(kinds[first.kind].groups & kinds[second.kind].groups)

    def at(self, token: int) -> End | None:
        """Give what one token stands for; None where it is nothing that could be a node."""
        if token not in self._cache:
            self._cache[token] = None  # a circle of references ends here
            self._cache[token] = self._at(token)
        return self._cache[token]

    def _as_noun(self, token: int) -> End | None:
        """Give what the noun of a definition without subject says by itself."""
        known = self.made.known[token]
        return End(self._extended(known, token), token) if known is not None else self._noun(token)

    def _at(self, token: int) -> End | None:
        made = self.made
        if token == self._root:
            return End(made.subject, token)
        known = made.known[token]
        if known is not None and self._is_a(known, "Concept") and self._is_quantity(token):
            return None
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
            inner = (
                None if any(made.deps[child] == "compound" for child in made.children[token]) else self.after_of(token)
            )
            if inner is not None:
                end = self.at(inner)
                said = {made.words[child].casefold() for child in made.children[token]}
                if (
                    end is None
                    and {"same", "this"} & said
                    and singular(made.words[inner].casefold()) in self.matcher.heads.own
                ):
                    return End(made.subject, token)
                return end
        if lemma == "version" and self.after_of(token) is not None:
            end = self.at(self.after_of(token) or 0)
            original = {made.words[child].casefold() for child in made.children[token]} & {"first", "original", "early"}
            return end if end is not None and (original or self._is_a(end.mention, "Dataset")) else None
        if tag == "VBG" and token in self.clauses and made.deps[token] in {"csubj", "nsubj", "csubjpass"}:
            patient = next(iter(self.clauses[token].slots.get("patient", ())), None)
            return self.at(patient) if patient is not None else None
        if tag.startswith("NN") or tag in {"VBG", "FW", "ADD", "AFX"}:
            return self._noun(token)
        return None

    def _is_quantity(self, token: int) -> bool:
        """Say whether a noun only counts something: "176 billion parameters"."""
        made = self.made
        return any(
            made.tags[child] == "CD"
            and made.deps[child] == "nummod"
            and (made.words[child][0].isdigit() or made.words[child] in _MAGNITUDES)
            for child in made.children[token]
        )

    def after_of(self, token: int) -> int | None:
        """Give the noun behind "of" that hangs on a noun ("examples of models"), None where there is none."""
        for child in self.made.children[token]:
            if self.made.deps[child] == "prep" and self.made.words[child].casefold() == "of":
                return next((below for below in self.made.children[child] if self.made.deps[below] == "pobj"), None)
        return None

    def _degree(self, token: int) -> str | None:
        for child in self.made.children[token]:
            if child < token and self.made.words[child].casefold() in {"high", "higher", "low", "lower"}:
                return self.made.words[child].casefold()
        return None

    def _noun(self, token: int) -> End | None:
        made = self.made
        determiner = next(
            (
                made.words[child].casefold()
                for child in made.children[token]
                if made.deps[child] in {"det", "poss"} and made.known[child] is None
            ),
            "",
        )
        head = singular(made.words[token].casefold())
        first = self._first_of_chunk(token)
        inside = [place for place in range(first, token) if made.known[place] is not None]
        before = made.known[inside[-1]] if inside and inside[-1] == token - 1 else None
        if before is not None and head in self.matcher.heads.after_names and self._names(before):
            return End(self._extended(before, token - 1), token)
        following = (
            made.known[token + 1]
            if token + 1 < len(made.words) and self.sentence_of[token] == self.sentence_of.get(token + 1)
            else None
        )
        if head in self.matcher.heads.before_names and following is not None and is_name(following.label):
            return End(following, token + 1)
        if head in _QUALITIES and made.deps[token] == "nsubjpass" and first == token:
            return End(made.subject, token)
        if head in _PEOPLE:
            return self._employer(first, token)
        if determiner in {"its", "their"} and head in self.matcher.heads.own:
            return End(made.subject, token)
        if determiner in {"this", "these", "that", "those", "the", "such"} and self._is_bare(first, token):
            antecedent = self._description(token, head, determiner)
            if antecedent is not None:
                return antecedent
        return self._term(first, token)

    def _names(self, mention: Mention) -> bool:
        """Say whether "X library" is X: not for "open-source library" or "AI system"."""
        is_adjective = self._is_a(mention, "Concept") and "-" in mention.text and mention.text.islower()
        return not self._is_a(mention, "Field") and not is_adjective

    def _employer(self, first: int, token: int) -> End | None:
        """Give the organization that a group of people belongs to: "researchers at Google", "an OpenAI team"."""
        made = self.made
        for place in range(first, token):
            known = made.known[place]
            if known is not None and self._is_a(known, "Organization"):
                return End(known, place)
        last = made.sentences[self.sentence_of[token]].last
        place = token + 1
        if place < last and made.words[place].casefold() in {"at", "from", "of"}:
            place += 1
            while place < last and made.known[place] is None and made.tags[place] in {"DT", "JJ"}:
                place += 1
            known = made.known[place] if place < last else None
            if known is not None and self._is_a(known, "Organization"):
                return End(known, place)
        return None

    def _is_bare(self, first: int, token: int) -> bool:
        return all(self.made.tags[place] in {"DT", "PDT"} for place in range(first, token))

    def _first_of_chunk(self, token: int) -> int:
        """Give the first token of the noun phrase that ends with this head, its modifiers directly before it."""
        made = self.made
        first = token
        start = made.sentences[self.sentence_of[token]].first
        while first > start:
            place = first - 1
            tag = made.tags[place]
            if made.known[place] is None and tag not in _MODIFIER_TAGS and tag not in {"DT", "PRP$"}:
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

    def _term(self, first: int, token: int, *, single: bool = False) -> End | None:
        """Make a term of a noun phrase: without articles, numbers and empty adjectives, singular, at most six words."""
        made, heads = self.made, self.matcher.heads
        degree = None
        while first < token and made.known[first] is None:
            word = made.words[first].casefold()
            if word in {"high", "higher", "low", "lower"}:
                degree = word
            elif _QUANTITY.match(made.entry.text, made.starts[first]):
                while first < token and made.words[first + 1 : first + 2] == ["-"]:
                    first += 2
            elif (
                word not in {"a", "an", "the"}
                and word not in _VERBS
                and made.tags[first] not in _LEFT_OUT
                and not (self._is_empty(word, first, token))
            ):
                break
            if first + 1 < token and made.words[first + 1] == "-":
                break
            first += 1
        start, end = made.starts[first], made.ends[token]
        surface = made.entry.text[start:end]
        if not _TERM.fullmatch(surface) or len(re.split(r"[\s-]+", surface)) > 6 or len(surface) < 3:
            return None
        label = (
            surface
            if is_name(surface)
            else lower_first(surface[: made.starts[token] - start] + singular(surface[made.starts[token] - start :]))
        )
        if self._is_quantity(token):
            return None
        if (first == token and not single and name_key(label) not in heads.ends) or heads.is_bare(label):
            return self._with_complement(first, token) if not single else None
        kind = heads.kind_of(label) or "Concept"
        mention = Mention(made.entry.name, start, end, surface, kind, "term", label)
        return End(mention, token, degree)

    def _with_complement(self, first: int, token: int) -> End | None:
        """Make a term of a noun that says nothing without its complement: "dependence on API providers"."""
        made = self.made
        last = made.sentences[self.sentence_of[token]].last
        place = token + 1
        if self.matcher.heads.is_bare(made.words[token]) or place + 1 >= last:
            return None
        if made.words[place].casefold() not in {"on", "in", "of", "between"} or made.tags[token] not in {"NN", "NNS"}:
            return None
        place += 1
        while (
            place < last
            and (made.known[place] is None and made.tags[place] in {"JJ", "NN", "HYPH", "VBN"})
            and place < token + 4
        ):
            place += 1
        if place + 1 < last and made.heads[place] == place + 1 and made.deps[place] == "compound":
            place += 1  # "API providers", where "API" is known
        if place < last and (made.known[place] is not None or made.tags[place].startswith("NN")):
            end = place
        elif made.tags[place - 1].startswith("NN"):
            end = place - 1
        else:
            return None
        start = made.starts[first]
        surface = made.entry.text[start : made.ends[end]]
        if not _TERM.fullmatch(surface) or len(re.split(r"[\s-]+", surface)) > 5:
            return None
        label = lower_first(surface)
        return End(Mention(made.entry.name, start, made.ends[end], surface, "Concept", "term", label), token)

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
        while first > start and self._narrows(first - 1, token):
            first -= 1
        while first < token and (
            made.words[first] == "-" or self._is_empty(made.words[first].casefold(), first, token)
        ):
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
        tag, word, known = made.tags[place], made.words[place], made.known[place]
        if known is not None:  # "open-weight" before "foundation models"
            return "-" in known.text and known.text[1:].islower() and made.starts[place + 1] == known.end + 1
        if word == "-":
            return (
                place + 1 < token
                and made.starts[place + 1] == made.ends[place]
                and made.ends[place - 1] == made.starts[place]
            )
        if made.words[place + 1] == "-" and made.starts[place + 1] == made.ends[place]:
            return tag in _MODIFIER_TAGS
        return (
            tag == "NN"
            and not self.matcher.heads.is_bare(word)
            and word not in _VERBS
            and made.deps[place] in {"compound", "nmod", "amod"}
            and word.islower()
        )

    def _pronoun(self, token: int) -> End | None:
        """Resolve a pronoun: a subject of the same sentence before it, else the last sentence's, else the title.

        The object of a clause is never that clause's own subject.
        """
        made = self.made
        number = self.sentence_of[token]
        plural = made.words[token].casefold() in {"they", "them", "these", "those"}
        if made.words[token].casefold() == "those":
            return None
        if made.words[token].casefold() in {"this", "that"} and made.deps[token] not in {"nsubj", "nsubjpass"}:
            return None
        own = self._clause_of(token)
        same = [subject for verb, subject in self._subjects_of(number, token) if verb != own]
        last = self._main_subject(number - 1) if made.deps[token] in {"nsubj", "nsubjpass"} else []
        earlier = self._meant.get((number, made.words[token].casefold()))
        for subject in [earlier] if earlier is not None else [*same, *last]:
            if not (plural and self._is_single(subject)):
                self._meant[number, made.words[token].casefold()] = subject
                return End(replace(subject, implied=True), token)
        self._meant[number, made.words[token].casefold()] = made.subject
        return End(made.subject, token)

    def _main_subject(self, number: int) -> list[Mention]:
        """Give what the main clause of a sentence is about, as a list of at most one."""
        made = self.made
        if number < 0:
            return []
        sentence = made.sentences[number]
        for token in range(sentence.first, sentence.last):
            if made.deps[token] in {"nsubj", "nsubjpass"} and made.deps[made.heads[token]] == "ROOT":
                end = self.at(token) if made.known[token] is not None or made.tags[token] == "PRP" else None
                return [end.mention] if end is not None and not self._is_a(end.mention, "Person") else []
        return []

    def _clause_of(self, token: int) -> int:
        above = token
        while above not in self.clauses and self.made.heads[above] != above:
            above = self.made.heads[above]
        return above

    def _subjects_of(self, number: int, before: int | None) -> list[tuple[int, Mention]]:
        """Give the known subjects of a sentence's clauses with their verbs, in order, those before a token."""
        made = self.made
        if number < 0:
            return []
        sentence = made.sentences[number]
        found = []
        for token in range(sentence.first, sentence.last if before is None else before):
            known = made.known[token]
            if made.deps[token] in {"nsubj", "nsubjpass"} and known is not None and not self._is_a(known, "Person"):
                found.append((made.heads[token], known))
        return found

    def _is_single(self, mention: Mention) -> bool:
        return self._is_a(mention, "single", "Organization", "Person") and is_name(mention.label)

    def _description(self, token: int, head: str, determiner: str) -> End | None:
        """Resolve "this technique", "the company", "this phase"."""
        made = self.made
        if head in _COMPANIES and made.words[token + 1 : token + 2] == ["of"]:
            return None  # "the company of the same name"
        if head in _COMPANIES:
            near = self._nearest(token, lambda mention: self._is_a(mention, "Organization"))
            return End(replace(near, implied=True), token) if near is not None else None
        if head in _STEPS and determiner in {"this", "that"}:
            before = self._subjects_of(self.sentence_of[token] - 1, None)
            near = self._nearest(token, lambda mention: self._is_a(mention, "Technique"), sentences=3)
            subject = before[0][1] if before else near
            return End(replace(subject, implied=True), token) if subject is not None else None
        kind = self.matcher.heads.kind_of(head)
        title = made.subject
        if head in {"term", "idea", "concept", "field", "name"} or (head in _GENERIC and self._fits(title.kind, kind)):
            return End(title, token)
        if determiner == "the" and head in self.matcher.heads.title_nouns and self._fits(title.kind, kind):
            return End(title, token)
        if determiner in {"this", "these"} and kind is not None and self._fits(title.kind, kind):
            return End(title, token)
        return None

    def _fits(self, kind: str, wanted: str | None) -> bool:
        words = self.matcher.vocabulary
        return (
            wanted is None
            or words.is_in(kind, wanted)
            or (words.is_in(kind, "method") and words.is_in(wanted, "method"))
            or (kind in words.kinds and words.kinds[kind].type == wanted)
        )

    def _nearest(self, token: int, fits: Callable[[Mention], bool], sentences: int = 4) -> Mention | None:
        start = self.made.starts[token]
        number = max(0, self.sentence_of[token] - sentences)
        from_place = self.made.sentences[number].evidence.start
        near = (mention for mention in self.made.mentions if from_place <= mention.start < start)
        return next((mention for mention in reversed(list(near)) if fits(mention)), None)


_QUANTITY = re.compile(
    r"\d[\d.,]*(?:-\w+)*-(?:parameter|bit|token|billion|million|trillion|layer|point|percent|page|hour|day)\b|percent\b"
)
_TERM = re.compile(r"[^\W_][\w .'’/+-]*[\w+)]")


def _singular_last(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} {singular(last)}".strip()
