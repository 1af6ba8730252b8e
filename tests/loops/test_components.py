from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from rsigraph.loops.components import cyclic_components, strong_components

graphs = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, n - 1), unique=True), min_size=n, max_size=n)
)


@given(graphs)
def test_components_are_those_of_networkx(successors: list[list[int]]) -> None:
    neighbours: dict[int, Iterable[int]] = dict(enumerate(successors))
    peer: nx.DiGraph[int] = nx.DiGraph(neighbours)
    expected = sorted(sorted(component) for component in nx.strongly_connected_components(peer))
    assert strong_components(successors) == expected
    assert cyclic_components(successors) == [
        component
        for component in expected
        if len(component) > 1 or peer.has_edge(component[0], component[0])
    ]


def test_a_long_path_and_a_long_ring_do_no_harm() -> None:
    size = 200_000
    path = [[i + 1] for i in range(size - 1)] + [[]]
    assert len(strong_components(path)) == size
    assert cyclic_components(path) == []
    assert cyclic_components([*path[:-1], [0]]) == [list(range(size))]
