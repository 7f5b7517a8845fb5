"""Annotations of a user's own: how labels and places become gold, and how a build becomes marks and gold again."""

import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.annotations import (
    Document,
    Relation,
    Span,
    is_annotated,
    make_gold,
    read_documents,
)
from graph.annotations.gold import Annotated
from graph.errors import GoldError
from graph.gold import Gold, check_gold, generate_gold
from graph.vocabulary import YEAR, read_vocabulary

WORDS = read_vocabulary()
TEXT = "GPT-4\n\nGPT-4 is a language model by OpenAI. It came in 2023. The model of Open AI is large.\n"


def span(words: str, label: str, number: int = 1, *, text: str = TEXT, quote: str | None = None) -> Span:
    """Mark the n-th occurrence of words; its id is the words."""
    start = -1
    for _ in range(number):
        start = text.index(words, start + 1)
    return Span(
        words if number == 1 else f"{words} {number}",
        start,
        start + len(words),
        label,
        words if quote is None else quote,
    )


def gold_of(*parts: Span | Relation, text: str = TEXT, title: str = "", **mapping: str) -> Annotated:
    spans = tuple(part for part in parts if isinstance(part, Span))
    relations = tuple(part for part in parts if isinstance(part, Relation))
    return make_gold([Document("gpt-4", text, spans, relations, title, "notes.ann")], WORDS, mapping)


def only(made: Annotated) -> Gold:
    assert made.problems == ()
    return made.golds[0]


def lines(made: Annotated) -> list[str]:
    """Give the problems, and hold what holds for each."""
    for problem in made.problems:
        assert "\n" not in str(problem)
        assert problem.place.startswith("notes.ann")
    assert check_gold(made.golds[0], made.entries[0], WORDS) == []
    return [f"{problem.cause}; {problem.next_step}" for problem in made.problems]


GPT, AI = span("GPT-4", "Model", 2), span("OpenAI", "Organization")
BY = Relation("GPT-4 2", "developedBy", "OpenAI")


# ── labels ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_marks_with_the_same_words_and_kind_are_one_thing() -> None:
    gold = only(gold_of(span("GPT-4", "Model"), GPT, AI, BY))
    assert [(node.label, node.kind) for node in gold.nodes] == [("GPT-4", "Model"), ("OpenAI", "Organization")]
    assert [place.node for place in gold.mentions] == [0, 0, 1]


def test_marks_said_to_be_one_thing_are_one_with_both_names() -> None:
    other = span("Open AI", "Organization")
    gold = only(gold_of(GPT, AI, other, Relation("OpenAI", "sameThing", "Open AI"), BY))
    assert [(node.label, node.aliases) for node in gold.nodes] == [("GPT-4", ()), ("OpenAI", ("Open AI",))]


def test_a_year_is_the_value_of_a_fact_and_no_thing() -> None:
    gold = only(gold_of(GPT, span("2023", YEAR), Relation("GPT-4 2", "introducedIn", "2023")))
    (fact,) = gold.relations
    assert (fact.head, fact.predicate, fact.tail, fact.value) == (0, "introducedIn", None, 2023)
    assert len(gold.nodes) == len(gold.mentions) == 1


def test_labels_are_known_by_name_and_in_words_and_inverse_relations_are_turned() -> None:
    gold = only(
        gold_of(
            replace(GPT, label="MODEL"), replace(AI, label="organization"), Relation("OpenAI", "developed", "GPT-4 2")
        )
    )
    assert [(fact.head, fact.predicate, fact.tail) for fact in gold.relations] == [(0, "developedBy", 1)]


def test_labels_are_mapped_and_left_out() -> None:
    made = gold_of(
        replace(GPT, label="PROD"),
        replace(AI, label="ORG"),
        span("language model", "MISC"),
        Relation("GPT-4 2", "made by", "OpenAI"),
        PROD="Model",
        ORG="Organization",
        MISC="",
        **{"made by": "developedBy"},
    )
    gold = only(made)
    assert [node.kind for node in gold.nodes] == ["Model", "Organization"]
    assert len(gold.relations) == 1


def test_a_mapping_to_what_is_not_there_is_refused() -> None:
    with pytest.raises(
        GoldError, match=r"^ORG=Organisation: there is no kind and no relation 'Organisation'; the kinds are"
    ):
        gold_of(ORG="Organisation")


