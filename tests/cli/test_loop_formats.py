"""How loops are written: many at once as one by one."""

from __future__ import annotations

import pytest

from tests.conftest import Folder, Run

# Wide, combining and joined characters, and what stands between cells and nodes.
LABELS = ("plain", "模型", "e\u0301tude", "a | b", 'a "quoted", one', "=1+1", "👩‍🔬 lab", "→ ↺")
GRADES = ("deployed,autonomous,2019,+,2", "measured,human-driven,2020-02,+,", ",,,-,0.5")


def edge(source: int, target: int) -> str:
    if source * target % 5 == 1:
        return f"n{source},runs-on,n{target},reported,,2021,+,\n"
    return f"n{source},improves,n{target},{GRADES[(source + 2 * target) % 3]}\n"


@pytest.mark.parametrize("format", ["table", "csv", "jsonl", "json", "ids"])
def test_many_loops_are_written_as_few_are(
    format: str, run: Run, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = ['"' + label.replace('"', '""') + '"' for label in LABELS]
    everyone = range(len(LABELS))
    nodes = "id,label\n" + "".join(f"n{i},{label}\n" for i, label in enumerate(quoted))
    edges = "source,relation,target,evidence,autonomy,since,polarity,factor\n" + "".join(
        edge(source, target) for source in everyone for target in everyone
    )
    asked = ("cycles", "--data", folder(nodes=nodes, edges=edges), "--format", format)
    one_by_one = run(*asked)
    assert one_by_one.code == 0, one_by_one.err
    assert len(one_by_one.out.splitlines()) > 1_000
    for module in ("rsigraph.cli.loop_formats", "rsigraph.export.records"):
        monkeypatch.setattr(f"{module}.MANY_LOOPS", 1)
    assert run(*asked).out == one_by_one.out
