"""Short links: `/l/CODE` leads on, and who follows one is written down after they are on their way."""

from __future__ import annotations

from typing import Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from engine.links.leading import with_token
from engine.links.visitors import Visit, is_person
from engine.store import links
from engine.store.database import Database
from engine.store.links import Click, Followed
from engine.web.access import open_to_all
from engine.web.public.clicks import Clicks, clicks_of
from engine.web.service import service_of

router = APIRouter(dependencies=[Depends(open_to_all("people follow links without an account"))])

_PRIVATE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
_NOT_HERE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Unknown link</title>
<p>This link is not known here. It may have been copied only in part: please open it from the message itself.</p></html>
"""


@router.api_route("/l/{code:path}", methods=["GET", "HEAD"])
async def follow(code: str, request: Request) -> Response:
    """Leads to the link's target. Only codes that we made lead anywhere."""
    # Not by Depends: each dependency would be another errand to a thread, and people wait.
    service, clicks = service_of(request), clicks_of(request)
    link = await _found(service.database, code)
    if link is None:
        return HTMLResponse(_NOT_HERE, status_code=404, headers=_PRIVATE)
    now = service.clock.now()
    since_sent_s = None if link.sent_at is None else now - link.sent_at
    counts = is_person(Visit(request.method, request.headers, since_sent_s))
    return RedirectResponse(
        with_token(link.target, link.token),
        status_code=302,
        headers=_PRIVATE,
        background=BackgroundTask(_counted, clicks, Click(link.id, now)) if counts else None,
    )


async def _counted(clicks: Clicks, click: Click) -> None:
    """Once the answer is on its way: the thread that writes would take the interpreter from the one that answers."""
    clicks.count(click)


async def _found(database: Database, code: str) -> Followed | None:
    """The link of a code. SQLite has it in a tenth of a millisecond, far less than it takes a busy machine to wake a thread."""
    return await to_thread.run_sync(links.by_code, database, code) if database.shared else links.by_code(database, code)
