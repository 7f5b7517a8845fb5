"""The command ``build``."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.model_server import (
    LlmCache,
    LlmDeadline,
    LlmMaxTokens,
    LlmModel,
    LlmParallel,
    LlmPrice,
    LlmRate,
    LlmTimeout,
    LlmUrl,
    say_cost,
    server_for,
    summary_of,
)
from graph.cli.options import FOLDER, SETTINGS_FILE, AsJson, Debug, Domain, Model, settings_for, with_model
from graph.cli.run import Run
from graph.cli.terminal import count, program_here, put, quote, say, wrapped
from graph.errors import FolderError

if TYPE_CHECKING:
    from graph.network import Build
    from graph.settings import Settings

__all__ = ["build"]


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
    links: Annotated[
        list[Path] | None,
        typer.Option(
            help="A file of terms or mappings to link with: .obo, .jsonl, .ttl or .sssom.tsv.", metavar="FILE"
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="The least confidence of a fact.", min=0, max=1, show_default="0.7")
    ] = None,
    domain: Domain = None,
    model: Model = None,
    field: Annotated[
        list[str] | None, typer.Option(help="For tables: our field and the column that holds it, as title=Term.")
    ] = None,
    rdf12: Annotated[
        bool, typer.Option("--rdf12", help="Add graph.rdf12.ttl, facts as names of triples in RDF 1.2.")
    ] = False,
    sparql: Annotated[
        bool | None,
        typer.Option("--sparql/--no-sparql", help="Whether the page answers SPARQL (2 MB).", show_default="sparql"),
    ] = None,
    llm: LlmUrl = None,
    llm_model: LlmModel = None,
    llm_cache: LlmCache = None,
    llm_price: LlmPrice = None,
    llm_timeout: LlmTimeout = None,
    llm_deadline: LlmDeadline = None,
    llm_rate: LlmRate = None,
    llm_parallel: LlmParallel = None,
    llm_max_tokens: LlmMaxTokens = None,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say how long each step took.")] = False,
    _debug: Debug = False,
) -> None:
    """Build the knowledge graph of entries into a folder."""
    options: dict[str, Any] = {"base": base, "title": title, "ids": ids, "threshold": threshold, "domain": domain}
    options["sparql"] = sparql
    options["links"] = tuple(links) if links else None
    chosen = with_model(settings_for(paths, settings, options), model)
    bounds = {"timeout": llm_timeout, "deadline": llm_deadline, "rate": llm_rate, "parallel": llm_parallel}
    server = server_for(llm, llm_model, llm_price, {**bounds, "max_tokens": llm_max_tokens})
    _check_out(paths, out)
    run = Run(chosen, verbose=verbose, server=server, cache=llm_cache)
    made = run.extract(paths, _fields(field or ()))
    names = run.write(made, out, ("rdf12",) if rdf12 else ())
    for problem in made.problems:
        say(str(problem))
    summary = _summary(made, out, names, run.seconds)
    if server is not None and run.inquiry is not None:
        say_cost(run.inquiry, server)
        summary["llm"] = summary_of(run.inquiry, server)
    put(json.dumps(summary, ensure_ascii=False, indent=1) if as_json else _report(made, out, names, chosen))
    if made.problems:
        raise typer.Exit(1)


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
        "matches": dict(sorted(Counter(match.predicate for match in made.matches).items())),
        "problems": [asdict(problem) for problem in made.problems],
        "folder": str(out),
        "files": list(names),
        "seconds": seconds,
    }


def _linked(made: "Build") -> list[str]:
    """Say how many links lead to each source, the exact ones named."""
    counts = Counter(match.source.title for match in made.matches)
    exact = Counter(match.source.title for match in made.matches if match.predicate == "skos:exactMatch")
    return [
        f"Linked to {title}: {count(number, 'thing', 'things')}, {exact[title]:,} of them exactly"
        for title, number in sorted(counts.items())
    ]


def _report(made: "Build", out: Path, names: Sequence[str], settings: "Settings") -> str:
    from graph.vocabulary import read_vocabulary

    counts = Counter(thing.kind for thing in made.things)
    kinds = read_vocabulary(settings.domain).kinds
    found = [count(counts[kind.name], kind.label, kind.plural) for kind in kinds.values() if counts[kind.name]]
    program = program_here()
    folder = "" if out == FOLDER else f" {quote(str(out))}"
    hub = max(made.things, key=lambda thing: (thing.entry is not None, len(thing.entries)), default=None)
    lines = [
        f"Found {count(len(made.things), 'thing', 'things')} and {count(len(made.facts), 'fact', 'facts')} "
        f"in {count(len(made.entries), 'entry', 'entries')}:",
        *wrapped(found),
        *_linked(made),
        "",
        f"{len(names)} files lie in {out}, among them",
        f"  {out / 'graph.html'}   the page: open it in a browser",
        f"  {out / 'graph.ttl'}    the graph (provenance.ttl: the sentence behind every fact)",
        f"  {out / 'report.md'}    what stands out, and what to look at again",
        "",
        "Next:",
        f"  {program} query --example who-develops-what{folder}",
        *([f"  {program} show {quote(hub.label)}{folder}"] if hub else []),
        f"  {program} export{folder} -f graphml -o glossary.graphml",
    ]
    return "\n".join(lines)
