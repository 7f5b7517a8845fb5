"""The command ``glossary-graph``: arguments, words and exit codes; the work is done by the modules that it calls.

What a command answers goes to standard output, what it has to say to standard error. Exit codes: 0 done, 1 refused or
bad input, 2 wrong usage. Heavy modules are imported by the commands that need them, so that help comes at once.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import graph
from graph.errors import EntryError, FolderError, GlossaryGraphError, QueryError, SettingsError

if TYPE_CHECKING:
    from graph.entries import Entry
    from graph.evaluate import Evaluation
    from graph.explore import Step
    from graph.network import Build, Thing
    from graph.query import Answer, OpenGraph
    from graph.settings import Settings
    from graph.train import Epoch, Report
    from graph.vocabulary import Vocabulary

__all__ = ["app", "main"]

PROGRAM = "glossary-graph"
SETTINGS_FILE = "glossary-graph.toml"
FOLDER = Path("exports")
MOST_ROWS = 1_000
"""How many rows a table for people has when no limit is given."""

app = typer.Typer(
    name=PROGRAM,
    help="Turn glossary entries into a knowledge graph, and ask it.",
    epilog="Example: glossary-graph build data/entries",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class AnswerFormat(StrEnum):
    """How the answer to a query is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TSV = "tsv"
    TTL = "ttl"


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=arguments, prog_name=PROGRAM)
    except GlossaryGraphError as error:
        _fail(str(error), error, arguments)
    except OSError as error:
        _fail(f"{error.filename or 'output'}: {error.strerror}; make room, or choose another place", error, arguments)
    except Exception as error:
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        _fail(f"unexpected {cause}; run it again with --debug and report what it shows", error, arguments)


def _fail(message: str, error: Exception, arguments: Sequence[str]) -> None:
    if "--debug" in arguments:
        raise error
    _say(f"{PROGRAM}: {message}")
    sys.exit(1)


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        _print(f"{PROGRAM} {graph.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    pass


# ── build ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog="Example: glossary-graph build data/entries -o exports")
def build(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders or zip archives with entries; - reads standard input.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write.")] = FOLDER,
    base: Annotated[str | None, typer.Option(help="What every IRI begins with: http(s)://… ending in / or #.")] = None,
    title: Annotated[str | None, typer.Option(help="The glossary's title.")] = None,
    ids: Annotated[
        Path | None,
        typer.Option(help="The ids.csv of an earlier build, to keep its slugs.", exists=True, dir_okay=False),
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            help="A settings file.", exists=True, dir_okay=False, show_default=f"{SETTINGS_FILE} beside the entries"
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="The least confidence of a fact.", min=0, max=1, show_default="0.65")
    ] = None,
    domain: Domain = None,
    model: Model = None,
    field: Annotated[
        list[str] | None, typer.Option(help="For tables: our field and the column that holds it, as title=Term.")
    ] = None,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say how long each step took.")] = False,
    _debug: Debug = False,
) -> None:
    """Build the knowledge graph of entries into a folder."""
    options = {"base": base, "title": title, "ids": ids, "threshold": threshold, "domain": domain}
    chosen = _with_model(_settings(paths, settings, options), model)
    _check_out(paths, out)
    run = _Run(chosen, verbose=verbose)
    made = run.extract(paths, _fields(field or ()))
    names = run.write(made, out)
    for problem in made.problems:
        _say(str(problem))
    summary = _summary(made, out, names, run.seconds)
    _print(json.dumps(summary, ensure_ascii=False, indent=1) if as_json else _report(made, out, names, chosen))
    if made.problems:
        raise typer.Exit(1)


