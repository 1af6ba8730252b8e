"""What a search found, held as flat arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from rsigraph.influence import InfluenceGraph
from rsigraph.loops.loop import Hop, Loop, loop_id

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From here on work with numpy saves more time than it takes to load.
MANY_LOOPS = 2_000

_NODES_AT_ONCE = 1 << 22


class Loops(Sequence[Loop]):
    """The loops that a search found, in order of their node ids, or some taken from them.

    Four bytes a node and eight a loop; a `Loop` is made when it is asked for. A slice is `Loops`
    again, and `take` picks any.

    Attributes
    ----------
    influence : InfluenceGraph
    positions : array of int32
        The nodes of all loops, one loop after the other, as positions in `influence.nodes`.
    ends : array of int64
        For each loop, the place in `positions` behind its last node; shape (number of loops,).
    reason : str or None
        Why the search was stopped: `"time"`, `"interrupt"`, `"limit"`; None when it was not.
    """

    def __init__(
        self,
        influence: InfluenceGraph,
        positions: array[int],
        ends: array[int],
        reason: str | None = None,
        hops: dict[tuple[int, int], Hop] | None = None,
    ) -> None:
        self.influence = influence
        self.positions = positions
        self.ends = ends
        self.reason = reason
        self._hops = {} if hops is None else hops

    @property
    def complete(self) -> bool:
        """Whether these are all there are within the bounds asked for."""
        return self.reason is None

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, index: int) -> Loop: ...
    @overload
    def __getitem__(self, index: slice) -> Loops: ...
    def __getitem__(self, index: int | slice) -> Loop | Loops:
        if isinstance(index, slice):
            return self.take(range(*index.indices(len(self))))
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} loops")
        return self._loop(self._circuit(index))

    def __iter__(self) -> Iterator[Loop]:
        return map(self._loop, self.circuits())

    def __repr__(self) -> str:
        return f"<Loops: {len(self):,}{'' if self.complete else ', search not complete'}>"

    def circuits(self) -> Iterator[array[int]]:
        """Yield the nodes of each loop as positions in `influence.nodes`."""
        begin = 0
        for end in self.ends:
            yield self.positions[begin:end]
            begin = end

    def ids(self) -> Iterator[str]:
        """Yield the id of each loop, without making the loop."""
        nodes = self.influence.nodes
        for circuit in self.circuits():
            yield loop_id([nodes[position] for position in circuit])

    def take(self, indices: Sequence[int] | NDArray[np.intp]) -> Loops:
        """Return the loops at `indices`, in that order."""
        if len(indices) >= MANY_LOOPS:
            return self._take_many(indices)
        positions, ends = array("i"), array("q")
        for index in indices:
            positions.extend(self._circuit(index))
            ends.append(len(positions))
        return Loops(self.influence, positions, ends, self.reason, self._hops)

    def sort(self) -> None:
        """Put the loops in order of their node ids."""
        if len(self) >= MANY_LOOPS:
            order = self.node_order()
            if order is not None:
                ordered = self._take_many(order)
                self.positions, self.ends = ordered.positions, ordered.ends
            return
        circuits = sorted(self._circuit(index) for index in range(len(self)))
        self.positions, self.ends = array("i"), array("q")
        for circuit in circuits:
            self.positions.extend(circuit)
            self.ends.append(len(self.positions))

    def node_order(self) -> NDArray[np.intp] | None:
        """Return the indices that put the loops in order of their node ids; None if they are.

        One pass over the loops where they are in order, else one sort for each place on a loop.
        """
        import numpy as np

        if self._is_in_order():
            return None
        positions = np.frombuffer(self.positions, dtype=np.int32)
        ends = np.frombuffer(self.ends, dtype=np.int64)
        starts = np.concatenate([[0], ends])[:-1]
        order = np.arange(len(self))
        # A stable sort for each place, the last one first, puts the whole in order.
        for place in reversed(range(int((ends - starts).max()))):
            at = starts[order] + place
            nodes = positions[np.minimum(at, len(positions) - 1)]
            nodes[at >= ends[order]] = -1
            order = order[np.argsort(nodes, kind="stable")]
        return order

    def _is_in_order(self) -> bool:
        import numpy as np

        positions = np.frombuffer(self.positions, dtype=np.int32)
        bounds = np.concatenate([[0], np.frombuffer(self.ends, dtype=np.int64)])
        first = 0
        while first < len(self) - 1:
            # Each loop of a block is held against the next, at the place where they first differ.
            last = min(_block_end(bounds, first), len(self) - 1)
            begin, end = bounds[first], bounds[last]
            starts, lengths = bounds[first:last] - begin, np.diff(bounds[first : last + 2])
            own, following = lengths[:-1], lengths[1:]
            beside = np.arange(begin, end) + np.repeat(own, own)
            nodes = positions[begin:end]
            others = positions[np.minimum(beside, len(positions) - 1)]
            differ = np.append(np.flatnonzero(nodes != others), len(nodes))
            at = differ[np.searchsorted(differ, starts)]
            is_told = at - starts < np.minimum(own, following)
            at = at[is_told]
            if (nodes[at] > others[at]).any() or (own > following)[~is_told].any():
                return False
            first = last
        return True

    def _take_many(self, indices: Sequence[int] | NDArray[np.intp]) -> Loops:
        import numpy as np

        chosen = np.asarray(indices, dtype=np.intp)
        old_ends = np.frombuffer(self.ends, dtype=np.int64)
        old_starts = np.concatenate([[0], old_ends])[:-1]
        ends = array("q", [0]) * len(chosen)
        new_ends = np.frombuffer(ends, dtype=np.int64)
        np.cumsum((old_ends - old_starts)[chosen], out=new_ends)
        new_starts = np.concatenate([[0], new_ends])
        positions = array("i", [0]) * int(new_starts[-1])
        old, new = (np.frombuffer(nodes, dtype=np.int32) for nodes in (self.positions, positions))
        first = 0
        while first < len(chosen):
            last = _block_end(new_starts, first)
            begin, end = new_starts[first], new_starts[last]
            shift = old_starts[chosen[first:last]] - new_starts[first:last]
            lengths = np.diff(new_starts[first : last + 1])
            new[begin:end] = old[np.repeat(shift, lengths) + np.arange(begin, end)]
            first = last
        return Loops(self.influence, positions, ends, self.reason, self._hops)

    def _circuit(self, index: int) -> array[int]:
        return self.positions[self.ends[index - 1] if index else 0 : self.ends[index]]

    def _loop(self, circuit: Sequence[int]) -> Loop:
        nodes = tuple(self.influence.nodes[position] for position in circuit)
        pairs = zip(circuit, (*circuit[1:], circuit[0]), strict=True)
        return Loop(nodes, tuple(self.hop(*pair) for pair in pairs), self.influence.graph)

    def hop(self, source: int, target: int) -> Hop:
        """Return the hop between two positions; loops that share it share what it works out."""
        hop = self._hops.get((source, target))
        if hop is None:
            ends = self.influence.nodes[source], self.influence.nodes[target]
            hop = Hop(*ends, tuple(self.influence.hops[ends]))
            self._hops[source, target] = hop
        return hop


def _block_end(bounds: NDArray[np.int64], first: int) -> int:
    """Return the end of a block of loops from `first` on that has not too many nodes."""
    import numpy as np

    limit = bounds[first] + _NODES_AT_ONCE
    return max(first + 1, int(np.searchsorted(bounds, limit, side="right")) - 1)
