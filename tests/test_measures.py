from __future__ import annotations

from pathlib import Path

import pytest

from rsigraph import MEASURES, KnowledgeGraph, find_loops, influence_graph, read_graph, sort_loops
from rsigraph.export import to_record
from rsigraph.model import Edge, Node
from rsigraph.orders import ORDERS, rank
from rsigraph.vocabulary import Evidence, NodeKind
from tests.brute_force import EVIDENCE, all_loops
from tests.random_graphs import random_rows, write_rows


@pytest.mark.parametrize("seed", range(300))
@pytest.mark.parametrize("level", ["family", "version"])
def test_measures_are_those_of_brute_force(seed: int, level: str, tmp_path: Path) -> None:
    nodes, edges = random_rows(seed)
    influence = influence_graph(read_graph(write_rows(tmp_path, nodes, edges)), level=level)
    expected = all_loops(nodes, edges, level=level, dependency=True)
    found = find_loops(influence, max_length=None, dependency=True)
    for loop in found:
        record = to_record(loop)
        record["edges"] = [hop["edges"] for hop in record.pop("hops")]
        if record["gain"] is not None:
            record["gain"] = pytest.approx(record["gain"])
        assert record == expected[loop.id]
    order = sorted(
        expected.values(),
        key=lambda loop: (
            loop["closure"] != "node",
            EVIDENCE.index(loop["weakest_evidence"]) if loop["weakest_evidence"] else 9,
            loop["length"],
            -loop["support"],
            loop["closed_since"] or "9999",
            loop["nodes"],
        ),
    )
    assert [loop.id for loop in sort_loops(found)] == [loop["id"] for loop in order]


def test_a_measure_is_described_and_named_as_in_the_record() -> None:
    graph = KnowledgeGraph.from_edges([("a", "improves", "a")])
    record = to_record(find_loops(influence_graph(graph))[0])
    assert set(record) == {"id", "nodes", "hops", *MEASURES}
    assert all(measure.name == name and measure.definition for name, measure in MEASURES.items())


@pytest.mark.parametrize("order", ORDERS)
def test_unknown_values_come_last_either_way(order: str, graph: KnowledgeGraph) -> None:
    loops = find_loops(influence_graph(graph, carries="no"))
    for name in (order, f"-{order}"):
        ordered = sort_loops(loops, name)
        assert sorted(map(rank, ordered)) == sorted(map(rank, loops))
        if order in MEASURES:
            unknown = [MEASURES[order].of(loop) is None for loop in ordered]
            assert unknown == sorted(unknown)


def test_sorting_by_date_is_earliest_first_and_reversed_latest_first(graph: KnowledgeGraph) -> None:
    loops = find_loops(influence_graph(graph))
    dates = [str(MEASURES["closed_since"].of(loop)) for loop in sort_loops(loops, "closed_since")]
    assert dates == sorted(dates)
    dates = [str(MEASURES["closed_since"].of(loop)) for loop in sort_loops(loops, "-closed_since")]
    assert dates == sorted(dates, reverse=True)


def test_a_loop_through_an_organisation_is_driven_by_people() -> None:
    graph = KnowledgeGraph.from_edges([("lab", "improves", "model"), ("model", "improves", "lab")])
    (loop,) = find_loops(influence_graph(graph))
    assert MEASURES["human"].of(loop) is None
    nodes = [Node("lab", kind=NodeKind.ORGANISATION), Node("model")]
    (loop,) = find_loops(influence_graph(KnowledgeGraph(nodes=nodes, edges=graph.edges)))
    assert MEASURES["human"].of(loop) is True


def test_unknown_is_never_taken_for_a_value() -> None:
    graph = KnowledgeGraph(
        nodes=[Node("a"), Node("b")],
        edges=[
            Edge("1", "a", "improves", "b", evidence=Evidence.DEPLOYED, since="2020"),
            Edge("2", "b", "improves", "a"),
        ],
    )
    (loop,) = find_loops(influence_graph(graph))
    for name in ("weakest_evidence", "closed_since", "autonomy", "human", "gain"):
        assert MEASURES[name].of(loop) is None
    assert MEASURES["support"].of(loop) == 0