class _Run:
    """One run of build: its stages with their progress and times."""

    def __init__(self, settings: "Settings", *, verbose: bool) -> None:
        self.settings, self.verbose = settings, verbose
        self.seconds: dict[str, float] = {}

    def extract(self, paths: Sequence[str], fields: dict[str, str]) -> "Build":
        from graph.entries import read_entries
        from graph.pipeline import build as build_graph

        with self.stage("read"):
            reading = read_entries(
                paths, fields=fields, max_characters=self.settings.max_characters, domain=self.settings.domain
            )
        if not reading.entries:
            for problem in reading.problems:
                _say(str(problem))
            raise EntryError("no entry could be read, so nothing was written; give files with a title and a text each")
        with self.stage("extract"), _progress("Extracting", len(reading.entries)) as advance:
            return build_graph(reading.entries, self.settings, problems=reading.problems, progress=advance)

    def write(self, made: "Build", out: Path) -> tuple[str, ...]:
        from graph.folder import changed_files, write_build

        edited = changed_files(out)
        with self.stage("write"), _progress(f"Writing {out}", None):
            names = write_build(made, out, self.settings)
        for name in edited:
            _say(f"{out / name}: had been changed or removed since it was built; it was written anew")
        return names

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        if self.verbose:
            _say(f"{name}: {self.seconds[name]:.1f} s")


@contextmanager
def _progress(title: str, total: int | None) -> Iterator["Callable[[Entry], None] | None"]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = [TextColumn("{task.description}"), BarColumn(), *([MofNCompleteColumn()] if total else [])]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda _: bar.advance(task)


def _settings(paths: Sequence[str], named: Path | None, options: dict[str, Any]) -> "Settings":
    from graph.settings import Settings, read_settings

    folders = [path if path.is_dir() else path.parent for path in map(Path, paths) if str(path) != "-"]
    found = sorted({folder / SETTINGS_FILE for folder in folders if (folder / SETTINGS_FILE).is_file()})
    if named is None and len({path.resolve() for path in found}) > 1:
        raise SettingsError(f"{found[0]}, {found[1]}: two settings files; choose one with --settings")
    path = named or (found[0] if found else None)
    given = {name: value for name, value in options.items() if value is not None}
    return read_settings(path, **given) if path else Settings(**given)


def _with_model(settings: "Settings", model: str | None) -> "Settings":
    from dataclasses import replace

    return settings if model is None else replace(settings, model=None if model == "none" else Path(model))


def _fields(pairs: Iterable[str]) -> dict[str, str]:
    fields = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if not sign or not name or not column:
            raise typer.BadParameter(f"{pair!r} is no pair; write it as title=Term", param_hint="--field")
        fields[name.strip()] = column.strip()
    return fields


def _check_out(paths: Iterable[str], out: Path) -> None:
    """Refuse, before the work begins, to write over what is no build, or where the next run would read."""
    from graph.folder import check_target

    check_target(out)
    for path in paths:
        if path != "-" and out.resolve().is_relative_to(Path(path).resolve()) and Path(path).is_dir():
            raise FolderError(f"{out}: lies inside {path}, whose entries it would become; choose another with -o")


def _summary(made: "Build", out: Path, names: Sequence[str], seconds: dict[str, float]) -> dict[str, Any]:
    return {
        "entries": len(made.entries),
        "things": len(made.things),
        "kinds": dict(sorted(Counter(thing.kind for thing in made.things).items())),
        "facts": len(made.facts),
        "predicates": dict(sorted(Counter(fact.predicate for fact in made.facts).items())),
        "claims": len(made.claims),
        "mentions": len(made.mentions),
        "dropped": len(made.dropped),
        "problems": [asdict(problem) for problem in made.problems],
        "folder": str(out),
        "files": list(names),
        "seconds": seconds,
    }


