"""Every page of the console, judged by axe-core and by the Tab key; and each keeps to its content security policy."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from engine.store.access import accounts
from engine.web.access import Role
from engine.web.console.pages import PAGES
from tests.console.accessible import faults, unreached
from tests.console.seed import SEGMENT, Seeded, seed
from tests.console.service import DIALOGS, Served, launched, served, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SCRIPTS: Final = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder"))
PEOPLE: Final = {"olga": Role.OPERATOR, "dana": Role.DESIGNER, "ann": Role.AGENT}
DESKTOP, PHONE = (1440, 900), (390, 844)
LONG_MS: Final = 60_000
expect.set_options(timeout=LONG_MS)
LIST: Final = (
    "First Name;Mobile;Town;Opt-in\nAda;+44 20 7946 0958;London;yes\nBruno;12;Berlin;yes\nChloe;+44 20 7946 0959;York;perhaps\n"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and what is done there before it is judged."""

    who: str
    path: str
    seen: str
    """CSS of what is there when the page is."""
    act: Callable[[Page], None] = lambda _page: None


@dataclass(frozen=True, slots=True)
class Mode:
    """How somebody has it."""

    dark: bool
    language: str
    size: tuple[int, int]


MODES: Final = (
    Mode(dark=False, language="en-GB", size=DESKTOP),
    Mode(dark=True, language="zh-CN", size=DESKTOP),
    Mode(dark=False, language="zh-CN", size=PHONE),
    Mode(dark=True, language="en-GB", size=PHONE),
)
"""Any two of the three differ in every way somewhere."""


def upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "visitors.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    expect(page.locator(".notice").first).to_be_visible()


def plan(page: Page) -> None:
    adds = page.locator(".stack > div:not(.way) > .button")
    for index in (1, 0):
        adds.nth(index).click()
        expect(page.locator(".way")).to_have_count(2 - index)
    expect(page.locator(".way input[type=time]").first).to_be_visible()


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
        Visit("olga", "/account", "h1"),
        Visit("dana", "/scripts", "table"),
        *(Visit("dana", "/scripts/membership", ".cm-editor", tab(index)) for index in range(6)),
        Visit("ann", "/desk", ".card"),
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("console"), SCRIPTS, PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def seeded(service: Served) -> Seeded:
    found = seed(service.database, service.folder / "dialogs", service.folder / "recordings", time.time(), leads=60)
    service.database.write(lambda session: accounts.set_agent(session, "ann", "ann"))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launched(playwright)
        yield opened
        opened.close()


def someone(browser: Browser, service: Served, name: str, mode: Mode) -> BrowserContext:
    """A signed-in person's browser."""
    width, height = mode.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if mode.dark else "light",
        locale=mode.language,
        timezone_id="Europe/London",
    )
    context.set_default_timeout(LONG_MS)
    page = context.new_page()
    sign_in(page, service, name, "/account")
    page.close()
    return context


def judged(context: BrowserContext, service: Served, visit: Visit, judge: Callable[[Page], list[str]]) -> list[str]:
    """What is wrong with a page, its policy included."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    answer = page.goto(service.address + visit.path)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    if ("'unsafe-eval'" in policy) != may_compile(visit.path):
        wrong.append(f"policy: {policy}")
    told, spoken = page.evaluate("[document.documentElement.lang, navigator.language]")
    if told[:2] != spoken[:2]:
        wrong.append(f"says that it is in {told}")
    expect(page.locator(visit.seen).first).to_be_visible()
    visit.act(page)
    wrong += judge(page)
    page.close()
    return wrong


def may_compile(path: str) -> bool:
    """As the page that is at this path says."""
    found = next(
        one
        for one in PAGES
        if re.fullmatch(re.sub(r"\{[^}]*:int\}", r"\\d+", re.sub(r"\{\w+\}", "[^/]+", one.path)), path.partition("?")[0])
    )
    return found.compiles


def shown(found: Mapping[str, list[str]]) -> str:
    return "\n".join(f"{page}\n  " + "\n  ".join(wrong) for page, wrong in found.items() if wrong)


def by_keyboard(page: Page) -> list[str]:
    """Where there is an editor, it takes the Tab key: the way is not judged."""
    return [] if page.locator(".cm-editor").count() else unreached(page)


def in_both_colours(page: Page) -> list[str]:
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    return [*found, *faults(page, ("color-contrast",))]


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
                found[f"{number} {visit.path}"] = judged(context, service, visit, lambda page: [*faults(page), *by_keyboard(page)])
        context.close()
    assert not any(found.values()), shown(found)
