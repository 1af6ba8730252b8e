"""The best loops by rank, without listing the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from rsigraph.analysis.selection import Selection, evidenced, loops_having
from rsigraph.influence import InfluenceGraph
from rsigraph.loops import Loop
from rsigraph.loops.components import cyclic_components
from rsigraph.model import KnowledgeGraph
from rsigraph.orders import rank, sort_loops
from rsigraph.vocabulary import Closure, Evidence, Level


def best_loops(
    graph: KnowledgeGraph, selection: Selection, limit: int
) -> tuple[list[Loop], int, str | None]:
    """Return the first `limit` loops of a selection by rank, how many were seen, and why it ended.

    Rank begins with closure, weakest evidence and length. So loops are searched in such groups,
    the best first, and the search ends with the group that fills the limit: no loop of a later
    group can come before those. The reason is `"limit"` then, `"time"` or `"interrupt"` where a
    group could not be finished, and None where there were no more loops.

    For each grade of evidence the search goes through the lengths up to the last that is needed;
    the time is that of listing those groups, not all loops.
    """
    deadline = None if selection.time_limit is None else time.monotonic() + selection.time_limit
    best: list[Loop] = []
    seen = 0
    closures = [selection.closure] if selection.closure else list(Closure)
    if selection.level is Level.VERSION:
        closures = [closure for closure in closures if closure is Closure.NODE]
    influence = selection.influence(graph)
    reason = None
    for closure in closures:
        for group, part in _groups(influence, replace(selection, closure=closure)):
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return best, seen, "time"
            first: list[Loop] = []
            try:
                for batch in replace(part, time_limit=left).stream(group):
                    fitting = loops_having(part.keep(batch), {"weakest_evidence": part.evidence})
                    seen += len(fitting)
                    # Of a batch only its own first can be among the first of all.
                    first = sorted([*first, *sort_loops(fitting)[:limit]], key=rank)[:limit]
                    reason = batch.reason
            except KeyboardInterrupt:
                reason = "interrupt"
            best += first[: limit - len(best)]
            if reason or seen >= limit:
                return best, seen, reason or "limit"
    return best, seen, None


def _groups(
    influence: InfluenceGraph, selection: Selection
) -> Iterator[tuple[InfluenceGraph, Selection]]:
    """Yield, best first, the hops for each grade of evidence, and the selection of each length."""
    at_least = selection.evidence
    grades = [*Evidence, None] if at_least is None else list(Evidence)[: at_least.rank + 1]
    for grade in grades:
        hops = influence if grade is None else evidenced(influence, grade)
        largest = max(map(len, cyclic_components(hops.successors)), default=0)
        longest = min(selection.max_length or largest, largest)
        for length in range(selection.min_length, longest + 1):
            group = replace(selection, evidence=grade, min_length=length, max_length=length)
            yield hops, group
