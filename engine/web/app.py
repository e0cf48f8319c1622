"""The web application: which routers there are, and what they share. The composition root of everything over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Final

from fastapi import FastAPI

from engine.web.access import Access, install_access
from engine.web.api import UPLOAD_LIMITS as API_UPLOAD_LIMITS
from engine.web.api import router as api
from engine.web.api.problems import PROBLEMS
from engine.web.console.lists.uploads import UPLOAD_MAX_BYTES
from engine.web.console.takes import UPLOAD_LIMITS as TAKE_LIMITS
from engine.web.health import router as health
from engine.web.inbound import router as inbound
from engine.web.live import router as live
from engine.web.metrics import PATH as METRICS_PATH
from engine.web.metrics import add_metrics
from engine.web.problems import explain_problems
from engine.web.public import router as public
from engine.web.public.clicks import Clicks
from engine.web.service import Service

OPEN_PATHS: Final = ("/healthz", METRICS_PATH, "/api", "/l", "/p", "/hooks")
"""What is below them guards itself by `engine.web.access.guards`; everything else is for people who signed in."""
UPLOAD_LIMITS: Final[dict[str, int]] = {"/_nicegui/": UPLOAD_MAX_BYTES + (1 << 20), **API_UPLOAD_LIMITS, **TAKE_LIMITS}
"""Bytes of a request, by the beginning of the path, where more is allowed than for ordinary ones."""


@asynccontextmanager
async def _until_clicks_are_written(app: FastAPI) -> AsyncIterator[None]:
    yield
    await asyncio.to_thread(app.state.clicks.close)


def web_app(service: Service, access: Access | None = None) -> FastAPI:
    """Everything that `callwright serve` answers. `access`: with quicker passwords, for tests."""
    app = FastAPI(
        title="Callwright",
        version=version("callwright"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_until_clicks_are_written,
    )
    app.state.service = service
    app.state.clicks = Clicks(service.database)
    explain_problems(app)
    install_access(app, access or Access(service), OPEN_PATHS, UPLOAD_LIMITS)
    app.include_router(public)  # first: nobody who follows a link shall wait for the routes before it
    app.include_router(health)
    app.include_router(api)
    add_metrics(app, service)
    app.include_router(live, responses=PROBLEMS)
    app.include_router(inbound, responses=PROBLEMS)
    return app
