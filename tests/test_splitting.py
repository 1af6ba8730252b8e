"""The compiled module and its source, run as it is, against `str.split`."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsigraph import splitting
from tests.uncompiled import as_it_is

cells = st.text("ab,é ", max_size=4) | st.integers(0, 5000).map(str)
lines = st.lists(cells, max_size=50).map(lambda some: "".join(f"{line}\n" for line in some))


@pytest.fixture(scope="module", params=["compiled", "as it is"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    return splitting if request.param == "compiled" else as_it_is("splitting")


@given(text=lines, width=st.integers(1, 3), separator=st.sampled_from(",\0"))
def test_lines_are_split_or_refused(
    module: ModuleType, text: str, width: int, separator: str
) -> None:
    numbers = [module.WordNumbers(), None, module.WordNumbers()][:width]
    rows = [line.split(separator) for line in text.split("\n")[:-1]]
    most = 12
    found = module.split_lines(bytearray(text.encode()), numbers, ord(separator), most)
    is_sound = all(
        len(row) == width and all(len(cell.encode()) <= most for cell in row) for row in rows
    )
    assert (found is not None) == is_sound
    if is_sound:
        for place, (table, column) in enumerate(zip(numbers, found, strict=True)):
            expected = [row[place] for row in rows]
            if table is None:
                assert column == expected
            else:
                words = table.words()
                assert [words[code] for code in column] == expected
                assert words == list(dict.fromkeys(expected))


def test_many_words_are_told_apart(module: ModuleType) -> None:
    numbers = module.WordNumbers()
    expected = [f"n{number % 3000}" for number in range(9000)]
    text = "".join(f"{word}\n" for word in expected)
    for half in (text[: len(text) // 2], text[len(text) // 2 :]):
        whole = half[half.index("\n") + 1 : half.rindex("\n") + 1]
        (codes,) = module.split_lines(bytearray(whole.encode()), [numbers], 0, 100)
        words = numbers.words()
        assert [words[code] for code in codes] == whole.split("\n")[:-1]
    assert len(set(words)) == len(words) <= 3000
