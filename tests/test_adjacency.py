"""The compiled module and its source, run as it is, against sets and networkx."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import pairwise
from types import ModuleType

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsigraph import adjacency
from tests.uncompiled import as_it_is

Edges = list[tuple[int, int, int]]
SIZE = 12
edges = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(0, 1)), max_size=60
)


def merged(module: ModuleType, rows: Edges) -> tuple[array[int], ...]:
    columns = (array("i", [row[place] for row in rows]) for place in range(3))
    result: tuple[array[int], ...] = module.merge_parallel(*columns, array("b", [0, 1]), SIZE)
    return result


def pairs(offsets: Iterable[int], targets: array[int]) -> list[tuple[int, int]]:
    return [(v, w) for v, (a, b) in enumerate(pairwise(offsets)) for w in targets[a:b]]


@pytest.fixture(
    scope="module", params=[adjacency, as_it_is("adjacency")], ids=["compiled", "as it is"]
)
def module(request: pytest.FixtureRequest) -> ModuleType:
    chosen: ModuleType = request.param
    return chosen


@given(rows=edges)
def test_parallel_edges_are_put_together(module: ModuleType, rows: Edges) -> None:
    offsets, targets, flags, edge_offsets, order = merged(module, rows)
    expected: dict[tuple[int, int], list[int]] = {}
    for number, (source, target, _) in enumerate(rows):
        expected.setdefault((source, target), []).append(number)
    assert len(offsets) == SIZE + 1
    assert pairs(offsets, targets) == sorted(expected)
    together = [order[a:b].tolist() for a, b in pairwise(edge_offsets)]
    assert together == [expected[ends] for ends in sorted(expected)]
    assert list(flags) == [max(rows[number][2] for number in some) for some in together]


@given(rows=edges)
def test_components_and_subgraphs_are_those_of_networkx(module: ModuleType, rows: Edges) -> None:
    offsets, targets, flags, *_ = merged(module, rows)
    peer: nx.DiGraph[int] = nx.DiGraph(pairs(offsets, targets))
    peer.add_nodes_from(range(SIZE))
    turned = module.transpose(offsets, targets)
    assert pairs(*turned) == sorted((w, v) for v, w in peer.edges)
    component, count = module.strong_components(offsets, targets)
    groups = [{v for v in range(SIZE) if component[v] == number} for number in range(count)]
    expected = list(nx.strongly_connected_components(peer))
    assert sorted(map(sorted, groups)) == sorted(map(sorted, expected))
    # Each component comes after those that it leads to.
    assert all(component[v] >= component[w] for v, w in peer.edges)
    flag_of = dict(zip(pairs(offsets, targets), flags, strict=True))
    inner = {
        ends: flag for ends, flag in flag_of.items() if component[ends[0]] == component[ends[1]]
    }
    kept = {v for (v, _), flag in inner.items() if flag}
    kept = {w for v in kept for w in range(SIZE) if component[w] == component[v]}
    nodes = module.nodes_with_inner_hop(offsets, targets, flags, component, count)
    assert nodes.tolist() == sorted(kept)
    for order in (nodes, nodes[::-1]):
        some_offsets, some_targets, some_flags = module.subgraph(
            offsets, targets, flags, component, order
        )
        number = {node: place for place, node in enumerate(order)}
        expected_pairs = sorted((number[v], number[w]) for v, w in inner if v in kept)
        assert pairs(some_offsets, some_targets) == expected_pairs
        found = zip(expected_pairs, some_flags, strict=True)
        assert all(inner[order[v], order[w]] == flag for (v, w), flag in found)


@given(rows=edges)
def test_edges_of_some_kinds_are_turned_round(module: ModuleType, rows: Edges) -> None:
    columns = [array("i", [row[place] for row in rows]) for place in range(3)]
    module.turn_round(*columns, array("b", [0, 1]))
    expected = [(w, v, kind) if kind else (v, w, kind) for v, w, kind in rows]
    assert list(zip(*columns, strict=True)) == expected


def test_an_empty_graph_is_a_graph(module: ModuleType) -> None:
    nothing = module.merge_parallel(array("i"), array("i"), array("i"), array("b"), 0)
    assert [part.tolist() for part in nothing] == [[0], [], [], [0], []]
    assert module.strong_components(nothing[0], nothing[1]) == (array("i"), 0)
