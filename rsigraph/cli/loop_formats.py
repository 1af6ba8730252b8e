"""How `rsigraph cycles` writes loops."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rsigraph.cli.render import printable, to_json, write_result, write_table
from rsigraph.export import to_records
from rsigraph.export.story import chain
from rsigraph.loops import MANY_LOOPS, Loop, Loops
from rsigraph.loops.loop import ARROW, TURN
from rsigraph.measures import MEASURES
from rsigraph.vocabulary import Autonomy, Polarity

TITLES = ("Loop", "Length", "Since", "Evidence", "People", "Sign", "Closes", "Id")
_LOOPS_A_PIECE = 1000
_PEOPLE = {
    Autonomy.AUTONOMOUS: "none",
    Autonomy.HUMAN_APPROVED: "approve",
    Autonomy.HUMAN_DRIVEN: "drive",
}
_SIGN = {Polarity.REINFORCING: "+", Polarity.BALANCING: "-", Polarity.MIXED: "±"}
# What stands between the first and the last column: the measure, and how it is told.
_CELLS: dict[str, Callable[[Any], str]] = {
    "length": str,
    "closed_since": lambda since: since or "?",
    "weakest_evidence": lambda grade: str(grade or "?"),
    "autonomy": lambda grade: _PEOPLE.get(grade, "?"),
    "polarity": lambda polarity: _SIGN.get(polarity, "?"),
    "closure": str,
}


class Format(StrEnum):
    """How `cycles` writes loops."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    IDS = "ids"


def write_loops(loops: Sequence[Loop], output: Path | None) -> None:
    """Write loops as a table; more than anyone reads on a terminal as for a pipe."""
    if isinstance(loops, Loops) and len(loops) >= MANY_LOOPS:
        write_result(_joined(_to_lines(loops)), output)
    else:
        write_table(TITLES, list(map(_to_row, loops)), output)


def _to_row(loop: Loop) -> list[str]:
    cells = (tell(MEASURES[name].of(loop)) for name, tell in _CELLS.items())
    return [chain(loop), *cells, loop.id]


def _to_lines(loops: Loops) -> Iterator[str]:
    """Yield the lines that `write_table` makes, with no more than one of them at a time.

    The widths of the columns are worked out from nodes and values, before there is any row.
    """
    import numpy as np
    from rich.cells import cell_len, set_cell_size

    from rsigraph.columns import measure_columns
    from rsigraph.numbering import blocks

    graph = loops.influence.graph
    names = [printable(graph.node(id).name) for id in loops.influence.nodes]
    name_widths = np.array(list(map(cell_len, names)), dtype=np.int64)
    widths = np.empty(len(loops), dtype=np.int32)
    for first, last, positions, starts in blocks(loops):
        with_arrows = name_widths[positions] + cell_len(ARROW)
        widths[first:last] = np.add.reduceat(with_arrows, starts)
    widths += cell_len(TURN) - cell_len(ARROW)
    width = max(int(widths.max()), cell_len(TITLES[0]))
    columns = []
    titles = [set_cell_size(TITLES[0], width)]
    measured = measure_columns(loops, _CELLS).items()
    for title, (name, column) in zip(TITLES[1:-1], measured, strict=True):
        texts = {value: printable(_CELLS[name](value)) for value in column.values}
        used = [texts[value] for value in column.counts()]
        size = max(map(cell_len, (title, *used)))
        padded = {value: set_cell_size(text, size) for value, text in texts.items()}
        columns.append(map(padded.__getitem__, column))
        titles.append(set_cell_size(title, size))
    yield "  ".join((*titles, TITLES[-1])) + "\n"
    rows = zip(loops.circuits(), widths.data, loops.ids(), *columns, strict=True)
    for circuit, taken, id, *cells in rows:
        label = ARROW.join([names[position] for position in circuit]) + TURN
        yield "  ".join((label + " " * (width - taken), *cells, id)) + "\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Loops to be given out, how many there are that match, and why the search ended early."""

    loops: Sequence[Loop]
    found: int
    reason: str | None


def format_loops(answer: Answer, format: Format, parameters: dict[str, Any]) -> Iterator[str]:
    """Yield loops in a form for programs, in pieces of a few loops: all could be gigabytes."""
    match format:
        case Format.JSONL:
            dump = partial(json.dumps, ensure_ascii=False, allow_nan=False)
            return _joined(f"{dump(record)}\n" for record in to_records(answer.loops))
        case Format.CSV:
            return _joined(_to_csv(answer.loops))
        case Format.IDS:
            loops = answer.loops
            ids = loops.ids() if isinstance(loops, Loops) else (loop.id for loop in loops)
            return _joined(f"{id}\n" for id in ids)
        case _:
            return _joined(_to_document(answer, parameters))


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    rest = iter(pieces)
    while some := "".join(islice(rest, _LOOPS_A_PIECE)):
        yield some


def _to_document(answer: Answer, parameters: dict[str, Any]) -> Iterator[str]:
    """Yield the text that `to_json` would give of all at once."""
    document: dict[str, Any] = {
        "complete": answer.reason is None,
        "reason": answer.reason,
        "found": answer.found,
        "returned": len(answer.loops),
        "parameters": parameters,
        "loops": [],
    }
    empty = to_json(document)
    if not answer.loops:
        yield empty
        return
    yield empty.removesuffix("]\n}\n")
    separator = "\n    "
    for record in to_records(answer.loops):
        # No string in JSON has a line break of its own.
        yield separator + to_json(record).rstrip().replace("\n", "\n    ")
        separator = ",\n    "
    yield "\n  ]\n}\n"


def _to_csv(loops: Sequence[Loop]) -> Iterator[str]:
    """Yield a row a loop: `|` between nodes and between hops, spaces between edges of a hop."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "nodes", "edges", *MEASURES))
    for record in to_records(loops):
        edges = "|".join(" ".join(hop["edges"]) for hop in record["hops"])
        values = (record[name] for name in MEASURES)
        cells = (str(v).lower() if isinstance(v, bool) else v for v in values)
        writer.writerow((record["id"], "|".join(record["nodes"]), edges, *cells))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()
