"""The console over campaigns of this process, and a browser with somebody at it: sue supervises, ann and bob take calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from nicegui import app as toolkit
from nicegui.client import Client
from playwright.async_api import Page, async_playwright
from sqlalchemy.orm import Session

from engine.campaign.clock import SystemClock
from engine.live.campaigns import LiveCampaigns
from engine.settings import Settings, WebSection
from engine.store.access import accounts
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.opening import OpenStore
from engine.web.access import Access, Role
from engine.web.app import web_app
from engine.web.console.mount import mount_console
from engine.web.console.pages import PAGES
from engine.web.service import Service
from engine.web.serving import address_of, listening, serve_until_stopped
from tests.console.service import CHROMIUM, PASSWORD, arguments

PEOPLE: Final = {"sue": Role.SUPERVISOR, "ann": Role.AGENT, "bob": Role.AGENT, "olga": Role.OPERATOR}
SPEECH: Final = Path("telephony/lab/recorded/tessa/thank-you-for-calling-your-call-may-be-recorded-please-stay-on-the-line.wav")


@asynccontextmanager
async def console(settings: Settings, live: LiveCampaigns, store: OpenStore) -> AsyncIterator[str]:
    """The console over these campaigns, with the accounts of `PEOPLE`; its address."""
    service = Service(settings, store.database, SystemClock(), live)
    access = Access(service)
    hashed = access.passwords.hashed(PASSWORD)

    def add(session: Session) -> None:
        for name, role in PEOPLE.items():
            accounts.add(session, name, [role], hashed, service.clock.now())

    store.database.write(add)
    with listening(WebSection(port=0)) as sock:
        app = web_app(service, access)
        _forget_former_console()
        mount_console(app, service)
        serving = asyncio.create_task(serve_until_stopped(app, sock, None))
        try:
            yield address_of(settings.web, sock)
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving


def employ(database: Database, *names: str, phone: str = "") -> None:
    """Accounts become agents, who take calls at their browser unless they have a `phone`."""

    def write(session: Session) -> None:
        for name in names:
            agents.add(session, name, phone, 0.0)
            accounts.set_agent(session, name, name)

    database.write(write)


def _forget_former_console() -> None:
    """The toolkit is made for one console per process; tests of one process have one after the other."""
    ours = {page.path for page in PAGES}
    former = [one for one in toolkit.routes if getattr(one, "path", None) in ours]
    if not former:
        return
    for route in former:
        toolkit.routes.remove(route)
    toolkit.middleware_stack = None
    toolkit.user_middleware.clear()
    Client.instances.clear()
    Client.page_routes.clear()
    Client.shared_head_html = ""
    toolkit.reset()


@asynccontextmanager
async def browser_at(address: str, name: str = "sue") -> AsyncIterator[Page]:
    """A page of somebody who is signed in, with a microphone that says `SPEECH` over and over."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments(SPEECH))
        try:
            page = await chromium.new_page()
            page.set_default_timeout(30_000)
            await page.goto(f"{address}/sign-in")
            await page.fill("input[name=name]", name)
            await page.fill("input[name=password]", PASSWORD)
            await page.click("button[type=submit]")
            await page.wait_for_url(lambda url: "sign-in" not in url)
            yield page
        finally:
            await chromium.close()
