"""Loops: what they are and how they are found."""

from rsigraph.loops.finding import find_loops, stream_loops
from rsigraph.loops.loop import Hop, Loop, loop_id
from rsigraph.loops.results import MANY_LOOPS, Loops
from rsigraph.loops.sharing import Progress
from rsigraph.loops.shortest import girth, shortest_loop_over, shortest_loop_through

__all__ = [
    "MANY_LOOPS",
    "Hop",
    "Loop",
    "Loops",
    "Progress",
    "find_loops",
    "girth",
    "loop_id",
    "shortest_loop_over",
    "shortest_loop_through",
    "stream_loops",
]
