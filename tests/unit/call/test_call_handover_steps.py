"""A person is handed over on scripted lines: what the agent hears, and who has the call whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from engine.call.conversation import Conversation
from engine.call.handover.agent_leg import Accept, AgentRules
from engine.call.handover.browser_calls import ToBrowser
from engine.call.handover.browsers import Browsers
from engine.call.handover.devices import PhonesAndBrowsers
from engine.call.handover.handover import Briefing, Handover, HandoverRules
from engine.call.handover.notes import Notes
from engine.call.handover.requests import AgentRequests
from engine.call.leaving import Leave
from engine.call.limits import CallLimits
from engine.call.messages import AgentAssigned, AgentWanted, NoAgentFree, PlaceCall
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.worker.assembly import ConversationKit
from engine.dialog.loader import check_text
from engine.dialog.moves import Sentence
from engine.dialog.testing import TableClassifier, machine_of
from engine.events import AgentJoined, AgentLeft, AgentRinging, BotSpoke, CallEnded, CallEvent, OptedOut, TagAdded, TransferRefused
from engine.outcome import Disposition, HandoverOutcome
from engine.settings import ConversationSection
from engine.speech.testing import EnergyVad, ScriptedSpeech, tone_for
from telephony.causes import HangupCause
from telephony.line import DialFailed, Line
from telephony.testing import ScriptedDial, ScriptedDialer, ScriptedLine
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

PERSON = "+15550100001"
SUMMARY = tone_for("A call for you.")
SAFE_HARBOUR = (Sentence("This was Northern Bank.", fixed=True),)

SCRIPT = """
schema_version: 1
id: handover
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [A machine.]
    transfer: {to: agents, mode: warm, on_failed: sorry, back_to: goodbye}
  sorry: {say: [Nobody is free.], hangup: true}
  goodbye: {say: [I am the machine again.], tags: given_back, hangup: true}
"""

Part = Callable[["Stage", ScriptedLine], Awaitable[None]]


class Stage:
    """One person, one agent, and a session between them. Time passes as each line's far end hears."""

    def __init__(
        self,
        person: Part,
        agent: Part | None,
        *,
        accept: Accept = Accept.AFTER_SUMMARY,
        safe_harbour: tuple[Sentence, ...] = (),
        browser: Callable[[Stage, ToBrowser], None] | None = None,
        script: str = SCRIPT,
        company_s: float = 0.0,
    ) -> None:
        """`browser`: the agent has one instead of a phone, and this is what it does with what it is told."""
        self.events: list[CallEvent] = []
        self.joined = asyncio.Event()
        self.person_line: ScriptedLine | None = None
        self.agent_line: ScriptedLine | None = None
        self._person, self._agent = person, agent
        self._agents_left = [agent or browser] if agent or browser else []
        self._at_browser = browser is not None
        self.browsers = Browsers(lambda told: browser(self, told) if browser else None)
        self._accept = accept
        self._safe_harbour = safe_harbour
        self._script = script
        self._company_s = company_s
        self.session: CallSession | None = None
        self.no_line = False
        """Agents cannot be called at all."""

    async def play(self) -> CallEnded:
        script = check_text(self._script, "handover.yaml").script
        assert script is not None
        machine = machine_of(script, {})
        speech = ScriptedSpeech(["don't call me again"] * 9)
        settings = ConversationSection(hello_wait_ms=100)
        classifier = TableClassifier({"don't call me again": "opt_out"})
        kit = ConversationKit(speech, classifier, EnergyVad, settings, "en")
        notes = Notes()

        async def fetch(sentence: Sentence) -> bytes:
            return tone_for(sentence.text)

        def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
            return kit.converse(machine, fetch, line, tasks, report, leave)

        async with asyncio.timeout(20), asyncio.TaskGroup() as far_ends:

            def on_dial(dialled: ScriptedDial) -> None:
                if self.no_line and dialled.number != PERSON:
                    raise DialFailed("all lines are in use")
                far_ends.create_task(self._answer(dialled))

            dialer = ScriptedDialer(on_dial)
            unwanted: list[AgentAssigned] = []
            report = Reporter("call", self._told, lambda: 0.0)
            requests = AgentRequests(lambda wanted: self._asked(requests, wanted), unwanted.append)
            rules = HandoverRules(AgentRules(0.5, self._accept, auto_answer=False), within_s=1.0, company_s=self._company_s)
            briefing = Briefing(notes, {}, lambda _, value: value, "en", _toned)
            devices = PhonesAndBrowsers(dialer, self.browsers)
            handover = Handover("call", requests, devices, briefing, rules, report, None)
            order = PlaceCall(attempt_id="call", number=PERSON, caller_id=None, variables={})
            limits = CallLimits(ring_timeout_s=5.0, max_call_s=60.0, max_talk_s=60.0)
            self.session = CallSession(order, dialer, converse, kit.eavesdrop, report, limits, handover, self._safe_harbour)
            await self.session.run()
        last = self.events[-1]
        assert isinstance(last, CallEnded)
        return last

    async def _answer(self, dialled: ScriptedDial) -> None:
        if dialled.number == PERSON:
            self.person_line = dialled.line
            dialled.line.answer()
            await self._person(self, dialled.line)
        elif self._agent:
            self.agent_line = dialled.line
            await self._agent(self, dialled.line)

    def _asked(self, requests: AgentRequests, wanted: AgentWanted) -> None:
        if self._agents_left:
            self._agents_left.pop()
            requests.answered(AgentAssigned(attempt_id="call", agent="ann", sip_uri=None if self._at_browser else "sip:ann@pbx"))
        else:
            requests.answered(NoAgentFree(attempt_id="call"))

    def _told(self, event: CallEvent) -> None:
        self.events.append(event)
        if isinstance(event, AgentJoined):
            self.joined.set()
        if isinstance(event, OptedOut) and self.session:
            self.session.forget_agents()

    @property
    def outcomes(self) -> list[HandoverOutcome]:
        return [event.outcome for event in self.events if isinstance(event, AgentLeft)]


