"""The command line: options, one library call, rendering."""

from rsigraph.cli.app import main

__all__ = ["main"]
