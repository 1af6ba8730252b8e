"""Graphs and loops show themselves in a notebook, without a network."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

from rsigraph import Edge, KnowledgeGraph, Node, Reference, find_loops, influence_graph, sort_loops
from rsigraph.export.html import notebook
from tests.page.conftest import Open

# As a notebook shows an output: in the midst of a page of its own.
AROUND = (
    "<!doctype html><html data-ready><head><meta charset={charset}></head>"
    "<body><div class=output>{output}</div></body></html>"
)


def test_a_graph_shows_its_page_in_a_closed_frame(
    open_page: Open, tmp_path: Path, graph: KnowledgeGraph
) -> None:
    # A saved notebook may be read in another encoding than it was written in.
    for shown, charset in ((graph, "utf-8"), (influence_graph(graph), "windows-1252")):
        markup = shown._repr_html_()
        assert markup is not None
        path = tmp_path / f"{charset}.html"
        path.write_text(AROUND.format(charset=charset, output=markup), encoding="utf-8")
        page = open_page(path=path)
        frame = page.frame_locator("iframe")
        frame.locator("html[data-ready]").wait_for(state="attached")
        frame.locator(".loop").first.click()
        assert frame.locator("#details a[href^=http]").count() > 0
        assert page.evaluate("document.querySelector('iframe').contentDocument") is None
        frame.locator(".back").click()
        frame.locator("#theme").click()
        total = len(find_loops(influence_graph(graph)))
        assert frame.locator("#count").inner_text().startswith(f"{total} of {total} loops")


def test_a_loop_shows_a_ring_and_its_sources(
    open_page: Open, tmp_path: Path, graph: KnowledgeGraph
) -> None:
    for loop in sort_loops(find_loops(influence_graph(graph))):
        markup = loop._repr_html_()
        assert markup is not None
        drawing = markup[markup.index("<svg") : markup.index("</svg>") + 6]
        root = ET.fromstring(drawing)
        assert len([e for e in root if e.tag == "circle"]) == len(loop) + 1
        assert len([e for e in root if e.tag == "path"]) == len(loop)
    path = tmp_path / "loop.html"
    path.write_text(AROUND.format(charset="utf-8", output=markup), encoding="utf-8")
    page = open_page(path=path)
    text = page.inner_text("body")
    for hop in loop.hops:
        for edge in hop.edges:
            assert " ".join(edge.summary.split()) in " ".join(text.split())
    assert page.locator("svg").is_visible()


def test_a_loop_of_hostile_data_is_text() -> None:
    bad = "<script>alert(1)</script>"
    graph = KnowledgeGraph(
        nodes=[Node("a", label=bad)],
        edges=[Edge("e", "a", "improves", "a", summary=bad, references=("r", "s"))],
        references=[Reference("r", title=bad, url="javascript:alert(1)"), Reference("s", url="https://example.org/\"x")],
    )  # fmt: skip
    (loop,) = find_loops(influence_graph(graph))
    tags: list[str] = []
    links: list[str | None] = []

    class Parts(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            links.extend(value for name, value in attrs if name == "href")

    markup = loop._repr_html_()
    assert markup is not None
    Parts().feed(markup)
    assert "script" not in tags
    assert links == ['https://example.org/"x']


def test_what_is_too_large_for_a_notebook_is_text() -> None:
    graph = KnowledgeGraph.from_edges(
        (f"n{number}", "improves", f"m{number}") for number in range(notebook.MOST_SHOWN // 3 + 1)
    )
    assert graph._repr_html_() is None
