"""The caller's side of a call to a lab phone: everything it saw and heard, kept while the call goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
from numpy.typing import NDArray

from telephony.audio import SAMPLE_RATE_HZ
from telephony.lab.tones import Tone, rendered
from telephony.line import Answered, HungUp, LineEvent, MediaActive
from telephony.sip.dialer import SipDialer
from telephony.sip.line import SipLine

STEP_TIMEOUT_S = 30.0
PIECE_BYTES = 2 * SAMPLE_RATE_HZ * 3 // 10
"""Of a line that is looked for: 300 ms."""


def bot_speech(ms: int) -> bytes:
    """Something loud that a phone takes for the bot."""
    return rendered([Tone((300, 700), ms)], level_dbfs=-20)


class CallerSide:
    def __init__(self, line: SipLine) -> None:
        self.line = line
        self.events: list[LineEvent] = []
        self._heard = bytearray()
        self._news = asyncio.Condition()

    @property
    def heard(self) -> bytes:
        return bytes(self._heard)

    @property
    def hung_up(self) -> HungUp | None:
        return next((event for event in self.events if isinstance(event, HungUp)), None)

    async def follow_events(self) -> None:
        async for event in self.line.events():
            self.events.append(event)
            await self._announce()

    async def follow_frames(self) -> None:
        async for frame in self.line.frames():
            self._heard += frame
            await self._announce()

    async def _announce(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, arrived: Callable[[], bool]) -> None:
        async with asyncio.timeout(STEP_TIMEOUT_S), self._news:
            await self._news.wait_for(arrived)

    async def hears_more(self, length: int) -> None:
        """Waits for so many bytes more than were heard until now."""
        wanted = len(self.heard) + length
        await self.until(lambda: len(self.heard) >= wanted)

    async def hears(self, line: bytes) -> None:
        """Waits for a spoken line; looks twice a second, because looking takes as long as several frames."""
        async with asyncio.timeout(STEP_TIMEOUT_S):
            while recognised(line, self.heard) <= 0.9:
                await self.hears_more(8000)

    async def answered(self) -> None:
        await self.until(lambda: any(isinstance(event, Answered) for event in self.events))
        await self.until(lambda: any(isinstance(event, MediaActive) for event in self.events))

    async def end(self) -> HungUp:
        await self.until(lambda: self.hung_up is not None)
        assert self.hung_up is not None
        return self.hung_up


@asynccontextmanager
async def calling(dialer: SipDialer, number: str, *, ring_timeout_s: float = 20.0) -> AsyncIterator[CallerSide]:
    """A call that is over when the block is left."""
    side = CallerSide(await dialer.dial(number, ring_timeout_s=ring_timeout_s))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(side.follow_events())
        tasks.create_task(side.follow_frames())
        try:
            yield side
        finally:
            await side.line.hang_up()


def recognised(line: bytes, heard: bytes) -> float:
    """The `likeness` that half of the line's pieces reach or exceed, each where it fits best.

    A media tick that is late moves what comes after it, and a tone that is moved by half a period is the opposite of itself: on a
    busy machine a line may be heard well and be little like its original as a whole.
    """
    pieces = max(1, round(len(line) / PIECE_BYTES))
    size = len(line) // 2 // pieces * 2
    return sorted(likeness(line[size * piece : size * (piece + 1)], heard) for piece in range(pieces))[pieces // 2]


def likeness(line: bytes, heard: bytes) -> float:
    """How much of `heard` at its best-fitting place is the spoken `line`: 1.0 is the same but for volume, 0.0 is unrelated."""
    wanted, sound = (np.frombuffer(pcm, "<i2").astype(float) for pcm in (line, heard))
    if len(sound) < len(wanted):
        return 0.0
    size = 1 << (len(sound) + len(wanted)).bit_length()
    match = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size)), size)[: len(sound) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(sound**2)])
    energy_there = np.maximum(energy[len(wanted) :] - energy[: len(sound) - len(wanted) + 1], 1.0)
    return float(np.max(match / np.sqrt(energy_there * np.sum(wanted**2))))


def tone_ms(pcm: bytes, hz: float) -> int:
    """How many milliseconds of 20 ms frames in `pcm` are mostly a tone of this frequency."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    frames: NDArray[np.float64] = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    probe = np.exp(-2j * np.pi * hz * np.arange(160) / SAMPLE_RATE_HZ)
    power = 2 * np.abs(frames @ probe) ** 2 / 160
    total = np.sum(frames**2, axis=1)
    return int(np.sum((total > 160 * 300**2) & (power > 0.8 * total))) * 20


def level_dbfs(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(float) / 32768
    return float(10 * np.log10(np.mean(samples**2) + 1e-12))
