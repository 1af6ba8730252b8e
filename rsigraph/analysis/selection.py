"""The loops that answer a question: what to count, where to search, which to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rsigraph.influence import InfluenceGraph, influence_graph
from rsigraph.loops import Hop, Loop, Loops, find_loops
from rsigraph.measures import autonomy, closure, human
from rsigraph.model import Edge, KnowledgeGraph
from rsigraph.vocabulary import Autonomy, Carries, Closure, Evidence, Level, NodeKind


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which loops are asked for; the defaults ask for all of the usual reading.

    Three sorts of conditions, each applied as early as it can be. Which edges count: `relation`
    (any of them; empty for all), `as_of`, `carries`. Where to search: `level`, `max_length` (None
    for no bound), `min_length`, `through` (all of them), `avoid`, `evidence` (of the worst hop, at
    least), `dependency`, `time_limit` in seconds. Which loops to keep: `kind` (a node of each),
    `autonomy` and `closure` (just this), `human`.

    A version named in `through` or `avoid` stands for its family at family level.
    """

    relation: Sequence[str] = ()
    as_of: str | None = None
    carries: Carries = Carries.PLAUSIBLE
    level: Level = Level.FAMILY
    max_length: int | None = 8
    min_length: int = 1
    through: Sequence[str] = ()
    avoid: Sequence[str] = ()
    evidence: Evidence | None = None
    dependency: bool = False
    time_limit: float | None = None
    kind: Sequence[NodeKind] = ()
    autonomy: Autonomy | None = None
    human: bool | None = None
    closure: Closure | None = None

    def influence(self, graph: KnowledgeGraph) -> InfluenceGraph:
        """Return the influence graph of the edges that count, without the nodes to avoid."""
        if self.relation or self.as_of:
            graph = graph.keep_edges(self._counts)
        influence = influence_graph(graph, level=self.level, carries=self.carries)
        avoided = {influence.node_for(id) for id in self.avoid}
        if avoided or self.evidence is not None:
            influence = influence.keep_hops(
                lambda source, target, edges: (
                    source not in avoided
                    and target not in avoided
                    and self._is_evidenced(Hop(source, target, edges))
                )
            )
        return influence

    def find(self, graph: KnowledgeGraph) -> tuple[list[Loop], Loops]:
        """Return the loops asked for, and the result of the search that they were kept from."""
        influence = self.influence(graph)
        found = find_loops(
            influence,
            max_length=self.max_length,
            min_length=self.min_length,
            through=[influence.node_for(id) for id in self.through],
            dependency=self.dependency,
            time_limit=self.time_limit,
        )
        return [loop for loop in found if self._keeps(loop)], found

    def _counts(self, edge: Edge) -> bool:
        return (not self.relation or edge.relation in self.relation) and (
            self.as_of is None or edge.is_in_force(self.as_of)
        )

    def _is_evidenced(self, hop: Hop) -> bool:
        if self.evidence is None:
            return True
        return hop.evidence is not None and hop.evidence.rank <= self.evidence.rank

    def _keeps(self, loop: Loop) -> bool:
        kinds = {loop.graph.node(node).kind for node in loop.nodes} if self.kind else set()
        return (
            kinds.issuperset(self.kind)
            and (self.autonomy is None or autonomy(loop) is self.autonomy)
            and (self.human is None or human(loop) is self.human)
            and (self.closure is None or closure(loop) is self.closure)
        )
