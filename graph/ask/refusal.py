"""When a glossary does not say what is asked: a name that it lacks, or too little of the question in any sentence.

The weights are those of a logistic regression over the dev split of ``data/questions`` and 97 questions of our
own in ``benchmarks/refusal.txt`` (see ``docs/asking.md``), rounded.
"""

from collections.abc import Iterator
from itertools import groupby

from graph.ask.ranking import Ranking
from graph.ask.reading import Unit
from graph.lexicon import name_key

__all__ = ["why_not"]

TOO_LITTLE = "no sentence says enough of it"
LOOKED_AT = 5
"""How many of the best sentences are weighed."""
SAID, IN_GRAPH, UNIT, NEARBY, NEEDED = 9.0, 1.8, 1.4, -5.2, 11.7
"""The weights of what one sentence says and how like the question it is (together), of a fact that answers, of each of
up to six units of the question (long ones are never said whole), of how like the question the three likest are (a
question whose topic is everywhere needs more), and the sum that is needed."""
SAID_ALONE = 0.7
"""What one sentence has to say where likeness cannot be measured (no ONNX Runtime) and no fact answers."""
MET_ANYWAY = (0.65, 0.75)
"""The likeness and coverage from which a name that the glossary lacks is taken for another wording."""
TOGETHER = 0.8
"""The coverage that a sentence needs which has all names of a question with several."""


def why_not(ranking: Ranking, *, has_route: bool) -> str:
    """Say why the glossary does not answer; empty where it does. ``has_route`` says that a fact answers it."""
    units = ranking.question.units
    numbers = [item.number for item in ranking.ranked[:LOOKED_AT]]
    if not units or not numbers:
        return "the question names nothing to look for"
    alike, said = [ranking.likeness.get(number, 0.0) for number in numbers], ranking.coverage(numbers)
    unknown = next(_unknown_names(ranking), None)
    if unknown and (max(ranking.likeness.values()) < MET_ANYWAY[0] or max(said) < MET_ANYWAY[1]):
        return f"it does not speak of {unknown}"
    if apart := _names_apart(ranking):
        return f"no sentence says this of {apart}"
    if not any(alike):
        return "" if has_route or max(said) >= SAID_ALONE else TOO_LITTLE
    nearby = sorted(alike)[-3:]
    best = max(share + like for share, like in zip(said, alike, strict=True))
    total = SAID * best + IN_GRAPH * has_route + UNIT * min(len(units), 6) + NEARBY * sum(nearby) / len(nearby)
    return "" if total >= NEEDED else TOO_LITTLE


def _unknown_names(ranking: Ranking) -> Iterator[str]:
    """Find names that no sentence has: a word written like one, or several in a row that never stand together."""
    known, question = ranking.index.known, ranking.question
    for unit in question.units:
        has_meaning = unit.things or unit.marks or all(stem in known for stem in unit.stems)
        if unit.is_name and not has_meaning:
            yield unit.text
    for is_name, run in groupby(question.units, key=lambda unit: unit.is_name):
        together = list(run)
        whole = " ".join(unit.text for unit in together)
        if not is_name or len(together) < 2 or whole not in question.text:
            continue
        if not any(unit.marks or _is_named(ranking, unit) for unit in together) and not _stands(ranking, whole):
            yield whole


def _stands(ranking: Ranking, name: str) -> bool:
    return any(f" {name_key(name)} " in f" {name_key(item.text)} " for item in ranking.index.sentences)


def _names_apart(ranking: Ranking) -> str:
    """Give the names of a question about a date or number of several, where no sentence says it of all of them."""
    question, index = ranking.question, ranking.index
    named = [unit for unit in question.units if _is_named(ranking, unit)]
    if len(named) < 2 or not question.wants & {"date", "number"}:
        return ""
    numbers = [
        number for number in range(len(index.sentences)) if all(index.says(unit, number) >= 0.7 for unit in named)
    ]
    if numbers and max(ranking.coverage(numbers)) >= TOGETHER:
        return ""
    return " and ".join(unit.text for unit in named)


def _is_named(ranking: Ranking, unit: Unit) -> bool:
    """Say whether a unit names one particular thing: no concept, but a model, an organization, a person."""
    kinds = [kind for slug in unit.things for kind in ranking.index.of_kind[slug]]
    return unit.is_name and bool(kinds) and not ranking.index.concepts & set(kinds)
