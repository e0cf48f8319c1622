"""The calls that a worker carries at the moment, each a task of its own."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.call.conversation import Conversation
from engine.call.handover.agent_leg import Accept, AgentRules, Speak
from engine.call.handover.browser_calls import FromBrowser
from engine.call.handover.browsers import Browsers
from engine.call.handover.devices import PhonesAndBrowsers
from engine.call.handover.handover import Briefing, Handover, HandoverRules
from engine.call.handover.notes import Notes
from engine.call.handover.requests import AgentRequests
from engine.call.leaving import Leave
from engine.call.limits import CallLimits
from engine.call.local_time import local_time
from engine.call.messages import AgentAssigned, FromCalls, HandoverTerms, NoAgentFree, PlaceCall
from engine.call.player import SENTENCE_GAP_MS
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.speaking import CallSpeech
from engine.call.worker.assembly import ConversationKit
from engine.call.worker.supervision import Supervised
from engine.dialog.localised import UnknownLanguage, chosen_language
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Sentence
from engine.dialog.script import Script
from engine.dialog.template import split_sentences
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.events import AgentLeft, CallEnded, CallEvent, OptedOut
from engine.outcome import Disposition, HandoverOutcome
from engine.speech.prompts.prepared import PromptCache
from telephony.audio import silence
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


class UnknownVariant(Exception):
    """A call shall run a script that the worker was not given."""


class Lines:
    """Starts, finds and ends a worker's calls."""

    def __init__(
        self,
        tongues: Mapping[str, Tongue],
        dialer: Dialer,
        prompts: PromptCache,
        limits: CallLimits,
        recordings: Path | None,
        emit: Callable[[FromCalls], None],
        terms: HandoverTerms | None = None,
        variants: Mapping[str, Mapping[str, Tongue]] | None = None,
    ) -> None:
        """Args:
        tongues: of the campaign's script, by its languages.
        dialer: places calls.
        prompts: what is the same in every call, as audio.
        limits: of one call.
        recordings: where to; None: calls are not recorded.
        emit: who is told.
        terms: of handing over; None: the campaign has no agents.
        variants: the tongues of what calls may run instead, by its key.
        """
        self._tongues = tongues
        self._variants = variants or {}
        self._dialer = dialer
        self._prompts = prompts
        self._limits = limits
        self._recordings = recordings
        self._emit = emit
        self._terms = terms
        self._requests = AgentRequests(emit, self._send_back)
        self._browsers = Browsers(emit)
        self._devices = PhonesAndBrowsers(dialer, self._browsers)
        self._sessions: dict[str, CallSession] = {}
        self._supervised: dict[str, Supervised] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._cut_off: dict[str, str] = {}
        """Calls that were told to end before they had begun, and why."""
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
        elif attempt_id in self._tasks:
            self._cut_off.setdefault(attempt_id, reason)

    def supervised(self, attempt_id: str) -> Supervised | None:
        """A call that goes on, for orders; None if there is none of this name."""
        return self._supervised.get(attempt_id)

    def agent_answer(self, answer: AgentAssigned | NoAgentFree) -> None:
        """The engine has answered a call's question for an agent."""
        self._requests.answered(answer)

    def browser(self, message: FromBrowser) -> None:
        """An agent's browser has sent something."""
        self._browsers.take(message)

    @property
    def media_ticks(self) -> tuple[int, int]:
        """Ticks of the media clock for all calls so far, and how many of them were late."""
        running = [media for session in self._sessions.values() if (media := session.media)]
        ticks, late = self._past_ticks
        return ticks + sum(media.frames_in for media in running), late + sum(media.late_ticks for media in running)

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
            tongue, machine = self._dialog(order)
        except (UnknownVariant, UnknownLanguage, MissingVariable, UnfitVariable) as error:
            report(CallEnded(**report.stamp(), disposition=Disposition.FAILED, cause=str(error)))
            return
        speech = CallSpeech(self._prompts.for_call(tongue.voice))

        def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
            return tongue.kit.converse(machine, speech.fetch, line, tasks, report, leave)

        last_words = _sentences(self._terms.safe_harbour) if self._terms and self._terms.safe_harbour else ()
        briefing = Briefing(notes, order.variables, machine.aloud, tongue.script.language, lambda texts: _spoken(speech, texts))
        handover = self._handover(order.attempt_id, briefing, report)
        session = CallSession(
            order,
            self._dialer,
            converse,
            tongue.kit.eavesdrop,
            report,
            self._limits,
            handover,
            safe_harbour=last_words,
            recording=self._recordings / f"{order.attempt_id}.wav" if self._recordings else None,
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
            if media := session.media:
                ticks, late = self._past_ticks
                self._past_ticks = (ticks + media.frames_in, late + media.late_ticks)
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

    def _dialog(self, order: PlaceCall) -> tuple[Tongue, DialogMachine]:
        """The language that a call is in, and its script at the start.

        Raises:
            UnknownVariant, UnknownLanguage, MissingVariable, UnfitVariable: the order does not fit what the worker was given.
        """
        tongues = self._tongues_of(order)
        tongue = tongues[chosen_language(order.variables, tongues)]
        started = local_time(order.number, order.variables, time.time())
        return tongue, DialogMachine(tongue.script, order.variables, started=started)

    def _tongues_of(self, order: PlaceCall) -> Mapping[str, Tongue]:
        if order.variant is None:
            return self._tongues
        if (tongues := self._variants.get(order.variant)) is None:
            raise UnknownVariant(f"the worker has no variant {order.variant}")
        return tongues

    def _handover(self, attempt_id: str, briefing: Briefing, report: Reporter) -> Handover | None:
        terms = self._terms
        if terms is None:
            return None
        agents = AgentRules(ring_s=terms.ring_s, accept=Accept(terms.accept), auto_answer=terms.auto_answer)
        rules = HandoverRules(agents, within_s=terms.within_s, company_s=terms.company_s)
        return Handover(attempt_id, self._requests, self._devices, briefing, rules, report, self._recordings)

    def _send_back(self, assigned: AgentAssigned) -> None:
        """An agent who was assigned too late is free again."""
        report = Reporter(assigned.attempt_id, self._emit, time.time)
        report(AgentLeft(**report.stamp(), agent=assigned.agent, outcome=HandoverOutcome.PERSON_GONE))


def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(piece, fixed=False) for piece in split_sentences(text))


def _spoken(speech: CallSpeech, texts: tuple[str, ...]) -> Speak:
    """The audio of sentences, made when it is asked for."""

    async def speak() -> bytes:
        pieces = [await speech.fetch(Sentence(text, fixed=False)) for text in texts]
        return silence(SENTENCE_GAP_MS).join(pieces)

    return speak
