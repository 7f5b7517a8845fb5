"""How long ``glossary-graph --help`` takes beside importing typer, which it stands on: whole processes, in pairs.

python -m benchmarks.startup --pairs 20
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

OURS = "from graph.cli import main; main(['--help'])"
PEER = "import typer"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=20)
    options = parser.parse_args()
    for code in (OURS, PEER):  # writes the bytecode that later runs find
        _run(code)
    pairs = [(_run(OURS), _run(PEER)) for _ in range(options.pairs)]
    print(f"{options.pairs} pairs of processes, median")
    for number, unit in enumerate(("CPU", "clock")):
        ours, peer = [pair[0][number] for pair in pairs], [pair[1][number] for pair in pairs]
        ratio = median(one / other for one, other in zip(ours, peer, strict=True))
        print(f"{unit:>6}: glossary-graph --help {_ms(ours)}, import typer {_ms(peer)}, ratio {ratio:.2f}")


def _run(code: str) -> tuple[float, float]:
    """Run Python code in a process of its own, and give the CPU and clock seconds that it took."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def _ms(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
