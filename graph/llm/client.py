"""Ask a server one question at a time: retries, deadlines, a rate limit, and errors that say what to do."""

import asyncio
import json
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import SettingsError
from graph.llm.cache import Answer
from graph.llm.prompt import Prompt
from graph.llm.server import Server

if TYPE_CHECKING:
    import httpx

__all__ = ["LARGEST_BODY", "PAUSE", "AskError", "Client", "finish"]

Result = TypeVar("Result")

LARGEST_BODY = 10_000_000
"""Bytes of an answer's body beyond which it is cut off and refused."""

PAUSE = 1.0
"""Seconds before a second attempt, doubled with each further one, where the server does not say how long."""

SEED = 7
_ATTEMPTS = 4
_LONGEST_WAIT = 60.0
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_FORMS = ("json_schema", "json_object", "")
"""How the answer is held to JSON, from the strictest; a server that refuses one is asked by the next."""

_OPTIONAL = ("temperature", "seed", "max_tokens")
"""What some servers refuse to be told, and then name in their refusal."""


class AskError(Exception):
    """A question got no answer; ``is_final`` where no other question will get one either."""

    def __init__(self, cause: str, next_step: str = "", *, is_final: bool = False) -> None:
        super().__init__(cause)
        self.cause, self.next_step, self.is_final = cause, next_step, is_final


class Client:
    """A connection to a server, for one run: ``requests`` counts what was sent, also what failed.

    ``until`` is the moment (``time.monotonic``) at which the whole run ends.
    """

    def __init__(self, server: Server, until: float) -> None:
        self.server, self.until = server, until
        self.requests = 0
        self._next = 0.0
        self._form = 0
        self._left_out: frozenset[str] = frozenset()
        self._http = _http(server)

    async def __aenter__(self) -> "Client":
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.__aexit__()

    async def ask(self, prompt: Prompt, schema: Mapping[str, Any]) -> Answer:
        """Ask, several times where the server is busy or breaks off (AskError when all was in vain)."""
        form, left_out = self._form, self._left_out
        failures = 0
        while True:
            said = await self._post(_payload(self.server, prompt, schema, form, left_out))
            if 200 <= said.status < 300:
                answer = _answer(said.body, self.server)
                self._form, self._left_out = form, left_out
                return answer
            cause = said.cause(self.server)
            refused = {name for name in _OPTIONAL if name in cause} - left_out
            if said.status in {400, 422} and (refused or form + 1 < len(_FORMS)):
                left_out, form = left_out | refused, form if refused else form + 1
                continue
            if said.status and said.status not in _AGAIN:
                raise _refusal(said, cause, self.server)
            failures += 1
            if failures == _ATTEMPTS:
                raise _gone(cause, self.server) if said.is_gone else AskError(f"{cause}, {_ATTEMPTS} times")
            await self._wait(said.headers.get("retry-after", ""), failures, cause)

    async def _post(self, payload: Mapping[str, Any]) -> "_Said":
        """Send one request and take in what comes back, all within the deadlines."""
        import httpx

        await self._turn()
        left = min(self.server.timeout, self._left())
        self.requests += 1
        try:
            async with (
                asyncio.timeout(left),
                self._http.stream("POST", self.server.address, json=payload) as response,
            ):
                return _Said(response.status_code, response.headers, await _body(response))
        except TimeoutError:
            self._left()
            raise AskError(f"no whole answer within {left:g} s", "raise --llm-timeout") from None
        except httpx.ConnectError as error:
            return _Said(trouble=f"nothing answers there ({self._words(error)})", is_gone=True)
        except httpx.TransportError as error:
            return _Said(trouble=f"the answer broke off ({self._words(error)})")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AskError(self._words(error)) from None

    def _words(self, error: Exception) -> str:
        return _clipped(self.server.mask(str(error))) or type(error).__name__

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            cause = f"not done within {self.server.deadline:g} s"
            raise AskError(cause, "build again to go on where it stopped, or raise --llm-deadline", is_final=True)
        return left

    async def _turn(self) -> None:
        """Wait until the rate allows another request."""
        if self.server.rate:
            now = time.monotonic()
            at = max(self._next, now)
            self._next = at + 60 / self.server.rate
            await asyncio.sleep(min(at - now, max(0.0, self.until - now)))

    async def _wait(self, wish: str, failures: int, cause: str) -> None:
        """Wait as long as the server asks for, or longer with each failure."""
        wait = _seconds(wish)
        wait = PAUSE * 2 ** (failures - 1) if wait is None else wait
        if wait > _LONGEST_WAIT:
            raise AskError(f"{cause}, and it asks to wait {wait:.0f} s", "try again later, or set --llm-rate")
        await asyncio.sleep(min(wait, self._left()))


