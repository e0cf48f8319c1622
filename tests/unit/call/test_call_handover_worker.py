"""A worker's lines with agents: what it asks the engine for, what agents are told, and who is sent back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.call.limits import CallLimits
from engine.call.messages import AgentAssigned, AgentWanted, FromCalls, HandoverTerms, NoAgentFree, PlaceCall
from engine.call.worker.assembly import ConversationKit
from engine.call.worker.lines import Lines
from engine.call.worker.repertoire import Repertoire, Tongue
from engine.dialog.testing import TableClassifier, script_of
from engine.events import AgentLeft, AgentRinging, BotSpoke, CallEnded, CallEvent
from engine.outcome import Disposition, HandoverOutcome
from engine.settings import ConversationSection
from engine.speech.prompts.prepared import PromptCache
from engine.speech.testing import EnergyVad, ScriptedSpeech, tone_for
from telephony.testing import ScriptedDial, ScriptedDialer, ScriptedLine
from tests.unit.call.test_call_handover_steps import SCRIPT, clocked
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

TERMS = HandoverTerms(ring_s=0.5, accept="after_summary", auto_answer=True, within_s=1.0, company_s=0.0, talk_s=60.0)
ANN = AgentAssigned(attempt_id="call", agent="ann", sip_uri="sip:ann@pbx")
NOBODY = NoAgentFree(attempt_id="call")


class Worker:
    """Its lines, and an engine that answers each question for an agent with the next of these."""

    def __init__(self, folder: Path, terms: HandoverTerms, answers: list[AgentAssigned | NoAgentFree]) -> None:
        self.told: list[FromCalls] = []
        self.dialled: list[ScriptedDial] = []
        self.heard: dict[str, ScriptedLine] = {}
        self._answers = answers
        self._ended = asyncio.Event()
        speech = ScriptedSpeech([])
        kit = ConversationKit(speech, TableClassifier({}), EnergyVad, ConversationSection(hello_wait_ms=100), "en")
        repertoire = Repertoire({"en": Tongue(script_of(SCRIPT), kit, "voice")}, {})
        self._far_ends: set[asyncio.Task[None]] = set()
        prompts = PromptCache(folder, speech, str)
        limits = CallLimits(5.0, 60.0, 60.0)
        self.lines = Lines(repertoire, ScriptedDialer(self._ring), prompts, limits, None, self._tell, terms)

    async def call(self) -> CallEnded:
        """One call from order to end; the person says nothing, agents hang up a second after they were told."""
        self.lines.place(PlaceCall(attempt_id="call", number="+15550100001", caller_id=None, variables={"name": "Anna"}))
        async with asyncio.timeout(10):
            await self._ended.wait()
        await self.lines.close()
        last = self.told[-1]
        assert isinstance(last, CallEnded)
        return last

    def of(self, kind: type[CallEvent] | type[AgentWanted]) -> list[FromCalls]:
        return [told for told in self.told if isinstance(told, kind)]

    def _tell(self, told: FromCalls) -> None:
        self.told.append(told)
        if isinstance(told, CallEnded):
            self._ended.set()
        if isinstance(told, AgentWanted):
            self.lines.handovers.answered(self._answers.pop(0) if self._answers else NOBODY)

    def _ring(self, dialled: ScriptedDial) -> None:
        self.dialled.append(dialled)
        far_end = asyncio.create_task(self._agent(dialled.line) if dialled.auto_answer else self._person(dialled.line))
        self._far_ends.add(far_end)
        far_end.add_done_callback(self._far_ends.discard)

    async def _person(self, line: ScriptedLine) -> None:
        line.answer()
        while not line.hung_up:
            await clocked(line, 20)

    async def _agent(self, line: ScriptedLine) -> None:
        line.answer()
        while len(line.spoken) < len(tone_for("A call with Anna.")):
            await clocked(line, 20)
        line.press("1")
        await clocked(line, 1000)
        line.end()


@in_virtual_time
async def test_an_agent_is_called_at_their_address_and_told_whom_they_get(tmp_path: Path) -> None:
    worker = Worker(tmp_path, TERMS, [ANN])
    assert (await worker.call()).disposition is Disposition.TRANSFERRED
    person, agent = worker.dialled
    assert (agent.number, agent.auto_answer, agent.ring_timeout_s) == ("sip:ann@pbx", True, 0.5)
    assert not person.auto_answer
    assert [event.summary for event in worker.told if isinstance(event, AgentRinging)] == ["A call with Anna."]
    assert tone_for("A call with Anna.")[:3200] in bytes(agent.line.spoken)


@in_virtual_time
async def test_without_an_agent_the_campaigns_last_words_are_said(tmp_path: Path) -> None:
    terms = HandoverTerms(
        ring_s=0.5, accept="at_once", auto_answer=True, within_s=1.0, company_s=0.0, talk_s=60.0, safe_harbour="Sorry. Bye."
    )
    worker = Worker(tmp_path, terms, [])
    assert (await worker.call()).disposition is Disposition.ABANDONED
    assert [event.text for event in worker.told if isinstance(event, BotSpoke)] == ["A machine.", "Sorry. Bye."]


@in_virtual_time
async def test_an_agent_who_is_assigned_to_nobody_is_sent_back(tmp_path: Path) -> None:
    worker = Worker(tmp_path, TERMS, [])
    worker.lines.handovers.answered(ANN)
    (left,) = worker.of(AgentLeft)
    assert isinstance(left, AgentLeft)
    assert (left.agent, left.outcome) == ("ann", HandoverOutcome.PERSON_GONE)
