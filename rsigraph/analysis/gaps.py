"""What keeps a node or a hop off every loop."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from rsigraph.influence import InfluenceGraph, influence_graph
from rsigraph.loops import Loop, find_loops
from rsigraph.model import Edge
from rsigraph.vocabulary import Carries

_SECONDS_TO_SEARCH = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing for a loop through the hop from `source` to `target`, or through one node.

    `influences` are the nodes downstream of the target and `influenced_by` those upstream of the
    source, nearest first: influence of a member of the first, or the target, on a member of the
    second, or the source, would close a loop. `nearest` is the shortest loop there would be if
    every edge carried, and `blocking` the edges on it over which no gain passes.
    """

    source: str
    target: str
    influences: Sequence[str]
    influenced_by: Sequence[str]
    nearest: Loop | None
    blocking: Sequence[Edge]


def find_gap(influence: InfluenceGraph, source: str, target: str | None = None) -> Gap | None:
    """Return what keeps the hop from `source` to `target` off every loop, or None if nothing does.

    Two breadth-first searches, and where there is a gap one search for loops of up to 8 nodes in
    the graph of every edge.

    Parameters
    ----------
    influence : InfluenceGraph
        Of the edges that carry.
    source, target : str
        Nodes of `influence`; without a target, the node `source` is asked about rather than a hop.

    Examples
    --------
    >>> from rsigraph import KnowledgeGraph
    >>> graph = KnowledgeGraph.from_edges([("a", "improves", "b"), ("b", "improves", "c")])
    >>> gap = find_gap(influence_graph(graph), "a", "b")
    >>> gap.influences, gap.influenced_by
    (['c'], [])
    """
    end = source if target is None else target
    first, last = influence.index(source), influence.index(end)
    downstream = _reachable(influence.successors, last)
    returns = any(first in influence.successors[node] for node in downstream)
    if target is None and returns:
        return None
    if target is not None and (source, target) in influence.hops and first in downstream:
        return None
    upstream = _reachable(influence.predecessors, first)
    nearest = _nearest(influence, source, target)
    return Gap(
        source=source,
        target=end,
        influences=[influence.nodes[node] for node in downstream if node != last],
        influenced_by=[influence.nodes[node] for node in upstream if node != first],
        nearest=nearest,
        blocking=_blocking(nearest, influence) if nearest else (),
    )


def _reachable(neighbours: Sequence[Sequence[int]], start: int) -> dict[int, None]:
    """Return `start` and what can be reached from it, nearest first."""
    seen = {start: None}
    queue = deque([start])
    while queue:
        for neighbour in neighbours[queue.popleft()]:
            if neighbour not in seen:
                seen[neighbour] = None
                queue.append(neighbour)
    return seen


def _nearest(influence: InfluenceGraph, source: str, target: str | None) -> Loop | None:
    every = influence_graph(influence.graph, level=influence.level, carries=Carries.NO)
    loops = find_loops(every, through=[source], time_limit=_SECONDS_TO_SEARCH)
    through_hop = (
        loop
        for loop in loops
        if target is None or any((hop.source, hop.target) == (source, target) for hop in loop.hops)
    )
    return min(through_hop, key=len, default=None)


def _blocking(loop: Loop, influence: InfluenceGraph) -> Sequence[Edge]:
    return [
        edge
        for hop in loop.hops
        if (hop.source, hop.target) not in influence.hops
        for edge in hop.edges
    ]
