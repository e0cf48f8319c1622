"""A person is handed over to an agent at a browser: what it is told, what both hear, and who has the call whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from engine.call.handover.agent_leg import Accept
from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDeed,
    BrowserDid,
    BrowserReleased,
    RingBrowser,
    ToBrowser,
)
from engine.call.handover.browser_line import LOST_AFTER_MS, BrowserLine
from engine.events import BotSpoke
from engine.outcome import Disposition, HandoverOutcome
from telephony.audio import FRAME_BYTES, FRAME_MS, SILENT_FRAME
from telephony.fed import FedLine
from telephony.testing import ScriptedLine
from tests.unit.call.test_call_handover_steps import SUMMARY, Part, Stage, listens
from tests.virtual_time import in_virtual_time

pytestmark = pytest.mark.unit

PERSONS_FRAME = b"\x11\x01" * (FRAME_BYTES // 2)
AGENTS_FRAME = b"\x22\x02" * (FRAME_BYTES // 2)


class AtBrowser:
    """What a page has been told, and what it does when it rings."""

    def __init__(self, *first: BrowserDeed) -> None:
        self.told: list[ToBrowser] = []
        self._first = first

    def __call__(self, stage: Stage, told: ToBrowser) -> None:
        self.told.append(told)
        if isinstance(told, RingBrowser):
            for deed in self._first:  # as from a socket: never while it is being told
                asyncio.get_running_loop().call_soon(self.did, stage, deed)

    def did(self, stage: Stage, deed: BrowserDeed) -> None:
        stage.browsers.take(BrowserDid(attempt_id="call", agent="ann", deed=deed))

    @property
    def heard(self) -> bytes:
        return b"".join(told.pcm for told in self.told if isinstance(told, AgentHears))

    @property
    def kinds(self) -> list[type[ToBrowser]]:
        return list(dict.fromkeys(type(told) for told in self.told))


def says(stage: Stage, frame: bytes) -> None:
    stage.browsers.take(AgentVoice(attempt_id="call", agent="ann", pcm=frame))


async def until_joined(stage: Stage, line: ScriptedLine) -> None:
    """Time passes as it does, and the agent's microphone sends silence."""
    while not stage.joined.is_set():
        says(stage, SILENT_FRAME)
        await line.hear_silence(FRAME_MS)
        await asyncio.sleep(FRAME_MS / 1000)


def talks(then: Callable[[Stage], None], ms: int = 1000) -> Part:
    """The person, and the agent once both are joined, talk for so long."""

    async def person(stage: Stage, line: ScriptedLine) -> None:
        await until_joined(stage, line)
        for _ in range(ms // FRAME_MS):
            says(stage, AGENTS_FRAME)
            await line.hear(PERSONS_FRAME)
        then(stage)
        await listens(stage, line)

    return person


@in_virtual_time
async def test_both_hear_each_other_and_only_the_agent_hears_the_summary() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP)
    stage = Stage(talks(lambda stage: browser.did(stage, BrowserDeed.HUNG_UP)), None, browser=browser)
    ended = await stage.play()
    assert (ended.disposition, stage.outcomes) == (Disposition.TRANSFERRED, [HandoverOutcome.JOINED])
    assert browser.kinds == [RingBrowser, AgentHears, BrowserReleased]
    assert stage.person_line is not None
    spoken = bytes(stage.person_line.spoken)
    assert SUMMARY[:3200] in browser.heard
    assert SUMMARY[:3200] not in spoken
    assert browser.heard.count(PERSONS_FRAME) >= 45
    assert spoken.count(AGENTS_FRAME) >= 45


