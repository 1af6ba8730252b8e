"""The commands in one application, and what its errors mean to a shell."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rsigraph import __version__
from rsigraph.cli.check import check
from rsigraph.cli.cycles import cycles
from rsigraph.cli.render import printable
from rsigraph.cli.show import show
from rsigraph.cli.stats import stats
from rsigraph.errors import DataError, RsigraphError, UnknownNameError

NOT_THERE, COULD_NOT_RUN = 1, 2
_MOST_FINDINGS = 50

app = typer.Typer(
    name="rsigraph",
    help="The record of AI-improves-AI feedback loops, and the tool that finds them.",
    epilog="Begin with: rsigraph cycles",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command(epilog="Example: rsigraph cycles --through alphaevolve --no-human")(cycles)
app.command(epilog="Example: rsigraph show tpu")(show)
app.command(epilog="Example: rsigraph stats --format json")(stats)
app.command(epilog="Example: rsigraph check my-data --format github")(check)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"rsigraph {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """The record of AI-improves-AI feedback loops, and the tool that finds them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 done, 1 not conforming or not there, 2 could not run."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal's encoding does not have is shown as an escape, not as a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=arguments, prog_name="rsigraph")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else COULD_NOT_RUN
    except UnknownNameError as error:
        return _fail(str(error), NOT_THERE)
    except DataError as error:
        shown = [str(finding) for finding in error.findings[:_MOST_FINDINGS]]
        hidden = len(error.findings) - len(shown)
        if hidden:
            shown.append(f"and {hidden:,} more; rsigraph check lists them all")
        return _fail("the data cannot be read as a graph\n" + "\n".join(shown), COULD_NOT_RUN)
    except RsigraphError as error:
        return _fail(str(error), COULD_NOT_RUN)
    return 0


def _fail(message: str, code: int) -> int:
    typer.echo(printable(f"rsigraph: {message}"), err=True)
    return code
