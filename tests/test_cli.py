"""The command line: what is said where, with which exit code, and that reading leaves no trace."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main

import graph
from graph.cli import app, main
from graph.folder import write_build
from graph.formats import WRITERS
from tests.example import build
from tests.test_folder import content

ROOT = Path(graph.__file__).parent.parent
LLAMA = "Llama\n\nDefinition\nLlama is a family of language models developed by Meta and introduced in 2023.\n"
GPT4 = "GPT-4\n\nDefinition\nGPT-4 is a language model developed by OpenAI.\n"


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> "Run":
    return Run(capfd)


class Run:
    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture

    def __call__(self, *arguments: str | Path) -> Outcome:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = self.capture.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, said.out, said.err)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "exports"
    write_build(build(), folder)
    return folder


@pytest.fixture
def built(made: Path, here: Path) -> Path:
    """A working folder with the example built into exports/."""
    shutil.copytree(made, here / "exports")
    return here / "exports"


@pytest.fixture
def entries(here: Path) -> Path:
    folder = here / "entries"
    folder.mkdir()
    (folder / "gpt-4.txt").write_text(GPT4, encoding="utf-8")
    (folder / "llama.txt").write_text(LLAMA, encoding="utf-8")
    return folder


# ── build ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_build_needs_only_the_entries_and_says_what_it_found_where_it_lies_and_what_next(
    run: Run, entries: Path
) -> None:
    done = run("build", "entries")
    assert (done.code, done.err) == (0, "")
    assert re.search(
        r"Found \d+ things and \d+ facts in 2 entries:\n  1 model, 1 model family, 2 organizations", done.out
    )
    assert "exports/graph.html" in done.out
    assert "Next:\n  glossary-graph query --example who-develops-what\n" in done.out
    assert (entries.parent / "exports" / "manifest.json").exists()


def test_what_build_says_to_do_next_can_be_done(run: Run, entries: Path) -> None:
    said = run("build", entries, "-o", "my glossary").out
    commands = re.findall(r"^  glossary-graph (.+)$", said, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert run(*shlex.split(command)).code == 0, command


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("started_as", "words"),
    [
        ("venv/bin/glossary-graph", "venv/bin/glossary-graph"),
        ("/no/where/graph/__main__.py", "python -m graph"),
        ("/usr/bin/pytest", "glossary-graph"),
    ],
)
def test_what_to_do_next_starts_the_program_as_it_was_started(
    run: Run, monkeypatch: pytest.MonkeyPatch, started_as: str, words: str
) -> None:
    monkeypatch.setattr(sys, "argv", [started_as])
    assert f"Next:\n  {words} query " in run("build", "entries").out


def test_build_as_json_gives_counts_files_problems_and_times(run: Run, entries: Path) -> None:
    (entries / "empty.txt").write_text("", encoding="utf-8")
    done = run("build", "entries", "--json")
    found = json.loads(done.out)
    assert done.code == 1
    assert (found["entries"], found["kinds"]["Organization"]) == (2, 2)
    assert found["facts"] == sum(found["predicates"].values()) > 0
    assert found["folder"] == "exports"
    assert "text/llama.txt" in found["files"]
    assert found["problems"][0]["place"] == "entries/empty.txt"
    assert set(found["seconds"]) == {"read", "extract", "write"}


def test_a_problem_is_one_line_and_the_others_go_through(run: Run, entries: Path) -> None:
    (entries / "binary.txt").write_bytes(b"\x00\x01\x02" * 99)
    (entries / "twice.txt").write_text(GPT4, encoding="utf-8")
    done = run("build", "entries")
    assert done.code == 1
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["entries/binary.txt", "entries/twice.txt"]
    assert "in 2 entries" in done.out
    assert "twice.txt" in (entries.parent / "exports" / "report.md").read_text(encoding="utf-8")


def test_without_any_entry_nothing_is_written_over(run: Run, built: Path) -> None:
    before = content(built)
    done = run("build", "nowhere.txt")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0].startswith("nowhere.txt: no such file")
    assert done.err.splitlines()[1].startswith("glossary-graph: no entry could be read, so nothing was written;")
    assert content(built) == before


def test_the_same_entries_in_another_order_and_with_another_hash_seed_give_the_same_bytes(entries: Path) -> None:
    for seed, paths in (("1", ["gpt-4.txt", "llama.txt"]), ("77", ["llama.txt", "gpt-4.txt"])):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "graph", "build", *(f"entries/{path}" for path in paths), "-o", f"out{seed}"]
        subprocess.run(command, cwd=entries.parent, env=environment, check=True, capture_output=True)
    assert content(entries.parent / "out1") == content(entries.parent / "out77")


def test_settings_beside_the_entries_are_found_and_options_win(run: Run, entries: Path) -> None:
    (entries / "glossary-graph.toml").write_text(
        'title = "From the file"\nbase = "https://file.example/"\n', encoding="utf-8"
    )
    assert run("build", "entries", "--base", "https://option.example/").code == 0
    graph_file = (entries.parent / "exports" / "graph.ttl").read_text(encoding="utf-8")
    assert "From the file" in graph_file
    assert "<https://option.example/>" in graph_file
    assert "file.example" not in graph_file


def test_a_settings_file_can_be_named_and_its_mistakes_are_one_line(run: Run, entries: Path) -> None:
    (entries.parent / "mine.toml").write_text("colour = 'red'", encoding="utf-8")
    done = run("build", "entries", "--settings", "mine.toml")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("glossary-graph: mine.toml: unknown setting 'colour'; the settings are ")
    assert run("build", "entries", "--settings", "none.toml").code == 2


def test_two_settings_files_ask_which(run: Run, here: Path) -> None:
    for name in ("a", "b"):
        (here / name).mkdir()
        (here / name / "x.txt").write_text(GPT4, encoding="utf-8")
        (here / name / "glossary-graph.toml").write_text(f"title = '{name}'", encoding="utf-8")
    done = run("build", "a", "b")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "two settings files; choose one with --settings" in done.err


def test_slugs_of_an_earlier_build_are_kept(run: Run, entries: Path) -> None:
    run("build", "entries")
    ids = (entries.parent / "exports" / "ids.csv").read_text(encoding="utf-8")
    (entries.parent / "ids.csv").write_text(ids.replace("gpt-4,", "the-famous-one,"), encoding="utf-8")
    assert run("build", "entries", "--ids", "ids.csv").code == 0
    assert json.loads(run("show", "GPT-4", "--json").out)["id"] == "the-famous-one"


OBO = """idspace: ex https://example.com/terms/
property_value: dcterms:title "Ontology of models" xsd:string

