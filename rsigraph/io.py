"""Reading and writing a folder of tables; the only module that opens them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rsigraph.errors import DataError, Finding, UnreadableError, quote
from rsigraph.model import KnowledgeGraph, Record
from rsigraph.tables import Table, format_table, parse_table
from rsigraph.vocabulary import TABLES

UNREADABLE = "unreadable"


def data_folder() -> Path:
    """Return the folder of the data that comes with rsigraph, installed or in a checkout."""
    package = Path(__file__).parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parent / "data"


def read_graph(path: str | os.PathLike[str] | None = None) -> KnowledgeGraph:
    """Read the graph in the folder `path`; without one, the data that comes with rsigraph.

    The folder holds `nodes.csv`, `edges.csv` and, where edges cite any, `references.csv`.

    Raises
    ------
    UnreadableError
        When there is no such folder.
    DataError
        When the tables do not make a graph; it carries every finding, with file and line. A table
        that cannot be opened is a finding of the check `UNREADABLE`.
    """
    return _graph_of(_read_tables(data_folder() if path is None else Path(path)))


def write_graph(graph: KnowledgeGraph, path: str | os.PathLike[str]) -> None:
    """Write the tables of `graph` into the folder `path`, all of them or none."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableError(f"cannot make {quote(str(folder), 200)}: {error.strerror}") from error
    write_files({folder / f"{name}.csv": text for name, text in to_csv(graph).items()})


def to_csv(graph: KnowledgeGraph) -> dict[str, str]:
    """Return the canonical text of each table: sorted by id, quoted only where needed.

    A table that is empty and was not there when the graph was read is left out.
    """
    return {
        name: format_table(_columns(graph, name, rows), rows)
        for name, rows in graph.tables.items()
        if name in graph.columns or rows
    }


def write_files(texts: Mapping[Path, str]) -> None:
    """Replace files by new texts; where one cannot be written, none is touched.

    What is no regular file (a pipe, a device) is written to as it is.

    Raises
    ------
    UnreadableError
        When a file or its folder cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            path = path.resolve()
            if path.exists() and not path.is_file():
                path.write_text(text, encoding="utf-8", newline="")
                continue
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            drafts[path] = Path(name)
            with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a handle
                file.write(text)
            # A temporary file is for its owner alone; what it replaces need not be.
            drafts[path].chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise UnreadableError(
            f"cannot write {quote(str(path), 200)}: {error.strerror or error}"
        ) from error
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def tidy(path: str | os.PathLike[str]) -> None:
    """Rewrite the tables of a folder in canonical form, as `to_csv` gives it.

    A byte order mark and CRLF line ends go too. Raises `DataError`, and changes nothing, when the
    tables do not make a graph: their order can be mended, their content cannot.
    """
    write_graph(_graph_of(_read_tables(Path(path), lenient=True)), path)


def find_form_differences(graph: KnowledgeGraph, path: str | os.PathLike[str]) -> Sequence[Finding]:
    """Return a finding for each table of a folder that is not in canonical form."""
    findings = []
    for name, text in to_csv(graph).items():
        lines = (Path(path) / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        expected = text.splitlines()
        if lines != expected or not text:
            pairs = enumerate(zip(lines, expected, strict=False), start=1)
            line = next((number for number, (is_, should) in pairs if is_ != should), len(expected))
            message = (
                "is not sorted by id and quoted only where needed; rsigraph check --fix mends it"
            )
            findings.append(Finding(name, "", message, "canonical-form", line=line))
    return findings


def locate(findings: Iterable[Finding], path: str | os.PathLike[str]) -> list[Finding]:
    """Return findings about records with the lines on which those stand in the folder `path`."""
    pending = list(findings)
    if not pending:
        return []
    lines = {
        (table.name, row.id): line
        for table in _read_tables(Path(path)).values()
        for row, line in zip(table.rows, table.lines, strict=True)
    }
    return [replace(f, line=lines.get((f.table, f.record), f.line)) for f in pending]


def _graph_of(tables: Mapping[str, Table]) -> KnowledgeGraph:
    findings = [finding for table in tables.values() for finding in table.findings]
    if all(table.has_rows for table in tables.values()):
        try:
            graph = KnowledgeGraph(
                **{name: table.rows for name, table in tables.items()},
                columns={name: table.columns for name, table in tables.items()},
            )
        except DataError as error:
            for finding in error.findings:
                line = tables[finding.table].lines[finding.row or 0]
                findings.append(replace(finding, line=line))
    if findings:
        order = list(TABLES)
        raise DataError(sorted(findings, key=lambda f: (order.index(f.table), f.line or 0)))
    return graph


def _columns(graph: KnowledgeGraph, name: str, rows: Sequence[Record]) -> list[str]:
    """Return the columns of a table: those it was read with, and any that has a value."""
    kept = graph.columns.get(name, ())
    generated = {"id"} if name == "edges" and kept and "id" not in kept else set()
    added = (
        column.name
        for column in TABLES[name]
        if column.name not in kept
        and column.name not in generated
        and (column.required or any(getattr(row, column.name) for row in rows))
    )
    return [*kept, *added]


def _read_tables(folder: Path, *, lenient: bool = False) -> dict[str, Table]:
    """Parse each table; references may be missing, since an edge need not cite any.

    When `lenient`, line ends and a byte order mark that are wrong are passed over.
    """
    if not folder.is_dir():
        reason = "is not a folder" if folder.exists() else "does not exist"
        raise UnreadableError(f"{quote(str(folder), 200)} {reason}; it is to hold the tables")
    tables: dict[str, Table] = {}
    for name in TABLES:
        path = folder / f"{name}.csv"
        if name == "references" and not path.exists():
            continue
        try:
            tables[name] = parse_table(name, path.read_bytes(), lenient=lenient)
        except OSError as error:
            finding = Finding(name, "", f"cannot be read: {error.strerror}", UNREADABLE)
            tables[name] = Table(name, findings=[finding], has_rows=False)
    return tables
