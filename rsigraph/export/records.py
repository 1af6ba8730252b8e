"""Loops as plain values, for JSON and CSV."""

from __future__ import annotations

from typing import Any

from rsigraph.loops import Loop
from rsigraph.measures import MEASURES


def to_record(loop: Loop) -> dict[str, Any]:
    """Return a loop as plain strings, numbers, lists and None, in the order of the contract."""
    values = {name: measure.of(loop) for name, measure in MEASURES.items()}
    return {
        "id": loop.id,
        "length": values.pop("length"),
        "nodes": list(loop.nodes),
        "hops": [
            {
                "source": hop.source,
                "target": hop.target,
                "edges": [edge.id for edge in hop.edges],
            }
            for hop in loop.hops
        ],
        # A term is a string already, but not a plain one.
        **{k: str(v) if isinstance(v, str) else v for k, v in values.items()},
    }
