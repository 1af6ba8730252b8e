"""The graph in numbers: its size, its sources, its strongly connected components, its loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rsigraph.influence import InfluenceGraph
from rsigraph.loops import MANY_LOOPS, Loops
from rsigraph.loops.components import cyclic_components
from rsigraph.measures import MEASURES
from rsigraph.model import KnowledgeGraph
from rsigraph.vocabulary import NodeKind, Verdict


def statistics(influence: InfluenceGraph, loops: Loops) -> dict[str, Any]:
    """Return what there is in numbers, as plain values ready for JSON.

    Components are those with a cycle, the largest first, each as its nodes. An organisation
    passes any help on to all that it makes, so they are given with and without organisations.
    """
    graph = influence.graph
    return {
        "nodes": {"total": len(graph.nodes), "kind": _count(node.kind for node in graph.nodes)},
        "edges": _edges(graph),
        "references": _references(graph),
        "reviews": _reviews(graph),
        "components": {
            "with_organisations": _components(influence),
            "without_organisations": _components(_without_organisations(influence)),
        },
        "loops": _loops(loops),
    }


def _edges(graph: KnowledgeGraph) -> dict[str, Any]:
    return {
        "total": len(graph.edges),
        "relation": _count(edge.relation for edge in graph.edges),
        "evidence": _count(edge.evidence for edge in graph.edges),
        "carries": _count(edge.passes_on for edge in graph.edges),
        "autonomy": _count(edge.autonomy for edge in graph.edges if edge.is_improvement),
        "with_factor": sum(edge.factor is not None for edge in graph.edges),
        "with_one_reference": sum(len(edge.references) == 1 for edge in graph.edges),
        "without_reference": sum(not edge.references for edge in graph.edges),
        **_span(edge.since for edge in graph.edges),
    }


def _references(graph: KnowledgeGraph) -> dict[str, Any]:
    references = graph.references
    return {
        "total": len(references),
        "type": _count(reference.type for reference in references),
        "with_date": sum(bool(reference.published) for reference in references),
        "with_authors": sum(bool(reference.authors) for reference in references),
        "with_identifier": sum(bool(reference.doi or reference.arxiv) for reference in references),
        **_span(reference.published for reference in references),
    }


def _span(dates: Iterable[str]) -> dict[str, str | None]:
    """Return the first and the last of some dates: as they stand, since an age needs a clock."""
    known = [date for date in dates if date]
    return {"earliest": min(known, default=None), "latest": max(known, default=None)}


def _reviews(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return how many edges were tried, by the verdict that came last."""
    last: dict[str, Verdict] = {review.edge: review.verdict for review in graph.reviews}
    return {
        "total": len(graph.reviews),
        "edges": len(last),
        "edges_without": len(graph.edges) - len(last),
        "verdict": _count(last.values()),
        **_span(review.date for review in graph.reviews),
    }


def _loops(loops: Loops) -> dict[str, Any]:
    counted = ("length", "weakest_evidence", "autonomy", "human", "polarity", "closure")
    counts: dict[str, Mapping[Any, int]]
    if len(loops) >= MANY_LOOPS:
        from rsigraph.columns import measure_columns

        columns = measure_columns(loops, counted)
        counts = {name: column.counts() for name, column in columns.items()}
    else:
        counts = {name: Counter(map(MEASURES[name].of, loops)) for name in counted}
    return {
        "total": len(loops),
        "complete": loops.complete,
        **{name: _named(count) for name, count in counts.items()},
    }


def _without_organisations(influence: InfluenceGraph) -> InfluenceGraph:
    organisations = {
        node for node in influence.nodes if influence.graph.node(node).kind is NodeKind.ORGANISATION
    }
    return influence.keep_hops(
        lambda source, target, _: source not in organisations and target not in organisations
    )


def _components(influence: InfluenceGraph) -> list[list[str]]:
    components = cyclic_components(influence.successors)
    components.sort(key=lambda members: (-len(members), members))
    return [[influence.nodes[member] for member in members] for members in components]


def _count(values: Iterable[Any]) -> dict[str, int]:
    return _named(Counter(values))


def _named(counts: Mapping[Any, int]) -> dict[str, int]:
    """Return counts by name, in the order of their vocabulary; unknown ones last."""
    return {_name(value): counts[value] for value in sorted(counts, key=_place)}


def _name(value: Any) -> str:
    if value is None or value == "":
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(value: Any) -> tuple[bool, int, str]:
    rank = value if isinstance(value, int) else getattr(value, "rank", 0)
    return _name(value) == "unknown", rank, str(value)