def _toned(texts: tuple[str, ...]) -> Callable[[], Awaitable[bytes]]:
    async def speak() -> bytes:
        return tone_for(texts[0])

    return speak


async def listens(stage: Stage, line: ScriptedLine) -> None:
    while not line.hung_up:
        await line.hear_silence(20)
        await asyncio.sleep(0.0005)


async def clocked(line: ScriptedLine, ms: int) -> None:
    """So much silence, at forty times its pace."""
    for _ in range(ms // 20):
        if not line.hung_up:
            line.push_frame()
            await asyncio.sleep(0.0005)


async def hangs_up_when_joined(stage: Stage, line: ScriptedLine) -> None:
    line.answer()
    await stage.joined.wait()
    await clocked(line, 200)
    line.end()


@in_virtual_time
async def test_the_agent_hangs_up_and_the_call_is_transferred() -> None:
    stage = Stage(listens, hangs_up_when_joined)
    ended = await stage.play()
    assert ended.disposition is Disposition.TRANSFERRED
    assert stage.outcomes == [HandoverOutcome.JOINED]
    assert [type(event) for event in stage.events if isinstance(event, AgentRinging | AgentJoined | AgentLeft)] == [
        AgentRinging,
        AgentJoined,
        AgentLeft,
    ]


@in_virtual_time
async def test_the_agents_line_breaks_and_the_bot_has_the_call_again() -> None:
    async def breaks(stage: Stage, line: ScriptedLine) -> None:
        line.answer()
        await stage.joined.wait()
        line.end(HangupCause.CONNECTION_LOST)

    stage = Stage(listens, breaks)
    ended = await stage.play()
    assert stage.outcomes == [HandoverOutcome.BROKEN]
    assert [event.reason for event in stage.events if isinstance(event, TransferRefused)] == ["the agent's line broke"]
    assert [event.text for event in stage.events if isinstance(event, BotSpoke)] == ["A machine.", "Nobody is free."]
    assert ended.disposition is not Disposition.TRANSFERRED


@in_virtual_time
async def test_while_it_rings_the_person_hears_the_words_of_the_transfer_in_turns() -> None:
    async def rings(stage: Stage, line: ScriptedLine) -> None:
        line.ring()
        await asyncio.sleep(0.5)
        line.end(HangupCause.NO_ANSWER)

    meanwhile = ", meanwhile: {one_of: [Still ringing., Nearly there.]}}"
    stage = Stage(listens, rings, script=SCRIPT.replace("back_to: goodbye}", "back_to: goodbye" + meanwhile), company_s=0.2)
    await stage.play()
    first, *company, last = [event.text for event in stage.events if isinstance(event, BotSpoke)]
    assert (first, last) == ("A machine.", "Nobody is free.")
    assert sorted(company) == ["Nearly there.", "Still ringing."]


async def gives_back(stage: Stage, line: ScriptedLine) -> None:
    line.answer()
    await stage.joined.wait()
    await clocked(line, 200)
    line.press("1")  # any other key is nothing any more
    await clocked(line, 200)
    line.press("*")
    await asyncio.sleep(0.05)
    assert line.hung_up, "the agent's part is over"


@in_virtual_time
async def test_an_agent_gives_the_person_back_to_the_bot_by_a_key() -> None:
    stage = Stage(listens, gives_back)
    ended = await stage.play()
    assert stage.outcomes == [HandoverOutcome.GIVEN_BACK]
    assert [event.text for event in stage.events if isinstance(event, BotSpoke)] == ["A machine.", "I am the machine again."]
    assert "given_back" in [event.tag for event in stage.events if isinstance(event, TagAdded)]
    assert not [event for event in stage.events if isinstance(event, TransferRefused)]
    assert ended.disposition is Disposition.COMPLETED


@in_virtual_time
async def test_who_was_given_back_is_not_abandoned_if_no_second_agent_comes() -> None:
    script = SCRIPT.replace("tags: given_back, hangup: true", "transfer: {to: agents, mode: warm, on_failed: sorry}")
    stage = Stage(listens, gives_back, safe_harbour=SAFE_HARBOUR, script=script)
    ended = await stage.play()
    spoke = [event.text for event in stage.events if isinstance(event, BotSpoke)]
    assert spoke == ["A machine.", "I am the machine again.", "Nobody is free."]
    assert ended.disposition is Disposition.COMPLETED


@in_virtual_time
async def test_where_the_script_does_not_say_where_to_go_on_the_key_is_nothing() -> None:
    async def presses(stage: Stage, line: ScriptedLine) -> None:
        line.answer()
        await stage.joined.wait()
        line.press("*")
        await clocked(line, 200)
        assert not line.hung_up
        line.end()

    stage = Stage(listens, presses, script=SCRIPT.replace(", back_to: goodbye", ""))
    ended = await stage.play()
    assert (stage.outcomes, ended.disposition) == ([HandoverOutcome.JOINED], Disposition.TRANSFERRED)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (HangupCause.BUSY, HandoverOutcome.DECLINED),
        (HangupCause.REJECTED, HandoverOutcome.DECLINED),
        (HangupCause.NO_ANSWER, HandoverOutcome.NO_ANSWER),
        (HangupCause.TRANSPORT_FAILED, HandoverOutcome.BROKEN),
    ],
)
@in_virtual_time
async def test_an_agent_who_is_not_reached(cause: HangupCause, outcome: HandoverOutcome) -> None:
    async def refuses(stage: Stage, line: ScriptedLine) -> None:
        line.end(cause)

    stage = Stage(listens, refuses)
    await stage.play()
    assert stage.outcomes == [outcome]
    assert "no agent came in time" in [event.reason for event in stage.events if isinstance(event, TransferRefused)]


