"""Turns of a person whose phone or gateway sends no packets while they are silent: the same as those of one that always sends."""

from __future__ import annotations

import asyncio

import pytest

from engine.call.turns import SpeechPaused, SpeechStarted, TurnDetector, TurnEnded
from engine.call.worker.thresholds import turn_limits
from engine.settings import ConversationSection
from engine.speech.models import ModelStore
from engine.speech.vad import SpeechModel, VoiceActivity, load_speech_model
from telephony.audio import FRAME_BYTES, FRAME_MS, silence
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from tests.integration.telephony.rtp_peer import Packet, all_talking, comfort_noise, talkspurt

pytestmark = [pytest.mark.sip, pytest.mark.models]

HELLO = read_line(recorded_path("alma", "Hello?"))
YES = read_line(recorded_path("alma", "Yes, please."))
YES_AT_MS = 2600
TALK_MS = 6000
HANGOVER_MS = 60
"""Silence that a phone still sends before it stops."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> SpeechModel:
    return load_speech_model(ModelStore(tmp_path_factory.mktemp("cache")))


def _always_sending() -> list[Packet]:
    return talkspurt(HELLO + silence(YES_AT_MS - len(HELLO) // 16) + YES + silence(TALK_MS), at_ms=0)


def _suppressing(*, noise_every_ms: int | None) -> list[Packet]:
    packets = talkspurt(HELLO + silence(HANGOVER_MS), at_ms=0)
    if noise_every_ms:
        packets += comfort_noise(from_ms=640, to_ms=YES_AT_MS, every_ms=noise_every_ms, sequence=len(packets))
    return packets + talkspurt(YES + silence(HANGOVER_MS), at_ms=YES_AT_MS, sequence=len(packets))


def _turns(model: SpeechModel, heard: bytes) -> list[tuple[str, int]]:
    """What the turn detector made of a call, and when it did, from the first onset on."""
    vad = VoiceActivity(model)
    turns = TurnDetector(turn_limits(ConversationSection(), vad.release_ms), frame_ms=FRAME_MS)
    found, first_ms = list[tuple[str, int]](), None
    for start in range(0, len(heard), FRAME_BYTES):
        now_ms = start // FRAME_BYTES * FRAME_MS
        for event in turns.feed(vad.feed(heard[start : start + FRAME_BYTES])):
            if isinstance(event, SpeechStarted | SpeechPaused | TurnEnded):
                first_ms = event.onset_ms if first_ms is None else first_ms
                found.append((type(event).__name__, now_ms - first_ms))
    return found


async def test_turns_begin_and_end_as_if_silence_were_sent(model: SpeechModel) -> None:
    sent = [_always_sending(), *(_suppressing(noise_every_ms=noise_every_ms) for noise_every_ms in (None, 200, 20))]
    async with all_talking(len(sent)) as talks:
        heard = await asyncio.gather(*(talk.heard(packets, TALK_MS) for talk, packets in zip(talks, sent, strict=True)))
    always, *suppressing = (_turns(model, sound) for sound in heard)
    assert [kind for kind, _ in always] == ["SpeechStarted", "SpeechPaused", "TurnEnded"] * 2
    for turns in suppressing:
        assert [kind for kind, _ in turns] == [kind for kind, _ in always]
        for (_, at_ms), (_, expected_ms) in zip(turns, always, strict=True):
            assert at_ms == pytest.approx(expected_ms, abs=3 * FRAME_MS)
