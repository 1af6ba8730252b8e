"""Strongly connected components of a graph given as neighbour lists by position."""

from __future__ import annotations

from collections.abc import Sequence


def strong_components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the strongly connected components, each ascending, in order of their least member.

    Without recursion, so that long paths do no harm. O(nodes + edges) but for sorting.

    Parameters
    ----------
    successors : sequence of sequences of int
        `successors[v]` holds the nodes to which an edge leads from node `v`.

    References
    ----------
    R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1(2),
    1972. https://doi.org/10.1137/0201010

    Examples
    --------
    >>> strong_components([[1], [0, 2], []])
    [[0, 1], [2]]
    """
    unseen, done = 0, len(successors) + 1
    order = [unseen] * len(successors)
    count = 0
    pending: list[int] = []
    components: list[list[int]] = []
    for root in range(len(successors)):
        if order[root] != unseen:
            continue
        count += 1
        order[root] = count
        low = {root: count}
        pending.append(root)
        path = [(root, iter(successors[root]))]
        while path:
            node, neighbours = path[-1]
            for neighbour in neighbours:
                if order[neighbour] == unseen:
                    count += 1
                    order[neighbour] = low[neighbour] = count
                    pending.append(neighbour)
                    path.append((neighbour, iter(successors[neighbour])))
                    break
                # A finished component has order `done`, which no minimum takes up.
                low[node] = min(low[node], order[neighbour])
            else:
                path.pop()
                if low[node] == order[node]:
                    component = []
                    while order[node] != done:
                        member = pending.pop()
                        order[member] = done
                        component.append(member)
                    components.append(sorted(component))
                if path:
                    parent = path[-1][0]
                    low[parent] = min(low[parent], low[node])
    return sorted(components)


def cyclic_components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the strongly connected components that hold a cycle, self-loops included."""
    return [
        component
        for component in strong_components(successors)
        if len(component) > 1 or component[0] in successors[component[0]]
    ]
