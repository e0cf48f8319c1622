"""A person's steps as a state machine in audio time: one `tick` per 20 ms heard, giving what to do now. Pure.

The machine never waits and never reads a clock: it is told what the ear knows and whether the mouth is still busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from telephony.audio import FRAME_MS
from telephony.lab.hearing import Heard
from telephony.lab.report import Ending
from telephony.lab.steps import (
    AfterBot,
    Beep,
    DuringBot,
    Fax,
    Greeting,
    HangUp,
    MmHmm,
    Press,
    Say,
    SayFile,
    SayPieces,
    StaySilent,
    Step,
    Wait,
)
from telephony.lab.voices import MM_HMM

# ── what the person does ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this in one's own voice."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Think for so long between two pieces of one turn."""

    ms: int


@dataclass(frozen=True, slots=True)
class PlayFile:
    path: Path


@dataclass(frozen=True, slots=True)
class SoundFax:
    """The answer tone of a fax machine."""


@dataclass(frozen=True, slots=True)
class SoundBeep:
    """The voicemail's tone."""


@dataclass(frozen=True, slots=True)
class PressKeys:
    digits: str


@dataclass(frozen=True, slots=True)
class PutDown:
    """End the call."""

    ending: Ending
    reason: str


Deed = Speak | Pause | PlayFile | SoundBeep | SoundFax | PressKeys | PutDown

STEPS_DONE = "steps done"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one tick brought: deeds in order, and what there is to note about the steps."""

    deeds: tuple[Deed, ...] = ()
    notes: tuple[str, ...] = ()


class Behaviour:
    """Takes the steps one by one; after the last one the person stays on the line."""

    def __init__(self, steps: Sequence[Step], *, max_ms: int) -> None:
        self._steps = tuple(steps)
        self._max_ms = max_ms
        self._index = 0
        self._in_step_ms = 0
        self._heard_before_ms = 0
        self._elapsed_ms = 0
        self._over = False

    def tick(self, heard: Heard, *, mouth_busy: bool) -> Turn:
        """Advances by 20 ms. After a `PutDown` every tick is empty."""
        if self._over:
            return Turn()
        self._elapsed_ms += FRAME_MS
        self._in_step_ms += FRAME_MS
        if self._elapsed_ms > self._max_ms:
            return self._put_down(Ending.TOO_LONG, f"the call lasted longer than {self._max_ms} ms")
        if self._index == len(self._steps):
            return Turn()
        if mouth_busy:
            self._begin_step(heard)
            return Turn()
        return self._take(self._steps[self._index], heard)

    def _take(self, step: Step, heard: Heard) -> Turn:
        match step:
            case Wait(wait_s=seconds) | StaySilent(stay_silent_s=seconds):
                return self._next(heard) if self._in_step_ms >= seconds * 1000 else Turn()
            case AfterBot(quiet_ms=quiet_ms, spoken_ms=spoken_ms, timeout_s=timeout_s):
                return self._wait_for(self._spoken_ms(heard) >= spoken_ms and heard.quiet_ms >= quiet_ms, timeout_s, heard)
            case DuringBot(during_bot_ms=during_ms, timeout_s=timeout_s):
                return self._wait_for(self._spoken_ms(heard) >= during_ms and heard.speaking, timeout_s, heard)
            case HangUp():
                return self._put_down(Ending.PHONE_HUNG_UP, "hung up as told")
            case _:
                return self._next(heard, *_deeds(step))

    def _spoken_ms(self, heard: Heard) -> int:
        return heard.total_ms - self._heard_before_ms

    def _wait_for(self, arrived: bool, timeout_s: float, heard: Heard) -> Turn:
        if arrived:
            return self._next(heard)
        if self._in_step_ms >= timeout_s * 1000:
            step = self._steps[self._index]
            return self._put_down(Ending.WAITED_IN_VAIN, f"step {self._index + 1} ({step.kind}) waited {timeout_s:g} s in vain")
        return Turn()

    def _next(self, heard: Heard, *deeds: Deed) -> Turn:
        done = self._steps[self._index]
        self._index += 1
        self._begin_step(heard)
        last = (STEPS_DONE,) if self._index == len(self._steps) else ()
        return Turn(deeds, (f"step {self._index} ({done.kind})", *last))

    def _begin_step(self, heard: Heard) -> None:
        self._in_step_ms = 0
        self._heard_before_ms = heard.total_ms

    def _put_down(self, ending: Ending, reason: str) -> Turn:
        self._over = True
        return Turn((PutDown(ending, reason),), (reason,))


def _deeds(step: Say | SayPieces | SayFile | MmHmm | Press | Beep | Fax | Greeting) -> tuple[Deed, ...]:
    match step:
        case Say(say=text):
            return (Speak(text),)
        case SayPieces(pieces=texts, pause_ms=pause_ms):
            first, *others = texts
            return (Speak(first), *(deed for text in others for deed in (Pause(pause_ms), Speak(text))))
        case SayFile(file=path):
            return (PlayFile(path),)
        case MmHmm():
            return (Speak(MM_HMM),)
        case Press(press=digits):
            return (PressKeys(digits),)
        case Beep():
            return (SoundBeep(),)
        case Fax():
            return (SoundFax(),)
        case Greeting(greeting=text):
            return (Speak(text), SoundBeep())
