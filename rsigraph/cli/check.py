"""`rsigraph check`: what is wrong with a data set, all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
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
from rsigraph.errors import DataError, Finding
from rsigraph.io import UNREADABLE, data_folder, find_form_differences, locate, read_graph, tidy
from rsigraph.validation import validate


class Format(StrEnum):
    """How `check` writes findings."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder to check.", show_default="that of --data"),
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
    data: Data = None,
    output: Output = None,
) -> None:
    """Check a data set and report every finding at once, with file, line and column.

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
    findings = _findings(place, strict=is_strict)
    write_result(_WRITERS[format](findings, place), output)
    profile = "the profile of the curated data" if is_strict else "what every graph must keep"
    count = f"{len(findings)} finding{'s' * (len(findings) != 1)}" if findings else "conforms"
    count += f" (held to {profile})"
    inform(f"{place}: {count}")
    if any(finding.check == UNREADABLE for finding in findings):
        raise typer.Exit(COULD_NOT_RUN)
    if findings:
        raise typer.Exit(DOES_NOT_CONFORM_OR_NOT_THERE)


def _findings(place: Path, *, strict: bool) -> Sequence[Finding]:
    try:
        graph = read_graph(place)
    except DataError as error:
        return error.findings
    if not strict:
        return ()
    return [*locate(validate(graph).findings, place), *find_form_differences(graph, place)]


def _text(findings: Sequence[Finding], _: Path) -> str:
    return "".join(f"{printable(str(finding))}\n" for finding in findings)


def _json(findings: Sequence[Finding], _: Path) -> str:
    rows = [
        {
            "file": finding.file,
            "line": finding.line,
            "column": finding.column or None,
            "id": printable(finding.record) or None,
            "check": finding.check,
            "message": finding.message,
        }
        for finding in findings
    ]
    return to_json({"conforms": not findings, "findings": rows})


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
    text = f"{finding.column}: {finding.message}" if finding.column else finding.message
    return {
        "ruleId": finding.check,
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


def _address(finding: Finding, place: Path) -> str:
    from urllib.parse import quote

    return quote(os.fsencode((place / finding.file).as_posix()))


def _github(findings: Sequence[Finding], place: Path) -> str:
    """Return workflow commands, which a GitHub action turns into annotations."""
    lines = []
    for finding in findings:
        properties = {"file": (place / finding.file).as_posix(), "title": finding.check}
        if finding.line is not None:
            properties["line"] = str(finding.line)
        told = ",".join(f"{key}={_escape(value, ':,')}" for key, value in properties.items())
        text = f"{finding.column}: {finding.message}" if finding.column else finding.message
        lines.append(f"::error {told}::{_escape(text)}\n")
    return "".join(lines)


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


_WRITERS = {Format.TEXT: _text, Format.JSON: _json, Format.SARIF: _sarif, Format.GITHUB: _github}
