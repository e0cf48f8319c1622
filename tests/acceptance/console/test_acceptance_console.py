"""People at work in the console: a real service, a real browser, nothing in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import select

from engine.publishing.packing import read_draft
from engine.store.scripts import versions
from engine.store.scripts.versions import Signed
from engine.store.tables import AuditEntry, Campaign, CampaignState
from engine.web.access import Role
from engine.web.access.permissions import PERMISSIONS
from engine.web.console.pages import PAGES
from engine.web.problems import MEDIA_TYPE
from tests.acceptance.console.operating import MESSY, import_list, plan_campaign
from tests.console.service import Served, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PEOPLE: Final = {"olga": Role.OPERATOR, "dana": Role.DESIGNER, "ann": Role.AGENT, "sue": Role.SUPERVISOR, "rita": Role.ADMIN}
OTHERS: Final = [role for role in Role if role is not Role.ADMIN]
VISIT = Path(__file__).parent / "visit.yaml"
LONG_MS = 60_000
"""The machine may be busy, and models are loaded."""
expect.set_options(timeout=LONG_MS)
CONNECTED = """() => new Promise((resolve) => {
  const look = () => (window.did_handshake ? resolve() : requestAnimationFrame(look));
  look();
})"""
"""Playwright's own waiting evaluates code later on, which the pages' policy refuses."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("console"), (VISIT,), PEOPLE) as running:
        running.database.write(lambda session: versions.publish(session, read_draft(VISIT), Signed(0.0, "dana", "")))
        yield running


