"""One agent's part in a call: rung, told whom they get, joined with the person, gone.

    dial ─▶ picks up ─▶ hears the summary ─▶ (presses a key) ─▶ joined ─▶ either hangs up, the agent gives back, the line breaks

An `AgentRinging` at the begin and one `AgentLeft` at the end are reported, whatever happens in between.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.call.events_set import first_set
from engine.call.handover.devices import AgentDevices, Ringing
from engine.call.handover.keys import GIVE_BACK_KEY
from engine.call.leg_recording import LegRecording
from engine.call.messages import AgentAssigned
from engine.call.report import Reporter
from engine.events import AgentJoined, AgentLeft, AgentRinging, RecordingStopped
from engine.outcome import HandoverOutcome
from engine.speech.api import SpeechUnavailable
from telephony.audio import duration_ms
from telephony.bridge import bridged
from telephony.causes import HangupCause
from telephony.line import DialFailed, DtmfReceived, HungUp, Line, MediaActive

log = logging.getLogger(__name__)

SPEECH_WAIT_S: Final = 4.0
"""Longest wait for a summary that is not ready when the agent picks up; they are joined without it then."""
KEY_WAIT_S: Final = 10.0
"""After the summary, for the key."""
RING_GRACE_S: Final = 3.0

_REFUSED: Final = frozenset({HangupCause.BUSY, HangupCause.REJECTED, HangupCause.NORMAL})
_HANGS_UP: Final = HangupCause.NORMAL

Speak = Callable[[], Awaitable[bytes]]
"""Makes the summary's audio."""
StepAside = Callable[[], AbstractContextManager[None]]
"""The bot is silent and hears nothing while the block runs."""


class Accept(StrEnum):
    """When an agent who has picked up is joined with the person."""

    AT_ONCE = "at_once"
    """Without a summary."""
    AFTER_SUMMARY = "after_summary"
    """Then, or at a key."""
    KEY = "key"
    """At a key only: a voicemail in the agent's place takes no call."""


@dataclass(frozen=True, slots=True)
class AgentRules:
    """How agents are called."""

    ring_s: float
    accept: Accept
    auto_answer: bool
    """Their phones are asked to answer by themselves."""


class AgentLeg:
    """Made for one assignment, used once."""

    def __init__(
        self,
        assigned: AgentAssigned,
        summary: str,
        rules: AgentRules,
        report: Reporter,
        gone: asyncio.Event,
        recording: Path | None,
        *,
        returnable: bool,
    ) -> None:
        """Args:
        assigned: whom to call.
        summary: what they are told, for the records.
        rules: how they are called.
        report: where events go.
        gone: set when the person has hung up, or wants no call any more.
        recording: where to record this leg; None for no recording.
        returnable: the agent may give the person back to the bot.
        """
        self._assigned = assigned
        self._summary = summary
        self._rules = rules
        self._report = report
        self._gone = gone
        self._recording = LegRecording(recording)
        self._returnable = returnable
        self._up = asyncio.Event()
        self._key = asyncio.Event()
        self._over = asyncio.Event()
        self._given_back = asyncio.Event()
        self._end: HungUp | None = None
        self.joined = False
        """They heard each other, be it for a moment."""

    async def run(self, devices: AgentDevices, person: Line, speak: Speak, step_aside: StepAside) -> HandoverOutcome:
        """From the first ring to the end of this agent's part.

        Args:
            devices: ring the agent.
            person: whom the agent gets.
            speak: makes the summary while the phone rings.
            step_aside: silences the bot.
        """
        agent, rules = self._assigned.agent, self._rules
        self._report(AgentRinging(**self._report.stamp(), agent=agent, summary=self._summary))
        outcome = HandoverOutcome.BROKEN
        try:
            ringing = Ringing(rules.ring_s, rules.auto_answer, self._returnable)
            line = await devices.ring(self._assigned, person, ringing)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow(line), name="agent-events")
                spoken = tasks.create_task(_spoken(speak), name="agent-summary")
                try:
                    outcome = await self._live(line, person, spoken, step_aside)
                finally:
                    spoken.cancel()
                    await line.hang_up()
        except DialFailed as error:
            outcome = HandoverOutcome.NO_LINE
            log.warning("agent not called", extra={"action": "agent_not_called", "agent": agent, "reason": str(error)})
        finally:
            recording = await self._recording.finish()
            if problem := self._recording.problem:
                self._report(RecordingStopped(**self._report.stamp(), agent=agent, reason=problem))
            self._report(AgentLeft(**self._report.stamp(), agent=agent, outcome=outcome, recording=recording))
        return outcome

    async def _live(self, line: Line, person: Line, spoken: asyncio.Task[bytes], step_aside: StepAside) -> HandoverOutcome:
        first = await first_set(self._gone, self._over, self._up, within_s=self._rules.ring_s + RING_GRACE_S)
        if first is not self._up:
            return self._not_joined(first)
        self._recording.start(line)
        if self._rules.accept is not Accept.AT_ONCE:
            first = await self._brief(line, spoken)
            if first is self._gone or first is self._over:
                return HandoverOutcome.PERSON_GONE if first is self._gone else HandoverOutcome.DECLINED
            if first is None and self._rules.accept is Accept.KEY:
                return HandoverOutcome.NO_ANSWER
        return await self._join(line, person, step_aside)

    async def _brief(self, line: Line, spoken: asyncio.Task[bytes]) -> asyncio.Event | None:
        """Plays the summary; what came first of the person's end, the agent's end, and a key; None: the summary's end."""
        await asyncio.wait([spoken], timeout=SPEECH_WAIT_S)
        audio = spoken.result() if spoken.done() else b""
        line.play(audio)
        within_s = duration_ms(audio) / 1000 + (KEY_WAIT_S if self._rules.accept is Accept.KEY else 0.0)
        first = await first_set(self._gone, self._over, self._key, within_s=within_s)
        line.stop_playing(fade_ms=40)
        return first

    async def _join(self, line: Line, person: Line, step_aside: StepAside) -> HandoverOutcome:
        self.joined = True
        self._report(AgentJoined(**self._report.stamp(), agent=self._assigned.agent))
        with step_aside(), bridged(person, line):
            first = await first_set(self._gone, self._over, self._given_back)
        if first is self._given_back:
            return HandoverOutcome.GIVEN_BACK
        if first is self._over and self._end is not None and self._end.cause is not _HANGS_UP:
            return HandoverOutcome.BROKEN
        return HandoverOutcome.JOINED

    def _not_joined(self, first: asyncio.Event | None) -> HandoverOutcome:
        if first is self._gone:
            return HandoverOutcome.PERSON_GONE
        if self._end is None or self._end.cause is HangupCause.NO_ANSWER:
            return HandoverOutcome.NO_ANSWER
        return HandoverOutcome.DECLINED if self._end.cause in _REFUSED else HandoverOutcome.BROKEN

    def _pressed(self, digit: str) -> None:
        if not self.joined:
            self._key.set()
        elif self._returnable and digit == GIVE_BACK_KEY:
            self._given_back.set()

    async def _follow(self, line: Line) -> None:
        async for event in line.events():
            match event:
                case MediaActive():
                    self._up.set()
                case DtmfReceived(digit):
                    self._pressed(digit)
                case HungUp():
                    self._end = event
                    self._over.set()
                case _:
                    pass


async def _spoken(speak: Speak) -> bytes:
    try:
        return await speak()
    except SpeechUnavailable as error:
        log.warning("an agent gets no summary", extra={"action": "summary_failed", "reason": str(error)})
        return b""
