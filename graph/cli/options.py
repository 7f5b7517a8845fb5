"""Options that several commands share, and what they come to: settings, and a built folder read back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.errors import ServeError, SettingsError

if TYPE_CHECKING:
    from graph.network import Build
    from graph.settings import Settings
    from graph.vocabulary import Vocabulary

__all__ = [
    "FOLDER",
    "SETTINGS_FILE",
    "AsJson",
    "BuiltFolder",
    "Debug",
    "Domain",
    "Model",
    "Store",
    "needs_extra",
    "read_folder",
    "settings_for",
    "vocabulary_of",
    "with_model",
]

FOLDER = Path("exports")
SETTINGS_FILE = "glossary-graph.toml"

BuiltFolder = Annotated[Path, typer.Argument(help="A built folder.", metavar="FOLDER", show_default="exports")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Domain = Annotated[
    Path | None,
    typer.Option(help="The folder that knows the field.", exists=True, file_okay=False, show_default="AI"),
]
Model = Annotated[
    str | None,
    typer.Option(help="The folder of a trained model; none: rules alone.", metavar="FOLDER", show_default="ours"),
]


Store = Annotated[
    Path | None, typer.Option(help="A folder that keeps the loaded graph between runs.", metavar="FOLDER")
]


@contextmanager
def needs_extra(name: str, what: str) -> Iterator[None]:
    """Say which extra is missing where what is imported inside needs it."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise ServeError(f"{what} needs {package}; pip install 'glossary-graph[{name}]'") from None


def read_folder(folder: Path, domain: Path | None) -> "tuple[Build, Settings]":
    """Read a built folder back, with the settings that it was built with."""
    from graph.formats.reading import read_folder as read

    return read(folder, domain)


def vocabulary_of(settings: "Settings") -> "Vocabulary":
    """Give the vocabulary of the domain that the settings name."""
    from graph.vocabulary import read_vocabulary

    return read_vocabulary(settings.domain)


def settings_for(paths: Sequence[str], named: Path | None, options: dict[str, Any]) -> "Settings":
    """Find the settings file beside the entries, or take the named one; options win over it."""
    from graph.settings import Settings, read_settings

    folders = [path if path.is_dir() else path.parent for path in map(Path, paths) if str(path) != "-"]
    found = sorted({folder / SETTINGS_FILE for folder in folders if (folder / SETTINGS_FILE).is_file()})
    if named is None and len({path.resolve() for path in found}) > 1:
        raise SettingsError(f"{found[0]}, {found[1]}: two settings files; choose one with --settings")
    path = named or (found[0] if found else None)
    given = {name: value for name, value in options.items() if value is not None}
    return read_settings(path, **given) if path else Settings(**given)


def with_model(settings: "Settings", model: str | None) -> "Settings":
    """Take over what ``--model`` says; ``none`` means the rules alone."""
    from dataclasses import replace

    return settings if model is None else replace(settings, model=None if model == "none" else Path(model))
