"""The contract of `telephony.line`, the same for every implementation: a scripted line, and a SIP line with a phone at its end."""

from __future__ import annotations

import asyncio
import wave
from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from telephony.audio import FRAME_BYTES, silence
from telephony.causes import HangupCause
from telephony.line import Answered, Dialer, DtmfReceived, EarlyMedia, HungUp, Line, LineEvent, MediaActive, Ringing
from telephony.sip.dialer import SipDialer
from telephony.testing import ScriptedDial, ScriptedDialer, ScriptedLine
from tests.integration.telephony.peers import PATIENCE_S, dialing, running_phone, trunk_at
from tests.integration.telephony.phone import is_loud, square_wave

pytestmark = pytest.mark.sip


class World(Protocol):
    """A telephone network in which the number says what the phone does (`tests.integration.telephony.phone`)."""

    @property
    def dialer(self) -> Dialer: ...


@dataclass
class SipWorld:
    dialer: SipDialer


class ScriptedWorld:
    """Plays the same phones on scripted lines, a tick of the media clock per millisecond."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.dialer = ScriptedDialer(self._dialled)
        self._tasks = tasks

    def _dialled(self, dial: ScriptedDial) -> None:
        self._tasks.create_task(self._be_phone(dial.number, dial.line, dial.ring_timeout_s))

    async def _be_phone(self, number: str, line: ScriptedLine, ring_timeout_s: float) -> None:
        if number == "busy":
            line.end(HangupCause.BUSY, sip_status=486, q850=17, retry_after_s=5)
            return
        line.ring(183 if number == "early" else 180, early_media=number == "early")
        if number == "ring":
            await asyncio.sleep(ring_timeout_s)
            line.end(HangupCause.NO_ANSWER, by_us=True)
        if number == "early":
            await self._clock(line, square_wave(600))
        line.answer()
        if number == "press":
            line.press("4*#")
        await self._clock(line, square_wave(1000) if number == "speak" else silence(400))
        if number == "leave":
            line.end()
        while line.hung_up is None:
            await self._clock(line, silence(20))

    async def _clock(self, line: ScriptedLine, pcm: bytes) -> None:
        for start in range(0, len(pcm), FRAME_BYTES):
            if line.hung_up is None:
                line.push_frame(pcm[start : start + FRAME_BYTES])
            await asyncio.sleep(0.001)


@pytest.fixture(params=["scripted", "sip"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    if request.param == "scripted":
        async with asyncio.TaskGroup() as tasks:
            scripted = ScriptedWorld(tasks)
            yield scripted
            await scripted.dialer.close()
    else:
        async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
            yield SipWorld(dialer)


async def _all_events(line: Line) -> list[LineEvent]:
    async with asyncio.timeout(PATIENCE_S):
        return [event async for event in line.events()]


async def _media(line: Line) -> None:
    async with asyncio.timeout(PATIENCE_S):
        async for event in line.events():
            if isinstance(event, MediaActive):
                return


async def _frames(line: Line, count: int) -> list[bytes]:
    frames: list[bytes] = []
    async with asyncio.timeout(PATIENCE_S):
        async for frame in line.frames():
            frames.append(frame)
            if len(frames) == count:
                break
    return frames


async def _until_played(line: Line) -> None:
    """What was to be played is; frames that came before are read meanwhile, however many there are."""
    async with asyncio.timeout(PATIENCE_S):
        async for _ in line.frames():
            if not line.queued_ms:
                return


async def test_a_refused_call_is_one_hung_up_with_all_the_peer_said(world: World) -> None:
    line = await world.dialer.dial("busy")
    (end,) = await _all_events(line)
    assert isinstance(end, HungUp)
    assert (end.cause, end.by_us, end.sip_status, end.q850, end.retry_after_s) == (HangupCause.BUSY, False, 486, 17, 5)
    assert await _frames(line, 1) == []


async def test_a_call_the_far_end_leaves(world: World) -> None:
    line = await world.dialer.dial("leave")
    events = await _all_events(line)
    assert events[:-1] == [Ringing(180), Answered(), MediaActive("PCMA/8000")]
    assert isinstance(events[-1], HungUp)
    assert (events[-1].cause, events[-1].by_us) == (HangupCause.NORMAL, False)
    frames = await _frames(line, 10_000)
    assert len(frames) >= 10
    assert {len(frame) for frame in frames} == {FRAME_BYTES}


async def test_hanging_up_twice_is_one_end(world: World) -> None:
    line = await world.dialer.dial("answer")
    await _media(line)
    await asyncio.gather(line.hang_up(), line.hang_up())
    await line.hang_up()
    (end,) = await _all_events(line)
    assert isinstance(end, HungUp)
    assert (end.cause, end.by_us) == (HangupCause.NORMAL, True)


async def test_nobody_answers(world: World) -> None:
    line = await world.dialer.dial("ring", ring_timeout_s=2.0)
    ringing, end = await _all_events(line)
    assert ringing == Ringing(180)
    assert isinstance(end, HungUp)
    assert (end.cause, end.by_us) == (HangupCause.NO_ANSWER, True)


async def test_early_media_is_heard_before_the_answer(world: World) -> None:
    line = await world.dialer.dial("early")
    events = line.events()
    async with asyncio.timeout(PATIENCE_S):
        assert [await anext(events), await anext(events)] == [Ringing(183), EarlyMedia()]
        assert any(is_loud(frame) for frame in await _frames(line, 20))
        assert [await anext(events), await anext(events)] == [Answered(), MediaActive("PCMA/8000")]
    await line.hang_up()


async def test_the_far_end_is_heard(world: World) -> None:
    line = await world.dialer.dial("speak")
    await _media(line)
    frames = await _frames(line, 80)
    await line.hang_up()
    assert 45 <= sum(map(is_loud, frames)) <= 55
    assert any(frame == bytes(FRAME_BYTES) or not is_loud(frame) for frame in frames)


async def test_digits_are_heard_once_each(world: World) -> None:
    line = await world.dialer.dial("press")
    digits = ""
    async with asyncio.timeout(PATIENCE_S):
        async for event in line.events():
            digits += event.digit if isinstance(event, DtmfReceived) else ""
            if len(digits) == 3:
                await line.hang_up()
    assert digits == "4*#"


async def test_play_is_pulled_by_the_clock_and_can_be_stopped(world: World) -> None:
    line = await world.dialer.dial("answer")
    await _media(line)
    line.play(silence(10_000))
    assert line.queued_ms > 9000
    await _frames(line, 20)
    dropped_ms = line.stop_playing(fade_ms=40)
    assert line.queued_ms <= 40
    assert 5000 <= dropped_ms <= 9900
    await _until_played(line)
    assert line.played_ms == 10_000 - dropped_ms
    await line.hang_up()


async def test_volume_is_heard_and_costs_no_audio(world: World, tmp_path: Path) -> None:
    line = await world.dialer.dial("answer")
    recording = line.record(tmp_path / "soft.wav")
    await _media(line)
    line.turn_volume(-20.0, ramp_ms=0)
    line.play(square_wave(400))
    await _until_played(line)
    assert line.played_ms == 400
    await line.hang_up()
    assert await recording.finished()
    with wave.open(str(recording.path)) as file:
        said = array("h", file.readframes(file.getnframes()))[1::2]
    loudest = max(array("h", square_wave(20)))
    assert max(said) == pytest.approx(loudest / 10, abs=1)


async def test_a_recording_has_both_sides_and_is_complete_after_the_end(world: World, tmp_path: Path) -> None:
    line = await world.dialer.dial("speak")
    recording = line.record(tmp_path / "call.wav")
    await _media(line)
    line.play(square_wave(400))
    await _frames(line, 60)
    await line.hang_up()
    assert await recording.finished()
    assert recording.error is None
    assert recording.duration_ms >= 55 * 20, "a few frames may have come before recording began"
    assert recording.path.stat().st_size == 44 + recording.duration_ms * 32


async def test_a_call_id_names_the_call(world: World) -> None:
    first, second = await world.dialer.dial("busy"), await world.dialer.dial("busy")
    assert first.call_id
    assert first.call_id != second.call_id
