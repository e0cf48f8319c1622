"""Skipping the frames in which nothing happens changes nothing: frame by frame, a call has the same events at the same times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.call.answering.timing import UtteranceTracker
from engine.call.steady import FOREVER_MS
from engine.call.turns import TurnDetector, TurnLimits
from engine.events import LookedUp, PersonSpoke
from engine.rehearsal.cues import BotDone, IntoBot
from engine.rehearsal.phone import Phone
from engine.rehearsal.rehearsed import Circumstances, RehearsedCall
from telephony.audio import FRAME_MS
from telephony.lab.tones import VOICEMAIL_BEEP, rendered
from tests.unit.rehearsal.scripts import small_stage

pytestmark = pytest.mark.unit

LEAD = Circumstances({"name": "Anna"})
WORDS = (
    "Yes.",
    "How much is it?",
    "No, thanks.",
    "Mm-hmm.",
    "Hold on, please.",
    "Well,",
    "What a day it was, and how it rained.",
    "Stop.",
)


@dataclass(frozen=True)
class Move:
    """One thing that a random person does."""

    what: str
    words: tuple[str, ...] = ()
    ms: int = 0


class Anybody:
    """Does what it is told, whatever the bot does."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self._moves = moves

    async def __call__(self, phone: Phone) -> None:
        for move in self._moves:
            match move.what:
                case "say":
                    await phone.say(*move.words, pause_ms=move.ms)
                case "wait":
                    await phone.wait(move.ms)
                case "noise":
                    await phone.make_noise(move.ms + 20)
                case "beep":
                    await phone.play(rendered(VOICEMAIL_BEEP), "beep")
                case "press":
                    phone.press("15"[move.ms % 2])
                case "into":
                    await phone.wait_for(IntoBot(move.ms), 8000)
                case "done":
                    await phone.wait_for(BotDone(move.ms), 8000)


WORDED = st.builds(Move, st.just("say"), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple), st.integers(0, 1400))
TIMED = st.builds(Move, st.sampled_from(["wait", "noise", "press", "into", "done"]), ms=st.integers(0, 3000))
MOVES = st.lists(st.one_of(WORDED, TIMED, TIMED, st.just(Move("beep"))), max_size=9)


def course(call: RehearsedCall) -> list[tuple[int, Any]]:
    """Events with their times; how long the processor took is not among them."""
    return [(happened.at_ms, plain(happened.event)) for happened in call.events]


def plain(event: Any) -> Any:
    match event:
        case PersonSpoke():
            return msgspec.structs.replace(event, asr_ms=0)
        case LookedUp():
            return msgspec.structs.replace(event, took_ms=0)
        case _:
            return event


@settings(max_examples=30, deadline=None)
@given(moves=MOVES, hello=st.booleans())
def test_a_skipped_call_is_the_same_call(moves: list[Move], hello: bool) -> None:
    opening = [Move("wait", ms=300), Move("say", ("Hello?",)), Move("done", ms=400)] if hello else []
    stage = small_stage()
    calls = [chosen.call(Anybody([*opening, *moves]), LEAD) for chosen in (stage, replace(stage, frame_by_frame=True))]
    assert course(calls[0]) == course(calls[1])
    assert calls[0].acts == calls[1].acts
    assert calls[0].problem == calls[1].problem


LIMITS = TurnLimits(min_speech_ms=120, speculate_ms=120, patience_ms=1500, max_turn_ms=3000, release_ms=40)
SOUNDS = st.lists(st.tuples(st.booleans(), st.integers(1, 120)), max_size=12)


def skipping(
    frames: int, feed: Callable[[], list[object]], steady_ms: Callable[[], int], pass_over: Callable[[int], None]
) -> list[object]:
    """What comes of so many frames of one kind; the first is always fed, as on a stage."""
    seen = feed()
    left = frames - 1
    while left:
        steady = min(steady_ms() // FRAME_MS, left)
        pass_over(steady * FRAME_MS)
        left -= steady
        if left:
            seen += feed()
            left -= 1
    return seen


@given(sounds=SOUNDS)
def test_turns_are_the_same(sounds: list[tuple[bool, int]]) -> None:
    slow, fast = TurnDetector(LIMITS, frame_ms=FRAME_MS), TurnDetector(LIMITS, frame_ms=FRAME_MS)
    for is_speech, frames in sounds:
        told = [event for _ in range(frames) for event in slow.feed(is_speech)]
        seen = skipping(
            frames,
            lambda: list(fast.feed(is_speech)),  # noqa: B023 - called at once
            lambda: fast.steady_ms(is_speech),  # noqa: B023
            lambda ms: fast.pass_over(ms, is_speech),  # noqa: B023
        )
        assert seen == told
        assert (fast.speaking, fast.silence_ms) == (slow.speaking, slow.silence_ms)


@given(sounds=SOUNDS)
def test_utterances_are_the_same(sounds: list[tuple[bool, int]]) -> None:
    slow, fast = UtteranceTracker(frame_ms=FRAME_MS), UtteranceTracker(frame_ms=FRAME_MS)
    for is_speech, frames in sounds:
        level = -12.0 if is_speech else -99.0
        told = [told for _ in range(frames) for told in (slow.feed(is_speech, level), slow.peek()) if told]
        seen = skipping(
            frames,
            lambda: [told for told in (fast.feed(is_speech, level), fast.peek()) if told],  # noqa: B023
            lambda: fast.steady_ms(is_speech, level),  # noqa: B023
            lambda ms: fast.pass_over(ms, is_speech, level),  # noqa: B023
        )
        assert seen == told
        assert (fast.current, fast.now_ms) == (slow.current, slow.now_ms)


def test_silence_between_turns_lasts_for_ever() -> None:
    assert TurnDetector(LIMITS, frame_ms=FRAME_MS).steady_ms(False) == FOREVER_MS
