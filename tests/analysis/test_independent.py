"""The shortest independent loop set against every loop, against linear algebra and by hand."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from rsigraph import KnowledgeGraph, Loop, find_loops, influence_graph, read_graph
from rsigraph.analysis.independent import independent_loops
from rsigraph.influence import InfluenceGraph
from rsigraph.loops.components import cyclic_components
from rsigraph.loops.shortest import shortest_loop_over
from tests.brute_force import all_loops
from tests.random_graphs import random_rows, write_rows

Hops = set[tuple[str, str]]


def improving(pairs: Iterable[Iterable[object]]) -> InfluenceGraph:
    return influence_graph(
        KnowledgeGraph.from_edges((str(a), "improves", str(b)) for a, b in map(tuple, pairs))
    )


def rings(loops: Iterable[Loop]) -> list[str]:
    return [" ".join(loop.nodes) for loop in loops]


def hops_of(loop: Loop) -> Hops:
    return {(hop.source, hop.target) for hop in loop.hops}


def check(influence: InfluenceGraph, *, dependency: bool) -> list[Loop]:
    """Hold the set to its definition, given every loop, and return it."""
    every = {
        loop.id: loop for loop in find_loops(influence, max_length=None, dependency=dependency)
    }
    found = independent_loops(influence, dependency=dependency)
    covered: Hops = set()
    for loop in found:
        assert loop == every[loop.id]
        assert not hops_of(loop) <= covered
        covered |= hops_of(loop)
    assert covered == {hop for loop in every.values() for hop in hops_of(loop)}
    for component in cyclic_components(influence.successors):
        names = {influence.nodes[position] for position in component}
        hops = [hop for hop in influence.hops if names.issuperset(hop)]
        inside = [loop for loop in found if loop.nodes[0] in names]
        assert len(inside) <= len(hops) - len(names) + 1
    return found


@pytest.mark.parametrize("seed", range(200))
def test_random_multigraphs_are_covered(seed: int, tmp_path: Path) -> None:
    nodes, edges = random_rows(seed)
    graph = read_graph(write_rows(tmp_path, nodes, edges))
    for level, dependency in product(("family", "version"), (False, True)):
        influence = influence_graph(graph, level=level, carries="no")
        found = check(influence, dependency=dependency)
        expected = all_loops(nodes, edges, level=level, carries="no", dependency=dependency)
        assert {loop.id for loop in found} <= expected.keys()


@pytest.mark.parametrize("seed", range(200))
def test_dense_graphs_with_few_improvements_are_covered(seed: int) -> None:
    dice = random.Random(seed)
    ids = [f"{number:02}" for number in range(dice.randint(2, 8))]
    dice.shuffle(ids)
    triples = [
        (dice.choice(ids), "improves" if dice.random() < 0.1 else "runs-on", dice.choice(ids))
        for _ in range(dice.randint(3, 24))
    ]
    influence = influence_graph(KnowledgeGraph.from_edges(triples))
    found = check(influence, dependency=False)
    check(influence, dependency=True)
    dice.shuffle(triples)
    again = influence_graph(KnowledgeGraph.from_edges(triples))
    assert rings(independent_loops(again)) == rings(found)


def test_the_shipped_data_is_covered_by_few_loops(graph: KnowledgeGraph) -> None:
    for level, dependency in product(("family", "version"), (False, True)):
        influence = influence_graph(graph, level=level, carries="no")
        begun = time.monotonic()
        found = independent_loops(influence, dependency=dependency)
        assert time.monotonic() - begun < 5
        if not dependency:
            covered = {hop for loop in found for hop in hops_of(loop)}
            assert covered == {hop for hop in influence.hops if shortest_loop_over(influence, *hop)}
        check(influence_graph(graph, level=level), dependency=dependency)


def test_the_loop_that_adds_fewest_hops_comes_first() -> None:
    # "a b c d" is longer than "x y z" but adds two hops where that adds three.
    ring = ["ax", "xa", "ab", "bc", "ca", "cd", "da", "xy", "yz", "zx"]
    found = independent_loops(improving(ring))
    assert rings(found) == ["a x", "a b c", "a b c d", "x y z"]


def test_the_shortest_cover_of_a_complete_digraph_are_its_pairs() -> None:
    found = independent_loops(improving(product(range(5), repeat=2)))
    assert [len(loop) for loop in found] == [1] * 5 + [2] * 10


def test_a_hop_whose_shortest_circuits_are_dependences_gets_a_longer_loop() -> None:
    pairs = [("a", "runs-on", "b"), ("b", "runs-on", "a"), ("a", "improves", "c")]
    influence = influence_graph(KnowledgeGraph.from_edges([*pairs, ("b", "runs-on", "c")]))
    assert rings(independent_loops(influence)) == ["a c b"]
    assert rings(independent_loops(influence, dependency=True)) == ["a b", "a c b"]


def test_components_come_in_order_and_dependences_alone_are_left_out() -> None:
    pairs = [("c", "b"), ("b", "c"), ("a", "d"), ("d", "a"), ("e", "e"), ("a", "b")]
    assert rings(independent_loops(improving(pairs))) == ["a d", "b c", "e"]
    influence = influence_graph(KnowledgeGraph.from_edges((a, "runs-on", b) for a, b in pairs))
    assert independent_loops(influence) == []
    assert rings(independent_loops(influence, dependency=True)) == ["a d", "b c", "e"]


def test_a_long_ring_is_one_loop() -> None:
    size = 1200
    found = independent_loops(improving((f"{i:04}", f"{(i + 1) % size:04}") for i in range(size)))
    assert [len(loop) for loop in found] == [size]
