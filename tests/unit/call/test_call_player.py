"""What the player puts on the line: pauses of the script, recordings, and where either is taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from engine.call.errands import Errands
from engine.call.gaps import sentence_starts
from engine.call.performer import Performer
from engine.call.player import FADE_MS, SENTENCE_GAP_MS, Player
from engine.call.report import Reporter
from engine.call.web_lookup import HttpLookup
from engine.dialog.moves import Say, Sentence
from engine.events import BotSpoke, CallEvent
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, duration_ms, silence
from telephony.testing import ScriptedLine

pytestmark = pytest.mark.unit


def _tone(ms: int, hz: int = 400) -> bytes:
    times = np.arange(SAMPLE_RATE_HZ * ms // 1000) / SAMPLE_RATE_HZ
    return (6000 * np.sin(2 * np.pi * hz * times)).astype("<i2").tobytes()


RECORDED = _tone(600) + silence(300) + _tone(600, 500) + silence(100) + _tone(400, 600)
"""Two sentences with a pause between them, the second with a gap between its words."""
SPEECH = {"One.": _tone(400), "Two.": _tone(300, 700), "recorded": RECORDED}


async def _fetch(sentence: Sentence) -> bytes:
    return SPEECH["recorded" if sentence.audio else sentence.text]


def _say(*sentences: Sentence) -> Say:
    return Say("node", sentences, barge_in=True)


def _recorded() -> Sentence:
    return Sentence("First sentence. Second one.", fixed=True, audio="prompts/hello.wav")


@asynccontextmanager
async def _playing(*sentences: Sentence) -> AsyncIterator[tuple[Player, ScriptedLine]]:
    """A player that has fetched everything that is to be said."""
    line = ScriptedLine()
    async with asyncio.TaskGroup() as tasks:
        player = Player(line, _fetch, tasks)
        player.say(_say(*sentences))
        await _fetched(player)
        yield player, line


async def _fetched(player: Player) -> int:
    """Lets the player fetch; what is left of the utterance then, in ms."""
    for _ in range(10):
        await asyncio.sleep(0)
    assert player.remaining_ms is not None
    return player.remaining_ms


def _heard(line: ScriptedLine, ms: int) -> bytes:
    """What the line plays in the next so many milliseconds."""
    before = len(line.spoken)
    for _ in range(ms // FRAME_MS):
        line.push_frame(bytes(FRAME_BYTES))
    return bytes(line.spoken[before:])


@pytest.mark.parametrize(("asked_ms", "silent_ms"), [(0, SENTENCE_GAP_MS), (60, 60), (900, 900)])
async def test_a_pause_of_the_script_is_exact_and_in_place_of_the_usual_one(asked_ms: int, silent_ms: int) -> None:
    async with _playing(Sentence("One.", fixed=True, pause_after_ms=asked_ms), Sentence("Two.", fixed=True)) as (player, line):
        assert player.remaining_ms == 400 + silent_ms + 300
        played = _heard(line, 400 + silent_ms + 300)
    assert played == SPEECH["One."] + silence(silent_ms) + SPEECH["Two."]


async def test_a_pause_at_the_end_belongs_to_the_utterance() -> None:
    async with _playing(Sentence("One.", fixed=True, pause_after_ms=500)) as (player, line):
        assert player.remaining_ms == 900
        _heard(line, 880)
        assert player.tick(880) is None
        _heard(line, FRAME_MS)
        assert player.tick(900) is not None


async def test_a_recording_is_played_between_synthesized_sentences() -> None:
    async with _playing(Sentence("One.", fixed=True), _recorded(), Sentence("Two.", fixed=True)) as (player, line):
        played = _heard(line, await _fetched(player))
    gap = silence(SENTENCE_GAP_MS)
    assert played == SPEECH["One."] + gap + RECORDED + gap + SPEECH["Two."]


@pytest.mark.parametrize(
    ("from_sentence", "resumed_at_ms"),
    [(False, 1500), (True, 900)],
    ids=["at the gap before the word", "at the beginning of the second sentence"],
)
async def test_a_recording_is_resumed_where_its_own_gaps_are(from_sentence: bool, resumed_at_ms: int) -> None:
    async with _playing(_recorded()) as (player, line):
        _heard(line, 1700)
        player.interrupt(1700)
        _heard(line, FADE_MS)
        assert player.resume(from_sentence=from_sentence)
        rest = _heard(line, await _fetched(player))
    assert len(RECORDED) - len(rest) == pytest.approx(resumed_at_ms * 16, abs=60 * 16)
    assert RECORDED.endswith(rest)


async def test_a_synthesized_sentence_is_resumed_from_its_beginning_whatever_pauses_it_has() -> None:
    SPEECH["Paused."] = _tone(400) + silence(400) + _tone(400)
    async with _playing(Sentence("One.", fixed=True), Sentence("Paused.", fixed=True)) as (player, line):
        _heard(line, 400 + SENTENCE_GAP_MS + 1000)
        player.interrupt(1600)
        _heard(line, FADE_MS)
        assert player.resume(from_sentence=True)
        assert await _fetched(player) == 1200


async def test_the_record_has_the_words_without_the_marks_for_the_voice() -> None:
    events: list[CallEvent] = []
    line = ScriptedLine()
    async with asyncio.TaskGroup() as tasks:
        report = Reporter("attempt", events.append, lambda: 0.0)
        errands = Errands(HttpLookup({}), tasks, report, lambda _: None, lambda: 0.0)
        player = Player(line, lambda _: _fetch(Sentence("One.", fixed=True)), tasks)
        performer = Performer(player, report, lambda _: None, errands)
        performer.perform([_say(Sentence("*One* <pause 300ms> two.", fixed=True))], 0)
        performer.finish(0)
    assert [event.text for event in events if isinstance(event, BotSpoke)] == ["One two."]


def test_sentences_of_a_recording_begin_after_its_pauses() -> None:
    assert sentence_starts(RECORDED) == [0, 900]
    assert sentence_starts(_tone(400)) == [0]
    assert sentence_starts(silence(400)) == [0]
    assert sentence_starts(b"") == [0]
    assert duration_ms(RECORDED) == 2000
