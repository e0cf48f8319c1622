"""Every page of the console, judged by axe-core and by the Tab key; and each keeps to its content security policy."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.store.access import accounts
from engine.web.access import Role
from engine.web.console.pages import PAGES
from tests.console.accessible import LONG_MS, MODES, Mode, Visit, all_faults, in_both_colours, judged, page_at, shown, someone
from tests.console.administered import administer
from tests.console.given_up import give_up
from tests.console.seed import SEGMENT, Seeded, seed
from tests.console.service import DIALOGS, Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SCRIPTS: Final = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder"))
PEOPLE: Final = {"olga": Role.OPERATOR, "dana": Role.DESIGNER, "ann": Role.AGENT, "rita": Role.ADMIN}
expect.set_options(timeout=LONG_MS)
LIST: Final = (
    "First Name;Mobile;Town;Opt-in\nAda;+44 20 7946 0958;London;yes\nBruno;12;Berlin;yes\nChloe;+44 20 7946 0959;York;perhaps\n"
)


def upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "visitors.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    expect(page.locator(".notice").first).to_be_visible()


def plan(page: Page) -> None:
    adds = page.locator(".stack > div:not(.way) > .button")
    for index in (1, 0):
        adds.nth(index).click()
        expect(page.locator(".way")).to_have_count(2 - index)
    expect(page.locator(".way input[type=time]").first).to_be_visible()


def show_plan(page: Page) -> None:
    """What the wizard shows at its end: an editor."""
    page.locator(".button", has_text=re.compile("Show the plan|显示计划")).click()
    expect(page.locator(".cm-editor")).to_be_visible()


def tab(index: int) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_role("tab").nth(index).click()
        expect(page.get_by_role("tab").nth(index)).to_have_attribute("aria-selected", "true")
        expect(page.locator(".q-tab-panel :is(section, .chat, .cm-editor, .flow)").first).to_be_visible()

    return act


def visits(seeded: Seeded) -> tuple[Visit, ...]:
    campaign, call = f"/campaigns/{seeded.campaign_id}", f"/calls/{seeded.attempt_id}"
    return (
        Visit("olga", "/campaigns", "table"),
        Visit("olga", campaign, "table"),
        Visit("olga", "/campaigns/new", ".fields", plan),
        Visit("olga", "/campaigns/new", ".fields", show_plan),
        Visit("olga", call, "wave-player[data-ready]"),
        Visit("olga", "/wall", "h1"),
        Visit("olga", "/lists", "table"),
        Visit("olga", "/lists/upload", ".q-uploader"),
        Visit("olga", "/lists/upload", ".q-uploader", upload),
        Visit("olga", "/segments", "table"),
        Visit("olga", f"/segments/edit?{urlencode({'name': SEGMENT})}", ".notice"),
        Visit("olga", "/customers", "table"),
        Visit("olga", "/customers/1", "dl"),
        Visit("olga", f"/reports?campaign={seeded.campaign_id}", "table"),
        Visit("olga", "/reports/agents", "table"),
        Visit("olga", "/outbox", ".badge"),
        Visit("olga", "/account", "h1"),
        Visit("dana", "/scripts", "table"),
        *(Visit("dana", "/scripts/membership", ".cm-editor", tab(index)) for index in range(6)),
        Visit("ann", "/desk", ".card"),
        Visit("rita", "/accounts", "table"),
        Visit("rita", "/accounts/1", ".choices"),
        Visit("rita", "/accounts/new", ".choices"),
        Visit("rita", "/accounts/new", ".choices", add_account),
        Visit("rita", "/tokens", ".line"),
        Visit("rita", "/tokens?show=all&account=3", ".empty"),
        Visit("rita", "/tokens/new", ".choices", make_token),
        Visit("rita", "/audit", "table"),
        Visit("rita", "/audit?by=account+nobody", ".empty"),
    )


def add_account(page: Page) -> None:
    """A password that is shown once."""
    page.locator("input[maxlength]").fill(f"new {uuid4()}")
    page.locator(".q-checkbox").first.click()
    page.locator(".button.primary").click()
    expect(page.locator("#secret")).to_be_visible()


def make_token(page: Page) -> None:
    page.locator("input[maxlength]").fill("crm")
    page.locator(".q-checkbox").first.click()
    page.locator(".button.primary").click()
    expect(page.locator("#secret")).to_be_visible()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("console"), SCRIPTS, PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def seeded(service: Served) -> Seeded:
    found = seed(service.database, service.folder / "dialogs", service.folder / "recordings", time.time(), leads=60)
    service.database.write(lambda session: accounts.set_agent(session, "ann", "ann"))
    service.database.write(give_up)
    service.database.write(lambda session: administer(session, time.time()))
    return found


def test_no_page_is_left_out() -> None:
    """The home page leads on to another; a live call's page is judged where there are some."""
    seen = [visit.path for visit in visits(Seeded(1, "a"))]
    assert {one.path for one in PAGES} - {page_at(path).path for path in seen} == {"/", "/wall/{attempt_id}"}


def test_an_operators_pages(browser: Browser, service: Served, seeded: Seeded) -> None:
    """A glance at some: all are judged among the slow tests."""
    context = someone(browser, service, "olga", MODES[0])
    glanced = ("/campaigns", "/campaigns/new", f"/calls/{seeded.attempt_id}")
    found = {one.path: judged(context, service, one, in_both_colours) for one in visits(seeded) if one.path in glanced}
    context.close()
    assert not any(found.values()), shown(found)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_every_page_in_every_mode(browser: Browser, service: Served, seeded: Seeded, mode: Mode) -> None:
    found: dict[str, list[str]] = {}
    for name in PEOPLE:
        context = someone(browser, service, name, mode)
        for number, visit in enumerate(visits(seeded)):
            if visit.who == name:
                found[f"{number} {visit.path}"] = judged(context, service, visit, all_faults)
        context.close()
    assert not any(found.values()), shown(found)
