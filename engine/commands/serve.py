"""callwright serve"""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from engine.campaign.clock import SystemClock
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.web.access import Access
from engine.web.app import web_app
from engine.web.service import Service


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="address to listen on, instead of the settings' web.host")] = None,
    port: Annotated[int | None, typer.Option(help="instead of the settings' web.port", min=0, max=65535)] = None,
    database: DatabaseOption = None,
) -> None:
    """Serves the console and the API until it is interrupted."""
    settings = settings_of(context)
    web = settings.web.model_copy(update={name: value for name, value in (("host", host), ("port", port)) if value is not None})
    settings = settings.model_copy(update={"web": web})
    with opened_database(context, database) as opened:
        service = Service(settings, opened, SystemClock())
        access = Access(service)
        app = web_app(service, access)
        code = access.set_up_code()
        address = f"http://{web.host}:{web.port}"
        out.print(f"{address}/set-up?code={code}  makes the first account" if code else address, soft_wrap=True, markup=False)
        # Our own logs mask numbers; access logs would show those in query strings.
        uvicorn.run(app, host=web.host, port=web.port, log_config=None, access_log=False, server_header=False)
