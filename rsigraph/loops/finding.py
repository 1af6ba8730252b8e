"""`find_loops`: from an influence graph to its loops."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterator, Sequence

from rsigraph.influence import InfluenceGraph
from rsigraph.loops import arrays, kernel
from rsigraph.loops.core import CyclicCore, cyclic_core
from rsigraph.loops.results import Loops
from rsigraph.loops.sharing import Pool, Progress

_NO_BOUND = (1 << 31) - 1

# For a batch of a stream.
_STEPS_A_BATCH = 2_000_000 if kernel.COMPILED else 20_000
_NODES_A_BATCH = 1 << 20


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
        The most nodes a loop may have; None for no bound. It bounds the work too:
        O(max_length * hops) for each starting node, and O(max_length**2 * hops) between two
        circuits, of whatever hops; O(hops) for both without a bound.
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
        The search stops a while after it has found more, or fewer long ones. Where it stops does
        not depend on the machine or the number of threads.
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
    most_threads = (threads or os.cpu_count() or 1) if kernel.COMPILED else 1
    pool = Pool(core, bounds, most_threads, deadline, most_loops, progress)
    pool.run()
    if most_threads > 1 and pool.reason in (None, "limit") and pool.is_too_many():
        # What several threads have found by then is chance; what one has found is not.
        pool = Pool(core, bounds, 1, deadline, most_loops, progress)
        pool.run()
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
    search = core.search(*bounds)
    while True:
        more = search.advance(_STEPS_A_BATCH, _NODES_A_BATCH)
        late = more and deadline is not None and time.monotonic() > deadline
        loops = _to_loops(influence, core, *search.take(), "time" if late else None)
        if loops or late or not more:
            yield loops
        if late or not more:
            return


def _to_loops(
    influence: InfluenceGraph,
    core: CyclicCore,
    nodes: array[int],
    ends: array[int],
    reason: str | None,
) -> Loops:
    if core.is_rooted:
        arrays.rotate(nodes, ends)
    loops = Loops(influence, nodes, ends, reason)
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
