"""Have a model write a text: one prompt, one answer, by the same client as claims."""

import json
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from graph.llm.client import AskError, Client, finish
from graph.llm.prompt import Prompt
from graph.llm.server import Server

__all__ = ["AskError", "writer_for"]

_SYSTEM = (
    "You answer questions from quoted sentences, and you cite them. You answer in JSON: an object with the answer."
)
_SCHEMA: Mapping[str, Any] = MappingProxyType(
    {
        "type": "object",
        "properties": {"answer": {"type": "string"}},
        "required": ["answer"],
        "additionalProperties": False,
    }
)


def writer_for(server: Server) -> Callable[[str], str]:
    """Give a function from prompt to text; it raises AskError where the server gives none."""

    def write(prompt: str) -> str:
        return _text(finish(_ask(server, prompt)))

    return write


async def _ask(server: Server, prompt: str) -> str:
    async with Client(server, time.monotonic() + server.deadline) as client:
        return (await client.ask(Prompt(_SYSTEM, prompt), dict(_SCHEMA))).text


def _text(said: str) -> str:
    """Take the answer out of JSON; a model that writes plainly is taken at its word.

    >>> _text('{"answer": "OpenAI [1]."}'), _text("OpenAI [1].")
    ('OpenAI [1].', 'OpenAI [1].')
    """
    try:
        data = json.loads(said)
    except (ValueError, RecursionError):
        return said
    answer = data.get("answer") if isinstance(data, dict) else None
    return answer if isinstance(answer, str) else said