def test_a_name_inside_a_longer_one_that_a_relation_needs_is_a_thing_and_no_mention() -> None:
    gpt = Span("GPT", 7, 10, "ModelFamily", "GPT")
    gold = only(gold_of(GPT, gpt, Relation("GPT-4 2", "variantOf", "GPT")))
    assert {node.label for node in gold.nodes} == {"GPT", "GPT-4"}
    assert [(place.start, place.end) for place in gold.mentions] == [(7, 12)]
    assert len(gold.relations) == 1


# ── what does not fit ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("part", "line"),
    [
        (Span("T9", 90, 999, "Model"), "90 to 999 is no place in a text of 92; mark it anew"),
        (Span("T9", 8, 8, "Model"), "8 to 8 is no place"),
        (Span("T9", -3, 5, "Model"), "-3 to 5 is no place"),
        (Span("T9", 5, 7, "Model"), "5 to 7 holds nothing but white space; remove the mark"),
        (span("OpenAI", "Organization", quote="Google"), "is 'OpenAI' and not 'Google'; mark it anew, or put back"),
        (span("language", "WORD"), "unknown kind 'WORD'; say --map WORD=KIND, one of Model, "),
        (span("language", "Lab"), "unknown kind 'Lab'"),
        (span("language", YEAR), "'language' is no year; mark the four digits alone"),
        (
            Relation("GPT-4 2", "likes", "OpenAI"),
            "unknown relation 'likes'; say --map likes=PREDICATE, one of broader, ",
        ),
        (Relation("GPT-4 2", "developedBy", "T99"), "developedBy from GPT-4 2 to T99: an end of it is not there"),
        (Relation("OpenAI", "developedBy", "GPT-4 2"), "the ends do not fit: 'OpenAI' (Organization) developedBy"),
        (Relation("GPT-4 2", "uses", "GPT-4 2"), "both ends are one thing"),
        (Relation("GPT-4 2", "sameThing", "OpenAI"), "'GPT-4' and 'OpenAI' are one thing and of two kinds; give both"),
        (Relation("GPT-4 2", "sameThing", "T99"), "which are not both marked; mark both"),
    ],
)
def test_what_does_not_fit_is_one_line_and_the_rest_goes_through(part: Span | Relation, line: str) -> None:
    made = gold_of(GPT, AI, BY, part)
    (found,) = lines(made)
    assert line in found
    assert len(made.golds[0].relations) == 1
    assert len(made.golds[0].mentions) == 2


def test_of_two_marks_that_overlap_the_longer_stays() -> None:
    made = gold_of(span("language model", "ModelType"), span("model by", "Task"), span("language", "Task"))
    assert [node.label for node in made.golds[0].nodes] == ["language model"]
    assert lines(made) == [
        "'language' (Task) overlaps 'language model' (ModelType); keep one of them; the longer one was taken",
        "'model by' (Task) overlaps 'language model' (ModelType); keep one of them; the longer one was taken",
    ]


def test_a_mark_made_twice_counts_once() -> None:
    gold = only(gold_of(GPT, AI, replace(AI, id="again"), BY, Relation("GPT-4 2", "developedBy", "again")))
    assert (len(gold.mentions), len(gold.relations)) == (2, 1)


def test_a_second_document_of_one_name_and_one_without_text_are_left_out() -> None:
    document = Document("gpt-4", TEXT, (GPT,), place="notes.ann")
    made = make_gold([document, replace(document, place="more.ann"), Document("x", " ", (), place="x.ann")], WORDS)
    assert next(map(str, made.problems)) == "more.ann: a second document 'gpt-4'; rename it"
    assert len(made.problems) == 2
    assert len(made.golds) == 1


# ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_text_without_title_gets_one_and_the_places_move() -> None:
    text = "\ufeffGPT-4 is a language model by OpenAI.\r\nIt is\r\nlarge. \r\n"
    made = gold_of(span("OpenAI", "Organization", text=text), span("It is\r\nlarge", "Concept", text=text), text=text)
    gold, entry = only(made), made.entries[0]
    assert entry.title == "GPT-4"
    assert [entry.text[place.start : place.end] for place in gold.mentions] == ["OpenAI", "It is\nlarge"]


