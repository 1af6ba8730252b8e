"""The file: one, offline, closed to the outside, the same every time, and safe with any data."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from rsigraph import (
    Edge,
    KnowledgeGraph,
    Node,
    Reference,
    find_loops,
    influence_graph,
    sort_loops,
    to_html,
)
from rsigraph.export.html.page import SCRIPTS
from tests.conftest import ROOT, Run
from tests.page.conftest import Open, settle

ASSETS = ROOT / "rsigraph" / "export" / "html" / "assets"
HOSTILE = (
    "</script><script>window.stolen = 1</script>",
    "<img src=x onerror='window.stolen = 1'>",
    "\"'><svg onload=window.stolen=1>",
    "<!--<script>",
    "$title ${x} `${window.stolen = 1}`",
    '=HYPERLINK("http://x")',
    "\u2028\u2029 \u202e right to left",
    "javascript:window.stolen=1",
)


class Parts(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def payload_of(text: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert match
    payload: dict[str, Any] = json.loads(match[1])
    for name in ("nodes", "edges", "references"):
        table = payload[name]
        payload[name] = [
            {
                key: value
                for key, value in zip(table["names"], row, strict=True)
                if value is not None
            }
            for row in table["rows"]
        ]
    return payload


def test_the_page_is_one_file_that_names_nothing_outside(shipped: Path) -> None:
    text = shipped.read_text(encoding="utf-8")
    assert len(text.encode()) <= 2_000_000
    parts = Parts(text)
    loading = [(tag, attrs) for tag, attrs in parts.elements if {"src", "srcset"} & attrs.keys()]
    assert loading == []
    assert {attrs.get("href") for tag, attrs in parts.elements if tag == "link"} == {"data:,"}
    (policy,) = (
        attrs["content"]
        for tag, attrs in parts.elements
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert all(word.startswith("'sha256-") for word in rules["script-src"].split())
    assert not re.search(r"https?:|\*", policy)
    assert str(ROOT) not in text


def test_the_licence_of_the_vendored_library_travels_with_it() -> None:
    folder = ASSETS / "vis-network"
    version = re.search(r"@version (\S+)", (folder / "vis-network.min.js").read_text())
    assert version and version[1] in (folder / "README.md").read_text()
    assert "MIT" in (folder / "LICENSE-MIT").read_text()
    assert "Apache License" in (folder / "LICENSE-APACHE-2.0").read_text()


def test_scripts_are_small_and_all_used() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in (ASSETS / "js").iterdir()}
    assert set(files) == set(SCRIPTS)
    assert all(len(text.splitlines()) <= 400 for text in files.values())
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert not any(name in text for text in files.values()), name


def test_bytes_depend_on_the_data_alone(tmp_path: Path, shipped: Path) -> None:
    again = tmp_path / "again.html"
    subprocess.run(
        [sys.executable, "-m", "rsigraph", "graph", "-o", again],
        env={"PYTHONHASHSEED": "1"},
        cwd=tmp_path,
        check=True,
    )
    assert again.read_bytes() == shipped.read_bytes()


def test_the_facts_on_the_page_are_those_of_the_graph(graph: KnowledgeGraph, shipped: Path) -> None:
    payload = payload_of(shipped.read_text(encoding="utf-8"))
    assert [node["id"] for node in payload["nodes"]] == [node.id for node in graph.nodes]
    for record, edge in zip(payload["edges"], graph.edges, strict=True):
        ends = tuple(payload["nodes"][record[end]]["id"] for end in ("source", "target"))
        cited = tuple(payload["references"][place]["id"] for place in record.get("references", ()))
        assert (record["id"], *ends) == (edge.id, edge.source, edge.target)
        assert cited == edge.references
        assert record.get("summary", "") == edge.summary
    loops = sort_loops(find_loops(influence_graph(graph)))
    assert payload["ids"] == [loop.id for loop in loops]


def test_converting_leaves_the_graph_as_it_was(graph: KnowledgeGraph) -> None:
    before = (graph.nodes, graph.edges, graph.references)
    to_html(graph)
    assert (graph.nodes, graph.edges, graph.references) == before


def hostile_graph() -> KnowledgeGraph:
    addresses = (
        "javascript:window.stolen=1",
        "data:text/html,<script>window.stolen=1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        " javascript:window.stolen=1",
        "https://example.org/\"onmouseover='window.stolen=1'",
        "http://example.org/a b",
        "//example.org/x",
    )
    names = [f"n{number}" for number in range(len(HOSTILE))]
    return KnowledgeGraph(
        nodes=[
            Node(name, label=text, description=text, homepage=address, wikidata=text, aliases=(text,))
            for name, text, address in zip(names, HOSTILE, addresses, strict=True)
        ],
        edges=[
            Edge(f"e{number}", name, "improves", names[(number + 1) % len(names)], summary=HOSTILE[number],
                 how=HOSTILE[number], metric=HOSTILE[number], effect=HOSTILE[number], since="2020",
                 references=("r0", f"r{number}"))
            for number, name in enumerate(names)
        ],
        references=[
            Reference(f"r{number}", title=text, authors=text, publisher=text, url=address)
            for number, (text, address) in enumerate(zip(HOSTILE, addresses, strict=True))
        ],
    )  # fmt: skip


def test_hostile_data_is_shown_as_text(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(to_html(hostile_graph(), title=HOSTILE[0]), encoding="utf-8")
    page = open_page(path=path)
    scripts = page.evaluate("document.scripts.length")
    assert page.inner_text("h1") == HOSTILE[0]
    page.click(".loop")
    story = page.inner_text("#details")
    assert all(" ".join(text.split()) in " ".join(story.split()) for text in HOSTILE)
    for number in range(len(HOSTILE)):
        page.evaluate(f"rsigraph.change({{node: 'n{number}', tables: true}})")
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        links = [link for link in links if link != "#"]
        assert links and all(re.match(r"https?://", link) for link in links)
    page.fill("#search", "img")
    page.keyboard.press("Enter")
    assert page.evaluate("window.stolen") is None
    assert page.evaluate("document.scripts.length") == scripts == 3
    assert page.query_selector("img, iframe, object, embed") is None


def test_without_script_the_loops_are_a_table(open_page: Open, graph: KnowledgeGraph) -> None:
    page = open_page(java_script_enabled=False)
    loops = sort_loops(find_loops(influence_graph(graph)))
    rows = page.locator(".without-script tbody tr")
    assert rows.count() == len(loops)
    assert loops[0].id in rows.first.inner_text()
    assert not page.locator("#app").is_visible()


def test_an_address_outside_is_refused_by_the_policy(browser: Browser, shipped: Path) -> None:
    page = browser.new_page()
    page.goto(shipped.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    refused = page.evaluate(
        """async () => {
          const seen = [];
          document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
          await fetch("https://example.org/").catch(() => null);
          const image = new Image(); image.src = "https://example.org/x.png";
          const script = document.createElement("script"); script.textContent = "window.stolen = 1";
          document.body.append(script);
          await new Promise((done) => setTimeout(done, 100));
          return seen;
        }"""
    )
    assert set(refused) == {"connect-src", "img-src", "script-src-elem"}
    assert page.evaluate("window.stolen") is None
    page.close()


def test_the_command_writes_the_page_and_asks_for_a_file(
    run: Run, tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_in_browser(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", open_in_browser)
    target = tmp_path / "loops.html"
    outcome = run("graph", "-o", target, "--open")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert target.read_bytes() == shipped.read_bytes()
    assert opened == [target.as_uri()]
    outcome = run("graph", "--open")
    assert outcome.code == 2
    assert "name a file" in outcome.err
    shorter = run("graph", "--max-length", "2", "--title", "Short").out
    assert "<title>Short</title>" in shorter
    assert payload_of(shorter)["search"]["max_length"] == 2


def test_a_level_or_an_influence_graph_can_be_shown(graph: KnowledgeGraph) -> None:
    influence = influence_graph(graph, level="version")
    payload = payload_of(to_html(graph, level="version"))
    assert set(payload["ids"]) == {loop.id for loop in find_loops(influence)}
    assert len(payload["edges"]) == len(graph.edges)
    payload = payload_of(to_html(influence))
    assert set(payload["ids"]) == {loop.id for loop in find_loops(influence)}
    assert payload["stands_for"] == list(range(len(graph.nodes)))
    assert len(payload["edges"]) == sum(len(edges) for edges in influence.hops.values())
    given = find_loops(influence_graph(graph), max_length=2)
    payload = payload_of(to_html(influence_graph(graph), loops=given))
    assert set(payload["ids"]) == {loop.id for loop in given}


def test_a_graph_of_nothing_has_a_page_too(open_page: Open, tmp_path: Path) -> None:
    for number, graph in enumerate(
        (KnowledgeGraph([], []), KnowledgeGraph.from_edges([("a", "improves", "b")]))
    ):
        path = tmp_path / f"{number}.html"
        path.write_text(to_html(graph), encoding="utf-8")
        page = open_page(path=path)
        settle(page)
        assert page.inner_text("#count").startswith("0 of 0 loops; search complete to length 8")
        assert page.inner_text("#none") == "No loop was found in this graph."
