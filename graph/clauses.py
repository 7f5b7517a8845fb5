"""Read the parser's trees as clauses: who does what to whom, by what, for what, whichever way the sentence puts it.

Active, passive, relative and participial clauses, shared subjects and infinitives all end in the same slots:
``agent`` (who does it), ``patient`` (what it is done to), ``attr`` (what it is said to be), the prepositions
(``on``, ``for``, ``in`` …), and clauses below a clause: ``to_do`` (an infinitive) and ``by_doing``, ``for_doing`` (a
gerund).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.annotate import Annotation, Sentence
from graph.lexicon import is_year

__all__ = ["Clause", "defined_by", "definition_root", "find_clauses", "years_of"]

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
_HYPOTHETICAL = frozenset(("would", "'d"))
_HEDGES_MODAL = frozenset(("may", "might", "could"))
_HEDGES = frozenset(
    """usually often typically generally commonly sometimes frequently probably possibly perhaps roughly mostly
    largely partly partially""".split()
)
_NEGATIONS = frozenset(("not", "n't", "never", "no", "cannot", "without", "neither", "nor", "hardly"))
_OBJECT_CONTROL = frozenset(
    """allow let help enable make cause get force permit teach train ask tell lead drive""".split()
)
_NOBODY = frozenset(("none", "neither", "nobody", "nothing", "few"))
_PARTICIPLES = {
    "tuned": "tune",
    "trained": "train",
    "finetuned": "finetune",
    "pretrained": "pretrain",
    "distilled": "distill",
}
_RELATIVE = frozenset(("WDT", "WP", "WP$"))
_RELATIVE_WORDS = frozenset(("that", "which", "where", "who", "whose"))
_DESCRIBING = frozenset(
    """arising based built called caused centered characterized composed concerned consisting constructed defined
    denoted derived described designed developed devoted directed expressed focused focusing formed found given
    inspired intended introduced known located made marked meant measured modeled named occurring organized specialized
    taught trained used""".split()
)
"""Participles that say more of the noun before them ("a task focused on methods")."""
_NAMING = frozenset(("called", "known", "named"))


@dataclass(slots=True)
class Clause:
    """One verb with its slots (token numbers). ``below`` holds clauses that hang on it, by slot.

    ``alone`` are tokens that stand for themselves only, not for what is coordinated with them (the noun before
    "which"); ``hypothetical`` marks what only would be so, ``hedged`` what may or usually is.
    """

    verb: int
    lemma: str
    sentence: Sentence
    passive: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)
    below: dict[str, list[int]] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    negated: bool = False
    hypothetical: bool = False
    hedged: bool = False

    def add(self, slot: str, tokens: list[int]) -> None:
        """Put tokens into a slot, once each."""
        row = self.slots.setdefault(slot, [])
        row.extend(token for token in tokens if token not in row)


def find_clauses(made: Annotation) -> dict[int, Clause]:
    """Give the clause of each verb of an annotation, by the verb's token."""
    clauses: dict[int, Clause] = {}
    for sentence in made.sentences:
        verbs = [token for token in range(sentence.first, sentence.last) if _is_verb(made, token)]
        for token in verbs:
            clauses[token] = _own_slots(made, token, sentence)
        for token in verbs:
            _inherit_subject(made, clauses, token)
            if made.deps[token] == "ccomp" and made.heads[token] in clauses:  # "It is not true that X reduces Y"
                clauses[token].negated |= clauses[made.heads[token]].negated
    return clauses


def _is_verb(made: Annotation, token: int) -> bool:
    tag, dep, known = made.tags[token], made.deps[token], made.known[token]
    if known is not None:  # "pre-trained" names a technique and is a verb all the same
        return tag in {"VBN", "VBD"} and known.text.endswith("ed")
    if tag == "JJ" and dep == "acomp" and made.words[token].casefold() in _PARTICIPLES:
        return True  # "Alpaca was fine-tuned from LLaMA" is read as "was tuned", tuned an adjective
    return (tag.startswith("VB") and dep not in {"aux", "auxpass", "amod", "compound"}) or (
        tag in {"NN", "NNS", "JJ"}
        and dep in {"acl", "relcl", "ROOT"}
        and any(made.deps[child] in _SUBJECTS for child in made.children[token])
    )


def _own_slots(made: Annotation, verb: int, sentence: Sentence) -> Clause:
    children = made.children[verb]
    deps = made.deps
    clause = Clause(verb, _PARTICIPLES.get(made.words[verb].casefold(), made.lemmas[verb]), sentence)
    clause.passive = any(deps[child] in {"auxpass", "nsubjpass"} for child in children) or (
        made.tags[verb] == "VBN"
        and deps[verb] in {"acl", "advcl"}
        and not any(deps[child] in {"aux", "dobj"} for child in children)
    )
    clause.passive |= deps[verb] == "acomp"
    for child in children:
        _add_child(made, clause, child)
    if made.deps[verb] == "pcomp":
        before = made.heads[verb]
        clause.negated |= made.words[before].casefold() == "without"
    return clause


