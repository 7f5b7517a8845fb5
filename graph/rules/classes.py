"""What is a kind or an example of what: definitions, lists of examples, appositions, names beside class nouns."""

from collections.abc import Iterator
from dataclasses import replace

from graph.annotate import Annotation, Sentence
from graph.claims import Claim
from graph.clauses import Clause, definition_root
from graph.lexicon import is_year, singular
from graph.passage import Passage, begins_clause, credit, first_noun, marks_of, state_class
from graph.reference import End

__all__ = ["appositions", "bare_definition", "class_nouns", "definitions", "examples"]


def definitions(passage: Passage) -> Iterator[Claim]:
    """Read "X is a Y that …": Y is the broader idea, or what a named X is an example of."""
    made = passage.made
    for clause in passage.clauses.values():
        if clause.lemma not in {"be", "become", "remain"} or not clause.slots.get("attr"):
            continue
        if any(made.deps[child] == "expl" for child in made.children[clause.verb]):
            continue  # "there were networks to train"
        subjects = [end for token in clause.slots.get("agent", ()) for end in passage.referents.ends(token)]
        for token in clause.slots["attr"]:
            if made.lemmas[token] == "part":
                continue  # "it is part of most services" says no kind
            for attr in _classes(passage, token):
                for subject in subjects:
                    if _is_definite(made, token):
                        continue
                    yield from state_class(
                        passage, subject, attr, clause.sentence, ("definition", _trust(clause)), **marks_of(clause)
                    )


def bare_definition(passage: Passage) -> Iterator[Claim]:
    """Read a definition without its subject: "A regularization technique, introduced in 2012, that …"."""
    made = passage.made
    root = definition_root(made)
    above = passage.referents.genus(root) if root is not None else None
    if root is None or above is None or not passage.is_a(above.mention, "concept"):
        return
    if any(made.deps[child] == "neg" for child in made.children[root]):
        return
    for end in [above, *[end for end in passage.referents.ends(root)[1:] if passage.is_a(end.mention, "concept")]]:
        yield from state_class(passage, End(made.subject, root), end, made.sentences[0], ("bare-definition", 0.85))


def _trust(clause: Clause) -> float:
    return 0.95 if clause.sentence.role in {"definition", "takeaway"} else 0.85


def _is_definite(made: Annotation, token: int) -> bool:
    return any(
        made.deps[child] == "det" and made.words[child].casefold() in {"the", "this", "that"}
        for child in made.children[token]
    )


def _classes(passage: Passage, token: int) -> list[End]:
    made = passage.made
    if made.tags[token] in {"JJ", "JJR", "JJS", "PRP", "DT", "WP", "RB", "IN"} and made.known[token] is None:
        return []
    ends = [
        end for member in passage.referents.members(token) if (end := passage.referents.as_class(member)) is not None
    ]
    return [end for end in ends if passage.is_a(end.mention, "concept") and not end.mention.implied]


_PART_NOUNS = frozenset(["component", "part", "element", "ingredient", "stage", "phase", "step", "module"])


_EXAMPLE_NOUNS = frozenset("""example instance variant kind type form version application use member""".split())


def examples(passage: Passage) -> Iterator[Claim]:
    """Read "A such as B and C", "A like B", "A, including B", "examples of A include B", "other As include B"."""
    made = passage.made
    for token, word in enumerate(made.words):
        lower = word.casefold()
        if made.known[token] is not None:
            continue
        if lower == "as" and token and made.words[token - 1].casefold() == "such":
            yield from _listed_below(passage, token - 1, token + 1, ("such-as", 0.9))
        elif (
            lower in {"like", "including", "e.g.", "especially", "notably"}
            and made.tags[token] != "MD"
            and made.deps[token] != "ROOT"
        ):
            comma = token > 0 and made.words[token - 1] == ","
            before = token - 2 if comma else token - 1
            if (
                comma
                and lower == "like"
                and passage.referents.sentence_of[token] == passage.referents.sentence_of[before]
            ):
                yield from _like_subject(passage, token)
            elif before >= 0 and (made.tags[before].startswith("NN") or made.known[before] is not None):
                yield from _listed_below(passage, token, token + 1, (f"list-{lower.strip('.')}", 0.8))
    for clause in passage.clauses.values():
        yield from _examples_of(passage, clause)


