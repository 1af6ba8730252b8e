"""`find_loops`: from an influence graph to its loops."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from threading import Event, Thread

from rsigraph.influence import InfluenceGraph
from rsigraph.loops import kernel
from rsigraph.loops.core import CyclicCore, cyclic_core
from rsigraph.loops.results import Loops

_NO_BOUND = (1 << 31) - 1

# Between two looks at the clock and at Ctrl-C: about a hundredth of a second.
_STEPS = 2_000_000 if kernel.COMPILED else 20_000
# A search that takes longer is begun again on several threads.
_TURNS_ON_ONE_THREAD = 10
_NODES_AT_ONCE = 1 << 20
_SECONDS_BETWEEN_REPORTS = 0.2

Progress = Callable[[int, float], None]


def find_loops(
    influence: InfluenceGraph,
    *,
    max_length: int | None = 8,
    min_length: int = 1,
    through: Sequence[str] = (),
    dependency: bool = False,
    time_limit: float | None = None,
    threads: int | None = None,
    most_loops: int | None = None,
    progress: Progress | None = None,
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
        The most nodes a loop may have; None for no bound. It bounds the work too: O(hops) for
        each starting node, and O(max_length * hops) between two circuits, of whatever hops.
    min_length : int
        The fewest nodes it may have.
    through : sequence of str
        Nodes of `influence` that must all be on the loop. Only what goes through one of them is
        searched.
    dependency : bool
        Whether circuits of dependences alone are given too.
    time_limit : float or None
        Seconds after which the search stops with what it has; None for no limit.
    threads : int or None
        The most threads to use; None for one a processor. Searches of a moment, and those of an
        uncompiled kernel, use one. The result is the same.
    most_loops : int or None
        The search, on one thread then, stops a while after it has found more; None for no limit.
    progress : callable or None
        Called now and then with the number of loops so far and the share of the starting points
        that is done, from 0 to 1.

    Returns
    -------
    Loops
        In order of their node ids, with `complete` and `reason`. Ctrl-C stops the search with
        what it has, too.

    Raises
    ------
    ValueError
        When a length is below 1 or the time limit is not above 0.
    UnknownNameError
        When a node of `through` is not in the graph.

    See Also
    --------
    rsigraph.loops.kernel : the algorithm and its references.
    stream_loops : the same, batch by batch, in memory that does not grow.

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
    core, bounds, deadline = _prepare(
        influence, max_length, min_length, through, dependency, time_limit, threads
    )
    pool = _Pool(core, bounds, deadline, most_loops, progress)
    most_threads = 1 if most_loops else threads or os.cpu_count() or 1
    try:
        pool.run(1, _TURNS_ON_ONE_THREAD if kernel.COMPILED and most_threads > 1 else None)
        if pool.reason == "turns":
            pool.run(most_threads, None)
    except KeyboardInterrupt:
        pool.stop("interrupt")
    return _to_loops(influence, core, *pool.circuits(), pool.reason)


def stream_loops(
    influence: InfluenceGraph,
    *,
    max_length: int | None = 8,
    min_length: int = 1,
    through: Sequence[str] = (),
    dependency: bool = False,
    time_limit: float | None = None,
) -> Iterator[Loops]:
    """Yield the loops of `find_loops` in batches, in memory that does not grow with their number.

    The last batch, which may be empty, tells by `complete` and `reason` how the search ended. The
    order is that of `find_loops`, but with `through`, where only a batch is in order.
    """
    core, bounds, deadline = _prepare(
        influence, max_length, min_length, through, dependency, time_limit, None
    )
    share = _Share(core, bounds, 0, 1)
    while True:
        more = share.advance()
        late = more and deadline is not None and time.monotonic() > deadline
        loops = _to_loops(influence, core, *share.take(), "time" if late else None)
        if loops or late or not more:
            yield loops
        if late or not more:
            return


def _to_loops(
    influence: InfluenceGraph,
    core: CyclicCore,
    nodes: array[int],
    lengths: array[int],
    reason: str | None,
) -> Loops:
    if core.is_rooted:
        kernel.rotate(nodes, lengths)
    loops = Loops(influence, nodes, kernel.cumulate(lengths), reason)
    if core.is_rooted:
        loops.sort()
    return loops


def _prepare(
    influence: InfluenceGraph,
    max_length: int | None,
    min_length: int,
    through: Sequence[str],
    dependency: bool,
    time_limit: float | None,
    threads: int | None,
) -> tuple[CyclicCore, tuple[int, int], float | None]:
    if not isinstance(influence, InfluenceGraph):
        raise TypeError(f"loops are found in influence_graph(graph), not in {influence!r}")
    deadline = None if time_limit is None else time.monotonic() + time_limit
    for name, bound in (
        ("max_length", max_length),
        ("min_length", min_length),
        ("threads", threads),
    ):
        if bound is not None and bound < 1:
            raise ValueError(f"{name} is {bound}; it must be at least 1")
    if time_limit is not None and not time_limit > 0:
        raise ValueError(f"time_limit is {time_limit}; it must be above 0")
    if isinstance(through, str):
        through = (through,)
    required = {influence.index(node) for node in through}
    core = cyclic_core(influence, through=required, dependency=dependency)
    return core, (min_length, min(max_length or _NO_BOUND, _NO_BOUND)), deadline


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Circuits as `CircuitSearch.advance` gives them."""

    nodes: array[int]
    lengths: array[int]
    runs: array[int]


