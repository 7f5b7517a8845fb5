"""The encoder: words and their places, the same numbers in any order, and what a damaged model says."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.encoder import MODELS, SHAPES, Encoder, load_encoder, read_sentence
from graph.errors import ModelError

ROOT = Path(__file__).parents[1]
TEXT = "Llama 3 70B (Meta AI, 2024) isn't a “small” naïve model."
FILES = ("config.json", "encoder.onnx", "heads.npz", "tokenizer.json", "words.npz")
LARGE = ("encoder.onnx", "words.npz")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(MODELS)


# ── words and places ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_places_of_words_quote_the_sentence(encoder: Encoder) -> None:
    made = read_sentence(encoder.tokenizer, "Llama", TEXT)
    assert made is not None
    words = [TEXT[start:end] for start, end, _ in made.words]
    assert words[:8] == ["Llama", "3", "70B", "(", "Meta", "AI", ",", "2024"]
    assert "".join(words) == TEXT.replace(" ", "")


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF, categories=("L", "N", "P", "Zs")), max_size=60))
def test_words_are_in_order_and_leave_out_nothing_but_space(text: str) -> None:
    made = read_sentence(load_encoder(MODELS).tokenizer, "Title", text)
    if not text.strip():
        assert made is None
        return
    assert made is not None
    assert "".join(text[start:end] for start, end, _ in made.words) == "".join(text.split())
    assert [start for start, _, _ in made.words] == sorted({start for start, _, _ in made.words})
    assert all(made.offsets[piece][0] == start for start, _, piece in made.words)


@given(st.text(), st.text())
def test_any_title_and_text_can_be_read(title: str, text: str) -> None:
    made = read_sentence(load_encoder(MODELS).tokenizer, title, text)
    if made is not None:
        assert len(made.ids) == len(made.shapes) == len(made.offsets)
        assert all(0 <= start < end <= len(text) for start, end, _ in made.words)
        assert 1 <= made.title[0] < made.title[1] <= len(made.ids)
        assert all(0 <= shape < SHAPES for shape in made.shapes)


def test_pieces_of_a_place_hold_its_words_and_no_others(encoder: Encoder) -> None:
    made = read_sentence(encoder.tokenizer, "Llama", TEXT)
    assert made is not None
    start = TEXT.index("Meta AI")
    first, last = made.pieces(start, start + len("Meta AI")) or (0, 0)
    assert TEXT[made.offsets[first][0] : made.offsets[last - 1][1]] == "Meta AI"
    assert made.pieces(len(TEXT), len(TEXT) + 3) is None


def test_pieces_of_the_title_are_those_before_the_colon(encoder: Encoder) -> None:
    made = read_sentence(encoder.tokenizer, "Large language model", "It works.")
    assert made is not None
    tokens = [encoder.tokenizer.id_to_token(number) for number in made.ids]
    assert tokens[slice(*made.title)] == ["large", "language", "model"]
    assert tokens[made.title[1]] == ":"


def test_a_title_in_which_nothing_can_be_read_does_no_harm(encoder: Encoder) -> None:
    assert encoder.encode("\N{ZERO WIDTH SPACE}", "It works.", 0) is not None
    assert encoder.encode("", "It works.", 0) is not None


@pytest.mark.parametrize("text", ["", " ", "\N{ZERO WIDTH SPACE}"])
def test_a_sentence_without_words_is_not_read(encoder: Encoder, text: str) -> None:
    assert encoder.encode("Title", text, 0) is None


def test_what_is_too_long_is_cut_off_and_has_no_pieces(encoder: Encoder) -> None:
    text = "word " * 1000
    made = encoder.encode("Title", text, 7)
    assert made is not None
    assert made.hidden.shape == (256, 384)
    assert made.start == 7
    assert made.pieces(0, 4) is not None
    assert made.pieces(len(text) - 5, len(text) - 1) is None
    assert encoder.encode("word " * 1000, "It works.", 0) is None


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("2017", 1),
        ("GPU", 2),
        ("7B", 2),
        ("A", 3),
        ("model", 4),
        ("Meta", 5),
        ("LoRA", 6),
        ("א4", 7),
        ("%", 8),
        ("א", 9),
    ],
)
def test_each_word_has_the_shape_that_was_trained(encoder: Encoder, word: str, shape: int) -> None:
    made = read_sentence(encoder.tokenizer, "", word)
    assert made is not None
    assert made.shapes[made.words[0][2]] == shape
    assert made.shapes[0] == 0


def test_letters_alone_do_not_tell_but_their_case_does(encoder: Encoder) -> None:
    small, large = (encoder.encode("Title", f"We use {word} here.", 0) for word in ("rag", "RAG"))
    assert small is not None
    assert large is not None
    assert small.ids == large.ids
    assert not np.allclose(small.hidden, large.hidden)


# ── the same numbers ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_sentence_gives_the_same_numbers_whatever_was_read_before() -> None:
    sentences = ["GPT-4 was released by OpenAI.", "It is a model.", "word " * 300, "RAG uses embeddings."]
    fresh = [Encoder(MODELS).encode("Title", text, 0) for text in sentences[:1]]
    one = Encoder(MODELS)
    forward = [one.encode("Title", text, 0) for text in sentences]
    backward = [one.encode("Title", text, 0) for text in reversed(sentences)][::-1]
    for first, second in zip([*forward, *fresh], [*backward, forward[0]], strict=True):
        assert first is not None
        assert second is not None
        assert first.hidden.tobytes() == second.hidden.tobytes()


def test_no_connection_is_opened() -> None:
    code = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(refuse)
from graph.encoder import load_encoder
print(load_encoder().encode("GPT-4", "It was released by OpenAI.", 0).hidden.shape[1])
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("384\n", 0), done.stderr


# ── confidence ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_shipped_steps_never_fall_and_stay_between_0_and_1(encoder: Encoder) -> None:
    steps = encoder.config["calibration"]
    assert steps == sorted(steps)
    shares = [encoder.confidence(chance / 100) for chance in range(101)]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert shares[-1] > encoder.least > 0


def test_without_steps_the_chance_itself_is_the_confidence(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    change(folder, lambda row: row.update(calibration=[], least=0.7))
    made = Encoder(folder)
    assert (made.confidence(0.876), made.least) == (0.88, 0.7)


# ── models that cannot be used ───────────────────────────────────────────────────────────────────────────────────────
def copy(place: Path) -> Path:
    """Copy the shipped model, its large files by links."""
    folder = place / "model"
    folder.mkdir()
    for name in FILES:
        if name in LARGE:
            (folder / name).symlink_to(MODELS / name)
        else:
            shutil.copy(MODELS / name, folder / name)
    return folder


def change(folder: Path, how: Callable[[dict[str, object]], object]) -> None:
    row = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    how(row)
    (folder / "config.json").write_text(json.dumps(row), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        Encoder(folder)
    said = str(caught.value)
    assert said.startswith(f"{folder}: ")
    assert "\n" not in said
    assert ";" in said
    return said


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "noise"])
def test_a_missing_or_damaged_file_is_one_line(tmp_path: Path, name: str, damage: str) -> None:
    folder = copy(tmp_path)
    data = (folder / name).read_bytes()
    (folder / name).unlink()
    if damage != "missing":
        (folder / name).write_bytes({"empty": b"", "cut": data[: len(data) // 2], "noise": os.urandom(999)}[damage])
    refusal(folder)


def test_a_folder_that_is_none_is_one_line(tmp_path: Path) -> None:
    refusal(tmp_path / "nothing")


def test_a_model_of_another_form_says_what_to_do(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    change(folder, lambda row: row.update(form=1))
    assert refusal(folder) == f"{folder}: is of form 1, not 2; train it again"


@pytest.mark.parametrize("key", ["form", "kinds", "pair_kinds", "predicates"])
def test_labels_that_are_missing_are_one_line(tmp_path: Path, key: str) -> None:
    folder = copy(tmp_path)
    change(folder, lambda row: row.pop(key))
    refusal(folder)


@pytest.mark.parametrize("key", ["kinds", "pair_kinds", "predicates"])
def test_labels_of_another_model_are_one_line(tmp_path: Path, key: str) -> None:
    folder = copy(tmp_path)
    change(folder, lambda row: row.update({key: ["Model"]}))
    assert "do not belong together" in refusal(folder)


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "onnxruntime is not installed; pip install onnxruntime" in refusal(MODELS)
