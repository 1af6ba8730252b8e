"""How `rsigraph cycles` writes loops."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rsigraph.cli.render import to_json
from rsigraph.export import to_record
from rsigraph.export.story import chain
from rsigraph.loops import Loop, Loops
from rsigraph.measures import (
    AUTONOMY,
    CLOSED_SINCE,
    CLOSURE,
    MEASURES,
    POLARITY,
    WEAKEST_EVIDENCE,
)
from rsigraph.vocabulary import Autonomy, Polarity

TITLES = ("Loop", "Length", "Since", "Evidence", "People", "Sign", "Closes", "Id")
_PEOPLE = {
    Autonomy.AUTONOMOUS: "none",
    Autonomy.HUMAN_APPROVED: "approve",
    Autonomy.HUMAN_DRIVEN: "drive",
}
_SIGN = {Polarity.REINFORCING: "+", Polarity.BALANCING: "-", Polarity.MIXED: "±"}


class Format(StrEnum):
    """How `cycles` writes loops."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    IDS = "ids"


def to_row(loop: Loop) -> list[str]:
    """Return the cells of a loop under `TITLES`."""
    grade, polarity = AUTONOMY.of(loop), POLARITY.of(loop)
    return [
        chain(loop),
        str(len(loop)),
        CLOSED_SINCE.of(loop) or "?",
        str(WEAKEST_EVIDENCE.of(loop) or "?"),
        _PEOPLE[grade] if grade else "?",
        _SIGN[polarity] if polarity else "?",
        str(CLOSURE.of(loop)),
        loop.id,
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """Loops to be given out, how many there are that match, and why the search ended early."""

    loops: Sequence[Loop]
    found: int
    reason: str | None


def format_loops(answer: Answer, format: Format, parameters: dict[str, Any]) -> str:
    """Return loops in a form for programs."""
    loops = answer.loops
    if format is Format.JSONL:
        records = (to_record(loop) for loop in loops)
        return "".join(json.dumps(r, ensure_ascii=False, allow_nan=False) + "\n" for r in records)
    if format is Format.CSV:
        return _to_csv(loops)
    if format is Format.IDS:
        ids = loops.ids() if isinstance(loops, Loops) else (loop.id for loop in loops)
        return "".join(f"{id}\n" for id in ids)
    document = {
        "complete": answer.reason is None,
        "reason": answer.reason,
        "found": answer.found,
        "returned": len(loops),
        "parameters": parameters,
        "loops": [to_record(loop) for loop in loops],
    }
    return to_json(document)


def _to_csv(loops: Sequence[Loop]) -> str:
    """Return a row a loop: `|` between nodes and between hops, spaces between edges of a hop."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "nodes", "edges", *MEASURES))
    for loop in loops:
        record = to_record(loop)
        edges = "|".join(" ".join(hop["edges"]) for hop in record["hops"])
        values = (record[name] for name in MEASURES)
        cells = (str(v).lower() if isinstance(v, bool) else v for v in values)
        writer.writerow((loop.id, "|".join(loop.nodes), edges, *cells))
    return text.getvalue()
