# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The search for elementary circuits, on flat arrays of positions.

This file is ordinary Python that Cython can compile: the installer does where there is a compiler,
and everywhere else the same lines run as they are, with the same answers. It knows nothing of what
nodes mean.

The search is depth-first from each start node in turn, over nodes after the start only: so each
circuit is found once, from its least node. Every node has a *barrier*: a lower bound of the steps
from it back to the start around the path that is being followed. A node is entered only when path
and barrier together stay within the length bound. Barriers begin as distances. When a node turns
out to be a dead end, its barrier rises; when a node that was on a circuit leaves the path, the
barriers of what leads to it fall again. So no dead end is explored twice for the same reason, also
on graphs with exponentially many paths and hardly a circuit.

Between two circuits there are at most O(max_length**2 * hops) steps. Barriers fall only when a
node of the last circuit leaves the path, so at most max_length times. Between two such falls each
node is entered in vain at most max_length times, since its barrier rises each time, and each entry
looks at its hops once. Without a bound a node is blocked or not, and the argument of Johnson holds:
what is unblocked has a way to the start that avoids the path, so that it is not entered in vain
before the next circuit, and there are O(hops) steps.

Distances are worked out backwards from the start, but only to half the bound: most of what lies
farther back is not met from the start within the other half. What is met gets its barrier then, one
step more than the half. Where there is less to see backwards than ahead, all distances are.

Most of a bounded search happens at the end of the path, where one more node must lead back to the
start. There a node is not entered: what of its successors lead back is listed once a start, and
the list is run through.

References
----------
Y. Peng et al., "Towards bridging theory and practice: hop-constrained s-t simple path enumeration",
PVLDB 13(4), 2019. https://doi.org/10.14778/3372716.3372720

