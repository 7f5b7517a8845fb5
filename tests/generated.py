"""A build as large as asked for, made of a fixed seed: clusters of things as a real glossary has, no language model."""

from dataclasses import replace
from random import Random

from graph.claims import Claim, Evidence, Mention, digest, number_claims
from graph.entries import Entry, Section
from graph.network import Build, Fact, Thing
from graph.vocabulary import read_vocabulary

TOPICS = (
    "language",
    "vision",
    "speech",
    "alignment",
    "training",
    "inference",
    "retrieval",
    "evaluation",
    "hardware",
    "agent",
)
NOUNS = {
    "Technique": ("tuning", "distillation", "sampling", "pruning", "search", "decoding"),
    "ModelType": ("model", "transformer", "network"),
    "Concept": ("gap", "window", "drift", "budget"),
    "Task": ("recognition", "translation", "summarization"),
    "Field": ("science",),
    "Metric": ("score", "error rate"),
}
SYLLABLES = ("Al", "Ber", "Cor", "Da", "El", "Fal", "Gem", "Lla", "Mis", "Nor", "Or", "Qui", "Ro", "Vel", "Zan")
NAMED = {
    "Model": 7,
    "ModelFamily": 3,
    "Organization": 4,
    "Person": 2,
    "Dataset": 3,
    "Benchmark": 2,
    "Software": 3,
    "Hardware": 1,
}


def build(things: int = 250, seed: int = 3) -> Build:
    """As many things in ten clusters, about twice as many facts, a sentence behind each."""
    random = Random(seed)  # noqa: S311 (no secret depends on it)
    clusters = [_cluster(random, number, max(things // 10, 3)) for number in range(10)]
    made = [thing for cluster in clusters for thing in cluster][:things]
    facts, claims, entries = _facts(random, clusters, {thing.id for thing in made})
    labs = {fact.object for fact in facts if fact.predicate == "developedBy"}
    made = [_as_lab(thing) if thing.id in labs and thing.kind == "Organization" else thing for thing in made]
    return Build(entries, (), claims, tuple(sorted(made, key=lambda thing: thing.id)), facts)


def with_years(made: Build) -> Build:
    """The same with a year of introduction, 2000 to 2024, for every third thing."""
    years = tuple(
        Fact(digest(thing.id, "year"), thing.id, "introducedIn", 2000 + number % 25, 1, 0.9, "extracted", {}, ())
        for number, thing in enumerate(made.things[::3])
    )
    return replace(made, facts=(*made.facts, *years))


def _as_lab(thing: Thing) -> Thing:
    return Thing(
        thing.id,
        thing.label,
        thing.kind,
        thing.aliases,
        ("Lab",),
        thing.definition,
        thing.entry,
        thing.entries,
        thing.mentions,
    )


def _cluster(random: Random, number: int, size: int) -> list[Thing]:
    topic = TOPICS[number % len(TOPICS)]
    kinds = [kind for kind, weight in NAMED.items() for _ in range(weight)]
    found: dict[str, Thing] = {}
    while len(found) < size:
        if random.random() < 0.55 or not found:
            kind = random.choice(list(NOUNS))
            words = [
                topic,
                random.choice(("adaptive", "sparse", "multi-head", "", "", "low-rank")),
                random.choice(NOUNS[kind]),
            ]
            label = " ".join(word for word in words if word)
        else:
            kind = random.choice(kinds)
            label = random.choice(SYLLABLES) + random.choice(SYLLABLES).lower() + random.choice(("a", "on", "ix", "um"))
            label += (
                f"-{random.randint(1, 5)}"
                if kind == "Model"
                else " Institute for Machine Intelligence"
                if random.random() < 0.04
                else ""
            )
        slug = f"{label}-{number}".lower().replace(" ", "-")
        aliases = ("".join(word[0] for word in label.split()).upper(),) if label.count(" ") > 1 else ()
        is_idea = kind in NOUNS
        definition = (
            f"{label.capitalize()} is one way to make {topic} systems work with less data." if is_idea else None
        )
        found[slug] = Thing(
            slug,
            label,
            kind,
            aliases,
            (),
            definition,
            slug if is_idea else None,
            (slug,) if is_idea else (),
            random.randint(1, 9),
        )
    return list(found.values())


def _facts(
    random: Random, clusters: list[list[Thing]], known: set[str]
) -> tuple[tuple[Fact, ...], tuple[Claim, ...], tuple[Entry, ...]]:
    pairs = []
    for number, cluster in enumerate(clusters):
        hubs = cluster[:3]
        for thing in cluster[1:]:
            pairs += [
                (thing, random.choice(hubs if random.random() < 0.7 else cluster))
                for _ in range(random.choice((0, 1, 2, 2, 3)))
            ]
        pairs += [
            (random.choice(cluster), random.choice(clusters[(number + step) % 10]))
            for step in (1, 2, 5)
            for _ in range(4)
        ]
    facts: dict[tuple[str, str, str], tuple[Fact, Claim, Entry]] = {}
    for one, other in pairs:
        if one.id != other.id and {one.id, other.id} <= known:
            predicate = _predicate(random, one, other)
            if predicate:
                made = _fact(random, one, predicate, other)
                facts.setdefault((one.id, predicate, other.id), made)
    ordered = [facts[key] for key in sorted(facts)]
    entries = {entry.name: entry for _, _, entry in ordered}
    return (
        tuple(row[0] for row in ordered),
        tuple(row[1] for row in ordered),
        tuple(entries[name] for name in sorted(entries)),
    )


def _predicate(random: Random, one: Thing, other: Thing) -> str | None:
    words = read_vocabulary()
    allowed = [name for name in words.predicates if words.allows(one.kind, name, other.kind)]
    return random.choice(allowed) if allowed else None


def _fact(random: Random, one: Thing, predicate: str, other: Thing) -> tuple[Fact, Claim, Entry]:
    says = read_vocabulary().predicates[predicate].says[0]
    sentence = f"In most recent work {one.label} {says} {other.label}, although results differ between groups."
    name = f"{one.id}-{predicate}-{other.id}"
    text = f"{one.label}\n\nDefinition\n{sentence}\n"
    start = text.index(sentence)
    places = [start + sentence.index(one.label), start + sentence.index(says) + len(says) + 1]
    ends = [
        Mention(name, place, place + len(thing.label), thing.label, thing.kind, "term", thing.label, thing.id)
        for thing, place in zip((one, other), places, strict=True)
    ]
    confidence = round(random.uniform(0.55, 0.98), 2)
    qualifiers = {"hedged": True} if random.random() < 0.1 else {}
    proof = Evidence("Definition", start, start + len(sentence), sentence)
    (claim,) = number_claims([Claim(name, ends[0], predicate, ends[1], proof, ("pattern",), confidence, qualifiers)])
    inferred = random.random() < 0.07
    fact = Fact(
        digest(one.id, predicate, other.id), one.id, predicate, other.id, 1, confidence,
        "inferred" if inferred else "extracted", qualifiers, () if inferred else (claim.id,),
    )  # fmt: skip
    entry = Entry(
        name,
        one.label,
        text,
        (Section("Definition", start, start + len(sentence)),),
        url=f"https://example.com/{len(name)}",
    )
    return fact, claim, entry
