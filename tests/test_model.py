from __future__ import annotations

from decimal import Decimal

import pytest

from rsigraph import DataError, Edge, KnowledgeGraph, Node, Reference, UnknownNameError
from rsigraph.errors import UnknownTermError
from rsigraph.vocabulary import Carries, Evidence, NodeKind

FAMILY = KnowledgeGraph(
    nodes=[
        Node("tpu", "TPU"),
        Node("tpu-v5e", introduced="2023-08", lineage="tpu-v5"),
        Node("tpu-v5", introduced="2023", lineage="tpu"),
        Node("tpu-v4", introduced="2021-05", lineage="tpu"),
    ],
    edges=[
        Edge("2", "tpu", "improves", "tpu-v4", references=("r",)),
        Edge("1", "tpu", "runs-on", "tpu-v5e"),
    ],
    references=[Reference("r")],
)


def test_rows_are_sorted_and_found() -> None:
    assert [node.id for node in FAMILY.nodes] == ["tpu", "tpu-v4", "tpu-v5", "tpu-v5e"]
    assert [edge.id for edge in FAMILY.edges_from("tpu")] == ["1", "2"]
    assert [edge.id for edge in FAMILY.edges_to("tpu-v5e")] == ["1"]
    assert [edge.id for edge in FAMILY.edges_citing("r")] == ["2"]
    assert FAMILY.edges_to("tpu-v5") == ()


def test_family_and_versions() -> None:
    assert FAMILY.family("tpu-v5e") == FAMILY.family("tpu") == "tpu"
    assert [node.id for node in FAMILY.versions("tpu")] == ["tpu-v4", "tpu-v5"]


@pytest.mark.parametrize("kind", ["node", "edge", "reference"])
def test_an_unknown_id_is_told_with_a_suggestion(kind: str) -> None:
    with pytest.raises(UnknownNameError, match=f"no {kind} 'zzz'"):
        getattr(FAMILY, kind)("zzz")
    with pytest.raises(UnknownNameError, match="did you mean 'tpu-v5'"):
        FAMILY.edges_from("tpu-v6")


def test_rows_that_make_no_graph_are_all_told() -> None:
    with pytest.raises(DataError) as caught:
        KnowledgeGraph(
            nodes=[Node("a"), Node("a"), Node("b", lineage="c")],
            edges=[Edge("e", "a", "helps", "b", factor=Decimal("0.5"), references=("r",))],
        )
    assert len(caught.value.findings) == 5
    assert "nodes.csv 'b' lineage: no node 'c'" in str(caught.value)


def test_from_edges_numbers_what_is_said_twice() -> None:
    graph = KnowledgeGraph.from_edges([("a", "improves", "b")] * 3)
    assert [edge.id for edge in graph.edges] == [
        "a--improves--b",
        "a--improves--b--2",
        "a--improves--b--3",
    ]
    with pytest.raises(DataError, match="relation: no relation 'helps'"):
        KnowledgeGraph.from_edges([("a", "helps", "b")])


@pytest.mark.parametrize(
    ("since", "until", "as_of", "expected"),
    [
        ("2019", "", "2019", True),
        ("2019-12-31", "", "2019", True),
        ("2020", "", "2019", False),
        ("2019-06", "", "2019-06-01", True),
        ("2019-06", "", "2019-05-31", False),
        ("2019", "", "2019-01-01", True),
        ("2019", "2020-03-01", "2020", False),
        ("2019", "2020-03-01", "2020-02", True),
        ("2019", "2020-06-30", "2020-06", True),
        ("2019", "2020-02-29", "2020-02", True),
        ("2019", "2020-02-28", "2020-02", False),
        ("2019", "2020-03-01", "2020-03-01", True),
        ("2019", "2020", "2020-06-13", True),
        ("2019", "2020", "2021-01-01", False),
        ("", "", "2026", False),
    ],
)
def test_in_force_at_the_end_of_a_date(since: str, until: str, as_of: str, expected: bool) -> None:
    edge = Edge("e", "a", "improves", "b", since=since, until=until)
    assert edge.is_in_force(as_of) is expected


def test_what_an_edge_does_not_say() -> None:
    edge = Edge("e", "a", "improves", "b")
    assert edge.sign == 1
    assert edge.passes_on is Carries.PLAUSIBLE


def test_keep_edges_leaves_the_graph_as_it_was() -> None:
    kept = FAMILY.keep_edges(lambda edge: edge.relation == "improves")
    assert [edge.id for edge in kept.edges] == ["2"]
    assert len(FAMILY.edges) == 2
    assert kept.nodes == FAMILY.nodes


def test_plain_words_are_taken_for_terms() -> None:
    assert Node("lab", kind="organisation").kind is NodeKind.ORGANISATION  # type: ignore[arg-type] # on purpose
    edge = Edge("e", "a", "improves", "b", evidence="deployed", carries="yes")  # type: ignore[arg-type] # on purpose
    assert (edge.evidence, edge.carries) == (Evidence.DEPLOYED, Carries.YES)
    assert type(edge.evidence) is Evidence
    with pytest.raises(UnknownTermError, match="did you mean 'deployed'"):
        Edge("e", "a", "improves", "b", evidence="deploid")  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"since": "soon"}, "since"),
        ({"until": "2022-02-30"}, "until"),
        ({"polarity": "x"}, "polarity"),
    ],
)
def test_nonsense_is_refused_from_python_too(change: dict[str, str], column: str) -> None:
    with pytest.raises(DataError) as caught:
        KnowledgeGraph([Node("a")], [Edge("e", "a", "improves", "a", **change)])  # type: ignore[arg-type] # texts all
    assert [finding.column for finding in caught.value.findings] == [column]


def test_a_long_lineage_takes_linear_time() -> None:
    size = 50_000
    nodes = [Node("n0"), *(Node(f"n{i}", lineage=f"n{i - 1}") for i in range(1, size))]
    graph = KnowledgeGraph(nodes, [])
    assert {graph.family(node.id) for node in graph.nodes} == {"n0"}
