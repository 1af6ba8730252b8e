"""Tables of loops against their records, read by each package itself."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from rsigraph import (
    MEASURES,
    KnowledgeGraph,
    Loops,
    MissingPackageError,
    RsigraphError,
    find_loops,
    influence_graph,
    read_graph,
    sort_loops,
    to_arrow,
    to_pandas,
    to_polars,
)
from rsigraph.export import to_record
from rsigraph.vocabulary import Autonomy, Evidence


@pytest.fixture(scope="module")
def loops() -> Loops:
    influence = influence_graph(read_graph(), carries="no")
    return find_loops(influence, max_length=None, dependency=True)


@pytest.fixture(scope="module")
def records(loops: Loops) -> list[dict[str, Any]]:
    rows = [to_record(loop) for loop in loops]
    for row in rows:
        del row["hops"]
    return rows


def test_arrow_has_a_row_a_record(loops: Loops, records: list[dict[str, Any]]) -> None:
    table = to_arrow(loops)
    assert table.to_pylist() == records
    assert table.column_names == ["id", "nodes", *MEASURES]
    table.validate(full=True)


def test_polars_has_a_row_a_record(loops: Loops, records: list[dict[str, Any]]) -> None:
    frame = to_polars(loops)
    assert frame.to_dicts() == records
    assert frame.schema["weakest_evidence"] == pl.Enum([str(grade) for grade in Evidence])
    assert frame.schema["human"] == pl.Boolean


def test_pandas_has_a_row_a_record(loops: Loops, records: list[dict[str, Any]]) -> None:
    frame = to_pandas(loops)
    rows = [
        {k: v if k == "nodes" or not pd.isna(v) else None for k, v in row.items()}
        for row in frame.to_dict("records")
    ]
    assert rows == records
    assert list(frame["autonomy"].cat.categories) == [str(grade) for grade in Autonomy]
    assert frame["autonomy"].cat.ordered


def test_types_do_not_depend_on_the_loops(loops: Loops) -> None:
    none = find_loops(influence_graph(KnowledgeGraph.from_edges([("a", "improves", "b")])))
    assert to_arrow(none).schema == to_arrow(loops).schema
    assert to_arrow(none).num_rows == len(to_pandas(none)) == len(to_polars(none)) == 0
    assert to_arrow(loops).schema.field("gain").type == pa.float64()
    assert to_arrow(loops).schema.field("closed_since").type == pa.string()


def test_ids_can_be_left_out(loops: Loops) -> None:
    assert to_arrow(loops, ids=False).equals(to_arrow(loops).drop_columns(["id"]))
    assert "id" not in to_pandas(loops, ids=False).columns
    assert "id" not in to_polars(loops, ids=False).columns


def test_tables_keep_the_order_of_the_loops(loops: Loops) -> None:
    ranked = sort_loops(loops)
    assert to_arrow(ranked)["id"].to_pylist() == [loop.id for loop in ranked]
    frame = to_polars(loops)
    # A second way to the default order, by the package's own sort; the loops come in node order.
    ordered = frame.sort(
        "closure",
        "weakest_evidence",
        "length",
        pl.col("support").neg(),
        "closed_since",
        maintain_order=True,
        nulls_last=True,
    )
    assert ordered["id"].to_list() == list(ranked.ids())


@pytest.mark.parametrize("package", ["pyarrow", "pandas", "polars"])
def test_a_package_that_is_not_there_is_named(
    package: str, loops: Loops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    convert = {"pyarrow": to_arrow, "pandas": to_pandas, "polars": to_polars}[package]
    with pytest.raises(MissingPackageError, match=rf"{package} .*rsigraph\[frames\]") as caught:
        convert(loops)
    assert isinstance(caught.value, RsigraphError)
    assert isinstance(caught.value, ImportError)


def test_the_package_loads_none_of_them() -> None:
    code = "import sys, rsigraph; print(*sys.modules)"
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert {"numpy", "pyarrow", "pandas", "polars"}.isdisjoint(outcome.stdout.split())