def _like_subject(passage: Passage, mark: int) -> Iterator[Claim]:
    """Read "Encoder-only models read a text in both directions, like BERT": the sentence's subject is the class."""
    made, referents = passage.made, passage.referents
    sentence = made.sentences[referents.sentence_of[mark]]
    subject = next((token for token in range(sentence.first, mark) if made.deps[token] == "nsubj"), None)
    start = first_noun(made, mark + 1, sentence)
    if subject is None or start is None or made.known[start] is None or made.tags[subject] not in {"NNS", "NNPS"}:
        return
    above = referents.at(subject)
    if above is None or above.mention.implied or not passage.is_a(above.mention, "concept"):
        return
    for end in referents.ends(start):
        if not passage.is_a(end.mention, "concept"):
            yield from state_class(passage, end, above, sentence, ("like-subject", 0.75))


def _listed_below(passage: Passage, mark: int, first: int, rule: tuple[str, float]) -> Iterator[Claim]:
    """State that what is listed after a mark belongs to the noun before it."""
    made, referents = passage.made, passage.referents
    sentence = made.sentences[referents.sentence_of[mark]]
    place = mark - 1
    while place > sentence.first and made.words[place] in {",", "'s"}:
        place -= 1
    if place < sentence.first:
        return
    above = referents.as_class(place)
    start = first_noun(made, first, sentence)
    if above is None or start is None or not passage.is_a(above.mention, "concept"):
        return
    if above.mention.implied:
        return
    for end in referents.ends(start):
        if not end.mention.implied and (end.mention.source != "term" or made.known[start] is None):
            yield from state_class(passage, end, above, sentence, rule)


def _examples_of(passage: Passage, clause: Clause) -> Iterator[Claim]:
    if clause.lemma not in {"include", "be"}:
        return
    made, referents = passage.made, passage.referents
    for token in clause.slots.get("agent", ()):
        head = singular(made.words[token].casefold())
        objects = [
            end for slot in ("patient", "attr") for row in clause.slots.get(slot, ()) for end in referents.ends(row)
        ]
        as_of, marks = _as_of(made, clause), marks_of(clause)
        if made.known[token] is None and head in _PART_NOUNS:
            inner = referents.after_of(token)
            whole = referents.at(inner) if inner is not None else End(made.subject, token)
            if whole is not None:
                for end in objects:
                    yield from passage.state(end, "partOf", whole, clause.sentence, ("parts-are", 0.8), **marks)
            continue
        if made.known[token] is None and head in _EXAMPLE_NOUNS:
            inner = referents.after_of(token)
            above = referents.at(inner) if inner is not None else End(made.subject, token)
            rule = ("examples-of", 0.9)
        elif clause.lemma == "include":
            above, rule = referents.at(token), ("include", 0.85)
        else:
            continue
        if above is None or not passage.is_a(above.mention, "concept"):
            continue
        for end in objects:
            named = not passage.is_a(end.mention, "concept")
            if named or head in _EXAMPLE_NOUNS or end.mention.kind == above.mention.kind:
                if head in {"application", "use"} and not named:
                    yield from passage.state(above, "usedFor", end, clause.sentence, rule, **marks)
                else:
                    yield from _dated(state_class(passage, end, above, clause.sentence, rule, **marks), as_of)


def _as_of(made: Annotation, clause: Clause) -> str:
    tokens = range(clause.sentence.first, clause.verb)
    years = [
        token for token in tokens if is_year(made.words[token]) and made.words[token - 1].casefold() in {"in", "of"}
    ]
    return made.words[years[0]] if years else ""


