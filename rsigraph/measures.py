"""What is said of a loop: its measures, the orders they give, and the rank made of them.

A measure is a function of a loop, entered in `MEASURES` under the name that it has in every
output. Unknown is None and sorts last; it is never taken for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

from rsigraph.influence import influence_ends
from rsigraph.loops import Loop
from rsigraph.vocabulary import Autonomy, Closure, Evidence, NodeKind, Polarity, Term


@dataclass(frozen=True, slots=True)
class Measure:
    """A named function of a loop. `of` gives the value; `highest_first` how values are ordered."""

    name: str
    definition: str
    of: Callable[[Loop], Any]
    highest_first: bool = False

    def order(self, loop: Loop) -> tuple[bool, Any]:
        """Return a key that sorts loops best first and unknown values last."""
        value = self.of(loop)
        if value is None:
            return True, 0
        if isinstance(value, Term):
            value = value.rank
        return False, -value if self.highest_first else value


def length(loop: Loop) -> int:
    """The number of nodes."""
    return len(loop.nodes)


def closed_since(loop: Loop) -> str | None:
    """The date of the latest hop, each dated by its earliest edge; None where a hop has none."""
    dates = [hop.since for hop in loop.hops]
    return max(dates) if all(dates) else None


def weakest_evidence(loop: Loop) -> Evidence | None:
    """The grade of the worst hop, each graded by its best edge; None where a hop has none."""
    grades = [hop.evidence for hop in loop.hops if hop.evidence is not None]
    return max(grades, key=lambda grade: grade.rank) if len(grades) == len(loop.hops) else None


def autonomy(loop: Loop) -> Autonomy | None:
    """The least autonomous improvement; human-driven for a loop through an organisation.

    None where an improvement has no grade and none that has one is human-driven, and for a
    circuit of dependences alone.
    """
    if any(loop.graph.node(node).kind is NodeKind.ORGANISATION for node in loop.nodes):
        return Autonomy.HUMAN_DRIVEN
    improvements = [hop for hop in loop.hops if hop.improvements]
    grades = [hop.autonomy for hop in improvements if hop.autonomy is not None]
    worst = max(grades, key=lambda grade: grade.rank, default=None)
    if worst is Autonomy.HUMAN_DRIVEN or len(grades) == len(improvements):
        return worst
    return None


def human(loop: Loop) -> bool | None:
    """Whether the loop is human-driven; None where that is not known."""
    grade = autonomy(loop)
    return None if grade is None else grade is Autonomy.HUMAN_DRIVEN


def support(loop: Loop) -> int:
    """The fewest distinct references on any hop."""
    return min(hop.support for hop in loop.hops)


def polarity(loop: Loop) -> Polarity:
    """Reinforcing or balancing by the product of the signs; mixed where a hop has both."""
    sign = prod(hop.sign for hop in loop.hops)
    return {1: Polarity.REINFORCING, -1: Polarity.BALANCING, 0: Polarity.MIXED}[sign]


def closure(loop: Loop) -> Closure:
    """Whether edges can be chosen so that each ends at the very node where the next begins.

    Linear in the number of edges for each edge of the first hop.
    """
    ends = [[influence_ends(edge) for edge in hop.edges] for hop in loop.hops]

    def advance(reached: set[str], pairs: list[tuple[str, str]]) -> set[str]:
        return {target for source, target in pairs if source in reached}

    for start in {source for source, _ in ends[0]}:
        if start in reduce(advance, ends, {start}):
            return Closure.NODE
    return Closure.LINEAGE


def gain(loop: Loop) -> float | None:
    """The product of the factors of the improvements; None unless every one has a factor.

    Factors of different edges speak of different metrics: this is no speed-up of a turn.
    """
    factors = [hop.factor for hop in loop.hops if hop.improvements]
    known = [factor for factor in factors if factor is not None]
    return float(prod(known)) if factors and len(known) == len(factors) else None


def quantified_hops(loop: Loop) -> int:
    """The number of hops whose improvement has a factor."""
    return sum(hop.factor is not None for hop in loop.hops)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("length", "number of nodes", length),
        Measure("closed_since", "date of the latest hop", closed_since),
        Measure("weakest_evidence", "evidence of the worst hop", weakest_evidence),
        Measure("autonomy", "the least autonomous improvement", autonomy),
        Measure("human", "whether it is human-driven", human),
        Measure("support", "fewest distinct references on any hop", support, highest_first=True),
        Measure("polarity", "sign of the product of its hops", polarity),
        Measure("closure", "whether it closes at nodes or only by lineage", closure),
        Measure("gain", "product of the factors, if all are known", gain, highest_first=True),
        Measure(
            "quantified_hops", "improvements with a factor", quantified_hops, highest_first=True
        ),
    )
}

_RANK = ("closure", "weakest_evidence", "length", "support", "closed_since")


def rank(loop: Loop) -> tuple[Any, ...]:
    """Return the key of the default order, best first.

    Closed at nodes before by lineage, then better weakest evidence, shorter, more support,
    earlier closed, and node ids.
    """
    return (*(MEASURES[name].order(loop) for name in _RANK), tuple(loop.nodes))


ORDERS = ("rank", "id", *MEASURES)


def sort_loops(loops: Iterable[Loop], order: str = "rank") -> list[Loop]:
    """Return loops in one of `ORDERS`, best first; `-` before its name reverses it.

    Ties are in order of rank, and unknown values last either way. O(n log n) for n loops.
    """
    name, is_reversed = order.removeprefix("-"), order.startswith("-")
    ranked = sorted(loops, key=rank)
    if name == "rank":
        return ranked[::-1] if is_reversed else ranked
    if name == "id":
        return sorted(ranked, key=lambda loop: loop.id, reverse=is_reversed)
    keyed = [(MEASURES[name].order(loop), loop) for loop in ranked]
    known = [(value, loop) for (is_unknown, value), loop in keyed if not is_unknown]
    known.sort(key=lambda pair: pair[0], reverse=is_reversed)
    return [loop for _, loop in known] + [loop for (is_unknown, _), loop in keyed if is_unknown]
