"""`rsigraph check`: what is wrong with a data set, all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from rsigraph import __version__
from rsigraph.cli.options import (
    COULD_NOT_RUN,
    DOES_NOT_CONFORM_OR_NOT_THERE,
    Data,
    Output,
    refuse_tables,
)
from rsigraph.cli.render import inform, printable, to_json, write_result
from rsigraph.errors import SYNTAX, DataError, Finding
from rsigraph.io import (
    UNREADABLE,
    data_folder,
    find_form_differences,
    is_rdf,
    locate,
    read_graph,
    tidy,
)
from rsigraph.model import KnowledgeGraph
from rsigraph.validation import unreviewed, validate

# To hold as many to the shapes takes about ten seconds.
_MOST_FOR_SHAPES = 10_000
# About what a record takes in RDF.
_BYTES_OF_RECORD = 1_500
_MOST_NAMED = 3


class Format(StrEnum):
    """How `check` writes findings."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help="Folder or file of RDF to check.", show_default="that of --data"
        ),
    ] = None,
    strict: Annotated[
        bool | None,
        typer.Option(
            "--strict/--no-strict",
            help="Hold it to the profile of the curated data: complete, sourced, in order.",
            show_default="on for the data that comes with rsigraph",
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="First put order, quotes and line ends right.")
    ] = False,
    format: Annotated[Format, typer.Option(help="How to write the findings.")] = Format.TEXT,
    shapes: Annotated[
        bool | None,
        typer.Option(
            "--shapes/--no-shapes",
            help="Hold it to the SHACL shapes of the ontology as well, which is slow.",
            show_default=f"on up to {_MOST_FOR_SHAPES:,} records",
        ),
    ] = None,
    data: Data = None,
    output: Output = None,
) -> None:
    """Check a data set and report every finding at once, with file, line and column.

    With --strict it also names the edges that no second reader has tried to refute: on stderr how
    many, in JSON all of them. They do not keep the data from conforming.

    Ends with 0 when it conforms, 1 when it does not, 2 when a file could not be read.
    """
    if folder is not None and data is not None and str(data) != os.environ.get("RSIGRAPH_DATA"):
        raise typer.BadParameter("name one folder: as an argument or with --data")
    chosen = folder or data
    place = chosen or data_folder()
    if fix:
        # What a rewriting cannot mend is found, and told, below.
        with suppress(DataError):
            tidy(place)
    refuse_tables(output, place)
    is_strict = chosen is None if strict is None else strict
    find = _findings_in_rdf if is_rdf(place) else _findings
    findings, graph = find(place, strict=is_strict, shapes=shapes)
    untried = unreviewed(graph) if is_strict and graph is not None else []
    if format is Format.JSON:
        write_result(_json(findings, untried if is_strict else None), output)
    else:
        write_result(_WRITERS[format](findings, place), output)
    profile = "the profile of the curated data" if is_strict else "what every graph must keep"
    count = f"{len(findings)} finding{'s' * (len(findings) != 1)}" if findings else "conforms"
    count += f" (held to {profile})"
    inform(f"{place}: {count}")
    if untried:
        named = ", ".join(untried[:_MOST_NAMED])
        more = " ...; --format json names all" if len(untried) > _MOST_NAMED else ""
        inform(f"{len(untried):,} edge{'s' * (len(untried) != 1)} without a review: {named}{more}")
    if any(finding.check in (UNREADABLE, SYNTAX) for finding in findings):
        raise typer.Exit(COULD_NOT_RUN)
    if findings:
        raise typer.Exit(DOES_NOT_CONFORM_OR_NOT_THERE)


def _findings(
    place: Path, *, strict: bool, shapes: bool | None
) -> tuple[Sequence[Finding], KnowledgeGraph | None]:
    try:
        graph = read_graph(place)
    except DataError as error:
        return error.findings, None
    findings = [*validate(graph).findings] if strict else []
    if _wants_shapes(shapes, sum(map(len, graph.tables.values()))):
        from rsigraph.shacl import find_shape_breaks

        told = set(map(_place, findings))
        breaks = find_shape_breaks(graph, strict=strict)
        findings += [finding for finding in breaks if _place(finding) not in told]
    located = locate(findings, place)
    return ([*located, *find_form_differences(graph, place)] if strict else located), graph


