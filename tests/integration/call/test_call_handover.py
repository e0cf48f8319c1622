"""A person is handed over to an agent, warm: both on lab phones, over real SIP and RTP, judged by what was recorded."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from engine.call.conversation import Conversation
from engine.call.handover.agent_leg import Accept, AgentRules
from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDeed,
    BrowserDid,
    BrowserReleased,
    RingBrowser,
    ToBrowser,
)
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
from engine.events import AgentJoined, AgentLeft, AgentRinging, BotSpoke, CallEnded, CallEvent, TransferRefused
from engine.outcome import Disposition, HandoverOutcome
from engine.settings import ConversationSection
from engine.speech.testing import EnergyVad, ScriptedSpeech, tone_for
from telephony.audio import silence
from telephony.lab.lab import Lab
from telephony.lab.ports import free_udp_port
from telephony.lab.report import CallReport, Ending
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.line import Line
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.dialer import SipDialer
from tests.integration.lab.caller import likeness, recognised

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="module")]

PHONES = Path(__file__).parent / "handover_phones.yaml"
AGENTS_LINE = read_line(recorded_path("grace", "Okay, that sounds fair. I'll take it."))
PERSONS_LINE = read_line(recorded_path("alma", "Yes, that sounds good to me."))
SUMMARY = "A call with Anna."
ALIKE = 0.8
"""Likeness of a line to itself after two G.711 codings and two jitter buffers on a busy machine."""

SCRIPT = """
schema_version: 1
id: handover
language: en
builtin_global: []
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [This is a machine.]
    transfer: {to: agents, mode: warm, on_failed: sorry}
  sorry: {say: [Nobody is free. We call you back.], tags: needs_call, hangup: true}
