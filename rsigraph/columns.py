"""Measures of millions of loops at once, with numpy.

Loops share their hops: what a measure has to say is worked out once for each hop that is on a loop,
and the codes are folded along the flat arrays of the loops, so many nodes at a time that temporary
arrays stay small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rsigraph.joining import RingFinder
from rsigraph.loops import Hop, Loops
from rsigraph.measures import MEASURES, NOTHING, UNKNOWN, Measure, Unsaid
from rsigraph.model import KnowledgeGraph
from rsigraph.numbering import NumberedHops, Part, blocks

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """A measure of every loop.

    Attributes
    ----------
    measure : Measure
    codes : array, shape (number of loops,)
        Places in `values`; for a measure of floats its values themselves, NaN for unknown.
    values : tuple
        The values that loops can have, best first, and None behind them; empty for floats.
    """

    measure: Measure[Any]
    codes: NDArray[Any]
    values: tuple[Any, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        # As a buffer the codes come as plain numbers, without a list of them.
        codes = self.codes.data
        if self.values:
            return map(self.values.__getitem__, codes)
        return (None if code != code else code for code in codes)

    def has(self, value: Any) -> Flags:
        """Return for each loop whether it has this value."""
        if self.values:
            marks = np.array([one == value for one in self.values], dtype=np.bool_)
            return np.take(marks, self.codes)
        return np.asarray(np.isnan(self.codes) if value is None else self.codes == value)

    def counts(self) -> dict[Any, int]:
        """Return how many loops have each value, without those that none has."""
        if self.values:
            numbers = np.bincount(self.codes, minlength=len(self.values)).tolist()
            return {v: n for v, n in zip(self.values, numbers, strict=True) if n}
        known = self.codes[~np.isnan(self.codes)]
        values, counts = np.unique(known, return_counts=True)
        unknown = len(self) - len(known)
        rest = {None: unknown} if unknown else {}
        return {**dict(zip(values.tolist(), counts.tolist(), strict=True)), **rest}

    def keys(self, *, is_reversed: bool = False) -> NDArray[Any]:
        """Return keys that sort loops best first, or worst first, and unknown last either way."""
        if not self.values:
            return -self.codes if self.measure.highest_first != is_reversed else self.codes
        if not is_reversed:
            return self.codes
        last = len(self.values) - 1
        turned = np.array([*range(last - 1, -1, -1), last], dtype=self.codes.dtype)
        return np.take(turned, self.codes)


def measure_columns(loops: Loops, names: Iterable[str] = MEASURES) -> dict[str, Column]:
    """Return the columns of the measures `names`, by name; the values are those of `Measure.of`.

    O(nodes on all loops) for each measure. Beyond its result, a byte or so a loop and measure, it
    takes memory that does not grow with the number of loops.

    Examples
    --------
    >>> from rsigraph import KnowledgeGraph, find_loops, influence_graph
    >>> graph = KnowledgeGraph.from_edges([
    ...     ("model", "improves", "chip"),
    ...     ("model", "runs-on", "chip"),
    ...     ("model", "improves", "model"),
    ... ])
    >>> loops = find_loops(influence_graph(graph))
    >>> columns = measure_columns(loops, ["length", "closure"])
    >>> list(columns["length"]), columns["closure"].counts()
    ([2, 1], {<Closure.NODE: 'node'>: 2})
    """
    numbered = NumberedHops(loops)
    graph, longest = loops.influence.graph, _longest(loops)
    folders = {
        name: _folder(MEASURES[name], numbered.hops, graph, len(loops), longest) for name in names
    }
    for part in numbered.parts():
        for folder in folders.values():
            folder.fold(part)
    return {name: folder.column() for name, folder in folders.items()}


def go_through(loops: Loops, nodes: Sequence[bool]) -> Flags:
    """Return for each loop whether one of its nodes is among those marked true in `nodes`."""
    marks, result = np.array(nodes, dtype=np.bool_), np.zeros(len(loops), dtype=np.bool_)
    for first, last, positions, starts in blocks(loops):
        result[first:last] = np.logical_or.reduceat(marks[positions], starts)
    return result


class _Folder(Protocol):
    def fold(self, part: Part) -> None: ...
    def column(self) -> Column: ...


def _longest(loops: Loops) -> int:
    ends = np.frombuffer(loops.ends, dtype=np.int64)
    return int(np.diff(ends, prepend=0).max(initial=0))


def _folder(
    measure: Measure[Any], hops: Sequence[Hop], graph: KnowledgeGraph, count: int, longest: int
) -> _Folder:
    codes = [measure.code(hop, graph) for hop in hops]
    if measure.fold in ("max", "min"):
        return _Extreme(measure, codes, count)
    if measure.fold == "ring":
        return _Ring(measure, hops, codes, count)
    return _Arithmetic(measure, codes, count, longest)


def _decoded(measure: Measure[Any], codes: Iterable[Any]) -> tuple[tuple[Any, ...], NDArray[Any]]:
    """Return the values of codes of loops, best first, and for each code its place among them."""
    found = [None if isinstance(code, Unsaid) else measure.decode(code) for code in codes]
    values = tuple(sorted({None, *found}, key=measure.order))
    place_of = {value: place for place, value in enumerate(values)}
    return values, np.array([place_of[value] for value in found], dtype=_least(len(values)))


def _least(bound: int) -> np.dtype[Any]:
    """Return the smallest type for whole numbers of at most this size, of either sign."""
    return np.min_scalar_type(-bound - 1)


class _Extreme:
    """The greatest or the least of codes that may be anything with an order."""

    def __init__(self, measure: Measure[Any], codes: Sequence[Any], count: int) -> None:
        self._measure = measure
        self._ufunc: np.ufunc
        distinct = sorted({code for code in codes if not isinstance(code, Unsaid)})
        if measure.fold == "max":
            self._ufunc, order = np.maximum, [NOTHING, *distinct, UNKNOWN]
        else:
            self._ufunc, order = np.minimum, [UNKNOWN, *distinct, NOTHING]
        place_of = {code: place for place, code in enumerate(order)}
        self._table = np.array([place_of[code] for code in codes], dtype=_least(len(order)))
        self._values, self._places = _decoded(measure, order)
        self._codes = np.zeros(count, dtype=self._places.dtype)

    def fold(self, part: Part) -> None:
        self._codes[part.first : part.last] = self._places[part.fold(self._ufunc, self._table)]

    def column(self) -> Column:
        return Column(self._measure, self._codes, self._values)


class _Arithmetic:
    """The sum or the product of codes: of whole numbers as such, of others as the objects."""

    def __init__(
        self, measure: Measure[Any], codes: Sequence[Any], count: int, longest: int
    ) -> None:
        self._measure = measure
        self._is_unknown = np.array([code is UNKNOWN for code in codes], dtype=np.bool_)
        self._is_said = np.array([code is not NOTHING for code in codes], dtype=np.bool_)
        self._ufunc: np.ufunc
        self._ufunc, neutral = (np.add, 0) if measure.fold == "sum" else (np.multiply, 1)
        numbers = [neutral if isinstance(code, Unsaid) else code for code in codes]
        kind: np.dtype[Any] = np.dtype(object)
        if all(isinstance(number, int) for number in numbers):
            most = max(map(abs, numbers), default=0)
            # Beyond 64 bits this is the type of objects again.
            kind = _least(most * longest if measure.fold == "sum" else most**longest)
        self._table = np.array(numbers, dtype=kind)
        self._known = np.ones(count, dtype=np.bool_)
        is_float = measure.value_type is float
        self._folded = np.full(count, np.nan) if is_float else np.zeros(count, dtype=kind)

    def fold(self, part: Part) -> None:
        known, folded = (a[part.first : part.last] for a in (self._known, self._folded))
        if self._is_unknown.any():
            known &= ~part.fold(np.logical_or, self._is_unknown)
        if not self._is_said.all():
            known &= part.fold(np.logical_or, self._is_said)
        if known.all():
            numbers, starts = part.numbers, part.starts
        else:
            numbers, starts = part.keep(known)
        if len(starts):
            codes = self._ufunc.reduceat(self._table[numbers], starts)
            is_float = self._measure.value_type is float
            folded[known] = self._decode(codes) if is_float else codes

    def _decode(self, codes: NDArray[Any]) -> list[float]:
        values = (self._measure.decode(code) for code in codes)
        return [np.nan if value is None else value for value in values]

    def column(self) -> Column:
        if self._measure.value_type is float:
            return Column(self._measure, self._folded)
        distinct = np.unique(self._folded)
        values, places = _decoded(self._measure, distinct.tolist())
        codes = places[np.searchsorted(distinct, self._folded)]
        codes[~self._known] = len(values) - 1
        return Column(self._measure, codes, values)


class _Ring:
    """Whether the pairs of the hops can be joined in a ring."""

    def __init__(
        self, measure: Measure[Any], hops: Sequence[Hop], codes: Sequence[Any], count: int
    ) -> None:
        self._measure = measure
        self._finder = RingFinder(hops, codes)
        self._values, self._places = _decoded(measure, (False, True))
        self._codes = np.zeros(count, dtype=self._places.dtype)

    def fold(self, part: Part) -> None:
        joined = self._finder.joins(part.numbers, part.starts)
        self._codes[part.first : part.last] = self._places[joined.astype(np.intp)]

    def column(self) -> Column:
        return Column(self._measure, self._codes, self._values)
