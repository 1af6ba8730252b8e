"""A search shared among threads, and what they find put together again.

One thread begins. Whoever has nothing to do asks, and who is at work parts with the later half of
what is left to it. So all end together, whatever the graph, and since what is given away comes
after all that the giver still finds, the results of the tasks only need to be put one after the
other.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Condition, RLock, Thread

from rsigraph.loops import arrays, kernel
from rsigraph.loops.core import CyclicCore
from rsigraph.loops.kernel import CircuitSearch, Task

# Between two looks at the clock and at Ctrl-C: about a hundredth of a second.
_STEPS = 2_000_000 if kernel.COMPILED else 20_000
# Before there is any other thread: most searches end within that, and shorter ones gain nothing.
_SECONDS_ALONE = 0.005
_STEPS_ALONE = 20_000
# So many nodes are no burden.
_FEW = 10_000
# How many numbers a thread copies at once.
_PIECE = 1 << 20
_SECONDS_BETWEEN_REPORTS = 0.2

Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class _Part:
    """What came of a task: those circuits of a search that lie between two counts."""

    key: tuple[int, ...]
    search: CircuitSearch
    # Nodes and circuits.
    begin: tuple[int, int]
    end: tuple[int, int]


class _Worker:
    """A search, and what came of the tasks that it has had.

    Ctrl-C can come between any two calls: so what a step changes is one assignment, and a step
    that is taken again changes nothing.
    """

    def __init__(
        self, new_search: Callable[[], CircuitSearch], key: tuple[int, ...] | None = None
    ) -> None:
        self._new_search = new_search
        self.search = new_search()
        # The key of the task that it is at, and what had been found before.
        self._task = None if key is None else (key, self.search.used())
        self._parts: dict[tuple[int, ...], _Part] = {}

    def begin(self, task: Task) -> None:
        if () in self._parts and self.search is self._parts[()].search:
            # What others found will be put behind the first task of all, where that is.
            self.search = self._new_search()
        before = self.search.used()
        self._task = self.search.begin(task), before

    def finish(self) -> None:
        """Be done with the task that it is at, if there is one."""
        if self._task is not None:
            key, before = self._task
            self._parts[key] = _Part(key, self.search, before, self.search.used())
            self._task = None

    def parts(self) -> list[_Part]:
        return list(self._parts.values())

    def used(self) -> tuple[int, int]:
        """Return the number of nodes and of circuits."""
        searches = {self.search, *(part.search for part in self.parts())}
        used = [search.used() for search in searches]
        return sum(nodes for nodes, _ in used), sum(circuits for _, circuits in used)


class Pool:
    """A search by as many threads as it is worth, until it is done, late, or stopped.

    Parameters
    ----------
    core : CyclicCore
    bounds : (int, int)
        The fewest and the most nodes of a circuit.
    threads : int
        The most threads.
    deadline : float or None
        The time of `time.monotonic` to stop at.
    most_loops : int or None
        Stop a while after more circuits were found.
    progress : callable or None
    """

    def __init__(
        self,
        core: CyclicCore,
        bounds: tuple[int, int],
        threads: int,
        deadline: float | None,
        most_loops: int | None,
        progress: Progress | None,
    ) -> None:
        self._core, self._bounds, self._deadline = core, bounds, deadline
        self._most_loops, self._progress = most_loops, progress
        self._most_threads = threads
        self._last_report = time.monotonic()
        # Tells every search, while it runs, that another thread has nothing to do.
        self._wanted = array("i", [0])
        self._workers = [self._worker(())]
        self._threads: list[Thread] = []
        self._errors: list[BaseException] = []
        # What follows changes only under this lock. It is not entered by way of the condition: its
        # methods are Python, and Ctrl-C within them would leave it locked for good.
        self._lock = RLock()
        self._news = Condition(self._lock)
        self._tasks: list[Task] = []
        self._idle = 0
        self._is_over = False
        self.reason: str | None = None

    def run(self) -> None:
        """Search; `reason` then tells why it was stopped, and `circuits` what was found."""
        first = self._workers[0]
        try:
            more = True
            alone = time.monotonic() + _SECONDS_ALONE
            while more and self._most_threads > 1 and time.monotonic() < alone:
                more = first.search.advance(_STEPS_ALONE)
            if more:
                self._start_threads()
                self._work(first)
        except KeyboardInterrupt:
            self._end("interrupt")
            # Also where the end had come before: what comes after this search is not wanted either.
            self.reason = "interrupt"
        except BaseException:
            self._end("error")
            raise
        finally:
            # Also where another Ctrl-C has kept it from being said.
            self._is_over = True
            # Nor may the lock stay with this thread, should that have kept it from being left.
            with suppress(RuntimeError):
                while True:
                    self._lock.release()
            for thread in self._threads:
                # One that has not begun by now will find nothing to do.
                if thread.is_alive():
                    thread.join()
        for worker in self._workers:
            worker.finish()
        if self._errors:
            raise self._errors[0]

    def is_too_many(self) -> bool:
        """Say whether there are more circuits than asked for; long ones weigh more."""
        if self._most_loops is None:
            return False
        used = [worker.used() for worker in self._workers]
        nodes, circuits = sum(nodes for nodes, _ in used), sum(circuits for _, circuits in used)
        return max(circuits, nodes // 16) > self._most_loops

    def circuits(self) -> tuple[array[int], array[int]]:
        """Return the nodes and the ends of all circuits, in the order of one search.

        What others found is copied once, by all threads, behind what the first one found.
        """
        parts = [part for worker in self._workers for part in worker.parts()]
        parts.sort(key=lambda part: part.key)
        found = {search: search.take() for search in {part.search for part in parts}}
        nodes, ends = found[parts[0].search]
        node, circuit = parts[0].end
        arrays.resize(nodes, sum(part.end[0] - part.begin[0] for part in parts))
        arrays.resize(ends, sum(part.end[1] - part.begin[1] for part in parts))
        copies: list[Callable[[], None]] = []
        for part in parts[1:]:
            (begin, first), (end, last) = part.begin, part.end
            some_nodes, some_ends = found[part.search]
            for i in range(begin, end, _PIECE):
                piece = (node + i - begin, some_nodes, i, min(i + _PIECE, end))
                copies.append(partial(arrays.copy_nodes, nodes, *piece))
            for i in range(first, last, _PIECE):
                piece = (circuit + i - first, some_ends, i, min(i + _PIECE, last))
                copies.append(partial(arrays.copy_ends, ends, *piece, node - begin))
            node += end - begin
            circuit += last - first
        self._do_all(copies)
        return nodes, ends

    def _do_all(self, jobs: list[Callable[[], None]]) -> None:
        def work() -> None:
            try:
                while jobs:
                    # Between the question and this, another thread may have taken the last.
                    with suppress(IndexError):
                        jobs.pop()()
            except BaseException as error:  # What one thread failed to do is not done.
                self._errors.append(error)
                jobs.clear()

        threads = [Thread(target=work) for _ in range(min(self._most_threads, len(jobs) // 4) - 1)]
        for thread in threads:
            thread.start()
        work()
        for thread in threads:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def _worker(self, key: tuple[int, ...] | None = None) -> _Worker:
        return _Worker(partial(self._core.search, *self._bounds, self._wanted), key)

    def _start_threads(self) -> None:
        for _ in range(self._most_threads - 1):
            worker = self._worker()
            thread = Thread(target=self._help, args=(worker,))
            self._workers.append(worker)
            self._threads.append(thread)
            thread.start()

    def _help(self, worker: _Worker) -> None:
        try:
            if self._next_task(worker):
                self._work(worker)
        except BaseException as error:  # An error on a thread is one of the search.
            self._errors.append(error)
            self._end("error")

    def _work(self, worker: _Worker) -> None:
        """Search on until nothing is left to any thread."""
        enough = 1 << 62
        while not self._is_over:
            search = worker.search
            if self._most_loops is not None:
                # Not many more, then, before the next look.
                enough = search.used()[0] + self._most_loops + _FEW
            more = search.advance(_STEPS, enough)
            if more and self.is_too_many():
                self._end("limit")
            elif self._deadline is not None and more and time.monotonic() > self._deadline:
                self._end("time")
            elif more:
                if self._wanted[0]:
                    self._share(search)
                if worker is self._workers[0]:
                    self._report()
            else:
                worker.finish()
                if not self._next_task(worker):
                    return

    def _share(self, search: CircuitSearch) -> None:
        """Give away a part of the work, when someone has none."""
        with self._lock:
            if self._idle > len(self._tasks):
                task = search.give()
                if task is not None:
                    self._tasks.append(task)
                    self._news.notify()
            self._wanted[0] = self._idle > len(self._tasks)

    def _next_task(self, worker: _Worker) -> bool:
        """Wait for work; return whether there is some."""
        with self._lock:
            self._idle += 1
            if self._idle == self._most_threads and not self._tasks:
                self._is_over = True
                self._news.notify_all()
            while not self._tasks and not self._is_over:
                self._wanted[0] = 1
                self._news.wait(_SECONDS_BETWEEN_REPORTS)
                if worker is self._workers[0]:
                    self._report()
            if self._is_over:
                return False
            task = self._tasks.pop()
            self._idle -= 1
            self._wanted[0] = self._idle > len(self._tasks)
        worker.begin(task)
        return True

    def _end(self, reason: str) -> None:
        with self._lock:
            self._is_over = True
            self.reason = self.reason or reason
            self._wanted[0] = 1
            self._news.notify_all()

    def _report(self) -> None:
        now = time.monotonic()
        if self._progress is None or now - self._last_report < _SECONDS_BETWEEN_REPORTS:
            return
        self._last_report = now
        found = sum(worker.used()[1] for worker in self._workers)
        left = sum(worker.search.starts_left() for worker in self._workers)
        left += sum(task[1] - task[0] for task in self._tasks)
        size = max(1, len(self._core.labels))
        self._progress(found, max(0.0, 1 - left / size))