def test_a_markdown_title_is_taken_as_the_title() -> None:
    text = "# GPT-4\n\nBy OpenAI.\n"
    made = gold_of(span("GPT-4", "Model", text=text), span("OpenAI", "Organization", text=text), text=text)
    assert made.entries[0].text == "GPT-4\n\nBy OpenAI.\n"
    assert [(place.start, place.end) for place in only(made).mentions] == [(0, 5), (10, 16)]


@pytest.mark.parametrize("shift", [0, 1], ids=["code points", "UTF-16 units"])
def test_emoji_count_once_or_twice_as_the_quotations_say(shift: int) -> None:
    text = "GPT-4\n\n\N{LLAMA} by OpenAI and Meta.\n"
    places = (("OpenAI", text.index("OpenAI") + shift), ("Meta", text.index("Meta") + shift))
    marks = [Span(words, start, start + len(words), "Organization", words) for words, start in places]
    made = gold_of(*marks, text=text)
    assert [made.entries[0].text[place.start : place.end] for place in only(made).mentions] == ["OpenAI", "Meta"]


def test_crlf_may_have_been_counted_as_one() -> None:
    text = TEXT.replace("\n", "\r\n")
    for counted in (TEXT, text):
        made = gold_of(span("OpenAI", "Organization", text=counted), text=text)
        assert made.entries[0].text == TEXT
        assert [(place.start, place.end) for place in only(made).mentions] == [(AI.start, AI.end)]


def test_white_space_at_the_ends_of_a_mark_does_not_count() -> None:
    made = gold_of(replace(AI, start=AI.start - 1, quote=" OpenAI"))
    assert [(place.start, place.end) for place in only(made).mentions] == [(AI.start, AI.end)]


# ── the forms' own ways ─────────────────────────────────────────────────────────────────────────────────────────────
def brat(folder: Path, *rows: str, text: str = TEXT) -> Annotated:
    (folder / "gpt-4.txt").write_bytes(text.encode())
    (folder / "gpt-4.ann").write_text("\n".join(rows), encoding="utf-8")
    return make_gold(read_documents(folder), WORDS)


def test_brat_pieces_that_only_a_line_end_parts_are_one_place(tmp_path: Path) -> None:
    text = "GPT-4\n\nA large\nlanguage model.\n"
    made = brat(tmp_path, "T1\tModelType 9 14;15 29\tlarge language model", text=text)
    assert [made.entries[0].text[place.start : place.end] for place in only(made).mentions] == ["large\nlanguage model"]


def test_brat_faults_name_the_line(tmp_path: Path) -> None:
    rows = ["T1\tModel 7 12\tGPT-4", "T2\tModelType 18 26;30 35\tx", "R1 nonsense", "", "?", "T3\tModel 7 x"]
    made = brat(tmp_path, *rows)
    place = (tmp_path / "gpt-4.ann").as_posix()
    assert [str(problem) for problem in made.problems] == [
        f"{place}:2: T2 is in pieces with words between them; mark one place",
        f"{place}:3: cannot be read: 'R1 nonsense'; write it as R1<tab>predicate Arg1:T1 Arg2:T2",
        f"{place}:5: cannot be read: '?'; remove the line",
        f"{place}:6: cannot be read: 'T3\\tModel 7 x'; write it as T1<tab>Kind start end<tab>words",
    ]
    assert len(made.golds[0].mentions) == 1


def test_brat_without_its_text_or_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("", encoding="utf-8")
    (tmp_path / "b.ann").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    first, second = make_gold(read_documents(tmp_path), WORDS).problems
    assert str(first).endswith("a.ann: no a.txt beside it; put the annotated text there")
    assert "b.ann: this file or b.txt is not UTF-8" in str(second)


def studio(folder: Path, *tasks: Any) -> Annotated:
    (folder / "export.json").write_text(json.dumps(list(tasks)), encoding="utf-8")
    return make_gold(read_documents(folder / "export.json"), WORDS)


def mark(words: str, label: str, name: str) -> dict[str, Any]:
    start = TEXT.index(words)
    value = {"start": start, "end": start + len(words), "labels": [label]}
    return {"id": name, "type": "labels", "from_name": "ner", "to_name": "txt", "value": value}


ROWS = [mark("GPT-4 is"[:5], "Model", "a"), mark("OpenAI", "Organization", "b")]


