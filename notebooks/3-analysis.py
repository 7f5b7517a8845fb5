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
# # What the graph says about the glossary
#
# The network of a build is a plain `networkx.MultiDiGraph`: no display property, no special class. So the tools of
# network science can be pointed at a glossary. Which terms hold it together? Which subjects does it fall into? Where does
# everything hang by one sentence?
#
# It needs the build of `make demo` in `exports/`.

# %%
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx

import graph

plt.style.use("article.mplstyle")
made = graph.read_build(Path("../exports"))
network = made.network
label = {name: data["label"] for name, data in network.nodes(data=True)}
print(network)

# %% [markdown]
# ## Its shape
#
# Facts point from subject to object; for the shape, direction is left out.

# %%
plain = nx.Graph(network.to_undirected())
parts = sorted(nx.connected_components(plain), key=len, reverse=True)
main = plain.subgraph(parts[0])
alone = sum(len(part) == 1 for part in parts)
print(f"{len(plain):,} things; the largest part holds {len(main):,} of them, {alone:,} have no fact at all")
print(f"a thing has {2 * plain.number_of_edges() / len(plain):.1f} neighbours on average")

degrees = Counter(dict(plain.degree).values())
plt.figure(figsize=(6, 3.6))
plt.loglog([degree for degree in degrees if degree], [degrees[degree] for degree in degrees if degree], "o", alpha=0.7)
plt.xlabel("neighbours")
plt.ylabel("things that have so many")
plt.title("Few are known for much, many for one thing")
# %% [markdown]
# A few hubs, and a long tail that one sentence speaks of: as in most networks that people make. The hubs are worth a look.
#
# ## Who is in the middle?
#
# Two answers. *PageRank* is high for what important things point at: the general terms. *Betweenness* is high for what
# the shortest ways lead through: the brokers between subjects.

# %%
ranks = nx.pagerank(nx.DiGraph(network))
between = nx.betweenness_centrality(main, k=300, seed=1)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.6))
for side, scores, title, colour in (
    (left, ranks, "PageRank: what is pointed at", "#2c8c82"),
    (right, between, "Betweenness: what ways lead through", "#8363b8"),
):
    top = sorted(scores, key=lambda name: (-scores[name], name))[:14][::-1]
    side.barh([label[name] for name in top], [scores[name] for name in top], color=colour)
    side.set_xticks([])
    side.spines["bottom"].set_visible(False)
    side.set_title(title)
figure.tight_layout()

# %% [markdown]
# The two lists tell different stories. Facts point at those who made things, so makers rank high on the left. The ways
# between subjects lead through ideas that many of them share: these are the entries a reader needs first.

# %% [markdown]
# ## Which subjects does it fall into?
#
# Louvain's method groups what is more densely joined inside than outside. Nobody told it what the field is.

# %%
communities = sorted(nx.community.louvain_communities(main, seed=1), key=lambda group: (-len(group), min(group)))
quality = nx.community.modularity(main, communities)
print(f"{len(communities)} groups, modularity {quality:.2f}\n")
for number, group in enumerate(communities[:10], 1):
    leading = sorted(group, key=lambda name: (-plain.degree[name], name))[:6]
    print(f"{number:2}. {len(group):3} things: {', '.join(label[name] for name in leading)}")

# %%
drawn = made.to_pyvis()
places = {node["id"]: (node["x"], -node["y"]) for node in drawn.nodes}
plt.figure(figsize=(9, 7))
nx.draw_networkx_edges(main, places, edge_color="#58606e", alpha=0.14, width=0.6)
palette = plt.get_cmap("tab10").colors
for number, group in enumerate(communities[:10]):
    names = sorted(group)
    plt.scatter(
        *zip(*(places[name] for name in names), strict=True),
        s=[5 + 3 * plain.degree[name] for name in names],
        color=palette[number],
        linewidths=0,
        zorder=2,
        label=label[max(names, key=lambda name: plain.degree[name])],
    )
plt.axis("off")
plt.legend(loc="upper left", bbox_to_anchor=(1, 0.9), title="group of", markerscale=1.2)
plt.title("The ten largest groups, each named after its hub")
# %% [markdown]
# ## Where does it hang by one sentence?
#
# A *bridge* is a fact without which the graph falls apart. Most bridges only hold one thing at the rim. The interesting
# ones hold a whole subject: they deserve a second source, or an entry that says more.

# %%
rows, rest = [], nx.Graph(main)
for one, other in nx.bridges(main):
    rest.remove_edge(one, other)
    small = min((nx.node_connected_component(rest, end) for end in (one, other)), key=len)
    rest.add_edge(one, other)
    rows.append((len(small), one, other))
print(f"{len(rows):,} bridges; {sum(size == 1 for size, *_ in rows):,} of them hold one thing\n")
facts = {frozenset((fact.subject, fact.object)): fact for fact in made.facts if isinstance(fact.object, str)}
claims = {claim.id: claim for claim in made.claims}
for size, one, other in sorted(rows, reverse=True)[:5]:
    sentence = " ".join(claims[facts[frozenset((one, other))].claims[0]].evidence.text.split())
    print(f"{size} things hang on {label[one]} – {label[other]}:\n    “{sentence}”")

# %% [markdown]
# ## What an editor can take from this
#
# - **Write next** what is named a lot and not explained: things with many mentions and no entry of their own.
# - **Look again** at entries whose subject is hardly joined to anything: either the text says little about how it
#   relates, or the program does not read it.

# %%
wanted = sorted(
    (thing for thing in made.things if thing.entry is None), key=lambda thing: (-len(thing.entries), thing.id)
)
print("named and not explained: " + ", ".join(f"{thing.label} ({len(thing.entries)})" for thing in wanted[:12]))
own = [thing for thing in made.things if thing.entry]
poor = sorted(own, key=lambda thing: (plain.degree[thing.id], thing.id))[:10]
print("\nexplained and hardly joined: " + ", ".join(f"{thing.label} ({plain.degree[thing.id]})" for thing in poor))

degree_own = [plain.degree[thing.id] for thing in own]
degree_rest = [plain.degree[thing.id] for thing in made.things if not thing.entry]
print(
    f"\nneighbours on average: {sum(degree_own) / len(own):.1f} with an entry, {sum(degree_rest) / len(degree_rest):.1f} without"
)

# %% [markdown]
# `report.md` in the built folder says the same kind of things at every build. Next: [4: Quality](4-quality.ipynb).