def _add_child(made: Annotation, clause: Clause, child: int) -> None:
    dep, word = made.deps[child], made.words[child].casefold()
    if dep in _SUBJECTS:
        noun = _antecedent(made, child)
        clause.add("patient" if clause.passive else "agent", [noun])
        if noun != child:
            clause.alone.add(noun)
        clause.negated |= any(made.words[below].casefold() == "no" for below in made.children[child]) or word in _NOBODY
    elif dep in {"xcomp", "ccomp"} and made.known[child] is not None and not _is_verb(made, child):
        clause.add("patient", [child])
    elif dep == "npadvmod" and made.known[child] is not None and child == clause.verb + 1:
        clause.add("patient", [child])  # a name that the parser takes for an adverb: "PEFT implements LoRA"
    elif dep in {"dobj", "oprd"}:
        clause.add("patient" if dep == "dobj" else "attr", [_antecedent(made, child)])
        clause.negated |= any(made.words[below].casefold() == "no" for below in made.children[child])
        _add_prepositions(made, clause, child, near=True)
    elif dep in {"attr", "acomp"}:
        clause.add("attr", [child])
    elif dep == "agent":
        clause.add(
            "agent",
            [below for below in made.children[child] if made.deps[below] == "pobj" or made.known[below] is not None],
        )
        clause.below.setdefault("by_doing", []).extend(
            below for below in made.children[child] if made.deps[below] == "pcomp"
        )
    elif dep in {"prep", "dative"}:
        _add_preposition(made, clause, child)
    elif dep == "xcomp":
        clause.below.setdefault("to_do", []).append(child)
    elif dep == "advcl":
        clause.below.setdefault("to_do" if _is_infinitive(made, child) else "while_doing", []).append(child)
    elif (
        dep == "neg"
        or (dep in {"advmod", "preconj"} and word in _NEGATIONS)
        or (dep == "cc" and word == "nor" and child < clause.verb)
    ):
        clause.negated = True
    elif dep == "aux":
        clause.hypothetical |= word in _HYPOTHETICAL
        clause.hedged |= word in _HEDGES_MODAL
    elif dep == "advmod":
        clause.hedged |= word in _HEDGES
        clause.negated |= any(made.words[below].casefold() in _NEGATIONS for below in made.children[child])
    elif dep == "mark":
        clause.hypothetical |= word in {"if", "unless", "whether"}


def _is_infinitive(made: Annotation, verb: int) -> bool:
    return any(made.deps[child] == "aux" and made.words[child].casefold() == "to" for child in made.children[verb])


def _add_prepositions(made: Annotation, clause: Clause, noun: int, *, near: bool) -> None:
    for child in made.children[noun]:
        if made.deps[child] == "prep" and made.words[child].casefold() not in {"of", "such", "like", "including"}:
            _add_preposition(made, clause, child, mark="~" if near else "")


def _add_preposition(made: Annotation, clause: Clause, token: int, mark: str = "") -> None:
    """Fill a preposition's slot; ``mark`` tells one that hangs on the patient ("a model for X") from the verb's own."""
    word = made.words[token].casefold()
    for child in made.children[token]:
        dep = made.deps[child]
        if dep == "pobj" or (dep == "pcomp" and made.known[child] is not None):
            clause.add(mark + word, [_antecedent(made, child)])
        elif dep == "pcomp":
            clause.below.setdefault(f"{word}_doing", []).append(child)
        elif dep == "conj" and made.tags[child] == "IN":
            _add_preposition(made, clause, child, mark)
        elif dep == "prep":
            inner = made.words[child].casefold()
            clause.add(
                mark + f"{word} {inner}", [below for below in made.children[child] if made.deps[below] == "pobj"]
            )


def _antecedent(made: Annotation, token: int) -> int:
    """Give what a relative pronoun stands for: the noun that its clause hangs on; other tokens stand for themselves."""
    if made.tags[token] not in _RELATIVE and not (
        made.words[token].casefold() == "that" and made.tags[token] in {"IN", "DT"}
    ):
        return token
    above = token
    while made.heads[above] != above:
        if made.deps[above] in {"acl", "relcl"}:
            return defined_by(made, made.heads[above])
        above = made.heads[above]
    return token


def defined_by(made: Annotation, token: int) -> int:
    """Give what a defining noun says: in "X is a Y that reduces Z" the reducing is done by X."""
    verb = made.heads[token]
    if made.deps[token] == "attr" and made.lemmas[verb] == "be":
        return next((child for child in made.children[verb] if made.deps[child] == "nsubj"), token)
    if made.deps[token] == "appos" and made.known[verb] is not None:
        return verb
    return token


