r"""Turn the entries of a glossary into a knowledge graph with evidence.

The whole way, from text to answers:

>>> from io import BytesIO
>>> from graph import build, open_store, read_entries, run_query, to_rdflib
>>> text = b"GPT-4\n\nDefinition\nGPT-4 is a language model developed by OpenAI.\n"
>>> made = build(read_entries(["-"], stdin=BytesIO(text)).entries)
>>> [(fact.subject, fact.predicate, fact.object) for fact in made.facts]
[('gpt-4', 'developedBy', 'openai'), ('gpt-4', 'instanceOf', 'language-model')]
>>> made.claims[0].evidence.text
'GPT-4 is a language model developed by OpenAI.'
>>> made.network.nodes["openai"]["label"], made.network.number_of_edges()
('OpenAI', 2)
>>> len(to_rdflib(made)) > 20
True
>>> run_query(open_store(made), "SELECT ?who { :gpt-4 gg:developedBy/rdfs:label ?who }").rows
(('OpenAI',),)

``write_build(made, Path("exports"))`` writes what the command ``glossary-graph build`` writes, ``export(made,
Path("glossary.graphml"))`` one file in any format, and ``read_build(Path("exports"))`` reads a folder back.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.ask import Answer, ask
    from graph.entries import Entry, read_entries
    from graph.errors import GlossaryGraphError
    from graph.explore import describe, find_paths, find_thing
    from graph.folder import write_build
    from graph.formats import export
    from graph.formats.documents import documents
    from graph.formats.rdflib_graph import from_rdflib
    from graph.formats.reading import read_build
    from graph.formats.serialization import to_rdflib
    from graph.network import Build, Fact, Match, Thing
    from graph.pipeline import build
    from graph.query import open_store, run_query
    from graph.settings import Settings, read_settings
    from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "Answer",
    "Build",
    "Entry",
    "Fact",
    "GlossaryGraphError",
    "Match",
    "Settings",
    "Thing",
    "Vocabulary",
    "__version__",
    "ask",
    "build",
    "describe",
    "documents",
    "export",
    "find_paths",
    "find_thing",
    "from_rdflib",
    "open_store",
    "read_build",
    "read_entries",
    "read_settings",
    "read_vocabulary",
    "run_query",
    "to_rdflib",
    "write_build",
]

__version__ = "0.1.0"

_HOMES = {
    "graph.ask": ("Answer", "ask"),
    "graph.entries": ("Entry", "read_entries"),
    "graph.errors": ("GlossaryGraphError",),
    "graph.explore": ("describe", "find_paths", "find_thing"),
    "graph.folder": ("write_build",),
    "graph.formats": ("export",),
    "graph.formats.documents": ("documents",),
    "graph.formats.rdflib_graph": ("from_rdflib",),
    "graph.formats.reading": ("read_build",),
    "graph.formats.serialization": ("to_rdflib",),
    "graph.network": ("Build", "Fact", "Match", "Thing"),
    "graph.pipeline": ("build",),
    "graph.query": ("open_store", "run_query"),
    "graph.settings": ("Settings", "read_settings"),
    "graph.vocabulary": ("Vocabulary", "read_vocabulary"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for, so that ``import graph`` stays light."""
    for home, names in _HOMES.items():
        if name in names:
            # Kept, or the package of the same name would take its place (graph.ask).
            globals()[name] = getattr(import_module(home), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
