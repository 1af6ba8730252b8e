"""How fast `find_loops` is against its peers, and whether they find the same loops.

`python benchmarks/peers.py` is all. It makes the virtual environment `.venv-benchmarks` with this
checkout and the peers from PyPI, and measures there; graph-tool, which is not on PyPI, is used
where a Python can import it, and a plain search in C where there is a compiler. Three rules keep
the numbers fair:

- Every engine runs in a process of its own, on the same pairs of numbers, from a graph built anew
  in its own form that nothing was asked of before. What an engine works out about a graph on first
  use is part of its time; building the graph is not.
- They take turns, ours and a peer, again and again, so that a ratio holds when the machine's speed
  drifts. A peer that has used up its time is stopped and said to be.
- All loops are listed, none just counted; each engine gives them in the form that costs it least:
  an iterator is used up without keeping what it yields.
"""

from __future__ import annotations

import argparse
import functools
import gc
import hashlib
import importlib.metadata
import importlib.util
import itertools
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-benchmarks"
# Of plain.c, made when it is measured.
PLAIN = Path(__file__).with_name("plain.so")
# What to install, by the name to import.
PEERS = {
    "igraph": "igraph>=0.11.9",
    "matplotlib": "matplotlib>=3.9",
    "networkx": "networkx>=3.2",
    "rustworkx": "rustworkx>=0.17",
}
LEAST_ROUNDS = 5
# Quick cases take more rounds, since noise weighs more on them.
MOST_ROUNDS = 25
QUICK_SECONDS = 4.0
# Who is not done by then with a graph of a few hundred nodes and loops never will be.
FAMILY_CAP = 10.0

Pairs = Sequence[tuple[int, int]]


# The graphs: simple and without self-loops, so that a loop means the same to every engine.


@dataclass(frozen=True)
class Question:
    """What is asked of an engine: all loops of `pairs`, or only those through one node."""

    pairs: Pairs
    bound: int | None = None
    through: int | None = None


@dataclass(frozen=True)
class Case:
    """A question with its name; made only when its turn comes."""

    name: str
    ask: Callable[[], Question]


@dataclass(frozen=True)
class Family:
    """A question that grows: `ask(n)` has few loops, or none, and exponentially many paths."""

    name: str
    ask: Callable[[int], Question]
    sizes: Sequence[int] = (8, 16, 32, 64, 128, 256)


def distinct(draw: Callable[[], Sequence[int]], edges: int) -> Pairs:
    """Draw pairs of two different nodes until there are `edges` different ones."""
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        source, target = draw()
        if source != target:
            pairs.add((source, target))
    return sorted(pairs)


def uniform(nodes: int, edges: int, seed: int) -> Pairs:
    dice = random.Random(seed)
    return distinct(lambda: (dice.randrange(nodes), dice.randrange(nodes)), edges)


def power_law(nodes: int, edges: int, seed: int) -> Pairs:
    """Node i is drawn with weight (i + 1) ** -0.8, at either end, so that hubs lead to hubs."""
    dice = random.Random(seed)
    weights = [(node + 1) ** -0.8 for node in range(nodes)]
    return distinct(lambda: dice.choices(range(nodes), weights, k=2), edges)


def shipped() -> Pairs:
    from rsigraph import influence_graph, read_graph

    peer = influence_graph(read_graph(), carries="no").to_networkx()
    place = {node: i for i, node in enumerate(sorted(peer))}
    return sorted((place[a], place[b]) for a, b in peer.edges() if a != b)


def diamonds(count: int, first: int = 0) -> list[tuple[int, int]]:
    """Return a chain of diamonds: 2 ** count ways from `first` to `first + 3 * count`."""
    pairs = []
    for a in range(first, first + 3 * count, 3):
        pairs += [(a, a + 1), (a, a + 2), (a + 1, a + 3), (a + 2, a + 3)]
    return pairs


