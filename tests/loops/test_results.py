"""Sequences of loops: picking, ordering and naming them, few at a time and many."""

from __future__ import annotations

import random

import pytest

from rsigraph import KnowledgeGraph, Loops, find_loops, influence_graph, read_graph
from rsigraph.loops import results


@pytest.fixture
def loops() -> Loops:
    return find_loops(influence_graph(read_graph(), carries="no"), max_length=None)


def circuits(loops: Loops) -> list[list[int]]:
    return [list(loops._circuit(index)) for index in range(len(loops))]


@pytest.mark.parametrize("threshold", [0, 1 << 40])
@pytest.mark.parametrize("nodes_at_once", [1, 100, 1 << 22])
def test_taking_any(
    threshold: int, nodes_at_once: int, loops: Loops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MANY_LOOPS", threshold)
    monkeypatch.setattr(results, "_NODES_AT_ONCE", nodes_at_once)
    expected = circuits(loops)
    dice = random.Random(0)
    places = [dice.randrange(len(loops)) for _ in range(300)]
    assert circuits(loops.take(places)) == [expected[place] for place in places]
    for part in (slice(None), slice(5, 99), slice(None, None, -7), slice(9, 3), slice(-3, None)):
        assert circuits(loops[part]) == expected[part]
    taken = loops.take(places)
    assert (taken.influence, taken.reason) == (loops.influence, loops.reason)
    assert taken[7] == loops[places[7]]


@pytest.mark.parametrize("threshold", [0, 1 << 40])
def test_sorting_by_nodes(threshold: int, loops: Loops, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = circuits(loops)
    assert expected == sorted(expected)
    assert loops.node_order() is None
    places = list(range(len(loops)))
    random.Random(0).shuffle(places)
    taken = loops.take([*places, 3, 3, 5])
    assert taken.node_order() is not None
    monkeypatch.setattr(results, "MANY_LOOPS", threshold)
    taken.sort()
    assert circuits(taken) == sorted([*expected, expected[3], expected[3], expected[5]])
    assert taken.node_order() is None


@pytest.mark.parametrize("nodes_at_once", [1, 3, 1 << 22])
def test_any_disorder_is_seen(nodes_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_NODES_AT_ONCE", nodes_at_once)
    triples = [(a, "improves", b) for a in "abcd" for b in "abcd"]
    every = find_loops(influence_graph(KnowledgeGraph.from_edges(triples)))
    dice = random.Random(0)
    for size in (1, 2, 2, 2, 3, 4) * 200:
        some = every.take([dice.randrange(len(every)) for _ in range(size)])
        rings = circuits(some)
        order = some.node_order()
        assert (order is None) == (rings == sorted(rings))
        if order is not None:
            assert circuits(some.take(order)) == sorted(rings)


def test_ids_are_those_of_the_loops(loops: Loops) -> None:
    assert list(loops.ids()) == [loop.id for loop in loops]


def test_no_loops_can_be_taken_and_sorted() -> None:
    none = find_loops(influence_graph(KnowledgeGraph.from_edges([("a", "improves", "b")])))
    assert none.node_order() is None
    assert len(none._take_many([])) == len(none[::-1]) == 0
    none.sort()
    assert list(none.ids()) == []
