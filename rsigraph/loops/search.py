"""The search for elementary circuits, on positions only: it knows nothing of what they mean."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

# Between two looks at the clock; a step takes about a microsecond.
_STEPS_BETWEEN_LOOKS = 4096


class SearchStoppedError(Exception):
    """The caller's `stop` said so; what was yielded before is right but not all."""


def circuits_through(
    start: int,
    successors: Sequence[Sequence[int]],
    predecessors: Sequence[Sequence[int]],
    allowed: Callable[[int], bool],
    max_length: int,
    stop: Callable[[], bool],
) -> Iterator[list[int]]:
    """Yield each elementary circuit through `start` over other nodes that are `allowed`.

    A circuit is the list of its nodes from `start` on; with ascending neighbours they come in
    lexicographic order. The search is depth-first. Each node has a barrier, a lower bound of the
    steps it takes from there back to `start` around the path that is being followed; a node is
    entered only when path and barrier together stay within `max_length`. Barriers begin as
    distances in the whole graph. They rise when a node turns out to be a dead end, and fall again
    for it and its predecessors when the node that was in the way leaves the path. So no dead end
    is explored twice for the same reason, and the time between two circuits is at most
    O(max_length * edges), also where there are exponentially many paths but no circuit.

    Parameters
    ----------
    start : int
    successors, predecessors : sequence of sequences of int
        Neighbours by position.
    allowed : callable
        Whether a node other than `start` may be on a circuit.
    max_length : int
        The most nodes a circuit may have.
    stop : callable
        Asked now and then; when it returns true the search ends.

    Raises
    ------
    SearchStoppedError
        When `stop` returned true.

    References
    ----------
    Y. Peng et al., "Towards bridging theory and practice: hop-constrained s-t simple path
    enumeration", PVLDB 13(4), 2019. https://doi.org/10.14778/3372716.3372720

    D. B. Johnson, "Finding all the elementary circuits of a directed graph", SIAM Journal on
    Computing 4(1), 1975. https://doi.org/10.1137/0204007
    """
    barrier = _distances_to(start, predecessors, allowed, max_length)
    if stop():
        raise SearchStoppedError
    steps = 0
    path = [start]
    on_path = {start}
    never = max_length + 1
    # For each node of the path: the fewest steps back to the start that were found beyond it.
    found = [never]
    branches = [iter(successors[start])]
    while path:
        for node in branches[-1]:
            steps += 1
            if steps % _STEPS_BETWEEN_LOOKS == 0 and stop():
                raise SearchStoppedError
            if node == start:
                yield list(path)
                found[-1] = 1
            elif len(path) + barrier.get(node, never) <= max_length:
                # Until it leaves the path, no bound is low enough to enter it again.
                barrier[node] = never
                path.append(node)
                on_path.add(node)
                found.append(never)
                branches.append(iter(successors[node]))
                break
        else:
            branches.pop()
            node = path.pop()
            on_path.remove(node)
            steps_back = found.pop()
            if steps_back < never:
                if path:
                    found[-1] = min(found[-1], steps_back + 1)
                    steps += _lower_barriers(barrier, node, steps_back, predecessors, on_path)
            else:
                barrier[node] = max_length - len(path) + 1


def _distances_to(
    start: int,
    predecessors: Sequence[Sequence[int]],
    allowed: Callable[[int], bool],
    max_length: int,
) -> dict[int, int]:
    """Return the steps from each node to `start`, for those that a circuit can still hold."""
    distances = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        distance = distances[node] + 1
        if distance == max_length:
            break
        for neighbour in predecessors[node]:
            if neighbour not in distances and allowed(neighbour):
                distances[neighbour] = distance
                queue.append(neighbour)
    return distances


def _lower_barriers(
    barrier: dict[int, int],
    node: int,
    steps_back: int,
    predecessors: Sequence[Sequence[int]],
    on_path: set[int],
) -> int:
    """Let what leads to `node`, which is `steps_back` from the start again, be entered again."""
    steps = 0
    barrier[node] = steps_back
    queue = deque([node])
    while queue:
        node = queue.popleft()
        bound = barrier[node] + 1
        for neighbour in predecessors[node]:
            steps += 1
            if barrier.get(neighbour, 0) > bound and neighbour not in on_path:
                barrier[neighbour] = bound
                queue.append(neighbour)
    return steps