def ring_of_diamonds(count: int) -> Question:
    """Each of the 2 ** count ways round is one step longer than the bound: there is no loop."""
    return Question([*diamonds(count), (3 * count, 0)], bound=2 * count)


def two_way_diamonds(count: int, *, bounded: bool) -> Question:
    """Each diamond leads back to its own start: two loops a diamond.

    Every node is near to the start by the ways back, but all of them are on the path that led
    there. So the distance to the start, which is all that a plain search looks at, prunes nothing.
    """
    back = [(a + 3, a) for a in range(0, 3 * count, 3)]
    return Question(diamonds(count) + back, bound=3 * count if bounded else None)


def dead_ends(count: int) -> Question:
    """One loop through node 0; behind it a lattice from which every way back is taken."""
    back = [(a, 1) for a in range(4, 3 * count + 2, 3)]
    return Question([(0, 1), (1, 0), *diamonds(count, first=1), *back], through=0)


def johnson(k: int) -> Question:
    """The graph of figure 1 in Johnson (1975), 3k loops: the searches before his take longer.

    https://doi.org/10.1137/0204007
    """
    door, hub, last = k + 2, 2 * k + 2, 3 * k + 3
    pairs = [(2 * k + 1, 1), (2 * k + 3, door), (last, hub)]
    for i in range(k):
        pairs += [(1, 2 + i), (2 + i, door)]
        pairs += [(door + i, hub), (door + i, door + i + 1)]
        pairs += [(hub, hub + 1 + i), (hub + 1 + i, last)]
    return Question(sorted(set(pairs)))


CASES = (
    # The seeds are fixed, and so are the numbers of loops.
    Case("power law, 300 nodes, 900 edges, length 7", lambda: Question(power_law(300, 900, 1), 7)),
    Case("power law, 300 nodes, 900 edges, length 9", lambda: Question(power_law(300, 900, 1), 9)),
    Case("random, 30 nodes, 90 edges, no bound", lambda: Question(uniform(30, 90, 3))),
    Case("random, 33 nodes, 104 edges, no bound", lambda: Question(uniform(33, 104, 1))),
    Case("sparse, 1,000 nodes, 4,000 edges, length 7", lambda: Question(uniform(1000, 4000, 1), 7)),
    Case("shipped data, every edge, no bound", lambda: Question(shipped())),
)
FAMILIES = (
    Family("ring of n diamonds, one step longer than the bound", ring_of_diamonds),
    Family("n two-way diamonds, bounded", functools.partial(two_way_diamonds, bounded=True)),
    Family("n two-way diamonds, no bound", functools.partial(two_way_diamonds, bounded=False)),
    Family("n diamonds of dead ends, through one node, no bound", dead_ends),
    Family("Johnson's worst case, k = n, no bound", johnson),
)


# The engines: each builds the graph in its own form and returns the search, still to be run.


def used_up(iterator: Iterable[object]) -> int:
    """Count what comes, without a step of Python for each."""
    counter = itertools.count()
    deque(zip(iterator, counter, strict=False), maxlen=0)
    return next(counter)


def ours(question: Question, threads: int) -> Callable[[], int]:
    from rsigraph import KnowledgeGraph, find_loops, influence_graph

    triples = ((f"{a:04}", "improves", f"{b:04}") for a, b in question.pairs)
    influence = influence_graph(KnowledgeGraph.from_edges(triples))
    through = () if question.through is None else (f"{question.through:04}",)
    return lambda: len(
        find_loops(influence, max_length=question.bound, through=through, threads=threads)
    )


def networkx(question: Question) -> Callable[[], int]:
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph(question.pairs)
    return lambda: used_up(nx.simple_cycles(graph, length_bound=question.bound))


def igraph(question: Question) -> Callable[[], int]:
    import igraph as ig

    graph = ig.Graph(question.pairs, directed=True)
    bound = question.bound or -1
    # `mode` is left out: 1.0 rejects the words that it documents, and the default is "out".
    return lambda: len(graph.simple_cycles(max=bound, output="vpath"))


