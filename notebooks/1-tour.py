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
# # A tour: from entries to a graph
#
# A glossary explains one term an entry. Between the lines it also says who made what, what is a kind of what, what
# uses what and since when. This program reads that out and keeps, behind every fact, the sentence that says it.
#
# Here five entries become a graph, we look at it in three ways, and then open the whole glossary of 128 entries that
# `make demo` has built into `exports/`. *Run → Run All Cells* takes less than a minute.

# %%
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
from matplotlib.patheffects import withStroke

import graph

plt.style.use("article.mplstyle")

# %% [markdown]
# ## Build
#
# Files, folders and zip archives can be read; an entry is a title and a text. `build` goes the whole way.

# %%
names = ["lora.txt", "quantization.txt", "fine-tuning.txt", "foundation-model.txt", "gpt-4.md"]
reading = graph.read_entries([f"../data/entries/{name}" for name in names])
made = graph.build(reading.entries)
print(made)

# %% [markdown]
# ## Look
#
# A thing is found by any of its names. What is said of it comes in words, with its confidence, and with the sentences.

# %%
lora = graph.find_thing(made, "low-rank adaptation")
print(f"{lora.label} ({lora.kind}), also: {', '.join(lora.aliases)}\n")
for step in graph.describe(made, lora)[:6]:
    entry, sentence = step.sentences[0]
    print(f"{step}  [{step.fact.confidence:.2f}]\n    “{sentence}” ({entry})")

# %% [markdown]
# Nothing is taken on trust: a claim knows the place of its sentence in the entry's text, to the character.

# %%
claim = next(claim for claim in made.claims if claim.subject.node == lora.id)
text = next(entry.text for entry in made.entries if entry.name == claim.entry)
print(f"{claim.entry}, characters {claim.evidence.start} to {claim.evidence.end}, read by {', '.join(claim.rules)}:")
print(text[claim.evidence.start : claim.evidence.end])

# %% [markdown]
# ## The page, inside the notebook
#
# `show` puts the page of a build into the notebook: search, filter, follow a fact to its sentence. It runs in a frame of
# its own, offline. (A notebook file keeps no page, so in a viewer there is only the picture below; run the cell to have
# the real one.)

# %% tags=["not-kept"]
made.show(height=560, sparql=False)

# %% [markdown]
# ![The page: LoRA is selected; beside it its definition and facts, each with its sentence](../docs/pictures/page.jpg)
#
# ## The whole glossary
#
# A built folder is read back without extracting again. What is in it?

# %%
whole = graph.read_build(Path("../exports"))
print(whole)

kinds = graph.read_vocabulary().kinds
counts = Counter(thing.kind for thing in whole.things)
shown = sorted(counts, key=lambda kind: counts[kind])
plt.figure(figsize=(8.5, 4.6))
bars = plt.barh([kinds[kind].plural for kind in shown], [counts[kind] for kind in shown], color="#3b76af")
plt.bar_label(bars, padding=4, fontsize=9, color="#59616d")
plt.xticks([])
plt.gca().spines["bottom"].set_visible(False)
plt.title("What 128 entries about AI talk about")
# %% [markdown]
# ## The network
#
# `whole.network` is a `networkx.MultiDiGraph`, so every algorithm of networkx runs on it. `to_pyvis` gives the same
# things with the places and the colours of the page, which is all that a drawing needs.

# %%
drawn = {node["id"]: node for node in whole.to_pyvis().nodes}
largest = whole.network.subgraph(max(nx.weakly_connected_components(whole.network), key=len))
places = {name: (drawn[name]["x"], -drawn[name]["y"]) for name in largest}
names = sorted(largest, key=lambda name: (-largest.degree[name], name))

plt.figure(figsize=(9, 8))
nx.draw_networkx_edges(nx.Graph(largest), places, edge_color="#58606e", alpha=0.16, width=0.6)
nx.draw_networkx_nodes(
    largest,
    places,
    nodelist=names,
    node_size=[4 + 3 * largest.degree[name] for name in names],
    node_color=[drawn[name]["color"]["border"] for name in names],
)
for name in names[:14]:
    halo = [withStroke(linewidth=3, foreground="white")]
    plt.annotate(drawn[name]["label"], places[name], fontsize=9, ha="center", fontweight="bold", path_effects=halo)
plt.axis("off")
plt.title("A dot is a thing, a line a fact; the colour is the kind")
# %% [markdown]
# Models are red, organizations and people orange, techniques blue, types of models teal, concepts grey: what is near has
# many facts in common. (This is the largest part that hangs together; the page shows the rest, too.)
#
# ## What joins two
#
# The likeliest ways between two things, whichever way the facts point, each step with its evidence:

# %%
start, end = graph.find_thing(whole, "Anthropic"), graph.find_thing(whole, "RLHF")
for number, way in enumerate(graph.find_paths(whole, start, end, k=3), 1):
    print(f"{number}. " + ", ".join(map(str, way)))

# %% [markdown]
# ## And now
#
# - [2: SPARQL and RDF](2-sparql-and-rdf.ipynb) asks the graph questions.
# - [3: Analysis](3-analysis.ipynb) lets networkx say what the glossary is about.
# - [4: Quality](4-quality.ipynb) says how far all this can be trusted.
# - [5: Adaptation](5-adaptation.ipynb) takes it to another field, and into prompts.
