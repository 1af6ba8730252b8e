"""The rules that no graph may break: ids are ids and resolve, and the cells of a row agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rsigraph.dates import first_day, last_day
from rsigraph.errors import Finding, did_you_mean, quote
from rsigraph.vocabulary import RELATIONS

if TYPE_CHECKING:
    from rsigraph.model import Edge, Node, Record, Reference

# Loop ids join node ids with spaces, cells join ids with `|`, IRIs allow none of the rest, and a
# spreadsheet takes a cell that begins with one of the first four for a formula.
_ID = re.compile(r"""(?![-=+@])[^\s|<>"'{}\\^`\x00-\x1f\x7f-\x9f]+""")
_ID_RULE = "has no spaces, quotes, angle or curly brackets, | \\ ^ `, and no - = + @ first"
_MOST_SUGGESTIONS = 20


def find_contradictions(
    nodes: Sequence[Node], edges: Sequence[Edge], references: Sequence[Reference]
) -> Iterator[Finding]:
    """Yield whatever keeps these rows from being one graph. Linear in the number of rows."""
    for table, rows in (("nodes", nodes), ("edges", edges), ("references", references)):
        yield from _wrong_ids(table, rows)
    yield from _dangling_ids(nodes, edges, references)
    yield from _lineage_cycles(nodes)
    for row, edge in enumerate(edges):
        for column, message, check in _contradictions(edge):
            yield Finding("edges", column, message, check, row=row, record=edge.id)


def _wrong_ids(table: str, rows: Sequence[Record]) -> Iterator[Finding]:
    seen = set()
    for row, record in enumerate(rows):
        if record.id in seen:
            message = f"{quote(record.id)} is the id of an earlier row too"
            yield Finding(table, "id", message, "duplicate-id", row=row, record=record.id)
        elif _ID.fullmatch(record.id) is None:
            message = f"{quote(record.id)} is no id: it {_ID_RULE}"
            yield Finding(table, "id", message, "id-syntax", row=row, record=record.id)
        seen.add(record.id)


def _dangling_ids(
    nodes: Sequence[Node], edges: Sequence[Edge], references: Sequence[Reference]
) -> Iterator[Finding]:
    node_ids = {node.id for node in nodes}
    reference_ids = {reference.id for reference in references}
    suggestions: dict[str, str] = {}

    def missing(kind: str, id: str, choices: set[str]) -> str:
        if id not in suggestions and len(suggestions) < _MOST_SUGGESTIONS:
            suggestions[id] = did_you_mean(id, choices)
        return f"no {kind} {quote(id)}{suggestions.get(id, '')}"

    for row, node in enumerate(nodes):
        if node.lineage and node.lineage not in node_ids:
            message = missing("node", node.lineage, node_ids)
            yield Finding("nodes", "lineage", message, "dangling-id", row=row, record=node.id)
    for row, edge in enumerate(edges):
        for column, end in (("source", edge.source), ("target", edge.target)):
            if end not in node_ids:
                message = missing("node", end, node_ids)
                yield Finding("edges", column, message, "dangling-id", row=row, record=edge.id)
        for cited in edge.references:
            if cited not in reference_ids:
                message = missing("reference", cited, reference_ids)
                yield Finding(
                    "edges", "references", message, "dangling-id", row=row, record=edge.id
                )


def _lineage_cycles(nodes: Sequence[Node]) -> Iterator[Finding]:
    parents = {node.id: node.lineage for node in nodes}
    rows = {node.id: row for row, node in enumerate(nodes)}
    cleared: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        id = start
        while id and id in parents and id not in cleared and id not in path:
            path[id] = None
            id = parents[id]
        if id in path:
            members = list(path)
            cycle = members[members.index(id) :]
            message = "versions of themselves: " + " -> ".join(map(quote, [*cycle, id]))
            yield Finding("nodes", "lineage", message, "lineage-cycle", row=rows[id], record=id)
        cleared.update(path)


def _contradictions(edge: Edge) -> Iterator[tuple[str, str, str]]:
    """Yield (column, message, check) for cells of one edge that cannot all be right."""
    if edge.relation not in RELATIONS:
        hint = did_you_mean(edge.relation, RELATIONS)
        known = ", ".join(RELATIONS)
        yield "relation", f"no relation {quote(edge.relation)}{hint}; it is one of {known}", "term"
    if edge.since and edge.until and first_day(edge.since) > last_day(edge.until):
        yield "until", f"ends in {edge.until}, before it begins in {edge.since}", "date-order"
    if edge.factor is not None and edge.factor <= 0:
        yield "factor", f"{edge.factor} is not above 0", "factor"
    elif edge.factor is not None and (edge.factor < 1) != (edge.polarity == "-"):
        expected = "+ or empty" if edge.factor >= 1 else "-"
        message = f"factor {edge.factor} goes with polarity {expected}, not {edge.polarity or '+'}"
        yield "polarity", message, "polarity"
