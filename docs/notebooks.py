"""The notebooks: ``make notebooks`` runs each from a clean kernel and keeps what it shows; tests do the same.

The text of a notebook is its ``.py`` (Jupytext's percent format): that one is edited. The ``.ipynb`` beside it holds
the same cells with their outputs. What a cell tagged ``not-kept`` shows (a whole page) stays out of the file.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from docs.examples import ROOT, make_place

__all__ = ["FOLDER", "NOTEBOOKS", "NOT_KEPT", "kept", "make_room", "run"]

FOLDER = ROOT / "notebooks"
NOTEBOOKS = tuple(sorted(FOLDER.glob("[0-9]*.py")))
NOT_KEPT = "not-kept"
"""The tag of cells whose output is too large for a file."""

_SECONDS = 600


def make_room(place: Path) -> Path:
    """Put beside data/entries and exports what the notebooks read, and give the folder that they run in."""
    for name in ("gold", "cloud"):
        shutil.copytree(ROOT / "data" / name, place / "data" / name, dirs_exist_ok=True)
    return Path(shutil.copytree(FOLDER, place / "notebooks", dirs_exist_ok=True))


def run(source: Path, room: Path) -> Any:
    """Run the cells of a ``.py`` from a clean kernel and give the notebook with its outputs.

    An error in a cell is raised (``nbclient.exceptions.CellExecutionError``).
    """
    import jupytext
    from nbclient import NotebookClient

    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    client = NotebookClient(
        notebook, timeout=_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(room)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    return notebook


def kept(notebook: Any) -> Any:
    """Leave out what differs from run to run and what is too large for a file."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code" and NOT_KEPT in cell.metadata.get("tags", ()):
            cell.outputs = []
    return notebook


def main() -> None:
    """Run the notebooks and write their ``.ipynb`` anew."""
    import nbformat

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", help="only those whose names begin so")
    names = tuple(parser.parse_args().names) or ("",)
    with tempfile.TemporaryDirectory() as folder:
        room = make_room(make_place(Path(folder)))
        for source in NOTEBOOKS:
            if source.name.startswith(names):
                nbformat.write(kept(run(source, room)), source.with_suffix(".ipynb"))


if __name__ == "__main__":
    main()
