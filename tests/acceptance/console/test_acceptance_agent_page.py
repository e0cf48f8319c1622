"""An agent at a browser is given a person whom the bot has screened: sees who it is while the phone rings, and writes it down."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest
from playwright.async_api import Page, expect

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import parse_plan
from engine.events import AgentJoined, AgentLeft, AgentRinging, CallEnded
from engine.outcome import Disposition
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.tables import AgentState
from telephony.lab.report import CallReport
from tests.acceptance.console.browser import browser_at, console, employ
from tests.acceptance.live_calls import is_a, lab_phones, serving, settings_in, side, told

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

PERSON: Final = "+15550900001"
AGENT: Final = "0901"
OFFER: Final = "Good morning, I am taking over. How can I help you?"
WISH: Final = "I need a seat for a wheelchair, please, near to the door."
PHONES: Final = {
    PERSON: {
        "name": "asks for a person",
        "voice": "alma",
        "ring_s": 0.3,
        "max_call_s": 90,
        "steps": [
            {"say": "Hello?"},
            {"after_bot": {"spoken_ms": 3500, "quiet_ms": 900}},
            {"press": "2"},
            {"after_bot": {"spoken_ms": 4000, "quiet_ms": 900, "timeout_s": 60}},
            {"say": WISH},
            {"wait_s": 60},
        ],
    },
    AGENT: {
        "name": "an agent",
        "voice": "grace",
        "ring_s": 6,
        "max_call_s": 60,
        "steps": [
            {"say": "Hello?"},
            {"after_bot": {"spoken_ms": 800, "quiet_ms": 1200, "timeout_s": 30}},
            {"say": OFFER},
            {"after_bot": {"spoken_ms": 1500, "quiet_ms": 900, "timeout_s": 30}},
            "hang_up",
        ],
    },
}
SCRIPT: Final = """
schema_version: 1
id: seats
language: en
builtin_global: []
variables: {name: {default: you}}
slots: {guests: {type: number}}
start: greeting
nodes:
  greeting:
    disclosure: true
    say: [This is the automated assistant of the Northern Theatre.]
    goto: question
  question:
    say: [How many of you will come? Press the number.]
    on:
      - {digit: 2, goto: colleague, set: {guests: "2"}, tags: comes}
  colleague:
    say: [A colleague of mine will reserve your seats.]
    transfer: {to: agents, mode: warm, on_failed: nobody}
  nobody: {say: [Nobody is free.], hangup: true}
"""
PLAN: Final = """
name: Seats
script: {script}
lists: [{leads}]
lines: 1
policy: none
trunks: [{{address: "sip:{gateway}"}}]
team: {{agents: [ann], ring_s: 20, wrap_up_s: 8, company_s: 0}}
"""


def order(folder: Path, gateway: str, text: str = SCRIPT) -> CampaignOrder:
    """One person to call, and one agent."""
    script, leads = folder / "seats.yaml", folder / "guests.csv"
    script.write_text(text)
    leads.write_text(f"number,name\n{PERSON},Ada Okafor\n")
    plan = PLAN.format(script=script, leads=leads, gateway=gateway)
    return CampaignOrder(parse_plan(plan, folder / "plan.yaml"), recordings=folder / "recordings")


def state(database: Database) -> AgentState:
    return database.read(lambda session: agents.get(session, "ann").state)


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_an_agent_receives_a_warm_call_and_writes_down_what_came_of_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    async with (
        lab_phones(tmp_path, PHONES) as lab,
        serving(settings) as (live, store),
        console(settings, live, store) as address,
    ):
        employ(store.database, "ann", phone=f"sip:{AGENT}@{lab.gateways[0]}")
        async with browser_at(address, "ann") as page, browser_at(address, "olga") as other:
            with live.feed.subscribed() as watcher:
                await page.goto(f"{address}/desk")
                await expect(page.get_by_text("No call yet")).to_be_visible()
                await page.get_by_role("button", name="Ready").click()
                await expect(page.locator(".badge", has_text="ready")).to_be_visible()
                await live.start(order(tmp_path, lab.gateways[0]))

                await told(watcher, is_a(AgentRinging), 120)
                await screened(page)
                assert state(store.database) is AgentState.RESERVED
                joined = (await told(watcher, is_a(AgentJoined))).event
                await expect(page.locator(".badge", has_text="on call")).to_be_visible()
                left = (await told(watcher, is_a(AgentLeft))).event
                assert left.at > joined.at
                await expect(page.get_by_text("The next call comes when")).to_be_visible()
                ended = (await told(watcher, is_a(CallEnded))).event
                assert isinstance(ended, CallEnded)
                assert ended.disposition is Disposition.TRANSFERRED

                await page.get_by_label("Outcome").click()
                await page.get_by_role("option", name="sold").click()
                await page.get_by_label("Notes").fill("Two seats, one for a wheelchair.")
                await page.get_by_role("button", name="Save").click()
                await expect(page.get_by_text("Saved.")).to_be_visible()
                await expect(page.locator(".badge", has_text="ready")).to_be_visible()
            await recorded(other, address)
        reports = {report.number: report for report in await lab.reports(2, timeout_s=20)}
    # Both heard each other: sound came from the other side while nobody but them was on the line.
    assert heard_after(reports[AGENT], OFFER) > 1.5
    assert heard_before(reports[PERSON], WISH) > 1.5


def heard_after(report: CallReport, line: str) -> float:
    """Seconds of sound that the phone heard after it had said this."""
    said = next(one for one in report.said if one.what == line)
    return sounding_s(report, said.at_ms + said.length_ms, None)


def heard_before(report: CallReport, line: str, within_ms: int = 6000) -> float:
    """Seconds of sound that the phone heard in the time before it said this."""
    said = next(one for one in report.said if one.what == line)
    return sounding_s(report, said.at_ms - within_ms, said.at_ms)


def sounding_s(report: CallReport, begin_ms: int, end_ms: int | None) -> float:
    assert report.recording is not None
    heard = side(report.recording, 1)[begin_ms * 8 : None if end_ms is None else end_ms * 8]
    pieces = heard[: len(heard) // 160 * 160].reshape(-1, 160)
    return float(np.count_nonzero(np.sqrt(np.mean(pieces**2, axis=1)) > 200)) * 0.02


async def screened(page: Page) -> None:
    """What stands there while the phone rings."""
    await expect(page.get_by_text("Your phone rings")).to_be_visible()
    await expect(page.get_by_role("heading", name="Ada Okafor")).to_be_visible()
    await expect(page.get_by_text("A call with Ada Okafor", exact=False)).to_be_visible()
    guests = page.locator("dl.facts dt", has_text="guests").locator("xpath=following-sibling::dd[1]")
    await expect(guests).to_have_text("2")
    await expect(page.locator(".turn.bot .said").last).to_have_text("A colleague of mine will reserve your seats.")
    await expect(page.get_by_text("This is the first call with them.")).to_be_visible()


async def recorded(page: Page, address: str) -> None:
    """An operator finds it in the customer's record."""
    await page.goto(f"{address}/customers")
    await page.get_by_role("link", name="Ada Okafor").click()
    await expect(page.get_by_text("ann: sold, Two seats, one for a wheelchair.")).to_be_visible()
