"""`rsigraph cycles`: list loops."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from rsigraph.analysis.selection import Selection
from rsigraph.cli.loop_formats import TITLES, Format, format_loops, to_row
from rsigraph.cli.options import (
    Data,
    Output,
    complete_node,
    parse_date_option,
    parse_relation,
    parse_sort_key,
)
from rsigraph.cli.render import inform, write_result, write_table, write_text
from rsigraph.export import to_story
from rsigraph.io import read_graph
from rsigraph.loops import Loops
from rsigraph.measures import ORDERS, sort_loops
from rsigraph.model import KnowledgeGraph
from rsigraph.vocabulary import RELATIONS, Autonomy, Carries, Closure, Evidence, Level, NodeKind

# On a terminal the best loops would otherwise scroll away.
_SHOWN_ON_A_TERMINAL = 20


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
        typer.Option(help="Only loops whose least autonomous improvement is just this."),
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
    time_limit: Annotated[
        float, typer.Option(min=0, metavar="S", help="Stop the search after S seconds; 0: never.")
    ] = 60,
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
    """
    if explain and (format is not Format.TABLE or count):
        raise typer.BadParameter("stories are text; leave out --format and --count")
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
    graph = read_graph(data)
    _tell_families(selection, graph)
    loops, search = selection.find(graph)
    _tell_stop(search, selection)
    if count:
        write_result(f"{len(loops)}\n", output)
        return
    loops = sort_loops(loops, sort)
    if limit is None and format is Format.TABLE and output is None and sys.stdout.isatty():
        limit = _SHOWN_ON_A_TERMINAL
    shown = loops[:limit] if limit else loops
    if explain:
        write_text("\n".join(map(to_story, shown)), output)
    elif format is Format.TABLE:
        write_table(TITLES, [to_row(loop) for loop in shown], output)
    else:
        parameters = {**asdict(selection), "sort": sort, "limit": limit}
        write_result(format_loops(shown, format, len(loops), search, parameters), output)
    if format is Format.TABLE:
        _tell_number(len(shown), len(loops), search, selection)


def _tell_families(selection: Selection, graph: KnowledgeGraph) -> None:
    if selection.level is Level.FAMILY:
        for id in (*selection.through, *selection.avoid):
            family = graph.family(id)
            if family != id:
                inform(
                    f"{id} is a version of {family}, which stands for it; or use --level version"
                )


def _tell_stop(search: Loops, selection: Selection) -> None:
    if not search.complete:
        inform(
            f"search stopped after {selection.time_limit:g} s: there may be more loops; "
            "raise --time-limit or lower --max-length"
        )


def _tell_number(shown: int, found: int, search: Loops, selection: Selection) -> None:
    bound = f"to length {selection.max_length}" if selection.max_length else "without a bound"
    part = f"{shown} of {found} loops, --limit 0 for all" if shown < found else f"{found} loops"
    inform(f"{part}; search {'' if search.complete else 'not '}complete {bound}")
