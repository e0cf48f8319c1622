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

from engine.app import CampaignOutcome
from engine.campaign.clock import SystemClock
from engine.campaign.order import CampaignOrder
from engine.demo import DemoOutcome, demonstrated
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import RunChanged
from engine.live.runs import LiveRun, RunState
from engine.running import opened_for_calls
from engine.settings import Settings, WebSection
from engine.store import accounts
from engine.store.reports import campaign_report
from engine.web.access import Access, Role
from engine.web.app import web_app
from engine.web.console.mount import mount_console
from engine.web.service import Service
from engine.web.serving import address_of, listening, serve_until_stopped

ADMIN: Final = "demo"


class DemoStopped(Exception):
    """The demonstration was interrupted, or its campaign failed; the text says which."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to get into the console."""

    address: str
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
        settings: see `engine.demo.demonstrated`, as of `calls` and `folder`; `web` says where the console listens.
        calls: how many phones to call.
        folder: for what is left of it.
        preparing: told what is being done before the first call.
        opened: told when the console is there.
        shown: told what came of the calls; the console stays.

    Raises:
        DemoStopped: the calls did not come to their end.
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
                opened(SignIn(address_of(settings.web, sock), ADMIN, password))
                try:
                    run = await _told(live, order, preparing)
                    assert run.report is not None
                    yield CampaignOutcome(
                        run.report, store.database.read(lambda session: campaign_report(session, run.campaign_id))
                    )
                    await asyncio.wait({serving})
                finally:
                    serving.cancel()
                    with suppress(asyncio.CancelledError):
                        await serving

    async with demonstrated(settings, calls, folder, preparing, carried_out) as outcome:
        shown(outcome)
    return outcome


def _listening(web: WebSection) -> socket.socket:
    """The settings' port, or any if that is taken: by another demonstration, say."""
    try:
        return listening(web)
    except OSError:
        return listening(web.model_copy(update={"port": 0}))


async def _told(live: LiveCampaigns, order: CampaignOrder, preparing: Callable[[str], None]) -> LiveRun:
    """The campaign's run, when it is over and was not cut short."""
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
        raise DemoStopped(f"the campaign failed: {run.detail}")
    if run.report is None or run.report.left:
        raise DemoStopped("stopped before all phones were called")
    return run