D. B. Johnson, "Finding all the elementary circuits of a directed graph", SIAM Journal on Computing
4(1), 1975. https://doi.org/10.1137/0204007
"""

from array import array

import cython

from rsigraph.loops.arrays import LARGE, prefer_large_pages, resize

if cython.compiled:
    from cython.cimports.cpython.array import array as carray
    from cython.cimports.libc.string import memcpy

#: Whether this module was compiled.
COMPILED: bool = cython.compiled

#: The first start, the one behind the last; the places of the hops of the path to begin with; the
#: place behind the last hop to take from there.
Task = tuple[int, int, tuple[int, ...], int]

_FIRST_ROOM = 4096
# Where a system gives memory only when it is written to, room costs nothing, but moving does.
_MUCH = 1 << 24
# There is not always room for the circuits of a list that is longer.
_LONG_LIST = cython.declare(cython.int, 64)
# Of a search that others wait for to give them work, so that it also gets on itself.
_LEAST_STEPS = cython.declare(cython.longlong, 20_000)


@cython.cclass
class CircuitSearch:
    """A search that can be interrupted, taken up again, and divided.

    Parameters
    ----------
    offsets, targets : array of int32
        The successors of node v are `targets[offsets[v]:offsets[v + 1]]`, ascending.
    source_offsets, sources : array of int32
        The predecessors, likewise.
    improved : array of int8
        For each entry of `targets`, whether the hop counts; a circuit needs one that does.
    labels : array of int32
        What to call each node in the result.
    required : array of int8
        For each node, whether all circuits must go through it.
    min_length, max_length : int
        The fewest and the most nodes of a circuit.
    last_start : int
        The search starts from the nodes before this one.
    wanted : array of int32
        One number, which others may set: when it is not 0, `advance` returns soon.
    """

    # The arrays that the pointers point into.
    owners: list
    offsets: cython.p_int
    targets: cython.p_int
    source_offsets: cython.p_int
    sources: cython.p_int
    improved: cython.p_char
    labels: cython.p_int
    required: cython.p_char
    wanted: cython.p_int
    required_count: cython.int
    min_length: cython.int
    max_length: cython.int
    longest: cython.int
    last_start: cython.int
    never: cython.int
    is_unbounded: cython.bint
    # The search as it stands: where it is, and what it knows. `raised` counts barriers above the
    # distance that they began as; `self_loop` is the place of a
    # self-loop still to be given out; `first_hop` is right for the start `counted`.
    start: cython.int
    counted: cython.int
    beyond: cython.int
    self_loop: cython.int
    depth: cython.int
    raised: cython.int
    reached: cython.int
    # By the depth of the path.
    path: cython.p_int
    named: cython.p_int
    next_hop: cython.p_int
    last_hop: cython.p_int
    found: cython.p_int
    gained: cython.p_int
    passed: cython.p_int
    saved: cython.p_int
    # By node.
    first_hop: cython.p_int
    barrier: cython.p_int
    distance: cython.p_int
    closing: cython.p_char
    closers_end: cython.p_int
    # By place in `targets`.
    closers: cython.p_int
    closing_gain: cython.p_char
    reached_nodes: cython.p_int
    queue: cython.p_int
    # What was found; `room` is what the next circuits took, where the arrays had it not.
    nodes: object
    ends: object
    node_view: cython.p_int
    end_view: cython.p_longlong
    node_count: cython.Py_ssize_t
    circuit_count: cython.Py_ssize_t
    room: cython.Py_ssize_t
    enough: cython.Py_ssize_t
    most_nodes: cython.Py_ssize_t
    most_circuits: cython.Py_ssize_t

    def __init__(
        self,
        offsets,
        targets,
        source_offsets,
        sources,
        improved,
        labels,
        required,
        min_length,
        max_length,
        last_start,
        wanted=None,
    ):
        size = len(offsets) - 1
        self.owners = []
        self.offsets, self.targets = self._ints(offsets), self._ints(targets)
        self.source_offsets, self.sources = self._ints(source_offsets), self._ints(sources)
        self.improved, self.labels = self._chars(improved), self._ints(labels)
        self.required = self._chars(required)
        self.wanted = self._ints(array("i", [0]) if wanted is None else wanted)
        self.required_count = sum(required)
        self.min_length = min(min_length, size + 1)
        self.longest = min(max_length, size)
        # A bound that cannot bind must not prune: what fails then has failed because of the path.
        self.is_unbounded = max_length >= size
        self.never = 1 << 29
        self.max_length = self.never if self.is_unbounded else max_length
        self.last_start = min(last_start, size)
        self.start = self.counted = self.self_loop = -1
        self.depth = self.raised = self.reached = 0
        self.beyond = self.never
        deepest = self.longest + 2
        # They are copied by eights.
        self.named = self._numbers(deepest + 8)
        self.path = self._numbers(deepest)
        self.next_hop = self._numbers(deepest)
        self.last_hop = self._numbers(deepest)
        self.found = self._numbers(deepest)
        self.gained = self._numbers(deepest)
        self.passed = self._numbers(deepest)
        self.saved = self._numbers(deepest)
        self.first_hop = self._ints(array("i", offsets))
        self.barrier = self._numbers(size + 1, self.never)
        self.distance = self._numbers(size + 1, self.never)
        self.closing = self._chars(array("b", [0]) * (size + 1))
        self.closers_end = self._numbers(size + 1, -1)
        self.closers = self._numbers(len(targets) + 1)
        self.closing_gain = self._chars(array("b", [0]) * (len(targets) + 1))
        self.queue = self._numbers(size + 1)
        self.reached_nodes = self._numbers(size + 1)
        self._clear()

    def advance(self, steps, enough=1 << 62):
        """Search on until about so many `steps` are done or `enough` nodes held, or all is done.

        Returns
        -------
        bool
            Whether there is more to search.
        """
        more: cython.bint = True
        budget: cython.longlong = steps
        self.enough = enough
        while more and budget > 0 and self.node_count < self.enough:
            with cython.nogil:
                budget = self._advance(budget)
            more = self.depth > 0 or self.start < self.last_start
            if self.room > 0:
                self._grow()
        return more

    def used(self):
        """Return the numbers of nodes and circuits that have been found and not been taken."""
        return self.node_count, self.circuit_count

    def take(self):
        """Return the circuits found since the last time, and hold them no longer.

        Returns
        -------
        nodes : array of int32
            The circuits, one after the other, each from its least node on.
        ends : array of int64
            For each circuit, the place in `nodes` behind its last node.
        """
        nodes, ends = self.nodes, self.ends
        resize(nodes, self.node_count)
        resize(ends, self.circuit_count)
        self._clear()
        return nodes, ends

    def starts_left(self):
        """Return how many starts are not done with."""
        return self.last_start - max(0, self.start)

    def give(self):
        """Part with the later part of what is left to search.

        Returns
        -------
        tuple or None
            A task for `begin`; all its circuits come after all that are still found here. None
            where there is too little left to part with.
        """
        level: cython.int
        rest: cython.int = self.last_start - self.start - 1
        middle: cython.int
        if rest > 0:
            # The first starts take the most time, as they have the most nodes after them.
            middle = self.start + 1 + rest // 8
            task = (middle, self.last_start, (), 0)
            self.last_start = middle
            return task
        for level in range(self.depth):
            if self.max_length - level < 4:
                break
            rest = self.last_hop[level] - self.next_hop[level]
            if rest > 0:
                middle = self.next_hop[level] + rest // 2
                hops = [self.next_hop[before] - 1 for before in range(level)]
                task = (self.start, self.start + 1, (*hops, middle), self.last_hop[level])
                self.last_hop[level] = middle
                return task
        return None

    def begin(self, task):
        """Begin a task that a search of the same graph has given.

        Returns
        -------
        tuple of int
            What tells the order of tasks, and so of their circuits: of two, the task with the
            lesser one comes first. That of a whole search is `()`.
        """
        hops: tuple
        level: cython.int
        node: cython.int
        self.start, self.last_start, hops, last_hop = task
        self.depth = len(hops)
        if not hops:
            self.start -= 1
            return (self.offsets[self.start + 1],)
        self._seek()
        self._reach()
        self.self_loop = -1
        for level in range(self.depth):
            if level > 0:
                node = self.targets[hops[level - 1]]
                self._meet(node)
                self._enter(node, level, hops[level - 1])
            self.next_hop[level] = self.last_hop[level] = hops[level] + 1
        self.next_hop[level] = hops[level]
        self.last_hop[level] = last_hop
        return hops

    @cython.cfunc
    def _numbers(self, size, value=0) -> cython.p_int:
        return self._ints(array("i", [value]) * size)

    @cython.cfunc
    def _ints(self, numbers) -> cython.p_int:
        self.owners.append(numbers)
        if cython.compiled:
            return cython.cast(carray, numbers).data.as_ints
        else:  # noqa: RET505 - only one of them is compiled.
            return numbers

    @cython.cfunc
    def _longs(self, numbers) -> cython.p_longlong:
        self.owners.append(numbers)
        if cython.compiled:
            return cython.cast(carray, numbers).data.as_longlongs
        else:  # noqa: RET505
            return numbers

    @cython.cfunc
    def _chars(self, numbers) -> cython.p_char:
        self.owners.append(numbers)
        if cython.compiled:
            return cython.cast(carray, numbers).data.as_chars
        else:  # noqa: RET505
            return numbers

    @cython.cfunc
    def _clear(self):
        self.nodes, self.ends = array("i"), array("q")
        self.node_count = self.circuit_count = 0
        self.most_nodes = self.most_circuits = 0
        self.room = _FIRST_ROOM
        self._grow()

    @cython.cfunc
    def _grow(self):
        """Make room for more: several times as much, so that copying is linear in the whole."""
        more = 4 if cython.compiled and self.most_nodes < _MUCH else 2
        # Where there are thousands of circuits already, on to a size that goes into large pages.
        least = 2 * LARGE if cython.compiled and self.most_nodes > 4 * _FIRST_ROOM else 0
        if self.most_nodes - self.node_count < self.room + self.longest + 8:
            size = max(more * self.most_nodes, least) + self.room + self.longest + 8
            resize(self.nodes, size)
        if self.most_circuits - self.circuit_count < self.room:
            resize(self.ends, more * self.most_circuits + min(self.room, _FIRST_ROOM))
        self.room = 0
        self.most_nodes, self.most_circuits = len(self.nodes), len(self.ends)
        if cython.compiled:
            self.node_view = cython.cast(carray, self.nodes).data.as_ints
            self.end_view = cython.cast(carray, self.ends).data.as_longlongs
        else:
            self.node_view, self.end_view = self.nodes, self.ends
        # Last, since Ctrl-C can come in it: the search can then still go on.
        prefer_large_pages(self.nodes)
        prefer_large_pages(self.ends)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _advance(self, budget: cython.longlong) -> cython.longlong:
        """Search on and return how many steps are left: none where there is a reason to look up."""
        offsets: cython.p_int = self.offsets
        targets: cython.p_int = self.targets
        improved: cython.p_char = self.improved
        labels: cython.p_int = self.labels
        required: cython.p_char = self.required
        path: cython.p_int = self.path
        named: cython.p_int = self.named
        next_hop: cython.p_int = self.next_hop
        last_hop: cython.p_int = self.last_hop
        found: cython.p_int = self.found
        gained: cython.p_int = self.gained
        passed: cython.p_int = self.passed
        first_hop: cython.p_int = self.first_hop
        barrier: cython.p_int = self.barrier
        closing: cython.p_char = self.closing
        closers: cython.p_int = self.closers
        closing_gain: cython.p_char = self.closing_gain
        closers_end: cython.p_int = self.closers_end
        nodes: cython.p_int = self.node_view
        ends: cython.p_longlong = self.end_view
        required_count: cython.int = self.required_count
        min_length: cython.int = self.min_length
        never: cython.int = self.never
        beyond: cython.int = self.beyond
        last_room: cython.Py_ssize_t = self.most_nodes - self.longest - 8
        most: cython.Py_ssize_t = self.most_circuits
        enough: cython.Py_ssize_t = self.enough
        written: cython.Py_ssize_t = self.node_count
        count: cython.Py_ssize_t = self.circuit_count
        depth: cython.int = self.depth
        steps: cython.longlong = 0
        top: cython.int
        node: cython.int
        child: cython.int
        other: cython.int
        hop: cython.int
        last: cython.int
        left: cython.int
        lower: cython.int
        gain: cython.int
        passes: cython.int
        closes: cython.int
        nearest: cython.int
        steps_back: cython.int
        listed: cython.int
        i: cython.int
        is_long: cython.bint
        is_deeper: cython.bint

        while True:
            if depth == 0:
                if not self._next_start():
                    break
                beyond = self.beyond
                steps += 1 + self.reached
                depth = 1
            if self.self_loop >= 0:
                if min_length <= 1 and improved[self.self_loop] and passed[0] == required_count:
                    if written > last_room or count == most:
                        self.room = 1
                        break
                    nodes[written] = labels[self.start]
                    written += 1
                    ends[count] = written
                    count += 1
                self.self_loop = -1
            top = depth - 1
            node = path[top]
            hop = next_hop[top]
            last = last_hop[top]
            nearest = found[top]
            left = self.max_length - depth
            is_long = depth + 1 >= min_length
            is_deeper = False
            steps += last - hop
            while hop < last:
                child = targets[hop]
                lower = barrier[child]
                if lower > left:
                    if lower != never or beyond > left:
                        hop += 1
                        continue
                    lower = self._meet(child)
                closes = closing[child]
                gain = gained[top] + improved[hop]
                passes = passed[top] + required[child]
                listed = 0
                is_deeper = left > 2
                if left == 2:
                    if closers_end[child] < 0:
                        steps += self._list_closers(child)
                    listed = closers_end[child] - first_hop[child]
                    if listed > _LONG_LIST:
                        listed = 0
                        is_deeper = True
                if (
                    written + listed * (depth + 2) > last_room
                    or count + listed >= most
                    or written >= enough
                ):
                    self.room = (listed + 1) * (depth + 2)
                    break
                if closes:
                    # closing is 2 where the hop back to the start is an improvement.
                    if is_long and gain + closes > 1 and passes == required_count:
                        _copy(nodes, written, named, depth)
                        nodes[written + depth] = labels[child]
                        written += depth + 1
                        ends[count] = written
                        count += 1
                    if nearest > 2:
                        nearest = 2
                hop += 1
                if left < 2:
                    continue
                if is_deeper:
                    i = first_hop[child]
                    while (
                        i < offsets[child + 1]
                        and barrier[targets[i]] >= left
                        and (barrier[targets[i]] != never or beyond >= left)
                    ):
                        i += 1
                    steps += 1 + i - first_hop[child]
                    if i < offsets[child + 1]:
                        self._enter(child, depth, hop - 1)
                        next_hop[depth] = i
                        break
                    # There is no way on: that needs no entering to be seen.
                    is_deeper = False
                    if not closes:
                        if lower <= self.distance[child]:
                            self.raised += 1
                        barrier[child] = never if self.is_unbounded else left + 1
                    continue
                named[depth] = labels[child]
                steps_back = 1 if closes else never
                steps += 1 + listed
                for i in range(first_hop[child], first_hop[child] + listed):
                    other = closers[i]
                    # Above 1 it is on the path.
                    if barrier[other] == 1:
                        if steps_back > 2:
                            steps_back = 2
                        if (
                            depth + 2 >= min_length
                            and gain + closing_gain[i] > 0
                            and passes + required[other] == required_count
                        ):
                            _copy(nodes, written, named, depth + 1)
                            nodes[written + depth + 1] = labels[other]
                            written += depth + 2
                            ends[count] = written
                            count += 1
                if steps_back < never:
                    if steps_back + 1 < nearest:
                        nearest = steps_back + 1
                else:
                    if lower <= self.distance[child]:
                        self.raised += 1
                    barrier[child] = 3
            found[top] = nearest
            next_hop[top] = hop
            if self.room > 0:
                break
            if is_deeper:
                depth += 1
                continue
            depth = top
            if depth == 0:
                self._forget_start()
            elif nearest < never:
                if nearest + 1 < found[depth - 1]:
                    found[depth - 1] = nearest + 1
                if self.raised > 0 and not self.is_unbounded:
                    steps += self._lower_barriers(node, self.saved[depth], nearest)
                else:
                    barrier[node] = self.saved[depth]
                    if self.raised > 0:
                        steps += self._unblock(node)
            else:
                if self.saved[depth] <= self.distance[node]:
                    self.raised += 1
                barrier[node] = never if self.is_unbounded else self.max_length - depth + 1
            if steps > budget or (self.wanted[0] and steps > _LEAST_STEPS):
                steps = budget
                break
        self.depth = depth
        self.node_count, self.circuit_count = written, count
        return budget - steps

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _meet(self, node: cython.int) -> cython.int:
        """Return the barrier of a node, which has one from now on if its distance is not known."""
        if self.barrier[node] == self.never and self.beyond < self.never:
            self.barrier[node] = self.distance[node] = self.beyond
            self.reached_nodes[self.reached] = node
            self.reached += 1
        return self.barrier[node]

    @cython.cfunc
    @cython.inline
    @cython.nogil
    @cython.exceptval(check=False)
    def _enter(self, node: cython.int, depth: cython.int, hop: cython.int) -> cython.void:
        """Put on the path, behind `depth` others, the target of a hop."""
        self.path[depth] = node
        self.named[depth] = self.labels[node]
        self.next_hop[depth] = self.first_hop[node]
        self.last_hop[depth] = self.offsets[node + 1]
        self.gained[depth] = self.gained[depth - 1] + self.improved[hop]
        self.passed[depth] = self.passed[depth - 1] + self.required[node]
        self.found[depth] = 1 if self.closing[node] else self.never
        self.saved[depth] = self.barrier[node]
        # On the path, no bound is low enough to enter it again.
        self.barrier[node] = self.never + 1

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _list_closers(self, node: cython.int) -> cython.int:
        """List the successors of a node from which a hop leads back to the start."""
        i: cython.int
        successor: cython.int
        end: cython.int = self.first_hop[node]
        for i in range(end, self.offsets[node + 1]):
            successor = self.targets[i]
            if self.closing[successor] and successor != node:
                self.closers[end] = successor
                self.closing_gain[end] = self.improved[i] + self.closing[successor] - 1
                end += 1
        self.closers_end[node] = end
        return self.offsets[node + 1] - self.first_hop[node]

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _next_start(self) -> cython.bint:
        """Go to the next start and set up its barriers."""
        while True:
            self.start += 1
            if self.start >= self.last_start:
                return False
            self._seek()
            if self._reach():
                return True

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _seek(self) -> cython.void:
        """Let `first_hop` be the place of each node's least successor after the start."""
        i: cython.int
        node: cython.int
        while self.counted < self.start:
            self.counted += 1
            node = self.counted
            for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                self.first_hop[self.sources[i]] += 1
        while self.counted > self.start:
            node = self.counted
            for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                self.first_hop[self.sources[i]] -= 1
            self.counted -= 1

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _reach(self) -> cython.bint:
        """Put the start on the path and set up its barriers; return whether a hop leads to it."""
        start: cython.int = self.start
        hop: cython.int = self.first_hop[start]
        i: cython.int
        node: cython.int
        neighbour: cython.int
        steps: cython.int
        reached: cython.int = 0
        done: cython.int = 0
        # Hops looked at backwards, and those that lie two steps ahead.
        scanned: cython.longlong = 0
        ahead: cython.longlong = 0
        self.self_loop = -1
        self.reached = self.raised = 0
        if hop > self.offsets[start] and self.targets[hop - 1] == start:
            self.self_loop = hop - 1
        if hop >= self.offsets[start + 1] and self.self_loop < 0:
            return False
        for i in range(self.source_offsets[start], self.source_offsets[start + 1]):
            node = self.sources[i]
            if node > start and self.max_length > 1:
                self.closing[node] = 1 + (self.improved[self.first_hop[node] - 1] != 0)
                self.distance[node] = 1
                self.barrier[node] = 1
                self.reached_nodes[reached] = node
                reached += 1
        if reached == 0 and self.self_loop < 0:
            return False
        for i in range(hop, self.offsets[start + 1]):
            neighbour = self.targets[i]
            ahead += self.offsets[neighbour + 1] - self.first_hop[neighbour]
        self.beyond = self.never
        while done < reached:
            node = self.reached_nodes[done]
            done += 1
            steps = self.distance[node] + 1
            if steps >= self.max_length:
                break
            if 2 * steps > self.max_length and scanned > ahead:
                self.beyond = steps
                break
            scanned += self.source_offsets[node + 1] - self.source_offsets[node]
            for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                neighbour = self.sources[i]
                if neighbour > start and self.distance[neighbour] == self.never:
                    self.distance[neighbour] = steps
                    self.barrier[neighbour] = steps
                    self.reached_nodes[reached] = neighbour
                    reached += 1
        self.reached = reached
        self.path[0] = start
        self.named[0] = self.labels[start]
        self.next_hop[0] = hop
        self.last_hop[0] = self.offsets[start + 1]
        self.gained[0] = 0
        self.passed[0] = self.required[start]
        self.found[0] = self.never
        return True

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _forget_start(self) -> cython.void:
        """Leave no trace of the start that is done with; linear in what it reached."""
        i: cython.int
        node: cython.int
        for i in range(self.reached):
            node = self.reached_nodes[i]
            self.barrier[node] = self.never
            self.distance[node] = self.never
            self.closing[node] = 0
            self.closers_end[node] = -1

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _unblock(self, node: cython.int) -> cython.longlong:
        """Let what leads to `node` be entered again, where no bound makes barriers differ."""
        steps: cython.longlong = 0
        head: cython.int = 0
        tail: cython.int = 1
        neighbour: cython.int
        i: cython.int
        self.queue[0] = node
        while head < tail and self.raised > 0:
            node = self.queue[head]
            head += 1
            for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                neighbour = self.sources[i]
                steps += 1
                if self.barrier[neighbour] == self.never and neighbour > self.start:
                    self.barrier[neighbour] = self.distance[neighbour]
                    self.raised -= 1
                    self.queue[tail] = neighbour
                    tail += 1
        return steps

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _lower_barriers(
        self, node: cython.int, before: cython.int, steps_back: cython.int
    ) -> cython.longlong:
        """Let what leads to `node`, which is `steps_back` from the start, be entered again."""
        steps: cython.longlong = 0
        head: cython.int = 0
        tail: cython.int = 1
        bound: cython.int
        neighbour: cython.int
        old: cython.int
        i: cython.int
        # No barrier may be more than one above that of a successor: what falls later falls along
        # such steps, and would not get past a greater one.
        for i in range(self.first_hop[node], self.offsets[node + 1]):
            steps += 1
            old = self.barrier[self.targets[i]] + 1
            if old == self.never + 1:
                old = self.beyond + 1
            if old < steps_back:
                steps_back = old
        if before > self.distance[node]:
            self.raised -= 1
        if steps_back > self.distance[node]:
            self.raised += 1
        self.barrier[node] = steps_back
        self.queue[0] = node
        while head < tail and self.raised > 0:
            node = self.queue[head]
            head += 1
            bound = self.barrier[node] + 1
            if bound >= self.max_length:
                continue
            for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                neighbour = self.sources[i]
                steps += 1
                old = self.barrier[neighbour]
                # At `never` it has not been met, and above it is on the path.
                if neighbour > self.start and bound < old < self.never:
                    if old > self.distance[neighbour] and bound <= self.distance[neighbour]:
                        self.raised -= 1
                    self.barrier[neighbour] = bound
                    self.queue[tail] = neighbour
                    tail += 1
        return steps


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _copy(
    into: cython.p_int, place: cython.Py_ssize_t, nodes: cython.p_int, count: cython.int
) -> cython.void:
    """Copy nodes, and some that follow them: always eight at once is quicker than just enough."""
    i: cython.int = 0
    if cython.compiled:
        while i < count:
            memcpy(into + place + i, nodes + i, 32)
            i += 8
    else:
        into[place : place + count] = nodes[:count]
