"""What the page knows, as plain values: facts, loops, words, and the drawing of it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from rsigraph.export.html.drawing import WIDTHS, Line, to_drawing
from rsigraph.export.html.layout import around, lay_out
from rsigraph.influence import InfluenceGraph, influence_ends, influence_graph
from rsigraph.loops import Loops, find_loops
from rsigraph.loops.components import cyclic_components
from rsigraph.model import Edge, KnowledgeGraph, Node, Reference, Review
from rsigraph.orders import sort_loops
from rsigraph.vocabulary import (
    RELATIONS,
    Autonomy,
    Closure,
    Evidence,
    Level,
    NodeKind,
    Polarity,
    Verdict,
)

# As many loops as a search may find, and of those the best that a page holds.
MOST_FOUND, MOST_HELD = 50_000, 5_000

# Above this the page opens on what is on circuits and offers the rest.
MOST_NODES_AT_ONCE, MOST_LINES_AT_ONCE = 2_000, 6_000

_VOCABULARIES = {
    "kind": NodeKind,
    "evidence": Evidence,
    "autonomy": Autonomy,
    "polarity": Polarity,
    "closure": Closure,
    "verdict": Verdict,
}


def find_held(influence: InfluenceGraph, max_length: int) -> tuple[Loops, int]:
    """Return all loops up to the largest length at which they are not too many, and that length.

    Shorter lengths are tried one by one, so that what is said of the search is exact: every loop
    up to that length, and none above.
    """
    for length in range(max_length, 1, -1):
        found = find_loops(influence, max_length=length, most_loops=MOST_FOUND)
        if found.reason == "interrupt":
            raise KeyboardInterrupt
        if found.complete and len(found) <= MOST_FOUND:
            return found, length
    # Not more than there are nodes.
    return find_loops(influence, max_length=1), 1


def to_payload(
    influence: InfluenceGraph, loops: Loops, max_length: int | None, edges: Sequence[Edge]
) -> dict[str, Any]:
    """Return what the page knows of a graph.

    Nodes, edges and references are told by their places from here on. `edges` are those to be
    shown; only those of `influence` count for loops.
    """
    graph = influence.graph
    place = {node.id: number for number, node in enumerate(graph.nodes)}
    stands_for = [place[influence.node_for(node.id)] for node in graph.nodes]
    counting = {edge.id for supporting in influence.hops.values() for edge in supporting}
    cited = {id for edge in edges for id in edge.references}
    references = [reference for reference in graph.references if reference.id in cited]
    reference_place = {reference.id: number for number, reference in enumerate(references)}
    circuits = [
        [place[influence.nodes[position]] for position in component]
        for component in cyclic_components(influence.successors)
    ]
    circuits.sort(key=lambda nodes: (-len(nodes), nodes))
    ranked = sort_loops(loops)[:MOST_HELD]
    return {
        "size": {"nodes": len(graph.nodes), "edges": len(edges), "references": len(references)},
        "level": str(influence.level),
        "nodes": _table([_node(node, place) for node in graph.nodes]),
        "stands_for": stands_for,
        "edges": _table(
            [
                _edge(edge, place, reference_place, edge.id in counting, graph.reviews_of(edge.id))
                for edge in edges
            ]
        ),
        "references": _table([_record(reference, Reference) for reference in references]),
        "reviewed": bool(graph.reviews),
        "circuits": circuits,
        "loops": [[place[node] for node in loop.nodes] for loop in ranked],
        "ids": list(ranked.ids()),
        "search": {
            "found": len(loops),
            "held": len(ranked),
            "complete": loops.complete,
            "max_length": max_length,
        },
        **_words(),
        **_drawing(
            graph,
            edges,
            place,
            stands_for,
            circuits,
            [[place[node] for node in loop.nodes] for loop in ranked],
        ),
    }


def read_influence(
    graph: KnowledgeGraph | InfluenceGraph, level: Level = Level.FAMILY
) -> tuple[InfluenceGraph, Sequence[Edge]]:
    """Return an influence graph and the edges to be shown with it.

    Those of a knowledge graph are all of its edges, of an influence graph those of its hops.
    """
    if isinstance(graph, KnowledgeGraph):
        return influence_graph(graph, level=level), graph.edges
    shown = {edge.id: edge for edges in graph.hops.values() for edge in edges}
    return graph, [shown[id] for id in sorted(shown)]


def _words() -> dict[str, Any]:
    return {
        "words": {
            name: [{"name": str(term), "definition": term.definition} for term in vocabulary]
            for name, vocabulary in _VOCABULARIES.items()
        },
        "relations": {
            name: {
                "label": relation.label,
                "inverse": relation.inverse,
                "forward": relation.forward,
                "improvement": relation.improvement,
            }
            for name, relation in RELATIONS.items()
        },
        "widths": WIDTHS,
    }


def _drawing(
    graph: KnowledgeGraph,
    edges: Sequence[Edge],
    place: Mapping[str, int],
    stands_for: Sequence[int],
    circuits: Sequence[Sequence[int]],
    loops: Sequence[Sequence[int]],
) -> dict[str, Any]:
    bundles: dict[tuple[int, int, str], list[Edge]] = {}
    for edge in edges:
        source, target = (stands_for[place[end]] for end in influence_ends(edge))
        bundles.setdefault((source, target, edge.relation), []).append(edge)
    lines = [Line(*key, bundle) for key, bundle in sorted(bundles.items())]
    drawn = sorted(set(stands_for))
    row = {node: number for number, node in enumerate(drawn)}
    on_circuit = {node for nodes in circuits for node in nodes}
    positions = lay_out(
        len(drawn),
        [(row[line.source], row[line.target]) for line in lines],
        [[row[node] for node in nodes] for nodes in circuits],
        {row[node]: _short(graph.nodes[node].name) for node in sorted(on_circuit)},
    )
    where = dict(zip(drawn, positions, strict=True))
    opening = None
    if len(drawn) > MOST_NODES_AT_ONCE or len(lines) > MOST_LINES_AT_ONCE:
        opening = _opening(circuits, loops)
    shown = set(drawn if opening is None else opening["nodes"])
    drawing = to_drawing(
        {node: str(graph.nodes[node].kind or "unknown") for node in sorted(shown)},
        where,
        [line for line in lines if line.source in shown and line.target in shown],
    )
    members: dict[int, list[int]] = {}
    for node, family in enumerate(stands_for):
        if node != family:
            members.setdefault(family, []).append(node)
    for family, versions in members.items():
        versions.sort(key=lambda node: (graph.nodes[node].introduced or "~", graph.nodes[node].id))
        where.update(zip(versions, around(where[family], len(versions)), strict=True))
    return {
        "positions": [[int(value) for value in where[node]] for node in range(len(graph.nodes))],
        "opening": opening,
        "drawing": drawing,
    }


def _opening(
    circuits: Sequence[Sequence[int]], loops: Sequence[Sequence[int]]
) -> dict[str, Any] | None:
    """Return what a large graph opens with: its circuits or, of too many, the best loops."""
    nodes = sorted(node for circuit in circuits for node in circuit)
    if len(nodes) <= MOST_NODES_AT_ONCE:
        return {"by": "circuits", "nodes": nodes} if nodes else None
    best: set[int] = set()
    for loop in loops:
        if len(best.union(loop)) > MOST_NODES_AT_ONCE // 2:
            break
        best.update(loop)
    return {"by": "loops", "nodes": sorted(best)}


def _short(label: str) -> str:
    return label if len(label) <= 26 else label[:25] + "…"


def _table(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return records as a table, each of their names once; null where one has no such value."""
    names = list(dict.fromkeys(name for record in records for name in record))
    return {"names": names, "rows": [[record.get(name) for name in names] for record in records]}


def _record(record: Node | Edge | Reference, cls: type[Any]) -> dict[str, Any]:
    values = ((field.name, getattr(record, field.name)) for field in fields(cls))
    return {name: _plain(value) for name, value in values if value not in (None, "", ())}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value)


def _node(node: Node, place: Mapping[str, int]) -> dict[str, Any]:
    record = _record(node, Node)
    if node.lineage:
        record["lineage"] = place[node.lineage]
    return record


def _edge(
    edge: Edge,
    place: Mapping[str, int],
    reference_place: Mapping[str, int],
    counts: bool,
    reviews: Sequence[Review],
) -> dict[str, Any]:
    record = _record(edge, Edge)
    record |= {"source": place[edge.source], "target": place[edge.target]}
    if edge.references:
        record["references"] = [reference_place[id] for id in edge.references]
    if counts:
        record["counts"] = True
    if reviews:
        # What was read is left to the tables: it is as long as all summaries together.
        record["review"] = {"date": reviews[-1].date, "verdict": str(reviews[-1].verdict)}
    return record
