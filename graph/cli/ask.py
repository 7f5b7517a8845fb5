"""The command ``ask``."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.model_server import LlmModel, LlmTimeout, server_for
from graph.cli.options import FOLDER, AsJson, BuiltFolder, Debug, Domain, read_folder
from graph.cli.terminal import PROGRAM, count, put, say
from graph.errors import QueryError

if TYPE_CHECKING:
    from graph.ask import Answer
    from graph.llm import Server

__all__ = ["ask"]


def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words, or - for standard input.")],
    folder: BuiltFolder = FOLDER,
    k: Annotated[int, typer.Option("-k", help="How many sentences and facts at most.", min=1, max=100)] = 5,
    as_json: AsJson = False,
    as_context: Annotated[
        bool, typer.Option("--context", help="Print what was found as plain text for use in a prompt.")
    ] = False,
    characters: Annotated[int, typer.Option(help="How long the context may be.", min=1, metavar="NUMBER")] = 6_000,
    llm: Annotated[
        str | None,
        typer.Option(help="Have a model at this OpenAI-compatible server write the answer.", metavar="URL"),
    ] = None,
    llm_model: LlmModel = None,
    llm_timeout: LlmTimeout = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Answer a question from a built graph, with the sentences that say it."""
    from graph.ask import Asker, check_question, format_context
    from graph.folder import require_build

    asked = check_question(_read(question))
    server = server_for(llm, llm_model, None, {"timeout": llm_timeout})
    made, settings = read_folder(require_build(folder), domain)
    answer = Asker(made, settings.domain).ask(asked, k)
    if as_context:
        put(format_context(answer, characters), end="")
        return
    if server is not None and answer.is_answered:
        answer = _written(answer, server)
    if as_json:
        put(json.dumps(_row(answer), ensure_ascii=False, indent=1))
    else:
        put("\n".join(_spoken(answer)))


def _read(question: str) -> str:
    if question != "-":
        return question
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise QueryError(f"<stdin>: {error}; write the question in UTF-8") from None


def _written(answer: "Answer", server: "Server") -> "Answer":
    """Have the answer written; where the server gives none, what was found stands without."""
    from graph.ask import write_answer
    from graph.llm.writer import AskError, writer_for

    try:
        made = write_answer(answer, writer_for(server))
    except AskError as error:
        say(f"{PROGRAM}: {server.place}: {error.cause}; {error.next_step or 'try again'}; what was found stands below")
        return answer
    if made.dropped:
        dropped = count(len(made.dropped), "sentence", "sentences")
        say(f"{PROGRAM}: {server.model}: {dropped} left out, which cited nothing that was found")
    return replace(answer, written=made)


def _spoken(answer: "Answer") -> Iterator[str]:
    if not answer.is_answered:
        yield f"not in this glossary: {answer.reason}"
        return
    if answer.written is not None and answer.written.sentences:
        yield " ".join(answer.written.sentences)
        yield ""
    if answer.short:
        yield ", ".join(answer.short)
        yield ""
    for step in answer.facts:
        yield f"{step}  [{step.fact.confidence:.2f}]"
    if answer.facts:
        yield ""
    for item in answer.sentences:
        yield f"{item.number}. “{item.text}” ({item.entry}, {item.start}–{item.end})"


def _row(answer: "Answer") -> dict[str, Any]:
    from graph.portrait import step_row

    return {
        "question": answer.question,
        "is_answered": answer.is_answered,
        "reason": answer.reason,
        "short": list(answer.short),
        "facts": [step_row(step) for step in answer.facts],
        "sentences": [asdict(item) for item in answer.sentences],
        "written": asdict(answer.written) if answer.written else None,
    }
