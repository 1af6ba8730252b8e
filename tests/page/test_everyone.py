"""For everyone: keyboard, screen readers, calm motion, phones; and what can be taken away."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Download, Page, expect

from rsigraph import KnowledgeGraph, find_loops, influence_graph, sort_loops
from rsigraph.export import to_record
from rsigraph.measures import MEASURES
from tests.conftest import Run
from tests.page.conftest import Open, count, listed, settle

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
VIEWS = (
    "#",
    "#loop=loop-6782c1e1e95b",
    "#node=gemini&versions=gemini",
    "#tables=yes&evidence=deployed&as-of=2012",
    "#autonomy=autonomous&as-of=2020&through=alphazero",
)


def test_axe_finds_nothing(page: Page) -> None:
    page.evaluate(AXE)
    for address in VIEWS:
        page.goto(f"{page.url.split('#')[0]}{address}")
        settle(page)
        assert found_by_axe(page) == [], address
        # What differs in the dark is colour.
        page.click("#theme")
        assert found_by_axe(page, "color-contrast") == [], address
        page.click("#theme")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_with_all_opened(open_page: Open, scheme: str) -> None:
    page = open_page(width=390, height=844, color_scheme=scheme, has_touch=True)
    page.click("#legend summary")
    page.click("#more-filters summary")
    page.fill("#search", "deep")
    # By the debugger, past the policy of the page, which lets no other script in.
    page.evaluate(AXE)
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    page.click("#help-button")
    assert found_by_axe(page) == []


def found_by_axe(page: Page, *rules: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "only => axe.run({runOnly: only}).then(r => r.violations.map("
        "v => ({id: v.id, nodes: v.nodes.map(n => n.html + n.failureSummary)})))",
        list(rules or RULES),
    )
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_what_is_painted_has_contrast(page: Page) -> None:
    """Where axe-core cannot look: 4.5 for text, 3 for shapes and for the lines of loops."""
    for theme in page.evaluate("Object.values(rsigraph.themes)"):
        for ground in (theme["paper"], theme["island"]):
            for colour in (theme["ink"], theme["faint"], theme["accent"]):
                assert contrast(colour, ground) >= 4.5
            for colour in (*theme["kinds"].values(), theme["line"], theme["bad"]):
                assert contrast(colour, ground) >= 3, (colour, ground)


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(e => e.id || e.dataset.hide || e.dataset.relation || e.dataset.evidence || e.dataset.loop || e.name || e.tagName)(document.activeElement)"
            )
        )
    for id in (
        "search",
        "show-tables",
        "save",
        "theme",
        "model",
        "runs-on",
        "deployed",
        "graph-frame",
        "zoom-in",
        "physics",
        "play",
        "year",
        "autonomy",
    ):
        assert id in reached, id
    assert any(id.startswith("loop-") for id in reached)
    focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focus != "none"


def test_the_name_of_a_loop_says_what_makes_what_better(page: Page) -> None:
    nodes = page.evaluate("rsigraph.data.loops[0].map(n => rsigraph.data.nodes[n].label)")
    name = " makes better ".join(nodes)
    expect(page.locator("#loop-list .loop").first).to_have_accessible_name(
        re.compile(f"^{re.escape(name)} ")
    )


def test_the_list_by_keyboard(page: Page) -> None:
    first = page.locator("#loop-list .loop").first
    first.focus()
    page.keyboard.press("ArrowDown")
    settle(page)
    second = listed(page)[1]
    assert page.evaluate("document.activeElement.dataset.loop") == second["id"]
    assert page.evaluate("rsigraph.lit.lines.length") == second["length"]
    page.keyboard.press("Enter")
    assert page.evaluate("rsigraph.view.loop") == second["id"]
    page.keyboard.press("Escape")
    assert page.evaluate("rsigraph.view.loop") is None
    assert page.evaluate("document.activeElement.dataset.loop") == second["id"]


def test_the_graph_by_keyboard(page: Page) -> None:
    frame = page.locator("#graph-frame")
    frame.focus()
    page.keyboard.press("ArrowRight")
    first = page.evaluate("rsigraph.view.node")
    place = "id => rsigraph.network.getPosition(rsigraph.data.nodes.findIndex(n => n.id === id))"
    for key, axis, sign in (("ArrowRight", "x", 1), ("ArrowUp", "y", -1), ("ArrowLeft", "x", -1)):
        before = page.evaluate("rsigraph.view.node")
        page.keyboard.press(key)
        after = page.evaluate("rsigraph.view.node")
        assert after != before
        moved = page.evaluate(place, after)[axis] - page.evaluate(place, before)[axis]
        assert moved * sign > 0
    said = page.inner_text("#announcer")
    assert re.search(r", \d+ loops?$", said)
    assert first
    scale = page.evaluate("rsigraph.network.getScale()")
    page.keyboard.press("+")
    settle(page)
    assert page.evaluate("rsigraph.network.getScale()") > scale
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_be_focused()


def test_the_skip_links_lead_to_the_loops_and_the_tables(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.locator("[data-skip=tables]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#table-loops")).to_be_visible()


def test_the_tables_follow_the_filters(page: Page, graph: KnowledgeGraph) -> None:
    page.click("#show-tables")
    rows = page.locator("#table-loops tbody tr")
    assert rows.count() == len(listed(page))
    page.get_by_role("radio", name=re.compile("^None")).check()
    shown = listed(page)
    assert rows.count() == len(shown)
    ids = page.eval_on_selector_all(
        "#table-loops tbody td:last-child", "all => all.map(cell => cell.textContent)"
    )
    assert ids == [loop["id"] for loop in shown]
    page.evaluate("rsigraph.change({'as-of': '2019'})")
    in_force = [edge for edge in graph.edges if edge.is_in_force("2019")]
    assert page.locator("#table-edges tbody tr").count() == len(in_force)
    drawn = page.evaluate("rsigraph.drawn.nodes.length")
    assert page.locator("#table-nodes tbody tr").count() == drawn
    page.locator("#table-loops tbody button").first.click()
    expect(page.locator("#details h2")).to_be_focused()


def test_changes_are_said_to_screen_readers(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("^Drive")).check()
    assert page.inner_text("#announcer") == count(page)
    assert page.locator("#announcer").get_attribute("aria-live") == "polite"


def test_motion_is_only_for_those_who_like_it(open_page: Open) -> None:
    for motion, is_moving in (("reduce", False), ("no-preference", True)):
        page = open_page(reduced_motion=motion)
        scale = "rsigraph.network.getScale()"
        before = page.evaluate(scale)
        # Before the page has had time for anything else.
        at_once = page.evaluate(f"(document.getElementById('zoom-in').click(), {scale})")
        assert (at_once < before * 1.29) == is_moving
        for _ in range(100):
            if page.evaluate(scale) > before * 1.29:
                break
            page.wait_for_timeout(50)
        assert page.evaluate(scale) == pytest.approx(before * 1.3)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_years_below_the_slider_keep_apart(open_page: Open, width: int, height: int) -> None:
    page = open_page(width=width, height=height)
    marks = page.eval_on_selector_all(
        "#year-marks span",
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())"
        ".map(box => [box.left, box.right])",
    )
    assert len(marks) > 1
    assert all(one[1] < other[0] for one, other in pairwise(marks))


def test_a_phone_shows_everything_without_scrolling_sideways(open_page: Open) -> None:
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#loop-list .loop").first.tap()
    heading = page.locator("#details h2").bounding_box()
    canvas = page.locator("#canvas").bounding_box()
    assert heading and canvas
    assert 0 <= canvas["y"] < heading["y"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.eval_on_selector_all(
        "button, select, summary, input[type=range]",
        "all => all.filter(e => e.checkVisibility() && !e.matches('.as-link, .node-link'))"
        ".filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)",
    )
    assert [control for control in small if 'id="year"' not in control] == []


def save(page: Page, id: str) -> tuple[Download, bytes]:
    page.click("#save")
    with page.expect_download() as waiting:
        page.click(f"#{id}")
    download = waiting.value
    return download, Path(download.path()).read_bytes()


def test_pictures_are_of_the_view(page: Page) -> None:
    page.evaluate("rsigraph.change({loop: rsigraph.listed[3].id})")
    settle(page)
    download, png = save(page, "save-png")
    assert download.suggested_filename == "rsigraph.png"
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    canvas = page.locator("#canvas").bounding_box()
    assert canvas
    assert (width, height) == pytest.approx((canvas["width"], canvas["height"]), abs=1)
    _, drawing = save(page, "save-svg")
    root = ET.fromstring(drawing)
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    for node in page.evaluate("rsigraph.lit.nodes.map(n => rsigraph.data.nodes[n].label)"):
        assert node in texts
    assert b"<script" not in drawing


def test_the_picture_has_every_line_mark_and_island(page: Page) -> None:
    svg = "{http://www.w3.org/2000/svg}"
    for year in (None, "2019"):
        page.evaluate(f"rsigraph.change({{'as-of': {json.dumps(year)}}})")
        settle(page)
        root = ET.fromstring(save(page, "save-svg")[1])
        (world,) = (element for element in root if element.tag == f"{svg}g")
        paths = [element for element in world if element.tag == f"{svg}path"]
        theme = page.evaluate("rsigraph.themes.light")
        lines = page.evaluate("rsigraph.drawn.lines")
        drawn = [path for path in paths if path.get("fill") == "none"]
        assert len(drawn) == len(lines)
        dashed = [path for path in drawn if path.get("stroke-dasharray") == "6 4"]
        assert len(dashed) == sum(line["dashed"] and line["counts"] for line in lines)
        marks = [e for e in world if e.tag == f"{svg}circle" and e.get("fill") == theme["bad"]]
        assert len(marks) == sum(line["negative"] for line in lines)
        circuits = page.evaluate("rsigraph.data.circuits")
        through = page.evaluate("rsigraph.data.loops")
        ids = page.evaluate("rsigraph.data.ids")
        listed_now = {loop["id"] for loop in listed(page)}
        on_loops = {
            node for id, loop in zip(ids, through, strict=True) if id in listed_now for node in loop
        }
        islands = [path for path in paths if path.get("fill") == theme["island"]]
        assert len(islands) == sum(len(on_loops.intersection(circuit)) > 1 for circuit in circuits)


def test_tables_to_take_away_are_those_of_the_command_line(
    page: Page, graph: KnowledgeGraph, run: Run
) -> None:
    page.get_by_role("radio", name=re.compile("^Approve")).check()
    loops = sort_loops(find_loops(influence_graph(graph)))
    records = [
        to_record(loop) for loop in loops if MEASURES["autonomy"].of(loop) == "human-approved"
    ]
    _, text = save(page, "save-json")
    document = json.loads(text)
    assert document["returned"] == len(records)
    for shown, record in zip(document["loops"], records, strict=True):
        assert list(shown) == list(record)
        gain = record.pop("gain")
        assert shown.pop("gain") == (None if gain is None else pytest.approx(gain, rel=1e-9))
        assert shown == record
    _, text = save(page, "save-csv")
    rows = list(csv.reader(io.StringIO(text.decode())))
    expected = run("cycles", "--autonomy", "human-approved", "--format", "csv").out
    wanted = list(csv.reader(io.StringIO(expected)))
    place = wanted[0].index("gain")
    assert [row[:place] + row[place + 1 :] for row in rows] == [
        row[:place] + row[place + 1 :] for row in wanted
    ]


def test_a_citation_can_be_copied(open_page: Open, graph: KnowledgeGraph) -> None:
    page = open_page("#loop=loop-6782c1e1e95b", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy citation").click()
    text = page.input_value("#citation-text")
    assert "loop-6782c1e1e95b" in text and "AlphaEvolve" in text
    assert "https://" in text
    page.click("#copy")
    expect(page.locator("#citation-done")).to_have_text("Copied.")
    page.keyboard.press("Escape")
    expect(page.locator("#citation")).to_be_hidden()
    page.click("#save")
    page.click("#save-citation")
    assert page.input_value("#citation-text").startswith("rsigraph contributors.")


def test_on_paper_there_is_the_view_and_every_listed_loop(open_page: Open) -> None:
    page = open_page("#autonomy=autonomous", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#print svg").first).to_be_visible()
    assert page.locator("#print tbody tr").count() == len(listed(page))
    expect(page.locator("#stage")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert len(page.pdf()) > 10_000
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
