"""Where everybody begins: the first page that is theirs."""

from __future__ import annotations

from typing import Final

from fastapi import Response
from fastapi.responses import RedirectResponse
from starlette.status import HTTP_303_SEE_OTHER

from engine.web.console.look.frame import home_of
from engine.web.console.page import Desk, Page


async def home(desk: Desk) -> Response:
    """Leads on."""
    return RedirectResponse(home_of(desk.viewer), HTTP_303_SEE_OTHER)


PAGES: Final = (Page("/", "Home", None, home),)