def rustworkx(question: Question) -> Callable[[], int]:
    import rustworkx as rx

    graph = rx.PyDiGraph()
    graph.extend_from_edge_list(list(question.pairs))
    return lambda: used_up(rx.simple_cycles(graph))


def graph_tool(question: Question) -> Callable[[], int]:
    from graph_tool import Graph
    from graph_tool.topology import all_circuits

    graph = Graph(directed=True)
    graph.add_edge_list(question.pairs)
    return lambda: used_up(all_circuits(graph))


def plain_c(question: Question) -> Callable[[], int]:
    import ctypes

    # The same kind of numbers for the nodes as for ours: what leads to a node, in flat arrays.
    size = 1 + max(node for pair in question.pairs for node in pair)
    forward, backward = flat(size, question.pairs), flat(size, [(b, a) for a, b in question.pairs])
    library = ctypes.CDLL(str(PLAIN))
    library.search.restype = ctypes.c_int64
    library.release()
    return lambda: library.search(size, *forward, *backward, question.bound or size)


def flat(size: int, pairs: Pairs) -> list[Any]:
    """Return where the ends of each node begin, and all ends, as C has them."""
    import ctypes

    starts = [0, *itertools.accumulate(Counter(a for a, _ in pairs)[node] for node in range(size))]
    ends = [b for _, b in sorted(pairs)]
    return [(ctypes.c_int32 * len(numbers))(*numbers) for numbers in (starts, ends)]


@dataclass(frozen=True)
class Engine:
    """A library that lists loops; `package` is what its version is asked of."""

    package: str
    prepare: Callable[[Question], Callable[[], int]]
    takes_bound: bool = False
    takes_through: bool = False

    def understands(self, question: Question) -> bool:
        """Say whether it can be asked that without being asked for more."""
        return (self.takes_bound or question.bound is None) and (
            self.takes_through or question.through is None
        )


def own_engine(threads: int) -> Engine:
    return Engine("rsigraph", functools.partial(ours, threads=threads), True, True)


OURS = {
    "rsigraph, 1 thread": own_engine(1),
    "rsigraph, 2 threads": own_engine(2),
}
THEIRS = {
    "networkx": Engine("networkx", networkx, takes_bound=True),
    "igraph": Engine("igraph", igraph, takes_bound=True),
    "rustworkx": Engine("rustworkx", rustworkx),
    "graph-tool": Engine("graph_tool", graph_tool),
    "plain C": Engine("plain C", plain_c, takes_bound=True),
}
ENGINES = OURS | THEIRS


def work(name: str) -> None:
    """Be the process of an engine: a question on the first line, a measurement for each further."""
    engine = ENGINES[name]
    engine.prepare(Question([(0, 1), (1, 2), (2, 0)]))()  # Loads what is loaded late.
    asked = json.loads(sys.stdin.readline())
    question = Question(**asked | {"pairs": [(a, b) for a, b in asked["pairs"]]})
    for _ in sys.stdin:
        search = engine.prepare(question)
        # A host may have taken back what the last round freed: that is not to be waited for below.
        memory = bytearray(b"\1") * (1 << 29)
        del memory
        gc.collect()
        gc.disable()
        began = time.perf_counter()
        loops = search()
        seconds = time.perf_counter() - began
        gc.enable()
        print(json.dumps({"loops": loops, "seconds": seconds}), flush=True)