@dataclass(frozen=True, slots=True)
class _Said:
    """What came back: a status with headers and body, or (status 0) the trouble that kept it away."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    trouble: str = ""
    is_gone: bool = False

    def cause(self, server: Server) -> str:
        """Say what was wrong."""
        return self.trouble or f"it answers {self.status}{_message(self.body, server)}"


def _http(server: Server) -> "httpx.AsyncClient":
    try:
        import httpx
    except ModuleNotFoundError as error:
        raise SettingsError(f"--llm needs {error.name}; pip install 'glossary-graph[llm]'") from None
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "glossary-graph"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    return httpx.AsyncClient(
        headers=headers, follow_redirects=False, timeout=2 * server.timeout, trust_env=not server.is_local
    )


async def _body(response: "httpx.Response") -> bytes:
    parts, size = [], 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > LARGEST_BODY:
            raise AskError(f"the answer has more than {LARGEST_BODY // 1_000_000} MB")
        parts.append(part)
    return b"".join(parts)


def _payload(
    server: Server, prompt: Prompt, schema: Mapping[str, Any], form: int, left_out: frozenset[str]
) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "model": server.model,
        "messages": [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
        "temperature": 0,
        "seed": SEED,
        "max_tokens": server.max_tokens,
        "stream": False,
    }
    if _FORMS[form] == "json_schema":
        held = {"name": "claims", "strict": True, "schema": schema}
        payload["response_format"] = {"type": "json_schema", "json_schema": held}
    elif _FORMS[form]:
        payload["response_format"] = {"type": _FORMS[form]}
    for name in left_out:
        del payload[name]
    if "max_tokens" in left_out:
        payload["max_completion_tokens"] = server.max_tokens
    return payload


def _answer(body: bytes, server: Server) -> Answer:
    """Take the answer out of a body; what the server says of tokens is taken as it is, or as nothing."""
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        text = "".join((choice["message"]["content"] or "",))  # a text, or a TypeError
        is_cut = choice.get("finish_reason") == "length"
        usage = data.get("usage") or {}
        read, written = (_whole(usage.get(name)) for name in ("prompt_tokens", "completion_tokens"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        what = "HTML" if body.lstrip()[:1] == b"<" else "no answer of a chat"
        cause = f"it answers {what}{_message(body, server)}"
        raise AskError(cause, "give the address of an OpenAI-compatible API") from None
    return Answer(server.mask(text), read, written, is_cut)


def _whole(number: Any) -> int:
    return number if type(number) is int and 0 <= number < 10**12 else 0


def _refusal(said: _Said, cause: str, server: Server) -> AskError:
    status = said.status
    if 300 <= status < 400:
        to = _clipped(server.mask(said.headers.get("location", "another address")))
        return AskError(f"it leads on to {to}, which is not followed", "give the right address", is_final=True)
    if status in {401, 403}:
        return AskError(cause, "set GLOSSARY_GRAPH_LLM_KEY to a key that the server knows", is_final=True)
    if status == 404:
        return AskError(cause, f"check the address, and whether it has the model {server.model}", is_final=True)
    return AskError(cause)


def _gone(cause: str, server: Server) -> AskError:
    step = "start the server" if server.is_local else "check the address and the network"
    return AskError(cause, step, is_final=True)


def _message(body: bytes, server: Server) -> str:
    """Give what a server says was wrong, in brackets: its own message where there is one, nothing of a page."""
    said = "" if body.lstrip()[:1] == b"<" else body.decode("utf-8", "replace")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        pass
    else:
        error = data.get("error", data) if isinstance(data, dict) else None
        error = error.get("message") if isinstance(error, dict) else error
        said = error if isinstance(error, str) else ""
    text = _clipped(server.mask(said))
    return f" ({text})" if text else ""


def _clipped(text: str) -> str:
    words = " ".join("".join(mark if mark.isprintable() else " " for mark in text[:2_000]).split())
    return words if len(words) <= 160 else words[:157] + "…"


def _seconds(wish: str) -> float | None:
    """Read a Retry-After header: seconds or a date; None where it says nothing.

    >>> _seconds("2"), _seconds("soon"), _seconds("-1")
    (2.0, None, None)
    """
    try:
        wait = float(wish)
    except ValueError:
        try:
            wait = parsedate_to_datetime(wish).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
        return max(0.0, wait)
    return wait if wait >= 0 else None


def finish(task: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end, also where an event loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(task)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, task).result()
