"""Measures, orders and filters of many loops against those of one loop at a time."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import rsigraph.columns
import rsigraph.joining
import rsigraph.numbering
from rsigraph import (
    MEASURES,
    KnowledgeGraph,
    Loops,
    Measure,
    find_loops,
    influence_graph,
    read_graph,
    sort_loops,
)
from rsigraph.columns import go_through, measure_columns
from rsigraph.measures import NOTHING, UNKNOWN
from rsigraph.model import Edge, Node
from rsigraph.orders import ORDERS
from tests.random_graphs import random_rows, write_rows


def random_loops(seed: int, level: str, place: Path) -> Loops:
    graph = read_graph(write_rows(place, *random_rows(seed)))
    influence = influence_graph(graph, level=level, carries="no")
    return find_loops(influence, max_length=None, dependency=True)


@pytest.fixture(scope="module")
def shipped() -> Loops:
    found = find_loops(influence_graph(read_graph(), carries="no"), max_length=None)
    assert len(found) > 1_500
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Loops:
    """Loops of a graph with everything in it that there can be, versions and gaps included."""
    dice = random.Random(1)
    nodes, edges = [], []
    for seed in range(12):
        for row in random_rows(seed)[0]:
            nodes.append({**row, "id": f"{row['id']}:{seed}", "lineage": ""})
        for row in random_rows(seed)[1]:
            ends = {end: f"{row[end]}:{seed}" for end in ("source", "target")}
            edges.append({**row, **ends, "id": f"{row['id']}:{seed}"})
    versions = [{"id": f"{row['id']}.{v}", "lineage": row["id"]} for row in nodes for v in (1, 2)]
    ids = [row["id"] for row in (*nodes[:12], *versions[:24])]
    for number in range(110):
        row = dice.choice(edges)
        ends = {"source": dice.choice(ids), "target": dice.choice(ids)}
        edges.append({**row, **ends, "id": f"extra{number}"})
    place = tmp_path_factory.mktemp("many")
    graph = read_graph(write_rows(place, nodes + versions, edges))
    found = find_loops(influence_graph(graph, carries="no"), max_length=7, dependency=True)
    assert 5_000 < len(found) < 200_000
    return found[:: max(1, len(found) // 6_000)]


def shuffled(loops: Loops, seed: int = 0) -> Loops:
    places = list(range(len(loops)))
    random.Random(seed).shuffle(places)
    return loops.take(places)


def assert_columns_agree(loops: Loops) -> None:
    for name, column in measure_columns(loops).items():
        expected = [MEASURES[name].of(loop) for loop in loops]
        found = list(column)
        assert found == expected
        assert list(map(type, found)) == list(map(type, expected))
        counts = column.counts()
        assert counts == {value: expected.count(value) for value in set(expected)}
        for value in (*counts, None):
            assert column.has(value).tolist() == [one == value for one in expected]


def assert_orders_agree(loops: Loops, monkeypatch: pytest.MonkeyPatch) -> None:
    for order in ORDERS:
        for key in (order, f"-{order}"):
            results = []
            for threshold in (0, 1 << 40):
                monkeypatch.setattr("rsigraph.orders.MANY_LOOPS", threshold)
                results.append(sort_loops(loops, key))
            one, other = results
            assert (one.positions, one.ends) == (other.positions, other.ends), key


@pytest.mark.parametrize("seed", range(300))
@pytest.mark.parametrize("level", ["family", "version"])
def test_columns_and_orders_of_random_graphs(
    seed: int, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops = random_loops(seed, level, tmp_path)
    assert_columns_agree(loops)
    if seed < 60:
        assert_orders_agree(loops, monkeypatch)
        assert_orders_agree(shuffled(loops), monkeypatch)


def test_columns_of_the_shipped_data(shipped: Loops) -> None:
    assert_columns_agree(shipped)


def test_orders_of_the_shipped_data(shipped: Loops, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_orders_agree(shipped, monkeypatch)


def test_columns_of_many_loops(many: Loops) -> None:
    columns = measure_columns(many)
    assert all(len(column.counts()) > 1 for column in columns.values())
    assert_columns_agree(many)


def test_orders_of_many_loops(many: Loops, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_orders_agree(shuffled(many), monkeypatch)


@pytest.mark.parametrize("nodes_at_once", [1, 50])
@pytest.mark.parametrize("most_pairs", [0, 1 << 24])
def test_blocks_and_tables_of_any_size_give_the_same(
    nodes_at_once: int, most_pairs: int, shipped: Loops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rsigraph.numbering, "_NODES_AT_ONCE", nodes_at_once)
    monkeypatch.setattr(rsigraph.numbering, "_MOST_PAIRS", most_pairs)
    monkeypatch.setattr(rsigraph.joining, "_LOOPS_AT_ONCE", 2)
    assert_columns_agree(shipped[::7])


def test_a_measure_needs_one_declaration(many: Loops, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fold with every kind of code, as a new measure might have it."""
    declared: dict[str, Measure[Any]] = {}

    def declare(name: str, kind: type[Any], fold: Any, code: Any) -> None:
        declared[name] = Measure(name, "", kind, code, fold, kind)

    def gaps(hop: Any, code: Any) -> Any:
        return NOTHING if hop.support == 1 else UNKNOWN if hop.support == 0 else code

    for fold in ("min", "max", "sum", "product"):
        declare(f"{fold}-whole", int, fold, lambda hop, _: gaps(hop, 3 * len(hop.edges)))
        declare(f"{fold}-large", int, fold, lambda hop, _: gaps(hop, 10**12 + hop.support))
        declare(f"{fold}-decimal", float, fold, lambda hop, _: gaps(hop, Decimal(hop.support) / 7))
    declare("no-hop-speaks", int, "sum", lambda hop, _: NOTHING)
    declare("no-hop-is-known", float, "product", lambda hop, _: UNKNOWN)
    monkeypatch.setattr(rsigraph.columns, "MEASURES", declared)
    columns = measure_columns(many, declared)
    for name, measure in declared.items():
        assert list(columns[name]) == [measure.of(loop) for loop in many], name