@dataclass
class Runner:
    """An engine at work on one question, and what came of it."""

    name: str
    command: Sequence[str]
    question: Question
    cap: float
    loops: int | None = None
    seconds: list[float] = field(default_factory=list)
    # Why it ended without an answer.
    trouble: str = ""
    # This engine's seconds by those of ours in the same round, for each of ours.
    ratios: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            [*self.command, __file__, "--worker", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )
        self._tell(json.dumps(asdict(self.question)))

    def run(self) -> None:
        """Measure once more, within the cap."""
        if self.trouble:
            return
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(self.cap, stop)
        timer.start()
        self._tell("")
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        timer.cancel()
        if answer:
            measured = json.loads(answer)
            self.loops = measured["loops"]
            self.seconds.append(measured["seconds"])
        elif late.is_set():
            self.trouble = f"stopped after {self.cap:g} s"
        else:
            self._complaints.seek(0)
            self.trouble = "failed: " + (self._complaints.read().strip() or "?").splitlines()[-1]

    def goes_on(self) -> bool:
        """Say whether one more round fits into the time it has for the question."""
        last = self.seconds[-1] if self.seconds else 0.0
        return not self.trouble and sum(self.seconds) + last <= self.cap

    def compare(self, mine: Runner) -> None:
        """Note the ratio of the round that both have just run."""
        if not (self.trouble or mine.trouble):
            self.ratios.setdefault(mine.name, []).append(self.seconds[-1] / mine.seconds[-1])

    def close(self) -> None:
        """End the process, which waits for one more round or hangs in one."""
        self._process.kill()
        self._process.communicate()
        self._complaints.close()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # It has died; `run` reads why.


Commands = Mapping[str, Sequence[str]]


def measure(question: Question, engines: Commands, cap: float) -> list[Runner]:
    """Ask the engines that understand the question, ours first."""
    runners = [
        Runner(name, command, question, cap)
        for name, command in engines.items()
        if ENGINES[name].understands(question)
    ]
    try:
        mine = [runner for runner in runners if runner.name in OURS]
        take_turns(mine, [runner for runner in runners if runner.name not in OURS])
    finally:
        for runner in runners:
            runner.close()
    return runners


def take_turns(mine: Sequence[Runner], peers: Sequence[Runner]) -> None:
    """Run ours, a peer, ours, the next peer, round after round, while there is time."""
    began = time.perf_counter()
    for turn in range(MOST_ROUNDS):
        if turn >= LEAST_ROUNDS and time.perf_counter() - began > QUICK_SECONDS:
            return
        active = [peer for peer in peers if peer.goes_on()]
        if turn and not (all(runner.goes_on() for runner in mine) and (active or not peers)):
            return
        if not peers:
            for runner in mine:
                runner.run()
        for peer in active:
            for runner in mine:
                runner.run()
            peer.run()
            for runner in mine:
                peer.compare(runner)


# What came of it, in words.


def spread(values: Sequence[float], form: Callable[[float], str]) -> str:
    middle = form(statistics.median(values))
    return f"{middle} ({form(min(values))} to {form(max(values))})"


def as_rate(value: float) -> str:
    """Write loops per second.

    >>> as_rate(1234567), as_rate(1234)
    ('1.23 M/s', '1.23 k/s')
    """
    unit, scale = ("M/s", 1e6) if value >= 1e5 else ("k/s", 1e3)
    return f"{as_number(value / scale)} {unit}"


def as_time(value: float) -> str:
    return f"{as_number(value)} s" if value >= 0.1 else f"{as_number(1000 * value)} ms"


def as_number(value: float) -> str:
    """Write three digits, which is more than the noise allows.

    >>> as_number(0.01234), as_number(1.234), as_number(12.34), as_number(1234.5)
    ('0.0123', '1.23', '12.3', '1,234')
    """
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{2 - math.floor(math.log10(value))}f}" if value > 0 else "0"


def agreed(runners: Sequence[Runner]) -> int | None:
    """Return the number of loops that most engines find; ours has one vote for each answer."""
    votes = {
        (ENGINES[runner.name].package, runner.loops): runner.loops
        for runner in runners
        if runner.loops is not None
    }
    found = Counter(votes.values())
    return found.most_common(1)[0][0] if found else None


def verdict(runner: Runner, right: int | None) -> str:
    if runner.loops is None or runner.loops == right:
        return runner.trouble
    return f"DIFFERS: finds {runner.loops:,}, most find {right:,}"


