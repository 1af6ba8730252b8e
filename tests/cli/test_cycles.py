"""`rsigraph cycles` on the shipped data, each answer held against the rows themselves."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from rsigraph import find_loops, influence_graph, read_graph
from rsigraph.cli import loop_formats
from rsigraph.export import to_record
from rsigraph.io import data_folder
from rsigraph.measures import MEASURES
from rsigraph.orders import ORDERS
from tests.brute_force import EVIDENCE, Row, all_loops, rings_of_networkx
from tests.conftest import Folder, Run


def rows(name: str) -> list[Row]:
    with (data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NODES, EDGES = rows("nodes"), rows("edges")
KINDS = {row["id"]: row["kind"] for row in NODES}


def expected(edges: list[Row] = EDGES, **options: Any) -> dict[str, dict[str, Any]]:
    options.setdefault("max_length", 8)
    return all_loops(NODES, edges, rings=rings_of_networkx, **options)


def found(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    outcome = run("cycles", "--format", "json", *arguments)
    assert outcome.code == 0, outcome.err
    document = json.loads(outcome.out)
    assert document["complete"] is True
    assert document["reason"] is None
    assert document["found"] == document["returned"] == len(document["loops"])
    loops = {}
    for loop in document["loops"]:
        hops = loop.pop("hops")
        assert [hop["source"] for hop in hops] == loop["nodes"]
        assert [hop["target"] for hop in hops] == loop["nodes"][1:] + loop["nodes"][:1]
        loops[loop["id"]] = {**loop, "edges": [hop["edges"] for hop in hops]}
    assert len(loops) == document["found"]
    return loops


def agree(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> bool:
    for loop in (*one.values(), *other.values()):
        loop["gain"] = None if loop["gain"] is None else round(loop["gain"], 9)
    return one == other


LOOPS = expected()


def keep(condition: Any) -> dict[str, dict[str, Any]]:
    return {id: loop for id, loop in LOOPS.items() if condition(loop)}


def test_the_usual_loops(run: Run) -> None:
    assert len(LOOPS) > 50
    assert agree(found(run), LOOPS)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--max-length", "2"], {"max_length": 2}),
        (["--max-length", "0"], {"max_length": None}),
        (["--min-length", "3"], {"min_length": 3}),
        (["--level", "version"], {"level": "version"}),
        (["--carries", "yes"], {"carries": "yes"}),
        (["--carries", "no"], {"carries": "no"}),
        (["--carries", "no", "--max-length", "0"], {"carries": "no", "max_length": None}),
        (["--dependency", "--carries", "no"], {"carries": "no", "dependency": True}),
    ],
)
def test_what_is_searched(arguments: list[str], options: dict[str, Any], run: Run) -> None:
    assert agree(found(run, *arguments), expected(**options))


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        (["--through", "alphaevolve"], lambda loop: "alphaevolve" in loop["nodes"]),
        (
            ["--through", "gemini", "--through", "tpu"],
            lambda loop: {"gemini", "tpu"} <= set(loop["nodes"]),
        ),
        (["--avoid", "gemini"], lambda loop: "gemini" not in loop["nodes"]),
        (
            ["--avoid", "gemini", "--avoid", "claude"],
            lambda loop: not {"gemini", "claude"} & set(loop["nodes"]),
        ),
        (["--kind", "chip"], lambda loop: any(KINDS[n] == "chip" for n in loop["nodes"])),
        (
            ["--kind", "chip", "--kind", "organisation"],
            lambda loop: {"chip", "organisation"} <= {KINDS[n] for n in loop["nodes"]},
        ),
        (["--autonomy", "autonomous"], lambda loop: loop["autonomy"] == "autonomous"),
        (["--autonomy", "human-approved"], lambda loop: loop["autonomy"] == "human-approved"),
        (["--human"], lambda loop: loop["human"] is True),
        (["--no-human"], lambda loop: loop["human"] is False),
        (["--closure", "node"], lambda loop: loop["closure"] == "node"),
        (["--closure", "lineage"], lambda loop: loop["closure"] == "lineage"),
        *(
            (
                ["--evidence", grade],
                lambda loop, rank=rank: EVIDENCE.index(loop["weakest_evidence"]) <= rank,
            )
            for rank, grade in enumerate(EVIDENCE)
        ),
    ],
)
def test_which_loops_are_kept(arguments: list[str], condition: Any, run: Run) -> None:
    kept = keep(condition)
    assert kept
    assert agree(found(run, *arguments), kept)


@pytest.mark.parametrize("relation", ["improves", "runs-on"])
def test_relation_counts_only_its_edges(relation: str, run: Run) -> None:
    edges = [row for row in EDGES if row["relation"] == relation]
    assert agree(found(run, "--relation", relation), expected(edges))
    assert agree(
        found(run, "--relation", relation, "--dependency"), expected(edges, dependency=True)
    )


@pytest.mark.parametrize("year", range(1990, 2027))
def test_as_of_counts_what_is_in_force(year: int, run: Run) -> None:
    end = f"{year}-12-31"
    edges = [row for row in EDGES if row["since"] <= end and not ("" < row["until"] < end)]
    assert agree(found(run, "--as-of", str(year)), expected(edges))


def test_a_version_stands_for_its_family(run: Run) -> None:
    family = run("cycles", "--format", "ids", "--through", "tpu")
    version = run("cycles", "--format", "ids", "--through", "tpu-v5e")
    assert version.out == family.out
    assert "tpu-v5e is a version of tpu" in version.err
    assert run("cycles", "--count", "--level", "version", "--through", "tpu-v5e").err == ""


def test_the_order_is_rank(run: Run) -> None:
    order = sorted(
        LOOPS.values(),
        key=lambda loop: (
            loop["closure"] != "node",
            EVIDENCE.index(loop["weakest_evidence"]),
            loop["length"],
            -loop["support"],
            loop["closed_since"],
            loop["nodes"],
        ),
    )
    assert run("cycles", "--format", "ids").out.split() == [loop["id"] for loop in order]


@pytest.mark.parametrize("key", [*ORDERS, "closed-since", "-length", "-closed_since"])
def test_every_order_gives_every_loop(key: str, run: Run) -> None:
    ids = run("cycles", "--format", "ids", "--sort", key).out.split()
    assert sorted(ids) == sorted(LOOPS)


def test_limit_cuts_and_says_so(run: Run) -> None:
    document = json.loads(run("cycles", "--format", "json", "--limit", "3").out)
    assert (document["found"], document["returned"]) == (len(LOOPS), 3)
    assert document["complete"] is True
    table = run("cycles", "--limit", "3")
    assert len(table.out.splitlines()) == 4
    assert f"3 of {len(LOOPS)} loops" in table.err
    assert len(run("cycles", "--limit", "0").out.splitlines()) == len(LOOPS) + 1


def test_forms_agree(run: Run, tmp_path: Path) -> None:
    document = json.loads(run("cycles", "--format", "json").out)
    lines = run("cycles", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document["loops"]
    table = list(csv.DictReader(io.StringIO(run("cycles", "--format", "csv").out)))
    assert list(table[0]) == ["id", "nodes", "edges", *MEASURES]
    for row, loop in zip(table, document["loops"], strict=True):
        assert row["id"] == loop["id"]
        assert row["nodes"].split("|") == loop["nodes"]
        edges = [hop.split(" ") for hop in row["edges"].split("|")]
        assert edges == [hop["edges"] for hop in loop["hops"]]
        for name in MEASURES:
            value = loop[name]
            plain = "" if value is None else str(value)
            assert row[name] == (plain.lower() if isinstance(value, bool) else plain)
    assert run("cycles", "--count").out == f"{document['found']}\n"
    file = tmp_path / "loops.jsonl"
    assert run("cycles", "--format", "jsonl", "-o", file).out == ""
    assert file.read_text(encoding="utf-8").splitlines() == lines


def test_parameters_are_told(run: Run) -> None:
    arguments = ["--through", "gemini", "--max-length", "0", "--as-of", "2026", "--no-human"]
    parameters = json.loads(run("cycles", "--format", "json", *arguments).out)["parameters"]
    assert parameters["through"] == ["gemini"]
    assert parameters["max_length"] is None
    assert parameters["as_of"] == "2026"
    assert parameters["human"] is False
    assert parameters["sort"] == "rank"


def complete_graph(folder: Folder, size: int) -> Path:
    ids = [f"n{i:02}" for i in range(size)]
    pairs = "".join(f"{a},improves,{b}\n" for a in ids for b in ids if a != b)
    return folder("id\n" + "\n".join(ids) + "\n", "source,relation,target\n" + pairs)


def test_a_stopped_search_is_told(folder: Folder, run: Run) -> None:
    place = complete_graph(folder, 40)
    options = ["--data", place, "--time-limit", "0.05", "--sort", "length", "--limit", "1"]
    outcome = run("cycles", "--format", "json", *options)
    assert outcome.code == 0
    document = json.loads(outcome.out)
    assert (document["complete"], document["reason"]) == (False, "time")
    assert document["found"] > document["returned"] == 1
    assert "search stopped after 0.05 s" in outcome.err
    counted = run("cycles", "--data", place, "--time-limit", "0.2", "--count")
    assert int(counted.out) > 1000
    assert "search stopped after 0.2 s" in counted.err


def test_the_first_of_too_many_are_found_without_the_rest(folder: Folder, run: Run) -> None:
    place = complete_graph(folder, 40)
    outcome = run("cycles", "--data", place, "--limit", "3", "--format", "json")
    document = json.loads(outcome.out)
    assert (document["complete"], document["reason"]) == (False, "limit")
    assert [loop["nodes"] for loop in document["loops"]] == [["n00", f"n0{i}"] for i in (1, 2, 3)]
    assert document["found"] == 40 * 39 // 2
    table = run("cycles", "--data", place, "--limit", "3")
    assert "the best 3 of at least 780 loops" in table.err


def test_an_independent_set_covers_every_hop_on_a_loop(run: Run) -> None:
    every = found(run, "--carries", "no", "--max-length", "0")
    loops = found(run, "--carries", "no", "--max-length", "0", "--independent")
    assert set(loops) <= set(every)
    assert len(loops) < len(every)
    covered = {tuple(hop) for loop in loops.values() for hop in loop["edges"]}
    assert covered == {tuple(hop) for loop in every.values() for hop in loop["edges"]}
    assert set(found(run, "--independent", "--human")) <= set(keep(lambda loop: loop["human"]))


def test_tables_of_the_data_are_not_written_over(folder: Folder, run: Run) -> None:
    place = folder()
    before = (place / "edges.csv").read_bytes()
    for command in (["cycles"], ["stats"], ["check"], ["show", "a"]):
        outcome = run(*command, "--data", place, "-o", place / "edges.csv")
        assert outcome.code == 2
        assert "is a table of the data" in " ".join(outcome.err.replace("│", " ").split())
    assert (place / "edges.csv").read_bytes() == before


def test_bounds_of_any_size_are_fine(run: Run) -> None:
    assert run("cycles", "--count", "--min-length", 10**12, "--max-length", 0).out == "0\n"
    assert run("cycles", "--count", "--max-length", 10**12).code == 0


def test_a_gain_too_large_for_a_number_is_unknown(folder: Folder, run: Run) -> None:
    factor = "1" + "0" * 300
    place = folder(
        edges=f"source,relation,target,factor\na,improves,b,{factor}\nb,improves,a,{factor}\n"
    )
    for form in ("json", "jsonl"):
        assert '"gain": null' in run("cycles", "--data", place, "--format", form).out


def test_many_loops_without_a_limit_end_with_a_word(
    folder: Folder, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rsigraph.cli.cycles._MOST_HELD", 1000)
    place = complete_graph(folder, 12)
    outcome = run("cycles", "--data", place, "--format", "json")
    document = json.loads(outcome.out)
    assert (document["complete"], document["reason"]) == (False, "limit")
    assert document["found"] == document["returned"] > 1000
    assert "more than 1,000 loops, or fewer long ones" in outcome.err
    shortest = run("cycles", "--data", place, "--sort", "length", "--limit", "3")
    assert "more than 1,000 loops, or fewer long ones" in shortest.err
    assert "the best" not in shortest.err.splitlines()[-1]


def test_edges_without_a_date_are_told(folder: Folder, run: Run) -> None:
    outcome = run("cycles", "--data", folder(), "--as-of", "2020")
    assert "2 edges without a date are not counted" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--through", "alphaevolv"], 1, "no node 'alphaevolv' (did you mean 'alphaevolve'?)"),
        (["--avoid", "nothing-of-that-name"], 1, "no node 'nothing-of-that-name'"),
        (["--sort", "lenght"], 2, "did you mean 'length'"),
        (["--as-of", "2019-13"], 2, "is not a day in the"),
        (["--relation", "improve"], 2, "did you mean 'improves'"),
        (["--kind", "chips"], 2, "chips"),
        (["--evidence", "good"], 2, "good"),
        (["--format", "xml"], 2, "xml"),
        (["--max-length", "-1"], 2, "-1"),
        (["--max-length", "many"], 2, "many"),
        (["--min-length", "0"], 2, "0"),
        (["--limit", "-3"], 2, "-3"),
        (["--time-limit", "-1"], 2, "is not a number of seconds"),
        (["--time-limit", "nan"], 2, "is not a number of seconds"),
        (["--time-limit", "inf"], 2, "is not a number of seconds"),
        (["--min-length", "5", "--max-length", "3"], 2, "no loop has 5 nodes or more"),
        (["--explain", "--format", "json"], 2, "stories are text"),
        (["--explain", "--count"], 2, "stories are text"),
        (["--no-such-option"], 2, "--no-such-option"),
        (["extra"], 2, "extra"),
        (["-o", "/nowhere-at-all/x"], 2, "cannot write '/nowhere-at-all/x': No such file"),
        (["-o", "/proc"], 2, "cannot write '/proc'"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], code: int, message: str, run: Run) -> None:
    outcome = run("cycles", *arguments)
    assert outcome.code == code
    assert message in " ".join(outcome.err.replace("│", " ").split())
    assert outcome.out == ""


def test_stories_tell_every_hop_with_its_sources(run: Run, graph: Any) -> None:
    story = run("cycles", "--explain", "--through", "gemini-matmul-kernels").out
    (loop,) = keep(lambda loop: "gemini-matmul-kernels" in loop["nodes"]).values()
    assert loop["id"] in story
    for hop in loop["edges"]:
        for id in hop:
            edge = graph.edge(id)
            assert edge.summary in story
            for reference in edge.references:
                assert graph.reference(reference).url in story


def test_no_loops_is_an_answer(folder: Folder, run: Run) -> None:
    place = folder(edges="source,relation,target\na,improves,b\n")
    outcome = run("cycles", "--data", place)
    assert outcome.code == 0
    assert "0 loops" in outcome.err
    assert json.loads(run("cycles", "--data", place, "--format", "json").out)["loops"] == []


@pytest.mark.parametrize("size", [0, 1, 7])
def test_json_in_pieces_is_the_json_of_the_whole(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_formats, "_LOOPS_A_PIECE", 2)
    some = find_loops(influence_graph(read_graph()))[:size]
    answer = loop_formats.Answer(some, 99, None)
    pieces = list(loop_formats.format_loops(answer, loop_formats.Format.JSON, {"limit": 7}))
    document = {
        "complete": True,
        "reason": None,
        "found": 99,
        "returned": size,
        "parameters": {"limit": 7},
        "loops": [to_record(loop) for loop in some],
    }
    assert "".join(pieces) == json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    assert len(pieces) == (size + 2 + 1) // 2 if size else 1
    for format in (loop_formats.Format.JSONL, loop_formats.Format.CSV, loop_formats.Format.IDS):
        assert len(list(loop_formats.format_loops(answer, format, {}))) <= (size + 2 + 1) // 2
