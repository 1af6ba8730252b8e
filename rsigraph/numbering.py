"""The hops on millions of loops, numbered, and the loops as runs of these numbers, with numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rsigraph.loops import Loops

Places = NDArray[np.intp]

_NODES_AT_ONCE = 1 << 22
# Up to so many pairs of nodes, hops are looked up in a table of all pairs.
_MOST_PAIRS = 1 << 24


@dataclass(frozen=True, slots=True)
class Part:
    """The loops from `first` to before `last`: the numbers of their hops, and where each begins."""

    first: int
    last: int
    numbers: NDArray[np.intp]
    starts: Places

    def fold(self, ufunc: np.ufunc, table: NDArray[Any]) -> NDArray[Any]:
        """Return for each loop the entries of its hops in `table`, folded."""
        folded: NDArray[Any] = ufunc.reduceat(table[self.numbers], self.starts)
        return folded

    def keep(self, loops: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Places]:
        """Return numbers and beginnings of the loops that are marked."""
        lengths = np.diff(self.starts, append=len(self.numbers))
        ends = np.cumsum(lengths[loops])
        return self.numbers[np.repeat(loops, lengths)], np.concatenate([[0], ends])[:-1]


class NumberedHops:
    """The hops on loops, each with a number; `hops` has them in order."""

    def __init__(self, loops: Loops) -> None:
        self._loops = loops
        present = np.zeros(len(loops.influence.nodes), dtype=np.bool_)
        for _, _, positions, _ in blocks(loops):
            present[positions] = True
        nodes = np.flatnonzero(present)
        self._size = len(nodes)
        self._numbers = np.cumsum(present, dtype=np.intp) - 1
        pairs = self._size**2
        if pairs <= _MOST_PAIRS:
            used = np.zeros(pairs, dtype=np.bool_)
            for _, _, positions, starts in blocks(loops):
                used[self._pairs(positions, starts)] = True
            self._used = np.flatnonzero(used)
            table = np.zeros(pairs, dtype=np.int32)
            table[self._used] = np.arange(len(self._used))
            self._table: NDArray[np.int32] | None = table
        else:
            parts = [np.unique(self._pairs(p, starts)) for _, _, p, starts in blocks(loops)]
            self._used, self._table = np.unique(np.concatenate(parts)), None
        sources, targets = (nodes[ends].tolist() for ends in divmod(self._used, self._size or 1))
        self.hops = [loops.hop(*ends) for ends in zip(sources, targets, strict=True)]

    def parts(self) -> Iterator[Part]:
        """Yield the loops, so many at a time that temporary arrays stay small."""
        for first, last, positions, starts in blocks(self._loops):
            pairs = self._pairs(positions, starts)
            if self._table is None:
                numbers = np.searchsorted(self._used, pairs)
            else:
                numbers = self._table[pairs].astype(np.intp)
            yield Part(first, last, numbers, starts)

    def _pairs(self, positions: NDArray[np.int32], starts: Places) -> NDArray[np.intp]:
        nodes = self._numbers[positions]
        following = np.empty_like(nodes)
        following[:-1] = nodes[1:]
        following[np.append(starts[1:], len(nodes)) - 1] = nodes[starts]
        nodes *= self._size
        nodes += following
        return nodes


def blocks(loops: Loops) -> Iterator[tuple[int, int, NDArray[np.int32], Places]]:
    """Yield runs of loops: the first, the one after the last, the nodes, where each loop begins."""
    positions = np.frombuffer(loops.positions, dtype=np.int32)
    ends = np.frombuffer(loops.ends, dtype=np.int64)
    first, begin = 0, 0
    while first < len(ends):
        last = max(first + 1, int(np.searchsorted(ends, begin + _NODES_AT_ONCE, side="right")))
        end = int(ends[last - 1])
        starts = np.concatenate([[0], ends[first : last - 1] - begin])
        yield first, last, positions[begin:end], starts
        first, begin = last, end
