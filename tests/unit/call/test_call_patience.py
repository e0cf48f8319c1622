"""Whole conversations about waiting: trailing words, late transcripts, "hold on", "hello?", and noise that never ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.call.speaking import CallSpeech, Prefetch
from engine.dialog.ladders import GIVEN_TIME_MS
from engine.dialog.moves import HangUp, Say, Sentence
from engine.events import BotSpoke, PersonSpoke
from engine.settings import ConversationSection
from engine.speech.api import Priority, Transcript
from engine.speech.prompts.prepared import PromptCache
from engine.speech.testing import ScriptedSpeech
from tests.unit.call.rig import Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
INTENTS = {"yes": "accept", "no thanks": "refuse"}


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with in_conversation(INTENTS, SETTINGS) as rig:
        await rig.hears_the_offer()
        yield rig


def last_said(rig: Rig) -> str:
    return rig.of(BotSpoke)[-1].text


async def _gap_after(rig: Rig, words: str, *, for_ms: int) -> int:
    """Milliseconds until the bot replies to the first answer."""
    await rig.hears_the_offer()
    await rig.says(words, for_ms=for_ms)
    await rig.quiet(3000)
    gap = rig.of(BotSpoke)[-1].reply_gap_ms
    assert gap is not None
    return gap


@pytest.mark.parametrize(
    ("words", "gap_ms"),
    [
        pytest.param("yes", SETTINGS.answered_ms, id="an expected answer"),
        pytest.param("The weather is nice.", SETTINGS.end_of_turn_ms, id="a sentence"),
        pytest.param("415", SETTINGS.digits_ms, id="digits"),
        pytest.param("The weather is nice,", SETTINGS.comma_ms, id="a comma"),
        pytest.param("I would say yes but", SETTINGS.unfinished_ms, id="a trailing word"),
    ],
)
async def test_the_words_decide_the_reply_gap(rig: Rig, words: str, gap_ms: int) -> None:
    await rig.says(words, for_ms=600)
    await rig.quiet(5000)
    gap = rig.of(BotSpoke)[-1].reply_gap_ms
    assert gap is not None
    assert gap_ms <= gap <= gap_ms + 20


RATING = """
schema_version: 1
id: rating
language: en
builtin_global: []
nodes:
  greeting:
    disclosure: true
    say: This is a machine. From one to five, how was it?
    ask: {slot: mark, type: number, min: 1, max: 5}
    goto: thanks
  thanks:
    say: Thank you.
    hangup: true
start: greeting
"""


CODE = RATING.replace("{slot: mark, type: number, min: 1, max: 5}", "{slot: mark, type: digits, length: 3-4}")


@pytest.mark.parametrize(
    ("words", "gap_ms"),
    [
        pytest.param("Seven, one.", SETTINGS.digits_ms, id="too few digits"),
        pytest.param("Seven, one, nine.", SETTINGS.end_of_turn_ms, id="enough digits, though there may be more"),
        pytest.param("Seven, one, nine, four.", SETTINGS.likely_answer_ms, id="all digits"),
    ],
)
async def test_digits_are_waited_for_as_long_as_some_are_missing(words: str, gap_ms: int) -> None:
    async with in_conversation({}, SETTINGS, script_text=CODE) as rig:
        assert gap_ms <= await _gap_after(rig, words, for_ms=900) <= gap_ms + 20


@pytest.mark.parametrize(
    ("words", "gap_ms"),
    [
        pytest.param("Four.", SETTINGS.likely_answer_ms, id="what was asked for"),
        pytest.param("Not as I thought.", SETTINGS.end_of_turn_ms * 5 // 4, id="any other words at an open question"),
    ],
)
async def test_a_value_that_was_asked_for_is_answered_sooner(words: str, gap_ms: int) -> None:
    async with in_conversation({}, SETTINGS, script_text=RATING) as rig:
        assert gap_ms <= await _gap_after(rig, words, for_ms=600) <= gap_ms + 20


async def test_a_thinking_pause_after_a_trailing_word_is_one_turn(rig: Rig) -> None:
    await rig.says("no but", for_ms=400)
    await rig.quiet(1300)
    rig.speech.transcripts.clear()
    await rig.says("no but yes", for_ms=400)
    await rig.quiet(3000)
    assert [turn.text for turn in rig.of(PersonSpoke)][1:] == ["no but yes"]


async def test_words_that_come_late_are_still_waited_for(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    known = asyncio.Event()

    async def slow(
        pcm: bytes, *, language: str, hint: str = "", another: bool = False, priority: Priority = Priority.LIVE
    ) -> Transcript:
        await known.wait()
        return Transcript("because", -0.1, 0.0, 12, 0.0, 0.0)

    monkeypatch.setattr(rig.speech, "transcribe", slow)
    turns = len(rig.of(PersonSpoke))
    await rig.says("", for_ms=500)
    await rig.quiet(SETTINGS.end_of_turn_ms + 300)
    known.set()
    await rig.quiet(SETTINGS.unfinished_ms - SETTINGS.end_of_turn_ms - 320)
    assert len(rig.of(PersonSpoke)) == turns
    await rig.quiet(60)
    assert rig.of(PersonSpoke)[-1].text == "because"


async def test_hold_on_gives_time_and_then_the_answer_counts(rig: Rig) -> None:
    spoken = len(rig.of(BotSpoke))
    await rig.says("hold on a second", for_ms=700)
    await rig.quiet(GIVEN_TIME_MS - 2000)
    assert len(rig.of(BotSpoke)) == spoken
    await rig.says("yes", for_ms=400)
    await rig.quiet(4000)
    assert rig.nodes()[-1] == "accepted"


async def test_who_does_not_come_back_is_asked(rig: Rig) -> None:
    await rig.says("hold on", for_ms=500)
    await rig.quiet(GIVEN_TIME_MS + 4000)
    assert last_said(rig).startswith("Hello, are you still there?")


async def test_hello_are_you_there_is_answered(rig: Rig) -> None:
    await rig.says("Hello? Are you there?", for_ms=900)
    await rig.quiet(5000)
    assert last_said(rig) == "Yes, I'm here. Would you like our splendid spring offer today?"


async def test_bursts_of_noise_do_not_keep_a_silent_caller_on_the_line(rig: Rig) -> None:
    for _ in range(20):
        await rig.says("", for_ms=300)
        await rig.quiet(2500)
        if rig.left:
            break
    assert rig.left == [HangUp()]


async def test_noise_without_end_does_not_trap_the_call(rig: Rig) -> None:
    for _ in range(9):
        rig.speech.transcripts.clear()
        await rig.says("", for_ms=10_000)
        if rig.left:
            break
    assert rig.left == [HangUp()]


async def test_probable_sentences_are_made_once_and_before_they_are_needed(tmp_path: Path) -> None:
    speech = ScriptedSpeech()
    call = CallSpeech(PromptCache(tmp_path, speech, lambda voice: voice).for_call("joe"))
    private = Sentence("Thank you, Anna.", fixed=False)
    async with asyncio.TaskGroup() as tasks:
        Prefetch(call.fetch, tasks)([Say("thanks", (private, Sentence("Goodbye.", fixed=True)), barge_in=True)])
        await asyncio.sleep(0)
        assert len(await call.fetch(private)) > 0
    assert speech.spoken == ["Thank you, Anna."]