def _report(made: "Build", out: Path, names: Sequence[str], settings: "Settings") -> str:
    from graph.vocabulary import read_vocabulary

    counts = Counter(thing.kind for thing in made.things)
    kinds = read_vocabulary(settings.domain).kinds
    found = [_count(counts[kind.name], kind.label, kind.plural) for kind in kinds.values() if counts[kind.name]]
    program = _program()
    folder = "" if out == FOLDER else f" {_quote(str(out))}"
    hub = max(made.things, key=lambda thing: (thing.entry is not None, len(thing.entries)), default=None)
    lines = [
        f"Found {_count(len(made.things), 'thing', 'things')} and {_count(len(made.facts), 'fact', 'facts')} "
        f"in {_count(len(made.entries), 'entry', 'entries')}:",
        *_wrapped(found),
        "",
        f"{len(names)} files lie in {out}, among them",
        f"  {out / 'graph.html'}   the page: open it in a browser",
        f"  {out / 'graph.ttl'}    the graph (provenance.ttl: the sentence behind every fact)",
        f"  {out / 'report.md'}    what stands out, and what to look at again",
        "",
        "Next:",
        f"  {program} query --example who-develops-what{folder}",
        *([f"  {program} show {_quote(hub.label)}{folder}"] if hub else []),
        f"  {program} export{folder} -f graphml -o glossary.graphml",
    ]
    return "\n".join(lines)