def speed(runner: Runner, *, in_seconds: bool) -> str:
    if not runner.seconds:
        return ""
    if in_seconds or not runner.loops:
        return spread(runner.seconds, as_time)
    return spread([runner.loops / seconds for seconds in runner.seconds], as_rate)


def report(runners: Sequence[Runner], *, in_seconds: bool = False) -> None:
    """Print a line for each engine."""
    right = agreed(runners)
    if right is not None:
        print(f"  {right:,} loops")
    for runner in runners:
        ratios = (
            f"{name} / {runner.name} = {spread(ratios, as_number)}"
            for name, ratios in runner.ratios.items()
        )
        parts = [speed(runner, in_seconds=in_seconds), *ratios, verdict(runner, right)]
        rounds = f"rounds: {len(runner.seconds)}" if runner.seconds else ""
        print(f"  {runner.name:20}", "; ".join(filter(None, (*parts, rounds))), flush=True)


Results = Mapping[str, Sequence[Runner]]


def markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head, *body = rows
    for row in (head, ["---", *["---:"] * (len(head) - 1)], *body):
        yield f"| {' | '.join(row)} |"


def speeds_table(results: Results, names: Sequence[str]) -> list[list[str]]:
    rows = [["case", "loops", *names]]
    for case, runners in results.items():
        by_name = {runner.name: runner for runner in runners}
        right = agreed(runners)
        cells = [table_cell(by_name.get(name), right) for name in names]
        rows.append([case, f"{right:,}" if right is not None else "?", *cells])
    return rows


def table_cell(runner: Runner | None, right: int | None) -> str:
    if runner is None:
        return "cannot be asked"
    if not (runner.loops and runner.seconds):
        return runner.trouble
    parts = [as_rate(runner.loops / statistics.median(runner.seconds))]
    if runner.ratios:
        middles = (as_number(statistics.median(ratios)) for ratios in runner.ratios.values())
        parts.append(" and ".join(f"{middle} x" for middle in middles))
    return ", ".join(filter(None, (*parts, verdict(runner, right))))


def growth_table(grown: Mapping[int, Sequence[Runner]]) -> list[list[str]]:
    """Return the time by size and, in the last row, its growth as a power of n.

    The time is the least of all rounds: these are short, and noise only adds.
    """
    names = [runner.name for runner in next(iter(grown.values()))]
    rows = [["n", "loops", *names]]
    times: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    for size, runners in grown.items():
        by_name = {runner.name: runner for runner in runners}
        right = agreed(runners)
        for name, runner in by_name.items():
            if runner.seconds:
                times[name].append((size, min(runner.seconds)))
        cells = [growth_cell(by_name.get(name), right) for name in names]
        rows.append([str(size), f"{right:,}" if right is not None else "?", *cells])
    rows.append(["grows as", "", *(growth(times[name]) for name in names)])
    return rows


def growth_cell(runner: Runner | None, right: int | None) -> str:
    if runner is None:
        return "not tried"
    took = as_time(min(runner.seconds)) if runner.seconds else ""
    return ", ".join(filter(None, (took, verdict(runner, right))))


def growth(points: Sequence[tuple[int, float]]) -> str:
    """Return the power of n with which the time grew over the last two steps.

    >>> growth([(8, 1.0), (16, 4.0), (32, 16.0)])
    'n^2.0'
    """
    if len(points) < 3:
        return "?"
    (small, before), (large, after) = points[-3], points[-1]
    return f"n^{math.log(after / before) / math.log(large / small):.1f}"


def run_cases(cases: Sequence[Case], engines: Commands, cap: float) -> Results:
    results = {}
    for case in cases:
        print(f"\n{case.name}", flush=True)
        results[case.name] = measure(case.ask(), engines, cap)
        report(results[case.name])
    return results


