"""A search divided into shares, for threads, and what they find put together again."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from threading import Event, Thread

from rsigraph.loops import kernel
from rsigraph.loops.core import CyclicCore

# Between two looks at the clock and at Ctrl-C: about a hundredth of a second.
_STEPS = 2_000_000 if kernel.COMPILED else 20_000
_NODES_AT_ONCE = 1 << 20
_SECONDS_BETWEEN_REPORTS = 0.2

Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Circuits as `CircuitSearch.advance` gives them."""

    nodes: array[int]
    lengths: array[int]
    runs: array[int]


class Share:
    """A part of a search, with the circuits that it has found."""

    def __init__(self, core: CyclicCore, bounds: tuple[int, int], part: int, parts: int) -> None:
        self.search = core.search(*bounds, part, parts)
        self.chunks: list[_Chunk] = []
        self.count = self.held = 0
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
            # Long loops weigh as much as several short ones.
            self.held += max(circuits, nodes // 16)
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


class Pool:
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
        self._shares: list[Share] = []
        self._stopped = Event()
        self._threads: list[Thread] = []
        self._errors: list[BaseException] = []
        self._last_report = time.monotonic()
        self.reason: str | None = None

    def run(self, parts: int, turns: int | None) -> None:
        """Search anew in `parts` shares; after so many `turns` stop, for the reason `"turns"`."""
        self.reason = None
        self._shares = [Share(self._core, self._bounds, part, parts) for part in range(parts)]
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
        """End the search as soon as each thread looks up, for the reason given."""
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

    def _work(self, share: Share) -> None:
        try:
            self._search(share, None)
        except Exception as error:  # An error on a thread is one of the search.
            self._errors.append(error)

    def _search(self, share: Share, turns: int | None) -> None:
        turn = 0
        while not self._stopped.is_set() and share.advance():
            turn += 1
            if self._most_loops is not None and share.held > self._most_loops:
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


def _segments(share: Share) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Yield the circuits of a share by the place of their first hop."""
    for chunk in share.chunks:
        nodes, lengths = memoryview(chunk.nodes), memoryview(chunk.lengths)
        node = circuit = 0
        for key, count in zip(chunk.runs[::2], chunk.runs[1::2], strict=True):
            some_lengths = lengths[circuit : circuit + count]
            size = sum(some_lengths)
            yield key, nodes[node : node + size].cast("B"), some_lengths.cast("B")
            node, circuit = node + size, circuit + count
