"""The loops that answer a question: what to count, where to search, which to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rsigraph.influence import InfluenceGraph, influence_graph
from rsigraph.loops import MANY_LOOPS, Hop, Loop, Loops, Progress, find_loops, stream_loops
from rsigraph.measures import MEASURES
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
        if avoided:
            influence = influence.keep_hops(
                lambda source, target, _: source not in avoided and target not in avoided
            )
        return influence if self.evidence is None else evidenced(influence, self.evidence)

    def find(
        self,
        graph: KnowledgeGraph,
        *,
        most_loops: int | None = None,
        progress: Progress | None = None,
    ) -> tuple[Loops, Loops]:
        """Return the loops asked for, and the result of the search that they were kept from."""
        influence = self.influence(graph)
        found = find_loops(
            influence,
            max_length=self.max_length,
            min_length=self.min_length,
            through=[influence.node_for(id) for id in self.through],
            dependency=self.dependency,
            time_limit=self.time_limit,
            most_loops=most_loops,
            progress=progress,
        )
        return self.keep(found), found

    def stream(self, influence: InfluenceGraph) -> Iterator[Loops]:
        """Yield in batches the loops of `influence` that `keep` is to be asked about."""
        return stream_loops(
            influence,
            max_length=self.max_length,
            min_length=self.min_length,
            through=[influence.node_for(id) for id in self.through],
            dependency=self.dependency,
            time_limit=self.time_limit,
        )

    def keep(self, loops: Loops) -> Loops:
        """Return those of `loops` that are to be kept, whatever was searched for."""
        return loops_having(loops, self._values, self.kind)

    def keeps(self, loop: Loop) -> bool:
        """Return whether `loop` is to be kept, whatever was searched for."""
        return _has(loop, self._values, self.kind)

    @property
    def _values(self) -> dict[str, Any]:
        """The values that measures of a loop must have, by their names."""
        wanted = {"autonomy": self.autonomy, "human": self.human, "closure": self.closure}
        return {name: value for name, value in wanted.items() if value is not None}

    def _counts(self, edge: Edge) -> bool:
        return (not self.relation or edge.relation in self.relation) and (
            self.as_of is None or edge.is_in_force(self.as_of)
        )


def loops_having(loops: Loops, values: Mapping[str, Any], kinds: Sequence[NodeKind] = ()) -> Loops:
    """Return the loops whose measures have these values, by name, and a node of each kind."""
    if not values and not kinds:
        return loops
    if len(loops) >= MANY_LOOPS:
        return _many_having(loops, values, kinds)
    places = [place for place, loop in enumerate(loops) if _has(loop, values, kinds)]
    return loops.take(places)


def _has(loop: Loop, values: Mapping[str, Any], kinds: Sequence[NodeKind]) -> bool:
    found = {loop.graph.node(node).kind for node in loop.nodes} if kinds else set()
    return found.issuperset(kinds) and all(
        MEASURES[name].of(loop) == value for name, value in values.items()
    )


def _many_having(loops: Loops, values: Mapping[str, Any], kinds: Sequence[NodeKind]) -> Loops:
    from rsigraph.columns import go_through, measure_columns

    influence = loops.influence
    columns = measure_columns(loops, values)
    marks = [columns[name].has(value) for name, value in values.items()]
    found = [influence.graph.node(node).kind for node in influence.nodes] if kinds else []
    marks += [go_through(loops, [one is kind for one in found]) for kind in kinds]
    kept = marks[0]
    for mark in marks[1:]:
        kept &= mark
    return loops.take(kept.nonzero()[0])


def evidenced(influence: InfluenceGraph, grade: Evidence) -> InfluenceGraph:
    """Return the graph of the hops whose evidence is at least `grade`."""

    def is_at_least(source: str, target: str, edges: Sequence[Edge]) -> bool:
        evidence = Hop(source, target, edges).evidence
        return evidence is not None and evidence.rank <= grade.rank

    return influence.keep_hops(is_at_least)
