import sys
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.formats.layout import Link, find_communities, lay_out

CLIQUES: list[Link] = [(a + base, b + base, 1.0) for base in (0, 6, 12) for a in range(6) for b in range(a)] + [
    (0, 6, 1.0),
    (6, 12, 1.0),
]

links = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19), st.sampled_from([0.5, 1.0, 2.5])), max_size=60)


def distance(one: tuple[int, int], other: tuple[int, int]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def test_groups_that_hang_together_become_communities() -> None:
    assert find_communities(20, CLIQUES) == [list(range(6)), list(range(6, 12)), list(range(12, 18))]


def test_without_leiden_louvain_finds_the_same_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graspologic_native", None)
    assert find_communities(20, CLIQUES) == [list(range(6)), list(range(6, 12)), list(range(12, 18))]


def test_members_of_a_community_stand_nearer_to_each_other_than_to_others() -> None:
    places = lay_out(18, CLIQUES).places
    inside = [distance(places[a], places[b]) for a in range(6) for b in range(a)]
    across = [distance(places[a], places[b]) for a in range(1, 6) for b in range(13, 18)]
    assert 2 * mean(inside) < mean(across)


def test_small_groups_that_nothing_joins_to_the_main_picture_stand_apart_below_it() -> None:
    layout = lay_out(24, [*CLIQUES, (20, 21, 1.0), (21, 22, 1.0)])
    assert layout.apart == set(range(18, 24))
    lowest = max(y for _, y in layout.places[:18])
    assert all(layout.places[node][1] > lowest for node in (20, 21, 22))
    assert all(layout.places[node][1] > max(layout.places[n][1] for n in (20, 21, 22)) for node in (18, 19, 23))


def test_nodes_without_links_stand_in_rows_below() -> None:
    places = lay_out(22, CLIQUES).places
    assert min(y for _, y in places[18:]) > max(y for _, y in places[:18])
    assert len(set(places[18:])) == 4


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_graph_without_links_still_has_places(count: int) -> None:
    places = lay_out(count, []).places
    assert len(set(places)) == count


def test_a_thing_linked_to_itself_only_counts_as_alone() -> None:
    assert find_communities(2, [(0, 0, 1.0)]) == []


def test_a_community_too_large_to_compare_all_pairs_is_still_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.formats.layout.DENSE", 5)
    star = [(0, other, 1.0) for other in range(1, 40)]
    assert len(set(lay_out(40, star).places)) == 40


@settings(deadline=None, max_examples=30)
@given(links)
def test_every_linked_node_is_in_one_community(found: list[Link]) -> None:
    groups = find_communities(20, found)
    linked = {node for one, other, _ in found if one != other for node in (one, other)}
    members = [node for group in groups for node in group]
    assert len(members) == len(set(members))
    assert set(members) == linked


@settings(deadline=None, max_examples=15)
@given(links, st.randoms())
def test_the_order_and_direction_of_links_do_not_matter_and_no_two_nodes_share_a_place(
    found: list[Link], random
) -> None:  # type: ignore[no-untyped-def]
    turned = [(other, one, weight) for one, other, weight in found]
    random.shuffle(turned)
    layout = lay_out(20, found)
    assert layout == lay_out(20, turned)
    places = layout.places
    assert all(distance(places[a], places[b]) > 20 for a in range(20) for b in range(a))
