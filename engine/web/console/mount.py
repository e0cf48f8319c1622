"""The console in the web application: NiceGUI mounted below everything else, with its pages and what they share."""

from __future__ import annotations

from copy import copy
from typing import Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from nicegui import app as toolkit
from nicegui import ui
from nicegui.language import Language
from starlette.routing import Router
from starlette.types import ASGIApp

from engine.web.access import Actor, allowed, explain_refusals, signed_in
from engine.web.access.headers import allow_compiling
from engine.web.console import assets, downloads, takes, talking
from engine.web.console.admission import shut_with_admission
from engine.web.console.failures import explain_failures
from engine.web.console.look.icons import favicon
from engine.web.console.page import Desk, Page, answered
from engine.web.console.pages import PAGES
from engine.web.console.viewer import viewer_of
from engine.web.service import Service

_TOOLKIT_LANGUAGES: Final[dict[str, Language]] = {"en": "en-US", "zh": "zh-CN"}
_BUILT_WITHIN_S: Final = 30.0
"""A page that takes longer is an error: the database may be busy."""
_GZIP_LEVEL: Final = 4
"""A third of the processor time of 9 for the toolkit's files, and 5 % more bytes."""
_PROGRAMS: Final = ("/api", "/hooks")
"""Below these, what is not there is answered for programs, not with the toolkit's page."""
_RECONNECT_S: Final = 20.0
"""So long does a page wait, with what was typed into it, for a browser that lost its connection."""


def mount_console(app: FastAPI, service: Service) -> None:
    """Adds the console to the application, last: addresses that nobody else has are the toolkit's.

    The toolkit is one per process, so only one application of a process can have the console.
    """
    app.include_router(assets.router)
    app.include_router(downloads.router)
    app.include_router(takes.router)
    app.include_router(talking.router)
    explain_refusals(toolkit)
    explain_failures(toolkit)
    for page in PAGES:
        _add(page, service)
    for programs in _PROGRAMS:
        app.mount(programs, Router())  # which has nothing: what is not there is told as the rest of the application tells it
    # A bar above every request has no name for who listens; an upload shows its own progress.
    toolkit.config.quasar_config["loadingBar"]["skipHijack"] = True
    # A list of choices that fades away takes the keyboard back when it is gone, from whoever types elsewhere by then.
    ui.select.default_props("transition-duration=0")
    ui.run_with(
        app,
        title="Callwright",
        favicon=favicon(),
        dark=None,
        tailwind=False,
        reconnect_timeout=_RECONNECT_S,
        gzip_middleware_factory=_compressed,
        show_welcome_message=False,
    )
    ui.add_head_html(f'<script src="{assets.script_address()}" defer></script>', shared=True)


def _in_language(language: str) -> None:
    """The page is told to browsers and screen readers as what it is in."""
    client = ui.context.client
    client.page = copy(client.page)  # the toolkit has one for everybody
    client.page.language = _TOOLKIT_LANGUAGES[language]


def _compressed(app: ASGIApp) -> GZipMiddleware:
    return GZipMiddleware(app, compresslevel=_GZIP_LEVEL)


def _add(page: Page, service: Service) -> None:
    guard = Depends(allowed(page.permission) if page.permission else signed_in)

    async def built(request: Request, actor: Actor = guard) -> Response | None:
        if page.compiles:
            allow_compiling(request.scope)
        viewer = viewer_of(request, actor)
        ui.page_title(f"{viewer.t(page.name)} · Callwright")
        _in_language(viewer.language)
        desk = Desk(service, viewer, request)
        response = await answered(desk, page)
        shut_with_admission(desk)
        return response

    ui.page(page.path, response_timeout=_BUILT_WITHIN_S)(built)
