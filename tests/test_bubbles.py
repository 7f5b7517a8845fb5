import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.graphs import make_build
from graph.formats import bubbles
from graph.formats.bubbles import TOP, lay_out_bubbles
from graph.formats.layout import Layout, Link

links = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39), st.sampled_from([0.5, 1.0, 2.5])), max_size=90)


def made(things: int = 1_200) -> tuple[int, list[Link]]:
    build = make_build(things)
    numbers = {thing.id: number for number, thing in enumerate(build.things)}
    return things, [(numbers[fact.subject], numbers[str(fact.object)], 1.0) for fact in build.facts]


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def assert_whole(count: int, layout: Layout) -> None:
    """Every node is in one bubble and lies in it, and every bubble lies in its parent, which counts its nodes."""
    members = [node for group in layout.communities for node in group]
    assert sorted(members) == list(range(count))
    sizes = [len(group) for group in layout.communities]
    for number in reversed(range(len(layout.bubbles))):
        bubble = layout.bubbles[number]
        assert sizes[number] == bubble.size > 0
        for node in layout.communities[number]:
            assert apart(layout.places[node], (bubble.x, bubble.y)) <= bubble.radius + 2
        if bubble.parent is not None:
            parent = layout.bubbles[bubble.parent]
            sizes[bubble.parent] += bubble.size
            assert bubble.parent < number
            assert apart((bubble.x, bubble.y), (parent.x, parent.y)) + bubble.radius <= parent.radius + 3


def test_every_thing_lies_in_one_bubble_and_every_bubble_in_its_parent() -> None:
    count, found = made()
    assert_whole(count, lay_out_bubbles(count, found))


def test_no_bubble_holds_more_than_can_be_looked_at() -> None:
    count, found = made()
    layout = lay_out_bubbles(count, found)
    parents = [bubble.parent for bubble in layout.bubbles]
    assert all(parents.count(parent) <= TOP + 1 for parent in parents)
    assert max(len(group) for group in layout.communities) <= 3 * bubbles.LEAF


def test_bubbles_beside_each_other_hardly_meet() -> None:
    count, found = made()
    layout = lay_out_bubbles(count, found)
    for number, one in enumerate(layout.bubbles):
        for other in layout.bubbles[:number]:
            if other.parent == one.parent:
                assert apart((one.x, one.y), (other.x, other.y)) > 0.93 * (one.radius + other.radius)


def test_the_order_of_links_changes_nothing() -> None:
    count, found = made(400)
    assert lay_out_bubbles(count, found) == lay_out_bubbles(count, [(b, a, w) for a, b, w in reversed(found)])


def test_without_leiden_louvain_makes_bubbles_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graspologic_native", None)
    count, found = made(400)
    assert_whole(count, lay_out_bubbles(count, found))


def test_many_small_groups_and_things_without_links_share_bubbles() -> None:
    pairs = [(2 * number, 2 * number + 1, 1.0) for number in range(1_500)]
    layout = lay_out_bubbles(3_500, pairs)
    assert_whole(3_500, layout)
    assert sum(bubble.parent is None for bubble in layout.bubbles) <= TOP + 1


@settings(deadline=None, max_examples=20)
@given(links)
def test_any_graph_gets_bubbles(found: list[Link]) -> None:
    assert_whole(40, lay_out_bubbles(40, found))
