"""From a question about people to a campaign that calls them: a segment in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import select

from engine.campaign.plan.experiment import Stop
from engine.campaign.plan.schema import CampaignPlan
from engine.publishing.packing import read_draft
from engine.store.scripts import versions
from engine.store.scripts.versions import Signed
from engine.store.tables import AuditEntry, Campaign, CampaignState, Lead, Segment
from engine.web.access import Role
from tests.acceptance.console.operating import choose
from tests.console.seed import seed
from tests.console.service import DIALOGS, Served, launched, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

VISIT = Path(__file__).parent / "visit.yaml"
SCRIPTS = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder"))
LONG_MS = 60_000
expect.set_options(timeout=LONG_MS)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, SCRIPTS, {"olga": Role.OPERATOR}) as running:
        running.database.write(lambda session: versions.publish(session, read_draft(VISIT), Signed(0.0, "dana", "")))
        yield running


@pytest.fixture
def page(service: Served) -> Iterator[Page]:
    """Olga's; a script that fails in it fails the test."""
    broken: list[str] = []
    with sync_playwright() as playwright:
        browser = launched(playwright)
        opened = browser.new_context(locale="en-GB", timezone_id="Europe/London").new_page()
        opened.set_default_timeout(LONG_MS)
        opened.on("pageerror", lambda error: broken.append(str(error)))
        sign_in(opened, service, "olga", "/segments")
        yield opened
        browser.close()
    assert broken == []


def test_an_operator_saves_a_segment_and_makes_a_campaign_of_it(page: Page, service: Served) -> None:
    expect(page.get_by_text("No segment yet")).to_be_visible()
    seed(service.database, service.folder / "dialogs", service.folder / "recordings", time.time(), leads=60)
    page.get_by_role("link", name="New segment").first.click()
    written = page.get_by_label("Filter")
    written.fill("calls = 0 and\n  cty = 'Boston'")
    expect(page.get_by_text("line 2, column 3")).to_be_visible()
    expect(page.get_by_text("did you mean 'city'?")).to_be_visible()
    expect(page.locator(".filter-line mark")).to_have_text("cty")
    written.fill("calls = 0")
    expect(page.get_by_text("60 people")).to_be_visible()
    page.get_by_role("button", name="city", exact=True).click()
    expect(written).to_have_value("calls = 0 and city = ''")
    written.fill("calls = 0 and city = 'Boston'")
    page.get_by_label("Name of the segment").fill("fresh in Boston")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="fresh in Boston")).to_be_visible()

    page.get_by_label("Number or your own id").fill("C-1100")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="attribute.city = 'Boston'").last).to_contain_text("attribute.city: ")
    page.get_by_role("link", name="← Segments").click()
    row = page.get_by_role("row", name="fresh in Boston")
    kept = service.database.read(lambda session: session.scalars(select(Segment).where(Segment.name == "fresh in Boston")).one())
    assert kept.text == "calls = 0 and city = 'Boston'"
    deed = service.database.read(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first())
    assert deed
    assert (deed.action, deed.subject) == ("segment.saved", "segment fresh in Boston")
    expect(row.get_by_role("cell").nth(2)).to_have_text("31")

    row.get_by_role("link").click()
    page.get_by_role("link", name="Make a campaign of it").click()
    plan_a_campaign(page)
    page.get_by_role("button", name="Look who can be called").click()
    expect(page.get_by_text("What is wrong stands at its field.")).to_be_visible()
    expect(page.get_by_label("Name of the arm").last).to_be_focused()
    page.get_by_label("Name of the arm").last.fill("short")
    page.get_by_role("button", name="Look who can be called").click()
    expect(page.get_by_text("Nobody is skipped.")).to_be_visible()

    page.get_by_label("Number or your own id").fill("C-1100")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Offer gold: does not suit")).to_be_visible()
    expect(page.get_by_text("Offer plain: is for everybody")).to_be_visible()
    expect(page.locator(".chat .bot").first).to_contain_text("Hello friend, this is the automated assistant")

    page.get_by_role("button", name="Look who can be called").click()
    page.get_by_role("button", name="Create the campaign").click()
    expect(page.get_by_role("heading", name="Boston calling")).to_be_visible()
    made = service.database.read(lambda session: session.scalars(select(Campaign).order_by(Campaign.id.desc())).first())
    assert made
    assert made.state is CampaignState.PAUSED
    plan = CampaignPlan.model_validate(made.plan)
    assert (plan.segment, plan.refill_s, plan.lists) == ("fresh in Boston", 600, ())
    assert [(offer.offer, offer.segment, offer.variables) for offer in plan.offers] == [
        ("gold", "fresh in Boston", {"first_name": "dear friend"}),
        ("late", None, {"first_name": "friend"}),
        ("plain", None, {"first_name": "friend"}),
    ]
    assert plan.offers[1].when == "calls > 3"
    assert plan.record is False
    assert plan.experiment
    assert (plan.experiment.allocation, plan.experiment.floor_percent) == ("thompson", 20)
    assert plan.experiment.stop == Stop(effect_points=2.5, people_max=15, then="go_on")
    assert [arm.name for arm in plan.experiment.arms] == ["plain", "short"]
    leads = service.database.read(lambda session: session.scalars(select(Lead).where(Lead.campaign_id == made.id)).all())
    assert len(leads) == 31


