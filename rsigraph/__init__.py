"""rsigraph: the sourced, queryable record of AI-improves-AI feedback loops."""

from rsigraph.errors import (
    DataError,
    DateError,
    Finding,
    MissingPackageError,
    RsigraphError,
    UnknownNameError,
    UnreadableError,
)
from rsigraph.export import to_arrow, to_pandas, to_polars
from rsigraph.influence import InfluenceGraph, influence_graph
from rsigraph.io import read_graph, write_graph
from rsigraph.loops import Hop, Loop, Loops, find_loops, stream_loops
from rsigraph.measures import MEASURES, Measure
from rsigraph.model import Edge, KnowledgeGraph, Node, Reference
from rsigraph.orders import sort_loops
from rsigraph.validation import Report, validate
from rsigraph.vocabulary import RELATIONS, Autonomy, Carries, Closure, Evidence, Level, NodeKind

__version__ = "0.1.0"

__all__ = [
    "MEASURES",
    "RELATIONS",
    "Autonomy",
    "Carries",
    "Closure",
    "DataError",
    "DateError",
    "Edge",
    "Evidence",
    "Finding",
    "Hop",
    "InfluenceGraph",
    "KnowledgeGraph",
    "Level",
    "Loop",
    "Loops",
    "Measure",
    "MissingPackageError",
    "Node",
    "NodeKind",
    "Reference",
    "Report",
    "RsigraphError",
    "UnknownNameError",
    "UnreadableError",
    "find_loops",
    "influence_graph",
    "read_graph",
    "sort_loops",
    "stream_loops",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "validate",
    "write_graph",
]