class _Share:
    """A part of a search, with the circuits that it has found."""

    def __init__(self, core: CyclicCore, bounds: tuple[int, int], part: int, parts: int) -> None:
        self.search = core.search(*bounds, part, parts)
        self.chunks: list[_Chunk] = []
        self.count = 0
        longest = min(bounds[1], len(core.labels))
        # A small graph may have many loops, but most have few.
        room = min(_NODES_AT_ONCE, 1000 + 50 * core.hop_count)
        self._nodes = array("i", [0]) * (room + longest)
        self._lengths = array("i", [0]) * room
        self._runs = array("i", [0]) * (2 * min(room, core.hop_count + 1))

    def advance(self) -> bool:
        """Search on for a moment; return whether there is more to search."""
        more = self.search.advance(self._nodes, self._lengths, self._runs, _STEPS)
        nodes, circuits, runs = self.search.used()
        if circuits:
            self.count += circuits
            self.chunks.append(
                _Chunk(self._nodes[:nodes], self._lengths[:circuits], self._runs[:runs])
            )
        return more

    def take(self) -> tuple[array[int], array[int]]:
        """Return the nodes and the lengths of what was found since the last time."""
        chunks, self.chunks = self.chunks, []
        nodes, lengths = array("i"), array("i")
        for chunk in chunks:
            nodes.extend(chunk.nodes)
            lengths.extend(chunk.lengths)
        return nodes, lengths


class _Pool:
    """A search divided among threads, until it is done, late, or stopped."""

    def __init__(
        self,
        core: CyclicCore,
        bounds: tuple[int, int],
        deadline: float | None,
        most_loops: int | None,
        progress: Progress | None,
    ) -> None:
        self._core, self._bounds, self._deadline = core, bounds, deadline
        self._most_loops = most_loops
        self._progress = progress
        self._shares: list[_Share] = []
        self._stopped = Event()
        self._threads: list[Thread] = []
        self._errors: list[BaseException] = []
        self._last_report = time.monotonic()
        self.reason: str | None = None

    def run(self, parts: int, turns: int | None) -> None:
        """Search anew in `parts` shares; after so many `turns` stop, for the reason `"turns"`."""
        self.reason = None
        self._shares = [_Share(self._core, self._bounds, part, parts) for part in range(parts)]
        if parts == 1:
            self._search(self._shares[0], turns)
            return
        self._threads = [Thread(target=self._work, args=(share,)) for share in self._shares]
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_SECONDS_BETWEEN_REPORTS)
                self._report()
        if self._errors:
            raise self._errors[0]

    def stop(self, reason: str) -> None:
        self.reason = reason
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def circuits(self) -> tuple[array[int], array[int]]:
        """Return the nodes and the lengths of all circuits, in the order of one search."""
        if len(self._shares) == 1:
            return self._shares[0].take()
        segments = sorted(chain.from_iterable(map(_segments, self._shares)), key=itemgetter(0))
        nodes, lengths = array("i"), array("i")
        for _, some_nodes, some_lengths in segments:
            nodes.frombytes(some_nodes)
            lengths.frombytes(some_lengths)
        return nodes, lengths

    def _work(self, share: _Share) -> None:
        try:
            self._search(share, None)
        except Exception as error:  # An error on a thread is one of the search.
            self._errors.append(error)

    def _search(self, share: _Share, turns: int | None) -> None:
        turn = 0
        while not self._stopped.is_set() and share.advance():
            turn += 1
            if self._most_loops is not None and share.count > self._most_loops:
                self.reason = "limit"
                return
            if self._deadline is not None and time.monotonic() > self._deadline:
                self.reason = "time"
                return
            if turn == turns:
                self.reason = "turns"
                return
            if len(self._shares) == 1:
                self._report()

    def _report(self) -> None:
        now = time.monotonic()
        if self._progress is None or now - self._last_report < _SECONDS_BETWEEN_REPORTS:
            return
        self._last_report = now
        found = sum(share.count for share in self._shares)
        size = max(1, len(self._core.labels))
        done = min(share.search.place() for share in self._shares) / size
        self._progress(found, done)


def _segments(share: _Share) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yield the circuits of a share by the place of their first hop."""
    for chunk in share.chunks:
        nodes, lengths = memoryview(chunk.nodes), memoryview(chunk.lengths)
        node = circuit = 0
        for key, count in zip(chunk.runs[::2], chunk.runs[1::2], strict=True):
            some_lengths = lengths[circuit : circuit + count]
            size = sum(some_lengths)
            yield key, nodes[node : node + size].cast("B"), some_lengths.cast("B")
            node, circuit = node + size, circuit + count
