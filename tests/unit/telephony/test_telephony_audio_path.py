from __future__ import annotations

import asyncio
import errno
import io
import os
import wave
from array import array
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.audio import FRAME_BYTES, SILENT_FRAME, silence
from telephony.causes import HangupCause
from telephony.line import Answered, HungUp, MediaActive
from telephony.playqueue import PlayQueue
from telephony.recording import Recording
from telephony.sip.channel import UNREAD_FRAMES_MAX, AudioChannel
from telephony.testing import ScriptedDialer, ScriptedLine

pytestmark = pytest.mark.unit

LOUD = array("h", [10_000] * 160).tobytes()


@given(st.lists(st.binary(max_size=1500).map(lambda pcm: pcm[: len(pcm) // 2 * 2]), max_size=8))
def test_what_is_appended_is_popped_whole_and_in_order(chunks: list[bytes]) -> None:
    queue = PlayQueue()
    for chunk in chunks:
        queue.append(chunk)
    popped = b""
    while queue.queued_ms:
        popped += queue.pop_frame()
    everything = b"".join(chunks)
    assert popped[: len(everything)] == everything
    assert not any(popped[len(everything) :])
    assert queue.played_ms == len(everything) // 16
    assert queue.pop_frame() == SILENT_FRAME


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="3 bytes"):
        PlayQueue().append(b"abc")


@given(st.integers(0, 4000), st.integers(0, 100))
def test_a_cut_keeps_the_fade_and_drops_the_rest(samples: int, fade_ms: int) -> None:
    queue = PlayQueue()
    queue.append(bytes(2 * samples))
    dropped_ms = queue.cut(fade_ms)
    kept_samples = min(samples, fade_ms * 8)
    assert dropped_ms == -(-(samples - kept_samples) // 8)
    assert queue.queued_ms == -(-kept_samples // 8)


def test_the_fade_falls_to_nothing() -> None:
    queue = PlayQueue()
    queue.append(LOUD * 3)
    assert queue.cut(fade_ms=20) == 40
    faded = array("h", queue.pop_frame())
    assert faded[0] == 10_000
    assert faded[-1] <= 10_000 // 160
    assert list(faded) == sorted(faded, reverse=True)
    assert queue.queued_ms == 0


def test_a_negative_fade_is_refused() -> None:
    with pytest.raises(ValueError, match="fade_ms"):
        PlayQueue().cut(-1)


def test_volume_falls_gradually_stays_and_comes_back() -> None:
    queue = PlayQueue()
    queue.append(LOUD * 6)
    queue.turn_volume(-20.0, ramp_ms=40)
    falling = array("h", queue.pop_frame() + queue.pop_frame())
    assert list(falling) == sorted(falling, reverse=True)
    assert (falling[0], falling[-1]) == (9971, 1000)
    assert set(array("h", queue.pop_frame())) == {1000}
    queue.turn_volume(0.0, ramp_ms=20)
    rising = array("h", queue.pop_frame())
    assert list(rising) == sorted(rising)
    assert queue.pop_frame() == LOUD


@given(st.lists(st.tuples(st.floats(-40, 0), st.integers(0, 100)), max_size=6))
def test_volume_never_jumps_more_than_its_ramp_and_ends_where_it_was_sent(turns: list[tuple[float, int]]) -> None:
    queue = PlayQueue()
    gain_db = 0.0
    for gain_db, ramp_ms in turns:
        queue.turn_volume(gain_db, ramp_ms)
        queue.append(LOUD * 5)
        heard = array("h", b"".join(queue.pop_frame() for _ in range(5)))
        steps = [abs(now - before) for before, now in pairwise(heard)]
        assert max(steps) <= (10_000 / (ramp_ms * 8) if ramp_ms else 0) + 1
        assert heard[-1] == pytest.approx(10_000 * 10 ** (gain_db / 20), abs=1)


@pytest.mark.parametrize(("gain_db", "ramp_ms", "named"), [(1.0, 20, "gain_db"), (-6.0, -1, "ramp_ms")])
def test_a_volume_that_makes_no_sense_is_refused(gain_db: float, ramp_ms: int, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        PlayQueue().turn_volume(gain_db, ramp_ms)


def test_the_frames_of_one_tick_are_paired() -> None:
    pairs: list[tuple[bytes, bytes]] = []
    channel = AudioChannel(lambda: None)
    channel.copy_to(lambda received, sent: pairs.append((received, sent)))
    channel.playing.append(LOUD)
    assert channel.pull() == LOUD
    channel.push(b"1" * FRAME_BYTES)
    channel.push(b"2" * FRAME_BYTES)
    assert pairs == [(b"1" * FRAME_BYTES, LOUD), (b"2" * FRAME_BYTES, SILENT_FRAME)]


def test_audio_is_told_where_it_begins_ticks_without_a_pull_included() -> None:
    """The bridge pushes into a port that it does not yet pull from; a recording has those ticks too."""
    recorded = bytearray()
    channel = AudioChannel(lambda: None)
    channel.copy_to(lambda _, sent: recorded.extend(sent))
    channel.push(SILENT_FRAME)
    begins_ms = [channel.playing.append(LOUD)]
    for tick in range(6):
        channel.pull()
        begins_ms += [channel.playing.append(LOUD)] if tick == 3 else []
        channel.push(SILENT_FRAME)
    assert begins_ms == [at // len(LOUD) * 20 for at in range(0, len(recorded), len(LOUD)) if recorded[at : at + len(LOUD)] == LOUD]
    assert begins_ms == [20, 100]
    assert channel.counters.frames_in == channel.counters.frames_out


@given(st.lists(st.one_of(st.integers(0, 900), st.none()), max_size=30))
def test_a_play_queue_tells_where_each_piece_begins(steps: list[int | None]) -> None:
    """`steps`: so many samples are appended, or a frame is popped."""
    queue, popped, begins = PlayQueue(), b"", list[tuple[int, bytes]]()
    for number, samples in enumerate(steps, 1):
        if samples is None:
            popped += queue.pop_frame()
        elif piece := array("h", [number] * (samples // 8 * 8)).tobytes():
            begins.append((queue.append(piece), piece))
    while queue.queued_ms:
        popped += queue.pop_frame()
    assert all(popped[16 * at_ms :].startswith(piece) for at_ms, piece in begins)


def test_one_wake_up_is_pending_at_most() -> None:
    wakes: list[int] = []
    channel = AudioChannel(lambda: wakes.append(1))
    channel.push(SILENT_FRAME)
    channel.push(SILENT_FRAME)
    assert len(wakes) == 1
    channel.woken()
    assert channel.take() is not None
    channel.push(SILENT_FRAME)
    assert len(wakes) == 2


def test_frames_nobody_reads_are_dropped_and_counted() -> None:
    channel = AudioChannel(lambda: None)
    for _ in range(UNREAD_FRAMES_MAX + 3):
        channel.pull()
        channel.push(SILENT_FRAME)
    counters = channel.counters
    assert (counters.frames_in, counters.frames_out) == (UNREAD_FRAMES_MAX + 3,) * 2
    assert counters.unread_dropped == 3


async def test_a_recording_is_a_stereo_wav_person_left_bot_right(tmp_path: Path) -> None:
    recording = Recording.start(tmp_path / "call.wav")
    recording.feed(LOUD, SILENT_FRAME)
    recording.feed(SILENT_FRAME, LOUD)
    assert await recording.finished()
    with wave.open(str(recording.path)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate(), wav.getnframes()) == (2, 2, 8000, 320)
        samples = array("h", wav.readframes(320))
    assert set(samples[0:320:2]) == {10_000} == set(samples[321::2])
    assert set(samples[1:320:2]) == {0} == set(samples[320::2])
    assert recording.duration_ms == 40


class SmallDisk(io.FileIO):
    """A new file that may have so many bytes."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path, "xb")
        self._size = size

    def write(self, data: Any, /) -> int:
        room = self._size - self.tell()
        if room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(memoryview(data)[:room])


@pytest.mark.parametrize(("size", "kept_ms"), [(44 + 320 * 4 + 3, 40), (44 + 3, 0), (0, 0)])
async def test_a_full_disk_ends_the_recording_and_what_was_written_plays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, size: int, kept_ms: int
) -> None:
    path = tmp_path / "call.wav"
    recording = Recording(path, io.BufferedWriter(SmallDisk(path, size)))
    recording.begin()
    for _ in range(50):
        recording.feed(LOUD, LOUD)
    assert await recording.finished()
    assert isinstance(recording.error, OSError)
    assert "No space left" in str(recording.error)
    assert "recording stopped" in caplog.text
    recording.feed(LOUD, LOUD)
    assert recording.duration_ms == kept_ms
    assert path.exists() == bool(kept_ms)
    if kept_ms:
        with wave.open(str(path)) as wav:
            assert wav.getnframes() == kept_ms * 8


def test_a_recording_does_not_overwrite(tmp_path: Path) -> None:
    taken = tmp_path / "call.wav"
    taken.touch()
    with pytest.raises(FileExistsError):
        Recording.start(taken)


async def test_each_frame_a_scripted_line_hears_pulls_one() -> None:
    line = ScriptedLine()
    heard: list[bytes] = []

    async def read() -> None:
        async for frame in line.frames():
            heard.append(frame)
            if frame == LOUD:
                line.play(LOUD)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(read())
        line.answer()
        await line.hear(LOUD)
        assert line.queued_ms == 20, "the reader has dealt with the frame before hear returns"
        await line.hear_silence(40)
        line.end(HangupCause.BUSY, sip_status=486)
        line.end()
    assert heard == [LOUD, SILENT_FRAME, SILENT_FRAME]
    assert bytes(line.spoken) == SILENT_FRAME + LOUD + SILENT_FRAME
    events = [event async for event in line.events()]
    assert events[:2] == [Answered(), MediaActive("PCMA/8000")]
    assert [isinstance(event, HungUp) and event.cause for event in events[2:]] == [HangupCause.BUSY]


async def test_a_scripted_dialer_keeps_what_was_dialled() -> None:
    dialer = ScriptedDialer(lambda dialled: dialled.line.ring())
    line = await dialer.dial("+4930123", caller_id="+49305", ring_timeout_s=3)
    assert [(dial.number, dial.caller_id, dial.ring_timeout_s) for dial in dialer.dials] == [("+4930123", "+49305", 3)]
    await dialer.close()
    assert line.hung_up is not None


def test_silence_is_measured_in_ms() -> None:
    assert len(silence(20)) == FRAME_BYTES