def run_family(family: Family, engines: Commands, cap: float) -> Mapping[int, Sequence[Runner]]:
    """Let it grow; who was stopped is not asked for more."""
    grown = {}
    left = dict(engines)
    for size in family.sizes:
        print(f"\n{family.name}, n = {size}", flush=True)
        runners = grown[size] = measure(family.ask(size), left, min(cap, FAMILY_CAP))
        report(runners, in_seconds=True)
        for runner in runners:
            if runner.trouble:
                del left[runner.name]
        if not left.keys() & OURS.keys():
            break
    return grown


# The plot.

# Okabe and Ito's colours, which stay apart for colour-blind readers, and shapes besides.
LOOKS = {
    "rsigraph, 1 thread": ("#0072b2", "o"),
    "rsigraph, 2 threads": ("#56b4e9", "D"),
    "networkx": ("#e69f00", "s"),
    "igraph": ("#009e73", "^"),
    "rustworkx": ("#d55e00", "v"),
    "graph-tool": ("#cc79a7", "P"),
    "plain C": ("#7a8088", "x"),
}
# As far from white as from the dark background of a page.
GREY = "#7a8088"


def plot(results: Results, file: Path) -> None:
    """Draw loops per second, a row for each case; the background is left to the page."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    # The same measurements make the same file.
    mpl.rcParams.update({"svg.hashsalt": "rsigraph", "font.size": 11, "text.color": GREY})
    # Letters stay letters, in whatever sans-serif the reader has: half the size, and searchable.
    mpl.rcParams.update({"svg.fonttype": "none", "font.family": "sans-serif"})
    figure, axes = plt.subplots(figsize=(9, 1.6 + 0.6 * len(results)), layout="constrained")
    for name, (colour, shape) in LOOKS.items():
        points = [
            (runner.loops / statistics.median(runner.seconds), row)
            for row, runners in enumerate(results.values())
            for runner in runners
            if runner.name == name and runner.loops
        ]
        if points:
            rates, places = zip(*points, strict=True)
            axes.scatter(rates, places, s=90, c=colour, marker=shape, label=name)
    axes.set_xscale("log")
    axes.set_xlabel("loops per second (further right is faster)", color=GREY)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    labels = [name.replace(", ", "\n", 1) for name in results]
    axes.set_yticks(range(len(results)), labels)
    axes.set_ylim(len(results) - 0.5, -0.5)
    axes.tick_params(which="both", colors=GREY)
    axes.grid(axis="both", color=GREY, alpha=0.35, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.legend(loc="outside upper center", ncols=3, frameon=False)
    metadata = {"Date": None} if file.suffix == ".svg" else {}
    figure.savefig(file, transparent=True, dpi=160, metadata=metadata)


# The environment.


def install() -> None:
    """Bring `.venv-benchmarks` up to this checkout, when it is not."""
    stamp = ENVIRONMENT / "installed.txt"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing into {ENVIRONMENT.name}", file=sys.stderr)
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "bin" / "pip").exists():
        try:
            venv.create(ENVIRONMENT, clear=True, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit(
                "peers.py: this Python makes no virtual environment; run `sh setup.sh`, which sees "
                "to that, and then `.venv/bin/python benchmarks/peers.py`"
            )
    # A folder left by an earlier build would lend its old files to the next.
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    outcome = subprocess.run([*pip, ROOT, *PEERS.values()], check=False)
    if outcome.returncode:
        sys.exit(f"peers.py: pip could not install into {ENVIRONMENT.name}")
    stamp.write_text(wanted)


def fingerprint() -> str:
    """Return a digest of all that an install depends on, so that none is measured when stale."""
    digest = hashlib.sha256(repr((sys.version, PEERS)).encode())
    files = [ROOT / "pyproject.toml", ROOT / "setup.py"]
    for folder in ("rsigraph", "data"):
        files += sorted((ROOT / folder).rglob("*"))
    for file in files:
        if file.is_file() and file.parent.name != "__pycache__" and file.suffix != ".so":
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def available(graph_tool_python: str | None) -> dict[str, list[str]]:
    """Return the command that runs each engine, for those that are there."""
    found = {}
    for name, engine in ENGINES.items():
        if name == "plain C":
            if compiled_plain():
                found[name] = [sys.executable]
        elif importlib.util.find_spec(engine.package):
            found[name] = [sys.executable]
        elif name == "graph-tool" and (python := python_with_graph_tool(graph_tool_python)):
            found[name] = [python]
    if graph_tool_python and "graph-tool" not in found:
        sys.exit(f"peers.py: {graph_tool_python} cannot import graph_tool")
    return found


def python_with_graph_tool(given: str | None) -> str | None:
    """Return a Python that can import graph-tool: the one given, or the system's own."""
    python = shutil.which(given) if given else shutil.which("python3", path=os.defpath)
    if python is None:
        return None
    test = [python, "-c", "import graph_tool.topology, sys; sys.exit(sys.version_info < (3, 11))"]
    return None if subprocess.run(test, capture_output=True, check=False).returncode else python


