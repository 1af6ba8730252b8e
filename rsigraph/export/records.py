"""Loops as plain values, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rsigraph.loops import MANY_LOOPS, Hop, Loop, Loops
from rsigraph.measures import MEASURES

Record = dict[str, Any]


def to_record(loop: Loop) -> Record:
    """Return a loop as plain strings, numbers, lists and None, in the order of the contract."""
    values = {name: measure.of(loop) for name, measure in MEASURES.items()}
    return _record(loop.id, list(loop.nodes), list(map(_hop, loop.hops)), values)


def to_records(loops: Sequence[Loop]) -> Iterator[Record]:
    """Yield the records of loops; many are measured together, and share the records of hops."""
    if not isinstance(loops, Loops) or len(loops) < MANY_LOOPS:
        yield from map(to_record, loops)
        return
    from rsigraph.columns import measure_columns

    nodes = loops.influence.nodes
    hops: dict[tuple[int, int], Record] = {}
    columns = measure_columns(loops)
    measured = zip(*columns.values(), strict=True)
    for circuit, id, values in zip(loops.circuits(), loops.ids(), measured, strict=True):
        ring = list(zip(circuit, (*circuit[1:], circuit[0]), strict=True))
        for pair in ring:
            if pair not in hops:
                hops[pair] = _hop(loops.hop(*pair))
        yield _record(
            id,
            [nodes[position] for position in circuit],
            [hops[pair] for pair in ring],
            dict(zip(columns, values, strict=True)),
        )


def _record(id: str, nodes: list[str], hops: list[Record], values: Record) -> Record:
    return {
        "id": id,
        "length": values.pop("length"),
        "nodes": nodes,
        "hops": hops,
        # A term is a string already, but not a plain one.
        **{name: str(v) if isinstance(v, str) else v for name, v in values.items()},
    }


def _hop(hop: Hop) -> Record:
    return {"source": hop.source, "target": hop.target, "edges": [edge.id for edge in hop.edges]}
