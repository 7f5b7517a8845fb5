"""Builds as large as asked for, from a fixed seed, no text behind them: clusters with hubs, labels of one length."""

from random import Random

from graph.claims import digest
from graph.network import Build, Fact, Thing
from graph.vocabulary import read_vocabulary

__all__ = ["make_build"]

WORD = 8
"""Characters of a made-up word; every label is two of them."""

FACTS = 2.4
"""Facts for each thing."""

CLUSTER = 120
"""Things in a cluster."""

_CONSONANTS, _VOWELS = "bcdfglmnprstv", "aeiou"


def make_build(things: int, seed: int = 5) -> Build:
    """Make so many things and 2.4 times as many facts, nine of ten facts within a cluster.

    >>> made = make_build(300)
    >>> len(made.things), len(made.facts), {len(thing.label) for thing in made.things}
    (300, 720, {17})
    """
    random = Random(seed)  # noqa: S311 (no secret depends on it)
    words = read_vocabulary()
    kinds = list(words.kinds)
    labels: dict[str, str] = {}
    while len(labels) < things:
        label = f"{_word(random)} {_word(random)}"
        labels.setdefault(label.replace(" ", "-"), label)
    made = tuple(Thing(slug, label, random.choice(kinds), mentions=1) for slug, label in labels.items())
    return Build((), (), (), made, _facts(random, made, list(words.predicates)))


def _word(random: Random) -> str:
    return "".join(random.choice(_CONSONANTS) + random.choice(_VOWELS) for _ in range(WORD // 2))


def _facts(random: Random, things: tuple[Thing, ...], predicates: list[str]) -> tuple[Fact, ...]:
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < round(FACTS * len(things)):
        one = random.randrange(len(things))
        start = one - one % CLUSTER
        size = min(CLUSTER, len(things) - start)
        if random.random() < 0.9:
            other = start + int(size * random.random() ** 3)
        else:
            other = int(len(things) * random.random() ** 2)
        if one != other and (things[other].id, things[one].id) not in pairs:
            pairs[things[one].id, things[other].id] = None
    return tuple(
        Fact(
            digest(one, other), one, random.choice(predicates[:8]), other, 1, round(random.uniform(0.6, 0.99), 2),
            "inferred" if random.random() < 0.05 else "extracted", {}, (),
        )
        for one, other in sorted(pairs)
    )  # fmt: skip
