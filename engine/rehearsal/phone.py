"""The person's end of a rehearsed call: what they do, and what they wait for. A person is a coroutine that is given a `Phone`.

async def asks_the_price(phone: Phone) -> None:
    await phone.say("Hello?")
    await phone.wait_for(BotDone(quiet_ms=500))
    await phone.say("How much is it?")
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine.rehearsal.cues import NEVER, At, BotHeard, Cue
from engine.rehearsal.legible import SoundOfWords, Tape, is_speech
from engine.rehearsal.line import StageLine
from engine.rehearsal.pace import speech_ms, whole_frames_ms
from telephony.audio import FRAME_BYTES, FRAME_MS, SILENT_FRAME

PATIENCE_MS: Final = 30_000
"""A person who waits this long for the bot gives up."""


class Deed(StrEnum):
    """Kinds of things a person does."""

    SAY = "say"
    PRESS = "press"
    NOISE = "noise"
    SOUND = "sound"
    STAY_SILENT = "stay_silent"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class Act:
    """Something the person did. Milliseconds of the conversation's clock."""

    deed: Deed
    what: str
    """Words or keys."""
    started_ms: int
    ended_ms: int | None
    """None: the call ended before."""
    bot_spoken_ms: int
    """How much the bot had said since the act before."""
    events_before: int
    """Events of the call until it began."""


class WaitedInVain(Exception):
    """What the person waited for did not come."""

    def __init__(self, cue: Cue, waited_ms: int) -> None:
        super().__init__(f"waited {waited_ms / 1000:.0f} s in vain {cue}")


class Phone:
    """One person's telephone."""

    def __init__(self, line: StageLine, language: str, tape: Tape, sounds: SoundOfWords) -> None:
        self.bot = BotHeard()
        self.acts: list[Act] = []
        self.events = 0
        """Events of the call so far."""
        self.language = language
        self._line = line
        self._tape = tape
        self._sounds = sounds
        self._outgoing: deque[bytes] = deque()
        self._waiting: tuple[Cue, asyncio.Future[None]] | None = None

    @property
    def now_ms(self) -> int:
        """The conversation's clock."""
        return self.bot.now_ms

    # What the person does.

    async def say(self, *pieces: str, pause_ms: int = 500) -> None:
        """Speaks one turn; several pieces have a thinking pause between each two."""
        self._begin(Deed.SAY, " ".join(pieces))
        for index, piece in enumerate(pieces):
            if index:
                await self.wait(pause_ms)
            self._sounds.words = piece
            await self._sound(self._tape.speak(piece, speech_ms(piece, self.language)))
        self._end()

    async def make_noise(self, ms: int) -> None:
        """A cough, a door, a dog: voice activity detection takes it for speech, and no words come of it."""
        self._begin(Deed.NOISE, "")
        self._sounds.words = ""
        await self._sound(self._tape.speak("", whole_frames_ms(ms)))
        self._end()

    async def play(self, pcm: bytes, name: str) -> None:
        """Any sound that is no speech, such as a voicemail's beep: 8 kHz mono s16le."""
        self._begin(Deed.SOUND, name)
        await self._sound([pcm[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0") for at in range(0, len(pcm), FRAME_BYTES)])
        self._end()

    async def stay_silent(self, until: Cue, patience_ms: int = PATIENCE_MS) -> None:
        """Says nothing, where that is the point; what the bot says meanwhile is its reaction.

        Raises:
            WaitedInVain: what the person waits for did not come.
        """
        self._begin(Deed.STAY_SILENT, "")
        self.bot.acted()
        await self._until(until, patience_ms)
        self.acts[-1] = replace(self.acts[-1], ended_ms=self.now_ms)

    def press(self, digits: str) -> None:
        """Presses keys, one right after the other."""
        self._begin(Deed.PRESS, digits)
        self._end()
        for digit in digits:
            self._line.press(digit)

    def hang_up(self) -> None:
        """Ends the call."""
        self._begin(Deed.HANG_UP, "")
        self._end()
        self._line.end()

    async def wait(self, ms: int) -> None:
        """Lets time pass."""
        await self._until(At(self.now_ms + whole_frames_ms(ms)), NEVER)

    async def wait_for(self, cue: Cue, patience_ms: int = PATIENCE_MS) -> None:
        """Waits for something.

        Raises:
            WaitedInVain: it did not come.
        """
        await self._until(cue, patience_ms)

    # What the stage does.

    def next_frame(self) -> bytes:
        """The person's next 20 ms."""
        return self._outgoing.popleft() if self._outgoing else SILENT_FRAME

    def next_frames(self, count: int) -> Sequence[bytes]:
        """The person's next so many frames."""
        if not self._outgoing:
            return [SILENT_FRAME] * count
        return [self._outgoing.popleft() for _ in range(count)]

    @property
    def speaking(self) -> bool:
        """The next frame is the person's speech."""
        return bool(self._outgoing) and is_speech(self._outgoing[0])

    @property
    def steady_frames(self) -> int:
        """Frames until the person begins or ceases to speak, or does anything else, if the bot goes on as now.

        0 while they make any other sound, of which no frame is like the one before.
        """
        if self._outgoing:
            return len(self._outgoing) if self.speaking else 0
        return self._waiting[0].left_ms(self.bot) // FRAME_MS if self._waiting else NEVER

    def hear(self, *, sounding: bool, frames: int) -> None:
        """The bot's side of so many frames; wakes the person when what they wait for is here."""
        self.bot.hear(sounding=sounding, ms=frames * FRAME_MS)
        if self._waiting and not self._outgoing:
            cue, woken = self._waiting
            if cue.left_ms(self.bot) <= 0 and not woken.done():
                self._waiting = None
                woken.set_result(None)

    async def _sound(self, frames: Sequence[bytes]) -> None:
        self._outgoing.extend(frames)
        await self._until(At(self.now_ms + len(frames) * FRAME_MS), NEVER)

    async def _until(self, cue: Cue, patience_ms: int) -> None:
        begun_ms = self.now_ms
        if cue.left_ms(self.bot) <= 0:
            return
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        self._waiting = (cue, woken)
        if patience_ms >= NEVER:
            await woken
            return
        try:
            async with asyncio.timeout(patience_ms / 1000):
                await woken
        except TimeoutError:
            self._waiting = None
            raise WaitedInVain(cue, self.now_ms - begun_ms) from None

    def _begin(self, deed: Deed, what: str) -> None:
        self.acts.append(Act(deed, what, self.now_ms, None, self.bot.spoken_ms, self.events))

    def _end(self) -> None:
        self.acts[-1] = replace(self.acts[-1], ended_ms=self.now_ms)
        self.bot.acted()


Person = Callable[[Phone], Awaitable[None]]
"""A simulated person; after the coroutine's end they stay on the line and say nothing."""
