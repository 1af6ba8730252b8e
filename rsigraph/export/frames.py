"""Loops as tables of Arrow, pandas and polars: a row a loop, a column a measure.

The columns are made as arrays, never as an object a node or a loop; only ids are worked out one by
one. None of the three packages is loaded before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from rsigraph.errors import MissingPackageError
from rsigraph.loops import Loops
from rsigraph.measures import MEASURES
from rsigraph.vocabulary import Term

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from rsigraph.columns import Column

_IDS_AT_ONCE = 1 << 17


def to_arrow(loops: Loops, *, ids: bool = True) -> pa.Table:
    """Return loops as a `pyarrow.Table`.

    The columns are `id` (string), `nodes` (list of dictionary-encoded node ids) and the measures:
    terms as ordered dictionaries with every term of the vocabulary, best first, dates as strings,
    counts as int32, `human` as bool and `gain` as double. Unknown is null.

    Parameters
    ----------
    loops : Loops
    ids : bool
        Whether to have the column `id`; each id costs a SHA-256.

    Raises
    ------
    MissingPackageError
        Where pyarrow is not installed.

    Examples
    --------
    >>> from rsigraph import KnowledgeGraph, find_loops, influence_graph
    >>> graph = KnowledgeGraph.from_edges([("a", "improves", "b"), ("b", "improves", "a")])
    >>> to_arrow(find_loops(influence_graph(graph))).select(["nodes", "length"]).to_pylist()
    [{'nodes': ['a', 'b'], 'length': 2}]
    """
    pa = _load("pyarrow")
    import numpy as np

    from rsigraph.columns import measure_columns

    positions = np.frombuffer(loops.positions, dtype=np.int32)
    offsets = np.concatenate([[0], np.frombuffer(loops.ends, dtype=np.int64)])
    names = pa.array(loops.influence.nodes, type=pa.string())
    nodes = pa.DictionaryArray.from_arrays(pa.array(positions), names)
    columns = {"id": pa.chunked_array(_ids(pa, loops), type=pa.string())} if ids else {}
    # Lists of 64 bits, since all loops together may have more nodes than 32 bits can count.
    columns["nodes"] = pa.LargeListArray.from_arrays(pa.array(offsets), nodes)
    measures = measure_columns(loops, MEASURES)
    columns |= {name: _array(pa, column) for name, column in measures.items()}
    return pa.table(columns)


def to_pandas(loops: Loops, *, ids: bool = True) -> pd.DataFrame:
    """Return loops as a `pandas.DataFrame` with the columns of `to_arrow`.

    Terms are ordered categories, `human` is a nullable boolean, and lists of nodes stay in Arrow.
    """
    pa, pandas = _load("pyarrow"), _load("pandas")

    def mapped(kind: Any) -> Any:
        if pa.types.is_boolean(kind):
            return pandas.BooleanDtype()
        return pandas.ArrowDtype(kind) if pa.types.is_large_list(kind) else None

    return to_arrow(loops, ids=ids).to_pandas(types_mapper=mapped)


def to_polars(loops: Loops, *, ids: bool = True) -> pl.DataFrame:
    """Return loops as a `polars.DataFrame` with the columns of `to_arrow`; terms are enums."""
    polars = _load("polars")
    frame = polars.from_arrow(to_arrow(loops, ids=ids))
    terms = {
        name: polars.Enum([str(term) for term in measure.value_type])
        for name, measure in MEASURES.items()
        if issubclass(measure.value_type, Term)
    }
    cast: pl.DataFrame = frame.cast(terms)
    return cast


def _load(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingPackageError(package, extra="frames") from error


def _ids(pa: Any, loops: Loops) -> Iterator[Any]:
    ids = loops.ids()
    while some := list(islice(ids, _IDS_AT_ONCE)):
        yield pa.array(some, type=pa.string())


def _array(pa: Any, column: Column) -> Any:
    import numpy as np

    kind = column.measure.value_type
    unknown = column.has(None)
    if not column.values:
        return pa.array(column.codes, mask=unknown)
    if issubclass(kind, str):
        words = list(kind) if issubclass(kind, Term) else [v for v in column.values if v]
        place_of = {word: place for place, word in enumerate([*words, None])}
        least = np.min_scalar_type(-len(place_of))
        places = np.array([place_of[value] for value in column.values], dtype=least)
        codes = pa.array(np.take(places, column.codes), mask=unknown)
        dictionary = pa.array(map(str, words), type=pa.string())
        is_term = issubclass(kind, Term)
        result = pa.DictionaryArray.from_arrays(codes, dictionary, ordered=is_term)
        return result if is_term else result.cast(pa.string())
    types: dict[type, type[np.generic]] = {bool: np.bool_, int: np.int32, float: np.float64}
    numbers: Any = np.array([value or 0 for value in column.values], dtype=types[kind])
    return pa.array(np.take(numbers, column.codes), mask=unknown)
