"""The demonstration in the console: its campaign runs inside a serving process, and an admin of its own may watch and steer it.

Nothing outside `folder` is touched: database, accounts and recordings are thrown away at the next demonstration.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from engine.app import CampaignOutcome
from engine.campaign.clock import SystemClock
from engine.campaign.order import CampaignOrder
from engine.demo.campaign import DemoOutcome, demonstrated
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import RunChanged
from engine.live.runs import LiveRun, RunState
from engine.settings import Settings, WebSection
from engine.store.access import accounts
from engine.store.reporting.reports import campaign_report
from engine.web.access import Access, Role
from engine.web.app import web_app
from engine.web.console.mount import mount_console
from engine.web.service import Service
from engine.web.serving import address_of, listening, serve_until_stopped

ADMIN: Final = "demo"
_CALLS: Final = "/wall"


class DemoFailed(Exception):
    """There is nothing to show: the campaign failed, or was stopped before its first call. The text says which."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to get into the console."""

    address: str
    link: str
    """To the live calls; signs in once, as does the other."""
    link_to_open: str
    """For the browser that is opened, so that the link that is shown is still good."""
    name: str
    password: str


async def run_demo_console(
    settings: Settings,
    calls: int | None,
    folder: Path,
    preparing: Callable[[str], None],
    opened: Callable[[SignIn], None],
    shown: Callable[[DemoOutcome], None],
) -> DemoOutcome:
    """Runs the demonstration, and serves the console until it is interrupted.

    Args:
        settings: see `engine.demo.campaign.demonstrated`, as of `calls` and `folder`; `web` says where the console listens.
        calls: how many phones to call.
        folder: for what is left of it.
        preparing: told what is being done before the first call.
        opened: told when the console is there.
        shown: told what came of the calls; the console stays.

    Raises:
        DemoFailed: see there.
    """

    @asynccontextmanager
    async def carried_out(settings: Settings, order: CampaignOrder) -> AsyncIterator[CampaignOutcome]:
        clock = SystemClock()
        with opened_for_calls(settings, clock) as store, _listening(settings.web) as sock:
            async with LiveCampaigns(settings, store, clock) as live:
                service = Service(settings, store.database, clock, live)
                access = Access(service)
                password = secrets.token_urlsafe(9)
                hashed = access.passwords.hashed(password)
                store.database.write(lambda session: accounts.add(session, ADMIN, [Role.ADMIN], hashed, clock.now()))
                app = web_app(service, access)
                mount_console(app, service)
                serving = asyncio.create_task(serve_until_stopped(app, sock, live), name="console")
                address = address_of(settings.web, sock)
                opened(SignIn(address, _link(access, address), _link(access, address), ADMIN, password))
                try:
                    run = await _told(live, order, preparing)
                    assert run.report is not None
                    late = service.unreported_before
                    report = store.database.read(lambda session: campaign_report(session, run.campaign_id, late))
                    yield CampaignOutcome(run.report, report)
                    await asyncio.wait({serving})
                finally:
                    serving.cancel()
                    with suppress(asyncio.CancelledError):
                        await serving

    async with demonstrated(settings, calls, folder, preparing, carried_out) as outcome:
        shown(outcome)
    return outcome


def _link(access: Access, address: str) -> str:
    code = access.sign_in_codes.issue(ADMIN, access.service.clock.now())
    return f"{address}/sign-in?{urlencode({'next': _CALLS, 'code': code})}"


def _listening(web: WebSection) -> socket.socket:
    """The settings' port, or any if that is taken: by another demonstration, say."""
    try:
        return listening(web)
    except OSError:
        return listening(web.model_copy(update={"port": 0}))


async def _told(live: LiveCampaigns, order: CampaignOrder, preparing: Callable[[str], None]) -> LiveRun:
    """The campaign's run, when it is over."""
    with live.feed.subscribed(lambda told: isinstance(told.event, RunChanged)) as watcher:
        run = await live.start(order)

        async def tell() -> None:
            while True:
                event = getattr(await watcher.next(), "event", None)
                if isinstance(event, RunChanged):
                    preparing(event.detail or event.state)

        telling = asyncio.create_task(tell(), name="demo progress")
        try:
            if run.task:
                await asyncio.wait({run.task})
        finally:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling
    if run.state is RunState.FAILED:
        raise DemoFailed(f"the campaign failed: {run.detail}")
    if run.report is None:
        raise DemoFailed("stopped before the first call")
    return run
