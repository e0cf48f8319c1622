"""The calls that a worker carries at the moment, each a task of its own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from engine.call.conversation import Conversation
from engine.call.handover.notes import Notes
from engine.call.leaving import Leave
from engine.call.leg_recording import recording_of_call
from engine.call.limits import CallLimits
from engine.call.messages import FromCalls, HandoverTerms, PlaceCall
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.speaking import CallSpeech
from engine.call.worker.handovers import Handovers
from engine.call.worker.media_ticks import MediaTicks
from engine.call.worker.repertoire import Repertoire, UnknownVariant
from engine.call.worker.supervision import Supervised
from engine.dialog.localised import UnknownLanguage
from engine.dialog.moves import Sentence
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.events import CallEnded, CallEvent, OptedOut
from engine.outcome import Disposition
from engine.speech.prompts.prepared import PromptCache
from telephony.line import Dialer, Line

log = logging.getLogger(__name__)

CLOSE_TIMEOUT_S: Final = 8.0
"""For the BYEs of all calls; less than the engine waits for the worker."""


class Lines:
    """Starts, finds and ends a worker's calls."""

    def __init__(
        self,
        repertoire: Repertoire,
        dialer: Dialer,
        prompts: PromptCache,
        limits: CallLimits,
        recordings: Path | None,
        emit: Callable[[FromCalls], None],
        terms: HandoverTerms | None = None,
    ) -> None:
        """Args:
        repertoire: what calls may run.
        dialer: places calls.
        prompts: what is the same in every call, as audio.
        limits: of one call.
        recordings: where to; None: calls are not recorded.
        emit: who is told.
        terms: of handing over; None: the campaign has no agents.
        """
        self._repertoire = repertoire
        self._dialer = dialer
        self._prompts = prompts
        self._limits = limits
        self._recordings = recordings
        self._emit = emit
        self.handovers = Handovers(terms, dialer, emit, recordings)
        """Where answers of the engine and of agents' browsers go."""
        self._sessions: dict[str, CallSession] = {}
        self._supervised: dict[str, Supervised] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._cut_off: dict[str, str] = {}
        """Calls that were told to end before they had begun, and why."""
        self._past_ticks = MediaTicks()

    def place(self, order: PlaceCall) -> None:
        """Begins a call; its `CallEnded` is emitted in any case."""
        task = asyncio.create_task(self._live(order), name=f"call-{order.attempt_id}")
        self._tasks[order.attempt_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(order.attempt_id))

    async def hang_up(self, attempt_id: str, reason: str) -> None:
        """Ends one call; unknown ones have ended already."""
        if session := self._sessions.get(attempt_id):
            await session.hang_up(reason)
        elif attempt_id in self._tasks:
            self._cut_off.setdefault(attempt_id, reason)

    def supervised(self, attempt_id: str) -> Supervised | None:
        """A call that goes on, for orders; None if there is none of this name."""
        return self._supervised.get(attempt_id)

    @property
    def media_ticks(self) -> MediaTicks:
        """Of all calls so far."""
        return self._past_ticks.with_running(session.media for session in self._sessions.values())

    async def close(self) -> None:
        """Ends all calls and waits for them; those that do not end in time are abandoned."""
        for attempt_id in list(self._tasks):
            await self.hang_up(attempt_id, "the engine stopped")
        if not self._tasks:
            return
        _, late = await asyncio.wait(list(self._tasks.values()), timeout=CLOSE_TIMEOUT_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _live(self, order: PlaceCall) -> None:
        notes = Notes()
        report = Reporter(order.attempt_id, self._told(order.attempt_id, notes), time.time)
        if reason := self._cut_off.pop(order.attempt_id, None):
            report(CallEnded(**report.stamp(), disposition=Disposition.FAILED, cause=reason))
            return
        try:
            tongue, machine = self._repertoire.of(order, time.time())
        except (UnknownVariant, UnknownLanguage, MissingVariable, UnfitVariable) as error:
            report(CallEnded(**report.stamp(), disposition=Disposition.FAILED, cause=str(error)))
            return
        speech = CallSpeech(self._prompts.for_call(tongue.voice))

        def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
            return tongue.kit.converse(machine, speech.fetch, line, tasks, report, leave)

        last_words = self.handovers.last_words
        handover = self.handovers.of_call(notes, order.variables, machine.aloud, tongue.script.language, speech, report)
        session = CallSession(
            order,
            self._dialer,
            converse,
            tongue.kit.eavesdrop,
            report,
            self._limits,
            handover,
            safe_harbour=last_words,
            recording=recording_of_call(self._recordings, order.attempt_id) if self._recordings else None,
        )
        call = Supervised(session, report, speech.fetch)
        await self._carry(order.attempt_id, call, speech, (*machine.sentences(), *last_words))

    async def _carry(self, attempt_id: str, call: Supervised, speech: CallSpeech, sentences: Sequence[Sentence]) -> None:
        """Lives a call through; what it may say is prepared meanwhile."""
        session = self._sessions[attempt_id] = call.session
        self._supervised[attempt_id] = call
        preparing = asyncio.create_task(speech.prepare(sentences), name=f"prepare-{attempt_id}")
        try:
            await session.run()
        finally:
            del self._sessions[attempt_id], self._supervised[attempt_id]
            self._past_ticks.add(session.media)
            preparing.cancel()
            await asyncio.wait([preparing])

    def _told(self, attempt_id: str, notes: Notes) -> Callable[[CallEvent], None]:
        """Takes a call's events: for whoever takes the person over, and for the engine."""

        def told(event: CallEvent) -> None:
            notes.take(event)
            self._emit(event)
            if isinstance(event, OptedOut) and (session := self._sessions.get(attempt_id)):
                session.forget_agents()

        return told
