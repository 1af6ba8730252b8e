"""`find_loops`: from an influence graph to its loops."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import overload

from rsigraph.influence import InfluenceGraph
from rsigraph.loops.components import cyclic_components
from rsigraph.loops.loop import Hop, Loop
from rsigraph.loops.search import SearchStoppedError, circuits_through


class Loops(Sequence[Loop]):
    """The loops that a search found, in order of their node ids.

    Held as flat arrays of positions; a `Loop` is made when it is asked for.

    Attributes
    ----------
    complete : bool
        Whether these are all there are within the bounds asked for.
    reason : str or None
        Why the search was stopped (`"time"`); None when it was not.
    """

    def __init__(self, influence: InfluenceGraph, reason: str | None = None) -> None:
        self.influence = influence
        self.reason = reason
        self._positions = array("L")
        self._ends = array("Q", [0])
        self._hops: dict[tuple[str, str], Hop] = {}

    @property
    def complete(self) -> bool:
        """Whether the search was not stopped."""
        return self.reason is None

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> Loop: ...
    @overload
    def __getitem__(self, index: slice) -> list[Loop]: ...
    def __getitem__(self, index: int | slice) -> Loop | list[Loop]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} loops")
        return self._loop(self._positions[self._ends[index] : self._ends[index + 1]])

    def __iter__(self) -> Iterator[Loop]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        return f"<Loops: {len(self)}{'' if self.complete else ', search not complete'}>"

    def append(self, circuit: Sequence[int]) -> None:
        """Add a circuit of positions in canonical form."""
        self._positions.extend(circuit)
        self._ends.append(len(self._positions))

    def sort(self) -> None:
        """Put the loops in order of their node ids."""
        positions, ends = self._positions, self._ends
        circuits = sorted(positions[a:b] for a, b in pairwise(ends))
        self._positions, self._ends = array("L"), array("Q", [0])
        for circuit in circuits:
            self.append(circuit)

    def _loop(self, circuit: Sequence[int]) -> Loop:
        nodes = tuple(self.influence.nodes[position] for position in circuit)
        pairs = zip(nodes, (*nodes[1:], nodes[0]), strict=True)
        return Loop(nodes, tuple(self._hop(*pair) for pair in pairs), self.influence.graph)

    def _hop(self, source: str, target: str) -> Hop:
        """Return the hop between two nodes; loops that share it share what it has worked out."""
        hop = self._hops.get((source, target))
        if hop is None:
            hop = Hop(source, target, tuple(self.influence.hops[source, target]))
            self._hops[source, target] = hop
        return hop


def find_loops(
    influence: InfluenceGraph,
    *,
    max_length: int | None = 8,
    min_length: int = 1,
    through: Sequence[str] = (),
    dependency: bool = False,
    time_limit: float | None = None,
    threads: int | None = None,
) -> Loops:
    """Return the feedback loops of an influence graph.

    A loop is an elementary circuit, a closed path that visits no node twice, with at least one
    hop that an improvement supports. Circuits of dependences alone are left out unless
    `dependency` is true. Rotations are the same loop; it is given once, from its smallest node id
    on. Edges that are parallel make one loop whose hops list them all. A node that influences
    itself is a loop of length 1.

    Parameters
    ----------
    influence : InfluenceGraph
    max_length : int or None
        The most nodes a loop may have; None for no bound. The bound also bounds the work: the
        time between two circuits is polynomial, O(max_length * hops).
    min_length : int
        The fewest nodes it may have.
    through : sequence of str
        Nodes of `influence` that must all be on the loop. Only what goes through the first of
        them is searched.
    dependency : bool
        Whether circuits of dependences alone are given too.
    time_limit : float or None
        Seconds after which the search stops with what it has; None for no limit.
    threads : int or None
        The most threads to use; this search uses one.

    Returns
    -------
    Loops
        In order of their node ids, with `complete` and `reason`.

    Raises
    ------
    ValueError
        When a length is below 1 or the time limit is not above 0.
    UnknownNameError
        When a node of `through` is not in the graph.

    See Also
    --------
    rsigraph.loops.search.circuits_through : the algorithm and its references.

    Examples
    --------
    >>> from rsigraph import KnowledgeGraph, influence_graph
    >>> graph = KnowledgeGraph.from_edges([
    ...     ("model", "improves", "chip"),
    ...     ("model", "runs-on", "chip"),
    ...     ("model", "improves", "model"),
    ... ])
    >>> [loop.nodes for loop in find_loops(influence_graph(graph))]
    [('chip', 'model'), ('model',)]
    """
    for name, bound in (
        ("max_length", max_length),
        ("min_length", min_length),
        ("threads", threads),
    ):
        if bound is not None and bound < 1:
            raise ValueError(f"{name} is {bound}; it must be at least 1")
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit is {time_limit}; it must be above 0")
    required = {influence.index(node) for node in through}
    idle = set() if dependency else _hops_without_improvement(influence)
    loops = Loops(influence)
    try:
        for circuit in _circuits(influence, required, idle, max_length, _clock(time_limit)):
            if len(circuit) >= min_length and not (idle and idle.issuperset(_ring(circuit))):
                if not required:
                    loops.append(circuit)
                elif required.issubset(circuit):
                    loops.append(_canonical(circuit))
    except SearchStoppedError:
        loops.reason = "time"
    if required:
        loops.sort()
    return loops


def _hops_without_improvement(influence: InfluenceGraph) -> set[tuple[int, int]]:
    return {
        (influence.index(source), influence.index(target))
        for (source, target), edges in influence.hops.items()
        if not any(edge.is_improvement for edge in edges)
    }


def _circuits(
    influence: InfluenceGraph,
    required: set[int],
    idle: set[tuple[int, int]],
    max_length: int | None,
    stop: Callable[[], bool],
) -> Iterator[list[int]]:
    """Yield the circuits of components that can hold a loop.

    Where nothing is required, each circuit is found from its least node, so that they come in
    canonical form and ascending.
    """
    successors, predecessors = influence.successors, influence.predecessors
    component_of: dict[int, frozenset[int]] = {}
    for component in cyclic_components(successors):
        members = frozenset(component)
        hops = ((node, s) for node in component for s in successors[node] if s in members)
        if required <= members and not idle.issuperset(hops):
            component_of.update(dict.fromkeys(component, members))
    if required:
        fewest = min(required, key=lambda node: len(successors[node]))
        starts = [fewest] if fewest in component_of else []
    else:
        starts = sorted(component_of)
    for start in starts:
        members = component_of[start]
        bound = len(members) if max_length is None else min(max_length, len(members))
        allowed = members.__contains__ if required else partial(_is_after, start, members)
        yield from circuits_through(start, successors, predecessors, allowed, bound, stop)


def _is_after(start: int, members: frozenset[int], node: int) -> bool:
    return node > start and node in members


def _ring(circuit: list[int]) -> Iterator[tuple[int, int]]:
    return zip(circuit, chain(circuit[1:], circuit[:1]), strict=True)


def _canonical(circuit: list[int]) -> list[int]:
    first = circuit.index(min(circuit))
    return circuit[first:] + circuit[:first]


def _clock(time_limit: float | None) -> Callable[[], bool]:
    if time_limit is None:
        return lambda: False
    deadline = time.monotonic() + time_limit
    return lambda: time.monotonic() > deadline