@pytest.fixture
def page(browser: Browser, service: Served) -> Iterator[Page]:
    """A browser of somebody new. A page that fails in it, or loads anything from elsewhere, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(LONG_MS)
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on("request", lambda request: broken.append(request.url) if elsewhere(request.url, service.address) else None)
    yield opened
    context.close()
    assert broken == []


def elsewhere(url: str, address: str) -> bool:
    return url.startswith(("http:", "https:", "ws:")) and not url.replace("ws:", "http:").startswith(address)


@pytest.mark.slow
def test_a_designer_breaks_and_mends_a_script_tries_it_and_publishes_it(page: Page, service: Served) -> None:
    sign_in(page, service, "dana", "/scripts")
    page.get_by_role("link", name="visit").click()
    expect(page.get_by_text("Nothing to mend.")).to_be_visible()

    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nnodez: {}")
    expect(page.locator(".problems li.error")).to_contain_text("nodez")
    expect(page.get_by_text("has errors")).to_be_visible()
    for _ in "nodez: {}":
        page.keyboard.press("Backspace")
    page.keyboard.type("# mended")
    expect(page.locator(".cm-line").last).to_have_text("# mended")
    expect(page.get_by_text("Nothing to mend.")).to_be_visible()

    page.get_by_role("tab", name="Talk").click()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_text("the phone rings")).to_be_visible()
    said = page.get_by_placeholder("Say something")
    for words in ("hello?", "yes it was fine"):
        said.fill(words)
        said.press("Enter")
    expect(page.locator(".chat .bot").filter(has_text="[thanks]")).to_be_visible()

    page.get_by_role("tab", name="Versions").click()
    page.get_by_label("What is new").fill("mended")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("visit@2 is live.")).to_be_visible()
    expect(page.get_by_label("What is new")).to_have_value("")  # not what is new in the next one
    live = service.database.read(lambda session: versions.live(session, "visit"))
    assert live is not None
    assert (live.number, live.published_by, live.note) == (2, "dana", "mended")


def test_an_operator_brings_in_a_messy_list_and_plans_a_campaign(page: Page, service: Served, tmp_path: Path) -> None:
    messy = tmp_path / "visitors.csv"
    messy.write_text(MESSY, encoding="utf-8")
    sign_in(page, service, "olga", "/lists")
    rejected = import_list(page, messy)
    assert [(row["rejected line"], row["rejected column"]) for row in rejected] == [("3", "Handy"), ("4", "Opt-in")]
    plan_campaign(page, "After the visit", "visitors", "sip:127.0.0.1:5060")

    expect(page.get_by_text("<script>document.title='taken over'</script>")).to_be_visible()
    assert page.title() == "Campaign · Callwright"
    expect(page.locator(".badge").get_by_text("paused")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".badge").get_by_text("running")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stop and hang up").click()
    expect(page.locator(".badge").get_by_text("stopped")).to_be_visible()
    campaign = service.database.read(lambda session: session.scalars(select(Campaign)).one())
    assert (campaign.name, campaign.script_id, campaign.state) == ("After the visit", "visit", CampaignState.STOPPED)
    actions = service.database.read(lambda session: list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))))
    assert actions[-4:] == ["list.imported", "campaign.created", "campaign.running", "campaign.stopped"]


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/campaigns//resume", "/hooks/nowhere"])
def test_programs_are_told_what_is_not_there_as_programs_are(service: Served, path: str) -> None:
    answer = httpx.post(service.address + path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)


def test_people_are_told_what_is_not_there_on_a_page(page: Page, service: Served) -> None:
    sign_in(page, service, "olga", "/nowhere")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.goto(f"{service.address}/customers/99")
    expect(page.get_by_role("heading", name="Customer", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("no such person")


def test_language_and_colours_are_kept(page: Page, service: Served) -> None:
    sign_in(page, service, "olga", "/campaigns")
    page.get_by_role("link", name="简体中文").first.click()
    expect(page.get_by_role("heading", name="活动", exact=True)).to_be_visible()
    page.get_by_role("link", name="深色").first.click()
    page.goto(f"{service.address}/lists")
    expect(page.get_by_role("heading", name="名单", exact=True)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_times_are_the_browsers_on_the_very_first_page_and_after_a_journey(browser: Browser, service: Served) -> None:
    with closing(browser.new_context(locale="en-GB", timezone_id="Asia/Shanghai")) as at_home:
        page = at_home.new_page()
        sign_in(page, service, "dana", "/scripts", new_here=True)
        expect(page.get_by_text(last_change(service, "Asia/Shanghai"))).to_be_visible()
        signed_in = at_home.storage_state()
    with closing(browser.new_context(locale="en-GB", timezone_id="Asia/Tokyo", storage_state=signed_in)) as abroad:
        page = abroad.new_page()
        page.goto(f"{service.address}/scripts")
        expect(page.get_by_text(last_change(service, "Asia/Tokyo"))).to_be_visible()


def last_change(service: Served, zone: str) -> str:
    """Of the script, as it is told in a time zone."""
    live = service.database.read(lambda session: versions.live(session, "visit"))
    assert live is not None
    return f"{datetime.fromtimestamp(live.published_at, ZoneInfo(zone)):%Y-%m-%d %H:%M} by {live.published_by}"


@pytest.mark.parametrize("role", [*OTHERS, pytest.param(Role.ADMIN, marks=pytest.mark.slow)])
def test_pages_are_for_those_whose_they_are(page: Page, service: Served, role: Role) -> None:
    """Every page there is; what it is about need not be there."""
    sign_in(page, service, next(name for name, its in PEOPLE.items() if its is role), "/account")
    wrong = []
    for one in PAGES:
        path = re.sub(r"\{[^}]*\}", "1", one.path)
        status = page.request.get(service.address + path).status
        may = one.permission is None or one.permission in PERMISSIONS[role]
        if (status == 403) is may or status >= 500:
            wrong.append((path, status))
    assert wrong == []


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_preferences_lead_to_no_other_site(page: Page, service: Served, back: str) -> None:
    sign_in(page, service, "ann", "/account")
    page.goto(f"{service.address}/preferences?theme=dark&back={back}")
    assert page.url.startswith(service.address)


def test_a_page_that_missed_something_is_loaded_anew(page: Page, service: Served) -> None:
    """The toolkit has it done by code to be evaluated, which this page's policy refuses."""
    sign_in(page, service, "olga", "/campaigns")
    page.evaluate(CONNECTED)
    page.evaluate("document.body.dataset.old = ''")
    with page.expect_navigation():
        page.evaluate("setTimeout(() => { try { eval('0') } catch {} })")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("body[data-old]").count() == 0


def test_who_leaves_what_is_not_saved_is_asked(page: Page, service: Served) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, service, "dana", "/scripts/visit")
    expect(page.get_by_text("Nothing to mend.")).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("# not yet")
    expect(page.get_by_text("not saved")).to_be_visible()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Reports").first.click()
    assert asked == ["beforeunload"]
    expect(page.locator(".cm-line").last).to_contain_text("# not yet")
