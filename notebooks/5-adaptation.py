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
# # Adapt it: another field, training, prompting, retrieval
#
# A foundation model is useful because it can be adapted, by fine-tuning, by prompting, by retrieval. So is this program, and
# each way is optional.
#
# | | you give | you get |
# |---|---|---|
# | another field | a folder of lists | a graph of *your* glossary |
# | fine-tuning | annotated entries | a model of your own |
# | prompting | the address of a language model | more claims, each checked against the text |
# | retrieval | a question | an answer with citations, or a context for any prompt |

# %%
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx

import graph
from graph.ask import ask, format_context

plt.style.use("article.mplstyle")
warnings.filterwarnings("ignore", "IProgress not found")

# %% [markdown]
# ## Another field
#
# What the program knows of AI lies in a folder of TOML files. `data/cloud/domain` is such a folder for cloud computing:
# its own kinds (service, region, building block), names, and verbs ("runs on"). The settings beside the entries name it.

# %%
settings = graph.read_settings(Path("../data/cloud/entries/glossary-graph.toml"))
reading = graph.read_entries(["../data/cloud/entries"], domain=settings.domain)
cloud = graph.build(reading.entries, settings)
print(cloud)
for step in graph.describe(cloud, graph.find_thing(cloud, "Kubernetes"), graph.read_vocabulary(settings.domain)):
    print(f"{step}  [{step.fact.confidence:.2f}]")

# %%
near = nx.ego_graph(cloud.network.to_undirected(), "kubernetes", radius=2)
drawn = cloud.to_pyvis(settings=settings)
looks = {node["id"]: node for node in drawn.nodes if node["id"] in near}
places = nx.kamada_kawai_layout(nx.Graph(near))
plt.figure(figsize=(8.5, 6))
nx.draw_networkx_edges(near, places, edge_color="#b9b4a6")
nx.draw_networkx_nodes(near, places, node_size=70, node_color=[looks[name]["color"]["border"] for name in near])
for name, (x, y) in places.items():
    plt.annotate(looks[name]["label"], (x, y), xytext=(0, 7), textcoords="offset points", fontsize=8, ha="center")
plt.margins(0.12)
plt.axis("off")
plt.title("Two steps around Kubernetes, read by rules alone")
# %% [markdown]
# [docs/domain.md](../docs/domain.md) goes through such a folder step by step.
#
# ## Fine-tuning
#
# With annotated entries of your own (our gold format) a model is trained that `build --model` takes. It needs the extra
# `train` and about a quarter of an hour, so it is only shown here:
#
# ```sh
# pip install 'glossary-graph[train]'
# glossary-graph train my-gold my-entries -o my-model
# glossary-graph build my-entries --model my-model
# glossary-graph evaluate my-gold my-entries --model my-model
# ```
#
# What a model brings over rules alone is measured in [4: Quality](4-quality.ipynb).
#
# ## Prompting
#
# A language model can be one more reader. Any server that speaks OpenAI's protocol will do; what the model claims is kept
# only where the text says it word for word and the ends and the relation fit:
#
# ```sh
# pip install 'glossary-graph[llm]'
# glossary-graph build my-entries --llm http://localhost:11434 --llm-model qwen3:8b
# ```
#
# [docs/llm.md](../docs/llm.md) says what leaves your machine, what it costs, and what is checked.
#
# ## Retrieval
#
# Questions in plain words are answered from the graph and the sentences behind it, without any language model. An answer cites
# where it stands; what the glossary does not say is refused.

# %%
made = graph.read_build(Path("../exports"))
for question in (
    "Who introduced LoRA?",
    "When was BERT released?",
    "Which labs make open-weight models?",
    "Who founded Perplexity?",
):
    answer = ask(made, question, k=2)
    print(question)
    print(f"  {', '.join(answer.short)}" if answer.is_answered else f"  not in this glossary: {answer.reason}")
    for citation in answer.sentences if answer.is_answered else ():
        print(f"    [{citation.number}] “{citation.text}” ({citation.entry}, {citation.start}-{citation.end})")
    print()

# %% [markdown]
# The same, as text for the prompt of any language model (`glossary-graph ask … --context` prints it):

# %%
print(format_context(ask(made, "Who introduced LoRA?", k=4)))

# %% [markdown]
# Assistants can ask by themselves: `glossary-graph mcp` serves the graph by the Model Context Protocol, see
# [docs/mcp.md](../docs/mcp.md).
#
# ## Into LangChain and LlamaIndex
#
# `graph.documents` gives a document for each sentence that says a fact, with its place and its facts. That is what both
# want; the cells below do nothing where the library is not installed.

# %%
documents = list(graph.documents(made))
print(f"{len(documents)} documents; one of them:\n{documents[100]}")

# %% [markdown]
# LangChain: documents for any of its vector stores and retrievers.

# %% tags=["langchain"]
try:
    from langchain_core.documents import Document
except ImportError:
    print("pip install langchain-core, to run this cell")
else:
    langchain_documents = [
        Document(page_content=each["text"], metadata=each["metadata"], id=each["id"]) for each in documents
    ]
    print(len(langchain_documents), "documents for LangChain")

# %% [markdown]
# LangChain: a graph store, here the one that keeps its triples in memory (`pip install langchain-community`).

# %% tags=["langchain-graph"]
try:
    from langchain_community.graphs.networkx_graph import KnowledgeTriple, NetworkxEntityGraph
except ImportError:
    print("pip install langchain-community, to run this cell")
else:
    labels = {thing.id: thing.label for thing in made.things}
    predicates = graph.read_vocabulary().predicates
    langchain_graph = NetworkxEntityGraph()
    for fact in made.facts:
        says, value = predicates[fact.predicate].says[0], labels.get(fact.object, str(fact.object))
        langchain_graph.add_triple(KnowledgeTriple(labels[fact.subject], says, value))
    print(langchain_graph.get_entity_knowledge("LoRA")[:3])

# %% [markdown]
# LlamaIndex: nodes for its vector indexes, and a property graph store.

# %% tags=["llama-index"]
try:
    from llama_index.core.graph_stores import EntityNode, Relation, SimplePropertyGraphStore
    from llama_index.core.schema import TextNode
except ImportError:
    print("pip install llama-index-core, to run this cell")
else:
    llama_nodes = [TextNode(id_=each["id"], text=each["text"], metadata=each["metadata"]) for each in documents]
    llama_store = SimplePropertyGraphStore()
    names = {
        thing.id: EntityNode(name=thing.label, label=thing.kind, properties={"slug": thing.id}) for thing in made.things
    }
    llama_store.upsert_nodes(list(names.values()))
    llama_store.upsert_relations(
        [
            Relation(
                label=fact.predicate,
                source_id=names[fact.subject].id,
                target_id=names[fact.object].id,
                properties={"confidence": fact.confidence},
            )
            for fact in made.facts
            if fact.object in names
        ]
    )
    print(
        len(llama_nodes),
        "nodes and",
        len(llama_store.get_triplets(entity_names=["LoRA"])),
        "triplets of LoRA for LlamaIndex",
    )

# %% [markdown]
# That was the last of five. [docs/commands.md](../docs/commands.md) has all commands, [docs/python.md](../docs/python.md) all
# names for Python.
