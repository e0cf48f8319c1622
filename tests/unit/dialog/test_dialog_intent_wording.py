"""Examples found by words and sounds, and the rows that utterances become."""

from __future__ import annotations

import numpy as np
import pytest

from engine.dialog.intents.background import background
from engine.dialog.intents.features import Features
from engine.dialog.intents.sounds import syllables
from engine.dialog.intents.trained import Example, Examples
from engine.dialog.intents.wording import Wording
from engine.dialog.languages import builtin_language
from engine.dialog.words import fold, unspaced

pytestmark = pytest.mark.unit


def wording(language: str, **intents: list[str]) -> Wording:
    pairs = [(intent, text) for intent, texts in intents.items() for text in texts]
    return Wording(Examples(language, tuple(Example(intent, text, fold(text)) for intent, text in pairs)))


CHINESE = wording("zh", accept=["可以", "没问题", "我会准时到"], refuse=["不要", "我不感兴趣"], later=["我现在没时间"])
ENGLISH = wording("en", accept=["I am interested in that"], refuse=["I am not interested in that"], price=["how much is it"])


@pytest.mark.parametrize(
    ("text", "sounds"),
    [("多少钱", "duo shao qian"), ("時間", "shi jian"), ("OK 好的", "okay hao de"), ("yes please", "yes"), ("𠮷", "𠮷")],
)
def test_characters_as_syllables(text: str, sounds: str) -> None:
    assert " ".join(syllables(fold(text))) == sounds


@pytest.mark.parametrize(
    ("heard", "intent"),
    [("可以。", "accept"), ("可疑。", "accept"), ("補要", "refuse"), ("没闻题", "accept"), ("可能", None), ("要", None)],
)
def test_what_sounds_the_same_is_the_same(heard: str, intent: str | None) -> None:
    found = CHINESE.same(fold(heard), {"accept", "refuse", "later"})
    assert (found.intent if found else None) == intent


def test_a_plain_yes_is_known_in_other_words_too() -> None:
    plain = wording("zh", accept=["好的", "可以", "我想试试"], refuse=["不用", "算了"], no_need=["不考虑"])
    same = {text: plain.same(fold(text), {"accept", "refuse", "no_need"}) for text in ("好啊", "没必要", "不考虑", "猫在屋顶上")}
    assert {text: found and found.intent for text, found in same.items()} == {
        "好啊": "accept",
        "没必要": "refuse",
        "不考虑": "no_need",
        "猫在屋顶上": None,
    }


def test_only_expected_examples_count() -> None:
    assert CHINESE.same(fold("可以"), {"refuse"}) is None


@pytest.mark.parametrize(
    ("language", "heard", "intents"),
    [
        ("en", "I am intrested in that", {"accept"}),
        ("en", "I am not intrested in that", {"refuse"}),
        ("en", "how much is itt", {"price"}),
        ("en", "good morning", set()),
        ("zh", "我会准时道", {"accept"}),
        ("zh", "我不会准时到", set()),
        ("zh", "我现在没事间", {"later"}),
        ("zh", "我现在有时间", set()),
    ],
)
def test_slips_are_forgiven_but_never_a_denial(language: str, heard: str, intents: set[str]) -> None:
    assert set((ENGLISH if language == "en" else CHINESE).alike(fold(heard))) == intents


def test_syllables_that_are_nearly_the_same_count_less_than_a_sure_head() -> None:
    assert CHINESE.alike(fold("我现在没时监"))["later"][1] == 1.0
    assert 0.6 < CHINESE.alike(fold("我现在没十斤"))["later"][1] < 0.8
    assert 0.9 < ENGLISH.alike(fold("I am intrested in that"))["accept"][1] < 1.0


def test_rows_are_of_length_one_and_sounds_bring_homophones_together() -> None:
    texts = [fold(text) for text in ("可以", "没问题", "多少钱", "别打了")]
    vectors = np.eye(4, dtype=np.float32)
    features = Features(texts, vectors, "zh")
    rows = features.rows(texts, vectors)
    np.testing.assert_allclose(np.diag(rows.likeness(rows)), 1.0, atol=1e-6)
    heard = features.rows([fold("可疑")], np.full((1, 4), 0.5, dtype=np.float32))
    assert heard.likeness(rows).argmax() == 0


def test_unspaced_leaves_latin_words_apart() -> None:
    assert unspaced(fold("好的 OK, 再见 bye bye")) == "好的 okay 再见 bye bye"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_background_says_nothing_twice_and_asks_for_no_opt_out(code: str) -> None:
    language = builtin_language(code)
    assert language is not None
    utterances = background(code)
    assert len({fold(text) for text in utterances}) == len(utterances) >= 60
    assert not [text for text in utterances if language.asks_to_opt_out(text)]


def test_other_languages_borrow_the_english_background() -> None:
    assert background("fr") == background("en") != background("zh")
