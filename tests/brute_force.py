"""A second way to every loop: straight from the rows and the definitions, with no cleverness.

It shares nothing with rsigraph but the input. Rows are plain dictionaries as in the CSV tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import networkx as nx

Row = dict[str, str]
Hops = set[tuple[str, str]]

EVIDENCE = ["deployed", "measured", "reported", "anecdotal", "hypothesised"]
AUTONOMY = ["autonomous", "human-approved", "human-driven"]
CARRIES = ["yes", "plausible", "no"]


def top(nodes: list[Row], node: str) -> str:
    parents = {row["id"]: row.get("lineage", "") for row in nodes}
    while parents[node]:
        node = parents[node]
    return node


def ends(row: Row) -> tuple[str, str]:
    if row["relation"] == "improves":
        return row["source"], row["target"]
    return row["target"], row["source"]


def all_loops(
    nodes: list[Row],
    edges: list[Row],
    *,
    level: str = "family",
    carries: str = "plausible",
    max_length: int | None = None,
    min_length: int = 1,
    dependency: bool = False,
    rings: Callable[[Hops, int | None], Iterator[tuple[str, ...]]] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return every loop by its id, with all that is said of it."""
    rings = rings or rings_of_permutations
    counted = [
        row
        for row in edges
        if CARRIES.index(row.get("carries") or "plausible") <= CARRIES.index(carries)
    ]
    hops: dict[tuple[str, str], list[Row]] = {}
    for row in counted:
        source, target = ends(row)
        if level == "family":
            source, target = top(nodes, source), top(nodes, target)
        hops.setdefault((source, target), []).append(row)
    loops = {}
    for ring in rings(set(hops), max_length):
        pairs = zip(ring, ring[1:] + ring[:1], strict=True)
        rows = [hops[pair] for pair in pairs]
        improved = any(row["relation"] == "improves" for hop in rows for row in hop)
        if len(ring) >= min_length and (improved or dependency):
            loop = describe(nodes, ring, rows)
            loops[loop["id"]] = loop
    return loops


def rings_of_permutations(hops: Hops, max_length: int | None) -> Iterator[tuple[str, ...]]:
    """Try every order of every set of nodes: for at most seven of them."""
    members = sorted({node for hop in hops for node in hop})
    for length in range(1, min(max_length or len(members), len(members)) + 1):
        for ring in permutations(members, length):
            pairs = zip(ring, ring[1:] + ring[:1], strict=True)
            if ring[0] == min(ring) and hops.issuperset(pairs):
                yield ring


def rings_of_networkx(hops: Hops, max_length: int | None) -> Iterator[tuple[str, ...]]:
    """Ask another library: for the shipped data, which has few loops."""
    graph: nx.DiGraph[str] = nx.DiGraph(hops)
    for ring in nx.simple_cycles(graph, length_bound=max_length):
        first = ring.index(min(ring))
        yield tuple(ring[first:] + ring[:first])


def describe(nodes: list[Row], ring: tuple[str, ...], rows: list[list[Row]]) -> dict[str, Any]:
    kinds = {row["id"]: row.get("kind", "") for row in nodes}
    improving = [[row for row in hop if row["relation"] == "improves"] for hop in rows]
    improving = [hop for hop in improving if hop]

    best = [[EVIDENCE.index(r["evidence"]) for r in hop if r.get("evidence")] for hop in rows]
    weakest = EVIDENCE[max(map(min, best))] if all(best) else None
    dates = [[row["since"] for row in hop if row.get("since")] for hop in rows]
    closed = max(map(min, dates)) if all(dates) else None

    grades = [
        [AUTONOMY.index(r["autonomy"]) for r in hop if r.get("autonomy")] for hop in improving
    ]
    worst = [min(hop) for hop in grades if hop]
    if any(kinds[node] == "organisation" for node in ring) or 2 in worst:
        autonomy = "human-driven"
    elif all(grades) and grades:
        autonomy = AUTONOMY[max(worst)]
    else:
        autonomy = None

    signs = [{-1 if row.get("polarity") == "-" else 1 for row in hop} for hop in rows]
    if any(len(hop) == 2 for hop in signs):
        polarity = "mixed"
    else:
        negative = sum(hop == {-1} for hop in signs)
        polarity = "balancing" if negative % 2 else "reinforcing"

    factors = [[float(r["factor"]) for r in hop if r.get("factor")] for hop in improving]
    gain = None
    if factors and all(factors):
        gain = 1.0
        for hop in factors:
            gain *= min(hop)
    references = [
        {id for r in hop for id in r.get("references", "").split("|") if id} for hop in rows
    ]
    return {
        "id": "loop-" + hashlib.sha256(" ".join(ring).encode("utf-8")).hexdigest()[:12],
        "length": len(ring),
        "nodes": list(ring),
        "edges": [sorted(row["id"] for row in hop) for hop in rows],
        "closed_since": closed,
        "weakest_evidence": weakest,
        "autonomy": autonomy,
        "human": None if autonomy is None else autonomy == "human-driven",
        "support": min(map(len, references)),
        "polarity": polarity,
        "closure": "node" if closes_at_nodes(rows) else "lineage",
        "gain": gain,
        "quantified_hops": sum(bool(hop) for hop in factors),
    }


def closes_at_nodes(rows: list[list[Row]]) -> bool:
    """Try every choice of one edge a hop."""

    def extend(chosen: list[Row]) -> bool:
        if len(chosen) == len(rows):
            chain = [ends(row) for row in chosen]
            return all(a[1] == b[0] for a, b in zip(chain, chain[1:] + chain[:1], strict=True))
        return any(extend([*chosen, row]) for row in rows[len(chosen)])

    return extend([])