"""


@dataclass
class Result:
    """One call, from both ends and on disk."""

    events: list[CallEvent]
    reports: dict[str, CallReport]
    folder: Path
    lab: Lab
    wanted: list[float] = field(default_factory=list)

    @property
    def ended(self) -> CallEnded:
        last = self.events[-1]
        assert isinstance(last, CallEnded)
        return last

    @property
    def outcomes(self) -> list[tuple[str, HandoverOutcome]]:
        return [(event.agent, event.outcome) for event in self.events if isinstance(event, AgentLeft)]

    def heard(self, number: str) -> bytes:
        """By this phone, as it recorded it itself."""
        recording = self.reports[number].recording
        assert recording is not None
        return channel(recording, 1)


def channel(path: Path, index: int) -> bytes:
    with wave.open(str(path)) as file:
        both = file.readframes(file.getnframes())
    return b"".join(both[start : start + 2] for start in range(2 * index, len(both), 4))


def place_of(line: bytes, heard: bytes) -> int:
    """Where the line ends best, in seconds."""
    return next(end for end in range(1, len(heard) // 16_000 + 2) if recognised(line, heard[: end * 16_000]) > ALIKE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    work_dir = tmp_path_factory.mktemp("lab")
    async with Lab(PHONES, work_dir, cache_dir=work_dir / "cache") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dialer(lab: Lab) -> AsyncIterator[SipDialer]:
    host, port = lab.gateways[0].split(":")
    stack = StackSettings(bind_address="127.0.0.1", rtp_port_first=free_udp_port())
    opened = await SipDialer.open(stack, TrunkSettings(host=host, port=int(port), caller_id="0100"))
    yield opened
    await opened.close()


async def handed_over(
    lab: Lab,
    dialer: SipDialer,
    folder: Path,
    person: str,
    agents: list[str],
    *,
    ring_s: float = 5.0,
    company_s: float = 0.0,
    calls: int = 2,
    page: Page | None = None,
) -> Result:
    """Calls `person`, who is given these agents in turn, and then nobody; `page`: they take calls there."""
    script = check_text(SCRIPT, "handover.yaml").script
    assert script is not None
    events: list[CallEvent] = []
    notes = Notes()
    unwanted: list[AgentAssigned] = []
    result = Result(events, {}, folder, lab)

    def told(event: CallEvent) -> None:
        notes.take(event)
        events.append(event)
        if page:
            page.happened(event)

    def ask(wanted: AgentWanted) -> None:
        result.wanted.append(wanted.within_s)
        number = agents.pop(0) if agents else None
        if number:
            requests.answered(AgentAssigned(attempt_id="call", agent=number, sip_uri=None if page else number))
        else:
            requests.answered(NoAgentFree(attempt_id="call"))

    requests = AgentRequests(ask, unwanted.append)
    report = Reporter("call", told, lambda: 0.0)
    machine = machine_of(script, {})
    kit = ConversationKit(
        ScriptedSpeech(["hello"] * 5), TableClassifier({}), EnergyVad, ConversationSection(hello_wait_ms=800), "en"
    )

    async def fetch(sentence: Sentence) -> bytes:
        return tone_for(sentence.text)

    def say(texts: tuple[str, ...]) -> Speaking:
        return Speaking(texts)

    def converse(line: Line, tasks: asyncio.TaskGroup, report: Reporter, leave: Leave) -> Conversation:
        return kit.converse(machine, fetch, line, tasks, report, leave)

    browsers = Browsers(page.take if page else _nobody_has_one)
    if page:
        page.browsers = browsers
    devices = PhonesAndBrowsers(dialer, browsers)
    rules = HandoverRules(AgentRules(ring_s, Accept.AFTER_SUMMARY, auto_answer=False), within_s=15.0, company_s=company_s)
    briefing = Briefing(notes, {"name": "Anna"}, lambda _, value: value, "en", say)
    handover = Handover("call", requests, devices, briefing, rules, report, folder)
    order = PlaceCall(attempt_id="call", number=person, caller_id=None, variables={})
    limits = CallLimits(ring_timeout_s=5.0, max_call_s=30.0, max_talk_s=30.0)
    session = CallSession(order, dialer, converse, kit.eavesdrop, report, limits, handover, recording=folder / "call.wav")
    await session.run()
    result.reports.update({told.number: told for told in await lab.reports(calls, timeout_s=20)})
    return result


def _nobody_has_one(told: ToBrowser) -> None:
    raise AssertionError(told)


class Page:
    """An agent's page: picks up at once, is silent until they are joined, then says the agent's line, listens, and does this."""

    def __init__(self, last: BrowserDeed) -> None:
        self.browsers: Browsers
        self.left_within_s = float("inf")
        """So soon was the agent's part over after the last deed."""
        self._last = last
        self._heard: list[bytes] = []
        self._joined = False
        self._done_s = 0.0
        self._talking: asyncio.Task[None]

    @property
    def heard(self) -> bytes:
        return b"".join(self._heard)

    def take(self, told: ToBrowser) -> None:
        match told:
            case RingBrowser():
                self._talking = asyncio.create_task(self._talk(told))
            case AgentHears(pcm=pcm):
                self._heard.append(pcm)
            case BrowserReleased():
                pass

    def happened(self, event: CallEvent) -> None:
        self._joined = self._joined or isinstance(event, AgentJoined)
        if isinstance(event, AgentLeft):
            self.left_within_s = asyncio.get_running_loop().time() - self._done_s

    async def _talk(self, call: RingBrowser) -> None:
        def did(deed: BrowserDeed) -> None:
            self.browsers.take(BrowserDid(attempt_id=call.attempt_id, agent=call.agent, deed=deed))

        loop = asyncio.get_running_loop()
        did(BrowserDeed.PICKED_UP)
        line, due_s = AGENTS_LINE + silence(6000), loop.time()
        while line:
            due_s += 0.04
            await asyncio.sleep(due_s - loop.time())
            said, line = (line[:640], line[640:]) if self._joined else (silence(40), line)
            self.browsers.take(AgentVoice(attempt_id=call.attempt_id, agent=call.agent, pcm=said))
        self._done_s = loop.time()
        did(self._last)


