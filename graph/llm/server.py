"""A server that speaks OpenAI's protocol: where it is, what it may take, and the key for it, which nothing prints."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from graph.errors import SettingsError

__all__ = ["KEYS", "Server", "read_key"]

KEYS = ("GLOSSARY_GRAPH_LLM_KEY", "OPENAI_API_KEY")
"""The environment variables that may hold the key; the first that is set counts, and an empty one means none."""

_HIDDEN = "[key]"
_SHORTEST = 6
"""A shorter key is none that a service gives out, and would be found in ordinary words."""

_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
_VERSIONED = re.compile(r"/v\d\w*(/|$)")


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask which model, and within which bounds.

    ``url`` may end before or after ``/v1``; ``key`` is never shown; ``timeout`` is what one request may take and
    ``deadline`` all together (seconds), ``rate`` how many requests a minute may see (0: any number), ``parallel`` how
    many may be under way at once, ``max_tokens`` how long an answer may be, ``price`` what a million tokens cost (in,
    out).
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 120.0
    deadline: float = 3600.0
    rate: int = 0
    parallel: int = 4
    max_tokens: int = 2000
    price: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        parts = _split(self.url)
        if not self.model.strip():
            raise SettingsError("--llm needs --llm-model: the name of a model that the server has")
        for name, least in (("timeout", 0.01), ("deadline", 0.01), ("rate", 0), ("parallel", 1), ("max_tokens", 1)):
            if not getattr(self, name) >= least:
                raise SettingsError(
                    f"--llm-{name.replace('_', '-')} {getattr(self, name)}: needs a number from {least:g} on"
                )
        if any(not mark.isascii() or not mark.isprintable() or mark == " " for mark in self.key):
            raise SettingsError(f"{' or '.join(KEYS)}: holds a character that no key holds; set it anew")
        if self.key and parts.scheme == "http" and not self.is_local:
            raise SettingsError(
                f"--llm {self.place}: the key would travel unencrypted; use https, or set {KEYS[0]}= (empty) for none"
            )

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        return _split(self.url).hostname in _LOCAL

    @property
    def place(self) -> str:
        """The server as messages name it: scheme and host."""
        parts = _split(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def address(self) -> str:
        """Where questions go.

        >>> [Server(url, "m").address for url in ("http://localhost:11434", "https://api.example.com/openai/v1/")]
        ['http://localhost:11434/v1/chat/completions', 'https://api.example.com/openai/v1/chat/completions']
        """
        path = _split(self.url).path.rstrip("/")
        if not path.endswith("/chat/completions"):
            path += "/chat/completions" if _VERSIONED.search(path) else "/v1/chat/completions"
        return self.place + path

    def mask(self, text: str) -> str:
        """Take the key out of a text, also where its characters are escaped, as JSON, addresses and HTML do."""
        if len(self.key) < _SHORTEST:
            return text
        return re.sub("".join(map(_written, self.key)), _HIDDEN, text)


def _written(mark: str) -> str:
    """Give a pattern for all ways in which a server may write a character."""
    code = ord(mark)
    return rf"(?:\\?{re.escape(mark)}|(?i:\\u{code:04x}|\\x{code:02x}|%{code:02x}|&#0*{code};|&#x0*{code:x};))"


def read_key(environment: Mapping[str, str] | None = None) -> str:
    """Read the key from the environment, the only place that it comes from; empty where there is none.

    >>> read_key({"OPENAI_API_KEY": "abc", "GLOSSARY_GRAPH_LLM_KEY": ""})
    ''
    """
    known = os.environ if environment is None else environment
    return next((known[name].strip() for name in KEYS if name in known), "")


def _split(url: str) -> SplitResult:
    """Take an address apart; what is refused is not repeated where it may hold a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise SettingsError("--llm: no web address; write it like http://localhost:11434/v1") from None
    if "@" in parts.netloc:
        raise SettingsError(f"--llm {parts.hostname}: holds a password; take it out, and set {KEYS[0]} instead")
    if parts.query or parts.fragment:
        raise SettingsError(f"--llm {parts.hostname}: ends in ? or #; leave that out, and set {KEYS[0]} for a key")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isprintable() or " " in url:
        raise SettingsError(f"--llm {url!r}: no web address; write it like http://localhost:11434/v1")
    return parts
