"""`rsigraph stats`: the graph in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from rsigraph.analysis.statistics import statistics
from rsigraph.cli.options import Data, Output, TimeLimit, refuse_tables
from rsigraph.cli.render import inform, printable, to_json, write_result, write_text
from rsigraph.coverage import Example, read_coverage
from rsigraph.influence import influence_graph
from rsigraph.io import read_graph
from rsigraph.loops import find_loops
from rsigraph.vocabulary import Carries, Level

_MOST_MEMBERS = 20
_MOST_LOOPS = 5_000_000


class Format(StrEnum):
    """How `stats` writes numbers."""

    TABLE = "table"
    JSON = "json"


def stats(
    level: Annotated[
        Level, typer.Option(help="Roll versions up into families, or take each for itself.")
    ] = Level.FAMILY,
    carries: Annotated[
        Carries,
        typer.Option(help="For components and loops, count edges that carry at least so surely."),
    ] = Carries.PLAUSIBLE,
    max_length: Annotated[
        int, typer.Option(min=0, metavar="N", help="Most nodes on a loop; 0 for no bound.")
    ] = 8,
    time_limit: TimeLimit = 60,
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Tell instead which published examples are in the data."),
    ] = False,
    format: Annotated[Format, typer.Option(help="How to write the numbers.")] = Format.TABLE,
    data: Data = None,
    output: Output = None,
) -> None:
    """Count nodes, edges, sources, reviews, strongly connected components and loops."""
    refuse_tables(output, data)
    graph = read_graph(data)
    if coverage:
        examples = read_coverage(graph, data)
        if format is Format.JSON:
            write_result(to_json(_coverage_numbers(examples)), output)
        else:
            write_text("\n".join(_coverage_lines(examples)).lstrip() + "\n", output)
        return
    influence = influence_graph(graph, level=level, carries=carries)
    loops = find_loops(
        influence,
        max_length=max_length or None,
        time_limit=time_limit or None,
        most_loops=_MOST_LOOPS,
    )
    numbers = statistics(influence, loops)
    if format is Format.JSON:
        write_result(to_json(numbers), output)
    else:
        bound = f"to length {max_length}" if max_length else "of any length"
        write_text("\n".join(_lines(numbers, bound)).lstrip() + "\n", output)
    if not loops.complete:
        inform(f"the search was stopped ({loops.reason}): there may be more loops")


def _lines(numbers: Mapping[str, Any], bound: str) -> Iterator[str]:
    nodes, edges, references = numbers["nodes"], numbers["edges"], numbers["references"]
    yield from _counts("Nodes", nodes["total"], {"by kind": nodes["kind"]})
    yield from _counts(
        "Edges",
        edges["total"],
        {
            "by relation": edges["relation"],
            "by evidence": edges["evidence"],
            "by carries": edges["carries"],
            "improvements by autonomy": edges["autonomy"],
        },
    )
    share = _share(edges["total"] - edges["without_reference"], edges["total"])
    yield f"  with a reference: {share}; with one only: {edges['with_one_reference']}"
    yield f"  with a factor: {edges['with_factor']}"
    yield f"  dated from {edges['earliest'] or '?'} to {edges['latest'] or '?'}"
    yield from _counts("References", references["total"], {"by type": references["type"]})
    yield (
        f"  with a date: {_share(references['with_date'], references['total'])}; "
        f"with authors: {references['with_authors']}; "
        f"with a DOI or arXiv id: {references['with_identifier']}"
    )
    yield f"  dated from {references['earliest'] or '?'} to {references['latest'] or '?'}"
    reviews = numbers["reviews"]
    yield from _counts("Reviews", reviews["total"], {"edges by last verdict": reviews["verdict"]})
    yield f"  edges with a review: {_share(reviews['edges'], edges['total'])}"
    if reviews["latest"]:
        yield f"  dated from {reviews['earliest']} to {reviews['latest']}"
    for title, components in (
        ("Strongly connected components", numbers["components"]["with_organisations"]),
        ("... without organisations", numbers["components"]["without_organisations"]),
    ):
        yield ""
        yield f"{title}: {len(components)}"
        for members in components:
            if len(members) > 2:
                yield f"  {len(members)} nodes: {_members(members)}"
        small = sum(len(members) <= 2 for members in components)
        yield f"  {small} of one or two nodes"
    loops = numbers["loops"]
    yield from _counts(
        f"Loops {bound}" + ("" if loops["complete"] else " (search stopped, not all)"),
        loops["total"],
        {
            "by length": loops["length"],
            "by weakest evidence": loops["weakest_evidence"],
            "by least autonomous improvement": loops["autonomy"],
            "by polarity": loops["polarity"],
            "closing by": loops["closure"],
        },
    )
    if loops["total"]:
        yield f"  driven by people: {_share(loops['human'].get('true', 0), loops['total'])}"


def _coverage_numbers(examples: Sequence[Example]) -> dict[str, Any]:
    shares = {
        name: {"total": len(rows), "covered": sum(row.covered for row in rows)}
        for name, rows in _by_list(examples).items()
    }
    return {"lists": shares, "examples": [asdict(e) | {"covered": e.covered} for e in examples]}


def _coverage_lines(examples: Sequence[Example]) -> Iterator[str]:
    for name, rows in _by_list(examples).items():
        yield ""
        yield printable(f"{name}: {_share(sum(row.covered for row in rows), len(rows))} covered")
        for row in rows:
            told = ", ".join(row.ids) if row.covered else f"not covered: {row.reason}"
            yield printable(f"  {row.row}. {row.title}")
            yield printable(f"     {told}")


def _by_list(examples: Sequence[Example]) -> dict[str, list[Example]]:
    lists: dict[str, list[Example]] = {}
    for example in examples:
        lists.setdefault(example.list, []).append(example)
    return lists


def _counts(title: str, total: int, tables: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield ""
    yield f"{title}: {total}"
    for name, counts in tables.items():
        if counts:
            yield f"  {name}: " + ", ".join(f"{value} {count}" for value, count in counts.items())


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "0"


def _members(members: Sequence[str]) -> str:
    hidden = len(members) - _MOST_MEMBERS
    shown = ", ".join(members[:_MOST_MEMBERS])
    return f"{shown} and {hidden} more" if hidden > 0 else shown