def _program() -> str:
    """Give the words that start this program where it was started: it may lie in an environment that is not active."""
    from shutil import which

    called = Path(sys.argv[0])
    if called.parts[-2:] == ("graph", "__main__.py"):
        return "python -m graph"
    if called.name != PROGRAM or which(PROGRAM) == str(called.absolute()):
        return PROGRAM
    return min(os.path.relpath(called), str(called), key=len)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _wrapped(parts: Sequence[str]) -> list[str]:
    """Break a list of parts into lines of 100 characters, never inside a part."""
    from textwrap import wrap

    kept = ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)
    lines = wrap(kept, width=100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _quote(text: str) -> str:
    from shlex import quote

    return quote(text)


# ── export ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog="Example: glossary-graph export -f graphml -o glossary.graphml")
def export(
    folder: BuiltFolder = FOLDER,
    form: Annotated[
        str | None,
        typer.Option(
            "-f", "--format", help="ttl, trig, nt, nq, jsonld, rdfxml, graphml, gexf or csv; else by the suffix of -o."
        ),
    ] = None,
    out: Annotated[
        str, typer.Option("-o", "--out", help="The file to write (csv: a folder); - is standard output.")
    ] = "-",
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Write a built graph in another format, without extracting again."""
    from graph.formats import all_writers, find_writer

    writers = all_writers()
    if form is None and out == "-":
        raise typer.BadParameter(f"name a format: {', '.join(writers)}", param_hint="-f")
    writer = find_writer(Path(out)) if form is None else writers.get(form)
    if writer is None:
        given = repr(form) if form else f"the suffix of {out!r}"
        raise typer.BadParameter(f"{given} is none of {', '.join(writers)}", param_hint="-f")
    if not writer.suffix and out == "-":
        raise typer.BadParameter(f"{writer.name} makes {writer.title}; name the folder", param_hint="-o")
    _export(folder, writer.name, out, domain)


def _export(folder: Path, form: str, out: str, domain: Path | None) -> None:
    from tempfile import TemporaryDirectory

    from graph.folder import require_build, written_files
    from graph.formats import export as export_build

    made, settings = _read(require_build(folder), domain)
    if out == "-":
        with TemporaryDirectory() as place:
            target = Path(place, "graph")
            export_build(made, target, settings, form=form)
            sys.stdout.buffer.write(target.read_bytes())
        sys.stdout.buffer.flush()
        return
    target = Path(out)
    ours = {folder.resolve(), *((folder / name).resolve() for name in written_files(folder))}
    if target.resolve() in ours:
        raise FolderError(f"{target}: is part of the build; choose another name with -o")
    target.parent.mkdir(parents=True, exist_ok=True)
    export_build(made, target, settings, form=form)
    _say(f"{target} written")


# ── query ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog="Example: glossary-graph query 'SELECT ?name { ?model a gg:Model ; rdfs:label ?name }'")
def query(
    question: Annotated[
        str | None, typer.Argument(help="SPARQL, a file with SPARQL, or - for standard input.", metavar="QUERY")
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="A built folder.", metavar="FOLDER", show_default="exports")
    ] = None,
    form: Annotated[
        AnswerFormat | None, typer.Option("-f", "--format", help="How to write the answer; ttl is for triples.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(help="At most so many rows.", min=1, show_default=f"{MOST_ROWS:,} in a table, else all"),
    ] = None,
    example: Annotated[str | None, typer.Option(help="Ask one of the example queries.", metavar="NAME")] = None,
    examples: Annotated[bool, typer.Option("--examples", help="List the example queries.")] = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Ask a built graph in SPARQL."""
    from graph.folder import require_build
    from graph.query import open_store, read_example_queries, run_query
    from graph.settings import Settings

    if examples:
        for name, text in read_example_queries().items():
            _print(f"{name:32}{text.partition(chr(10))[0].removeprefix('#').strip()}")
        return
    if example is not None:
        if folder is not None:
            raise typer.BadParameter("with --example there is no other query", param_hint="QUERY")
        text, folder = _example(example), Path(question) if question else None
    else:
        text = _question(question)
    store = open_store(require_build(folder or FOLDER), Settings(domain=domain) if domain else None)
    is_table = form in {None, AnswerFormat.TABLE}
    answer = run_query(store, text, limit=limit or (MOST_ROWS if is_table else None))
    _answer(store, answer, form)


def _example(name: str) -> str:
    from graph.query import read_example_queries

    queries = read_example_queries()
    if name not in queries:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(queries)}", param_hint="--example")
    return queries[name]


def _question(text: str | None) -> str:
    """Take a query from the argument, the file that it names, or standard input."""
    from graph.query import read_example_queries

    if text is None:
        raise typer.BadParameter("give a query, a file, - or --example NAME", param_hint="QUERY")
    try:
        if text == "-":
            return sys.stdin.buffer.read().decode()
        if os.path.isfile(text):  # noqa: PTH113 (unlike Path, it takes any text)
            return Path(text).read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise QueryError(f"{text}: {error}; give a readable file in UTF-8") from None
    if text.endswith((".rq", ".sparql")) and len(text.split()) == 1:
        raise QueryError(f"{text}: no such file; check the spelling")
    if text in read_example_queries():
        raise QueryError(f"{text}: is the name of an example; query --example {text}")
    return text


def _answer(store: "OpenGraph", answer: "Answer", form: AnswerFormat | None) -> None:
    from graph.query import format_answer

    for hint in answer.hints:
        _say(f"{PROGRAM}: {hint}")
    if form not in {None, AnswerFormat.TABLE}:
        sys.stdout.buffer.write(format_answer(answer, str(form), base=store.base).encode())
        sys.stdout.buffer.flush()
    elif answer.kind == "boolean":
        _print("yes" if answer.boolean else "no")
    elif answer.kind == "graph":
        _print(format_answer(answer, "ttl", base=store.base), end="")
    else:
        _print_table(answer.variables, [[_cell(store, term) for term in row] for row in answer.terms])
        _say(_count(len(answer.terms), "row", "rows"))
    if answer.is_cut:
        _say("there are more; raise --limit")


def _cell(store: "OpenGraph", term: Any) -> str:
    from pyoxigraph import Literal, NamedNode

    from graph.query import shorten

    if isinstance(term, NamedNode):
        return shorten(store, term.value)
    return "" if term is None else term.value if isinstance(term, Literal) else str(term)


# ── show and path ──────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog='Example: glossary-graph show "foundation model"')
def show(
    term: Annotated[str, typer.Argument(help="A label, another name or a slug.")],
    folder: BuiltFolder = FOLDER,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Show all that is known of a term, with the sentence behind each fact."""
    from graph.explore import describe, find_thing
    from graph.folder import require_build

    made, settings = _read(require_build(folder), domain)
    words = _vocabulary(settings)
    thing = find_thing(made, term)
    steps = describe(made, thing, words)
    if as_json:
        facts = [_step_row(step) for step in steps]
        _print(json.dumps({**_thing_row(thing), "facts": facts}, ensure_ascii=False, indent=1))
        return
    _print("\n".join(_portrait(thing, words)))
    for step in steps:
        _print("\n" + "\n".join(_spoken(step)))


@app.command(epilog='Example: glossary-graph path "GPT-4" "foundation model"')
def path(
    a: Annotated[str, typer.Argument(help="A term.", metavar="A")],
    b: Annotated[str, typer.Argument(help="Another term.", metavar="B")],
    folder: BuiltFolder = FOLDER,
    k: Annotated[int, typer.Option("-k", help="How many paths at most.", min=1, max=100)] = 3,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Show how two terms are connected, with the sentence behind each step."""
    from graph.explore import find_paths, find_thing
    from graph.folder import require_build

    made, settings = _read(require_build(folder), domain)
    first, second = find_thing(made, a), find_thing(made, b)
    paths = find_paths(made, first, second, k, _vocabulary(settings))
    if as_json:
        _print(json.dumps([[_step_row(step) for step in steps] for steps in paths], ensure_ascii=False, indent=1))
        return
    if not paths:
        _say(
            "both are the same thing" if first.id == second.id else f"nothing connects {first.label} and {second.label}"
        )
    for number, steps in enumerate(paths, 1):
        _print(f"{number}. {' → '.join([steps[0].start.label, *(_end(step) for step in steps)])}")
        _print("\n".join(f"   {line}" for step in steps for line in _spoken(step)) + "\n")


def _read(folder: Path, domain: Path | None) -> "tuple[Build, Settings]":
    from dataclasses import replace

    from graph.formats.reading import read_build, read_build_settings

    settings = read_build_settings(folder)
    settings = replace(settings, domain=domain) if domain else settings
    return read_build(folder, domain=settings.domain), settings


def _vocabulary(settings: "Settings") -> "Vocabulary":
    from graph.vocabulary import read_vocabulary

    return read_vocabulary(settings.domain)


def _portrait(thing: "Thing", words: "Vocabulary") -> Iterator[str]:
    kinds = [words.kinds[kind].label for kind in (thing.kind, *thing.inferred_kinds) if kind in words.kinds]
    yield f"{thing.label} ({', '.join(kinds)})"
    if thing.aliases:
        yield f"also: {', '.join(thing.aliases)}"
    if thing.definition:
        yield thing.definition
    if thing.entries:
        shown = ", ".join(thing.entries[:8]) + (", …" if len(thing.entries) > 8 else "")
        yield f"named by {_count(len(thing.entries), 'entry', 'entries')}: {shown}"


def _spoken(step: "Step") -> Iterator[str]:
    entries = f", {step.fact.support} entries" if step.fact.support > 1 else ""
    yield f"{step}  [{step.fact.confidence:.2f}{entries}]"
    for entry, sentence in step.sentences[:3]:
        yield f"  “{sentence}” ({entry})"


def _end(step: "Step") -> str:
    return str(step.end) if isinstance(step.end, int) else step.end.label


def _thing_row(thing: "Thing") -> dict[str, Any]:
    kept = ("id", "label", "kind", "inferred_kinds", "aliases", "definition", "entry", "entries", "mentions")
    return {name: getattr(thing, name) for name in kept}


def _step_row(step: "Step") -> dict[str, Any]:
    fact = step.fact
    return {
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "says": str(step),
        "support": fact.support,
        "confidence": fact.confidence,
        "status": fact.status,
        "qualifiers": dict(sorted(fact.qualifiers.items())),
        "evidence": [{"claim": claim.id, "entry": claim.entry, **asdict(claim.evidence)} for claim in step.claims],
    }


# ── evaluate ───────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog="Example: glossary-graph evaluate data/gold data/entries --split dev")
def evaluate(
    gold: Annotated[Path, typer.Argument(help="A folder with gold, or one file of it.", metavar="GOLD", exists=True)],
    path: Annotated[
        Path, typer.Argument(help="A built folder, or entries to build.", metavar="PATH", show_default="exports")
    ] = FOLDER,
    split: Annotated[str | None, typer.Option(help="Only what splits.toml lists under this name.")] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="The least confidence of a fact.", min=0, max=1, show_default="as built, or 0.65"),
    ] = None,
    errors: Annotated[
        int | None,
        typer.Option(help="List so many errors of each sort.", min=0, show_default="none, but all in JSON"),
    ] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="Score rigged and honest baselines too.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Answer in Markdown.")] = False,
    as_json: AsJson = False,
    domain: Domain = None,
    model: Model = None,
    _debug: Debug = False,
) -> None:
    """Score a build against gold: mentions, nodes, facts, calibration."""
    from graph.evaluate import evaluate as measure
    from graph.evaluate.baselines import baselines_here
    from graph.evaluate.forms import generate_json, generate_markdown
    from graph.gold import read_golds

    if markdown and as_json:
        raise typer.BadParameter("choose one of --json and --markdown", param_hint="--markdown")
    golds = read_golds(gold, split)
    made, settings = _evaluated(path, threshold, domain, model)
    least, domain = settings.threshold, settings.domain
    found = measure(made, golds, split, threshold=least, domain=domain)
    others = {}
    if baselines:
        others["this build"] = found
        for each in baselines_here():
            its = each.make(made, golds, settings)
            others[each.name] = measure(its, golds, split, threshold=least, domain=domain)
    problems = [*map(str, made.problems), *found.problems]
    for problem in problems:
        _say(problem)
    if as_json:
        _print(generate_json(found, baselines=others, most=errors))
    elif markdown:
        _print("\n".join(generate_markdown(found, baselines=others, most=errors or 0)))
    else:
        _print_evaluation(found, others, errors or 0)
    if problems:
        raise typer.Exit(1)


