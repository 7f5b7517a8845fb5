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
# # How far can it be trusted?
#
# Careful readers annotated the entries by hand: what is named, what it is, and what is said of it. That is the *gold*.
# This notebook compares a build with it, on the entries kept for development (*dev*): there one may look at errors. (The
# entries kept for testing are measured and never looked at; [docs/evaluation.md](../docs/evaluation.md) has their
# figures, and explains every measure.)
#
# To be quick, only the dev entries are built here: a small glossary that knows no other titles. The figures in the docs are
# those of all entries together.

# %%
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt

import graph
from graph.evaluate import evaluate
from graph.evaluate.forms import explain, list_errors
from graph.gold import read_golds

plt.style.use("article.mplstyle")
golds = read_golds(Path("../data/gold"), "dev")
entries = graph.read_entries([f"../data/entries/{gold.entry}.txt" for gold in golds]).entries
print(f"{len(golds)} entries, {sum(len(gold.relations) for gold in golds)} facts in gold")

# %% [markdown]
# ## Two builds: the rules alone, and with the trained model
#
# Rules read grammar and lists; the trained model names what no list knows, and reads relations that no pattern has.
# Everything is kept, whatever its confidence, so that the threshold can be moved afterwards.

# %%
full = graph.build(entries, graph.Settings(threshold=0))
rules = graph.build(entries, graph.Settings(threshold=0, model=None))
threshold = graph.Settings().threshold
scores = {
    "rules alone": evaluate(rules, golds, "dev", threshold=threshold),
    "with the model": evaluate(full, golds, "dev", threshold=threshold),
}
print(f"{'':42}" + "".join(f"{name:>18}" for name in scores))
for lines in zip(*(found.headlines for found in scores.values()), strict=True):
    print(f"{lines[0].name:42}" + "".join(f"{line.figure.value:18.3f}" for line in lines))

# %% [markdown]
# Each figure has an interval (entries drawn with replacement, 1,000 times). What does the model bring?

# %%
shown = ["mentions, strict, F1", "nodes with kind, F1", "facts, strict, precision", "facts, strict, recall"]
plt.figure(figsize=(8.5, 3.6))
for shift, (name, found), colour in zip((0.17, -0.17), scores.items(), ("#75808f", "#3b76af"), strict=True):
    figures = [next(line.figure for line in found.headlines if line.name == wanted) for wanted in shown]
    values = [100 * figure.value for figure in figures]
    errors = [[100 * (f.value - f.low) for f in figures], [100 * (f.high - f.value) for f in figures]]
    rows = [len(shown) - number + shift for number in range(len(shown))]
    plt.barh(rows, values, 0.3, xerr=errors, color=colour, label=name, error_kw={"ecolor": "#23272e", "lw": 0.8})
plt.yticks([len(shown) - number for number in range(len(shown))], shown)
plt.xlim(0, 100)
plt.legend(loc="lower right")
plt.title("It finds more, and is wrong a little more often")
# %% [markdown]
# ## The threshold is a choice
#
# A fact comes into the graph when its confidence reaches the threshold. Move it up, and less is said; up to about 0.9
# more of it is right. Beyond that few facts are left, and the surest are not the rightest. The default was chosen here, on
# dev.

# %%
curve = [point for point in scores["with the model"].curve if point.precision is not None]
plt.figure(figsize=(8.5, 3.6))
plt.plot([point.threshold for point in curve], [100 * point.precision for point in curve], label="precision")
plt.plot([point.threshold for point in curve], [100 * point.recall for point in curve], label="recall")
plt.axvline(threshold, color="#59616d", linewidth=1, linestyle=":")
plt.annotate(f"default {threshold}", (threshold, 4), textcoords="offset points", xytext=(5, 0), color="#59616d")
plt.ylim(0, 100)
plt.xlabel("threshold of confidence")
plt.ylabel("%")
plt.legend(loc="center right", bbox_to_anchor=(1, 0.55))
plt.title("What is said is mostly right; much is left unsaid")
# %% [markdown]
# Recall is the weak side: more than half of what careful readers find is not in the graph. Silence of the graph is no
# evidence.
#
# ## Does the confidence mean what it says?
#
# A fact with confidence 0.9 should be right nine times out of ten. Facts are put into bins by confidence; each dot
# compares what was promised with what came true, and its size is the number of facts.

# %%
everything = evaluate(full, golds, "dev", threshold=0)
bins = [bin_ for bin_ in everything.calibration.bins if bin_.count]
plt.figure(figsize=(5.2, 4.8))
plt.plot([0, 1], [0, 1], color="#59616d", linewidth=1, linestyle=":")
plt.plot([bin_.confidence for bin_ in bins], [bin_.right for bin_ in bins], color="#8363b8", linewidth=1)
plt.scatter(
    [bin_.confidence for bin_ in bins],
    [bin_.right for bin_ in bins],
    s=[2 * bin_.count for bin_ in bins],
    color="#8363b8",
)
for bin_ in bins:
    plt.annotate(
        f"{bin_.count}", (bin_.confidence, bin_.right), fontsize=8, xytext=(9, -12), textcoords="offset points"
    )
plt.xlim(0, 1)
plt.ylim(0, 1.02)
plt.xlabel("confidence that was given")
plt.ylabel("share that is right")
plt.title("Reliability")
# %%
error = everything.calibration.error
print(f"expected calibration error {100 * error.value:.1f} ({100 * error.low:.1f} to {100 * error.high:.1f})")

# %% [markdown]
# The map from raw scores to confidence was fitted on these very entries, so this picture is the kind one; on the test
# entries the error is reported in the docs.
#
# ## What goes wrong
#
# The kinds of errors, by what they are about, and a few to read. `glossary-graph evaluate … --errors 20` lists them all.

# %%
found = scores["with the model"]
for what, number in Counter(error.what for error in found.errors).most_common():
    print(f"{number:5} {what}")
print()
for error in [
    error for error in list_errors(found, 3) if error.what in {"wrong fact", "reversed fact", "missing fact"}
]:
    print(f"{error.what}: {explain(error)}\n")

# %%
by_predicate = {
    name: score for name, score in found.predicates.items() if score.asked >= 12 and score.recall.value is not None
}
order = sorted(by_predicate, key=lambda name: by_predicate[name].recall.value)
plt.figure(figsize=(8.5, 4.2))
plt.barh(order, [100 * by_predicate[name].recall.value for name in order], color="#3b76af", height=0.6, label="recall")
known = [name for name in order if by_predicate[name].precision.value is not None]
plt.plot([100 * by_predicate[name].precision.value for name in known], known, "o", color="#d9772b", label="precision")
plt.xlim(0, 103)
plt.legend(loc="lower right")
plt.title("Who made what is easy; what is used for what is not")

# %% [markdown]
# Names and makers have fixed forms ("developed by", brackets, lists). Uses and effects are said in as many ways as there
# are authors. The next notebook shows what can be done: [5: Adaptation](5-adaptation.ipynb).
