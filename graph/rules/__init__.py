"""The extraction rules, each a function from a passage to claims (see EXTRACTORS)."""

from collections.abc import Callable, Iterator

from graph.claims import Claim
from graph.passage import Passage
from graph.rules.brackets import brackets, glosses
from graph.rules.classes import appositions, bare_definition, class_nouns, definitions, examples
from graph.rules.contrasts import contrasts
from graph.rules.model import model_pairs
from graph.rules.names import narrower_terms, versions
from graph.rules.origins import affiliations, origins, possessives
from graph.rules.steps import adaptations, phases
from graph.rules.verbs import clause_patterns

__all__ = ["EXTRACTORS", "Extractor"]

Extractor = Callable[[Passage], Iterator[Claim]]
"""What a rule is: it never asserts what the sentence negates, and states only what the vocabulary allows."""

EXTRACTORS: dict[str, Extractor] = {
    "adaptations": adaptations,
    "affiliations": affiliations,
    "appositions": appositions,
    "bare-definition": bare_definition,
    "brackets": brackets,
    "class-nouns": class_nouns,
    "clauses": clause_patterns,
    "contrasts": contrasts,
    "definitions": definitions,
    "examples": examples,
    "glosses": glosses,
    "model": model_pairs,
    "narrower-terms": narrower_terms,
    "origins": origins,
    "phases": phases,
    "possessives": possessives,
    "versions": versions,
}
"""Every extractor by name: adding one is a function above and a line here."""
