"""Graphs and loops as they show themselves in a notebook, without a network.

A graph is the page in a frame of its own, which may run its script and nothing else of the
notebook's. A loop is a drawing and its story, which need no script.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from rsigraph.export.html.page import render_page
from rsigraph.influence import InfluenceGraph
from rsigraph.loops import Hop, Loop
from rsigraph.measures import AUTONOMY, CLOSED_SINCE, WEAKEST_EVIDENCE
from rsigraph.model import Edge, KnowledgeGraph, Reference
from rsigraph.vocabulary import RELATIONS, Level

# A larger graph would make a notebook that no one can open.
MOST_SHOWN = 20_000

_SIZE, _RADIUS = 380, 120
_COLOUR = "#b3261e"


def graph_repr(graph: KnowledgeGraph | InfluenceGraph) -> str | None:
    """Return a frame with the page of a graph; None for one that is too large for a notebook."""
    facts = graph if isinstance(graph, KnowledgeGraph) else graph.graph
    if len(facts.nodes) + len(facts.edges) > MOST_SHOWN:
        return None
    page = escape(render_page(graph, None, Level.FAMILY, 8, repr(graph).strip("<>")))
    # A notebook saved as a page may not tell its encoding. Read in another one, the scripts would
    # be other scripts than the policy of the page allows.
    text = page.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return (
        f'<iframe srcdoc="{text}" '
        'sandbox="allow-scripts allow-downloads allow-modals allow-popups '
        'allow-popups-to-escape-sandbox" '
        'title="Graph of feedback loops" loading="lazy" '
        'style="width:100%;height:640px;border:1px solid #ccc;border-radius:8px"></iframe>'
    )


def loop_repr(loop: Loop) -> str:
    """Return a loop as a ring and the story of its hops, with links to their sources."""
    return "".join(_loop(loop))


def _loop(loop: Loop) -> Iterator[str]:
    chain = loop.label
    facts = (
        f"closed since {CLOSED_SINCE.of(loop) or 'an unknown date'}",
        f"weakest evidence: {WEAKEST_EVIDENCE.of(loop) or 'not graded'}",
        str(AUTONOMY.of(loop) or "part of people not known"),
        loop.id,
    )
    yield '<div style="display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start">'
    yield "".join(_ring(loop, chain))
    yield '<div style="flex:1;min-width:20em;max-width:46em">'
    yield f"<p><strong>{escape(chain)}</strong><br>{escape('; '.join(facts))}</p><ol>"
    for hop in loop.hops:
        yield "".join(_hop(loop.graph, hop))
    yield "</ol></div></div>"


def _ring(loop: Loop, chain: str) -> Iterator[str]:
    """Draw the nodes on a circle with an arrow from each to the next."""
    count, middle = len(loop), _SIZE / 2
    yield (
        f'<svg role="img" width="{_SIZE}" height="{_SIZE}" viewBox="0 0 {_SIZE} {_SIZE}" '
        f'style="font:12px sans-serif"><title>{escape(chain)}</title>'
    )
    yield (
        f'<circle cx="{middle}" cy="{middle}" r="{_RADIUS}" fill="none" stroke="{_COLOUR}" '
        'stroke-width="2"/>'
    )
    for index, node in enumerate(loop.nodes):
        angle = 2 * math.pi * index / count - math.pi / 2
        # The arrow stands halfway to the next node, along the circle.
        on = angle + math.pi / count
        x, y = middle + _RADIUS * math.cos(on), middle + _RADIUS * math.sin(on)
        turn = math.degrees(on) + 90
        yield (
            f'<path d="M8 0L-6 5.5V-5.5Z" fill="{_COLOUR}" '
            f'transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})"/>'
        )
        x, y = middle + _RADIUS * math.cos(angle), middle + _RADIUS * math.sin(angle)
        name = loop.graph.node(node).name
        label = name if len(name) <= 22 else name[:21] + "…"
        down = -12 if math.sin(angle) < 0 else 22
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#1f6fb4"/>'
        yield (
            f'<text x="{x:.1f}" y="{y + down:.1f}" text-anchor="middle" fill="currentColor">'
            f"{escape(label)}<title>{escape(name)}</title></text>"
        )
    yield "</svg>"


def _hop(graph: KnowledgeGraph, hop: Hop) -> Iterator[str]:
    yield "<li>"
    for edge in hop.edges:
        facts = (edge.since, edge.evidence, edge.autonomy)
        told = ", ".join(str(fact) for fact in facts if fact)
        yield f"<p><strong>{escape(_sentence(graph, edge))}</strong> ({escape(told or 'ungraded')})"
        yield f"<br>{escape(edge.summary)}" if edge.summary else ""
        for id in edge.references:
            yield f"<br>- {_cited(graph.reference(id))}"
        yield "</p>"
    yield "</li>"


def _sentence(graph: KnowledgeGraph, edge: Edge) -> str:
    relation = RELATIONS[edge.relation].label
    return f"{graph.node(edge.source).name} {relation} {graph.node(edge.target).name}"


def _cited(reference: Reference) -> str:
    title = escape(reference.title or reference.id)
    after = ", ".join(part for part in (reference.publisher, reference.published) if part)
    # Nothing but the web may be linked to, whatever the data says.
    if reference.url.lower().startswith(("https://", "http://")):
        title = f'<a href="{escape(reference.url)}" rel="noopener noreferrer">{title}</a>'
    return f"{title}. {escape(after)}" if after else title
