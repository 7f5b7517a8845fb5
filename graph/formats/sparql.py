"""What the page needs to speak RDF and to answer SPARQL: names of terms, ids of claims, examples, and an engine.

The engine is Oxigraph's WebAssembly build, packed; the page unpacks it when the reader first asks.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.claims import Claim
from graph.formats.rdf import prefixes_for, split_aliases
from graph.formats.terms import OWN_TERMS
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary

__all__ = ["describe_claims", "describe_terms", "read_engine", "read_example_queries"]

_STATIC = Path(__file__).parent / "static"
_QUERIES = Path(__file__).parent.parent / "queries"


def read_example_queries() -> dict[str, str]:
    """Give the example queries by name, each beginning with its title as a comment.

    >>> sorted(read_example_queries())[0]
    'about-a-thing'
    """
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_QUERIES.glob("*.rq"))}


def read_engine() -> dict[str, str]:
    """Give the engine (gzip in base64) and the script of the thread that it runs in."""
    return {
        "engine": b64encode((_STATIC / "oxigraph.wasm.gz").read_bytes()).decode(),
        "worker": (_STATIC / "sparql-worker.js").read_text(encoding="utf-8"),
    }


def describe_terms(
    build: Build, nodes: Sequence[Mapping[str, Any]], settings: Settings, vocabulary: Vocabulary
) -> dict[str, Any]:
    """Say how the page's kinds and predicates are called in RDF, and which queries it offers.

    ``forms`` holds, for things of the page's rows, which of their aliases (numbers) only a search needs; ``own`` the
    names of our own that a query may use beside kinds and predicates.
    """
    things = build.thing_of
    hidden = {number: _forms(things[node["slug"]]) for number, node in enumerate(nodes)}
    examples = read_example_queries() if settings.sparql else {}
    return {
        "base": settings.base,
        "language": settings.language,
        "prefixes": prefixes_for(settings.base),
        "kinds": [kind.rdf for kind in vocabulary.kinds.values()],
        "concepts": [number for number, kind in enumerate(vocabulary.kinds) if vocabulary.is_in(kind, "concept")],
        "predicates": [[item.name, item.rdf] for item in vocabulary.predicates.values()],
        "forms": {number: forms for number, forms in hidden.items() if forms},
        "own": sorted(OWN_TERMS) if settings.sparql else [],
        "examples": [{"name": name, "text": text} for name, text in examples.items()],
    }


def _forms(thing: Thing) -> list[int]:
    forms = split_aliases(thing)[1] if thing.aliases else ()
    return [number for number, alias in enumerate(thing.aliases) if alias in forms]


def describe_claims(
    build: Build, nodes: Sequence[Mapping[str, Any]], facts: Iterable[Mapping[str, Any]], vocabulary: Vocabulary
) -> dict[str, Any]:
    """Say what only RDF says of claims, facts and things, for the page's own rows of things and facts.

    Of each fact come its claims in the order of its evidence: id, confidence, rules (numbers), and qualifiers where
    there are some.
    """
    claims = build.claim_of
    rules = sorted({rule for claim in build.claims for rule in claim.rules})
    numbers = {rule: number for number, rule in enumerate(rules)}
    mentions = {thing.id: thing.mentions for thing in build.things}
    known = {(fact.subject, fact.predicate, fact.object): fact for fact in build.facts}
    slugs, names = [node["slug"] for node in nodes], [*vocabulary.predicates]
    ordered = [
        known[slugs[row["subject"]], names[row["predicate"]], row["year"] if "year" in row else slugs[row["object"]]]
        for row in facts
    ]
    return {
        "rules": rules,
        "claims": [_claims(fact, claims, numbers) for fact in ordered],
        "qualifiers": {number: dict(fact.qualifiers) for number, fact in enumerate(ordered) if fact.qualifiers},
        "mentions": [mentions[slug] for slug in slugs],
    }


def _claims(fact: Fact, claims: Mapping[str, Claim], rules: Mapping[str, int]) -> list[list[Any]]:
    held = (claims[claim] for claim in fact.claims if claim in claims)
    return [
        [
            claim.id,
            claim.confidence,
            [rules[rule] for rule in claim.rules],
            *([dict(claim.qualifiers)] if claim.qualifiers else []),
        ]
        for claim in held
    ]
