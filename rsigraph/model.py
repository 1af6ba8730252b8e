"""The knowledge graph: frozen nodes, edges and references, and the rules none may break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from rsigraph.contradictions import find_contradictions
from rsigraph.dates import first_day, last_day
from rsigraph.errors import DataError, UnknownNameError
from rsigraph.vocabulary import RELATIONS, SIGNS, TABLES, Autonomy, Carries, Evidence, NodeKind

T = TypeVar("T")

# Plain words are taken for the terms that they name.
_GRADES = (("carries", Carries), ("evidence", Evidence), ("autonomy", Autonomy))


@dataclass(frozen=True, slots=True)
class Node:
    """A system, an artifact or an organisation. Dates are partial ISO 8601 texts."""

    id: str
    label: str = ""
    kind: NodeKind | None = None
    introduced: str = ""
    lineage: str = ""
    description: str = ""
    homepage: str = ""
    wikidata: str = ""
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is not None and type(self.kind) is not NodeKind:
            object.__setattr__(self, "kind", NodeKind(self.kind))

    @property
    def name(self) -> str:
        """The label, or the id where there is none."""
        return self.label or self.id


@dataclass(frozen=True, slots=True)
class Edge:
    """One sourced statement: source relation target."""

    id: str
    source: str
    relation: str
    target: str
    how: str = ""
    since: str = ""
    until: str = ""
    summary: str = ""
    metric: str = ""
    effect: str = ""
    factor: Decimal | None = None
    polarity: str = ""
    carries: Carries | None = None
    evidence: Evidence | None = None
    autonomy: Autonomy | None = None
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, vocabulary in _GRADES:
            grade = getattr(self, name)
            if grade is not None and type(grade) is not vocabulary:
                object.__setattr__(self, name, vocabulary(grade))

    @property
    def is_improvement(self) -> bool:
        """Whether the edge states an improvement rather than a dependence."""
        return RELATIONS[self.relation].improvement

    @property
    def sign(self) -> int:
        """+1, or -1 for a finding that the target got worse; an empty polarity is +."""
        return SIGNS[self.polarity or "+"]

    @property
    def passes_on(self) -> Carries:
        """The grade of `carries`, plausible where nothing is said."""
        return self.carries or Carries.PLAUSIBLE

    def is_in_force(self, as_of: str) -> bool:
        """Return whether the edge holds at the end of the partial date `as_of`.

        An edge without a date has no known beginning and is never in force.
        """
        end = last_day(as_of)
        return (
            bool(self.since)
            and first_day(self.since) <= end
            and (not self.until or last_day(self.until) >= end)
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """A text in which a statement was read."""

    id: str
    type: str = ""
    title: str = ""
    publisher: str = ""
    authors: str = ""
    published: str = ""
    url: str = ""
    doi: str = ""
    arxiv: str = ""


Record = Node | Edge | Reference


def _full_columns() -> dict[str, tuple[str, ...]]:
    return {table: tuple(column.name for column in columns) for table, columns in TABLES.items()}


@dataclass(frozen=True)
class KnowledgeGraph:
    """Nodes, edges and references, each sorted by id, with indexes made when first asked for.

    `columns` names the columns that a table has when written; a column with a value in it is
    always written.

    Raises
    ------
    DataError
        When ids are not unique, do not resolve or are no ids, when lineages form a cycle, or when
        the cells of an edge contradict each other. It carries every finding.
    """

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    references: Sequence[Reference] = ()
    columns: Mapping[str, tuple[str, ...]] = field(
        default_factory=_full_columns, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        findings = list(find_contradictions(self.nodes, self.edges, self.references))
        if findings:
            raise DataError(findings)
        for table in ("nodes", "edges", "references"):
            rows = tuple(sorted(getattr(self, table), key=lambda row: row.id))
            object.__setattr__(self, table, rows)

    def __repr__(self) -> str:
        return f"<KnowledgeGraph: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    @classmethod
    def from_edges(cls, edges: Iterable[tuple[str, str, str]]) -> KnowledgeGraph:
        """Make a graph of (source, relation, target) triples; its nodes are those they name.

        >>> KnowledgeGraph.from_edges([("a", "improves", "b"), ("b", "runs-on", "a")])
        <KnowledgeGraph: 2 nodes, 2 edges>
        """
        triples = list(edges)
        names = dict.fromkeys(name for source, _, target in triples for name in (source, target))
        return cls(
            nodes=tuple(Node(name) for name in names),
            edges=tuple(
                Edge(name, *triple) for name, triple in zip(edge_ids(triples), triples, strict=True)
            ),
            columns={"nodes": ("id",), "edges": ("source", "relation", "target")},
        )

    def keep_edges(self, condition: Callable[[Edge], bool]) -> KnowledgeGraph:
        """Return the graph of the same nodes with those edges for which `condition` holds."""
        # Fewer edges are still sorted and sound; to check a million of them again takes seconds.
        kept = object.__new__(KnowledgeGraph)
        for name in ("nodes", "references", "columns"):
            object.__setattr__(kept, name, getattr(self, name))
        object.__setattr__(kept, "edges", tuple(filter(condition, self.edges)))
        return kept

    @property
    def tables(self) -> Mapping[str, Sequence[Record]]:
        """The rows of each table by its name."""
        return {"nodes": self.nodes, "edges": self.edges, "references": self.references}

    def node(self, id: str) -> Node:
        """Return the node `id`; raise `UnknownNameError` where there is none."""
        return _look_up("node", id, self._nodes_by_id)

    def edge(self, id: str) -> Edge:
        """Return the edge `id`; raise `UnknownNameError` where there is none."""
        return _look_up("edge", id, self._edges_by_id)

    def reference(self, id: str) -> Reference:
        """Return the reference `id`; raise `UnknownNameError` where there is none."""
        return _look_up("reference", id, self._references_by_id)

    def edges_from(self, id: str) -> Sequence[Edge]:
        """Return the edges whose source is the node `id`."""
        return self._edges_by_end[0].get(self.node(id).id, ())

    def edges_to(self, id: str) -> Sequence[Edge]:
        """Return the edges whose target is the node `id`."""
        return self._edges_by_end[1].get(self.node(id).id, ())

    def edges_citing(self, id: str) -> Sequence[Edge]:
        """Return the edges that rest on the reference `id`."""
        reference = self.reference(id)
        return tuple(edge for edge in self.edges if reference.id in edge.references)

    def family(self, id: str) -> str:
        """Return the id of the topmost family of the node `id`; its own where it has none."""
        return _look_up("node", id, self._families)

    def versions(self, id: str) -> Sequence[Node]:
        """Return the nodes whose lineage is the node `id`, the earliest first."""
        members = (node for node in self.nodes if node.lineage == id)
        return tuple(sorted(members, key=lambda node: (node.introduced or "~", node.id)))

    @cached_property
    def _nodes_by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _families(self) -> dict[str, str]:
        families: dict[str, str] = {}
        for node in self.nodes:
            path = [node]
            while path[-1].lineage and path[-1].id not in families:
                path.append(self._nodes_by_id[path[-1].lineage])
            top = families.get(path[-1].id, path[-1].id)
            families.update((member.id, top) for member in path)
        return families

    @cached_property
    def _edges_by_id(self) -> dict[str, Edge]:
        return {edge.id: edge for edge in self.edges}

    @cached_property
    def _references_by_id(self) -> dict[str, Reference]:
        return {reference.id: reference for reference in self.references}

    @cached_property
    def _edges_by_end(self) -> tuple[dict[str, list[Edge]], dict[str, list[Edge]]]:
        by_source: dict[str, list[Edge]] = {}
        by_target: dict[str, list[Edge]] = {}
        for edge in self.edges:
            by_source.setdefault(edge.source, []).append(edge)
            by_target.setdefault(edge.target, []).append(edge)
        return by_source, by_target


def _look_up(kind: str, id: str, index: Mapping[str, T]) -> T:
    try:
        return index[id]
    except KeyError:
        raise UnknownNameError(kind, id, index) from None


def edge_ids(triples: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield an id for each (source, relation, target); repeated triples are numbered from 2.

    Numbers have leading zeros where there are more than nine of a triple, so that ids sort in the
    order of rows. A number is passed over where another triple has that very id.
    """
    stems = ["--".join(triple) for triple in triples]
    totals = Counter(stems)
    counts: dict[str, int] = {}
    for stem in stems:
        count = counts.get(stem, 0) + 1
        id = stem
        while count > 1 and (id := f"{stem}--{count:0{len(str(totals[stem]))}}") in totals:
            count += 1
        counts[stem] = count
        yield id
