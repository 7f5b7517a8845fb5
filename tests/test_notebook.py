import html
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from graph.formats.notebook import frame, show, to_pyvis
from graph.formats.page import generate_page
from graph.settings import Settings
from tests import example, generated, hostile

ROOT = Path(__file__).parent.parent


def test_the_frame_holds_the_whole_page_and_may_do_nothing_to_the_notebook() -> None:
    settings = Settings(title="AI glossary", sparql=False)
    shown = frame(example.build(), settings, height=500)
    found = re.fullmatch(r"""<div><iframe sandbox="([^"]*)"[^>]* srcdoc='([^']*)'></iframe></div>""", shown)
    assert found
    assert "allow-scripts" in found[1].split()
    assert not {"allow-same-origin", "allow-top-navigation"} & set(found[1].split())
    assert html.unescape(found[2]) == generate_page(example.build(), settings)
    assert "height:500px" in shown


def test_a_build_shows_itself_without_sparql_and_show_has_it_unless_told_otherwise() -> None:
    build = example.build()
    with_it, without = len(build.show()._repr_html_()), len(build.show(sparql=False)._repr_html_())
    assert with_it - without > 1_900_000
    assert len(build._repr_html_()) == without
    assert "height:300px" in build.show(height=300)._repr_html_()
    assert "My words" in build.show(settings=Settings(title="My words"))._repr_html_()


def test_the_plain_form_of_a_build_and_of_what_shows_it_is_short() -> None:
    assert repr(example.build()) == "<Build: 1 entries, 5 things, 5 facts>"
    assert len(repr(show(example.build()))) < 80


def test_a_network_for_pyvis_has_our_names_places_and_looks() -> None:
    build = example.build()
    network = build.to_pyvis()
    assert type(network).__module__ == "pyvis.network"
    node = network.get_node("gpt-4")
    assert (node["label"], node["group"], node["shape"]) == ("GPT-4", "model", "square")
    assert len({(node["x"], node["y"]) for node in network.nodes}) == 5
    edge = next(edge for edge in network.edges if edge["label"] == "is developed by")
    assert (edge["from"], edge["to"]) == ("gpt-4", "openai")
    assert edge["title"] == "GPT-4 is developed by OpenAI\n“Examples include GPT-4 (OpenAI).”"
    assert network.options.physics.enabled is False
    assert build == example.build()


def test_hubs_are_larger_and_inferred_facts_are_dashed() -> None:
    build = generated.build()
    network = to_pyvis(build)
    sizes = sorted({node["size"] for node in network.nodes})
    assert 6 <= sizes[0] < sizes[-1] <= 24
    assert {edge["dashes"] for edge in network.edges} == {True, False}
    assert len(network.edges) == sum(isinstance(fact.object, str) for fact in build.facts)


def test_no_title_makes_pyvis_take_titles_for_html() -> None:
    build = hostile.build()
    linked = replace(build, things=tuple(replace(thing, label=f"{thing.label} href=x") for thing in build.things))
    network = to_pyvis(linked)
    assert not [row for row in (*network.nodes, *network.edges) if "href" in f"{row['title']}{row['label']}"]


def test_looking_is_what_loads_pyvis_and_nothing_before() -> None:
    code = (
        "import sys; from tests.example import build; made = build();"
        "print([name for name in ('pyvis', 'graph.formats.page') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("method", ["show", "to_pyvis"])
def test_methods_of_a_build_are_functions_of_the_module_that_they_name(method: str) -> None:
    from graph.formats import notebook
    from graph.network import _LOOKING, Build

    assert notebook.__name__ == _LOOKING
    assert callable(getattr(notebook, method))
    assert f"notebook.{method}`" in (getattr(Build, method).__doc__ or "")
