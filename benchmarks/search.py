"""How fast `find_loops` is against networkx, on the same graphs in the same process.

The numbers of loops must agree. A ring of n diamonds has 2**n ways round, all one step longer than
the bound: there networkx takes exponential time (networkx issue 8737), so n is small.
"""

from __future__ import annotations

import random
import statistics
import time

import networkx as nx

from rsigraph import KnowledgeGraph, find_loops, influence_graph, read_graph
from rsigraph.influence import InfluenceGraph

ROUNDS = 3


def random_graph(nodes: int, edges: int, seed: int = 1) -> InfluenceGraph:
    dice = random.Random(seed)
    pairs = {(dice.randrange(nodes), dice.randrange(nodes)) for _ in range(edges)}
    return from_pairs(sorted(pairs))


def from_pairs(pairs: list[tuple[int, int]]) -> InfluenceGraph:
    triples = [(f"{a:06}", "improves", f"{b:06}") for a, b in pairs]
    return influence_graph(KnowledgeGraph.from_edges(triples))


def diamonds(count: int) -> InfluenceGraph:
    pairs = [(3 * count, 0)]
    for i in range(0, 3 * count, 3):
        pairs += [(i, i + 1), (i, i + 2), (i + 1, i + 3), (i + 2, i + 3)]
    return from_pairs(pairs)


CASES: dict[str, tuple[InfluenceGraph, int | None]] = {
    "shipped data, length 8": (influence_graph(read_graph()), 8),
    "shipped data, every edge, no bound": (influence_graph(read_graph(), carries="no"), None),
    "random, 30 nodes, 90 edges, no bound": (random_graph(30, 90), None),
    "random, 300 nodes, 900 edges, length 7": (random_graph(300, 900), 7),
    "random, 1,000 nodes, 4,000 edges, length 6": (random_graph(1000, 4000), 6),
    "ring of 10 diamonds, length 20": (diamonds(10), 20),
    "ring of 14 diamonds, length 28": (diamonds(14), 28),
}


def count_ours(influence: InfluenceGraph, bound: int | None) -> int:
    return len(find_loops(influence, max_length=bound))


def count_theirs(peer: nx.DiGraph[str], bound: int | None) -> int:
    return sum(1 for _ in nx.simple_cycles(peer, length_bound=bound))


def main() -> None:
    for name, (influence, bound) in CASES.items():
        peer = influence.to_networkx()
        ratios = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ours = count_ours(influence, bound)
            halfway = time.perf_counter()
            theirs = count_theirs(peer, bound)
            ratios.append((time.perf_counter() - halfway) / (halfway - began))
        verdict = "agree" if ours == theirs else f"DISAGREE: networkx finds {theirs:,}"
        print(
            f"{name:45} {ours:>9,} loops  {statistics.median(ratios):8.1f} times as fast  {verdict}"
        )


if __name__ == "__main__":
    main()
