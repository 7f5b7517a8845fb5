"""From a build to marks that a person corrects, and back to gold: as a library and as the command."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped] # lxml publishes no hints

from graph.annotations import (
    Document,
    Relation,
    draft_documents,
    make_gold,
    read_documents,
    write_brat,
    write_label_studio,
)
from graph.annotations.folder import check_gold_folder, read_texts, write_gold_folder
from graph.annotations.gold import publish_document
from graph.annotations.studio import generate_labeling_config
from graph.claims import Claim, Evidence, Literal, Mention, number_claims
from graph.entries import Entry, Section
from graph.errors import FolderError, GoldError
from graph.gold import Gold, check_gold, read_golds
from graph.network import Build, Fact, Thing
from graph.published import Problem
from graph.vocabulary import YEAR, read_vocabulary
from tests import example
from tests.entries_made import entry_of
from tests.folders import write_folder
from tests.hostile import PAYLOADS

WORDS = read_vocabulary()


def only(*documents: Document) -> Gold:
    made = make_gold(documents, WORDS)
    assert made.problems == ()
    return made.golds[0]


# ── from a build to marks and back ──────────────────────────────────────────────────────────────────────────────────
Write = Callable[[list[Document], Path], Path]


def as_brat(documents: list[Document], folder: Path) -> Path:
    write_brat(documents, folder / "brat", WORDS)
    return folder / "brat"


def as_label_studio(documents: list[Document], folder: Path) -> Path:
    """Write tasks, and submit them as Label Studio does."""
    write_label_studio(documents, folder / "tasks.json", WORDS)
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        task |= {"id": number, "annotations": [{"id": number, "result": task["predictions"][0]["result"]}]}
    (folder / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    return folder / "export.json"


each_form = pytest.mark.parametrize("write", [as_brat, as_label_studio])


def make_documents(path: Path) -> list[Document]:
    found = list(read_documents(path))
    return [item for item in found if isinstance(item, Document)]


def facts_of(build: Build, entry: str) -> set[tuple[str, str, str | int]]:
    claims = {claim.id: claim for claim in build.claims}
    return {
        (fact.subject, fact.predicate, fact.object)
        for fact in build.facts
        if any(claims[claim].entry == entry for claim in fact.claims)
    }


def facts_in(gold: Gold, entry: Entry, build: Build) -> set[tuple[str, str, str | int]]:
    """Give the facts of gold, its nodes as the things of the build that are mentioned in the same places."""
    things = {(each.start, each.end): each.node or "" for each in places_of(build, entry.name)}
    names: dict[int, str] = {}
    for place in gold.mentions:
        assert names.setdefault(place.node, things[place.start, place.end]) == things[place.start, place.end]
    assert len(set(names.values())) == len(names), "two nodes are one thing"
    return {
        (names[fact.head], fact.predicate, names[fact.tail] if fact.tail is not None else fact.value or 0)
        for fact in gold.relations
    }


def places_of(build: Build, entry: str) -> Iterator[Mention]:
    yield from (mention for mention in build.mentions if mention.entry == entry)
    ends = (end for claim in build.claims if claim.entry == entry for end in (claim.subject, claim.object))
    yield from (end for end in ends if isinstance(end, Mention))


@each_form
def test_unchanged_marks_give_what_the_build_says(write: Write, tmp_path: Path) -> None:
    build = example.build()
    made = make_gold(read_documents(write(list(draft_documents(build)), tmp_path)), WORDS)
    assert made.problems == ()
    (gold,), (entry,) = made.golds, made.entries
    assert entry.text == build.entries[0].text
    assert facts_in(gold, entry, build) == facts_of(build, entry.name) != set()
    kinds = {thing.id: thing.kind for thing in build.things}
    places = {(each.start, each.end): kinds[each.node or ""] for each in places_of(build, entry.name)}
    assert {(place.start, place.end): gold.nodes[place.node].kind for place in gold.mentions} == places
    assert check_gold(gold, entry, WORDS) == []


def test_a_claim_is_drawn_in_the_direction_of_its_fact_and_a_place_inside_another_only_where_it_is_needed() -> None:
    entry = entry_of("Entry", "Deep learning beats rules.")
    at = {words: entry.text.index(words) for words in ("Deep learning", "learning", "rules")}
    long, inner, rules = (
        Mention(entry.name, start, start + len(words), words, "Concept", "term", words, words)
        for words, start in at.items()
    )
    proof = Evidence("", 7, len(entry.text), entry.text[7:])
    (claim,) = number_claims([Claim(entry.name, rules, "contrastsWith", long, proof, ("rule",), 0.9)])
    fact = Fact("f", "Deep learning", "contrastsWith", "rules", 1, 0.9, "extracted", {}, (claim.id,))
    things = tuple(Thing(words, words, "Concept") for words in at)
    build = Build((entry,), (long, inner, rules), (claim,), things, (fact,))
    (document,) = draft_documents(build)
    assert [span.quote for span in document.spans] == ["Deep learning", "rules"]
    names = {span.id: span.quote for span in document.spans}
    assert [(names[each.head], names[each.tail]) for each in document.relations] == [("Deep learning", "rules")]


@each_form
def test_a_corrected_kind_a_deleted_and_an_added_relation_come_back(write: Write, tmp_path: Path) -> None:
    (document,) = draft_documents(example.build())
    before = only(document)
    by_words = {span.quote: span for span in document.spans}
    spans = tuple(replace(each, label="Software") if each.quote == "GPT-4" else each for each in document.spans)
    dropped = next(each for each in document.relations if each.label == "broader")
    added = Relation(by_words["GPT-4"].id, "uses", by_words["AI model"].id)
    relations = (*(each for each in document.relations if each is not dropped), added)
    corrected = replace(document, spans=spans, relations=relations)
    (document,) = make_documents(write([corrected], tmp_path))
    gold = only(document)

    def said(each: Gold) -> set[tuple[str, str, str]]:
        return {
            (each.nodes[f.head].label, f.predicate, str(f.value or each.nodes[f.tail or 0].label))
            for f in each.relations
        }

    assert {node.kind for node in gold.nodes if node.label == "GPT-4"} == {"Software"}
    assert said(before) - said(gold) == {("Foundation model", "broader", "AI model")}
    assert said(gold) - said(before) == {("GPT-4", "uses", "AI model")}


def test_the_import_file_itself_is_read_as_it_is(tmp_path: Path) -> None:
    documents = list(draft_documents(example.build()))
    write_label_studio(documents, tmp_path / "tasks.json", WORDS)
    assert make_gold(read_documents(tmp_path / "tasks.json"), WORDS).golds == make_gold(documents, WORDS).golds


def test_what_is_written_is_the_same_every_time(tmp_path: Path) -> None:
    documents = list(draft_documents(example.build()))
    for name in ("a", "b"):
        write_brat(documents, tmp_path / name, WORDS)
        write_label_studio(documents, tmp_path / name / "tasks.json", WORDS)
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert files[0] == files[1]
    assert sorted(files[0]) == [
        "annotation.conf",
        "foundation-model.ann",
        "foundation-model.txt",
        "tasks.json",
        "tasks.xml",
    ]


def test_the_configurations_name_every_kind_and_relation(tmp_path: Path) -> None:
    view = etree.fromstring(generate_labeling_config(WORDS))
    kinds = {kind.name for kind in WORDS.kinds.values() if kind.inferred is None} | {YEAR}
    assert {label.get("value") for label in view.iter("Label")} == kinds
    assert len({label.get("background") for label in view.iter("Label")}) == len(kinds)
    assert {label.get("value") for label in view.iter("Relation")} == {*WORDS.predicates, "sameThing"}
    assert (view.find("Labels").get("toName"), view.find("Text").get("name")) == ("text", "text")
    write_brat([], tmp_path, WORDS)
    rows = (tmp_path / "annotation.conf").read_text(encoding="utf-8").splitlines()
    assert kinds <= set(rows)
    assert set(WORDS.predicates) <= {row.split("\t")[0] for row in rows}


@st.composite
def hostile_builds(draw: st.DrawFn) -> Build:
    """A build over a text of hostile words: what each word is, is drawn; claims join words of one sentence."""
    words = draw(
        st.lists(
            st.sampled_from(
                [
                    *PAYLOADS[:-1],
                    "\N{LLAMA}",
                    "e\u0301",
                    "T1\tModel 0 3",
                    "R1",
                    "*",
                    "A\u2028B",
                    "a\u0085b",
                    '"',
                    "\\n",
                    "Ω",
                ]
            )
            | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6),
            min_size=2,
            max_size=8,
            unique=True,
        )
    )
    title = draw(st.sampled_from(["Entry", "\N{LLAMA} & <b>", "What is it? It is.", "!?", *words]))
    joint = draw(st.sampled_from([" ", "\n", " \N{LLAMA}\N{LLAMA} ", "\n\n", " and "]))
    entry = entry_of(" ".join(title.split()), f"x {joint.join(words)} in 2023.")
    if isinstance(publish_document(Document(entry.name, entry.text, (), title=entry.title)), Problem):
        entry = entry_of("Entry", "x y z in 2023.")
        words = ["x", "y"]
    places = []
    at = len(entry.title) + 2
    for word in words:
        at = entry.text.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
    mentions = [
        Mention(entry.name, start, end, entry.text[start:end], "Concept", "term", f"{n}", f"thing-{n}")
        for n, (start, end) in enumerate(places)
    ]
    pairs = draw(st.lists(st.tuples(st.integers(0, len(words) - 1), st.integers(0, len(words) - 1)), max_size=6))
    year = entry.text.rindex("2023")
    proof = Evidence("", 0, len(entry.text), entry.text)
    claims = [
        Claim(entry.name, mentions[one], "causes", mentions[two], proof, ("rule",), 0.9)
        for one, two in pairs
        if one != two
    ]
    literal = Literal(2023, "integer", year, year + 4)
    claims.append(Claim(entry.name, mentions[0], "introducedIn", literal, proof, ("rule",), 0.9))
    numbered = number_claims(claims)
    facts = [
        Fact(
            c.id,
            c.subject.node or "",
            c.predicate,
            c.object.node or "" if isinstance(c.object, Mention) else 2023,
            1,
            0.9,
            "extracted",
            {},
            (c.id,),
        )
        for c in numbered
    ]
    things = tuple(Thing(f"thing-{n}", f"{n}", "Concept") for n in range(len(words)))
    return Build((entry,), tuple(mentions), tuple(numbered), things, tuple(facts))


@each_form
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(build=hostile_builds())
def test_hostile_texts_go_there_and_back(write: Write, tmp_path_factory: pytest.TempPathFactory, build: Build) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    documents = list(draft_documents(build))
    plain = make_gold(documents, WORDS)
    made = make_gold(read_documents(write(documents, folder)), WORDS)
    assert [(p.cause, p.next_step) for p in made.problems] == [(p.cause, p.next_step) for p in plain.problems]
    assert made.golds == plain.golds
    assert [entry.text for entry in made.entries] == [entry.text for entry in build.entries]
    for gold, entry in zip(made.golds, made.entries, strict=True):
        assert check_gold(gold, entry, WORDS) == []
        write_gold_folder(made, folder / "gold")
        assert read_golds(folder / "gold") == (gold,)
        assert [each.text for each in read_texts(folder / "gold", [gold])] == [entry.text]


# ── the folder of gold ──────────────────────────────────────────────────────────────────────────────────────────────
def test_gold_is_written_with_its_texts_and_other_things_are_not_written_over(tmp_path: Path) -> None:
    made = make_gold(draft_documents(example.build()), WORDS)
    for _ in range(2):
        write_gold_folder(made, tmp_path / "gold")
    assert sorted(path.name for path in (tmp_path / "gold").rglob("*")) == [
        "foundation-model.json",
        "foundation-model.txt",
        "text",
    ]
    assert read_golds(tmp_path / "gold") == made.golds
    (tmp_path / "gold" / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(FolderError, match=r"holds thesis.doc, which is no gold; choose an empty or new folder"):
        check_gold_folder(tmp_path / "gold")
    with pytest.raises(FolderError, match=r"is a file; name a folder"):
        check_gold_folder(tmp_path / "gold" / "thesis.doc")


def test_a_text_that_is_gone_or_damaged_is_one_line(tmp_path: Path) -> None:
    made = make_gold(draft_documents(example.build()), WORDS)
    write_gold_folder(made, tmp_path)
    (tmp_path / "text" / "foundation-model.txt").write_bytes(b"\xff")
    with pytest.raises(GoldError, match=r"foundation-model.txt: .*; put the annotated text back"):
        read_texts(tmp_path, made.golds)
    (tmp_path / "text" / "foundation-model.txt").write_bytes(b"Foundation model\n\nx \0\n")
    with pytest.raises(GoldError, match=r"foundation-model.txt: .*control character"):
        read_texts(tmp_path, made.golds)


def test_an_entry_without_marks_is_gold_that_names_nothing() -> None:
    entry = Entry("x", "X", "X\n\nY\n", (Section("", 3, 4),))
    (document,) = draft_documents(Build((entry,), (), (), (), ()))
    gold = only(document)
    assert (gold.nodes, gold.mentions, gold.relations) == ((), (), ())


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────
def command(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    from graph.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["annotate", *arguments])
    said = capfd.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.mark.parametrize("name", ["marks.json", "marks"])
def test_a_built_folder_is_written_as_marks_and_read_back(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    built, out, gold = write_folder(example.build(), tmp_path / "built"), tmp_path / name, tmp_path / "gold"
    code, said, err = command(capfd, str(built), "-o", str(out))
    assert (code, err) == (0, "")
    assert "Wrote 7 marks and 5 relations of 1 entry" in said
    assert "annotate --read" in said
    code, said, err = command(capfd, "--read", str(out), "-o", str(gold), "--json")
    assert (code, err) == (0, "")
    row = json.loads(said)
    assert (row["entries"], row["things"], row["facts"], row["problems"]) == (1, 5, 5, [])
    assert read_golds(gold) == make_gold(draft_documents(example.build()), WORDS).golds


def test_entries_are_built_and_written_as_marks(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gpt-4.txt").write_text("GPT-4\n\nGPT-4 is a language model by OpenAI.\n", encoding="utf-8")
    code, said, _ = command(
        capfd, str(tmp_path / "gpt-4.txt"), "-o", str(tmp_path / "out"), "--model", "none", "--json"
    )
    assert code == 0
    assert json.loads(said)["entries"] == 1
    assert "OpenAI" in (tmp_path / "out" / "gpt-4.ann").read_text(encoding="utf-8")


def test_what_a_person_may_have_corrected_is_never_written_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    built = write_folder(example.build(), tmp_path / "built")
    for name in ("marks.json", "marks.xml"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
        code, out, err = command(capfd, str(built), "-o", str(tmp_path / "marks.json"))
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "may hold corrections; choose a new name with -o" in err
        assert (tmp_path / name).read_text(encoding="utf-8") == "[]"
        (tmp_path / name).unlink()


def test_marks_are_not_written_among_the_entries(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = command(capfd, str(tmp_path), "-o", str(tmp_path / "marks"))
    assert (code, err.count("\n")) == (1, 1)
    assert "whose entries it would become; choose another with -o" in err
    assert list(tmp_path.iterdir()) == []


def test_faults_are_a_line_each_and_the_rest_is_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("A\n\nMeta has it.\n", encoding="utf-8")
    (tmp_path / "a.ann").write_text("T1\tORG 3 7\tMeta\nT2\tWORD 8 11\thas\n", encoding="utf-8")
    arguments = ("--read", str(tmp_path / "a.ann"), "-o", str(tmp_path / "gold"), "--map", "ORG=Organization")
    code, out, err = command(capfd, *arguments)
    assert (code, err.count("\n")) == (1, 1)
    assert "a.ann:2: unknown kind 'WORD'; say --map WORD=KIND" in err
    assert "1 thing, 1 mention" in out
    code, _, err = command(capfd, *arguments, "--map", "WORD=")
    assert (code, err) == (0, "")


def test_wrong_use_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert command(capfd, "-o", str(tmp_path / "x"))[0] == 2
    assert command(capfd, "a", "--read", "b", "-o", str(tmp_path / "x"))[0] == 2
    code, _, err = command(capfd, "--read", str(tmp_path / "no.json"), "-o", str(tmp_path / "x"))
    assert (code, err.count("\n")) == (1, 1)
    assert "no such file or folder" in err
    (tmp_path / "a.json").write_text("[{}]", encoding="utf-8")
    assert command(capfd, "--read", str(tmp_path / "a.json"), "-o", str(tmp_path / "x"), "--map", "ORG")[0] == 2
    code, _, err = command(capfd, "--read", str(tmp_path / "a.json"), "-o", str(tmp_path / "x"))
    assert code == 1
    assert "no document could be read, so nothing was written" in err
    assert not (tmp_path / "x").exists()