def _inherit_subject(made: Annotation, clauses: dict[int, Clause], verb: int) -> None:
    """Give a clause without a subject the one it shares with its neighbour."""
    clause = clauses[verb]
    if clause.passive and "patient" in clause.slots:
        return
    if not clause.passive and "agent" in clause.slots:
        return
    slot = "patient" if clause.passive else "agent"
    dep, head = made.deps[verb], made.heads[verb]
    if dep in {"acl", "relcl"} and made.tags[head] == "PRP":
        return  # "for BERT, released by Google, it was …": nothing hangs on a pronoun
    if dep in {"acl", "relcl"}:
        if made.tags[verb] != "VBN" or clause.passive:
            noun = defined_by(made, head)
            clause.add(slot, [noun])
            clause.alone.add(noun)
        return
    governor = _governor(made, clauses, verb)
    if governor is None or governor.verb == verb:
        return
    clause.hypothetical |= governor.hypothetical and dep != "advcl"
    if (
        dep in {"xcomp", "ccomp"}
        and governor.lemma in _OBJECT_CONTROL
        and "patient" in governor.slots
        and not governor.passive
    ):
        clause.add(slot, governor.slots["patient"])
        return
    if dep in {"acomp", "xcomp", "conj"}:
        clause.negated |= governor.negated and dep != "conj"
        clause.hedged |= governor.hedged
    subject = governor.slots.get("patient" if governor.passive else "agent")
    if subject:
        clause.add(slot, subject)


def _governor(made: Annotation, clauses: dict[int, Clause], verb: int) -> Clause | None:
    above = made.heads[verb]
    seen = {verb}
    while above not in seen:
        if above in clauses:
            return clauses[above]
        seen.add(above)
        above = made.heads[above]
    return None


def definition_root(made: Annotation) -> int | None:
    """Give the noun of a definition that begins without its subject: "A technique, introduced in 2012, that …"."""
    if not made.sentences:
        return None
    first = made.sentences[0]
    root = next((token for token in range(first.first, first.last) if made.deps[token] == "ROOT"), None)
    if root is None:
        return None
    is_noun = made.tags[root].startswith("NN")
    if is_noun and not any(made.deps[child] in _SUBJECTS for child in made.children[root]):
        return root
    return _opening_noun(made, first, root)


def _opening_noun(made: Annotation, first: Sentence, root: int) -> int | None:
    """Give the noun that a definition begins with, where the parser takes what describes it for the main verb.

    "A layer located between two others", "A bias characterized by haste": a participle with a preposition; "A network
    that learns": a relative clause. In "A team built GPT-4" the noun is the verb's subject, and nothing is defined.
    """
    if made.words[first.first].casefold() not in {"a", "an"}:
        return None
    head = None
    for token in range(first.first + 1, first.last):
        if made.known[token] is not None or made.tags[token].startswith("NN"):
            head = token
        elif not _is_modifier(made, token):
            break
    if head is None or head + 2 >= first.last:
        return None
    behind = made.words[head + 1].casefold()
    describes = behind in _RELATIVE_WORDS or (behind in _DESCRIBING and made.tags[head + 2] in {"IN", "TO"})
    is_subject = any(child <= head and made.deps[child] in _SUBJECTS for child in made.children[root])
    is_verb = made.tags[root].startswith(("VB", "MD")) and made.words[root].casefold() not in _NAMING
    return head if describes and not (is_subject and is_verb and root > head + 1) else None


def _is_modifier(made: Annotation, token: int) -> bool:
    """Say whether a word describes the noun behind it: not "used" in "a layer used to merge"."""
    if made.tags[token] in {"VBN", "VBG", "VBD"}:
        return token + 1 < len(made.tags) and (
            made.known[token + 1] is not None or made.tags[token + 1].startswith(("NN", "JJ"))
        )
    return made.tags[token] in {"JJ", "HYPH", "AFX", "CD"} or made.words[token].casefold() == "and"


def years_of(made: Annotation, clause: Clause) -> Iterator[int]:
    """Give the tokens of years that say when the clause happened ("in 2017", "in March 2023", "In 2017 …")."""
    for token in range(clause.sentence.first, clause.sentence.last):
        if not is_year(made.words[token]):
            continue
        above, steps = token, 0
        prepositions = []
        while steps < 4 and above not in (clause.verb, made.heads[above]):
            above = made.heads[above]
            prepositions.append(made.words[above].casefold())
            steps += 1
            if above != clause.verb and made.tags[above].startswith("VB") and made.known[above] is None:
                break
            if above in {*clause.slots.get("patient", []), *clause.slots.get("agent", [])}:
                break
        reached = (
            above == clause.verb or above in clause.slots.get("patient", []) or above in clause.slots.get("agent", [])
        )
        if (
            reached
            and {"in", "on", "since"} & set(prepositions)
            and not {"of", "until", "by", "from", "between"} & set(prepositions[:1])
        ):
            yield token
