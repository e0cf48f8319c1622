"""The calls that a worker carries at the moment, each a task of its own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.call.assembly import ConversationKit
from engine.call.conversation import Conversation
from engine.call.local_time import local_time
from engine.call.messages import PlaceCall
from engine.call.report import Reporter
from engine.call.session import CallLimits, CallSession, Leave
from engine.call.speaking import CallSpeech
from engine.dialog.localised import UnknownLanguage, chosen_language
from engine.dialog.machine import DialogMachine
from engine.dialog.script import Script
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.events import CallEnded, CallEvent
from engine.outcome import Disposition
from engine.speech.prompts import PromptCache
from telephony.line import Dialer, Line

log = logging.getLogger(__name__)

CLOSE_TIMEOUT_S: Final = 8.0
"""For the BYEs of all calls; less than the engine waits for the worker."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a worker needs to talk in one language."""

    script: Script
    kit: ConversationKit
    voice: str


class Lines:
    """Starts, finds and ends a worker's calls."""

    def __init__(
        self,
        tongues: Mapping[str, Tongue],
        dialer: Dialer,
        prompts: PromptCache,
        limits: CallLimits,
        recordings: Path | None,
        emit: Callable[[CallEvent], None],
    ) -> None:
        self._tongues = tongues
        self._dialer = dialer
        self._prompts = prompts
        self._limits = limits
        self._recordings = recordings
        self._emit = emit
        self._sessions: dict[str, CallSession] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._past_ticks = (0, 0)

    def place(self, order: PlaceCall) -> None:
        """Begins a call; its `CallEnded` is emitted in any case."""
        task = asyncio.create_task(self._live(order), name=f"call-{order.attempt_id}")
        self._tasks[order.attempt_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(order.attempt_id))

    async def hang_up(self, attempt_id: str, reason: str) -> None:
        """Ends one call; unknown ones have ended already."""
        if session := self._sessions.get(attempt_id):
            await session.hang_up(reason)

    @property
    def media_ticks(self) -> tuple[int, int]:
        """Ticks of the media clock for all calls so far, and how many of them were late."""
        running = [media for session in self._sessions.values() if (media := session.media)]
        ticks, late = self._past_ticks
        return ticks + sum(media.frames_in for media in running), late + sum(media.late_ticks for media in running)

    async def close(self) -> None:
        """Ends all calls and waits for them; those that do not end in time are abandoned."""
        for session in list(self._sessions.values()):
            await session.hang_up("the engine stopped")
        if not self._tasks:
            return
        _, late = await asyncio.wait(list(self._tasks.values()), timeout=CLOSE_TIMEOUT_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _live(self, order: PlaceCall) -> None:
        report = Reporter(order.attempt_id, self._emit, time.time)
        try:
            tongue = self._tongues[chosen_language(order.variables, self._tongues)]
            started = local_time(order.number, order.variables, time.time())
            machine = DialogMachine(tongue.script, order.variables, started=started)
        except (UnknownLanguage, MissingVariable, UnfitVariable) as error:
            report(CallEnded(**report.stamp(), disposition=Disposition.FAILED, cause=str(error)))
            return
        speech = CallSpeech(self._prompts.for_call(tongue.voice))

        def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
            return tongue.kit.converse(machine, speech.fetch, line, tasks, report, leave)

        session = CallSession(order, self._dialer, converse, tongue.kit.eavesdrop, report, self._limits)
        self._sessions[order.attempt_id] = session
        preparing = asyncio.create_task(speech.prepare(machine.sentences()), name=f"prepare-{order.attempt_id}")
        try:
            await session.run(self._recordings / f"{order.attempt_id}.wav" if self._recordings else None)
        finally:
            del self._sessions[order.attempt_id]
            if media := session.media:
                ticks, late = self._past_ticks
                self._past_ticks = (ticks + media.frames_in, late + media.late_ticks)
            preparing.cancel()
            await asyncio.wait([preparing])
