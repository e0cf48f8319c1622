"""A recorded call once more: the person's side from a file, through the real conversation, on the clock of the recording.

tests/fixtures/conversations/NAME.alaw     what the person's side of the line carried: 8 kHz mono A-law, no header
tests/fixtures/conversations/NAME.yaml     what they said, and the events that must come of it

Voice activity, turn taking, barge-in and answer supervision are real. Words come from the file, as late as they came in the
call; the bot's sentences are tones as long as they were in the call, so the person's timing fits.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, cast

import msgspec
import numpy as np
from ruamel.yaml import YAML

from engine.call.report import Reporter
from engine.call.worker.assembly import ConversationKit
from engine.dialog.loader import check_text
from engine.dialog.moves import HangUp, Sentence, Transfer
from engine.dialog.testing import TableClassifier, machine_of
from engine.events import CallEvent
from engine.settings import ConversationSection
from engine.speech.api import Priority, Transcript
from engine.speech.vad import SpeechModel, VoiceActivity
from telephony.audio import FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ, duration_ms, silence
from telephony.testing import ScriptedLine
from tests.g711 import alaw_decoded

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "conversations"

_PITCH_HZ: Final = 440
_AMPLITUDE: Final = 6000
_TURNS_OF_THE_LOOP: Final = 8
"""Enough for recognition, meaning and synthesis, which wait for nothing but the recording's clock, to come through."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase of the person, between two times of the recording."""

    from_ms: int
    to_ms: int
    text: str
    recognized_after_ms: int
    """What recognition took in the recorded call."""
    intent: str | None = None


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event of the timeline."""

    event: str
    fields: dict[str, str | int | bool | None] = {}
    """Some of its fields; those in ms are compared with tolerance."""
    at_ms: int | None = None
    """When it was reported, if that is known."""


class RecordedCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fixture."""

    about: str
    first_name: str
    lasts_ms: int
    """The person is silent from the end of the recording on."""
    said: tuple[Said, ...]
    timeline: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a call: its events, `at` in seconds of the recording, and how the script left it."""

    events: tuple[CallEvent, ...]
    left: tuple[Transfer | HangUp, ...]


class RecordingClock:
    """Audio time, and those who wait for it."""

    def __init__(self) -> None:
        self.now_ms = 0
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    async def wait(self, ms: int) -> None:
        """Returns when so much more audio was heard."""
        due: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self.now_ms + ms, next(self._order), due))
        await due

    def tick(self) -> None:
        """One frame later."""
        self.now_ms += FRAME_MS
        while self._waiting and self._waiting[0][0] <= self.now_ms:
            *_, due = heapq.heappop(self._waiting)
            if not due.done():
                due.set_result(None)


class RecordedWords:
    """A transcriber that knows what was said when: its text is the phrases that are over and whose middle is in the clip."""

    def __init__(self, said: tuple[Said, ...], clock: RecordingClock) -> None:
        self._said = said
        self._clock = clock

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """See `engine.speech.api.Transcriber`; takes audio time."""
        now_ms = self._clock.now_ms
        first_ms = now_ms - duration_ms(pcm)
        phrases = [said for said in self._said if said.to_ms <= now_ms and first_ms <= (said.from_ms + said.to_ms) // 2]
        took_ms = phrases[-1].recognized_after_ms if phrases else FRAME_MS
        await self._clock.wait(took_ms)
        text = " ".join(said.text for said in phrases)
        return Transcript(text, avg_logprob=-0.2, no_speech_prob=0.01, window_s=12, queue_ms=0.0, run_ms=took_ms)


def recorded_call(name: str) -> RecordedCall:
    """The fixture of that name."""
    return msgspec.convert(_yaml(f"{name}.yaml"), RecordedCall)


async def replay(name: str, model: SpeechModel) -> Replayed:
    """Lives a recorded call through once more.

    Args:
        name: of the fixture.
        model: for voice activity detection.
    """
    call, clock, line = recorded_call(name), RecordingClock(), ScriptedLine()
    checked = check_text((FOLDER / "script.yaml").read_text(encoding="utf-8"), "script.yaml")
    assert checked.script is not None, checked.problems
    classifier = TableClassifier({said.text: said.intent for said in call.said if said.intent})
    kit = ConversationKit(RecordedWords(call.said, clock), classifier, lambda: VoiceActivity(model), ConversationSection(), "en")
    events: list[CallEvent] = []
    left: list[Transfer | HangUp] = []
    report = Reporter("attempt", events.append, lambda: clock.now_ms / 1000)
    machine = machine_of(checked.script, {"first_name": call.first_name})
    fetch = partial(_fetch, cast("Mapping[str, int]", _yaml("sentences.yaml")))
    async with asyncio.TaskGroup() as tasks:
        conversation = kit.converse(machine, fetch, line, tasks, report, left.append)
        await _play(_person(name, call.lasts_ms), line, clock, conversation.hear, lambda: bool(left))
        conversation.finish()
    return Replayed(tuple(events), tuple(left))


async def _play(
    pcm: bytes, line: ScriptedLine, clock: RecordingClock, hear: Callable[[bytes], None], is_over: Callable[[], bool]
) -> None:
    for start in range(0, len(pcm), FRAME_BYTES):
        frame = pcm[start : start + FRAME_BYTES]
        line.push_frame(frame)
        clock.tick()
        hear(frame)
        for _ in range(_TURNS_OF_THE_LOOP):
            await asyncio.sleep(0)
        if is_over():
            return


def _person(name: str, lasts_ms: int) -> bytes:
    codes = np.frombuffer((FOLDER / f"{name}.alaw").read_bytes(), dtype=np.uint8)
    return alaw_decoded(codes) + silence(lasts_ms - len(codes) * 1000 // SAMPLE_RATE_HZ)


async def _fetch(lengths_ms: Mapping[str, int], sentence: Sentence) -> bytes:
    samples = np.arange(lengths_ms[sentence.text] * SAMPLE_RATE_HZ // 1000)
    return bytes((_AMPLITUDE * np.sin(2 * np.pi * _PITCH_HZ * samples / SAMPLE_RATE_HZ)).astype("<i2").tobytes())


def _yaml(name: str) -> object:
    return YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))
