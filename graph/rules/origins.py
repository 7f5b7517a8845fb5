"""Who made a thing, when, and where people belong: said right beside the name."""

from collections.abc import Iterator

from graph.annotate import Annotation, Sentence
from graph.claims import Claim
from graph.clauses import definition_root
from graph.lexicon import is_name, is_year, singular
from graph.passage import GROUP_WORDS, Passage, begins_clause, credit, first_noun, is_journal
from graph.reference import End

__all__ = ["affiliations", "origins", "possessives"]

_BUILT = frozenset(
    """release launch develop create build unveil announce open-source start begin found train design make write
    host""".split()
)
_MADE = _BUILT | frozenset(
    """introduce propose coin invent present describe publish formulate pioneer devise collect compile
    assemble""".split()
)
_NO_YEAR = frozenset(["train", "write", "collect", "host", "design"])


def origins(passage: Passage) -> Iterator[Claim]:
    """Read who made something and when: "Mamba, by Albert Gu and Tri Dao", "BERT, which Google presented in 2018"."""
    made, referents = passage.made, passage.referents
    for token, known in enumerate(made.known):
        if known is None or passage.is_a(known, "agent", "Place", "Event", "Task", "Field", "Metric"):
            continue
        if is_journal(known):
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        place = token + 1
        if place < sentence.last and singular(made.words[place].casefold()) in passage.matcher.heads.before_names:
            place += 1
        comma = place < sentence.last and made.words[place] == ","
        place += comma
        if place < sentence.last:
            yield from _origin_at(passage, End(known, token), place, sentence, comma=comma)


def _origin_at(passage: Passage, end: End, place: int, sentence: Sentence, *, comma: bool) -> Iterator[Claim]:
    made = passage.made
    word = made.words[place].casefold()
    named = is_name(end.mention.label) or passage.is_a(end.mention, "artifact", "Publication")
    if word in {"by", "from"} and (named or comma):
        yield from _credited(passage, end, place, sentence, ("origin-by", 0.85), built=False)
        yield from _dated_at(passage, end, place, sentence, ("origin-year", 0.8))
    elif word == "of" and named:
        yield from _credited(passage, end, place, sentence, ("origin-of", 0.8), built=False, people=True)
        if place + 1 < sentence.last and is_year(made.words[place + 1]):
            yield from passage.state(end, "introducedIn", passage.year(place + 1), sentence, ("name-of-year", 0.85))
    elif word in {"which", "that"} and comma:
        yield from _which(passage, end, place, sentence)
    elif made.tags[place] in {"VBN", "VBD", "RB"} and comma:
        yield from _participle(passage, end, place, sentence)
    elif word in {"a", "an", "another", "one"} and comma and named and not begins_clause(made, place):
        yield from _apposed_origin(passage, end, place, sentence)


