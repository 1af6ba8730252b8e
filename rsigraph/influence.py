"""The influence graph: who makes whom better. The one place where direction is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rsigraph.bulk import without_collector
from rsigraph.errors import UnknownNameError
from rsigraph.model import Edge, KnowledgeGraph
from rsigraph.vocabulary import RELATIONS, Carries, Level

if TYPE_CHECKING:
    import networkx as nx


def influence_ends(edge: Edge) -> tuple[str, str]:
    """Return the ids of the node that influences and of the node that is influenced.

    >>> influence_ends(Edge("1", "gemini", "runs-on", "tpu"))
    ('tpu', 'gemini')
    """
    if RELATIONS[edge.relation].forward:
        return edge.source, edge.target
    return edge.target, edge.source


@dataclass(frozen=True)
class InfluenceGraph:
    """A directed graph over families or versions, with at most one hop between two nodes.

    `hops` maps (source, target) to every edge that supports the influence, sorted by id; `nodes`
    are all nodes of the level in plain string order, those without a hop included.
    """

    graph: KnowledgeGraph
    level: Level
    nodes: Sequence[str]
    hops: Mapping[tuple[str, str], Sequence[Edge]]

    def __repr__(self) -> str:
        return f"<InfluenceGraph: {len(self.nodes)} nodes, {len(self.hops)} hops, {self.level}>"

    def node_for(self, id: str) -> str:
        """Return the node that stands for the node `id` at this level."""
        return self.graph.family(id) if self.level is Level.FAMILY else self.graph.node(id).id

    def index(self, node: str) -> int:
        """Return the position of `node` in `nodes`."""
        try:
            return self._positions[node]
        except KeyError:
            raise UnknownNameError("node", node, self.nodes) from None

    def keep_hops(self, condition: Callable[[str, str, Sequence[Edge]], bool]) -> InfluenceGraph:
        """Return the graph of those hops for which `condition(source, target, edges)` holds.

        A hop stays whole: unlike leaving edges out of the knowledge graph, leaving hops out does
        not change what is known about those that stay.
        """
        kept = {ends: edges for ends, edges in self.hops.items() if condition(*ends, edges)}
        return InfluenceGraph(self.graph, self.level, self.nodes, kept)

    @cached_property
    def successors(self) -> Sequence[Sequence[int]]:
        """For each node, by position, the positions of those it influences, ascending."""
        return self._neighbours(0)

    @cached_property
    def predecessors(self) -> Sequence[Sequence[int]]:
        """For each node, by position, the positions of those that influence it, ascending."""
        return self._neighbours(1)

    def to_networkx(self) -> nx.DiGraph[str]:
        """Return a `networkx.DiGraph` whose edges have their supporting edges as `edges`."""
        import networkx as nx

        result: nx.DiGraph[str] = nx.DiGraph()
        result.add_nodes_from(self.nodes)
        result.add_edges_from((*ends, {"edges": tuple(edges)}) for ends, edges in self.hops.items())
        return result

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {node: position for position, node in enumerate(self.nodes)}

    def _neighbours(self, end: int) -> Sequence[Sequence[int]]:
        neighbours: list[list[int]] = [[] for _ in self.nodes]
        positions = self._positions
        for hop in self.hops:
            neighbours[positions[hop[end]]].append(positions[hop[1 - end]])
        for row in neighbours:
            row.sort()
        return neighbours


def influence_graph(
    graph: KnowledgeGraph,
    *,
    level: Level | str = Level.FAMILY,
    carries: Carries | str = Carries.PLAUSIBLE,
) -> InfluenceGraph:
    """Return the influence graph of the edges whose grade of `carries` is at least the one given.

    At family level each node is replaced by its topmost family, so that an edge between two
    versions of one family becomes a hop from the family to itself. Time and memory are linear in
    the number of edges, but for sorting.

    Parameters
    ----------
    graph : KnowledgeGraph
    level : {"family", "version"}
    carries : {"plausible", "yes", "no"}
        `no` counts every edge. An edge that does not say is plausible.

    Examples
    --------
    >>> graph = KnowledgeGraph.from_edges([("a", "improves", "b"), ("a", "runs-on", "b")])
    >>> list(influence_graph(graph).hops)
    [('a', 'b'), ('b', 'a')]
    """
    level, least = Level(level), Carries(carries).rank
    represented: dict[str, str]
    if level is Level.FAMILY:
        represented = {node.id: graph.family(node.id) for node in graph.nodes}
    else:
        represented = {node.id: node.id for node in graph.nodes}
    hops: dict[tuple[str, str], list[Edge]] = {}
    with without_collector():
        for edge in graph.edges:
            if edge.passes_on.rank <= least:
                source, target = influence_ends(edge)
                hops.setdefault((represented[source], represented[target]), []).append(edge)
    return InfluenceGraph(graph, level, sorted(set(represented.values())), hops)
