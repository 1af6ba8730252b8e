"""What is said of a loop: its measures, each declared once for one loop and for millions.

A measure codes what each hop says and folds the codes of a loop into one. `Measure.of` does so for
a single loop; `rsigraph.columns` does it with numpy for all loops of a search. Every measure is
entered in `MEASURES` under the name that it has in every output. Unknown is None and sorts last;
it is never taken for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import reduce
from math import isfinite, prod
from typing import Any, Generic, Literal, TypeVar

from rsigraph.loops import Hop, Loop
from rsigraph.model import KnowledgeGraph
from rsigraph.vocabulary import Autonomy, Closure, Evidence, NodeKind, Polarity, Term

V = TypeVar("V")
Ends = tuple[str, str]
Fold = Literal["max", "min", "sum", "product", "ring"]


class Unsaid(Enum):
    """What a hop has for a measure in place of a code."""

    UNKNOWN = "what it says is not known, so that nothing is known of the loop"
    NOTHING = "it leaves the matter to the other hops; when all do, nothing is known of the loop"


UNKNOWN, NOTHING = Unsaid.UNKNOWN, Unsaid.NOTHING


def _joins(relations: list[Collection[Ends]]) -> bool:
    def advance(reached: set[str], pairs: Collection[Ends]) -> set[str]:
        return {target for source, target in pairs if source in reached}

    starts = {source for source, _ in relations[0]}
    return any(start in reduce(advance, relations, {start}) for start in starts)


_FOLDS: Mapping[Fold, Callable[[list[Any]], Any]] = {
    "max": max,
    "min": min,
    "sum": sum,
    "product": prod,
    "ring": _joins,
}


@dataclass(frozen=True, slots=True)
class Measure(Generic[V]):
    """Something that is said of every loop.

    Attributes
    ----------
    name, definition : str
    value_type : type
        Of its values, None for unknown apart.
    code : callable
        From a hop, and the graph that its ids refer to, to its code, or to an `Unsaid`.
    fold : {"max", "min", "sum", "product", "ring"}
        How the codes of the hops of a loop make one. Codes have an order for `"max"` and `"min"`,
        are whole or decimal numbers for `"sum"` and `"product"`, and sets of pairs for `"ring"`,
        which tells whether one of each can be chosen so that each ends where the next begins.
    decode : callable
        From the code of a loop to its value, which may be None.
    highest_first : bool
        Whether high values are the better ones.
    """

    name: str
    definition: str
    value_type: type[V]
    code: Callable[[Hop, KnowledgeGraph], Any]
    fold: Fold
    decode: Callable[[Any], V | None]
    highest_first: bool = False

    def of(self, loop: Loop) -> V | None:
        """Return the value for a loop; None where it is unknown."""
        code, graph = self.code, loop.graph
        codes = [code(hop, graph) for hop in loop.hops]
        # By identity: to compare a decimal number with something else takes long.
        if any(code is UNKNOWN for code in codes):
            return None
        said = [code for code in codes if code is not NOTHING]
        return self.decode(_FOLDS[self.fold](said)) if said else None

    def order(self, value: V | None) -> tuple[bool, Any]:
        """Return a key that sorts values best first and unknown last."""
        if value is None:
            return True, 0
        place: Any = value.rank if isinstance(value, Term) else value
        return False, -place if self.highest_first else place


def _since(hop: Hop, _: KnowledgeGraph) -> str | Unsaid:
    return hop.since or UNKNOWN


def _grade(hop: Hop, _: KnowledgeGraph) -> int | Unsaid:
    return UNKNOWN if hop.evidence is None else hop.evidence.rank


# People who drive one hop drive the loop, whatever is not known of the others.
_UNGRADED, _DRIVEN = 2, 3
_PEOPLE = {Autonomy.AUTONOMOUS: 0, Autonomy.HUMAN_APPROVED: 1, Autonomy.HUMAN_DRIVEN: _DRIVEN}


def _people(hop: Hop, graph: KnowledgeGraph) -> int | Unsaid:
    # Each node of a loop is the source of one of its hops.
    if graph.node(hop.source).kind is NodeKind.ORGANISATION:
        return _DRIVEN
    if not hop.improvements:
        return NOTHING
    return _UNGRADED if hop.autonomy is None else _PEOPLE[hop.autonomy]


def _factor(hop: Hop, _: KnowledgeGraph) -> Decimal | Unsaid:
    if not hop.improvements:
        return NOTHING
    return UNKNOWN if hop.factor is None else hop.factor


LENGTH = Measure("length", "number of nodes", int, lambda _hop, _graph: 1, "sum", int)
CLOSED_SINCE = Measure(
    "closed_since",
    "date of the latest hop, each dated by its earliest edge",
    str,
    _since,
    "max",
    str,
)
WEAKEST_EVIDENCE = Measure(
    "weakest_evidence",
    "evidence of the worst hop, each graded by its best edge",
    Evidence,
    _grade,
    "max",
    tuple(Evidence).__getitem__,
)
AUTONOMY = Measure(
    "autonomy",
    "the least autonomous improvement; human-driven through an organisation",
    Autonomy,
    _people,
    "max",
    {code: grade for grade, code in _PEOPLE.items()}.get,
)
HUMAN = Measure(
    "human",
    "whether it is human-driven",
    bool,
    _people,
    "max",
    {code: code == _DRIVEN for code in _PEOPLE.values()}.get,
)
SUPPORT = Measure(
    "support",
    "fewest distinct references on any hop",
    int,
    lambda hop, _: hop.support,
    "min",
    int,
    highest_first=True,
)
POLARITY = Measure(
    "polarity",
    "sign of the product of its hops, mixed where a hop has both signs",
    Polarity,
    lambda hop, _: hop.sign,
    "product",
    {1: Polarity.REINFORCING, -1: Polarity.BALANCING, 0: Polarity.MIXED}.get,
)
CLOSURE = Measure(
    "closure",
    "whether edges can be chosen so that each ends at the very node where the next begins",
    Closure,
    lambda hop, _: hop.pairs,
    "ring",
    {True: Closure.NODE, False: Closure.LINEAGE}.get,
)
# Factors of different edges speak of different metrics: this is no speed-up of a turn.


def _finite(product: Decimal) -> float | None:
    value = float(product)
    return value if isfinite(value) else None


GAIN = Measure(
    "gain",
    "product of the factors of its improvements, if all are known",
    float,
    _factor,
    "product",
    _finite,
    highest_first=True,
)
QUANTIFIED_HOPS = Measure(
    "quantified_hops",
    "number of hops whose improvement has a factor",
    int,
    lambda hop, _: int(hop.factor is not None),
    "sum",
    int,
    highest_first=True,
)

MEASURES: Mapping[str, Measure[Any]] = {
    measure.name: measure
    for measure in (
        LENGTH,
        CLOSED_SINCE,
        WEAKEST_EVIDENCE,
        AUTONOMY,
        HUMAN,
        SUPPORT,
        POLARITY,
        CLOSURE,
        GAIN,
        QUANTIFIED_HOPS,
    )
}
