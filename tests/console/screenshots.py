"""Pictures of every page for docs/console.md: `python -m tests.console.screenshots [FOLDER]`.

Light on a desktop as a rule; some pages also dark, on a phone, or in Chinese, which takes a font with Chinese characters
(Debian's fonts-droid-fallback): without one they are boxes.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from engine.store.access import accounts
from engine.web.access import Role
from tests.console.administered import administer
from tests.console.agents_at_work import work
from tests.console.given_up import give_up
from tests.console.live_pictures import take_live
from tests.console.seed import SEGMENT, Seeded, seed
from tests.console.service import DIALOGS, Served, launched, served, sign_in

expect.set_options(timeout=180_000)
FOLDER: Final = Path("docs/images/console")
DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
_COLOURS: Final = 256
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_SCRIPTS: Final = tuple(DIALOGS / f"{name}.yaml" for name in ("membership", "renewal_reminder", "satisfaction_survey"))
_PEOPLE: Final = {"olga": Role.OPERATOR, "dana": Role.DESIGNER, "ann": Role.AGENT, "rita": Role.ADMIN}
_LIST: Final = """\
First Name;Mobile;Town;Opt-in
Ada;+44 20 7946 0958;London;yes
Bruno;12;Berlin;yes
Chloe;+44 20 7946 0959;York;perhaps
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    name: str
    who: str
    path: str
    seen: str
    """Text that is there once the page is."""
    dark: bool = False
    phone: bool = False
    chinese: bool = False


def shots(seeded: Seeded) -> tuple[Shot, ...]:
    """All of them."""
    campaign, call = f"/campaigns/{seeded.campaign_id}", f"/calls/{seeded.attempt_id}"
    return (
        Shot("audit", "rita", "/audit", "Offer the trial."),  # before others fill it by signing in
        Shot("campaigns", "olga", "/campaigns", "Autumn trial week"),
        Shot("campaigns-phone", "olga", "/campaigns", "Autumn trial week", dark=True, phone=True),
        Shot("campaign", "olga", campaign, "From the list to the order"),
        Shot("campaign-chinese", "olga", campaign, "从名单到订单", dark=True, chinese=True),
        Shot("call", "olga", call, "What came of it"),
        Shot("call-phone", "olga", call, "What came of it", phone=True),
        Shot("lists", "olga", "/lists", "autumn leads"),
        Shot("campaign-new", "olga", "/campaigns/new", "Calling again"),
        Shot("customers", "olga", "/customers", "found"),
        Shot("customer", "olga", "/customers/1", "Consent"),
        Shot("reports", "olga", f"/reports?campaign={seeded.campaign_id}", "When people answer"),
        Shot("scripts", "dana", "/scripts", "membership"),
        Shot("segments", "olga", "/segments", SEGMENT),
        Shot("segment", "olga", f"/segments/edit?{urlencode({'name': SEGMENT})}", "Filter"),
        Shot("outbox", "olga", "/outbox", "HTTP 410"),
        Shot("desk", "ann", "/desk", "Said last"),
        Shot("desk-phone", "ann", "/desk", "Said last", dark=True, phone=True),
        Shot("account", "olga", "/account", "Sign out"),
        Shot("accounts", "rita", "/accounts", "tokens only"),
        Shot("accounts-phone", "rita", "/accounts", "tokens only", dark=True, phone=True),
        Shot("account-managed", "rita", "/accounts/1", "What they did lately"),
        Shot("account-new", "rita", "/accounts/new", "Add the account"),
        Shot("tokens", "rita", "/tokens", "nightly import"),
        Shot("token-new", "rita", "/tokens/new?account=7", "Scopes"),
    )


def agents_time() -> Shot:
    """The days before today."""
    last = datetime.now(UTC).date() - timedelta(days=1)
    days = {"first": last - timedelta(days=4), "last": last}
    return Shot("agents-time", "olga", f"/reports/agents?{urlencode(days)}", "Average handling time")


def take(browser: Browser, service: Served, shot: Shot, folder: Path) -> None:
    """Opens the page and keeps what is seen of it."""
    page = opened(browser, shot)
    sign_in(page, service, shot.who, shot.path)
    expect(page.get_by_text(shot.seen).first).to_be_visible()
    keep(page, folder, shot.name)


def opened(browser: Browser, shot: Shot) -> Page:
    """A browser window as the picture wants it."""
    context = browser.new_context(
        viewport=PHONE if shot.phone else DESKTOP,
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN" if shot.chinese else "en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(60_000)
    return context.new_page()


def keep(page: Page, folder: Path, name: str) -> None:
    """Writes the picture, once fonts are there and nothing moves."""
    page.evaluate("document.fonts.ready")
    players = page.locator("wave-player")
    if players.count():
        expect(players.first).to_have_attribute("data-ready", "")
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
    page.context.close()


def take_upload(browser: Browser, service: Served, folder: Path) -> None:
    """A list whose rows are partly rejected."""
    page = opened(browser, Shot("list-upload", "olga", "/lists/upload", ""))
    sign_in(page, service, "olga", "/lists/upload")
    page.locator("input[type=file]").set_input_files({"name": "visitors.csv", "mimeType": "text/csv", "buffer": _LIST.encode()})
    expect(page.get_by_text("Rows that would be rejected")).to_be_visible()
    keep(page, folder, "list-upload")


def take_script(browser: Browser, service: Served, folder: Path) -> None:
    """The workbench: the flow with an error beside it, and a conversation."""
    page = opened(browser, Shot("script", "dana", "", ""))
    sign_in(page, service, "dana", "/scripts/membership")
    expect(page.get_by_text("Nothing to mend.")).to_be_visible()
    keep_open = page.context.new_page()
    keep_open.goto(f"{service.address}/scripts/membership")
    expect(keep_open.get_by_text("Nothing to mend.")).to_be_visible()
    keep_open.get_by_role("tab", name="Talk").click()
    keep_open.get_by_role("button", name="Call", exact=True).click()
    expect(keep_open.get_by_text("the phone rings")).to_be_visible()
    for words in ("hello?", "yes please"):
        keep_open.get_by_placeholder("Say something").fill(words)
        keep_open.get_by_placeholder("Say something").press("Enter")
    expect(keep_open.locator(".chat .note").filter(has_text="grade A").first).to_be_visible()
    keep_open.screenshot(path=folder / "script-talk.png", animations="disabled")
    keep(page, folder, "script")


def shrink(path: Path) -> None:
    """Fewer colours: nobody sees it, and the picture takes a third."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main(folder: Path) -> None:
    """Takes all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, served(Path(scratch), _SCRIPTS, _PEOPLE) as service:
        seeded = seed(service.database, service.folder / "dialogs", service.folder / "recordings", time.time())
        service.database.write(lambda session: accounts.set_agent(session, "ann", "ann"))
        service.database.write(give_up)
        service.database.write(lambda session: administer(session, time.time()))
        with sync_playwright() as playwright:
            browser = launched(playwright)
            for shot in shots(seeded):
                take(browser, service, shot, folder)
            take_upload(browser, service, folder)
            take_script(browser, service, folder)
            service.database.write(work)
            take(browser, service, agents_time(), folder)
            browser.close()
    asyncio.run(take_live(folder))
    for path in folder.glob("*.png"):
        shrink(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
