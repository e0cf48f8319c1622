"""What was probably said where a recognizer heard something else that sounds like it."""

from __future__ import annotations

import pytest

from engine.dialog.intents import noisy_channel
from engine.dialog.intents.confusable import confusable
from engine.dialog.intents.noisy_channel import NoisyChannel
from engine.dialog.testing import script_of
from engine.dialog.words import fold

pytestmark = pytest.mark.unit

SAID = [
    "办卡要花多少钱",
    "你是谁",
    "谁把我的号码给你们的",
    "把我的号码删了",
    "把号码删掉",
    "号码不对",
    "明天再给我打吧",
    "好的",
    "AI",
]


@pytest.fixture(scope="module")
def channel() -> NoisyChannel:
    return NoisyChannel([fold(text) for text in SAID])


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        pytest.param("半卡要花多少钱。", "办卡要花多少钱", id="another character of the same sound"),
        pytest.param("奔砍要花多少钱。", "办卡要花多少钱", id="sounds that are near"),
        pytest.param("谁把我后妈给你们等?", "谁把我号码给你们的", id="words that nobody says here"),
        pytest.param("您先再给我打吧", "明天再给我打吧", id="one nearer than the other"),
        pytest.param("办卡要花多少钱", "办卡要花多少钱", id="what is said here stays"),
        pytest.param("你是ai。", "你是 ai", id="words of other scripts have no syllables"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_it_is_what_people_say_to_the_script_and_sounds_alike(channel: NoisyChannel, heard: str, said: str) -> None:
    assert channel.restored(heard) == said


def test_a_character_that_was_heard_is_trusted_beside_a_commoner_one_of_its_sound() -> None:
    assert NoisyChannel([fold(text) for text in ("好的", "好吧", "号码")]).restored("号") == "号"


@pytest.mark.parametrize(
    ("said", "nearer", "farther"),
    [
        pytest.param("zhang", "zhang", "zang", id="the same"),
        pytest.param("zhang", "zang", "bang", id="initials that many do not tell apart"),
        pytest.param("ban", "pan", "kan", id="initials made in the same place"),
        pytest.param("ting", "qing", "ming", id="initials made the same way"),
        pytest.param("xin", "xing", "xi", id="n for ng, and no nasal at all"),
        pytest.param("hao", "hai", "hui", id="finals with a letter or none in common"),
        pytest.param("hao", "kao", "ku", id="one part, and both"),
        pytest.param("an", "ai", "dai", id="without an initial"),
    ],
)
def test_syllables_are_confused_the_easier_the_more_their_parts_are_alike(said: str, nearer: str, farther: str) -> None:
    assert confusable(said, nearer) > confusable(said, farther)


SCRIPT = """\
schema_version: 1
id: toy
language: {language}
builtin_global: []
intents: {{price: [办卡要花多少钱]}}
start: a
nodes:
  a: {{disclosure: true, say: This is an automated call., on: [{{intent: price, goto: b}}]}}
  b: {{say: Bye., hangup: true}}
"""


def test_a_mandarin_script_s_examples_are_what_people_say() -> None:
    restore = noisy_channel(script_of(SCRIPT.format(language="zh")))
    assert restore is not None
    assert restore("奔砍要花多少钱。") == "办卡要花多少钱"


def test_other_languages_are_left_as_they_were_heard() -> None:
    assert noisy_channel(script_of(SCRIPT.format(language="en"))) is None
