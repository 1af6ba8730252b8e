"""Which of millions of loops close at their nodes: the join of their edges, with numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rsigraph.loops import Hop

Numbers = NDArray[np.intp]
_LOOPS_AT_ONCE = 1 << 16


class RingFinder:
    """Tells of loops, as numbers of hops, whether pairs of nodes can be joined to a ring.

    Each hop has a set of pairs, one for each way to get from a version of its source to a version
    of its target; a ring takes one pair of each hop, and each ends where the next begins. Most
    loops have a pair from source to target themselves on every hop, and need no search.
    """

    def __init__(self, hops: Sequence[Hop], pairs: Sequence[frozenset[tuple[str, str]]]) -> None:
        self._is_direct = np.array(
            [(hop.source, hop.target) in ends for hop, ends in zip(hops, pairs, strict=True)],
            dtype=np.bool_,
        )
        if self._is_direct.all():
            return
        # Versions are numbered within their family, so that a loop, its beginning and its end so
        # far fit into one number.
        versions: dict[str, dict[str, int]] = {}

        def number(family: str, version: str) -> int:
            known = versions.setdefault(family, {})
            return known.setdefault(version, len(known))

        triples = np.array(
            [
                (place, number(hop.source, source), number(hop.target, target))
                for place, (hop, ends) in enumerate(zip(hops, pairs, strict=True))
                for source, target in sorted(ends)
            ],
            dtype=np.intp,
        )
        self._width = max(map(len, versions.values()))
        keys = triples[:, 0] * self._width + triples[:, 1]
        order = np.argsort(keys, kind="stable")
        # A row is a hop and a version of its source; its targets are one after the other.
        self._targets = triples[order, 2]
        self._rows, begins = np.unique(keys[order], return_index=True)
        self._row_begins = np.append(begins, len(keys))
        self._hop_begins = np.searchsorted(self._rows, np.arange(len(hops) + 1) * self._width)

    def joins(self, numbers: Numbers, starts: Numbers) -> NDArray[np.bool_]:
        """Return for each loop whether it has a ring; `starts` are their places in `numbers`."""
        result: NDArray[np.bool_] = np.logical_and.reduceat(self._is_direct[numbers], starts)
        rest = np.flatnonzero(~result)
        lengths = np.diff(starts, append=len(numbers))
        for first in range(0, len(rest), _LOOPS_AT_ONCE):
            some = rest[first : first + _LOOPS_AT_ONCE]
            result[some] = self._search(numbers, starts[some], lengths[some])
        return result

    def _search(self, numbers: Numbers, starts: Numbers, lengths: Numbers) -> NDArray[np.bool_]:
        """Follow all pairs of all loops hop by hop, from every version of the first source."""
        result = np.zeros(len(starts), dtype=np.bool_)
        hops = numbers[starts]
        loop, rows = _spread(self._hop_begins[hops], self._hop_begins[hops + 1])
        first = here = self._rows[rows] % self._width
        for place in range(int(lengths.max())):
            keys = numbers[starts[loop] + place] * self._width + here
            rows = np.minimum(np.searchsorted(self._rows, keys), len(self._rows) - 1)
            goes_on = self._rows[rows] == keys
            loop, first, rows = loop[goes_on], first[goes_on], rows[goes_on]
            origin, slots = _spread(self._row_begins[rows], self._row_begins[rows + 1])
            if len(origin) > len(rows):
                # Ways that meet again are one from there on, or they would multiply.
                states = (loop[origin] * self._width + first[origin]) * self._width
                states, here = divmod(np.unique(states + self._targets[slots]), self._width)
                loop, first = divmod(states, self._width)
            else:
                loop, first, here = loop[origin], first[origin], self._targets[slots]
            is_last = lengths[loop] == place + 1
            result[loop[is_last & (first == here)]] = True
            loop, first, here = loop[~is_last], first[~is_last], here[~is_last]
            if not len(loop):
                break
        return result


def _spread(begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return the numbers of all ranges, and before them the range that each is from."""
    counts = ends - begins
    origin = np.repeat(np.arange(len(counts)), counts)
    shift = begins - (np.cumsum(counts) - counts)
    return origin, np.arange(len(origin)) + shift[origin]
