"""A case's person: the steps of the conversation, each at its moment."""

from __future__ import annotations

import contextlib
from typing import Final

from engine.rehearsal.cases.format import (
    BeepDoc,
    BotStepDoc,
    CaseDoc,
    HangUpDoc,
    NoiseDoc,
    PersonDoc,
    PressDoc,
    SilenceDoc,
    SilentDoc,
    Step,
    VoicemailDoc,
)
from engine.rehearsal.cues import At, BotBegins, BotDone, IntoBot
from engine.rehearsal.phone import Phone, WaitedInVain
from telephony.lab.tones import VOICEMAIL_BEEP, rendered

AFTER_MS: Final = 500
"""How long people wait after the bot's last sound, unless the step says otherwise."""
OVER_MS: Final = 800
"""How far into a node's speech a step begins that only names the node."""
HELLO_AFTER_MS: Final = 300
SILENCE_AFTER_MS: Final = 300
"""Silence of the bot from which a `silence` counts: longer than the pauses within its speech."""
SILENCE_PATIENCE_MS: Final = 90_000
"""Longer than any `no_input_ms`."""
BEEP_AFTER_MS: Final = 300
HELLOS: Final = {"en": "Hello?", "zh": "喂？"}
"""How people answer the phone."""

PersonStep = PersonDoc | PressDoc | NoiseDoc | HangUpDoc | SilenceDoc | SilentDoc | VoicemailDoc | BeepDoc


class CasePerson:
    """Does what a case says; afterwards `acts_of` tells which act each step became."""

    def __init__(self, case: CaseDoc, hello: str) -> None:
        """`hello`: how the person answers the phone; empty: they say nothing."""
        self._steps = case.conversation
        self._hello = "" if answers_by_machine(case) else hello
        self._hangs_up = case.end is None  # nobody asks how the call ends
        self.acts_of: dict[int, int] = {}
        """Index of the act by index of the step."""
        self.at_step: int | None = None
        """The step that is being done, or waited for."""

    async def __call__(self, phone: Phone) -> None:
        """Lives through the call."""
        if self._hello:
            await phone.wait(HELLO_AFTER_MS)
            await phone.say(self._hello)
        for index, step in enumerate(self._steps):
            if isinstance(step, BotStepDoc):
                continue
            self.at_step = index
            await self._wait(phone, step)
            self.acts_of[index] = len(phone.acts)
            await _do(phone, step)
        self.at_step = None
        if self._hangs_up:
            with contextlib.suppress(WaitedInVain):
                await phone.wait_for(BotDone(AFTER_MS))
            phone.hang_up()

    async def _wait(self, phone: Phone, step: PersonStep) -> None:
        match step:
            case PersonDoc() | PressDoc() | NoiseDoc() | HangUpDoc() if step.is_over_the_bot:
                await phone.wait_for(IntoBot(OVER_MS if step.over_ms is None else step.over_ms, step.over))
            case PersonDoc() | PressDoc() | NoiseDoc() | HangUpDoc():
                await self._wait_for_the_end(phone, AFTER_MS if step.after_ms is None else step.after_ms)
            case SilenceDoc():
                await self._wait_for_the_end(phone, SILENCE_AFTER_MS)
            case VoicemailDoc() | BeepDoc():
                await phone.wait(HELLO_AFTER_MS)
            case SilentDoc():
                pass

    async def _wait_for_the_end(self, phone: Phone, after_ms: int) -> None:
        """Waits until the bot has finished; who has been silent on purpose does not wait for it to speak first."""
        if phone.acts and isinstance(self._step_before(), SilentDoc) and not phone.bot.spoken_ms:
            await phone.wait(after_ms)
        else:
            await phone.wait_for(BotDone(after_ms))

    def _step_before(self) -> Step | None:
        done = [index for index in self.acts_of if self.at_step is None or index < self.at_step]
        return self._steps[done[-1]] if done else None


async def _do(phone: Phone, step: PersonStep) -> None:
    match step:
        case PersonDoc():
            await phone.say(*step.person, pause_ms=step.pause_ms)
        case PressDoc():
            phone.press(step.press)
        case NoiseDoc():
            await phone.make_noise(step.noise_ms)
        case HangUpDoc():
            phone.hang_up()
        case SilenceDoc():
            await phone.stay_silent(BotBegins(), SILENCE_PATIENCE_MS)
        case SilentDoc():
            await phone.stay_silent(At(phone.now_ms + step.silence_ms), step.silence_ms + 1000)
        case VoicemailDoc():
            await phone.say(step.voicemail)
            await phone.wait(BEEP_AFTER_MS)
            await phone.play(rendered(VOICEMAIL_BEEP), "beep")
        case BeepDoc():
            await phone.play(rendered(VOICEMAIL_BEEP), "beep")


def answers_by_machine(case: CaseDoc) -> bool:
    """The case's first step is a voicemail's."""
    return bool(case.conversation) and isinstance(case.conversation[0], VoicemailDoc | BeepDoc)
