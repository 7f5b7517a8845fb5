"""Built folders for tests: what a build writes, without the pipeline."""

from pathlib import Path

from graph.claims import generate_claims_jsonl, generate_mentions_jsonl
from graph.formats.serialization import write_graph, write_provenance
from graph.formats.tables import write_ids
from graph.network import Build
from graph.settings import Settings


def write_folder(build: Build, folder: Path, settings: Settings | None = None) -> Path:
    settings = settings or Settings()
    (folder / "text").mkdir(parents=True, exist_ok=True)
    write_graph(build, folder / "graph.ttl", settings)
    write_provenance(build, folder / "provenance.ttl", settings)
    write_ids(build, folder / "ids.csv", settings)
    for name, lines in (
        ("claims", generate_claims_jsonl(build.claims)),
        ("mentions", generate_mentions_jsonl(build.mentions)),
    ):
        (folder / f"{name}.jsonl").write_bytes("".join(f"{line}\n" for line in lines).encode())
    for entry in build.entries:
        (folder / "text" / f"{entry.name}.txt").write_bytes(entry.text.encode())
    return folder