def _findings_in_rdf(
    place: Path, *, strict: bool, shapes: bool | None
) -> tuple[Sequence[Finding], KnowledgeGraph | None]:
    from rsigraph.rdf.reading import read_document

    document = read_document(place)
    for finding in document.left_out:
        inform(str(finding))
    findings = [*document.findings]
    if any(finding.check == SYNTAX for finding in findings):
        return findings, None
    if _wants_shapes(shapes, place.stat().st_size // _BYTES_OF_RECORD):
        from rsigraph.shacl import find_shape_breaks_in_file

        findings = _joined(findings, find_shape_breaks_in_file(place, strict=strict))
    return findings, document.graph


def _wants_shapes(wanted: bool | None, records: int) -> bool:
    if wanted is None and records > _MOST_FOR_SHAPES:
        inform(
            f"about {records:,} records are not held to the shapes, which would take long; "
            "--shapes does it, --no-shapes keeps this quiet"
        )
        return False
    return wanted is not False


def _joined(read: Sequence[Finding], breaks: Sequence[Finding]) -> list[Finding]:
    """Return what reading found and what the shapes did, each thing once.

    What both found is told in the words of the reader, which suggest what was meant, under the name
    of the shape.
    """
    shape_at = {_place(finding): finding.check for finding in reversed(breaks)}
    told = set(map(_place, read))
    named = [replace(f, check=shape_at.get(_place(f), f.check)) for f in read]
    return [*named, *(finding for finding in breaks if _place(finding) not in told)]


def _place(finding: Finding) -> tuple[str, ...]:
    if finding.focus:
        return finding.focus, finding.column
    return finding.table, finding.record, finding.column


def _text(findings: Sequence[Finding], _: Path) -> str:
    return "".join(f"{printable(str(finding))}\n" for finding in findings)


def _json(findings: Sequence[Finding], untried: Sequence[str] | None) -> str:
    """Return findings as JSON, with the edges without a review where those were looked for."""
    rows = [
        {
            "file": finding.file,
            "line": finding.line,
            "column": finding.column or None,
            "id": printable(finding.record or finding.focus) or None,
            "check": finding.check,
            "message": finding.message,
        }
        for finding in findings
    ]
    found: dict[str, Any] = {"conforms": not findings, "findings": rows}
    return to_json(found if untried is None else {**found, "without_review": untried})


def _sarif(findings: Sequence[Finding], place: Path) -> str:
    """Return SARIF 2.1.0, the OASIS format that code-scanning services read."""
    rules = [{"id": check} for check in sorted({finding.check for finding in findings})]
    driver = {"name": "rsigraph", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "results": [_sarif_result(finding, place) for finding in findings],
        "columnKind": "unicodeCodePoints",
    }
    schema = (
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )
    return to_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_result(finding: Finding, place: Path) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _address(finding, place)}}
    if finding.line is not None:
        location["region"] = {"startLine": finding.line}
        if finding.character is not None:
            location["region"]["startColumn"] = finding.character
    text = f"{finding.column}: {finding.message}" if finding.column else finding.message
    return {
        "ruleId": finding.check,
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


def _address(finding: Finding, place: Path) -> str:
    from urllib.parse import quote

    return quote(os.fsencode(_path(finding, place).as_posix()))


def _path(finding: Finding, place: Path) -> Path:
    return place if is_rdf(place) else place / finding.file


def _github(findings: Sequence[Finding], place: Path) -> str:
    """Return workflow commands, which a GitHub action turns into annotations."""
    lines = []
    for finding in findings:
        properties = {"file": _path(finding, place).as_posix(), "title": finding.check}
        if finding.line is not None:
            properties["line"] = str(finding.line)
        if finding.character is not None:
            properties["col"] = str(finding.character)
        told = ",".join(f"{key}={_escape(value, ':,')}" for key, value in properties.items())
        text = f"{finding.column}: {finding.message}" if finding.column else finding.message
        lines.append(f"::error {told}::{_escape(text)}\n")
    return "".join(lines)


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


_WRITERS = {Format.TEXT: _text, Format.SARIF: _sarif, Format.GITHUB: _github}
