"""Far ends that send nothing, or comfort noise, while nobody speaks: the line's time goes on, and what is said keeps its place."""

from __future__ import annotations

import time
import wave
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from tests.integration.telephony.rtp_peer import Packet, Talk, comfort_noise, talking, talkspurt

pytestmark = [pytest.mark.sip, pytest.mark.alone]

HELLO = read_line(recorded_path("alma", "Hello?"))
YES = read_line(recorded_path("alma", "Yes, please."))
YES_AT_MS = 2400
WHOLE = 0.8
"""Likeness of a line to itself after a late packet or two: on a busy machine the test's own packets are late."""
SHIFT_MS = 60
"""What the jitter buffer may have learned or forgotten between two lines."""
TALK_MS = YES_AT_MS + 1400
LATE_MS = 1500
"""What a busy machine may add; time that stood still while nothing came would add the pause, which is longer."""


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with talking() as talk:
        yield talk


def _samples(pcm: bytes) -> NDArray[np.float64]:
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64)


def _place_ms(said: bytes, heard: NDArray[np.float64]) -> float:
    """Where a line is in what was heard."""
    pattern = _samples(said)
    scores = np.correlate(heard, pattern, "valid")
    place = int(scores.argmax())
    there = heard[place : place + len(pattern)]
    assert scores[place] / np.sqrt((there @ there) * (pattern @ pattern)) > WHOLE, "the line is not there, or not whole"
    return place / 8


def _pauses(sequence: int) -> dict[str, list[Packet]]:
    return {
        "nothing": [],
        "noise now and then": comfort_noise(from_ms=600, to_ms=YES_AT_MS, every_ms=200, sequence=sequence),
        "noise in every frame": comfort_noise(from_ms=600, to_ms=YES_AT_MS, every_ms=20, sequence=sequence),
    }


@pytest.mark.parametrize("pause", list(_pauses(0)))
async def test_what_is_said_after_suppressed_silence_is_whole_and_in_its_place(talk: Talk, pause: str, tmp_path: Path) -> None:
    recording = talk.line.record(tmp_path / "call.wav")
    packets = talkspurt(HELLO, at_ms=0)
    packets += _pauses(len(packets))[pause]
    packets += talkspurt(YES, at_ms=YES_AT_MS, sequence=len(packets))
    began_s = time.monotonic()
    heard = _samples(await talk.heard(packets, TALK_MS))
    took_ms = (time.monotonic() - began_s) * 1000

    assert -100 < took_ms - TALK_MS < LATE_MS, "audio time and the clock on the wall go together"
    hello_ms, yes_ms = _place_ms(HELLO, heard), _place_ms(YES, heard)
    assert hello_ms < 2 * SHIFT_MS
    assert yes_ms - hello_ms == pytest.approx(YES_AT_MS, abs=SHIFT_MS)
    between = heard[round(hello_ms + 565 + 120) * 8 : round(yes_ms - 20) * 8]
    assert np.abs(between).max() < 100, "concealment of what was never sent ends soon"

    await talk.line.hang_up()
    assert await recording.finished()
    with wave.open(str(recording.path)) as wav:
        left = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").reshape(-1, 2)[:, 0].astype(np.float64)
    assert _place_ms(YES, left) - _place_ms(HELLO, left) == yes_ms - hello_ms


async def test_time_goes_on_without_a_single_packet(talk: Talk) -> None:
    began_s = time.monotonic()
    heard = await talk.heard([], 1000)
    assert -100 < (time.monotonic() - began_s) * 1000 - 1000 < LATE_MS
    assert not any(heard)


async def test_another_source_is_heard_at_once(talk: Talk) -> None:
    """Early media and the answer may come from different gateways: another SSRC, sequence and timestamp begin anew."""
    first = talkspurt(HELLO, at_ms=0, sequence=40_000)
    second = [replace(packet, at_s=packet.at_s + 1.0) for packet in talkspurt(YES, at_ms=0, source=7)]
    heard = _samples(await talk.heard(first + second, 2200))
    assert _place_ms(YES, heard) - _place_ms(HELLO, heard) == pytest.approx(1000, abs=SHIFT_MS)


async def test_lost_packets_leave_everything_else_in_its_place(talk: Talk) -> None:
    lost = (5, 12, 20, 21, 22)
    packets = [packet for packet in talkspurt(HELLO + YES, at_ms=0) if packet.sequence not in lost]
    heard = _samples(await talk.heard(packets, 2000))
    assert _place_ms(YES, heard) == pytest.approx(len(HELLO) / 16, abs=80)
