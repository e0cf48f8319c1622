from __future__ import annotations

import pytest

from engine.dialog.lexical import Wordings
from engine.dialog.words import clauses, fold, is_negated, is_question, normalise

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "words"),
    [("Don't!", "dont"), ("I\u2019m  IN,", "im in"), ("twenty-nine", "twenty nine"), ("多少钱？", "多 少 钱"), ("...", "")],
)
def test_normalise(text: str, words: str) -> None:
    assert normalise(text) == words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Um, yeah.", "yes"),
        ("Nah", "no"),
        ("No, thank you", "no thanks"),
        ("what's that", "what is that"),
        ("Um", "um"),
        ("Know.", "no"),
        ("I know.", "i know"),
        ("not now", "not now"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_clauses_end_at_punctuation_and_but() -> None:
    assert clauses("Yeah, I know. But how much is it? Yeah.") == ("yes", "i know", "how much is it")
    assert clauses("It's 3.5 or twenty-nine") == ("its 3 5 or twenty nine",)
    assert clauses("好的，多少钱？") == ("好 的", "多 少 钱")


@pytest.mark.parametrize("text", ["not interested", "I don't want it", "no", "never", "I can't", "我不要", "没时间", "别"])
def test_negated(text: str) -> None:
    assert is_negated(fold(text))


@pytest.mark.parametrize(
    "text", ["I'm interested", "why not", "no problem", "I don't mind", "I noted it", "不错", "没问题", "好的"]
)
def test_not_negated(text: str) -> None:
    assert not is_negated(fold(text))


@pytest.mark.parametrize(
    ("said", "example", "alike"),
    [
        ("yes please", "yes please", True),
        ("how much is itt", "how much is it", True),
        ("i think i already have one thanks", "i already have one", True),
        ("now", "no", False),
        ("call me", "call me later", False),
        ("no", "know", False),
    ],
)
def test_likeness_of_wording(said: str, example: str, alike: bool) -> None:
    assert (Wordings([example]).like(said).get(0, 0.0) > 0.85) is alike


@pytest.mark.parametrize(
    "text",
    ["Which shop is that?", "sorry, what's the price", "Can I park there", "who is this", "Is there a fee", "But how much is it"],
)
def test_questions(text: str) -> None:
    assert is_question(fold(text))


@pytest.mark.parametrize("text", ["I found another shop", "why not", "tell me the price", "that is how it is", "will do", "can do"])
def test_what_only_has_a_questions_words(text: str) -> None:
    assert not is_question(fold(text))
