"""What a loop is: hops in a ring, in canonical form, with an id made of its nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from rsigraph.display import Shown
from rsigraph.influence import influence_ends
from rsigraph.model import Edge, KnowledgeGraph
from rsigraph.vocabulary import Autonomy, Evidence

# What stands between the labels of a loop, and behind the last.
ARROW, TURN = " → ", " ↺"


@dataclass(frozen=True)
class Hop:
    """The influence of one node on another, with every edge that supports it, sorted by id."""

    source: str
    target: str
    edges: Sequence[Edge]

    @cached_property
    def improvements(self) -> Sequence[Edge]:
        """The edges that state an improvement rather than a dependence."""
        return tuple(edge for edge in self.edges if edge.is_improvement)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The nodes that its edges lead from and to: versions of `source` and `target`."""
        return frozenset(map(influence_ends, self.edges))

    @cached_property
    def evidence(self) -> Evidence | None:
        """The best grade of its edges; None where none has a grade."""
        grades = (edge.evidence for edge in self.edges if edge.evidence is not None)
        return min(grades, key=lambda grade: grade.rank, default=None)

    @cached_property
    def since(self) -> str:
        """The earliest date of its edges; empty where none has a date."""
        return min((edge.since for edge in self.edges if edge.since), default="")

    @cached_property
    def autonomy(self) -> Autonomy | None:
        """The most autonomous grade of its improvements; None where none has a grade."""
        grades = (edge.autonomy for edge in self.improvements if edge.autonomy is not None)
        return min(grades, key=lambda grade: grade.rank, default=None)

    @cached_property
    def support(self) -> int:
        """The number of distinct references of its edges."""
        return len({reference for edge in self.edges for reference in edge.references})

    @cached_property
    def sign(self) -> int:
        """+1 or -1; 0 where its edges have both signs."""
        signs = {edge.sign for edge in self.edges}
        return signs.pop() if len(signs) == 1 else 0

    @cached_property
    def factor(self) -> Decimal | None:
        """The smallest factor of its improvements: of several figures the weak end counts."""
        factors = (edge.factor for edge in self.improvements if edge.factor is not None)
        return min(factors, default=None)


@dataclass(frozen=True)
class Loop(Shown):
    """An elementary circuit of an influence graph with an improvement on it.

    `nodes` begins at the smallest id by plain string order; hop i leads from node i to the next,
    the last one back to the first. `graph` is the knowledge graph that the ids refer to.
    """

    nodes: Sequence[str]
    hops: Sequence[Hop]
    graph: KnowledgeGraph = field(repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def id(self) -> str:
        """The id that `loop_id` gives its nodes."""
        return loop_id(self.nodes)

    @property
    def label(self) -> str:
        """The labels of its nodes in order, as one line."""
        return ARROW.join(self.graph.node(node).name for node in self.nodes) + TURN


def loop_id(nodes: Sequence[str]) -> str:
    """Return the id of the loop through `nodes`, which are in canonical form.

    It is `loop-` and the first 12 hexadecimal digits of the SHA-256 of the ids joined by single
    spaces in UTF-8: the same on every machine, for every order of rows and in every release.

    >>> loop_id(["alphaevolve", "tpu", "gemini"])
    'loop-3221ec329f86'
    """
    return "loop-" + hashlib.sha256(" ".join(nodes).encode()).hexdigest()[:12]