def _evaluated(path: Path, threshold: float | None, domain: Path | None, model: str | None) -> "tuple[Build, Settings]":
    """Read a built folder, or build entries; facts below the threshold are kept for the curve."""
    from dataclasses import replace

    from graph.folder import finish_swap, require_build

    finish_swap(path)
    if not path.exists() or (path / "graph.ttl").is_file():
        if model is not None:
            raise typer.BadParameter("a built folder stays as it was built; give entries as PATH", param_hint="--model")
        made, settings = _read(require_build(path), domain)
        return made, replace(settings, threshold=threshold or 0.0)
    settings = _with_model(_settings([str(path)], None, {"threshold": threshold, "domain": domain}), model)
    run = _Run(replace(settings, threshold=0.0), verbose=False)
    return run.extract([str(path)], {}), settings


def _print_evaluation(found: "Evaluation", others: "dict[str, Evaluation]", most: int) -> None:
    from graph.evaluate.forms import comparison, explain, list_errors, tables

    for number, table in enumerate([*tables(found), *([comparison(others)] if others else [])]):
        _print(("\n" if number else "") + table.title)
        _print_table(table.heads, table.rows)
    what = ""
    for error in list_errors(found, most):
        if error.what != what:
            what = error.what
            _print(f"\n{what.capitalize()}")
        _print(f"  {explain(error)}")


