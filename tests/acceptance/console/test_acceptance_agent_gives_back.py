"""An agent at a browser gives the person back to the bot, which goes on where the script says, and writes down what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import expect

from engine.events import AgentJoined, AgentLeft, AgentRinging, BotSpoke, CallEnded
from engine.outcome import Disposition, HandoverOutcome
from engine.store.floor.screen import screen_of
from tests.acceptance.console.browser import browser_at, console, employ
from tests.acceptance.console.test_acceptance_agent_page import PERSON, SCRIPT, order
from tests.acceptance.console.test_acceptance_browser_agent import PHONES, hears_something, sounding_s
from tests.acceptance.live_calls import is_a, lab_phones, serving, settings_in, side, told

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

PHONES_OF_A_SHORT_CALL: Final = {
    PERSON: {
        **PHONES[PERSON],
        "steps": [
            {"say": "Hello?"},
            {"after_bot": {"spoken_ms": 3500, "quiet_ms": 900}},
            {"press": "2"},
            {"wait_s": 100},  # the bot hangs up
        ],
    },
}
AGAIN: Final = "I am the assistant again. Your seats are reserved. Goodbye."


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_an_agent_gives_the_person_back_to_the_bot_and_writes_down_what_came_of_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    script = (
        SCRIPT.replace("on_failed: nobody}", "on_failed: nobody, back_to: again}") + f"  again: {{say: [{AGAIN}], hangup: true}}\n"
    )
    async with (
        lab_phones(tmp_path, PHONES_OF_A_SHORT_CALL) as lab,
        serving(settings) as (live, store),
        console(settings, live, store) as address,
    ):
        employ(store.database, "ann")
        async with browser_at(address, "ann") as page:
            with live.feed.subscribed() as watcher:
                await page.goto(f"{address}/desk")
                await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
                await page.get_by_role("button", name="Ready").click()
                await expect(page.locator(".badge", has_text="ready")).to_be_visible()
                await live.start(order(tmp_path, lab.gateways[0], script))

                await told(watcher, is_a(AgentRinging), 120)
                await page.click("[data-act=pick_up]")
                joined = (await told(watcher, is_a(AgentJoined))).event
                await hears_something(page, "joined")
                await page.click("[data-act=give_back]")
                left = (await told(watcher, is_a(AgentLeft))).event
                spoke = (await told(watcher, is_a(BotSpoke))).event
                await expect(page.locator("agent-phone[data-state=idle]")).to_be_visible()
                await expect(page.locator(".badge", has_text="wrap-up")).to_be_visible()
                await page.get_by_label("Notes").fill("Two seats near to the door.")
                await page.get_by_role("button", name="Save").click()
                await expect(page.get_by_text("Saved.")).to_be_visible()
                ended = (await told(watcher, is_a(CallEnded))).event
    assert isinstance(left, AgentLeft)
    assert isinstance(spoke, BotSpoke)
    assert isinstance(ended, CallEnded)
    assert left.outcome is HandoverOutcome.GIVEN_BACK
    assert (spoke.text, spoke.interrupted) == (AGAIN, False)
    assert ended.disposition is Disposition.COMPLETED
    assert ended.recording is not None
    bot_at_s = spoke.started_ms / 1000
    assert sounding_s(side(Path(ended.recording), 1), bot_at_s, bot_at_s + spoke.played_ms / 1000) > 1.0, "the person hears the bot"
    assert joined.at < left.at < ended.at
    screen = store.database.read(lambda session: screen_of(session, "ann"))
    assert screen is not None
    assert screen.slots == {"guests": "2"}, "what was known before is known still"
    assert screen.written is not None
    assert screen.written.notes == "Two seats near to the door."
