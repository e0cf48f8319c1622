"""Pictures of the wall, of a live call and of a desk that rings: a console of this process over calls that are told here."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.async_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from engine.call.handover.browser_calls import RingBrowser
from engine.campaign.clock import SystemClock
from engine.events import (
    AnswererKnown,
    BotSpoke,
    CallEvent,
    ConversationStarted,
    NodeEntered,
    PersonSpoke,
    PhoneAnswered,
    TagAdded,
)
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Told
from engine.live.runs import LiveRun, RunState
from engine.store.access import accounts
from engine.store.floor import agents
from engine.store.tables import AgentDevice, AgentState
from tests.acceptance.console.browser import browser_at, console
from tests.acceptance.live_calls import settings_in
from tests.console.seed import seed
from tests.console.service import DIALOGS

_CAMPAIGN: Final = "Autumn trial week"
_DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
_NODES: Final = ("greeting", "offer", "price", "booked")
_SAID: Final = (
    ("bot", "greeting", "Hello, this is the automated assistant of Harbour Sports Club. Do you have a minute?", ""),
    ("person", "greeting", "Yes, but quickly please.", "yes"),
    ("bot", "offer", "You can use everything for a week, the pool too, and nothing is charged. Shall I reserve a place?", ""),
    ("person", "offer", "And what does it cost afterwards?", "ask_price"),
    ("bot", "price", "Afterwards it is 39 euros a month, and you can leave every month. Would you like to try the week?", ""),
    ("person", "price", "Are you even listening to me?", ""),
    ("person", "price", "This is outrageous, stop it.", ""),
)
_CALLS: Final = (("a", 5, 33), ("b", 7, 45), ("c", 2, 9), ("d", 3, 15), ("e", 1, 2), ("f", 4, 21))
"""Name, how far the conversation has come, seconds since the answer."""


async def take_live(folder: Path) -> None:
    """All of them. One console: a process can have no second."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = settings_in(Path(scratch))
        with opened_for_calls(settings, SystemClock()) as store:
            live = LiveCampaigns(settings, store, SystemClock())
            seeded = seed(store.database, DIALOGS, Path(scratch), time.time())
            async with console(settings, live, store) as address:
                async with browser_at(address) as page:
                    await _wall(page, live, address, folder)
                async with browser_at(address, "ann") as page:
                    store.database.write(ready_for_a_call)
                    await _ringing_desk(page, live, f"{address}/desk", seeded.attempt_id, folder)


async def _wall(page: Page, live: LiveCampaigns, address: str, folder: Path) -> None:
    """On a desktop, in the dark on a phone, and one call."""
    await page.set_viewport_size(_DESKTOP)
    happen(live)
    await page.goto(f"{address}/wall")
    await expect(page.locator(".wall-call")).to_have_count(len(_CALLS))
    await page.screenshot(path=folder / "wall.png", animations="disabled")
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.screenshot(path=folder / "wall-phone.png", animations="disabled")
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(_DESKTOP)
    await page.goto(f"{address}/wall/a")
    await expect(page.locator(".turn .said")).to_have_count(5)
    await page.screenshot(path=folder / "live-call.png", animations="disabled")


async def _ringing_desk(page: Page, live: LiveCampaigns, desk: str, attempt_id: str, folder: Path) -> None:
    """While a call comes to the agent's browser."""
    await page.set_viewport_size(_DESKTOP)
    await page.goto(desk)
    await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
    live.phones.take(RingBrowser(attempt_id=attempt_id, agent="ann", ring_s=60.0, auto_answer=False))
    await expect(page.locator("agent-phone[data-state=ringing]")).to_be_visible()
    await page.screenshot(path=folder / "desk-ringing.png", animations="disabled")


def ready_for_a_call(session: Session) -> None:
    """Ann takes calls in her browser, and one is about to come."""
    accounts.set_agent(session, "ann", "ann")
    agents.take_calls_at(session, "ann", AgentDevice.BROWSER)
    agents.get(session, "ann").state = AgentState.RESERVED


def happen(live: LiveCampaigns) -> None:
    """Some calls that are going on."""
    now = time.time()
    live._runs[1] = LiveRun(1, _CAMPAIGN, 8, now - 3600, RunState.RUNNING, nodes=_NODES)
    for index, (name, turns, seconds) in enumerate(_CALLS):
        dialled = CallDialled(
            attempt_id=name, at=now - seconds - 6, number=f"+1202555012{index}", worker=f"worker-{index // 4 + 1}"
        )
        for event in (dialled, *_events(name, turns, now - seconds)):
            live.tell(Told(campaign_id=1, campaign=_CAMPAIGN, event=event))


def _events(name: str, turns: int, at: float) -> list[CallEvent]:
    events: list[CallEvent] = [
        PhoneAnswered(attempt_id=name, at=at),
        ConversationStarted(attempt_id=name, at=at, codec="PCMA/8000"),
        AnswererKnown(attempt_id=name, at=at + 1, answerer="human", reason="short greeting"),
    ]
    node = ""
    for index, (speaker, place, text, intent) in enumerate(_SAID[:turns]):
        moment = at + 2 + index * 6
        if place != node:
            node = place
            events.append(NodeEntered(attempt_id=name, at=moment, node=node))
        if speaker == "bot":
            events.append(_bot(name, moment, place, text, first=index == 0))
        else:
            events.append(_person(name, moment, place, text, intent))
    if turns > 3:
        events.append(TagAdded(attempt_id=name, at=at + 28, tag="asked_price"))
    return events


def _bot(name: str, at: float, node: str, text: str, *, first: bool) -> BotSpoke:
    gap_ms = None if first else 620
    return BotSpoke(
        attempt_id=name, at=at, node=node, text=text, started_ms=0, played_ms=4200, interrupted=False, reply_gap_ms=gap_ms
    )


def _person(name: str, at: float, node: str, text: str, intent: str) -> PersonSpoke:
    return PersonSpoke(
        attempt_id=name,
        at=at,
        node=node,
        text=text,
        started_ms=0,
        ended_ms=1800,
        intent=intent or None,
        confidence=0.91 if intent else 0.2,
        asr_ms=240,
    )
