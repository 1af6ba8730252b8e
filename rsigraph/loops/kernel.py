# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The search for elementary circuits, on flat arrays of positions.

This file is ordinary Python that Cython can compile: the installer does where there is a compiler,
and everywhere else the same lines run as they are, with the same answers. It knows nothing of what
nodes mean.

The search is depth-first from each start node in turn, over nodes after the start only: so each
circuit is found once, from its least node. Every node has a *barrier*: a lower bound of the steps
from it back to the start around the path that is being followed. A node is entered only when path
and barrier together stay within the length bound. Barriers begin as distances. When a node turns
out to be a dead end, its barrier rises; when a node that may have been in the way leaves the path,
the barriers of what leads to it fall again. So no dead end is explored twice for the same reason,
and between two circuits there are at most O(max_length * hops) steps, also on graphs with
exponentially many paths and hardly a circuit.

References
----------
Y. Peng et al., "Towards bridging theory and practice: hop-constrained s-t simple path enumeration",
PVLDB 13(4), 2019. https://doi.org/10.14778/3372716.3372720

D. B. Johnson, "Finding all the elementary circuits of a directed graph", SIAM Journal on Computing
4(1), 1975. https://doi.org/10.1137/0204007
"""

from array import array

import cython

#: Whether this module was compiled.
COMPILED: bool = cython.compiled

# Starts with fewer hops are not worth dividing among threads.
_WORTH_DIVIDING = cython.declare(cython.int, 8)


@cython.cclass
class CircuitSearch:
    """A search that can be interrupted and taken up again.

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
    part, parts : int
        Which share of the work this search does: of a start with many successors every
        `parts`-th, and every `parts`-th of the other starts.
    """

    offsets: cython.int[::1]
    targets: cython.int[::1]
    source_offsets: cython.int[::1]
    sources: cython.int[::1]
    improved: cython.char[::1]
    labels: cython.int[::1]
    required: cython.char[::1]
    required_count: cython.int
    min_length: cython.int
    max_length: cython.int
    longest: cython.int
    last_start: cython.int
    part: cython.int
    parts: cython.int
    never: cython.int
    is_unbounded: cython.bint
    # The search as it stands: where it is, and what it knows. `raised` counts barriers above the
    # distance that they began as; `self_loop` is the place of a self-loop still to be given out.
    start: cython.int
    stride: cython.int
    self_loop: cython.int
    depth: cython.int
    raised: cython.int
    reached: cython.int
    path: cython.int[::1]
    next_hop: cython.int[::1]
    found: cython.int[::1]
    gained: cython.int[::1]
    passed: cython.int[::1]
    saved: cython.int[::1]
    first_hop: cython.int[::1]
    barrier: cython.int[::1]
    distance: cython.int[::1]
    closing: cython.char[::1]
    reached_nodes: cython.int[::1]
    queue: cython.int[::1]
    # What the last call of `advance` gave.
    node_count: cython.Py_ssize_t
    circuit_count: cython.Py_ssize_t
    run_count: cython.Py_ssize_t

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
        part=0,
        parts=1,
    ):
        size = len(offsets) - 1
        self.offsets, self.targets = offsets, targets
        self.source_offsets, self.sources = source_offsets, sources
        self.improved, self.labels, self.required = improved, labels, required
        self.required_count = sum(required)
        self.min_length = min(min_length, size + 1)
        self.longest = min(max_length, size)
        # A bound that cannot bind must not prune: what fails then has failed because of the path.
        self.is_unbounded = max_length >= size
        self.never = 1 << 29
        self.max_length = self.never if self.is_unbounded else max_length
        self.last_start = min(last_start, size)
        self.part, self.parts = part, parts
        self.start = -1
        self.stride = 1
        self.self_loop = -1
        self.depth = 0
        self.raised = 0
        self.reached = 0
        room = self.longest + 2
        self.path = array("i", [0]) * room
        self.next_hop = array("i", [0]) * room
        self.found = array("i", [0]) * room
        self.gained = array("i", [0]) * room
        self.passed = array("i", [0]) * room
        self.saved = array("i", [0]) * room
        self.first_hop = array("i", offsets)
        self.barrier = array("i", [self.never]) * size
        self.distance = array("i", [self.never]) * size
        self.closing = array("b", [0]) * size
        self.queue = array("i", [0]) * (size + 1)
        self.reached_nodes = array("i", [0]) * (size + 1)
        self.node_count = self.circuit_count = self.run_count = 0

    def advance(self, nodes, lengths, runs, steps):
        """Search on until `steps` are done, the arrays are full, or nothing is left.

        Parameters
        ----------
        nodes : array of int32
            Takes the circuits, one after the other, each from its least node on.
        lengths : array of int32
            Takes the number of nodes of each circuit.
        runs : array of int32
            Takes pairs: the place in `targets` of the first hop of circuits that follow one
            another, and their number. Ordered by it, the circuits of all parts come in
            lexicographic order.
        steps : int

        Returns
        -------
        bool
            Whether there is more to search. `used` then tells how much of the arrays is.
        """
        more: cython.bint
        node_view: cython.int[::1] = nodes
        length_view: cython.int[::1] = lengths
        run_view: cython.int[::1] = runs
        budget: cython.longlong = steps
        with cython.nogil:
            more = self._advance(node_view, length_view, run_view, budget)
        return more

    def used(self):
        """Return the numbers of nodes, circuits and runs that the last call of `advance` gave."""
        return self.node_count, self.circuit_count, self.run_count

    def place(self):
        """Return how many starts are done with."""
        return max(0, self.start)

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _advance(
        self,
        nodes: cython.int[::1],
        lengths: cython.int[::1],
        runs: cython.int[::1],
        budget: cython.longlong,
    ) -> cython.bint:
        offsets: cython.int[::1] = self.offsets
        targets: cython.int[::1] = self.targets
        improved: cython.char[::1] = self.improved
        labels: cython.int[::1] = self.labels
        required: cython.char[::1] = self.required
        passed: cython.int[::1] = self.passed
        required_count: cython.int = self.required_count
        path: cython.int[::1] = self.path
        next_hop: cython.int[::1] = self.next_hop
        found: cython.int[::1] = self.found
        gained: cython.int[::1] = self.gained
        saved: cython.int[::1] = self.saved
        first_hop: cython.int[::1] = self.first_hop
        barrier: cython.int[::1] = self.barrier
        distance: cython.int[::1] = self.distance
        closing: cython.char[::1] = self.closing
        min_length: cython.int = self.min_length
        max_length: cython.int = self.max_length
        never: cython.int = self.never
        room: cython.Py_ssize_t = len(nodes) - self.longest
        most: cython.Py_ssize_t = len(lengths)
        most_runs: cython.Py_ssize_t = len(runs) - 1
        written: cython.Py_ssize_t = 0
        count: cython.Py_ssize_t = 0
        run: cython.Py_ssize_t = -2
        key: cython.int
        steps: cython.longlong = 0
        depth: cython.int = self.depth
        top: cython.int
        node: cython.int
        child: cython.int
        hop: cython.int
        gain: cython.int
        closes: cython.int
        steps_back: cython.int
        i: cython.int

        while True:
            if depth == 0:
                if not self._next_start():
                    self.depth = 0
                    self.node_count, self.circuit_count, self.run_count = written, count, run + 2
                    return False
                steps += 1 + self.reached
                depth = 1
            if self.self_loop >= 0:
                if min_length <= 1 and improved[self.self_loop] and passed[0] == required_count:
                    if written > room or count == most or run + 2 >= most_runs:
                        break
                    nodes[written] = labels[self.start]
                    written += 1
                    lengths[count] = 1
                    count += 1
                    run += 2
                    runs[run] = self.self_loop
                    runs[run + 1] = 1
                self.self_loop = -1
            top = depth - 1
            node = path[top]
            hop = next_hop[top]
            if hop < offsets[node + 1]:
                steps += 1
                child = targets[hop]
                if depth + barrier[child] <= max_length:
                    gain = gained[top] + improved[hop]
                    closes = closing[child]
                    if closes:
                        # closing is 2 where the hop back to the start is an improvement.
                        if (
                            depth + 1 >= min_length
                            and gain + closes > 1
                            and passed[top] + required[child] == required_count
                        ):
                            if written > room or count == most or run + 2 >= most_runs:
                                break
                            for i in range(depth):
                                nodes[written + i] = labels[path[i]]
                            nodes[written + depth] = labels[child]
                            written += depth + 1
                            lengths[count] = depth + 1
                            count += 1
                            key = hop if depth == 1 else next_hop[0] - self.stride
                            if run < 0 or runs[run] != key:
                                run += 2
                                runs[run] = key
                                runs[run + 1] = 0
                            runs[run + 1] += 1
                        if found[top] > 2:
                            found[top] = 2
                    if depth + 1 < max_length:
                        path[depth] = child
                        next_hop[depth] = first_hop[child]
                        gained[depth] = gain
                        passed[depth] = passed[top] + required[child]
                        found[depth] = 1 if closes else never
                        saved[depth] = barrier[child]
                        # On the path, no bound is low enough to enter it again.
                        barrier[child] = never + 1
                        depth += 1
                next_hop[top] = hop + (self.stride if top == 0 else 1)
                continue
            depth = top
            if depth == 0:
                self._forget_start()
            else:
                steps_back = found[depth]
                if steps_back < never:
                    if steps_back + 1 < found[depth - 1]:
                        found[depth - 1] = steps_back + 1
                    if self.raised > 0:
                        steps += self._lower_barriers(node, saved[depth], steps_back)
                    else:
                        barrier[node] = saved[depth]
                else:
                    if saved[depth] <= distance[node]:
                        self.raised += 1
                    barrier[node] = never if self.is_unbounded else max_length - depth + 1
            if steps > budget:
                break
        self.depth = depth
        self.node_count, self.circuit_count, self.run_count = written, count, run + 2
        return True

    @cython.cfunc
    @cython.nogil
    @cython.exceptval(check=False)
    def _next_start(self) -> cython.bint:
        """Go to the next start of this part and set up its barriers."""
        start: cython.int
        hop: cython.int
        i: cython.int
        node: cython.int
        neighbour: cython.int
        steps: cython.int
        reached: cython.int
        done: cython.int
        while True:
            self.start += 1
            start = self.start
            if start >= self.last_start:
                return False
            # From now on no search goes back to the start: it is the least successor that is left.
            for i in range(self.source_offsets[start], self.source_offsets[start + 1]):
                if self.sources[i] >= start:
                    self.first_hop[self.sources[i]] += 1
            hop = self.first_hop[start]
            self.self_loop = -1
            if hop > self.offsets[start] and self.targets[hop - 1] == start:
                self.self_loop = hop - 1
            self.stride = 1
            if self.parts > 1:
                if self.offsets[start + 1] - hop >= _WORTH_DIVIDING:
                    self.stride = self.parts
                    hop += self.part
                    if self.part > 0:
                        self.self_loop = -1
                elif start % self.parts != self.part:
                    continue
            if hop >= self.offsets[start + 1] and self.self_loop < 0:
                continue
            reached = 0
            for i in range(self.source_offsets[start], self.source_offsets[start + 1]):
                node = self.sources[i]
                if node > start and self.max_length > 1:
                    self.closing[node] = 1 + (self.improved[self.first_hop[node] - 1] != 0)
                    self.distance[node] = 1
                    self.barrier[node] = 1
                    self.reached_nodes[reached] = node
                    reached += 1
            if reached == 0 and self.self_loop < 0:
                continue
            done = 0
            while done < reached:
                node = self.reached_nodes[done]
                done += 1
                steps = self.distance[node] + 1
                if steps >= self.max_length:
                    break
                for i in range(self.source_offsets[node], self.source_offsets[node + 1]):
                    neighbour = self.sources[i]
                    if neighbour > start and self.distance[neighbour] == self.never:
                        self.distance[neighbour] = steps
                        self.barrier[neighbour] = steps
                        self.reached_nodes[reached] = neighbour
                        reached += 1
            self.reached = reached
            self.raised = 0
            self.path[0] = start
            self.next_hop[0] = hop
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
                # Above `never` it is on the path.
                if neighbour > self.start and bound < old <= self.never:
                    if old > self.distance[neighbour] and bound <= self.distance[neighbour]:
                        self.raised -= 1
                    self.barrier[neighbour] = bound
                    self.queue[tail] = neighbour
                    tail += 1
        return steps


def cumulate(lengths):
    """Return the running sums of `lengths` as an array of int64."""
    ends = array("q", [0]) * len(lengths)
    length_view: cython.int[::1] = lengths
    end_view: cython.longlong[::1] = ends
    total: cython.longlong = 0
    row: cython.Py_ssize_t
    for row in range(len(length_view)):
        total += length_view[row]
        end_view[row] = total
    return ends


def rotate(nodes, lengths):
    """Turn each circuit in place so that it begins at its least node."""
    node_view: cython.int[::1] = nodes
    length_view: cython.int[::1] = lengths
    scratch: cython.int[::1] = array("i", [0]) * (max(lengths, default=0) + 1)
    begin: cython.Py_ssize_t = 0
    least: cython.Py_ssize_t
    length: cython.Py_ssize_t
    i: cython.Py_ssize_t
    row: cython.Py_ssize_t
    for row in range(len(length_view)):
        length = length_view[row]
        least = 0
        for i in range(length):
            scratch[i] = node_view[begin + i]
            if scratch[i] < scratch[least]:
                least = i
        for i in range(length):
            node_view[begin + i] = scratch[(least + i) % length]
        begin += length
