# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # SPARQL and RDF
#
# A build is RDF: `graph.ttl` holds things and facts, `provenance.ttl` the sentence, the rule and the confidence behind
# each. Any RDF tool can take them; here the program's own engine answers SPARQL in milliseconds, and then rdflib reads
# the same file.
#
# It needs the build of `make demo` in `exports/`.

# %%
from collections import defaultdict
from pathlib import Path

import matplotlib.pyplot as plt
import rdflib

import graph
from graph.query import read_example_queries

plt.style.use("article.mplstyle")
store = graph.open_store(Path("../exports"))

# %% [markdown]
# ## First questions
#
# The usual prefixes and `gg:` are known; `:gpt-4` is a thing of this glossary. Which models did Google develop, and when?

# %%
answer = graph.run_query(
    store,
    """
    SELECT ?year ?model {
        ?m gg:developedBy :google ; a gg:Model ; gg:introducedIn ?year ; rdfs:label ?model
    } ORDER BY ?year ?model
    """,
)
for year, model in answer.rows:
    print(year, model)

# %% [markdown]
# A path follows a relation any number of steps: everything that is, in the end, a kind of *generative model*, or an
# example of one.

# %%
answer = graph.run_query(
    store,
    """
    SELECT ?what (GROUP_CONCAT(?name; separator=", ") AS ?names) {
        { SELECT DISTINCT ?what ?name {
            { ?x skos:broader+ :generative-model BIND ("kinds" AS ?what) }
            UNION { ?x gg:instanceOf/skos:broader* :generative-model BIND ("examples" AS ?what) }
            ?x rdfs:label ?name
        } ORDER BY ?name }
    } GROUP BY ?what ORDER BY DESC(?what)
    """,
)
for what, names in answer.rows:
    print(f"{what}: {names}\n")

# %% [markdown]
# A name that the graph does not know is no dead end: the answer is empty, and says what was probably meant.

# %%
answer = graph.run_query(store, "SELECT ?m { ?m a gg:Modle }")
print(answer.rows, answer.hints)

# %% [markdown]
# ## A chart from one query
#
# When was all this introduced? The program takes the years from sentences such as "released in December 2023".

# %%
answer = graph.run_query(
    store,
    """
    SELECT ?year ?kind (COUNT(DISTINCT ?thing) AS ?number) {
        VALUES (?class ?kind) { (gg:Technique "techniques") (gg:ModelType "types of models") (gg:Model "models") }
        ?thing a ?class ; gg:introducedIn ?year FILTER (?year >= 1990)
    } GROUP BY ?year ?kind ORDER BY ?year
    """,
)
numbers = defaultdict(dict)
for year, kind, number in answer.rows:
    numbers[kind][year] = number

years = range(1990, 1 + max(row[0] for row in answer.rows))
bottom = [0] * len(years)
for kind, colour in (("techniques", "#3b76af"), ("types of models", "#2c8c82"), ("models", "#cf4f58")):
    heights = [numbers[kind].get(year, 0) for year in years]
    plt.bar(years, heights, bottom=bottom, color=colour, label=kind, width=0.8)
    bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
plt.legend(loc="upper left")
plt.ylabel("introduced in the year")
plt.title("Most of what the glossary dates is of the last ten years")
# %% [markdown]
# ## The sentence behind a fact is one step away
#
# A fact has a name of its own in `provenance.ttl`, with its claims; each quotes its sentence. Who says that Anthropic
# introduced constitutional AI?

# %%
answer = graph.run_query(
    store,
    """
    SELECT ?confidence ?entry ?sentence {
        ?fact rdf:subject :constitutional-ai ; rdf:predicate gg:introducedBy ; rdf:object :anthropic ;
              gg:confidence ?confidence ; gg:hasClaim ?claim .
        ?claim gg:quote ?sentence ; prov:wasDerivedFrom/oa:hasSource/schema:headline ?entry .
    } ORDER BY ?entry ?sentence LIMIT 3
    """,
)
for confidence, entry, sentence in answer.rows:
    print(f"[{confidence}] {entry}: “{sentence}”\n")

# %% [markdown]
# ## Examples to start from
#
# The program knows a few useful questions; on the command line they are `glossary-graph query --example NAME`.

# %%
for name, text in read_example_queries().items():
    print(f"{name:32}{text.splitlines()[0].removeprefix('# ')}")

# %% [markdown]
# What do many entries name, and none explains?

# %%
answer = graph.run_query(store, read_example_queries()["missing-entries"])
names, entries = zip(*answer.rows[:14], strict=True)
plt.figure(figsize=(8.5, 3.6))
plt.barh(names[::-1], entries[::-1], color="#d9772b")
plt.xlabel("entries that name it")
plt.title("The next entries to write")
# %% [markdown]
# ## With rdflib
#
# `graph.ttl` is plain Turtle, so rdflib takes it, and with it everything built on rdflib. `graph.to_rdflib(made)` gives
# the same from memory, and `graph.from_rdflib` comes back.

# %%
read = rdflib.Graph().parse("../exports/graph.ttl", format="turtle")
print(f"{len(read):,} triples")
rag = rdflib.URIRef("https://example.org/glossary/retrieval-augmented-generation")
for predicate, value in sorted(read.predicate_objects(rag))[:12]:
    print(predicate.n3(read.namespace_manager), value.n3(read.namespace_manager)[:90])

# %% [markdown]
# More: [docs/sparql.md](../docs/sparql.md) and [docs/rdf.md](../docs/rdf.md). Next: [3: Analysis](3-analysis.ipynb).
