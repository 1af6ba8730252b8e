"""Which loops are kept, one at a time and many at once."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from rsigraph import KnowledgeGraph, find_loops, influence_graph, read_graph
from rsigraph.analysis import selection, statistics
from rsigraph.analysis.selection import Selection
from rsigraph.vocabulary import Autonomy, Carries, Closure, NodeKind
from tests.random_graphs import random_rows, write_rows

KINDS = [(), (NodeKind.CHIP,), (NodeKind.MODEL, NodeKind.CODE), (NodeKind.ORGANISATION,)]
QUESTIONS = [
    {"kind": kind, "autonomy": autonomy, "human": human, "closure": closure}
    for kind, autonomy, human, closure in product(
        KINDS, [None, *Autonomy], [None, True, False], [None, *Closure]
    )
]


def assert_both_ways_keep_the_same(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> int:
    number = 0
    every = Selection(carries=Carries.NO, max_length=None, dependency=True)
    found = every.find(graph)[1][::3]
    for question in QUESTIONS:
        kept = []
        for threshold in (0, 1 << 40):
            monkeypatch.setattr(selection, "MANY_LOOPS", threshold)
            kept.append(Selection(**question).keep(found))
        one, other = kept
        assert (one.positions, one.ends) == (other.positions, other.ends), question
        number += 0 < len(one) < len(found)
    return number


def test_the_shipped_data(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assert_both_ways_keep_the_same(graph, monkeypatch) > 50


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = read_graph(write_rows(tmp_path, *random_rows(seed)))
    assert_both_ways_keep_the_same(graph, monkeypatch)


def test_without_conditions_all_are_kept(graph: KnowledgeGraph) -> None:
    kept, found = Selection().find(graph)
    assert kept is found


def test_statistics_of_many_are_those_of_few(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    influence = influence_graph(graph, carries="no")
    loops = find_loops(influence, max_length=None)
    few = statistics.statistics(influence, loops)
    monkeypatch.setattr(statistics, "MANY_LOOPS", 0)
    assert statistics.statistics(influence, loops) == few
