"""How long `rsigraph cycles` takes from a cold start, against importing its command-line library.

Both are whole processes, run in turn, so that the ratio holds when the machine's speed drifts. The
bar is 2.5. Compiled bytecode must be allowed: an editable install without it is compiled each time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 15
PEER = [sys.executable, "-c", "import typer, rich.table"]
OURS = {
    "cycles, table": ["cycles"],
    "cycles, JSON": ["cycles", "--format", "json"],
    "show": ["show", "tpu"],
    "stats": ["stats"],
    "check": ["check"],
}


def seconds(command: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    for name, arguments in OURS.items():
        command = [sys.executable, "-m", "rsigraph", *arguments]
        seconds(command)
        ratios = []
        for _ in range(ROUNDS):
            peer = seconds(PEER)
            ratios.append(seconds(command) / peer)
        low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
        print(f"{name:15} {middle:.2f} times the peer (from {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