def _dated(claims: Iterator[Claim], as_of: str) -> Iterator[Claim]:
    for claim in claims:
        yield replace(claim, qualifiers={**claim.qualifiers, "asOf": as_of}) if as_of else claim


def class_nouns(passage: Passage) -> Iterator[Claim]:
    """Read "the H100 GPU", "the chatbot ChatGPT", "NVIDIA H100": a name beside what it is or who makes it."""
    made, referents = passage.made, passage.referents
    for token in range(len(made.words) - 1):
        first, second = made.known[token], made.known[token + 1]
        if first is None or second is None or referents.sentence_of[token] != referents.sentence_of[token + 1]:
            continue
        if passage.text_between(token, token + 1) != " ":
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        ends = End(first, token), End(second, token + 1)
        if passage.is_a(first, "Organization") and passage.is_a(second, "artifact"):
            yield from passage.state(ends[1], "developedBy", ends[0], sentence, ("maker-before-name", 0.8))
        elif passage.is_a(second, "type") or (passage.is_a(first, "Hardware") and passage.is_a(second, "Concept")):
            if not passage.is_a(first, "artifact"):
                continue
            yield from passage.state(ends[0], "instanceOf", ends[1], sentence, ("name-before-class", 0.85))
        elif (
            passage.is_a(first, "concept")
            and (first.kind == "Concept" or passage.is_a(first, "type"))
            and not passage.is_a(second, "concept")
        ):
            yield from passage.state(ends[1], "instanceOf", ends[0], sentence, ("class-before-name", 0.8))


_AGENT_NOUNS = frozenset(
    """company lab laboratory startup institute university nonprofit organization firm subsidiary foundation publisher
    researcher scientist engineer mathematician psychologist founder professor developer philosopher""".split()
)


def appositions(passage: Passage) -> Iterator[Claim]:
    """Read "PPO, an algorithm that …", "CUDA, NVIDIA's platform", "SDXL Turbo, a distilled version of SDXL"."""
    made, referents = passage.made, passage.referents
    for token in range(len(made.words) - 3):
        known = made.known[token]
        if (
            known is None
            or made.words[token + 1] != ","
            or referents.sentence_of[token] != referents.sentence_of[token + 3]
        ):
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        maker = made.known[token + 2]
        if maker is not None and passage.is_a(maker, "Organization") and made.words[token + 3] in {"'s", "’s"}:
            if made.tags[token + 4] in {"NNP", "NNPS"} or made.known[token + 4] is not None:
                continue  # "ChatGPT, Anthropic's Claude": the next name of a list
            if not passage.is_a(known, "agent"):
                yield from credit(
                    passage, End(known, token), End(maker, token + 2), sentence, ("apposed-maker", 0.85), built=True
                )
            head = first_noun(made, token + 4, sentence)
        elif made.words[token + 2].casefold() in {"a", "an", "another", "one"}:
            head = first_noun(made, token + 3, sentence)
        else:
            continue
        if head is not None and not begins_clause(made, head):
            yield from _apposed(passage, End(known, token), head, sentence)


def _apposed(passage: Passage, end: End, head: int, sentence: Sentence) -> Iterator[Claim]:
    made, referents = passage.made, passage.referents
    if made.lemmas[head] in {"version", "variant"}:
        inner = referents.after_of(head)
        origin = referents.at(inner) if inner is not None else None
        if origin is not None:
            yield from passage.state(end, "derivedFrom", origin, sentence, ("version-of", 0.8))
        return
    above = referents.as_class(head)
    if (
        above is not None
        and passage.is_a(end.mention, "Organization", "Person")
        and made.lemmas[head] not in _AGENT_NOUNS
    ):
        return
    if above is not None and passage.is_a(above.mention, "concept") and not above.mention.implied:
        yield from state_class(passage, end, above, sentence, ("apposition", 0.85))
