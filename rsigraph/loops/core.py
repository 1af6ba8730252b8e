"""The part of an influence graph that can hold loops, as flat arrays for the search."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rsigraph.influence import InfluenceGraph
from rsigraph.loops.components import cyclic_components
from rsigraph.loops.kernel import CircuitSearch


@dataclass(frozen=True)
class CyclicCore:
    """The strongly connected components that can hold a loop, renumbered from 0.

    `labels` gives the position in the influence graph of each node. It is ascending, so that the
    search gives circuits in order, but for `first`: a node that was asked for comes first, and the
    search then starts from there alone.
    """

    offsets: array[int]
    targets: array[int]
    source_offsets: array[int]
    sources: array[int]
    improved: array[int]
    labels: array[int]
    required: array[int]
    is_rooted: bool

    @property
    def hop_count(self) -> int:
        """The number of hops within the components."""
        return len(self.targets)

    def search(
        self, min_length: int, max_length: int, part: int = 0, parts: int = 1
    ) -> CircuitSearch:
        """Return a search over one of `parts` equal shares of the work."""
        size = len(self.labels)
        return CircuitSearch(
            self.offsets,
            self.targets,
            self.source_offsets,
            self.sources,
            self.improved,
            self.labels,
            self.required,
            min_length,
            max_length,
            min(size, 1) if self.is_rooted else size,
            part,
            parts,
        )


def cyclic_core(
    influence: InfluenceGraph, *, through: Collection[int] = (), dependency: bool = False
) -> CyclicCore:
    """Return the core of `influence` for loops through all of the positions `through`.

    Components without an improvement are left out unless `dependency`, where every hop counts as
    one. O(nodes + hops).
    """
    successors, predecessors = influence.successors, influence.predecessors
    idle = set() if dependency else _hops_without_improvement(influence)
    component_of: dict[int, int] = {}
    for number, component in enumerate(cyclic_components(successors)):
        if through and not set(through).issubset(component):
            continue
        members = set(component)
        hops = ((node, s) for node in component for s in successors[node] if s in members)
        if not idle or not idle.issuperset(hops):
            component_of.update(dict.fromkeys(component, number))
    members_in_order = sorted(component_of)
    if through and members_in_order:
        root = min(through, key=lambda node: len(successors[node]))
        members_in_order.remove(root)
        members_in_order.insert(0, root)
    number_of = {node: number for number, node in enumerate(members_in_order)}

    def flatten(neighbours: Sequence[Sequence[int]]) -> tuple[array[int], array[int]]:
        offsets, flat = array("i", [0]), array("i")
        for node in members_in_order:
            home = component_of[node]
            within = [number_of[n] for n in neighbours[node] if component_of.get(n) == home]
            # Ascending already, but for the root that was put first.
            within.sort()
            flat.extend(within)
            offsets.append(len(flat))
        return offsets, flat

    offsets, targets = flatten(successors)
    source_offsets, sources = flatten(predecessors)
    improved = array("b", [1]) * len(targets)
    if idle:
        place = 0
        for number, node in enumerate(members_in_order):
            for place in range(offsets[number], offsets[number + 1]):
                improved[place] = (node, members_in_order[targets[place]]) not in idle
    required = array("b", [0]) * len(members_in_order)
    for node in through:
        if node in number_of:
            required[number_of[node]] = 1
    return CyclicCore(
        offsets,
        targets,
        source_offsets,
        sources,
        improved,
        array("i", members_in_order),
        required,
        bool(through),
    )


def _hops_without_improvement(influence: InfluenceGraph) -> set[tuple[int, int]]:
    return {
        (influence.index(source), influence.index(target))
        for (source, target), edges in influence.hops.items()
        if not any(edge.is_improvement for edge in edges)
    }