def test_ways_that_meet_again_are_followed_once() -> None:
    # Each version leads to itself and the later ones, but on the last hop to later ones only: there
    # are hundreds of ways round from each, and none of them closes.
    size = 40
    families = [f"f{i:02}" for i in range(size)]
    nodes = [Node(family) for family in families]
    nodes += [Node(f"{family}.{v}", lineage=family) for family in families for v in range(3)]
    edges = []
    for i, family in enumerate(families):
        following = families[(i + 1) % size]
        for v in range(3):
            for w in range(v + (i == size - 1), 3):
                name = f"{family}.{v}--{w}"
                edges.append(Edge(name, f"{family}.{v}", "improves", f"{following}.{w}"))
    loops = find_loops(influence_graph(KnowledgeGraph(nodes, edges)), max_length=None)
    assert len(loops) == 1
    assert list(measure_columns(loops, ["closure"])["closure"]) == ["lineage"]
    assert_columns_agree(loops)


def test_no_loops_have_empty_columns() -> None:
    loops = find_loops(influence_graph(KnowledgeGraph.from_edges([("a", "improves", "b")])))
    assert {len(column) for column in measure_columns(loops).values()} == {0}
    assert_columns_agree(loops)
    assert go_through(loops, [True, True]).tolist() == []


def test_columns_hold_little_memory(many: Loops) -> None:
    columns = measure_columns(many)
    sizes = {name: column.codes.itemsize for name, column in columns.items()}
    assert sizes.pop("gain") == 8
    assert set(sizes.values()) == {1}


def test_going_through_a_node(shipped: Loops) -> None:
    nodes = shipped.influence.nodes
    marks = [node in ("gemini", "claude") for node in nodes]
    expected = [not {"gemini", "claude"}.isdisjoint(loop.nodes) for loop in shipped]
    assert go_through(shipped, marks).tolist() == expected
    assert 0 < sum(expected) < len(expected)
