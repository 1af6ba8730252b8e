"""The answer to each named question a second way: in Python, over the graph and its loops."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

import networkx as nx

from rsigraph import MEASURES, Edge, KnowledgeGraph, Loop, find_loops, influence_graph
from rsigraph.vocabulary import RELATIONS, Autonomy, Carries, Closure, Evidence, NodeKind, Polarity

Rows = list[tuple[Any, ...]]
BASE = "https://w3id.org/rsigraph/id/"
SYSTEMS = (NodeKind.SYSTEM, NodeKind.MODEL)


def iri(id: str, kind: str = "") -> str:
    # Open at the end, so as to sort as addresses do.
    return f"<{BASE}{kind}{quote(id, safe='')}"


@dataclass(frozen=True)
class World:
    graph: KnowledgeGraph

    @cached_property
    def loops(self) -> list[Loop]:
        return list(find_loops(influence_graph(self.graph)))

    def of(self, loop: Loop, name: str) -> Any:
        value = MEASURES[name].of(loop)
        return str(value) if value is not None and isinstance(value, str) else value

    def row(self, loop: Loop, *names: str) -> tuple[Any, ...]:
        said = {"label": loop.label, "loop": iri(loop.id, "loop/")}
        return tuple(said[name] if name in said else self.of(loop, name) for name in names)

    def label(self, id: str) -> str | None:
        return self.graph.node(id).label or None

    def title(self, id: str) -> str | None:
        return self.graph.reference(id).title or None

    @cached_property
    def improvements(self) -> list[Edge]:
        return [edge for edge in self.graph.edges if edge.relation == "improves"]

    @cached_property
    def gains(self) -> list[Edge]:
        return [edge for edge in self.improvements if edge.sign > 0]

    @cached_property
    def runs_on(self) -> set[tuple[str, str]]:
        return {(e.source, e.target) for e in self.graph.edges if e.relation == "runs-on"}

    @cached_property
    def influence(self) -> nx.DiGraph[str]:
        """Node by node, not family by family."""
        digraph: nx.DiGraph[str] = nx.DiGraph()
        for edge in self.graph.edges:
            if edge.carries is not Carries.NO:
                forward = RELATIONS[edge.relation].forward
                ends = (edge.source, edge.target) if forward else (edge.target, edge.source)
                digraph.add_edge(*ends)
        return digraph

    @cached_property
    def edge_loops(self) -> dict[str, set[str]]:
        loops: dict[str, set[str]] = defaultdict(set)
        for loop in self.loops:
            for hop in loop.hops:
                for edge in hop.edges:
                    loops[edge.id].add(loop.id)
        return loops

    def descendants(self, family: str) -> set[str]:
        found = {n.id for n in self.graph.nodes if n.lineage == family}
        return found.union(*(self.descendants(id) for id in found)) if found else found


def keep(world: World, condition: Callable[[Loop], bool], *names: str) -> Rows:
    """Rows of the loops for which something holds, by length and address."""
    chosen = sorted(
        filter(condition, world.loops), key=lambda one: (len(one), iri(one.id, "loop/"))
    )
    return [world.row(loop, *names) for loop in chosen]


def most(counts: Iterable[tuple[Any, ...]], limit: int | None = None) -> Rows:
    """Rows with the highest last cell first, then by the first cell."""
    return sorted(counts, key=lambda row: (-row[-1], row[0]))[:limit]


def references(loop: Loop) -> set[str]:
    return {r for hop in loop.hops for edge in hop.edges for r in edge.references}


def hop_references(hop: Any) -> set[str]:
    return {reference for edge in hop.edges for reference in edge.references}


def one_source(w: World) -> Rows:
    rows = []
    for loop in w.loops:
        if len(references(loop)) == 1:
            [source] = references(loop)
            rows.append((*w.row(loop, "loop", "label"), iri(source, "reference/"), w.title(source)))
    return sorted(rows)


def thin_hops(w: World) -> Rows:
    return sorted(
        (*w.row(loop, "loop", "label"), iri(hop.source), iri(hop.target))
        for loop in w.loops
        for hop in loop.hops
        if len(hop_references(hop)) == 1
    )


def through_anthropic(w: World) -> Rows:
    rows = keep(w, lambda one: "anthropic" in one.nodes, "loop", "label", "length", "closed_since")
    return [(iri("anthropic"), *row) for row in rows]


def organisations(w: World) -> Rows:
    counts = Counter(node for loop in w.loops for node in loop.nodes)
    return most(
        (iri(id), w.label(id), count)
        for id, count in counts.items()
        if w.graph.node(id).kind is NodeKind.ORGANISATION
    )


def of_tpu(w: World) -> Rows:
    family = {"tpu"} | w.descendants("tpu")
    running = {source for source, target in w.runs_on if target in family}
    improving = {edge.source for edge in w.gains if edge.target in family}
    return sorted((iri("tpu"), iri(id), w.label(id)) for id in running & improving)


def improve_their_base(w: World) -> Rows:
    edges = [e for e in w.gains if (e.source, e.target) in w.runs_on]
    edges.sort(key=lambda e: (iri(e.source), iri(e.target), iri(e.id, "edge/")))
    return [(iri(e.source), iri(e.target), e.evidence and str(e.evidence)) for e in edges]


def code(w: World) -> Rows:
    kinds = (NodeKind.CODE, NodeKind.COMPILER)
    return sorted(
        (*w.row(loop, "loop", "label"), iri(node))
        for loop in w.loops
        for node in loop.nodes
        if w.graph.node(node).kind in kinds
    )


def self_made_data(w: World) -> Rows:
    rows = []
    for loop in w.loops:
        kinds = {w.graph.node(node).kind: iri(node) for node in loop.nodes}
        if len(loop) == 2 and set(kinds) == {NodeKind.MODEL, NodeKind.DATASET}:
            ends = kinds[NodeKind.MODEL], kinds[NodeKind.DATASET]
            rows.append((iri(loop.id, "loop/"), *ends, w.of(loop, "closed_since")))
    return sorted(rows)


def longest_standing(w: World) -> Rows:
    dates = {loop.id: w.of(loop, "closed_since") for loop in w.loops}
    first = min(date for date in dates.values() if date)
    return sorted(
        w.row(loop, "loop", "label", "closed_since") for loop in w.loops if dates[loop.id] == first
    )


def latest(w: World) -> Rows:
    rows = [
        w.row(loop, "loop", "label", "closed_since", "weakest_evidence")
        for loop in w.loops
        if w.of(loop, "closed_since")
    ]
    return sorted(sorted(rows), key=lambda row: row[2], reverse=True)[:10]


def quantified(w: World) -> Rows:
    rows = [w.row(loop, "loop", "label", "gain", "quantified_hops") for loop in w.loops]
    return sorted((row for row in rows if row[2] is not None), key=lambda r: (-r[2], r[0]))


def by_grade(name: str, grades: type[Evidence] | type[Autonomy]) -> Callable[[World], Rows]:
    def count(w: World) -> Rows:
        counts = Counter(w.of(loop, name) for loop in w.loops)
        return [(str(g), g.rank, counts[str(g)]) for g in grades if counts[str(g)]]

    return count


def hop_by_hop(w: World) -> Rows:
    return sorted(
        (
            iri(loop.id, "loop/"),
            position,
            iri(hop.source),
            iri(hop.target),
            hop.since or None,
            hop.evidence and str(hop.evidence),
        )
        for loop in w.loops
        if "alphaevolve" in loop.nodes
        for position, hop in enumerate(loop.hops, start=1)
    )


def nodes_on_most(w: World) -> Rows:
    counts = Counter(node for loop in w.loops for node in loop.nodes)
    return most(((iri(id), w.label(id), count) for id, count in counts.items()), 20)


def edges_on_most(w: World) -> Rows:
    rows = ((id, w.graph.edge(id).evidence, len(loops)) for id, loops in w.edge_loops.items())
    return most(((iri(id, "edge/"), grade and str(grade), n) for id, grade, n in rows), 20)


def weakest_links(w: World) -> Rows:
    loops: dict[str, set[str]] = defaultdict(set)
    for loop in w.loops:
        for hop in loop.hops:
            if len(hop.edges) == 1:
                loops[hop.edges[0].id].add(loop.id)
    rows = []
    for id, on in loops.items():
        grade = w.graph.edge(id).evidence
        if grade in (Evidence.ANECDOTAL, Evidence.HYPOTHESISED):
            rows.append((iri(id, "edge/"), str(grade), len(on)))
    return sorted(rows)


def by_mechanism(w: World) -> Rows:
    edges = ((w.graph.edge(id), len(on)) for id, on in w.edge_loops.items())
    return most(
        (iri(edge.id, "edge/"), iri(edge.source), iri(edge.target), count)
        for edge, count in edges
        if edge.carries is not Carries.YES
    )


def statements(condition: Callable[[Edge], Any], *names: str) -> Callable[[World], Rows]:
    def rows(w: World) -> Rows:
        edges = sorted(filter(condition, w.graph.edges), key=lambda e: iri(e.id, "edge/"))
        return [
            (
                iri(edge.id, "edge/"),
                iri(edge.source),
                iri(edge.target),
                *(getattr(edge, name) or None for name in names),
            )
            for edge in edges
        ]

    return rows


def mutual(w: World) -> Rows:
    pairs = {(edge.source, edge.target) for edge in w.gains}
    return sorted((iri(a), iri(b)) for a, b in pairs if (b, a) in pairs and iri(a) < iri(b))


def in_cycles(w: World) -> Rows:
    found = set()
    for component in nx.strongly_connected_components(w.influence):
        if len(component) > 1 or w.influence.has_edge(*[next(iter(component))] * 2):
            found |= component
    return sorted((iri(id), w.label(id)) for id in found)


def reached(w: World) -> Rows:
    found = set()
    for successor in w.influence.successors("alphachip"):
        found |= {successor} | nx.descendants(w.influence, successor)
    return sorted((iri("alphachip"), iri(id), w.label(id)) for id in found)


def ends(w: World) -> Rows:
    degrees = ((id, w.influence.in_degree(id), w.influence.out_degree(id)) for id in w.influence)
    return most((iri(id), w.label(id), into) for id, into, out in degrees if into and not out)


def improves_chips(w: World) -> Rows:
    edges = [
        edge
        for edge in w.gains
        if w.graph.node(edge.source).kind in SYSTEMS
        and w.graph.node(edge.target).kind is NodeKind.CHIP
    ]
    edges.sort(key=lambda e: (iri(e.source), iri(e.target), iri(e.id, "edge/")))
    return [
        (
            iri(edge.source),
            iri(edge.target),
            edge.how or None,
            edge.since or None,
            edge.evidence and str(edge.evidence),
        )
        for edge in edges
    ]


def by_way(w: World) -> Rows:
    ways = defaultdict(list)
    for edge in w.gains:
        if edge.how:
            ways[edge.how].append(edge.evidence is Evidence.DEPLOYED)
    rows = [(how, len(deployed), sum(deployed)) for how, deployed in ways.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def by_publisher(w: World) -> Rows:
    edges = defaultdict(set)
    for edge in w.gains:
        for id in edge.references:
            if w.graph.reference(id).publisher:
                edges[w.graph.reference(id).publisher].add(edge.id)
    return most((publisher, len(ids)) for publisher, ids in edges.items())


def by_year(w: World) -> Rows:
    counts = Counter(
        (edge.since[:4], str(edge.autonomy)) for edge in w.gains if edge.since and edge.autonomy
    )
    return sorted((*key, count) for key, count in counts.items())


def largest(w: World) -> Rows:
    edges = [edge for edge in w.improvements if edge.factor is not None]
    edges.sort(key=lambda e: (-(e.factor or 0), iri(e.id, "edge/")))
    return [
        (iri(e.id, "edge/"), e.metric or None, e.factor, e.evidence and str(e.evidence))
        for e in edges[:20]
    ]


def newest(w: World) -> Rows:
    rows = statements(lambda e: e.since, "since")(w)
    return sorted(rows, key=lambda row: row[-1], reverse=True)[:20]


def ended(w: World) -> Rows:
    return sorted(statements(lambda e: e.until, "until")(w), key=lambda row: (row[-1], row[0]))


def relied_on(w: World) -> Rows:
    counts = Counter(id for edge in w.graph.edges for id in set(edge.references))
    return most(((iri(id, "reference/"), w.title(id), n) for id, n in counts.items()), 20)


def single_sources(w: World) -> Rows:
    loops = defaultdict(set)
    for loop in w.loops:
        for hop in loop.hops:
            if len(hop_references(hop)) == 1:
                loops[next(iter(hop_references(hop)))].add(loop.id)
    return most((iri(id, "reference/"), w.title(id), len(on)) for id, on in loops.items())


def versions(w: World) -> Rows:
    rows = []
    for id in w.descendants("tpu"):
        edges = {edge.id for edge in (*w.graph.edges_from(id), *w.graph.edges_to(id))}
        rows.append((iri("tpu"), iri(id), w.graph.node(id).introduced or None, len(edges)))
    return sorted(rows, key=lambda row: (row[2] or "", row[1]))


def influence_on_loops(w: World) -> set[tuple[Any, ...]]:
    influences, label = (
        "<https://w3id.org/rsigraph/ontology#influences",
        "<http://www.w3.org/2000/01/rdf-schema#label",
    )
    hops = {(hop.source, hop.target) for loop in w.loops for hop in loop.hops}
    ends = {end for hop in hops for end in hop}
    return {(iri(a), influences, iri(b)) for a, b in hops} | {
        (iri(end), label, w.label(end)) for end in ends if w.label(end)
    }


SAID = ("loop", "label", "length", "closed_since")
HARDWARE = (NodeKind.CHIP, NodeKind.FACILITY)
ANSWERS: dict[str, Callable[[World], Any]] = {
    "ai-that-improves-chips": improves_chips,
    "autonomous-loops": lambda w: keep(
        w, lambda one: w.of(one, "autonomy") == Autonomy.AUTONOMOUS, *SAID, "weakest_evidence"
    ),
    "code-loops": code,
    "contested-findings": statements(lambda e: e.polarity == "-", "effect", "summary"),
    "deployed-loops": lambda w: keep(
        w, lambda one: w.of(one, "weakest_evidence") == Evidence.DEPLOYED, *SAID, "autonomy"
    ),
    "edges-by-mechanism-on-loops": by_mechanism,
    "edges-on-most-loops": edges_on_most,
    "edges-that-ended": ended,
    "hardware-loops": lambda w: keep(
        w, lambda one: any(w.graph.node(n).kind in HARDWARE for n in one.nodes), *SAID, "autonomy"
    ),
    "improvements-by-publisher": by_publisher,
    "improvements-by-way": by_way,
    "improvements-by-year-and-people": by_year,
    "influence-on-loops": influence_on_loops,
    "is-there-a-deployed-loop-without-people": lambda w: any(
        w.of(one, "weakest_evidence") == Evidence.DEPLOYED and w.of(one, "human") is False
        for one in w.loops
    ),
    "largest-factors": largest,
    "latest-loops": latest,
    "links-that-do-not-carry": statements(lambda e: e.carries is Carries.NO),
    "longest-standing-loop": longest_standing,
    "loops-by-lineage-only": lambda w: keep(
        w, lambda one: w.of(one, "closure") == Closure.LINEAGE, "loop", "label", "length"
    ),
    "loops-by-people": by_grade("autonomy", Autonomy),
    "loops-by-weakest-evidence": by_grade("weakest_evidence", Evidence),
    "loops-closed-per-year": lambda w: sorted(
        Counter(
            str(w.of(one, "closed_since"))[:4] for one in w.loops if w.of(one, "closed_since")
        ).items()
    ),
    "loops-hop-by-hop": hop_by_hop,
    "loops-that-hold-themselves-back": lambda w: sorted(
        w.row(one, "loop", "label", "polarity")
        for one in w.loops
        if w.of(one, "polarity") in (Polarity.BALANCING, Polarity.MIXED)
    ),
    "loops-that-rest-on-one-source": one_source,
    "loops-through-an-organisation": through_anthropic,
    "loops-with-a-thin-hop": thin_hops,
    "loops-without-people": lambda w: keep(
        w, lambda one: w.of(one, "human") is False, *SAID, "weakest_evidence"
    ),
    "mutual-improvement": mutual,
    "newest-facts": newest,
    "nodes-on-most-loops": nodes_on_most,
    "organisations-on-loops": organisations,
    "quantified-loops": quantified,
    "references-most-relied-on": relied_on,
    "self-made-data-loops": self_made_data,
    "sources-of-loops": single_sources,
    "systems-that-improve-what-they-run-on": improve_their_base,
    "things-that-influence-themselves": in_cycles,
    "versions-of-a-family": versions,
    "weakest-links": weakest_links,
    "what-runs-on-this-and-improves-it": of_tpu,
    "what-this-makes-better": reached,
    "where-influence-ends": ends,
}
