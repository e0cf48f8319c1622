"""One call from INVITE to the last event: dials, follows the line's events, and runs the conversation while there is audio.

    dial ─▶ Ringing ─▶ (EarlyMedia) ─▶ Answered ─▶ MediaActive ─▶ conversation ─▶ HungUp ─▶ CallEnded

`CallEnded` is reported exactly once, whatever happens in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from engine.call.answering.early_media import EarlyMediaListener
from engine.call.conversation import Conversation
from engine.call.leaving import Bringing, Leave, Leaving
from engine.call.leg_recording import LegRecording
from engine.call.limits import HANG_UP_GRACE_S, TOO_LONG, CallCap, CallLimits
from engine.call.messages import PlaceCall
from engine.call.progress import progress
from engine.call.report import Reporter
from engine.call.verdict import Story, Talk, cause, disposition
from engine.dialog.moves import HangUp, Sentence, Transfer
from engine.events import CallEnded, RecordingStopped
from engine.grouped import innermost
from telephony.causes import HangupCause
from telephony.line import Answered, Dialer, DtmfReceived, EarlyMedia, HungUp, Line, MediaActive, MediaCounters

log = logging.getLogger(__name__)

Converse = Callable[[Line, asyncio.TaskGroup, Reporter, Leave], Conversation]
"""Builds the conversation of a call once its audio path is up."""
Eavesdrop = Callable[[asyncio.TaskGroup, Reporter], EarlyMediaListener]
"""Builds what listens before answer."""


class CallSession:
    """One attempt on one line."""

    def __init__(
        self,
        order: PlaceCall,
        dialer: Dialer,
        converse: Converse,
        eavesdrop: Eavesdrop,
        report: Reporter,
        limits: CallLimits,
        handover: Bringing | None = None,
        safe_harbour: tuple[Sentence, ...] = (),
        recording: Path | None = None,
    ) -> None:
        """Args:
        order: whom to call.
        dialer: places the call.
        converse: builds the conversation.
        eavesdrop: builds what listens before answer.
        report: where events go.
        limits: bounds of the call.
        handover: brings the person to an agent if the script wants that warm; None, as in a rehearsal: the line does.
        safe_harbour: said before the call ends as abandoned, if no agent comes; empty: the script decides then.
        recording: where to record the conversation in stereo; None for no recording.
        """
        self._order = order
        self._dialer = dialer
        self._converse = converse
        self._eavesdrop = eavesdrop
        self._report = report
        self._limits = limits
        self._cap = CallCap(limits)
        self._leaving = Leaving(report, handover, safe_harbour, self._cap.with_agent)
        self._line: Line | None = None
        self._conversation: Conversation | None = None
        self._early_media: EarlyMediaListener | None = None
        self._answered = False
        self._cut_off: str | None = None
        self._recording = LegRecording(recording)

    async def run(self) -> None:
        """Lives the call through; returns after `CallEnded` was reported."""
        hung_up = HungUp(HangupCause.LOCAL_FAILURE, by_us=True)
        failure: str | None = "cancelled"
        try:
            async with asyncio.timeout(self._limits.longest_s):
                hung_up = await self._live()
            failure = None
        except Exception as error:  # one call's failure, whatever it is, ends that call and no other
            failure = _describe(error)
            log.exception("call failed", extra={"action": "call_failed", "attempt_id": self._order.attempt_id})
        finally:
            await self._release_line()
            if problem := self._recording.problem:
                self._report(RecordingStopped(**self._report.stamp(), agent=None, reason=problem))
            self._report(self._call_ended(hung_up, failure))

    @property
    def media(self) -> MediaCounters | None:
        """What the media clock did so far; None before the INVITE left."""
        return self._line.counters if self._line else None

    @property
    def conversation(self) -> Conversation | None:
        """None before there is audio."""
        return self._conversation

    @property
    def line(self) -> Line | None:
        """None before the INVITE left."""
        return self._line

    @property
    def with_agent(self) -> bool:
        """The person waits for an agent, or talks with one."""
        return self._leaving.with_agent

    async def dismiss(self, reason: str) -> None:
        """Ends the call because somebody wants it ended: it has not failed, the dialog ends here."""
        self._leaving.finish()
        await self.hang_up(reason)

    async def hang_up(self, reason: str) -> None:
        """Ends the call from outside; its `CallEnded` follows in the ordinary way."""
        self._cut_off = self._cut_off or reason
        if self._line:
            await self._line.hang_up()

    async def _live(self) -> HungUp:
        self._line = line = await self._dialer.dial(
            self._order.number, caller_id=self._order.caller_id, ring_timeout_s=self._limits.ring_timeout_s
        )
        if self._cut_off:  # told to hang up while the INVITE was on its way
            await line.hang_up()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hear(line), name="hear")
            with contextlib.closing(self._cap):
                hung_up = await self._follow(line, tasks)
            self.forget_agents()
            if self._conversation:
                self._conversation.finish()
            elif self._early_media:
                self._early_media.close()
        return hung_up

    async def _hear(self, line: Line) -> None:
        async for frame in line.frames():
            if self._conversation:
                self._conversation.hear(frame)
            elif self._early_media:
                self._early_media.hear(frame)
                if self._early_media.heard_out:
                    await line.hang_up()

    async def _follow(self, line: Line, tasks: asyncio.TaskGroup) -> HungUp:
        async for event in line.events():
            match event:
                case HungUp():
                    return event
                case Answered():
                    self._answered = True
                    self._cap.answered(lambda: tasks.create_task(self.hang_up(TOO_LONG), name="cap"))
                case EarlyMedia() if self._early_media is None:
                    self._early_media = self._eavesdrop(tasks, self._report)
                case MediaActive() if self._conversation is None:
                    self._start_conversation(line, tasks)
                case DtmfReceived(digit) if self._conversation:
                    self._conversation.press(digit)
                case _:
                    pass
            if progressed := progress(event, self._report.stamp()):
                self._report(progressed)
        raise RuntimeError("the line's events ended without HungUp")

    def _start_conversation(self, line: Line, tasks: asyncio.TaskGroup) -> None:
        self._recording.start(line)
        if self._early_media:
            self._early_media.close()

        def leave(how: Transfer | HangUp) -> None:
            tasks.create_task(self._leave(line, how), name="leave")

        self._conversation = self._converse(line, tasks, self._report, leave)

    def forget_agents(self) -> None:
        """The person wants no agent any more, or is gone."""
        self._leaving.forget_agents()

    async def _leave(self, line: Line, how: Transfer | HangUp) -> None:
        if self._conversation is None:
            raise RuntimeError("the call is left before there was a conversation")
        await self._leaving.leave(how, line, self._conversation.escort)

    async def _release_line(self) -> None:
        if self._line is None:
            return
        try:
            async with asyncio.timeout(HANG_UP_GRACE_S):
                await self._line.hang_up()
                await self._recording.finish()
        except TimeoutError:
            log.warning("line did not hang up in time", extra={"action": "hang_up_late", "attempt_id": self._order.attempt_id})

    @property
    def _talk(self) -> Talk:
        if self._conversation:
            return self._conversation.talk
        return Talk(verdict=self._early_media.verdict) if self._early_media else Talk()

    def _call_ended(self, hung_up: HungUp, failure: str | None) -> CallEnded:
        talk, leaving = self._talk, self._leaving
        ending = leaving.ending(script_ended=talk.script_ended)
        story = Story(self._answered, ending, talk, leaving.had_agent, failure, self._cut_off)
        return CallEnded(
            **self._report.stamp(),
            disposition=disposition(story, hung_up),
            cause=cause(story, hung_up),
            sip_status=hung_up.sip_status,
            q850=hung_up.q850,
            retry_after_s=hung_up.retry_after_s or talk.retry_after_s,
            duration_ms=talk.duration_ms,
            recording=self._recording.written,
        )


def _describe(error: BaseException) -> str:
    error = innermost(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
