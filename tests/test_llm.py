"""A language model's server: what is sent to it, what it may do wrong, and that the build goes through all the same."""

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.entries import Entry
from graph.errors import SettingsError
from graph.llm import Inquiry, Server, ask_model, client, default_cache, read_key
from graph.network import Build
from graph.pipeline import build
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN
from tests.chat_server import Reply, Request, Script, chat, claims, serving
from tests.entries_made import entry_of

KEY = "sk-test/0123+456789"
SENTENCE = "GPT-4 is a language model developed by OpenAI."
GPT4 = entry_of("GPT-4", {"Definition": SENTENCE})
LLAMA = entry_of("Llama", {"Definition": "Llama is a family of models from Meta.", "Use": "Llama powers chatbots."})
MADE = claims(("GPT-4", "developedBy", "OpenAI", SENTENCE))
NONE = chat('{"claims": []}')


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE", 0.01)


def ask(script: Script | Reply, *entries: Entry, cache: Path | None = None, **bounds: object) -> Inquiry:
    with serving(script) as server:
        return ask_model(entries or (GPT4,), Server(server.url, "m", **bounds), AI_DOMAIN, cache)  # type: ignore[arg-type]


def build_with(inquiry: Inquiry, *entries: Entry) -> Build:
    settings = Settings(model=None)
    return build(entries or (GPT4,), settings, problems=inquiry.problems, extractors=[inquiry.extract])


def in_turn(*replies: Reply) -> Script:
    """Reply by each in turn, and by the last from then on."""
    waiting = iter(replies)
    last = replies[-1]
    return lambda _: next(waiting, last)


def causes(inquiry: Inquiry) -> list[str]:
    return [str(problem) for problem in inquiry.problems]


# ── what is asked ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_section_is_asked_about_once_with_schema_vocabulary_temperature_and_seed() -> None:
    with serving(NONE) as server:
        inquiry = ask_model([LLAMA, GPT4], Server(server.url, "small"), AI_DOMAIN)
    assert sorted(server.texts) == sorted(
        [SENTENCE, "Llama is a family of models from Meta.", "Llama powers chatbots."]
    )
    body = server.requests[0].body
    assert (body["model"], body["temperature"], body["stream"]) == ("small", 0, False)
    assert isinstance(body["seed"], int)
    held = body["response_format"]["json_schema"]["schema"]["properties"]["claims"]["items"]
    assert "developedBy" in held["properties"]["predicate"]["enum"]
    assert '- developedBy: "S is developed by O"' in body["messages"][0]["content"]
    assert (inquiry.tally.sections, inquiry.tally.requests, inquiry.tally.failed) == (3, 3, 0)


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_the_address_may_end_before_or_after_its_version(end: str) -> None:
    with serving(NONE) as server:
        ask_model([GPT4], Server(server.url + end, "m"), AI_DOMAIN)
    assert [request.path for request in server.requests] == ["/v1/chat/completions"]


def test_the_key_goes_into_the_header_and_nowhere_else() -> None:
    with serving(NONE) as server:
        inquiry = ask_model([GPT4], Server(server.url, "m", key=KEY), AI_DOMAIN)
    (request,) = server.requests
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(request.body)
    assert KEY not in repr(Server(server.url, "m", key=KEY))
    assert KEY not in repr(inquiry)


