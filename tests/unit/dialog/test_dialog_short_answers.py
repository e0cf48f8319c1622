"""The phrases that a recognizer may be asked to listen for."""

from __future__ import annotations

import pytest

from engine.dialog.intents import short_answers
from engine.dialog.script import OPT_OUT
from engine.dialog.words import normalise
from engine.shipped import shipped
from tests.benchmarks.intent_cases import script_in

pytestmark = pytest.mark.unit


def test_they_are_short_examples_plain_answers_and_what_answers_nothing() -> None:
    answers = short_answers(script_in(shipped("dialogs") / "membership.yaml", "zh"))
    assert {"不用", "不需要"} <= set(answers["refuse"])
    assert "不同意" in answers["refuse"], "a plain no that is none of the examples"
    assert "稍等" in answers[None]
    assert "好" not in answers["accept"], "one syllable is like too much else"
    texts = [text for texts in answers.values() for text in texts]
    assert {len(normalise(text).split()) for text in texts} == {2, 3, 4}
    assert not [text for text in texts if "嗯" in text], "a hum is like it"


def test_nobody_opts_out_by_what_a_sound_is_like() -> None:
    assert OPT_OUT not in short_answers(script_in(shipped("dialogs") / "membership.yaml", "zh"))


def test_other_languages_have_none() -> None:
    assert short_answers(script_in(shipped("dialogs") / "membership.yaml", "en")) == {}
