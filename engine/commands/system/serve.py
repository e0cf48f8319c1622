"""callwright serve"""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

import typer

from engine.campaign.clock import SystemClock
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.launch.beginning import opened_for_calls
from engine.live.campaigns import LiveCampaigns
from engine.live.speech import SharedSpeech
from engine.live.upkeep import Duty, kept_up
from engine.settings import Settings
from engine.store.database import Database
from engine.web.access import Access
from engine.web.access.leaving import send_home
from engine.web.app import web_app
from engine.web.console.mount import mount_console
from engine.web.service import Service
from engine.web.serving import address_of, listening, serve_until_stopped

_DESKS_S: Final = 1.0
"""Between two looks at which agents have left: they are offered calls until then."""


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="address to listen on, instead of the settings' web.host")] = None,
    port: Annotated[int | None, typer.Option(help="instead of the settings' web.port", min=0, max=65535)] = None,
    campaigns: Annotated[
        bool, typer.Option(help="run campaigns; without, the database may be another engine's, which does")
    ] = True,
    database: DatabaseOption = None,
) -> None:
    """Serves the console and the API, and runs campaigns, until it is interrupted.

    The first Ctrl-C or SIGTERM lets running calls end; the second hangs them up. Campaigns go on at the next start.
    """
    settings = settings_of(context)
    web = settings.web.model_copy(update={name: value for name, value in (("host", host), ("port", port)) if value is not None})
    settings = settings.model_copy(update={"web": web, "database_url": database or settings.database_url})
    if campaigns:
        asyncio.run(_serve_campaigns(settings))
    else:
        with opened_database(context, database) as opened:
            asyncio.run(_serve_pages(settings, opened))


async def _serve_pages(settings: Settings, database: Database) -> None:
    async with SharedSpeech(settings) as speech:
        await _serve(Service(settings, database, SystemClock(), own_speech=speech))


async def _serve_campaigns(settings: Settings) -> None:
    clock = SystemClock()
    with opened_for_calls(settings, clock) as store:
        async with LiveCampaigns(settings, store, clock) as live:
            await _serve(Service(settings, store.database, clock, live))


async def _serve(service: Service) -> None:
    web = service.settings.web
    with listening(web) as sock:
        access = Access(service)
        app = web_app(service, access)
        mount_console(app, service)
        code = access.set_up_code()
        address = address_of(web, sock)
        out.print(f"{address}/set-up?code={code}  makes the first account" if code else address, soft_wrap=True, markup=False)
        desks = Duty(lambda: send_home(access), _DESKS_S)
        async with kept_up(service.database, service.clock, desks):
            await serve_until_stopped(app, sock, service.live)
