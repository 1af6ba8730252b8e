"""`rsigraph cycles`: list loops."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from rsigraph.analysis.best import best_loops
from rsigraph.analysis.independent import independent_loops
from rsigraph.analysis.selection import Selection
from rsigraph.cli.loop_formats import Answer, Format, format_loops, write_loops
from rsigraph.cli.options import (
    Data,
    Output,
    TimeLimit,
    complete_node,
    parse_date_option,
    parse_relation,
    parse_sort_key,
    refuse_tables,
)
from rsigraph.cli.render import inform, progress_on_stderr, write_result, write_text
from rsigraph.export import to_story
from rsigraph.io import read_graph
from rsigraph.model import KnowledgeGraph
from rsigraph.orders import ORDERS, sort_loops
from rsigraph.vocabulary import RELATIONS, Autonomy, Carries, Closure, Evidence, Level, NodeKind

# On a terminal the best loops would otherwise scroll away.
_SHOWN_ON_A_TERMINAL = 20
# A search for all loops that finds more gives way to one for the best, or ends.
_MANY, _MOST_HELD = 200_000, 5_000_000


def cycles(
    max_length: Annotated[
        int, typer.Option(min=0, metavar="N", help="Most nodes on a loop; 0 for no bound.")
    ] = 8,
    min_length: Annotated[
        int, typer.Option(min=1, metavar="N", help="Fewest nodes on a loop.")
    ] = 1,
    through: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            autocompletion=complete_node,
            help="Only loops with this node on them; repeat it for several, all of them.",
        ),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            autocompletion=complete_node,
            help="Only loops without this node; may be repeated.",
        ),
    ] = None,
    kind: Annotated[
        list[NodeKind] | None,
        typer.Option(
            help="Only loops with a node of this kind; repeat it for several, all of them."
        ),
    ] = None,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            parser=parse_relation,
            autocompletion=lambda: list(RELATIONS),
            help="Count only edges of this relation; may be repeated.",
        ),
    ] = None,
    autonomy: Annotated[
        Autonomy | None,
        typer.Option(
            help="Only loops whose least autonomous step is just this (an organisation counts as "
            "human-driven)."
        ),
    ] = None,
    human: Annotated[
        bool | None,
        typer.Option(
            "--human/--no-human", help="Only loops that people drive, or that they do not drive."
        ),
    ] = None,
    evidence: Annotated[
        Evidence | None, typer.Option(help="Only loops whose weakest evidence is at least this.")
    ] = None,
    carries: Annotated[
        Carries, typer.Option(help="Count edges that carry a gain at least so surely; no: all.")
    ] = Carries.PLAUSIBLE,
    closure: Annotated[
        Closure | None,
        typer.Option(help="Only loops that close at their nodes, or by lineage only."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            parser=parse_date_option,
            help="Count only edges in force at the end of this date.",
        ),
    ] = None,
    level: Annotated[
        Level, typer.Option(help="Roll versions up into families, or take each for itself.")
    ] = Level.FAMILY,
    dependency: Annotated[
        bool, typer.Option("--dependency", help="Also circuits without any improvement.")
    ] = False,
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            parser=parse_sort_key,
            autocompletion=lambda: list(ORDERS),
            help=f"Best first by one of {', '.join(ORDERS)}; -KEY for worst first.",
        ),
    ] = "rank",
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            show_default=f"all, but {_SHOWN_ON_A_TERMINAL} in a table on a terminal",
            help="Give the first N; 0 for all.",
        ),
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Only the number of loops.")] = False,
    independent: Annotated[
        bool,
        typer.Option(
            "--independent",
            help="Only a small set that covers every hop on any loop: a view, which can leave out "
            "a loop that matters (of it, those that match the other options).",
        ),
    ] = False,
    time_limit: TimeLimit = 60,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell each loop as a story, with its sources.")
    ] = False,
    format: Annotated[Format, typer.Option(help="How to write the loops.")] = Format.TABLE,
    data: Data = None,
    output: Output = None,
) -> None:
    """List the closed self-improvement loops, best first.

    A loop is a ring of nodes in which each makes the next one better. Best first means: closed at
    its nodes, then well evidenced, short, supported by many sources, and closed early.

    To be put in order, all loops are held, in four bytes a node and eight a loop, a few million at
    most; the text is written as it is made. --count holds none.
    """
    if explain and (format is not Format.TABLE or count):
        raise typer.BadParameter("stories are text; leave out --format and --count")
    if max_length and min_length > max_length:
        raise typer.BadParameter(f"no loop has {min_length} nodes or more and at most {max_length}")
    selection = Selection(
        max_length=max_length or None,
        min_length=min_length,
        through=tuple(through or ()),
        avoid=tuple(avoid or ()),
        kind=tuple(kind or ()),
        relation=tuple(relation or ()),
        autonomy=autonomy,
        human=human,
        evidence=evidence,
        carries=carries,
        closure=closure,
        as_of=as_of,
        level=level,
        dependency=dependency,
        time_limit=time_limit or None,
    )
    refuse_tables(output, data)
    graph = read_graph(data)
    _tell_assumptions(selection, graph)
    if limit is None and format is Format.TABLE and output is None and sys.stdout.isatty():
        limit = _SHOWN_ON_A_TERMINAL
    if independent:
        answer = _independent(graph, selection, sort, limit)
    elif count:
        answer = _counted(graph, selection)
    else:
        answer = _found(graph, selection, sort, limit)
    is_best = bool(limit) and sort == "rank"
    _tell_stop(answer, selection, is_best=is_best)
    loops = answer.loops
    if count:
        write_result(f"{answer.found}\n", output)
    elif explain:
        write_text("\n".join(map(to_story, loops)), output)
    elif format is Format.TABLE:
        write_loops(loops, output)
    else:
        parameters = {**asdict(selection), "sort": sort, "limit": limit, "independent": independent}
        write_result(format_loops(answer, format, parameters), output)
    if format is Format.TABLE and not count:
        _tell_number(answer, selection, is_best=is_best)


def _found(graph: KnowledgeGraph, selection: Selection, sort: str, limit: int | None) -> Answer:
    """List all loops, or where they are too many the best by rank as far as they are asked for."""
    best = limit if sort == "rank" else None
    with progress_on_stderr() as progress:
        loops, search = selection.find(
            graph, most_loops=_MANY if best else _MOST_HELD, progress=progress
        )
    if best and search.reason == "limit":
        return Answer(*best_loops(graph, selection, best))
    ordered = sort_loops(loops, sort)
    return Answer(ordered[:limit] if limit else ordered, len(loops), search.reason)


def _counted(graph: KnowledgeGraph, selection: Selection) -> Answer:
    found, reason = 0, None
    influence = selection.influence(graph)
    try:
        for batch in selection.stream(influence):
            found += len(selection.keep(batch))
            reason = batch.reason
    except KeyboardInterrupt:
        reason = "interrupt"
    return Answer((), found, reason)


def _independent(
    graph: KnowledgeGraph, selection: Selection, sort: str, limit: int | None
) -> Answer:
    influence = selection.influence(graph)
    through = {influence.node_for(id) for id in selection.through}
    loops = sort_loops(
        (
            loop
            for loop in independent_loops(
                influence, dependency=selection.dependency, time_limit=selection.time_limit
            )
            if selection.min_length <= len(loop) <= (selection.max_length or len(loop))
            and through.issubset(loop.nodes)
            and selection.keeps(loop)
        ),
        sort,
    )
    return Answer(loops[:limit] if limit else loops, len(loops), None)


def _tell_assumptions(selection: Selection, graph: KnowledgeGraph) -> None:
    if selection.level is Level.FAMILY:
        for id in (*selection.through, *selection.avoid):
            family = graph.family(id)
            if family != id:
                inform(
                    f"{id} is a version of {family}, which stands for it; or use --level version"
                )
    undated = sum(not edge.since for edge in graph.edges) if selection.as_of else 0
    if undated:
        inform(f"{undated} edges without a date are not counted as of {selection.as_of}")


def _tell_stop(answer: Answer, selection: Selection, *, is_best: bool) -> None:
    if answer.reason == "time":
        inform(
            f"search stopped after {selection.time_limit:g} s: there may be more loops; "
            "raise --time-limit or lower --max-length"
        )
    elif answer.reason == "interrupt":
        inform("search interrupted: there may be more loops")
    elif answer.reason == "limit" and not is_best:
        inform(
            f"more than {_MOST_HELD:,} loops, or fewer long ones: these are of the first found; "
            "--limit in order of rank finds the best, --count counts all"
        )


def _tell_number(answer: Answer, selection: Selection, *, is_best: bool) -> None:
    shown, found = len(answer.loops), answer.found
    noun = "loop" if found == 1 else "loops"
    if answer.reason == "limit" and is_best:
        inform(f"the best {shown} of at least {found:,} {noun}; --limit 0 searches for all")
        return
    bound = f"to length {selection.max_length}" if selection.max_length else "without a bound"
    part = f"{shown} of {found:,} {noun}, --limit 0 for all" if shown < found else f"{found} {noun}"
    inform(f"{part}; search {'not ' if answer.reason else ''}complete {bound}")
