"""Claims from a language model behind an OpenAI-compatible server, each checked against the text (extra ``llm``).

:func:`ask_model` asks about every section; its result's ``extract`` goes to :func:`graph.pipeline.build` as one more
extractor.
"""

from graph.llm.cache import default_cache
from graph.llm.inquiry import Inquiry, Tally, ask_model
from graph.llm.prompt import pieces_of
from graph.llm.server import KEYS, Server, read_key

__all__ = ["KEYS", "Inquiry", "Server", "Tally", "ask_model", "default_cache", "pieces_of", "read_key"]
