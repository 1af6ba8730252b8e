"""Loops: what they are and how they are found."""

from rsigraph.loops.finding import Loops, find_loops
from rsigraph.loops.loop import Hop, Loop, loop_id

__all__ = ["Hop", "Loop", "Loops", "find_loops", "loop_id"]
