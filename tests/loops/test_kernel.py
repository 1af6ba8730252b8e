"""The kernel by itself: searches interrupted and divided at any moment, compiled and not."""

from __future__ import annotations

import random
from array import array
from itertools import pairwise
from types import ModuleType

import networkx as nx
import pytest

from rsigraph import KnowledgeGraph, influence_graph
from rsigraph.loops import kernel
from rsigraph.loops.core import CyclicCore, cyclic_core
from tests.uncompiled import as_it_is

Circuits = list[tuple[int, ...]]


@pytest.fixture(scope="module")
def uncompiled() -> ModuleType:
    module = as_it_is("loops.kernel")
    assert module.COMPILED is False
    return module


def random_core(seed: int, most_nodes: int = 9, *, hubs: bool = False) -> CyclicCore:
    dice = random.Random(seed)
    size = dice.randint(2, most_nodes)
    weights = [(node + 1) ** (-1.2 if hubs else 0) for node in range(size)]
    pairs = {
        tuple(dice.choices(range(size), weights, k=2)) for _ in range(dice.randint(1, 4 * size))
    }
    relations = ["improves", "improves", "runs-on"]
    triples = [(f"{a:03}", dice.choice(relations), f"{b:03}") for a, b in pairs]
    return cyclic_core(influence_graph(KnowledgeGraph.from_edges(triples)))


def arguments(core: CyclicCore) -> tuple[array[int], ...]:
    hops = (core.offsets, core.targets, core.source_offsets, core.sources)
    return *hops, core.improved, core.labels, core.required


def circuits(nodes: array[int], ends: array[int]) -> Circuits:
    return [tuple(nodes[begin:end]) for begin, end in pairwise([0, *ends])]


def of_networkx(core: CyclicCore, shortest: int, longest: int) -> Circuits:
    """Return the circuits with an improvement, in canonical form and order."""
    peer: nx.DiGraph[int] = nx.DiGraph()
    for node in range(len(core.labels)):
        for hop in range(core.offsets[node], core.offsets[node + 1]):
            ends = core.labels[node], core.labels[core.targets[hop]]
            peer.add_edge(*ends, improved=core.improved[hop])
    found = []
    for ring in nx.simple_cycles(peer, length_bound=longest):
        first = ring.index(min(ring))
        ring = ring[first:] + ring[:first]
        if len(ring) >= shortest and any(
            peer.edges[pair]["improved"] for pair in pairwise([*ring, ring[0]])
        ):
            found.append(tuple(ring))
    return sorted(found)


@pytest.mark.parametrize("seed", range(60))
def test_it_gives_the_same_circuits_compiled_or_not(seed: int, uncompiled: ModuleType) -> None:
    core = random_core(seed, hubs=seed % 2 == 1)
    for bound in (2, 3, 4, 6, 99):
        results = []
        for engine in (kernel, uncompiled):
            search = engine.CircuitSearch(*arguments(core), 1, bound, len(core.labels))
            turns = 1
            while search.advance(10):
                turns += 1
            results.append((turns, search.used(), *search.take()))
        assert results[0] == results[1]
        assert circuits(*results[0][2:]) == of_networkx(core, 1, bound)


@pytest.mark.parametrize("seed", range(120))
def test_it_can_be_divided_at_any_moment(seed: int, uncompiled: ModuleType) -> None:
    core = random_core(seed, 12, hubs=seed % 2 == 1)
    dice = random.Random(seed)
    engine = kernel if seed % 4 else uncompiled
    for bound in (3, 5, 7, 99):
        shortest = dice.randint(1, 3)
        bounds = shortest, bound, len(core.labels)
        searches = [engine.CircuitSearch(*arguments(core), *bounds) for _ in range(3)]
        # The one task of all is at work at first; each search has had other tasks before.
        keys: dict[int, tuple[int, ...]] = {0: ()}
        tasks: list[kernel.Task] = []
        parts = []
        while keys or tasks:
            number = dice.randrange(3)
            search = searches[number]
            if number not in keys:
                if tasks:
                    task = tasks.pop(dice.randrange(len(tasks)))
                    keys[number] = search.begin(task)
            elif dice.random() < 0.3:
                task = search.give()
                if task is not None:
                    tasks.append(task)
            elif not search.advance(dice.randint(1, 40)):
                parts.append((keys.pop(number), circuits(*search.take())))
        found = [circuit for _, some in sorted(parts) for circuit in some]
        assert found == of_networkx(core, shortest, bound)