def compiled_plain() -> bool:
    """Compile the plain search; return whether there is what it needs."""
    compiler = shutil.which("cc")
    if compiler is None:
        return False
    source = str(PLAIN.with_suffix(".c"))
    subprocess.run([compiler, "-O3", "-shared", "-fPIC", source, "-o", str(PLAIN)], check=True)
    return True


def version(name: str, python: str) -> str:
    if name == "plain C":
        told = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True)
        return told.stdout.splitlines()[0]
    if name != "graph-tool":
        return importlib.metadata.version(ENGINES[name].package)
    print_it = "import graph_tool; print(graph_tool.__version__.split()[0])"
    return subprocess.run(
        [python, "-c", print_it], capture_output=True, text=True, check=True
    ).stdout.strip()


def introduce(engines: Commands) -> None:
    own = [sys.executable, "-m", "rsigraph", "--version"]
    # Not in the checkout, whose sources would be taken before what is installed.
    told = subprocess.run(own, cwd=ENVIRONMENT, capture_output=True, text=True, check=True)
    print(told.stdout.strip())
    for name in THEIRS:
        if name in engines:
            print(name, version(name, engines[name][0]))
        else:
            print(f"{name} is not here: left out")
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", metavar="TEXT", help="the cases with TEXT in their name")
    parser.add_argument("--cap", type=float, default=60, help="seconds an engine has for a case")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw a .png or .svg as well")
    parser.add_argument("--here", action="store_true", help="use this environment as it is")
    parser.add_argument(
        "--graph-tool", metavar="PYTHON", help="a Python that has graph-tool (or the system's)"
    )
    parser.add_argument("--worker", choices=ENGINES, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    options = arguments()
    if options.worker:
        work(options.worker)
    elif not options.here:
        install()
        python = str(ENVIRONMENT / "bin" / "python")
        os.execv(python, [python, __file__, "--here", *sys.argv[1:]])
    else:
        compare(options)


def compare(options: argparse.Namespace) -> None:
    """Run the cases and the families, and close with the tables."""
    engines = available(options.graph_tool)
    introduce(engines)
    text = options.only or ""
    results = run_cases([case for case in CASES if text in case.name], engines, options.cap)
    families = {
        family.name: run_family(family, engines, options.cap)
        for family in FAMILIES
        if text in family.name
    }
    if results:
        print("\nLoops per second; how many times as fast ours is, by 1 thread and by 2:\n")
        print("\n".join(markdown(speeds_table(results, list(engines)))))
    for name, grown in families.items():
        print(f"\n{name}:\n")
        print("\n".join(markdown(growth_table(grown))))
    if options.plot and results:
        plot(results, options.plot)
    runs = [*results.values(), *(runners for g in families.values() for runners in g.values())]
    if any(r.name in OURS and verdict(r, agreed(runners)) for runners in runs for r in runners):
        sys.exit("\nrsigraph does not find what most engines find, or was stopped")


if __name__ == "__main__":
    main()
