"""Pages that look again by themselves, in a real browser: who is shut out meanwhile sees no more of what happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nicegui import app as toolkit
from nicegui.client import Client
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from engine.campaign.clock import SystemClock
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.store.access import accounts, sessions
from engine.store.opening import OpenStore
from engine.web.live import admitted
from tests.acceptance.console.browser import browser_at, console
from tests.acceptance.live_calls import settings_in

pytestmark = [pytest.mark.acceptance, pytest.mark.slow]  # a process of its own: it can have one console

SIGN_IN = "Sign in"
DENIED = "needs the permission campaigns:read"
PATIENCE_S = 20.0


def disabled(session: Session) -> None:
    accounts.disable(session, "sue", 0.0)


def signed_out_elsewhere(session: Session) -> None:
    sessions.end_all(session, accounts.named(session, "sue").id)


def of_another_role(session: Session) -> None:
    accounts.set_roles(session, "sue", ["agent"])


def shown_at(path: str) -> Client:
    """The page that a browser shows."""
    (client,) = (client for client in Client.instances.values() if client.page.path == path and client.has_socket_connection)
    return client


@asynccontextmanager
async def campaigns_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[OpenStore, Page]]:
    """The page of campaigns as a supervisor looks at it, who is looked after every fifth of a second; and what it is read from."""
    monkeypatch.setattr(admitted, "LOOK_S", 0.2)
    settings = settings_in(tmp_path)
    with opened_for_calls(settings, SystemClock()) as store:
        live = LiveCampaigns(settings, store, SystemClock())
        async with console(settings, live, store) as address, browser_at(address) as page:
            await page.goto(f"{address}/campaigns")
            await expect(page.locator("#page")).to_contain_text("Campaigns")
            yield store, page


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("shut_out", "seen"), [(disabled, SIGN_IN), (signed_out_elsewhere, SIGN_IN), (of_another_role, DENIED)])
async def test_who_is_shut_out_loses_the_page_before_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shut_out: Callable[[Session], None],
    seen: str,
) -> None:
    async with campaigns_page(tmp_path, monkeypatch) as (store, page):
        monkeypatch.setattr(toolkit.config, "reconnect_timeout", 2.0)
        shown = shown_at("/campaigns")

        store.database.write(shut_out)

        await expect(page.locator("body")).to_contain_text(seen, timeout=PATIENCE_S * 1000)
        async with asyncio.timeout(PATIENCE_S):
            await shown.disconnected()  # the toolkit's word for: there is nothing of it here any more


@pytest.mark.timeout(120)
async def test_a_browser_that_does_not_leave_the_page_gets_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with campaigns_page(tmp_path, monkeypatch) as (store, page):
        await page.evaluate("addEventListener('beforeunload', (event) => event.preventDefault())")
        await page.click("body")  # browsers ask only after somebody did something
        page.on("dialog", lambda dialog: dialog.dismiss())
        shown = shown_at("/campaigns")

        store.database.write(disabled)

        async with asyncio.timeout(PATIENCE_S):
            await shown.disconnected()
        assert await page.locator("#page").count() == 1
