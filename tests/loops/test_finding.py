"""Loops against brute force, against networkx, against a published sequence, and at their limits."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsigraph import KnowledgeGraph, UnknownNameError, find_loops, influence_graph, read_graph
from rsigraph.influence import InfluenceGraph
from rsigraph.loops import Loops, arrays, finding, kernel, loop_id, sharing, stream_loops
from tests.brute_force import all_loops
from tests.random_graphs import random_rows, write_rows


def improving(pairs: Iterable[tuple[object, object]]) -> InfluenceGraph:
    return influence_graph(
        KnowledgeGraph.from_edges((str(a), "improves", str(b)) for a, b in pairs)
    )


def rings(loops: Loops) -> list[tuple[str, ...]]:
    return [tuple(loop.nodes) for loop in loops]


@pytest.mark.parametrize("seed", range(300))
def test_random_multigraphs_have_the_loops_of_brute_force(seed: int, tmp_path: Path) -> None:
    nodes, edges = random_rows(seed)
    graph = read_graph(write_rows(tmp_path, nodes, edges))
    for level in ("family", "version"):
        influence = influence_graph(graph, level=level, carries="no")
        for dependency in (False, True):
            for bound in (1, 2, 3, 4, 6, None):
                expected = all_loops(
                    nodes,
                    edges,
                    level=level,
                    carries="no",
                    max_length=bound,
                    dependency=dependency,
                )
                found = find_loops(influence, max_length=bound, dependency=dependency)
                assert found.complete
                assert [loop.id for loop in found] == sorted(
                    expected, key=lambda id: expected[id]["nodes"]
                )
                for loop in found:
                    assert list(loop.nodes) == expected[loop.id]["nodes"]
                    edges_of = [[edge.id for edge in hop.edges] for hop in loop.hops]
                    assert edges_of == expected[loop.id]["edges"]


@pytest.mark.parametrize("seed", range(60))
def test_through_and_min_length_are_filters_of_the_same_loops(seed: int, tmp_path: Path) -> None:
    influence = influence_graph(read_graph(write_rows(tmp_path, *random_rows(seed))))
    every = list(find_loops(influence, max_length=None))
    for node in influence.nodes:
        for other in influence.nodes:
            found = find_loops(influence, max_length=None, through=[node, other], min_length=2)
            expected = [r for r in map(tuple, (loop.nodes for loop in every)) if len(r) > 1]
            assert rings(found) == [ring for ring in expected if {node, other} <= set(ring)]


@given(
    st.integers(2, 8).flatmap(
        lambda n: st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=24)
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=200, deadline=None)
def test_loops_do_not_depend_on_names_or_order(
    pairs: set[tuple[int, int]], dice: random.Random
) -> None:
    names = [f"n{i}" for i in range(8)]
    dice.shuffle(names)
    rows = [(names[a], names[b]) for a, b in pairs]
    dice.shuffle(rows)
    peer: nx.DiGraph[str] = nx.DiGraph(rows)
    expected = {frozenset(pairwise((*ring, ring[0]))) for ring in nx.simple_cycles(peer)}
    found = find_loops(improving(rows), max_length=None)
    assert len(found) == len(expected)
    for loop in found:
        assert loop.nodes[0] == min(loop.nodes)
        assert frozenset(pairwise((*loop.nodes, loop.nodes[0]))) in expected


# OEIS A006231: circuits of length at least 2 in the complete digraph on n nodes.
@pytest.mark.parametrize(
    ("size", "count"), [(1, 0), (2, 1), (3, 5), (4, 20), (5, 84), (6, 409), (7, 2365), (8, 16064)]
)
def test_complete_digraphs_have_the_published_number(size: int, count: int) -> None:
    pairs = [(a, b) for a in range(size) for b in range(size)]
    found = find_loops(improving(pairs), max_length=None, min_length=2)
    assert len(found) == count
    assert len(set(rings(found))) == count


@pytest.mark.parametrize("bound", [3, 5, 7])
def test_a_middle_sized_graph_has_the_loops_of_networkx(bound: int) -> None:
    dice = random.Random(bound)
    pairs = {(dice.randrange(60), dice.randrange(60)) for _ in range(240)}
    influence = improving(pairs)
    expected = sum(1 for _ in nx.simple_cycles(influence.to_networkx(), length_bound=bound))
    assert len(find_loops(influence, max_length=bound)) == expected


def diamonds(count: int) -> list[tuple[str, str]]:
    """A chain of diamonds: 2**count paths from end to end."""
    return [
        pair
        for i in range(count)
        for pair in (
            (f"{i:03}", f"{i:03}u"),
            (f"{i:03}", f"{i:03}v"),
            (f"{i:03}u", f"{i + 1:03}"),
            (f"{i:03}v", f"{i + 1:03}"),
        )
    ]


def number(influence: InfluenceGraph, max_length: int | None) -> int:
    found = find_loops(influence, max_length=max_length, time_limit=60)
    assert found.complete
    return len(found)


def test_exponentially_many_paths_without_a_loop_end_at_once() -> None:
    # networkx issue 8737: simple_cycles(length_bound=...) takes exponential time here.
    assert number(improving(diamonds(200)), 500) == 0


def test_a_way_back_that_is_too_long_costs_no_more() -> None:
    chain = [*diamonds(40), ("040", "000")]
    assert number(improving(chain), 80) == 0
    assert number(improving([*diamonds(8), ("008", "000")]), None) == 2**8


@pytest.mark.parametrize("bound", [70, None])
def test_dead_ends_within_the_bound_are_not_explored_again_and_again(bound: int | None) -> None:
    # Behind "p" lies a lattice of 2**30 paths that all lead back to "p" alone, which is on the path
    # by then: the distance back prunes none of them, yet one loop goes through "a".
    pairs = [("a", "p"), ("p", "a"), ("p", "000"), ("030", "p"), *diamonds(30)]
    found = find_loops(improving(pairs), max_length=bound, through=["a"], time_limit=60)
    assert found.complete
    assert rings(found) == [("a", "p")]


def test_a_ring_longer_than_the_recursion_limit() -> None:
    size = 3000
    ring = [(f"{i:05}", f"{(i + 1) % size:05}") for i in range(size)]
    influence = improving(ring)
    assert len(find_loops(influence, max_length=8)) == 0
    (loop,) = find_loops(influence, max_length=None)
    assert len(loop) == size


def test_dependency_cycles_are_left_out_unless_asked_for() -> None:
    graph = KnowledgeGraph.from_edges(
        [
            ("a", "runs-on", "b"),
            ("b", "runs-on", "a"),
            ("c", "runs-on", "c"),
            ("c", "improves", "d"),
        ]
    )
    influence = influence_graph(graph)
    assert rings(find_loops(influence)) == []
    assert rings(find_loops(influence, dependency=True)) == [("a", "b"), ("c",)]


def test_a_stopped_search_says_so() -> None:
    pairs = [(a, b) for a in range(12) for b in range(12)]
    found = find_loops(improving(pairs), max_length=None, time_limit=0.05)
    assert not found.complete
    assert found.reason == "time"
    assert 0 < len(found) < 100_000_000
    assert "not complete" in repr(found)
    through = find_loops(improving(pairs), max_length=None, time_limit=0.05, through=["5"])
    assert through.reason == "time"
    assert all("5" in loop.nodes and loop.nodes[0] == min(loop.nodes) for loop in through[:100])


def test_wrong_calls_are_told() -> None:
    influence = improving([("a", "b"), ("b", "a")])
    for wrong in ({"max_length": 0}, {"min_length": 0}, {"time_limit": 0}, {"threads": 0}):
        with pytest.raises(ValueError, match="it must be"):
            find_loops(influence, **wrong)  # type: ignore[arg-type] # one wrong value at a time
    with pytest.raises(UnknownNameError, match="no node 'c'"):
        find_loops(influence, through=["c"])
    with pytest.raises(TypeError, match="influence_graph"):
        find_loops(influence.graph)  # type: ignore[arg-type] # on purpose
    assert rings(find_loops(influence, through="a")) == [("a", "b")]


def test_loops_are_a_sequence() -> None:
    found = find_loops(improving([("a", "b"), ("b", "a"), ("b", "b"), ("b", "c"), ("c", "b")]))
    assert rings(found) == [("a", "b"), ("b",), ("b", "c")]
    assert found[-1] == found[2] == found[1:][1]
    assert found[0].hops[1] == found[0].hops[1]
    assert found[0] in found
    with pytest.raises(IndexError):
        found[3]


@pytest.mark.parametrize("seed", range(150))
def test_middle_sized_graphs_have_the_circuits_of_networkx(seed: int) -> None:
    # Large enough for barriers to rise and fall many times.
    dice = random.Random(seed)
    size = dice.randint(7, 11)
    pairs = {(dice.randrange(size), dice.randrange(size)) for _ in range(dice.randint(12, 40))}
    influence = improving(pairs)
    peer = influence.to_networkx()
    for bound in (4, 6, 8, None):
        expected = sorted(
            tuple(ring[ring.index(min(ring)) :] + ring[: ring.index(min(ring))])
            for ring in nx.simple_cycles(peer, length_bound=bound)
        )
        assert rings(find_loops(influence, max_length=bound)) == expected


@pytest.mark.parametrize("seed", range(12))
def test_threads_and_streams_give_the_same_loops(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    pairs = {(dice.randrange(14), dice.randrange(14)) for _ in range(60)}
    influence = improving(pairs)
    expected = rings(find_loops(influence, threads=1))
    for name in ("_STEPS", "_STEPS_ALONE", "_PIECE"):
        monkeypatch.setattr(sharing, name, 7)
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(finding, "_STEPS_A_BATCH", 7)
    monkeypatch.setattr(finding, "_NODES_A_BATCH", 300)
    monkeypatch.setattr(kernel, "COMPILED", True)
    for threads in (1, 2, 3, 5):
        assert rings(find_loops(influence, threads=threads)) == expected
    batches = list(stream_loops(influence))
    assert [ring for batch in batches for ring in rings(batch)] == expected
    through = [ring for batch in stream_loops(influence, through="3") for ring in rings(batch)]
    assert sorted(through) == [ring for ring in expected if "3" in ring]


def test_where_a_search_stops_does_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(sharing, "_STEPS", 5000)
    monkeypatch.setattr(sharing, "_FEW", 100)
    monkeypatch.setattr(kernel, "COMPILED", True)
    influence = improving([(a, b) for a in range(8) for b in range(8)])
    every = rings(find_loops(influence, max_length=None, threads=1))
    reasons = set()
    for most in (1, 50, 1000, len(every) - 1, len(every), 2 * len(every)):
        first = find_loops(influence, max_length=None, threads=1, most_loops=most)
        reasons.add(first.reason)
        assert rings(first) == every[: len(first)]
        assert first.complete or len(first) > most
        for threads in (2, 3):
            loops = find_loops(influence, max_length=None, threads=threads, most_loops=most)
            assert (loops.reason, rings(loops)) == (first.reason, rings(first))
    assert reasons == {None, "limit"}


def test_the_time_limit_holds_where_barriers_are_lowered_all_the_time() -> None:
    names = [f"a{i:04}" for i in range(3000)]
    pairs = [("s", name) for name in names] + [(name, "h") for name in names] + [("h", "s")]
    pairs += [(f"x{i:05}", "h") for i in range(10_000)]
    influence = improving(pairs)
    began = time.monotonic()
    find_loops(influence, through=["s"], time_limit=0.5)
    assert time.monotonic() - began < 5


def test_a_ring_against_the_order_of_names_is_quick() -> None:
    size = 8000
    ring = [(f"{(i + 1) % size:05}", f"{i:05}") for i in range(size)]
    assert number(improving(ring), None) == 1


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_SECONDS_BETWEEN_REPORTS", 0)
    monkeypatch.setattr(sharing, "_STEPS", 1000)
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    told: list[tuple[int, float]] = []
    pairs = [(a, b) for a in range(7) for b in range(7)]
    found = find_loops(improving(pairs), threads=1, progress=lambda *report: told.append(report))
    assert told
    assert all(0 <= done <= 1 for _, done in told)
    assert [count for count, _ in told] == sorted(count for count, _ in told)
    assert told[-1][0] <= len(found)


def test_ids_are_those_of_the_specification() -> None:
    # Computed with: printf 'alphaevolve gemini tpu' | sha256sum
    assert loop_id(["alphaevolve", "gemini", "tpu"]) == "loop-88a3e090f7ea"


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_an_interrupted_search_gives_what_it_has(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_SECONDS_BETWEEN_REPORTS", 0)
    monkeypatch.setattr(sharing, "_STEPS", 1000)
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    influence = improving([(a, b) for a in range(9) for b in range(9)])
    every = rings(find_loops(influence, max_length=None, threads=1))
    told = 0

    def interrupt(found: int, done: float) -> None:
        nonlocal told
        told += 1
        if told == 3:
            raise KeyboardInterrupt

    found = find_loops(influence, max_length=None, threads=threads, progress=interrupt)
    assert found.reason == "interrupt"
    assert 0 < len(found) < len(every)
    assert rings(found) == sorted(set(rings(found)) & set(every))


def test_an_interrupt_at_any_line_gives_no_wrong_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    # One thread: a tracer, unlike Ctrl-C, can also come before a lock is given back.
    monkeypatch.setattr(sharing, "_STEPS", 300)
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(kernel, "COMPILED", True)
    influence = improving([(a, b) for a in range(5) for b in range(5)])
    every = rings(find_loops(influence, max_length=None, threads=1))
    tracer = sys.gettrace()
    for count in range(1, 250):
        left = count

        def interrupt(frame: FrameType, event: str, _: object) -> Any:
            nonlocal left
            if frame.f_code.co_filename != sharing.__file__:
                return None
            left -= event == "line"
            if left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
            return interrupt

        found: list[tuple[str, ...]] = []
        with suppress(KeyboardInterrupt):
            sys.settrace(interrupt)
            loops = find_loops(influence, max_length=None, threads=1)
            sys.settrace(None)
            assert loops.complete or loops.reason == "interrupt"
            found = rings(loops)
            assert len(found) == len(every) or not loops.complete
        sys.settrace(tracer)
        assert found == [ring for ring in every if ring in set(found)]


def test_an_interrupt_after_the_limit_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(pool: sharing.Pool, _: object) -> None:
        pool._end("limit")
        raise KeyboardInterrupt

    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(sharing.Pool, "_work", work)
    monkeypatch.setattr(kernel, "COMPILED", True)
    influence = improving([(a, b) for a in range(4) for b in range(4)])
    assert find_loops(influence, threads=2, most_loops=1).reason == "interrupt"


def test_an_error_on_a_thread_is_one_of_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(kernel, "COMPILED", True)
    monkeypatch.setattr(sharing.Pool, "_next_task", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        find_loops(improving([(a, b) for a in range(7) for b in range(7)]), threads=2)


def test_an_error_in_a_copy_on_a_thread_is_one_of_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def copy(*_: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise ZeroDivisionError
        time.sleep(0.001)

    monkeypatch.setattr(sharing, "_SECONDS_ALONE", 0)
    monkeypatch.setattr(sharing, "_PIECE", 7)
    monkeypatch.setattr(kernel, "COMPILED", True)
    monkeypatch.setattr(arrays, "copy_nodes", copy)
    with pytest.raises(ZeroDivisionError):
        find_loops(improving([(a, b) for a in range(9) for b in range(9)]), threads=2)