@pytest.mark.parametrize(("direction", "ends"), [("right", ("a", "b")), ("left", ("b", "a"))])
def test_label_studio_relations_have_a_direction(direction: str, ends: tuple[str, str], tmp_path: Path) -> None:
    arrow = {
        "type": "relation",
        "from_id": ends[0],
        "to_id": ends[1],
        "direction": direction,
        "labels": ["developedBy"],
    }
    made = studio(tmp_path, {"id": 1, "data": {"txt": TEXT}, "annotations": [{"result": [*ROWS, arrow]}]})
    assert [(fact.head, fact.tail) for fact in only(made).relations] == [(0, 1)]


def test_a_relation_in_both_directions_is_two_facts(tmp_path: Path) -> None:
    rows = [mark("language model", "ModelType", "a"), mark("large", "ModelType", "b")]
    arrow = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "bi", "labels": ["contrastsWith"]}
    made = studio(tmp_path, {"id": 1, "data": {"text": TEXT}, "annotations": [{"result": [*rows, arrow]}]})
    assert {(fact.head, fact.tail) for fact in only(made).relations} == {(0, 1), (1, 0)}


def test_of_several_annotations_the_last_counts_and_a_skipped_one_never(tmp_path: Path) -> None:
    annotations = [
        {"result": ROWS, "updated_at": "2026-01-02T00:00:00Z"},
        {"result": [], "updated_at": "2026-01-01T00:00:00Z"},
        {"result": [], "updated_at": "2026-01-03T00:00:00Z", "was_cancelled": True},
    ]
    made = studio(tmp_path, {"id": 1, "data": {"text": TEXT}, "annotations": annotations})
    assert len(only(made).mentions) == 2


def test_tasks_that_nobody_annotated_or_that_are_none_are_one_line_each(tmp_path: Path) -> None:
    prediction = [{"result": ROWS}]
    made = studio(
        tmp_path,
        {"id": 1, "data": {"text": TEXT}, "annotations": [], "predictions": prediction},
        {"id": 2, "data": {"image": 5}, "annotations": [{"result": ROWS}]},
        "text",
        {
            "id": 4,
            "data": {"text": TEXT},
            "annotations": [{"result": [{"value": {"start": "/p[1]", "end": 3}}, {"type": "relation"}]}],
        },
    )
    place = (tmp_path / "export.json").as_posix()
    assert [str(problem) for problem in made.problems] == [
        f"{place}, task 1: nobody has annotated it; submit it in Label Studio, or leave it out of the export",
        f"{place}, task 2: has no text; import tasks that hold their text in the field text",
        f"{place}, task 3: a str and no task; export it from Label Studio as JSON",
        f"{place}, task 4, mark 1: its place '/p[1]' to 3 is no offset; label plain text (the tag Text), no HTML",
        f"{place}, task 4, mark 2: the relation has no label; give it one, or remove it",
    ]


def test_json_min_is_read_without_relations(tmp_path: Path) -> None:
    values = [row["value"] for row in ROWS]
    made = studio(tmp_path, {"id": 3, "text": TEXT, "label": values, "annotator": 1, "lead_time": 2.5})
    assert [node.kind for node in only(made).nodes] == ["Model", "Organization"]
    assert made.golds[0].entry == "export-3"


def test_spacy_files_of_several_documents_number_them(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    DocBin(docs=[nlp("One is here."), nlp("Two is there.")]).to_disk(tmp_path / "docs.spacy")
    made = make_gold(read_documents(tmp_path), WORDS)
    assert [gold.entry for gold in made.golds] == ["docs-1", "docs-2"]


def test_a_spacy_file_that_unpacks_to_more_than_memory_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bomb.spacy").write_bytes(zlib.compress(bytes(5000)))
    monkeypatch.setattr("graph.annotations.docbin._LARGEST", 1000)
    (problem,) = make_gold(read_documents(tmp_path), WORDS).problems
    assert str(problem).endswith("bomb.spacy: more than 1,000 bytes when unpacked; split it")


def test_where_no_annotations_lie_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no such file or folder; check the spelling"):
        list(read_documents(tmp_path / "none"))
    with pytest.raises(GoldError, match=r"no annotations here; give .ann, .json, .spacy or a folder"):
        list(read_documents(tmp_path))
    (tmp_path / "gold.json").write_text(generate_gold(only(gold_of(GPT))), encoding="utf-8")
    assert not is_annotated(tmp_path)