def sparse_core(seed: int) -> CyclicCore:
    """Return a graph so large and sparse that barriers can be out of step with each other."""
    dice = random.Random(seed)
    size = dice.randint(12, 90)
    count, power = int(size * dice.uniform(1.4, 3)), dice.choice([0, 0.5, 0.8])
    weights = [(node + 1) ** -power for node in range(size)]
    pairs = [dice.choices(range(size), weights, k=2) for _ in range(count)]
    graph = KnowledgeGraph.from_edges((f"{a:03}", "improves", f"{b:03}") for a, b in pairs)
    return cyclic_core(influence_graph(graph))


@pytest.mark.parametrize("first", range(0, 400, 10))
def test_long_circuits_of_sparse_graphs_are_all_there(first: int) -> None:
    for seed in range(first, first + 10):
        core = sparse_core(seed)
        for bound in range(14, 7, -1):
            search = core.search(1, bound)
            if not search.advance(10**6, 2000 * bound):
                assert circuits(*search.take()) == of_networkx(core, 1, bound), (seed, bound)
                break


def test_known_long_circuits_are_all_there() -> None:
    # These were missed while barriers could be out of step.
    for seed, bound in ((6, 12), (573, 14)):
        search = sparse_core(seed).search(1, bound)
        assert not search.advance(10**9)
        assert circuits(*search.take()) == of_networkx(sparse_core(seed), 1, bound)


def test_who_waits_is_answered_soon() -> None:
    size = 9
    triples = [(str(a), "improves", str(b)) for a in range(size) for b in range(size)]
    core = cyclic_core(influence_graph(KnowledgeGraph.from_edges(triples)))
    wanted = array("i", [1])
    search = core.search(1, size, wanted)
    assert search.advance(10**9)
    some = search.used()[1]
    wanted[0] = 0
    assert not search.advance(10**9)
    assert 0 < some < search.used()[1] == 125_664 + size


def complete_core(size: int) -> CyclicCore:
    pairs = [(a, b) for a in range(size) for b in range(size)]
    triples = [(f"{a:03}", "improves", f"{b:03}") for a, b in pairs]
    return cyclic_core(influence_graph(KnowledgeGraph.from_edges(triples)))


def test_there_is_no_more_room_than_a_few_times_what_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is given in large pages is slow to get: a search of a moment is not to wait for it.
    rooms: list[int] = []
    monkeypatch.setattr(kernel, "prefer_large_pages", lambda numbers: rooms.append(len(numbers)))
    search = complete_core(7).search(1, 7)
    assert not search.advance(10**9)
    nodes, ends = search.take()
    assert max(rooms[:-2]) < 5 * len(nodes)
    assert len(ends) > 2000


def test_a_search_goes_on_after_an_interrupt_in_any_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(numbers: array[int]) -> None:
        raise KeyboardInterrupt

    core = complete_core(7)
    search = core.search(1, 7)
    monkeypatch.setattr(kernel, "prefer_large_pages", interrupted)
    interrupts = 0
    while interrupts < 100:
        try:
            if not search.advance(10**9):
                break
        except KeyboardInterrupt:
            interrupts += 1
    assert 0 < interrupts < 100
    monkeypatch.undo()
    assert circuits(*search.take()) == of_networkx(core, 1, 7)
