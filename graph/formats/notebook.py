"""A build in a notebook: its page in a frame of its own, or a pyvis network to tune.

:class:`graph.network.Build` names this module and imports it only when somebody looks at a build.
"""

from dataclasses import replace
from typing import Any

from graph.formats.layout import lay_out
from graph.formats.looks import look_of, palette
from graph.formats.page import generate_page
from graph.network import Build, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["frame", "show", "to_pyvis"]

HEIGHT = 640

_SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""What the page may do in its frame: not one thing to the notebook around it, as it has an origin of its own."""


def frame(build: Build, settings: Settings | None = None, *, height: int = HEIGHT) -> str:
    """Give the page of a build as HTML for a cell's output: a sandboxed frame that holds all of it."""
    # Between single quotes, so that the many double ones of the page's data stay as they are.
    page = generate_page(build, settings or Settings()).replace("&", "&amp;").replace("'", "&#39;")
    style = f"width:100%;height:{int(height)}px;border:1px solid #d9d6cd;border-radius:8px"
    return (
        f'<div><iframe sandbox="{_SANDBOX}" allow="clipboard-write" style="{style}" '
        f"title=\"The graph\" srcdoc='{page}'></iframe></div>"
    )


def show(build: Build, *, height: int = HEIGHT, settings: Settings | None = None, sparql: bool = True) -> Any:
    """Show the page of a build in a notebook; without SPARQL the notebook stays 2 MB smaller.

    Outside a notebook the result is an object whose ``_repr_html_`` gives the HTML.
    """
    return Shown(frame(build, replace(settings or Settings(), sparql=sparql), height=height))


class Shown:
    """HTML that a notebook shows."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<the page of a build, {len(self.html):,} characters of HTML>"


def to_pyvis(build: Build, settings: Settings | None = None) -> Any:
    """Give a plain ``pyvis.network.Network`` of a build, to tune as one likes: ids are slugs, places are ours.

    Labels and titles are text, whatever they hold. Facts that say different things of the same two are lines of their
    own. (Nothing of the build is handed over: changing the network leaves it as it is.)

    Examples
    --------
    >>> from tests.example import build
    >>> network = to_pyvis(build())
    >>> network.get_node("gpt-4")["label"], network.num_edges()
    ('GPT-4', 4)
    """
    from pyvis.network import Network

    settings = settings or Settings()
    vocabulary = read_vocabulary(settings.domain)
    network = Network(height="720px", width="100%", directed=True, cdn_resources="in_line")
    network.nodes = _nodes(build, vocabulary)
    network.node_ids = [node["id"] for node in network.nodes]
    network.node_map = {node["id"]: node for node in network.nodes}
    network.edges = _edges(build, vocabulary)
    network.toggle_physics(False)
    return network


def _nodes(build: Build, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    numbers = {thing.id: number for number, thing in enumerate(build.things)}
    joined = [(fact.subject, fact.object, fact) for fact in build.facts if isinstance(fact.object, str)]
    layout = lay_out(
        len(numbers), [(numbers[one], numbers[other], 0.5 + fact.confidence) for one, other, fact in joined]
    )
    degree = [0] * len(numbers)
    for one, other, _ in joined:
        degree[numbers[one]] += 1
        degree[numbers[other]] += 1
    return [
        {**_node(thing, vocabulary), "size": min(6 + 2.4 * count**0.5, 24), "x": x, "y": y}
        for thing, count, (x, y) in zip(build.things, degree, layout.places, strict=True)
    ]


def _node(thing: Thing, vocabulary: Vocabulary) -> dict[str, Any]:
    kind = vocabulary.kinds[thing.kind]
    look, colours = look_of(kind), palette("light")
    fill = colours["paper"] if look.hollow else colours[look.hue]
    title = "\n".join(part for part in (f"{thing.label} ({kind.label})", thing.definition) if part)
    return {
        "id": thing.id,
        "label": _harmless(thing.label),
        "title": _harmless(title),
        "group": kind.label,
        "shape": look.shape,
        "color": {"background": fill, "border": colours[look.hue]},
    }


def _edges(build: Build, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    labels = {thing.id: thing.label for thing in build.things}
    quotes = {claim.id: " ".join(claim.evidence.text.split()) for claim in build.claims}
    rows = []
    for fact in build.facts:
        if not isinstance(fact.object, str):
            continue
        says = vocabulary.predicates[fact.predicate].says[0]
        sentence = f"{labels[fact.subject]} {says} {labels[fact.object]}"
        said = [f"“{quotes[claim]}”" for claim in fact.claims[:1] if claim in quotes]
        rows.append(
            {
                "from": fact.subject,
                "to": fact.object,
                "label": _harmless(says),
                "title": _harmless("\n".join([sentence, *said])),
                "value": fact.confidence,
                "dashes": fact.status == "inferred",
                "arrows": "to",
            }
        )
    return rows


def _harmless(text: str) -> str:
    """Break up the word that makes pyvis 0.3 take every title for HTML: one node with a link in it is enough."""
    return text.replace("href", "hre\N{WORD JOINER}f")
