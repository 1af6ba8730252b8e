from __future__ import annotations

import json

import networkx as nx

from rsigraph import KnowledgeGraph, influence_graph
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