@pytest.mark.parametrize(
    ("deeds", "outcome"),
    [
        ((), HandoverOutcome.NO_ANSWER),
        ((BrowserDeed.DECLINED,), HandoverOutcome.DECLINED),
        ((BrowserDeed.GONE,), HandoverOutcome.BROKEN),
        ((BrowserDeed.PICKED_UP, BrowserDeed.HUNG_UP), HandoverOutcome.DECLINED),
    ],
)
@in_virtual_time
async def test_an_agent_who_does_not_take_it(deeds: tuple[BrowserDeed, ...], outcome: HandoverOutcome) -> None:
    browser = AtBrowser(*deeds)
    stage = Stage(listens, None, browser=browser)
    await stage.play()
    assert stage.outcomes == [outcome]
    assert browser.kinds[-1] is BrowserReleased
    assert said(stage) == ["A machine.", "Nobody is free."]


def said(stage: Stage) -> list[str]:
    return [event.text for event in stage.events if isinstance(event, BotSpoke)]


@in_virtual_time
async def test_a_key_joins_at_once() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP, BrowserDeed.KEY)
    person = talks(lambda stage: browser.did(stage, BrowserDeed.HUNG_UP))
    stage = Stage(person, None, browser=browser, accept=Accept.KEY)
    assert (await stage.play()).disposition is Disposition.TRANSFERRED
    assert SUMMARY not in browser.heard


@in_virtual_time
async def test_the_agent_gives_the_person_back_and_the_page_is_free_again() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP)
    stage = Stage(talks(lambda stage: browser.did(stage, BrowserDeed.GAVE_BACK)), None, browser=browser)
    ended = await stage.play()
    assert (ended.disposition, stage.outcomes) == (Disposition.COMPLETED, [HandoverOutcome.GIVEN_BACK])
    assert said(stage) == ["A machine.", "I am the machine again."]
    assert browser.kinds == [RingBrowser, AgentHears, BrowserReleased]
    assert isinstance(browser.told[0], RingBrowser)
    assert browser.told[0].returnable


@in_virtual_time
async def test_a_line_that_was_never_picked_up_leaves_the_persons_clock_to_the_one_that_was() -> None:
    person, heard = FedLine("person"), list[bytes]()
    taken, never = (BrowserLine(name, person, 60.0, lambda: None) for name in ("ann", "bob"))
    taken.pass_on(heard.append)
    taken.did(BrowserDeed.PICKED_UP)
    await never.hang_up()
    person.push_frame()
    assert len(heard) == 1
    await taken.hang_up()
    person.push_frame()
    assert len(heard) == 1, "it keeps no time any more"


@in_virtual_time
async def test_when_the_page_is_closed_in_the_call_the_bot_has_the_person_again() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP)
    stage = Stage(talks(lambda stage: browser.did(stage, BrowserDeed.GONE)), None, browser=browser)
    ended = await stage.play()
    assert stage.outcomes == [HandoverOutcome.BROKEN]
    assert said(stage) == ["A machine.", "Nobody is free."]
    assert ended.disposition is not Disposition.TRANSFERRED


@in_virtual_time
async def test_a_browser_from_which_nothing_comes_any_more_is_gone() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP)
    quiet_ms: list[int] = []

    async def person(stage: Stage, line: ScriptedLine) -> None:
        await until_joined(stage, line)
        while not stage.outcomes:
            await line.hear_silence(FRAME_MS)
            await asyncio.sleep(FRAME_MS / 1000)
            quiet_ms.append(FRAME_MS)
        await listens(stage, line)

    stage = Stage(person, None, browser=browser)
    await stage.play()
    assert stage.outcomes == [HandoverOutcome.BROKEN]
    assert abs(sum(quiet_ms) - LOST_AFTER_MS) <= 100


@in_virtual_time
async def test_a_person_who_hangs_up_frees_the_browser() -> None:
    browser = AtBrowser(BrowserDeed.PICKED_UP)

    def leaves(stage: Stage) -> None:
        assert stage.person_line is not None
        stage.person_line.end()

    stage = Stage(talks(leaves), None, browser=browser)
    ended = await stage.play()
    assert (stage.outcomes, ended.disposition) == ([HandoverOutcome.JOINED], Disposition.TRANSFERRED)
    assert browser.kinds[-1] is BrowserReleased
    told = len(browser.told)
    browser.did(stage, BrowserDeed.KEY)  # too late: nobody is there
    assert len(browser.told) == told
