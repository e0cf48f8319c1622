"""The web application: which routers there are, and what they share. The composition root of everything over HTTP."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from engine.web.health import router as health
from engine.web.problems import explain_problems
from engine.web.public import router as public
from engine.web.service import Service


def web_app(service: Service) -> FastAPI:
    """Everything that `callwright serve` answers."""
    app = FastAPI(
        title="Callwright", version=version("callwright"), docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.service = service
    explain_problems(app)
    app.include_router(health)
    app.include_router(public)
    return app
