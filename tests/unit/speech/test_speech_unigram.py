"""The likeliest pieces of a text."""

import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.speech.encoding.unigram import Pieces, Unigram, load_unigram, save_unigram

pytestmark = pytest.mark.unit

TEXTS = ["<s>", "</s>", "<unk>", "▁", "a", "b", "ab", "ba", "▁a", "aba", "▁ab", "你好"]
SCORES = [0.0, 0.0, 0.0, -3.0, -2.0, -2.5, -3.0, -4.5, -2.2, -5.2, -3.9, -6.0]
PIECES = Pieces(TEXTS, SCORES, {"\t": " ", "\0": "", "ａ": "a", "㏂": "ab"}, first=0, last=1, unknown=2)


def _divided(text: str) -> list[str]:
    return [TEXTS[token] for token in Unigram(PIECES).encode(text, 100)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a b", ["▁a", "▁", "b"]),
        ("  a", ["▁a"]),
        ("a\t\t\0 b", ["▁a", "▁", "b"]),
        ("ａ", ["▁a"]),
        ("㏂", ["▁ab"]),
        ("你好", ["▁", "你好"]),
        ("x好", ["▁", "<unk>", "<unk>"]),
        ("", ["▁"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert _divided(text) == ["<s>", *pieces, "</s>"]


def test_long_texts_are_cut_before_their_end_mark() -> None:
    assert [TEXTS[token] for token in Unigram(PIECES).encode("a b a b", 4)] == ["<s>", "▁a", "▁", "</s>"]


@given(st.text("ab", min_size=1, max_size=8))
def test_no_other_division_is_likelier(text: str) -> None:
    scores = dict(zip(TEXTS, SCORES, strict=True))
    found = sum(scores[piece] for piece in _divided(text)[1:-1])
    whole, best = f"▁{text}", -math.inf
    for cuts in product((False, True), repeat=len(text)):
        pieces = "".join(letter + ("|" if cut else "") for letter, cut in zip(whole, [*cuts, False], strict=True)).split("|")
        best = max(best, sum(scores.get(piece, -math.inf) for piece in pieces))
    assert found == pytest.approx(best)


def test_it_is_kept_in_a_file(tmp_path: Path) -> None:
    save_unigram(PIECES, tmp_path / "kept")
    assert load_unigram(tmp_path / "kept").encode("a 你好 b", 100) == Unigram(PIECES).encode("a 你好 b", 100)
