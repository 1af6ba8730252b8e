"""The orders that loops are given in, and the rank that is the usual one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from rsigraph.loops import MANY_LOOPS, Loop, Loops
from rsigraph.measures import MEASURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RANK = ("closure", "weakest_evidence", "length", "support", "closed_since")

ORDERS = ("rank", "id", *MEASURES)


def rank(loop: Loop) -> tuple[Any, ...]:
    """Return the key of the default order, best first.

    Closed at nodes before by lineage, then better weakest evidence, shorter, more support,
    earlier closed, and node ids.
    """
    measures = (MEASURES[name] for name in _RANK)
    return (*(measure.order(measure.of(loop)) for measure in measures), tuple(loop.nodes))


@overload
def sort_loops(loops: Loops, order: str = "rank") -> Loops: ...  # type: ignore[overload-overlap]
@overload
def sort_loops(loops: Iterable[Loop], order: str = "rank") -> list[Loop]: ...
def sort_loops(loops: Iterable[Loop], order: str = "rank") -> Loops | list[Loop]:
    """Return loops in one of `ORDERS`, best first; `-` before its name reverses it.

    Ties are in order of rank, and unknown values last either way. `Loops` give `Loops` again.
    O(n log n) for n loops; vectorised where they are many.
    """
    name, is_reversed = order.removeprefix("-"), order.startswith("-")
    if not isinstance(loops, Loops):
        listed = list(loops)
        return [listed[place] for place in _places(listed, name, is_reversed)]
    if len(loops) < MANY_LOOPS:
        return loops.take(_places(list(loops), name, is_reversed))
    return loops.take(_places_of_many(loops, name, is_reversed))


def _places(loops: Sequence[Loop], name: str, is_reversed: bool) -> list[int]:
    ranks = [rank(loop) for loop in loops]
    ranked = sorted(range(len(loops)), key=ranks.__getitem__)
    if name == "rank":
        return ranked[::-1] if is_reversed else ranked
    if name == "id":
        return sorted(ranked, key=lambda place: loops[place].id, reverse=is_reversed)
    measure = MEASURES[name]
    keys = [measure.order(measure.of(loop)) for loop in loops]
    known = [place for place in ranked if not keys[place][0]]
    known.sort(key=keys.__getitem__, reverse=is_reversed)
    return known + [place for place in ranked if keys[place][0]]


def _places_of_many(loops: Loops, name: str, is_reversed: bool) -> NDArray[np.intp]:
    import numpy as np

    from rsigraph.columns import measure_columns

    names = _RANK if name in ("rank", "id") else dict.fromkeys((*_RANK, name))
    columns = measure_columns(loops, names)
    # The last key counts most; what is equal in all stays in order of its node ids.
    keys = [columns[key].keys() for key in reversed(_RANK)]
    by_nodes = loops.node_order()
    if by_nodes is None:
        ranked = np.lexsort(keys)
    else:
        ranked = by_nodes[np.lexsort([key[by_nodes] for key in keys])]
    if name == "rank":
        return ranked[::-1] if is_reversed else ranked
    if name == "id":
        digits = (int(id.removeprefix("loop-"), 16) for id in loops.ids())
        # 48 bits, so that a sign turns their order round.
        values = np.fromiter(digits, dtype=np.int64, count=len(loops))
        key = -values if is_reversed else values
    else:
        key = columns[name].keys(is_reversed=is_reversed)
    return ranked[np.argsort(key[ranked], kind="stable")]