# ── train ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command(epilog="Example: glossary-graph train data/gold data/entries -o model --crossner CrossNER/ner_data")
def train(
    gold: Annotated[Path, typer.Argument(help="A folder with gold and its splits.toml.", metavar="GOLD", exists=True)],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write the model into.")],
    entries: Annotated[
        Path | None,
        typer.Argument(
            help="The annotated entries.", metavar="ENTRIES", exists=True, show_default="entries beside GOLD"
        ),
    ] = None,
    crossner: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the CrossNER corpus, to learn names from first.", exists=True, file_okay=False
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="What splits.toml lists under this name is learnt.")] = "train",
    dev: Annotated[
        str, typer.Option(help="What splits.toml lists under this name is measured on; none: nothing.")
    ] = "dev",
    epochs: Annotated[int, typer.Option(help="How often the entries are read.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="Where chance begins: the same seed gives the same model.")] = 0,
    as_json: AsJson = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Train the tagger and the relation model on gold (needs the extra "train")."""
    from graph.entries import read_entries
    from graph.gold import read_golds
    from graph.train import check_target, train_model
    from graph.vocabulary import AI_DOMAIN

    check_target(out)
    if split == dev:
        raise typer.BadParameter(f"{dev!r} is what is learnt; measure on another", param_hint="--dev")
    reading = read_entries([str(entries or gold.absolute().parent / "entries")], domain=domain or AI_DOMAIN)
    for problem in reading.problems:
        _say(str(problem))
    report = train_model(
        read_golds(gold, split),
        reading.entries,
        out,
        crossner=crossner,
        dev=() if dev == "none" else read_golds(gold, dev),
        epochs=epochs,
        seed=seed,
        domain=domain or AI_DOMAIN,
        progress=_tell_epoch if sys.stderr.isatty() else None,
    )
    _print(json.dumps(_trained_row(report), ensure_ascii=False, indent=1) if as_json else _trained(report))


def _tell_epoch(epoch: "Epoch") -> None:
    _say(f"{epoch.part}, {epoch.number} of {epoch.of}: loss {epoch.loss:.4f}")


def _trained_row(report: "Report") -> dict[str, Any]:
    scores = report.scores
    measured = scores and {
        "names": {"precision": scores.names.precision, "recall": scores.names.recall, "f1": scores.names.f1},
        "places": {"precision": scores.places.precision, "recall": scores.places.recall, "f1": scores.places.f1},
        "facts asked": scores.asked,
    }
    counts = {name: getattr(report, name) for name in ("entries", "sentences", "pairs", "other_sentences")}
    return {"folder": str(report.folder), **counts, "scores": measured, "calibration": report.calibration}


def _trained(report: "Report") -> str:
    lines = [
        f"Learnt from {_count(report.entries, 'entry', 'entries')}: "
        f"{_count(report.sentences, 'sentence', 'sentences')}, {_count(report.pairs, 'pair', 'pairs')}.",
    ]
    if report.scores is not None:
        lines.append(f"Names on the entries kept apart: F1 {100 * report.scores.names.f1:.1f}.")
    lines += [
        f"The model lies in {report.folder}; CARD.md says how good it is.",
        "",
        f"Next: {_program()} build PATH --model {_quote(str(report.folder))}",
    ]
    return "\n".join(lines)


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _print(text: str, end: str = "\n") -> None:
    """Write to standard output, which is for data."""
    typer.echo(_harmless(text), nl=False)
    typer.echo(end, nl=False)


def _say(text: str) -> None:
    """Write a line to standard error, which is for words."""
    typer.echo(_harmless(text), err=True)


def _harmless(text: str) -> str:
    """Take out what would steer a terminal."""
    return "".join(mark if mark.isprintable() or mark in "\n\t" else "\N{REPLACEMENT CHARACTER}" for mark in text)


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table: as wide as the terminal, or as wide as it needs to be where there is none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_harmless(cell)) for cell in row))
    if sys.stdout.isatty():
        Console().print(table)
        return
    console = Console(width=1_000_000, color_system=None)
    with console.capture() as drawn:
        console.print(table)
    _print("\n".join(line.rstrip() for line in drawn.get().splitlines()))