[Term]
id: ex:LanguageModel
name: Language Model
"""


def test_things_are_linked_to_terms_and_mappings_that_options_or_settings_name(run: Run, entries: Path) -> None:
    (entries.parent / "models.obo").write_text(OBO, encoding="utf-8")
    (entries.parent / "ours.sssom.tsv").write_text(
        "subject_id\tpredicate_id\tobject_id\nopenai\towl:sameAs\thttps://example.com/openai\n", encoding="utf-8"
    )
    done = run("build", "entries", "--links", "models.obo", "--links", "ours.sssom.tsv")
    assert (done.code, done.err) == (0, "")
    assert "Linked to Ontology of models: 1 thing, 0 of them exactly\n" in done.out
    link = "close to ex:LanguageModel in Ontology of models <https://example.com/terms/LanguageModel>\n"
    assert link in run("show", "language model").out
    assert "same as https://example.com/openai in ours.sssom.tsv\n" in run("show", "OpenAI").out
    (row,) = json.loads(run("show", "OpenAI", "--json").out)["matches"]
    assert (row["predicate"], row["target"]) == ("schema:sameAs", "https://example.com/openai")
    assert run("export", "-o", "links.sssom.tsv").code == 0
    table = (entries.parent / "links.sssom.tsv").read_text(encoding="utf-8")
    assert "\nglossary:language-model\tlanguage model\tskos:closeMatch\tex:LanguageModel\t" in table
    (entries / "glossary-graph.toml").write_text('links = ["../models.obo", "../ours.sssom.tsv"]', encoding="utf-8")
    assert json.loads(run("build", "entries", "--json").out)["matches"] == {"schema:sameAs": 1, "skos:closeMatch": 1}


def test_a_file_of_links_that_cannot_be_read_is_one_line_and_the_build_is_written(run: Run, entries: Path) -> None:
    done = run("build", "entries", "--links", "missing.obo")
    assert (done.code, done.err) == (1, "missing.obo: no such file; check what --links or the settings name\n")
    assert (entries.parent / "exports" / "manifest.json").exists()


def test_columns_of_a_table_can_be_named(run: Run, here: Path) -> None:
    (here / "terms.csv").write_text("Term,Meaning\nGPT-4,GPT-4 is a language model developed by OpenAI.\n", "utf-8")
    assert run("build", "terms.csv", "--field", "title=Term", "--field", "text=Meaning").code == 0
    assert "OpenAI" in run("show", "GPT-4").out
    assert run("build", "terms.csv", "--field", "title").code == 2


def test_a_zip_archive_and_standard_input_can_be_built(here: Path) -> None:
    with zipfile.ZipFile(here / "all.zip", "w") as archive:
        archive.writestr("llama.txt", LLAMA)
    command = [sys.executable, "-m", "graph", "build", "all.zip", "-", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=here, env=environment, input=GPT4.encode(), capture_output=True, check=True)
    assert json.loads(done.stdout)["entries"] == 2


def test_output_inside_the_entries_is_refused_for_the_next_run_would_read_it(run: Run, entries: Path) -> None:
    done = run("build", ".", "-o", "out")
    assert (done.code, done.out) == (1, "")
    assert "out: lies inside ., whose entries it would become; choose another with -o" in done.err
    assert sorted(path.name for path in entries.parent.iterdir()) == ["entries"]


def test_a_folder_of_somebody_else_is_refused_before_the_work(
    run: Run, entries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entries.parent / "mine").mkdir()
    (entries.parent / "mine" / "x.txt").write_text("x", encoding="utf-8")
    monkeypatch.delattr("graph.pipeline.build")
    done = run("build", "entries", "-o", "mine")
    assert (done.code, done.out) == (1, "")
    assert "holds x.txt and no build of ours" in done.err


def test_files_changed_by_hand_are_written_anew_with_a_word(run: Run, entries: Path) -> None:
    run("build", "entries")
    (entries.parent / "exports" / "ids.csv").write_text("slug,kind,label\n", encoding="utf-8")
    done = run("build", "entries")
    assert done.code == 0
    assert done.err.startswith("exports/ids.csv: had been changed")
    assert run("build", "entries").err == ""


def test_verbose_says_how_long_each_step_took_and_no_file_does(run: Run, entries: Path) -> None:
    done = run("build", "entries", "-v", "-o", "a")
    assert re.fullmatch(r"read: [\d.]+ s\nextract: [\d.]+ s\nwrite: [\d.]+ s\n", done.err)
    run("build", "entries", "-o", "b")
    assert content(entries.parent / "a") == content(entries.parent / "b")


def test_rdf12_adds_a_file_that_the_next_build_takes_away(run: Run, entries: Path) -> None:
    assert run("build", "entries", "--rdf12").code == 0
    exports = entries.parent / "exports"
    assert "rdf:reifies <<( :gpt-4 gg:developedBy :openai )>>" in (exports / "graph.rdf12.ttl").read_text("utf-8")
    assert run("export", "-f", "rdf12").out == (exports / "graph.rdf12.ttl").read_text("utf-8")
    assert "graph.rdf12.ttl" in json.loads((exports / "manifest.json").read_text("utf-8"))["files"]
    assert run("build", "entries").code == 0
    assert not (exports / "graph.rdf12.ttl").exists()


# ── export ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_export_writes_to_standard_output_or_a_file_by_name_or_suffix(run: Run, built: Path) -> None:
    lines = run("export", "-f", "nt")
    assert (lines.code, lines.err) == (0, "")
    assert "/gpt-4> <https://w3id.org/glossary-graph/ns#developedBy>" in lines.out
    assert run("export", "exports", "-o", "far/glossary.nt").code == 0
    assert (built.parent / "far" / "glossary.nt").read_text(encoding="utf-8") == lines.out


def test_export_to_csv_makes_a_folder(run: Run, built: Path) -> None:
    assert run("export", "-f", "csv", "-o", "tables").code == 0
    rows = csv.DictReader(io.StringIO((built.parent / "tables" / "nodes.csv").read_text(encoding="utf-8")))
    assert "GPT-4" in [row["label"] for row in rows]
    assert run("export", "-f", "csv").code == 2


def test_export_never_replaces_a_file_of_the_build(run: Run, built: Path) -> None:
    before = content(built)
    done = run("export", "-f", "ttl", "-o", "exports/graph.ttl")
    assert (done.code, content(built) == before) == (1, True)
    assert "exports/graph.ttl: is part of the build; choose another name" in done.err


def test_export_moves_every_iri_to_another_base(run: Run, built: Path) -> None:
    moved = run("export", "-f", "nt", "--base", "https://me.example/terms#")
    assert (moved.code, moved.err) == (0, "")
    assert "<https://me.example/terms#gpt-4>" in moved.out
    assert "https://example.org/glossary/" not in moved.out
    assert moved.out.count("\n") == run("export", "-f", "nt").out.count("\n")
    assert "https://example.org/glossary/" in (built / "graph.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("base", ["me.example/", "https://me.example/terms", "https://me.example/a b/", ""])
@pytest.mark.usefixtures("built")
def test_export_refuses_a_base_as_build_does(run: Run, base: str) -> None:
    done = run("export", "-f", "nt", "--base", base)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert done.err.startswith(f"glossary-graph: base {base!r}: ")


@pytest.mark.usefixtures("here")
def test_the_help_of_export_names_every_format(run: Run) -> None:
    words = re.findall(r"\w+", run("export", "--help").out)
    assert [name for name in WRITERS if name not in words] == []


@pytest.mark.parametrize(
    "arguments", [["export"], ["export", "-f", "docx"], ["export", "-o", "a.docx"], ["export", "-f", "csv", "-o", "-"]]
)
@pytest.mark.usefixtures("built")
def test_a_format_that_is_none_is_wrong_usage_and_names_those_there_are(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err


def test_a_target_that_cannot_be_written_is_one_line(run: Run, built: Path) -> None:
    (built.parent / "blocked").write_text("a file", encoding="utf-8")
    done = run("export", "-f", "nt", "-o", "blocked/a.nt")
    assert (done.code, done.err.count("\n")) == (1, 1)


# ── query ──────────────────────────────────────────────────────────────────────────────────────────────────────────

WHO = "SELECT ?name ?year { ?thing gg:introducedIn ?year ; rdfs:label ?name }"


@pytest.mark.usefixtures("built")
def test_a_query_is_answered_by_a_table_for_people(run: Run) -> None:
    done = run("query", WHO)
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()[::2]] == [["name", "year"], ["foundation", "model", "2021"]]
    assert done.err == "1 row\n"


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("csv", "name,year\r\nfoundation model,2021\r\n"),
        ("tsv", '?name\t?year\n"foundation model"\t2021\n'),
    ],
)
def test_a_query_is_answered_in_formats_for_programs(built: Path, form: str, answer: str) -> None:
    done = shell(built, "query", WHO, "-f", form)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, answer, b"")


@pytest.mark.usefixtures("built")
def test_json_answers_are_sparql_results(run: Run) -> None:
    found = json.loads(run("query", WHO, "--format", "json").out)
    assert found["results"]["bindings"][0]["name"]["value"] == "foundation model"


@pytest.mark.usefixtures("built")
def test_triples_are_turtle_and_ask_says_yes_or_no(run: Run) -> None:
    assert ":gpt-4" in run("query", "DESCRIBE :gpt-4").out
    assert ":gpt-4" in run("query", "DESCRIBE :gpt-4", "-f", "ttl").out
    assert [run("query", f"ASK {{ :{slug} ?p ?o }}").out for slug in ("gpt-4", "nobody")] == ["yes\n", "no\n"]


def test_a_query_may_come_from_a_file_or_standard_input(run: Run, built: Path) -> None:
    (built.parent / "who.rq").write_text(WHO, encoding="utf-8")
    answer = run("query", WHO, "-f", "csv").out
    assert run("query", "who.rq", "-f", "csv").out == answer
    assert shell(built, "query", "-", "-f", "csv", stdin=WHO).stdout.decode() == answer
    missing = run("query", "whom.rq")
    assert (missing.code, missing.err) == (1, "glossary-graph: whom.rq: no such file; check the spelling\n")


@pytest.mark.usefixtures("built")
def test_examples_are_listed_and_asked_by_name(run: Run) -> None:
    listed = run("query", "--examples").out
    assert "who-develops-what               Who develops what\n" in listed
    for name in re.findall(r"^\S+", listed, re.MULTILINE):
        assert run("query", "--example", name, "exports").code == 0
    assert "OpenAI" in run("query", "--example", "who-develops-what").out
    assert run("query", "--example", "who-knows").code == 2
    assert run("query", WHO, "exports", "--example", "kinds-of").code == 2


@pytest.mark.usefixtures("built")
def test_a_limit_cuts_and_says_so(run: Run) -> None:
    done = run("query", "SELECT ?s { ?s ?p ?o }", "--limit", "2", "-f", "csv")
    assert len(done.out.splitlines()) == 3
    assert done.err == "there are more; raise --limit\n"
    assert run("query", WHO, "--limit", "0").code == 2


@pytest.mark.usefixtures("built")
def test_a_wrong_query_is_one_line_with_its_place_and_hints_go_to_standard_error(run: Run) -> None:
    wrong = run("query", "SELECT ?x WHERE { ?x a }")
    assert (wrong.code, wrong.out, wrong.err.count("\n")) == (1, "", 1)
    assert wrong.err.startswith("glossary-graph: query, line 1, column ")
    hint = run("query", "SELECT ?x { ?x gg:developed :gpt-4 }")
    assert (hint.code, "turn it round" in hint.err) == (0, True)
    assert run("query").code == 2


@pytest.mark.usefixtures("built")
def test_a_cell_is_text_and_steers_no_terminal(run: Run) -> None:
    done = run("query", r'SELECT ("\u001B[31m [bold]x[/bold]" AS ?a) { }')
    assert "\x1b" not in done.out
    assert "[bold]x[/bold]" in done.out


# ── show and path ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("built")
def test_show_gives_names_definition_and_facts_both_ways_with_their_sentences(run: Run) -> None:
    said = run("show", "Foundation-Models").out
    assert said.splitlines()[:3] == [
        "foundation model (type of model)",
        "also: foundation models",
        "A foundation model is an AI model that can be adapted to many tasks.",
    ]
    assert (
        "foundation model has the example GPT-4  [0.90]\n  “Examples include GPT-4 (OpenAI).” (foundation-model)"
        in said
    )
    assert run("show", "OpenAI").out.startswith("OpenAI (organization, developer)\n")


def test_show_as_json_gives_the_places_of_the_sentences(run: Run, built: Path) -> None:
    found = json.loads(run("show", "GPT-4", "--json").out)
    text = (built / "text" / "foundation-model.txt").read_text(encoding="utf-8")
    (fact,) = [fact for fact in found["facts"] if fact["predicate"] == "developedBy"]
    (proof,) = fact["evidence"]
    assert text[proof["start"] : proof["end"]] == proof["text"] == "Examples include GPT-4 (OpenAI)."
    assert (fact["object"], fact["says"]) == ("openai", "GPT-4 is developed by OpenAI")


@pytest.mark.usefixtures("built")
def test_an_unknown_term_gets_a_suggestion(run: Run) -> None:
    done = run("show", "fundation model")
    assert (done.code, done.out) == (1, "")
    assert done.err == "glossary-graph: nothing is called 'fundation model' here; did you mean foundation model?\n"


@pytest.mark.usefixtures("built")
def test_path_shows_each_hop_with_its_sentence(run: Run) -> None:
    said = run("path", "OpenAI", "AI model").out
    assert said.startswith(
        "1. OpenAI → GPT-4 → foundation model → AI model\n   OpenAI developed GPT-4  [0.90]\n     “Examples"
    )
    hops = json.loads(run("path", "OpenAI", "AI model", "--json").out)[0]
    assert [hop["predicate"] for hop in hops] == ["developedBy", "instanceOf", "broader"]


@pytest.mark.usefixtures("built")
def test_no_path_is_an_answer(run: Run) -> None:
    assert run("path", "OpenAI", "openai").err == "both are the same thing\n"
    assert run("path", "OpenAI", "OpenAI", "--json").out == "[]\n"
    assert run("path", "OpenAI", "GPT-4", "-k", "0").code == 2


# ── all commands ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_picture_writes_what_the_suffix_says_and_standard_output_is_svg(built: Path, run: Run, here: Path) -> None:
    done = run("picture", "GPT-4", built, "-o", here / "a.SVG")
    assert (done.code, done.out) == (0, "")
    assert (here / "a.SVG").read_text(encoding="utf-8") == run("picture", "gpt-4", built, "-o", "-").out
    run("picture", "GPT-4", built)
    assert (here / "gpt-4.svg").is_file()
    assert run("picture", "GPT-4", built, "-o", "a.gif").code == 2
    assert "#15181d" in run("picture", "GPT-4", built, "-o", "-", "--dark").out


def test_a_page_without_sparql_holds_no_engine(entries: Path, run: Run, here: Path) -> None:
    assert run("build", entries, "-o", here / "small", "--no-sparql", "--model", "none").code == 0
    assert 'id="sparql-engine"' not in (here / "small" / "graph.html").read_text(encoding="utf-8")


READING = [
    ["export", "-f", "nt"],
    ["query", WHO],
    ["show", "GPT-4"],
    ["path", "GPT-4", "OpenAI"],
    ["picture", "GPT-4", "-o", "-"],
]
each_reading = pytest.mark.parametrize("arguments", READING, ids=[arguments[0] for arguments in READING])


@each_reading
def test_reading_leaves_no_trace(run: Run, built: Path, arguments: list[str]) -> None:
    before = content(built.parent)
    assert run(*arguments).code == 0
    assert content(built.parent) == before


@each_reading
def test_reading_without_a_build_says_what_to_run_and_creates_nothing(
    run: Run, here: Path, arguments: list[str]
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (1, "")
    assert done.err == "glossary-graph: exports: no such folder; run: glossary-graph build PATH -o exports\n"
    assert list(here.iterdir()) == []


@each_reading
def test_a_damaged_build_is_one_line_without_a_traceback(run: Run, built: Path, arguments: list[str]) -> None:
    (built / "graph.ttl").write_text("this is no Turtle", encoding="utf-8")
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "graph.ttl" in done.err


def test_debug_shows_the_traceback(built: Path) -> None:
    (built / "graph.ttl").write_text("this is no Turtle", encoding="utf-8")
    assert b"Traceback" in shell(built, "show", "GPT-4", "--debug").stderr
    assert b"Traceback" not in shell(built, "show", "GPT-4").stderr


@pytest.mark.usefixtures("built")
def test_an_error_that_nobody_foresaw_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("graph.explore.find_thing", fail)
    done = run("show", "GPT-4")
    assert done.code == 1
    assert (
        done.err
        == "glossary-graph: unexpected ZeroDivisionError: by zero; run it again with --debug and report what it shows\n"
    )


@pytest.mark.parametrize(
    "arguments", [["build"], ["nonsense"], ["show"], ["path", "A"], ["build", "x", "--threshold", "2"]]
)
@pytest.mark.usefixtures("here")
def test_wrong_usage_is_exit_code_2_and_points_at_help(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "-h" in done.err


def test_a_reader_that_goes_away_is_no_error_worth_a_word(built: Path) -> None:
    command = f"{sys.executable} -m graph query 'SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}' -f csv"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -n 1"], cwd=built.parent, env=environment, capture_output=True, check=False
    )
    assert (done.stdout, done.stderr) == (b"a,b,c,d,e,f,g,h,i\r\n", b"")


@pytest.mark.usefixtures("here")
def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"glossary-graph {graph.__version__}\n"
    for name in (
        "build",
        "export",
        "query",
        "show",
        "path",
        "picture",
        "validate",
        "verify",
        "serve",
        "evaluate",
        "train",
    ):
        assert name in run("--help").out
        assert f"Example: glossary-graph {name} " in run(name, "--help").out.replace("\n  ", " ")


def test_without_the_model_only_rules_speak(run: Run, entries: Path) -> None:
    assert run("build", entries, "--model", "none").code == 0
    claims = (Path("exports") / "claims.jsonl").read_text(encoding="utf-8")
    assert {rule for line in claims.splitlines() for rule in json.loads(line)["rules"]} - {"model"}
    assert not any("model" in json.loads(line)["rules"] for line in claims.splitlines())


def test_a_named_model_that_is_not_there_is_refused_and_nothing_is_written(run: Run, entries: Path) -> None:
    done = run("build", entries, "--model", "nowhere")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("glossary-graph: nowhere: cannot be read: ")
    assert not (Path("exports") / "graph.ttl").exists()


def test_a_built_folder_cannot_be_evaluated_with_another_model(run: Run, built: Path, here: Path) -> None:
    gold = here / "gold"
    gold.mkdir()
    (gold / "a.json").write_text(
        '{"entry": "a", "text_sha256": "", "nodes": [], "mentions": [], "relations": [], "optional": []}',
        encoding="utf-8",
    )
    done = run("evaluate", gold, built, "--model", "none")
    assert (done.code, done.out) == (2, "")
    assert "give entries as PATH" in done.err


# ── validate and verify ────────────────────────────────────────────────────────────────────────────────────────────


def test_validate_of_a_whole_build_finds_nothing(run: Run, built: Path) -> None:
    assert built == Path.cwd() / "exports"
    done = run("validate")
    assert (done.code, done.out, done.err) == (0, "", "0 violations, 0 warnings in exports\n")


def test_validate_fails_for_violations_and_for_warnings_where_it_is_strict(run: Run, built: Path) -> None:
    graph_ = built / "graph.ttl"
    text = graph_.read_text(encoding="utf-8")
    graph_.write_text(text.replace("gg:introducedIn 2021", "gg:introducedIn 2021 , 2022"), encoding="utf-8")
    assert (run("validate").code, run("validate", "--strict").code) == (0, 1)
    assert "warning: foundation model: “was introduced in” has more than one answer" in run("validate").out
    graph_.write_text(text.replace("gg:introducedIn 2021", 'gg:introducedIn "2021"'), encoding="utf-8")
    done = run("validate", built, "--json", "--report", "report.ttl")
    assert (done.code, {finding["rule"] for finding in json.loads(done.out)}) == (
        1,
        {"introducedIn-year", "fact-stated", "fact-recorded"},
    )
    assert "sh:ValidationReport" in Path("report.ttl").read_text(encoding="utf-8")
    assert run("validate", graph_).code == 1


def test_verify_says_how_much_holds_and_names_each_fault(run: Run, built: Path) -> None:
    done = run("verify")
    assert (done.code, done.out, done.err) == (0, "", "5 quotations in 1 entry hold\n")
    text = built / "text" / "foundation-model.txt"
    text.write_bytes(text.read_bytes().replace(b"GPT-4", b"GPT-5"))
    done = run("verify")
    assert done.code == 1
    assert done.out.splitlines()[-1] == (
        "text/foundation-model.txt: is not the text that graph.ttl has the checksum of; "
        "bring the published text back, or build the folder again"
    )
    assert re.search(r"^1 quotation in 1 entry hold; \d+ faults$", done.err, re.MULTILINE)
    assert (
        json.loads(run("verify", "--json").out)["quotations"] == 1
    )  # the other sentence of that paragraph has it beside it


def test_verify_tells_of_edited_files(run: Run, built: Path) -> None:
    (built / "report.md").write_text("mine", encoding="utf-8")
    done = run("verify")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[0] == "exports/report.md: has been edited or removed since it was built"


def test_every_command_and_option_is_documented() -> None:
    docs = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands
    assert set(commands) == set(re.findall(r"^## `glossary-graph (\w+)", docs, re.MULTILINE))
    for name, command in commands.items():
        part = docs.partition(f"## `glossary-graph {name}")[2].partition("\n## ")[0]
        for parameter in command.params:
            for option in (option for option in parameter.opts if option.startswith("-")):
                assert option in {"--help", "-h", "--debug"} or f"`{option}" in part, f"{name} {option}"


def shell(built: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "graph", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=built.parent, env=environment, input=stdin.encode(), capture_output=True, check=False
    )