def test_without_a_key_no_header_is_sent() -> None:
    with serving(NONE) as server:
        ask_model([GPT4], Server(server.url, "m"), AI_DOMAIN)
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({}, ""),
        ({"OPENAI_API_KEY": "other"}, "other"),
        ({"OPENAI_API_KEY": "other", "GLOSSARY_GRAPH_LLM_KEY": "ours\n"}, "ours"),
        ({"OPENAI_API_KEY": "other", "GLOSSARY_GRAPH_LLM_KEY": ""}, ""),
    ],
)
def test_our_variable_comes_first_and_an_empty_one_means_no_key(environment: dict[str, str], key: str) -> None:
    assert read_key(environment) == key


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://me:hunter2@host/v1", "holds a password"),
        ("https://sk-secret@host/v1", "holds a password"),
        ("https://host/v1?key=hunter2", "ends in ? or #"),
        ("ftp://host/", "no web address"),
        ("localhost:11434", "no web address"),
        ("http://[::1/", "no web address"),
        ("http://host:99999/", "no web address"),
        ("", "no web address"),
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_and_the_secret_not_repeated(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        Server(url, "m")
    assert not {"hunter2", "sk-secret"} & set(re.split(r"[^\w-]", str(caught.value)))


def test_a_key_never_travels_unencrypted_to_another_machine() -> None:
    with pytest.raises(SettingsError, match="unencrypted") as caught:
        Server("http://example.com", "m", key=KEY)
    assert KEY not in str(caught.value)
    assert Server("http://localhost:1", "m", key=KEY).key == Server("https://example.com", "m", key=KEY).key


@pytest.mark.parametrize("bounds", [{"parallel": 0}, {"timeout": 0}, {"deadline": float("nan")}, {"key": "a b"}])
def test_bounds_and_keys_that_cannot_be_are_refused(bounds: dict[str, float]) -> None:
    with pytest.raises(SettingsError):
        Server("http://localhost", "m", **bounds)  # type: ignore[arg-type]


# ── what may go wrong ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(429, headers={"Retry-After": "0"}),
        Reply(429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        Reply(500, b"oh"),
        Reply(503),
        Reply(200, b'{"choices": [', length=5_000),
    ],
    ids=["busy", "busy until a date", "broken", "away", "cut body"],
)
def test_what_may_pass_is_asked_again(trouble: Reply) -> None:
    inquiry = ask(in_turn(trouble, trouble, MADE))
    assert inquiry.tally.requests == 3
    assert causes(inquiry) == []
    assert len(inquiry.answers["gpt-4"]) == 1


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (Reply(500, b"<html>oh</html>"), "it answers 500, 4 times"),
        (Reply(429, headers={"Retry-After": "86400"}), "it asks to wait 86400 s"),
        (Reply(200, b'{"choices": [', length=5_000), "the answer broke off"),
        (Reply(200, b"<!doctype html><p>Welcome"), "it answers HTML"),
        (Reply(200, b"not JSON"), "it answers no answer of a chat (not JSON)"),
        (Reply(200, b'{"choices": []}'), "it answers no answer of a chat"),
        (Reply(200, b"[" * 100_000), "it answers no answer of a chat"),
        (Reply(200, b'{"error": {"message": "out of memory"}}'), "out of memory"),
        (Reply(200, b" " * 10_000_001), "more than 10 MB"),
        (Reply(400, b'{"error": {"message": "too long"}}'), "it answers 400 (too long)"),
        (Reply(401, b'{"error": {"message": "who?"}}'), "set GLOSSARY_GRAPH_LLM_KEY"),
        (Reply(404, b'{"error": "no such model"}'), "whether it has the model m"),
        (Reply(302, headers={"Location": "https://example.org/"}), "leads on to https://example.org/, which is not"),
        (chat("I cannot do that."), "no JSON with claims"),
        (chat('{"claims": 3}'), "no JSON with claims"),
        (chat("[[[[" * 50_000), "no JSON with claims"),
    ],
)
def test_a_server_that_fails_is_one_line_and_the_rules_go_on(reply: Reply, cause: str) -> None:
    inquiry = ask(reply)
    made = build_with(inquiry)
    (problem,) = made.problems
    assert cause in str(problem)
    assert "\n" not in str(problem)
    assert made.facts == build([GPT4], Settings(model=None)).facts != ()


@pytest.mark.parametrize(
    "reply", [Reply(delay=30), Reply(endless=b" "), Reply(endless=b'data: {"choices": []}\n\n')], ids=str
)
def test_a_server_that_stalls_or_streams_for_ever_ends_at_the_deadline(reply: Reply) -> None:
    inquiry = ask(reply, timeout=0.3)
    assert re.search(r"no whole answer within 0\.3 s", causes(inquiry)[0])
    assert inquiry.tally.seconds < 20


def test_the_deadline_of_the_run_ends_it_whatever_single_requests_may_take() -> None:
    inquiry = ask(Reply(delay=30), GPT4, LLAMA, deadline=0.4, parallel=1)
    (line,) = causes(inquiry)
    assert "not done within 0.4 s; build again" in line
    assert inquiry.tally.requests == 1


