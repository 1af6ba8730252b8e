"""The arrays of circuits, compiled and not."""

from __future__ import annotations

import re
import sys
from array import array
from pathlib import Path
from types import ModuleType

import pytest

from rsigraph.loops import arrays
from tests.uncompiled import as_it_is


@pytest.fixture(
    scope="module", params=[arrays, as_it_is("loops.arrays")], ids=["compiled", "as it is"]
)
def module(request: pytest.FixtureRequest) -> ModuleType:
    chosen: ModuleType = request.param
    return chosen


def test_arrays_are_extended_and_cut(module: ModuleType) -> None:
    numbers = array("q", [1, 2, 3])
    module.resize(numbers, 1_000_000)
    assert len(numbers) == 1_000_000
    assert numbers[:3] == array("q", [1, 2, 3])
    module.resize(numbers, 2)
    assert numbers == array("q", [1, 2])


def test_large_arrays_are_given_in_large_pages(module: ModuleType) -> None:
    if not Path("/sys/kernel/mm/transparent_hugepage").exists():
        pytest.skip("this system takes no advice on large pages")
    numbers = array("i", range(4_000_000))
    module.prefer_large_pages(numbers)
    assert numbers == array("i", range(4_000_000))
    middle = numbers.buffer_info()[0] + 8_000_000
    flags = ""
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if match := re.match("([0-9a-f]+)-([0-9a-f]+) ", line):
            is_there = int(match[1], 16) <= middle < int(match[2], 16)
        elif is_there and line.startswith("VmFlags:"):
            flags = line
    assert "hg" in flags.split()


@pytest.mark.parametrize("missing", ["ctypes", "madvise", "advice", "libraries", "linux"])
def test_large_pages_are_not_asked_for_where_nothing_gives_them(
    missing: str, monkeypatch: pytest.MonkeyPatch, module: ModuleType
) -> None:
    def no_libraries(_: object) -> None:
        raise OSError("Dynamic loading not supported")

    if missing == "ctypes":
        monkeypatch.setitem(sys.modules, "ctypes", None)
    elif missing == "madvise":
        monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    elif missing == "advice":
        monkeypatch.delattr("mmap.MADV_HUGEPAGE", raising=False)
    elif missing == "libraries":
        monkeypatch.setattr("ctypes.CDLL", no_libraries)
    else:
        monkeypatch.setattr("ctypes.CDLL", lambda _: pytest.fail("the system was asked"))
        monkeypatch.setattr(sys, "platform", "darwin")
    module._advice.cache_clear()
    numbers = array("i", [7]) * 2_000_000
    module.prefer_large_pages(numbers)
    assert module._advice() is None
    assert numbers.count(7) == len(numbers)
    module._advice.cache_clear()


def test_pieces_are_copied(module: ModuleType) -> None:
    nodes, ends = array("i", range(10)), array("q", [0, 0, 0, 0])
    module.copy_nodes(nodes, 1, array("i", [7, 8, 9]), 1, 3)
    assert nodes == array("i", [0, 8, 9, *range(3, 10)])
    module.copy_ends(ends, 2, array("q", [5, 6, 7]), 0, 2, 100)
    assert ends == array("q", [0, 0, 105, 106])


def test_circuits_are_turned_to_begin_at_their_least_node(module: ModuleType) -> None:
    rings, behind = array("i", [5, 2, 9, 1, 4, 3]), array("q", [3, 4, 6])
    module.rotate(rings, behind)
    assert rings == array("i", [2, 9, 5, 1, 3, 4])