@in_virtual_time
async def test_without_a_line_no_agent_is_blamed() -> None:
    stage = Stage(listens, hangs_up_when_joined)
    stage.no_line = True
    await stage.play()
    assert stage.outcomes == [HandoverOutcome.NO_LINE]
    assert [event.text for event in stage.events if isinstance(event, BotSpoke)] == ["A machine.", "Nobody is free."]


@in_virtual_time
async def test_an_agent_who_hangs_up_on_the_summary_has_declined() -> None:
    async def leaves(stage: Stage, line: ScriptedLine) -> None:
        line.answer()
        await clocked(line, 200)
        line.end()

    stage = Stage(listens, leaves)
    await stage.play()
    assert stage.outcomes == [HandoverOutcome.DECLINED]
    assert not stage.joined.is_set()


@in_virtual_time
async def test_a_key_accepts_the_call() -> None:
    async def presses(stage: Stage, line: ScriptedLine) -> None:
        line.answer()
        await clocked(line, 200)
        line.press("1")
        await stage.joined.wait()
        line.end()

    stage = Stage(listens, presses, accept=Accept.KEY)
    assert (await stage.play()).disposition is Disposition.TRANSFERRED


@in_virtual_time
async def test_a_person_who_hangs_up_while_it_rings_frees_the_agent() -> None:
    async def leaves(stage: Stage, line: ScriptedLine) -> None:
        while stage.agent_line is None:
            await line.hear_silence(20)
            await asyncio.sleep(0.0005)
        line.end()

    async def rings(stage: Stage, line: ScriptedLine) -> None:
        line.ring()

    stage = Stage(leaves, rings)
    ended = await stage.play()
    assert stage.outcomes == [HandoverOutcome.PERSON_GONE]
    assert ended.disposition is Disposition.PERSON_HUNG_UP
    assert stage.agent_line is not None
    assert stage.agent_line.hung_up is not None


