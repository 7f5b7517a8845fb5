"""What a script prints with different hash seeds: one thing, where nothing depends on the order of sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def printed(code: str) -> set[bytes]:
    """Run code in processes of their own, each with another hash seed, and give what they print."""
    return {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "7")
    }