def test_a_server_that_is_not_there_is_one_line_and_nothing_is_lost() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        inquiry = ask_model([GPT4, LLAMA], Server(url, "m"), AI_DOMAIN)
    (line,) = causes(inquiry)
    assert line.startswith(f"{url}: nothing answers there (")
    assert line.endswith("; start the server; the rules went on alone in 2 entries")
    assert build_with(inquiry).facts


def test_only_the_entries_that_failed_go_without_and_more_than_a_few_are_counted() -> None:
    entries = [entry_of(f"Model {number}", f"Model {number} is a model from OpenAI.") for number in range(9)]

    def script(request: Request) -> Reply:
        return NONE if "Model 8" in request.text else Reply(413, b"no")

    inquiry = ask(script, *entries, parallel=1)
    assert [line.split(":")[0] for line in causes(inquiry)[:5]] == [f"model-{number}" for number in range(5)]
    assert "3 more entries failed so" in causes(inquiry)[5]
    assert len(causes(inquiry)) == 6
    assert set(inquiry.answers) == {"model-8"}


def test_a_server_that_fails_again_and_again_is_asked_no_more() -> None:
    entries = [entry_of(f"Model {number}", f"Model {number} is a model from OpenAI.") for number in range(40)]
    inquiry = ask(Reply(413, b"no"), *entries, parallel=1)
    assert inquiry.tally.requests == 10
    assert "the rules went on alone in 31 entries" in causes(inquiry)[-1]


def test_a_section_without_answer_costs_the_others_nothing() -> None:
    inquiry = ask(lambda request: Reply(413) if "family" in request.text else NONE, LLAMA)
    assert [piece.section.heading for piece, _ in inquiry.answers["llama"]] == ["Use"]
    assert len(causes(inquiry)) == 1


# ── servers that take less ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("refused", "sent"), [(["json_schema"], "json_object"), (["json_schema", "json_object"], "")])
def test_a_server_that_knows_no_schema_is_asked_for_json_and_remembered(refused: list[str], sent: str) -> None:
    asked = []

    def script(request: Request) -> Reply:
        form = request.body.get("response_format", {}).get("type", "")
        asked.append(form)
        return Reply(400, b'{"error": "unknown response_format"}') if form in refused else MADE

    inquiry = ask(script, GPT4, LLAMA, parallel=1)
    assert asked == [*refused, sent, sent, sent]
    assert causes(inquiry) == []


def test_a_parameter_that_a_server_names_in_its_refusal_is_left_out() -> None:
    bodies = []

    def script(request: Request) -> Reply:
        bodies.append(request.body)
        wrong = [name for name in ("max_tokens", "temperature") if name in request.body]
        return Reply(400, f"unsupported: {wrong[0]}".encode()) if wrong else MADE

    assert causes(ask(script)) == []
    assert (len(bodies), bodies[-1]["max_completion_tokens"]) == (3, 2000)
    assert {"max_tokens", "temperature"}.isdisjoint(bodies[-1])
    assert bodies[-1]["response_format"]["type"] == "json_schema"


def test_a_redirect_to_another_server_is_not_followed() -> None:
    with serving(NONE) as other:
        inquiry = ask(Reply(307, headers={"Location": f"{other.url}/v1/chat/completions"}), key=KEY)
        assert "not followed" in causes(inquiry)[0]
        assert other.requests == []


def test_requests_keep_to_the_rate_and_to_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("graph.llm.client.asyncio.sleep", sleep)
    ask(NONE, GPT4, LLAMA, rate=6, parallel=1)
    assert [round(wait) for wait in waits] == [0, 10, 20]


# ── the cache ──────────────────────────────────────────────────────────────────────────────────────────────────────


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_was_answered_is_not_asked_again_and_gives_the_same_build(tmp_path: Path) -> None:
    first = ask(MADE, cache=tmp_path)
    with serving(Reply(500)) as server:
        again = ask_model([GPT4], Server(f"{server.url}/v1", "m"), AI_DOMAIN, tmp_path)
    assert server.requests == []
    assert (again.tally.cached, again.tally.tokens_in) == (1, 0)
    assert build_with(again) == build_with(first)
    assert any("llm" in claim.rules for claim in build_with(again).claims)


def test_another_model_text_or_template_is_asked_anew(tmp_path: Path) -> None:
    with serving(MADE) as server:
        for model, entry in (("a", GPT4), ("b", GPT4), ("b", LLAMA)):
            ask_model([entry], Server(server.url, model), AI_DOMAIN, tmp_path)
    assert len(server.requests) == 4


