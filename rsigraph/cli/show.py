"""`rsigraph show`: everything known about one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

import typer

from rsigraph.analysis.gaps import Gap, find_gap
from rsigraph.analysis.selection import Selection
from rsigraph.cli.options import Data, Output, complete_any
from rsigraph.cli.render import write_text
from rsigraph.errors import AmbiguousNameError, UnknownNameError
from rsigraph.export import to_story
from rsigraph.export.story import chain, cite, describe_edge, statement
from rsigraph.influence import influence_ends, influence_graph
from rsigraph.io import read_graph
from rsigraph.loops import Loop
from rsigraph.measures import sort_loops
from rsigraph.model import Edge, KnowledgeGraph, Node, Reference
from rsigraph.vocabulary import Carries, Level

_SECONDS_TO_SEARCH = 20
_MOST_NAMES = 8

# From the usual reading of the graph to the widest, for loops that only some readings have.
_READINGS = (
    ("", Selection(max_length=8)),
    ("without a bound on length", Selection(max_length=None, dependency=True)),
    ("at version level", Selection(max_length=None, dependency=True, level=Level.VERSION)),
    (
        "with every edge counted",
        Selection(max_length=None, dependency=True, carries=Carries.NO),
    ),
    (
        "at version level with every edge counted",
        Selection(max_length=None, dependency=True, carries=Carries.NO, level=Level.VERSION),
    ),
)


def show(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=complete_any,
            help="Id of a node, an edge, a reference or a loop.",
        ),
    ],
    data: Data = None,
    output: Output = None,
) -> None:
    """Show a node, an edge, a loop or a reference with everything known about it.

    For a node that is on no loop it says what is missing to close one.
    """
    graph = read_graph(data)
    write_text("\n".join(_describe(graph, id)) + "\n", output)


def _describe(graph: KnowledgeGraph, id: str) -> Iterator[str]:
    if id.startswith("loop-"):
        yield from _loop(graph, id)
        return
    tellers: tuple[tuple[Sequence[Any], Callable[[KnowledgeGraph, Any], Iterator[str]]], ...] = (
        (graph.nodes, _node),
        (graph.edges, _edge),
        (graph.references, _reference),
    )
    known: list[str] = []
    for rows, tell in tellers:
        known += (row.id for row in rows)
        for row in rows:
            if row.id == id:
                yield from tell(graph, row)
                return
    raise UnknownNameError("node, edge, reference or loop", id, known)


def _loop(graph: KnowledgeGraph, id: str) -> Iterator[str]:
    known: list[str] = []
    for reading, selection in _READINGS:
        loops, _ = selection.find(graph)
        matches = [loop for loop in loops if loop.id.startswith(id)]
        if len(matches) == 1:
            if reading:
                yield f"A loop only {reading}."
            yield to_story(matches[0]).rstrip("\n")
            return
        if matches:
            raise AmbiguousNameError("loop", id, (loop.id for loop in matches))
        known += (loop.id for loop in loops)
    raise UnknownNameError("loop", id, known)


def _node(graph: KnowledgeGraph, node: Node) -> Iterator[str]:
    yield f"{node.name} ({node.id})"
    facts = [str(node.kind or ""), node.introduced and f"introduced {node.introduced}"]
    yield ", ".join(fact for fact in facts if fact) or "nothing more is said of it"
    if node.lineage:
        yield f"A version of {_named(graph, node.lineage)}"
    if node.description:
        yield node.description
    if node.aliases:
        yield f"Also called: {', '.join(node.aliases)}"
    if node.homepage:
        yield f"Homepage: {node.homepage}"
    if node.wikidata:
        yield f"Wikidata: {node.wikidata}"
    versions = graph.versions(node.id)
    if versions:
        yield f"Versions: {', '.join(_named(graph, version.id) for version in versions)}"
    for title, edges in (
        ("What it does", graph.edges_from(node.id)),
        ("What is done to it", graph.edges_to(node.id)),
    ):
        if edges:
            yield ""
            yield f"{title}:"
            for edge in edges:
                yield from _told(graph, edge)
    yield ""
    yield from _standing(graph, node)


def _edge(graph: KnowledgeGraph, edge: Edge) -> Iterator[str]:
    yield f"{edge.id} (edge)"
    yield f"{statement(graph, edge)}."
    yield from describe_edge(graph, edge)
    influence = influence_graph(graph)
    ends = [influence.node_for(end) for end in influence_ends(edge)]
    yield ""
    gap = find_gap(influence, *ends)
    if gap is not None or edge.passes_on is Carries.NO:
        yield from _missing(graph, gap, "it")
        return
    loops, _ = Selection(through=ends, time_limit=_SECONDS_TO_SEARCH).find(graph)
    yield from _listed(
        (loop for loop in loops if any(edge in hop.edges for hop in loop.hops)), "it"
    )


def _reference(graph: KnowledgeGraph, reference: Reference) -> Iterator[str]:
    yield f"{reference.id} (reference)"
    yield cite(reference)
    identifiers = {"type": reference.type, "DOI": reference.doi, "arXiv": reference.arxiv}
    yield ", ".join(f"{name} {value}" for name, value in identifiers.items() if value)
    yield ""
    yield "What rests on it:"
    for edge in graph.edges_citing(reference.id):
        yield f"  {statement(graph, edge)} ({edge.id})"


def _told(graph: KnowledgeGraph, edge: Edge) -> Iterator[str]:
    yield f"  {statement(graph, edge)} ({edge.id})"
    yield from (f"    {line}" for line in describe_edge(graph, edge))


def _standing(graph: KnowledgeGraph, node: Node) -> Iterator[str]:
    """Tell the loops through a node, or what is missing to close one."""
    influence = influence_graph(graph)
    family = influence.node_for(node.id)
    whose = "it" if family == node.id else f"its family {_named(graph, family)}"
    gap = find_gap(influence, family)
    if gap is not None:
        yield from _missing(graph, gap, whose)
        return
    loops, search = Selection(through=(family,), time_limit=_SECONDS_TO_SEARCH).find(graph)
    yield from _listed(loops, whose)
    if not search.complete:
        yield "  The search was stopped; there may be more."


def _listed(loops: Iterable[Loop], whose: str) -> Iterator[str]:
    ranked = sort_loops(loops)
    if not ranked:
        yield f"No loop of up to 8 nodes goes through {whose}."
        return
    yield f"Loops through {whose}, best first:"
    for loop in ranked:
        yield f"  {loop.id}  {chain(loop)}"


def _missing(graph: KnowledgeGraph, gap: Gap | None, whose: str) -> Iterator[str]:
    if gap is None:
        yield f"No loop goes through {whose}: a gain is not shown to pass on over it."
        return
    yield f"No loop goes through {whose}. What is missing to close one:"
    if gap.nearest is not None:
        yield f"- A gain that passes on all the way round: {chain(gap.nearest)}"
        yield "  It is not shown to pass on over:"
        for edge in gap.blocking:
            yield f"    {statement(graph, edge)} ({edge.id}): {edge.summary}"
    source, target = graph.node(gap.source).name, graph.node(gap.target).name
    made_better = f"{target}, or something that it makes better ({_names(graph, gap.influences)}),"
    if not gap.influences:
        made_better = f"{target}, which makes nothing recorded better,"
    makers = f"{source}, or something that makes it better ({_names(graph, gap.influenced_by)})"
    if not gap.influenced_by:
        makers = f"{source}, which nothing recorded makes better"
    yield f"- A way back: a sourced statement by which {made_better} makes better {makers}."


def _named(graph: KnowledgeGraph, id: str) -> str:
    return f"{graph.node(id).name} ({id})"


def _names(graph: KnowledgeGraph, ids: Sequence[str]) -> str:
    names = ", ".join(graph.node(id).name for id in ids[:_MOST_NAMES])
    hidden = len(ids) - _MOST_NAMES
    return f"{names} and {hidden} more" if hidden > 0 else names
