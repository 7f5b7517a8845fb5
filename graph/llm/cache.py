"""Answers that were paid for once: a folder of small files, named by the hash of what was asked of which model."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from graph.llm.prompt import Prompt

__all__ = ["Answer", "AnswerCache", "default_cache"]

_LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said, how many tokens it read and wrote, and whether it was cut off at the longest length."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    is_cut: bool = False


class AnswerCache:
    """Keeps answers by content: model, prompt, schema and length; neither address nor key is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, model: str, prompt: Prompt, schema: Mapping[str, Any], max_tokens: int) -> Path:
        """Give the file that holds, or will hold, the answer."""
        asked = json.dumps([model, prompt.system, prompt.user, schema, max_tokens], sort_keys=True)
        name = sha256(asked.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.json"

    def read(self, path: Path) -> Answer | None:
        """Read an answer; a file that is missing, damaged or far too large is none."""
        try:
            if path.stat().st_size > _LARGEST:
                return None
            row = json.loads(path.read_text(encoding="utf-8"))
            answer = Answer(row["text"], row["tokens_in"], row["tokens_out"], row["is_cut"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        whole = isinstance(answer.text, str) and isinstance(answer.is_cut, bool)
        return answer if whole and all(type(n) is int for n in (answer.tokens_in, answer.tokens_out)) else None

    def write(self, path: Path, answer: Answer) -> None:
        """Write an answer as a whole or not at all (OSError).

        Only the owner may read it: it quotes the entries.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        row = {
            "text": answer.text,
            "tokens_in": answer.tokens_in,
            "tokens_out": answer.tokens_out,
            "is_cut": answer.is_cut,
        }
        with NamedTemporaryFile("w", dir=path.parent, suffix=".new", delete=False, encoding="utf-8") as file:
            new = Path(file.name)
            try:
                json.dump(row, file)
                file.close()
                new.replace(path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise


def default_cache(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path:
    """Give the folder where this platform keeps what can be made again.

    >>> default_cache({"XDG_CACHE_HOME": "/c"}, "linux").as_posix()
    '/c/glossary-graph/llm'
    """
    known = os.environ if environment is None else environment
    home = Path.home()
    if platform == "win32":
        return Path(known.get("LOCALAPPDATA") or home / "AppData" / "Local") / "glossary-graph" / "Cache" / "llm"
    if platform == "darwin":
        return home / "Library" / "Caches" / "glossary-graph" / "llm"
    return Path(known.get("XDG_CACHE_HOME") or home / ".cache") / "glossary-graph" / "llm"
