"""A predictive campaign for two agents at browsers: people who answer are theirs at once, and after each call they wrap up."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import parse_plan
from engine.campaign.plan.schema import Pacing
from engine.events import AgentJoined
from engine.live.feed import RunChanged
from engine.live.runs import RunState
from engine.outcome import Disposition, HandoverOutcome
from engine.reporting.report import report
from engine.store.database import Database
from engine.store.reporting.agent_figures import agent_figures
from engine.store.tables import Agent, Attempt, Handover
from tests.acceptance.console.browser import browser_at, console, employ
from tests.acceptance.console.test_acceptance_browser_agent import hears_something, sounding_s
from tests.acceptance.live_calls import is_a, lab_phones, serving, settings_in, side, told
from tests.acceptance.test_acceptance_agents import CONNECT

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

WRAP_UP_S: Final = 4
NAMES: Final = ("ann", "bob")
TALKS: Final = {
    "voice": "alma",
    "ring_s": 0.3,
    "max_call_s": 60,
    "steps": [{"say": "Hello?"}, {"wait_s": 5}, {"say": "I would like to know what it costs, please."}, {"wait_s": 4}, "hang_up"],
}
BUSY: Final = {"when_called": "busy"}
PEOPLE: Final = {f"+1555090000{row}": {"name": f"person {row}", **(BUSY if row == 3 else TALKS)} for row in range(1, 7)}
PLAN: Final = """
name: Ahead
script: {script}
lists: [{leads}]
lines: 4
mode: predictive
pacing: {pacing}
policy: none
trunks: [{{address: "sip:{gateway}"}}]
team: {{agents: [ann, bob], wrap_up_s: {wrap_up_s}}}
abandonment: {{message: "This was Northern Bank. We are sorry to have disturbed you.", wait_s: 2}}
"""


def order(folder: Path, gateway: str, pacing: Pacing) -> CampaignOrder:
    """Six people; one is busy."""
    script, leads = folder / "connect.yaml", folder / "people.csv"
    script.write_text(CONNECT)
    leads.write_text("\n".join(["number", *PEOPLE]) + "\n")
    plan = PLAN.format(script=script, leads=leads, gateway=gateway, pacing=pacing.value, wrap_up_s=WRAP_UP_S)
    return CampaignOrder(parse_plan(plan, folder / "plan.yaml"), recordings=folder / "recordings")


async def ready(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk")
    await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
    await page.get_by_role("button", name="Ready").click()
    await expect(page.locator(".badge", has_text="ready")).to_be_visible()


@pytest.mark.timeout(500)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_two_agents_at_browsers_are_dialled_ahead_for(tmp_path: Path) -> None:
    await talked_with_people(tmp_path, Pacing.PREDICTIVE)


async def talked_with_people(tmp_path: Path, pacing: Pacing) -> int:
    """Runs the campaign and looks at what came of it; how many were abandoned."""
    settings = settings_in(tmp_path)
    async with (
        lab_phones(tmp_path, PEOPLE) as lab,
        serving(settings) as (live, store),
        console(settings, live, store) as address,
        browser_at(address, "ann") as ann,
        browser_at(address, "bob") as bob,
    ):
        employ(store.database, *NAMES)
        for page in (ann, bob):
            await ready(page, address)
        with live.feed.subscribed() as watcher:
            await live.start(order(tmp_path, lab.gateways[0], pacing))
            joined = (await told(watcher, is_a(AgentJoined), 180)).event
            assert isinstance(joined, AgentJoined)
            await hears_something(ann if joined.agent == "ann" else bob, "joined")
            await told(watcher, lambda one: isinstance(one.event, RunChanged) and one.event.state == RunState.ENDED, 240)
    with Database(settings.database_url) as database:
        calls, handovers = database.read(calls_of), database.read(handovers_of)
        _, total = database.read(lambda session: agent_figures(session, 0.0, max(call.ended_at or 0.0 for call in calls) + 60))
        told_of = database.read(lambda session: report(session, "Ahead", ZoneInfo("UTC"), 0.0))

    ends = [call.disposition for call in calls]
    abandoned = ends.count(Disposition.ABANDONED)
    assert (ends.count(Disposition.BUSY), ends.count(Disposition.TRANSFERRED) + abandoned) == (1, len(PEOPLE) - 1), ends
    assert told_of.abandoned_percent == round(100 * abandoned / (len(PEOPLE) - 1), 2)
    talks = [handover for _, handover in handovers if handover.joined_at is not None]
    assert len(talks) == len({talk.attempt_id for talk in talks}) == ends.count(Disposition.TRANSFERRED), "one agent each"
    assert {talk.outcome for talk in talks} == {HandoverOutcome.JOINED}
    for name in NAMES:
        own = [handover for agent, handover in handovers if agent == name]
        assert own, f"{name} was given nobody"
        for one, following in itertools.pairwise(own):
            assert following.asked_at - (one.ended_at or 0.0) >= WRAP_UP_S - 0.1, "the wrap-up is theirs"
    assert total.taken == len(talks)
    assert total.wrap_up_s >= WRAP_UP_S
    first = next(call for call in calls if call.id == talks[0].attempt_id)
    assert first.recording is not None
    assert sounding_s(side(Path(first.recording), 1), 3.0, None) > 1.0, "the person hears the agent"
    return abandoned


def calls_of(session: Session) -> list[Attempt]:
    return list(session.scalars(select(Attempt).order_by(Attempt.created_at)))


def handovers_of(session: Session) -> list[tuple[str, Handover]]:
    rows = session.execute(select(Agent.name, Handover).join(Handover, Handover.agent_id == Agent.id).order_by(Handover.asked_at))
    return [(name, handover) for name, handover in rows]
