"""The order of the stages: entries in, a build out. Nothing else in the package knows it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import graph
from graph.encoder import MODELS, load_encoder
from graph.entries import Entry, Problem
from graph.errors import ModelError
from graph.extract import Extraction, extract_batch
from graph.facts import circle_claims, gather_facts, infer_kinds
from graph.lexicon import collect_lexicon
from graph.links import link_things, read_links
from graph.network import Build, Run, Thing, TrainedModel
from graph.resolve import read_ids, resolve, retired_slugs
from graph.rules import Extractor
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

__all__ = ["assemble", "build"]


def build(
    entries: Iterable[Entry],
    settings: Settings | None = None,
    *,
    problems: Iterable[Problem] = (),
    progress: Callable[[Entry], None] | None = None,
    extractors: Iterable[Extractor] = (),
    models: Iterable[TrainedModel] = (),
) -> Build:
    r"""Build the knowledge graph of a glossary.

    ``problems`` are carried into the report; ``progress`` is called after each entry; ``extractors`` run beside the
    rules of the package, and ``models`` are what these read with.

    Examples
    --------
    >>> from io import BytesIO
    >>> from graph.entries import read_entries
    >>> text = b"GPT-4\n\nDefinition\nGPT-4 is a language model developed by OpenAI.\n"
    >>> made = build(read_entries(["-"], stdin=BytesIO(text)).entries)
    >>> [(fact.subject, fact.predicate, fact.object) for fact in made.facts]
    [('gpt-4', 'developedBy', 'openai'), ('gpt-4', 'instanceOf', 'language-model')]
    """
    settings = settings or Settings()
    known = tuple(sorted(entries, key=lambda entry: entry.name))
    settings, trouble = _usable(settings)
    found = extract_batch(known, collect_lexicon(known), settings, progress, extractors)
    return assemble(known, found, settings, (*problems, *trouble), models)


def _usable(settings: Settings) -> tuple[Settings, tuple[Problem, ...]]:
    """Go on with the rules alone where the trained model that comes with us cannot be used, and say so."""
    if settings.model is None:
        return settings, ()
    try:
        load_encoder(settings.model)
    except ModelError as error:
        if settings.model != MODELS:
            raise  # who names a model wants that one
        place, cause = str(error).split(": ", 1)
        return replace(settings, model=None), (Problem(place, cause, "the rules went on without the trained model"),)
    return settings, ()


def assemble(
    entries: tuple[Entry, ...],
    found: Extraction,
    settings: Settings,
    problems: Iterable[Problem] = (),
    models: Iterable[TrainedModel] = (),
) -> Build:
    """Make the build of what was extracted: resolve names, gather facts, infer what follows, link to other terms."""
    vocabulary = read_vocabulary(settings.domain)
    kept = read_ids(settings.ids, vocabulary) if settings.ids is not None else {}
    resolution = resolve(entries, found.mentions, found.claims, vocabulary, kept, threshold=settings.threshold)
    kinds = {thing.id: thing.kind for thing in resolution.things}
    facts = gather_facts(resolution.claims, vocabulary, settings.threshold, kinds)
    labs = infer_kinds(resolution.things, facts, vocabulary)
    things = tuple(_with_lab(thing, labs) for thing in resolution.things)
    matches, trouble = link_things(things, facts, read_links(settings.links), vocabulary, settings.base)
    return Build(
        entries,
        resolution.mentions,
        resolution.claims,
        things,
        facts,
        (*problems, *trouble),
        tuple(sorted({*found.dropped, *circle_claims(resolution.claims, facts)})),
        _run(settings, models) if entries else None,
        retired_slugs(settings.ids, things, vocabulary) if settings.ids is not None else (),
        matches,
    )


def _with_lab(thing: Thing, labs: dict[str, tuple[str, ...]]) -> Thing:
    return replace(thing, inferred_kinds=labs[thing.id]) if thing.id in labs else thing


# ── what did it ────────────────────────────────────────────────────────────────────────────────────────────────────


def _run(settings: Settings, others: Iterable[TrainedModel]) -> Run:
    pipeline = _versioned(settings.pipeline)
    models = [TrainedModel(pipeline, _hash(_pipeline_folder(settings.pipeline))), *others]
    if settings.model is not None:
        name = "glossary-graph trained model" if settings.model == MODELS else settings.model.name
        models.append(TrainedModel(name, _hash(settings.model)))
    return Run(f"glossary-graph {graph.__version__}", pipeline, tuple(sorted(models)))


def _versioned(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except (PackageNotFoundError, ValueError):
        return package


def _pipeline_folder(name: str) -> Path:
    """Give the folder of a spaCy pipeline, which is named by its package or by its place."""
    if Path(name).is_dir():
        return Path(name)
    places = getattr(find_spec(name), "submodule_search_locations", None) or [name]
    return Path(places[0])


def _hash(folder: Path) -> str:
    """Hash a folder's files as ``sha256sum`` would, then the list of hashes and names; caches do not count."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    rows = (f"{sha256(files[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(files))
    return sha256("".join(rows).encode()).hexdigest()