def test_neither_key_nor_address_is_in_the_cache_even_where_the_model_repeats_the_key(tmp_path: Path) -> None:
    ask(chat(json.dumps({"claims": [], "key": KEY})), cache=tmp_path, key=KEY)
    (held,) = content(tmp_path).values()
    assert b"sk-test" not in held
    assert b"127.0.0.1" not in held


def test_failures_are_not_kept(tmp_path: Path) -> None:
    for reply in (chat("no JSON"), Reply(413), Reply(200, b"<html>")):
        ask(reply, cache=tmp_path)
    assert content(tmp_path) == {}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"text": 3}', b"\xff", b"[" * 99_999])
def test_a_damaged_file_of_the_cache_is_asked_anew_and_mended(tmp_path: Path, damage: bytes) -> None:
    ask(MADE, cache=tmp_path)
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert ask(MADE, cache=tmp_path).tally.requests == 1
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_said_and_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    inquiry = ask(MADE, cache=tmp_path / "file" / "below")
    assert len(inquiry.answers["gpt-4"]) == 1
    assert "answers were not kept" in causes(inquiry)[0]


@pytest.mark.parametrize(
    ("environment", "platform", "end"),
    [
        ({}, "linux", ".cache/glossary-graph/llm"),
        ({}, "darwin", "Library/Caches/glossary-graph/llm"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/glossary-graph/Cache/llm"),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_its_own(environment: dict[str, str], platform: str, end: str) -> None:
    assert default_cache(environment, platform).as_posix().endswith(end)


# ── the key ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        f"wrong key {KEY}".encode(),
        json.dumps({"error": {"message": f"wrong key {KEY}"}}).replace("/", "\\/").encode(),
        json.dumps({"error": {"message": "wrong key KEY"}}).replace("KEY", KEY.replace("s", "\\u0073")).encode(),
    ],
    ids=["plain", "escaped", "in code points"],
)
@pytest.mark.parametrize("status", [200, 400, 401, 413, 500])
def test_a_key_that_the_server_repeats_is_masked_in_what_is_said(status: int, body: bytes) -> None:
    inquiry = ask(Reply(status, body), key=KEY)
    said = " ".join(causes(inquiry))
    assert said
    assert "0123" not in said
    assert "0123" not in repr(build_with(inquiry))


@pytest.mark.parametrize("before", range(100, 170, 5))
def test_a_key_is_not_cut_in_two_where_a_long_message_ends(before: int) -> None:
    (line,) = causes(ask(Reply(413, b"x" * before + b" " + KEY.encode()), key=KEY))
    assert "sk-" not in line


def test_a_key_in_the_redirect_is_masked() -> None:
    (line,) = causes(ask(Reply(302, headers={"Location": f"https://example.org/?key={KEY}"}), key=KEY))
    assert "0123" not in line


# ── what it took ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_tokens_and_cost_are_added_up_and_nonsense_counts_as_nothing() -> None:
    inquiry = ask(chat('{"claims": []}', tokens=(1_000_000, 250_000)), GPT4, LLAMA)
    assert (inquiry.tally.tokens_in, inquiry.tally.tokens_out) == (3_000_000, 750_000)
    assert inquiry.tally.cost((0.5, 2.0)) == 3.0
    body = json.loads(NONE.body)
    body["usage"] = {"prompt_tokens": -5, "completion_tokens": "many"}
    assert ask(Reply(body=json.dumps(body).encode())).tally.tokens_in == 0


def test_progress_is_told_of_every_section_also_of_those_from_the_cache(tmp_path: Path) -> None:
    seen: list[str] = []
    for _ in range(2):
        with serving(NONE) as server:
            ask_model(
                [GPT4, LLAMA], Server(server.url, "m"), AI_DOMAIN, tmp_path, lambda entry: seen.append(entry.name)
            )
    assert sorted(seen) == sorted(["gpt-4", "llama", "llama"] * 2)


def test_it_can_be_asked_where_an_event_loop_runs_already() -> None:
    import asyncio

    async def within() -> Inquiry:
        return ask(MADE)

    with ThreadPoolExecutor(1) as thread:  # browser tests leave a loop running in this one
        assert thread.submit(asyncio.run, within()).result().answers