@in_virtual_time
async def test_a_person_who_hangs_up_on_the_agent_ends_the_agents_call() -> None:
    async def leaves(stage: Stage, line: ScriptedLine) -> None:
        while not stage.joined.is_set():
            await line.hear_silence(20)
            await asyncio.sleep(0.0005)
        line.end()

    stage = Stage(leaves, hangs_up_never)
    ended = await stage.play()
    assert (stage.outcomes, ended.disposition) == ([HandoverOutcome.JOINED], Disposition.TRANSFERRED)
    assert stage.agent_line is not None
    assert stage.agent_line.hung_up is not None


async def hangs_up_never(stage: Stage, line: ScriptedLine) -> None:
    line.answer()
    while not line.hung_up:
        await clocked(line, 20)


@in_virtual_time
async def test_who_opts_out_while_waiting_is_not_given_to_anybody() -> None:
    async def opts_out(stage: Stage, line: ScriptedLine) -> None:
        while stage.agent_line is None:
            await line.hear_silence(20)
            await asyncio.sleep(0.0005)
        line.press("9")
        await listens(stage, line)

    async def rings(stage: Stage, line: ScriptedLine) -> None:
        line.ring()

    stage = Stage(opts_out, rings)
    ended = await stage.play()
    assert (stage.outcomes, ended.disposition) == ([HandoverOutcome.PERSON_GONE], Disposition.OPTED_OUT)


@in_virtual_time
async def test_without_an_agent_in_time_the_safe_harbour_message_is_said_and_the_call_is_abandoned() -> None:
    stage = Stage(listens, None, safe_harbour=SAFE_HARBOUR)
    ended = await stage.play()
    assert ended.disposition is Disposition.ABANDONED
    assert [event.text for event in stage.events if isinstance(event, BotSpoke)] == ["A machine.", SAFE_HARBOUR[0].text]


@in_virtual_time
async def test_agents_hear_the_summary_and_persons_do_not() -> None:
    stage = Stage(listens, hangs_up_when_joined)

    async def hears(stage: Stage, line: ScriptedLine) -> None:
        line.answer()
        while not stage.joined.is_set():
            await clocked(line, 20)
        line.end()

    stage = Stage(listens, hears)
    await stage.play()
    assert stage.agent_line is not None
    assert stage.person_line is not None
    assert SUMMARY[:3200] in bytes(stage.agent_line.spoken)
    assert SUMMARY[:3200] not in bytes(stage.person_line.spoken)
