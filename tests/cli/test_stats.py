from __future__ import annotations

import csv
import json
from collections import Counter

import networkx as nx

from rsigraph import KnowledgeGraph, influence_graph
from rsigraph.io import data_folder
from rsigraph.vocabulary import NodeKind
from tests.conftest import Folder, Run


def test_numbers_are_those_of_the_graph(graph: KnowledgeGraph, run: Run) -> None:
    numbers = json.loads(run("stats", "--format", "json").out)
    assert numbers["nodes"]["total"] == len(graph.nodes) == sum(numbers["nodes"]["kind"].values())
    edges = numbers["edges"]
    assert edges["total"] == len(graph.edges)
    for split in ("relation", "evidence", "carries"):
        assert sum(edges[split].values()) == len(graph.edges)
    assert edges["without_reference"] == 0
    assert edges["latest"] == max(edge.since for edge in graph.edges)
    assert next(iter(edges["evidence"])) == "deployed"
    loops = numbers["loops"]
    assert loops["total"] == int(run("cycles", "--count").out)
    assert loops["human"]["true"] == int(run("cycles", "--count", "--human").out)
    for split in ("length", "weakest_evidence", "autonomy", "human", "polarity", "closure"):
        assert sum(loops[split].values()) == loops["total"]


def test_components_are_those_of_networkx(graph: KnowledgeGraph, run: Run) -> None:
    numbers = json.loads(run("stats", "--format", "json").out)["components"]
    peer = influence_graph(graph).to_networkx()
    people = [node.id for node in graph.nodes if node.kind is NodeKind.ORGANISATION]
    without = peer.subgraph(set(peer) - set(people))
    for name, subgraph in (("with_organisations", peer), ("without_organisations", without)):
        expected = [
            sorted(component)
            for component in nx.strongly_connected_components(subgraph)
            if len(component) > 1 or subgraph.has_edge(*[next(iter(component))] * 2)
        ]
        assert sorted(numbers[name]) == sorted(expected)
        assert [len(c) for c in numbers[name]] == sorted(map(len, expected), reverse=True)


def test_the_text_tells_the_same(run: Run) -> None:
    numbers = json.loads(run("stats", "--format", "json").out)
    text = run("stats").out
    assert f"Nodes: {numbers['nodes']['total']}" in text
    assert f"Loops to length 8: {numbers['loops']['total']}" in text
    assert "without organisations" in text


def test_a_graph_without_anything(folder: Folder, run: Run) -> None:
    outcome = run("stats", "--data", folder(nodes="id\n", edges="source,relation,target\n"))
    assert outcome.code == 0
    assert "Loops to length 8: 0" in outcome.out


def test_reviews_and_dates_are_counted(graph: KnowledgeGraph, run: Run) -> None:
    numbers = json.loads(run("stats", "--format", "json").out)
    last = {review.edge: str(review.verdict) for review in graph.reviews}
    reviews = numbers["reviews"]
    assert reviews["verdict"] == dict(Counter(last.values()))
    assert reviews["edges"] + reviews["edges_without"] == len(graph.edges)
    assert numbers["references"]["latest"] == max(r.published for r in graph.references)
    assert numbers["edges"]["with_one_reference"] == sum(
        len(edge.references) == 1 for edge in graph.edges
    )
    assert numbers["references"]["with_identifier"] == sum(
        bool(r.doi or r.arxiv) for r in graph.references
    )
    dated = [reference.published for reference in graph.references if reference.published]
    text = run("stats").out
    assert f"with a date: {len(dated)} of {len(graph.references)} (" in text
    assert f"edges with a review: {len(last)} of {len(graph.edges)}" in text
    assert f"to {numbers['references']['latest']}" in text


def test_the_last_verdict_of_an_edge_counts(folder: Folder, run: Run) -> None:
    reviews = (
        "edge,date,verdict\n"
        "a--improves--b,2026-01-03,confirmed\n"
        "a--improves--b,2026-01-02,weakened\n"
    )
    numbers = json.loads(run("stats", "--format", "json", "--data", folder(reviews=reviews)).out)
    assert numbers["reviews"] == {
        "total": 2,
        "edges": 1,
        "edges_without": 1,
        "verdict": {"confirmed": 1},
        "earliest": "2026-01-02",
        "latest": "2026-01-03",
    }


def test_coverage_is_that_of_the_table(run: Run) -> None:
    with (data_folder() / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    report = json.loads(run("stats", "--coverage", "--format", "json").out)
    assert [row["title"] for row in report["examples"]] == [row["title"] for row in rows]
    text = run("stats", "--coverage").out
    for name, share in report["lists"].items():
        own = [row for row in rows if row["list"] == name]
        covered = sum(bool(row["ids"]) for row in own)
        assert share == {"total": len(own), "covered": covered}
        assert f"{name}: {covered} of {len(own)} (" in text
    assert all(row["title"] in text and row["reason"] in text for row in rows)


def test_there_is_no_coverage_without_a_table(folder: Folder, run: Run) -> None:
    outcome = run("stats", "--coverage", "--data", folder())
    assert outcome.code == 2
    assert "cannot read" in outcome.err
