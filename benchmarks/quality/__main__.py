"""Open yardsticks: how well a build does on annotated text that it was neither trained nor tuned on.

``python -m benchmarks.quality [NAME…] --data ../shared/data``: all of them, or those named. A yardstick whose file is
not there is passed over, and says so.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is loaded: process_time adds up the threads

from benchmarks.quality import aio, crossre, foldoc, pwc
from graph.encoder import MODELS
from graph.settings import Settings

YARDSTICKS: Mapping[str, tuple[str, Callable[[Path, Settings], Iterator[str]]]] = {
    "aio": (aio.FILE, aio.measure),
    "crossre": (crossre.FILE, crossre.measure),
    "foldoc": (foldoc.FILE, foldoc.measure),
    "pwc": (pwc.FILE, pwc.measure),
}
"""The file of each below the data folder, and what measures it."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(YARDSTICKS)}; all by default")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the corpora")
    parser.add_argument("--model", default=str(MODELS), help="the folder of a trained model, or none")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(YARDSTICKS))
    if unknown:
        parser.error(f"no yardstick {unknown[0]!r}; there are {', '.join(YARDSTICKS)}")
    settings = Settings(model=None if options.model == "none" else Path(options.model))
    for name in options.names or YARDSTICKS:
        run(name, options.data, settings)


def run(name: str, data: Path, settings: Settings) -> None:
    """Print what one yardstick measures, or why it cannot."""
    file, measure = YARDSTICKS[name]
    if not (data / file).is_file():
        print(f"{name}: skipped, {data / file} is not there; name the folder of the corpora with --data")
        return
    began = time.process_time()
    print(f"{name}:")
    for line in measure(data / file, settings):
        print(f"  {line}")
    print(f"  {time.process_time() - began:.1f} s of CPU")


if __name__ == "__main__":
    main()
