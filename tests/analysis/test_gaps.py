from __future__ import annotations

from pathlib import Path

import pytest

from rsigraph import KnowledgeGraph, find_loops, influence_graph, read_graph
from rsigraph.analysis.gaps import find_gap
from rsigraph.loops.components import cyclic_components
from tests.random_graphs import random_rows, write_rows


@pytest.mark.parametrize("seed", range(80))
def test_a_gap_is_what_keeps_a_node_off_every_circuit(seed: int, tmp_path: Path) -> None:
    graph = read_graph(write_rows(tmp_path, *random_rows(seed)))
    influence = influence_graph(graph)
    on_circuit = {influence.nodes[i] for c in cyclic_components(influence.successors) for i in c}
    triples = [(a, "improves", b) for a, b in influence.hops]
    every = influence_graph(graph, carries="no")
    for node in influence.nodes:
        gap = find_gap(influence, node)
        assert (gap is None) == (node in on_circuit)
        if gap is None:
            continue
        for start in (node, *gap.influences):
            for end in (node, *gap.influenced_by):
                closed = influence_graph(
                    KnowledgeGraph.from_edges([*triples, (start, "improves", end)])
                )
                assert len(find_loops(closed, max_length=None, through=[node])) >= 1
        loops = find_loops(every, through=[node])
        assert (gap.nearest is None) == (len(loops) == 0)
        if gap.nearest is not None:
            assert len(gap.nearest) == min(map(len, loops))
            assert gap.blocking
            assert all(edge.passes_on == "no" for edge in gap.blocking)


@pytest.mark.parametrize("seed", range(80))
def test_a_hop_has_a_gap_when_it_is_on_no_circuit(seed: int, tmp_path: Path) -> None:
    influence = influence_graph(read_graph(write_rows(tmp_path, *random_rows(seed))))
    loops = find_loops(influence, max_length=None, dependency=True)
    on_loop = {(hop.source, hop.target) for loop in loops for hop in loop.hops}
    for hop in influence.hops:
        assert (find_gap(influence, *hop) is None) == (hop in on_loop)