class Speaking:
    """A summary's audio: its first sentence, as a tone."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._texts = texts

    async def __call__(self) -> bytes:
        return tone_for(self._texts[0]) + silence(100)


async def test_the_agent_hears_the_summary_and_then_both_hear_each_other(lab: Lab, dialer: SipDialer, tmp_path: Path) -> None:
    result = await handed_over(lab, dialer, tmp_path, "0501", ["0901"])
    assert result.ended.disposition is Disposition.TRANSFERRED
    assert result.outcomes == [("0901", HandoverOutcome.JOINED)]
    assert result.reports["0901"].ending is Ending.PHONE_HUNG_UP, "the agent hangs up"
    assert result.reports["0501"].ending is Ending.CALLER_HUNG_UP, "and the person's call ends with it"
    (ringing,) = [event for event in result.events if isinstance(event, AgentRinging)]
    assert ringing.summary.startswith(SUMMARY)

    agent_heard, person_heard = result.heard("0901"), result.heard("0501")
    assert recognised(tone_for(SUMMARY), agent_heard) > ALIKE
    assert recognised(PERSONS_LINE, agent_heard) > ALIKE
    assert place_of(tone_for(SUMMARY), agent_heard) < place_of(PERSONS_LINE, agent_heard)
    assert recognised(AGENTS_LINE, person_heard) > ALIKE
    assert likeness(tone_for(SUMMARY), person_heard) < 0.5, "what the agent is told is not for the person"

    call, leg = tmp_path / "call.wav", tmp_path / "call-agent1.wav"
    assert result.ended.recording == str(call)
    assert recognised(PERSONS_LINE, channel(call, 0)) > ALIKE
    assert recognised(tone_for("This is a machine."), channel(call, 1)) > ALIKE, "the bot is in the recording of all three"
    assert recognised(AGENTS_LINE, channel(call, 1)) > ALIKE, "and so is the agent, on the bot's side"
    assert recognised(AGENTS_LINE, channel(leg, 0)) > ALIKE
    assert recognised(PERSONS_LINE, channel(leg, 1)) > ALIKE
    assert [event.recording for event in result.events if isinstance(event, AgentLeft)] == [str(leg)]


async def test_an_agent_in_a_browser_hears_and_is_heard_as_one_at_a_phone(lab: Lab, dialer: SipDialer, tmp_path: Path) -> None:
    page = Page(BrowserDeed.HUNG_UP)
    result = await handed_over(lab, dialer, tmp_path, "0501", ["ann"], calls=1, page=page)
    assert result.ended.disposition is Disposition.TRANSFERRED
    assert result.outcomes == [("ann", HandoverOutcome.JOINED)]
    assert recognised(tone_for(SUMMARY), page.heard) > ALIKE
    assert recognised(PERSONS_LINE, page.heard) > ALIKE
    person_heard = result.heard("0501")
    assert recognised(AGENTS_LINE, person_heard) > ALIKE
    assert likeness(tone_for(SUMMARY), person_heard) < 0.5, "what the agent is told is not for the person"
    call, leg = tmp_path / "call.wav", tmp_path / "call-agent1.wav"
    assert recognised(PERSONS_LINE, channel(call, 0)) > ALIKE
    assert recognised(AGENTS_LINE, channel(call, 1)) > ALIKE
    assert recognised(AGENTS_LINE, channel(leg, 0)) > ALIKE
    assert recognised(PERSONS_LINE, channel(leg, 1)) > ALIKE


async def test_when_an_agents_page_is_closed_in_the_call_the_bot_is_back(lab: Lab, dialer: SipDialer, tmp_path: Path) -> None:
    page = Page(BrowserDeed.GONE)
    result = await handed_over(lab, dialer, tmp_path, "0503", ["ann"], calls=1, page=page)
    assert result.outcomes == [("ann", HandoverOutcome.BROKEN)]
    assert recognised(AGENTS_LINE, result.heard("0503")) > ALIKE
    assert recognised(tone_for("Nobody is free."), result.heard("0503")) > ALIKE
    assert result.ended.disposition is Disposition.COMPLETED
    assert page.left_within_s < 1.0


async def test_the_next_agent_is_called_and_a_person_who_hangs_up_frees_them(lab: Lab, dialer: SipDialer, tmp_path: Path) -> None:
    result = await handed_over(lab, dialer, tmp_path, "0502", ["0902", "0903"], ring_s=1.0, calls=3)
    assert result.outcomes == [("0902", HandoverOutcome.NO_ANSWER), ("0903", HandoverOutcome.JOINED)]
    assert result.ended.disposition is Disposition.TRANSFERRED
    assert result.reports["0502"].ending is Ending.PHONE_HUNG_UP
    assert result.reports["0903"].ending is Ending.CALLER_HUNG_UP
    assert result.wanted[1] < result.wanted[0] - 0.9, "the time that the first one rang counts"


async def test_if_nobody_picks_up_the_bot_has_the_call_again(lab: Lab, dialer: SipDialer, tmp_path: Path) -> None:
    result = await handed_over(lab, dialer, tmp_path, "0503", ["0902"], ring_s=2.0, company_s=1.5)
    assert result.outcomes == [("0902", HandoverOutcome.NO_ANSWER)]
    assert not any(isinstance(event, AgentJoined) for event in result.events)
    assert [event.reason for event in result.events if isinstance(event, TransferRefused)] == ["no agent came in time"]
    said = [event.text for event in result.events if isinstance(event, BotSpoke)]
    assert said == [
        "This is a machine.",
        "Please stay on the line. I'm still trying to reach a colleague.",
        "Nobody is free. We call you back.",
    ]
    assert recognised(tone_for("Nobody is free."), result.heard("0503")) > ALIKE
    assert result.ended.disposition is Disposition.COMPLETED
