"""The options of ``build`` for a language model, and what is said of what it took."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.terminal import count, say

if TYPE_CHECKING:
    from graph.llm import Inquiry, Server

__all__ = [
    "LlmCache",
    "LlmDeadline",
    "LlmMaxTokens",
    "LlmModel",
    "LlmParallel",
    "LlmPrice",
    "LlmRate",
    "LlmTimeout",
    "LlmUrl",
    "say_cost",
    "server_for",
    "summary_of",
]

LlmUrl = Annotated[
    str | None, typer.Option("--llm", help="Adds what a model at this OpenAI-compatible server reads.", metavar="URL")
]
LlmModel = Annotated[str | None, typer.Option(help="The model's name at that server.", metavar="NAME")]
LlmCache = Annotated[
    Path | None,
    typer.Option(help="Where its answers are kept.", file_okay=False, show_default="the user's cache folder"),
]
LlmPrice = Annotated[
    str | None, typer.Option(help="What a million tokens cost, to show the sum.", metavar="IN,OUT", show_default=False)
]
LlmTimeout = Annotated[
    float | None, typer.Option(help="Seconds for one question.", min=0.01, metavar="SECONDS", show_default="120")
]
LlmDeadline = Annotated[
    float | None, typer.Option(help="Seconds for all questions.", min=0.01, metavar="SECONDS", show_default="3600")
]
LlmRate = Annotated[
    int | None, typer.Option(help="Requests a minute.", min=1, metavar="NUMBER", show_default="any number")
]
LlmParallel = Annotated[int | None, typer.Option(help="Requests at once.", min=1, metavar="NUMBER", show_default="4")]
LlmMaxTokens = Annotated[
    int | None, typer.Option(help="Tokens of an answer.", min=1, metavar="NUMBER", show_default="2000")
]


def server_for(url: str | None, model: str | None, price: str | None, bounds: dict[str, Any]) -> "Server | None":
    """Give the server that the options name, with the key of the environment; None where they name none."""
    given = {name: value for name, value in bounds.items() if value is not None}
    if url is None:
        if model is not None or price is not None or given:
            raise typer.BadParameter("missing; the other --llm options need it", param_hint="--llm")
        return None
    from graph.llm import Server, read_key

    if price is not None:
        given["price"] = _price(price)
    return Server(url, model or "", key=read_key(), **given)


def _price(text: str) -> tuple[float, float]:
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        read = written = -1.0
    if not (0 <= read < float("inf") and 0 <= written < float("inf")):
        raise typer.BadParameter(f"{text!r} is no pair of prices; write it as 0.15,0.60", param_hint="--llm-price")
    return read, written


def summary_of(inquiry: "Inquiry", server: "Server") -> dict[str, Any]:
    """Give what asking took, and what came of it, for JSON."""
    tally = inquiry.tally
    found: dict[str, Any] = {
        "server": server.place,
        "model": server.model,
        "sections": tally.sections,
        "requests": tally.requests,
        "cached": tally.cached,
        "failed": tally.failed,
        "cut": tally.cut,
        "tokens_in": tally.tokens_in,
        "tokens_out": tally.tokens_out,
        "seconds": tally.seconds,
        "claims": inquiry.outcome,
    }
    if server.price is not None:
        found["cost"] = round(tally.cost(server.price), 6)
    return found


def say_cost(inquiry: "Inquiry", server: "Server") -> None:
    """Say what asking took, and what came of it."""
    tally = inquiry.tally
    cost = f"; {tally.cost(server.price):,.4f} to pay" if server.price is not None else ""
    say(
        f"{server.model}: {count(tally.sections, 'section', 'sections')}, {tally.cached:,} of them from the cache; "
        f"{count(tally.requests, 'request', 'requests')}, {tally.tokens_in:,} tokens in, {tally.tokens_out:,} out, "
        f"{tally.seconds:.1f} s{cost}"
    )
    if tally.cut:
        say(f"{server.model}: {count(tally.cut, 'answer', 'answers')} cut off; raise --llm-max-tokens")
    outcome = dict(inquiry.outcome)
    kept = outcome.pop("kept", 0)
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in outcome.items())
    dropped = f"; {sum(outcome.values()):,} dropped ({reasons})" if outcome else ""
    say(f"{server.model}: {count(kept, 'claim', 'claims')} kept{dropped}")