def _apposed_origin(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    """Read "X, a 2016 paper by A", "X, a library that Meta open-sourced in 2017", "X, another benchmark of 2023"."""
    made = passage.made
    if place + 1 < sentence.last and is_year(made.words[place + 1]):
        yield from passage.state(end, "introducedIn", passage.year(place + 1), sentence, ("apposed-year", 0.85))
    stop = min(_end_of_phrase(passage, place, sentence), place + 14)
    for token in range(place + 1, stop):
        if made.tags[token] in {"VBG", "VBZ", "VBP"} or (made.tags[token] == "VBN" and made.lemmas[token] not in _MADE):
            return  # "a descendant of GPT-3 fine-tuned on code from GitHub": no more about the name
        if made.words[token].casefold() in {"by", "from"} and not made.tags[token - 1].startswith("VB"):
            yield from _credited(passage, end, token, sentence, ("apposed-by", 0.85), built=False)
            yield from _dated_at(passage, end, token, sentence, ("apposed-by-year", 0.8))
        elif made.words[token].casefold() == "of" and token + 1 < stop and is_year(made.words[token + 1]):
            yield from passage.state(end, "introducedIn", passage.year(token + 1), sentence, ("apposed-year", 0.85))
        elif made.tags[token] in {"VBD", "VBN"} and made.lemmas[token] in _MADE and made.known[token] is None:
            before = made.known[token - 1]
            if before is not None and passage.is_a(before, "Organization", "Person"):
                first = next((other for other in range(place + 1, token) if _is_agent(passage, other)), token)
                for maker in _makers(passage, first - 1, token, people=False):
                    yield from credit(
                        passage, end, maker, sentence, ("apposed-made", 0.85), built=made.lemmas[token] in _BUILT
                    )
                yield from _dated_at(passage, end, token, sentence, ("apposed-made-year", 0.85))


def _is_agent(passage: Passage, token: int) -> bool:
    known = passage.made.known[token]
    return known is not None and passage.is_a(known, "agent")


def _participle(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    made = passage.made
    while place < sentence.last and made.tags[place] == "RB":
        if made.words[place].casefold() in {"not", "never"}:
            return  # "Llama 2, not released by Google, …"
        place += 1
    if place >= sentence.last or made.tags[place] not in {"VBN", "VBD"} or made.lemmas[place] not in _MADE:
        return
    lemma, stop = made.lemmas[place], _end_of_phrase(passage, place, sentence)
    owner = made.heads[place]
    root = definition_root(made)
    if root is not None and root in range(sentence.first, end.token) and not is_name(end.mention.label):
        end = End(made.subject, root)  # "A framework for language models, started by …": the framework was
    if owner != end.token and made.deps[place] == "acl" and made.heads[end.token] != owner:
        other = passage.referents.at(owner)  # "a technique against overfitting, proposed by …": the technique was
        if other is None or not (other.mention.implied or is_name(other.mention.label)):
            return
        end = other
    if lemma in _NO_YEAR and not passage.is_a(end.mention, "artifact"):
        return
    for token in range(place + 1, stop):
        if made.words[token].casefold() in {"by", "at"}:
            yield from _credited(passage, end, token, sentence, ("participle-by", 0.9), built=lemma in _BUILT)
    if lemma not in _NO_YEAR:
        yield from _dated_at(passage, end, place, sentence, ("participle-year", 0.9))


def _which(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    """Read ", which A and colleagues at B presented in 2018"."""
    made = passage.made
    stop = min(_end_of_phrase(passage, place, sentence), sentence.last)
    verb = next(
        (t for t in range(place + 1, stop) if made.tags[t] in {"VBD", "VBN", "VBZ", "VBP"} and made.known[t] is None),
        None,
    )
    if verb is None or verb == place + 1 or made.lemmas[verb] not in _MADE:
        return
    makers = _makers(passage, place, verb, people=False)
    for maker in makers:
        yield from credit(passage, end, maker, sentence, ("which-presented", 0.9), built=made.lemmas[verb] in _BUILT)
    if makers and made.lemmas[verb] not in _NO_YEAR:
        yield from _dated_at(passage, end, verb, sentence, ("which-year", 0.9))


def _end_of_phrase(passage: Passage, place: int, sentence: Sentence) -> int:
    """Give where a phrase behind a name ends: at a comma that goes on with neither a list of names nor "and"."""
    made = passage.made
    for token in range(place + 1, sentence.last):
        if made.words[token] in {";", ":"}:
            return token
        if made.words[token] == "," and token + 1 < sentence.last:
            following = made.known[token + 1]
            listed = following is not None and passage.is_a(following, "Person", "Organization")
            if not listed and made.words[token + 1].casefold() not in {"and", "then"}:
                return token
        if token > place + 2 and made.tags[token] in {"VBZ", "VBP", "MD"}:
            return token
    return sentence.last


def _credited(
    passage: Passage,
    end: End,
    mark: int,
    sentence: Sentence,
    rule: tuple[str, float],
    *,
    built: bool,
    people: bool = False,
) -> Iterator[Claim]:
    stop = _end_of_phrase(passage, mark, sentence)
    for maker in _makers(passage, mark, stop, people=people):
        yield from credit(passage, end, maker, sentence, rule, built=built)


def _makers(passage: Passage, mark: int, stop: int, *, people: bool) -> list[End]:
    """Give the persons and organizations listed right behind a token: "by A, B and colleagues at C"."""
    made = passage.made
    found: list[End] = []
    place = mark + 1
    group = persons = False
    while place < stop:
        known, word = made.known[place], made.words[place].casefold()
        if known is not None and passage.is_a(known, "Person"):
            found.append(End(known, place))
            persons = True
        elif known is not None and passage.is_a(known, "Organization"):
            if made.words[place + 1 : place + 2] in (["'s"], ["’s"]):
                pass
            elif not people and (group or not persons):
                found.append(End(known, place))
        elif known is not None:
            break
        elif word in GROUP_WORDS:
            group = True
        elif word not in _BETWEEN_MAKERS and made.tags[place] not in {"DT", "CD"}:
            break
        place += 1
    return found


_BETWEEN_MAKERS = frozenset(""", and at of from the & his her their then with 's ’s both""".split())


def _dated_at(passage: Passage, end: End, place: int, sentence: Sentence, rule: tuple[str, float]) -> Iterator[Claim]:
    """State the first year that follows "in", "of" or "from" within the phrase."""
    made = passage.made
    for token in range(place, _end_of_phrase(passage, place, sentence)):
        before = {made.words[token - 1].casefold(), made.words[token - 2].casefold()} if token > 1 else set()
        if is_year(made.words[token]) and before & {"in", "of", "from", "since"}:
            yield from passage.state(end, "introducedIn", passage.year(token), sentence, rule, date=passage.date(token))
            return


def possessives(passage: Passage) -> Iterator[Claim]:
    """Read "Meta's Llama 3", "Stanford's CRFM", "OpenAI's Alec Radford"."""
    made, referents = passage.made, passage.referents
    for token, word in enumerate(made.words):
        known = made.known[token - 1] if token else None
        if word not in {"'s", "’s", "'", "’"} or known is None or not passage.is_a(known, "Organization", "Person"):
            continue
        owner = End(known, token - 1)
        sentence = made.sentences[referents.sentence_of[token]]
        head = first_noun(made, token + 1, sentence)
        if head is None:
            continue
        for end in [referents.at(head), *referents.ends(head)[1:]]:
            if (
                end is not None
                and end.mention.source != "term"
                and not end.mention.implied
                and _is_owned_too(made, head, end.token)
            ):
                yield from _owned(passage, owner, end, sentence, ("possessive", 0.9))


def _is_owned_too(made: Annotation, head: int, token: int) -> bool:
    """Say whether a thing further on in a list has the same owner: only "A's X and Y"."""
    if token <= head:
        return True
    between = [made.words[place].casefold() for place in range(head + 1, token)]
    followed = made.words[token + 1 : token + 2]
    return between == ["and"] and followed not in (["'s"], ["’s"])


def _owned(passage: Passage, owner: End, end: End, sentence: Sentence, rule: tuple[str, float]) -> Iterator[Claim]:
    made = end.mention
    if passage.is_a(owner.mention, "Person"):
        if passage.is_a(made, "Publication"):
            yield from passage.state(end, "introducedBy", owner, sentence, rule)
        return
    if passage.is_a(made, "Organization"):
        yield from passage.state(end, "unitOf", owner, sentence, rule)
    elif passage.is_a(made, "Person"):
        yield from passage.state(end, "affiliatedWith", owner, sentence, rule)
    elif passage.is_a(made, "Publication"):
        yield from passage.state(end, "introducedBy", owner, sentence, rule)
    elif passage.is_a(made, "artifact") or is_name(made.label):
        yield from passage.state(end, "developedBy", owner, sentence, rule)


def affiliations(passage: Passage) -> Iterator[Claim]:
    """Read "Paul Christiano of OpenAI", "A, B and C at Stanford", "Edward Hu and colleagues at Microsoft"."""
    made, referents = passage.made, passage.referents
    for token, known in enumerate(made.known):
        if known is None or not passage.is_a(known, "Person"):
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        place, group = token + 1, False
        while place < sentence.last and (made.words[place].casefold() in _COLLEAGUES or _is_person(passage, place)):
            group |= made.words[place].casefold() in GROUP_WORDS
            place += 1
        if place + 1 >= sentence.last or made.words[place].casefold() not in {"of", "at", "from"}:
            yield from _bracketed(passage, End(known, token), sentence)
            continue
        place += 1
        while (
            place < sentence.last
            and made.known[place] is None
            and made.tags[place] in {"DT", "JJ", "NNP"}
            and place < token + 12
        ):
            place += 1
        mention = made.known[place] if place < sentence.last else None
        if mention is not None and passage.is_a(mention, "Organization"):
            end = End(mention, place)
            yield from passage.state(
                End(known, token), "affiliatedWith", end, sentence, ("person-at", 0.9), inferred=group
            )


def _is_person(passage: Passage, place: int) -> bool:
    known = passage.made.known[place]
    return known is not None and passage.is_a(known, "Person")


def _bracketed(passage: Passage, person: End, sentence: Sentence) -> Iterator[Claim]:
    """Read "David Rumelhart and Ronald Williams (University of California, San Diego)": the bracket serves both."""
    made, token, rule = passage.made, person.token, ("bracket-affiliation", 0.85)
    both = token + 2 < sentence.last and made.words[token + 1].casefold() == "and" and _is_person(passage, token + 2)
    if not both or any(aside.anchor == person.token for aside in made.asides):
        return
    for aside in made.asides:
        for mention in aside.mentions if aside.anchor == token + 2 else ():
            if passage.is_a(mention, "Organization"):
                yield from passage.state(person, "affiliatedWith", End(mention, -1), sentence, rule)


_COLLEAGUES = frozenset(
    """, and his her the their colleagues coauthors co-authors others team two three four several colleague
    collaborators researchers then""".split()
)