def plan_a_campaign(page: Page) -> None:
    """From the segment that is chosen already; one name is forgotten."""
    page.get_by_label("Name of the campaign").fill("Boston calling")
    choose(page, "Filled from the segment", "every ten minutes")
    choose(page, "Policy", "none")
    choose(page, "Script", "visit")
    page.get_by_label("Gateways").fill("sip:127.0.0.1:5060")
    expect(page.locator("[id^=q-portal--menu]")).to_have_count(0)
    expect(page.get_by_label("Gateways")).to_be_focused()  # the lists do not take the keyboard back as they close
    plan_offers(page)
    plan_an_experiment(page)


def plan_offers(page: Page) -> None:
    """Three, one of them chosen by a filter; one that was a mistake is taken out again."""
    offers, add = page.get_by_label("Name of the offer"), page.get_by_role("button", name="Add an offer")
    add.click()
    offers.press_sequentially("go")
    for count in (2, 3, 4):
        add.dispatch_event("click")  # as if it came while somebody types
        page.keyboard.press("l")
        expect(offers).to_have_count(count)
        page.keyboard.press("Backspace")
    page.keyboard.type("ld")
    expect(offers.first).to_have_value("gold")
    choose(page, "For the segment", "fresh in Boston", within=page.locator(".way").first)
    page.get_by_label("Variables").first.fill("first_name: dear friend")
    for index, name in enumerate(("mistake", "late", "plain"), 1):
        offers.nth(index).fill(name)
    page.get_by_label("Or for whom a filter holds").nth(2).fill("cals > 3")
    page.get_by_label("Variables").nth(2).fill("first_name: friend")
    page.get_by_label("Variables").last.fill("first_name: friend")
    page.get_by_role("button", name="Remove").nth(1).click()
    expect(offers).to_have_count(3)
    expect(offers.nth(1)).to_have_value("late")
    page.get_by_role("button", name="Look who can be called").click()
    expect(page.locator(".way").nth(1)).to_contain_text("did you mean 'calls'?")
    page.get_by_label("Or for whom a filter holds").nth(1).fill("calls > 3")


def plan_an_experiment(page: Page) -> None:
    """Two arms, of which the second has no name yet; people are moved to the better one, and half of them are enough."""
    arms = page.get_by_label("Name of the arm")
    for count, name in enumerate(("plain", ""), 1):
        page.get_by_role("button", name="Add an arm").click()
        expect(arms).to_have_count(count)
        arms.last.fill(name)
    expect(page.get_by_label("Least share of an arm, percent")).to_be_hidden()
    choose(page, "Who gets which", "more people for the arms that seem better")
    page.get_by_label("Least share of an arm, percent").fill("20")
    page.get_by_label("Difference that matters, points").fill("2.5")
    page.get_by_label("People of each arm at most").fill("15")
    choose(page, "When one arm has shown to be the best", "people are shared out as before")
    choose(page, "Calls are recorded", "no")
