"""Sockets and pages that stay open are for who may have them still: looked at again and again, as each request would be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from engine.store.errors import StoreError
from engine.web.access import Actor, access_of

log = logging.getLogger(__name__)

LOOK_S: Final = 15.0
"""Between two looks."""
SHUT_OUT: Final = 4401
"""Close code for whose session, token or account has ended meanwhile, or who may do something else now."""


async def while_admitted(socket: WebSocket, actor: Actor, serving: Coroutine[Any, Any, None]) -> None:
    """Serves a socket until that is over, or until who opened it is shut out. Raises what serving raises."""
    served = asyncio.ensure_future(serving)
    shut_out = asyncio.create_task(until_shut_out(socket, actor), name="admitted")
    try:
        await asyncio.wait({served, shut_out}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (served, shut_out):
            task.cancel()
        await asyncio.wait({served, shut_out})
    for task in (served, shut_out):
        if not task.cancelled():
            task.result()
    if served.cancelled():
        with suppress(RuntimeError):  # closed already
            await socket.close(SHUT_OUT, "you are signed out, or may not do this any more")


async def until_shut_out(connection: HTTPConnection, actor: Actor) -> None:
    """Returns once an actor's session, token or account has ended, or they may do something else than when they connected."""
    while True:
        try:
            if not await asyncio.to_thread(access_of(connection).still_admits, connection, actor):
                return
        except StoreError:
            log.exception("who has a connection open could not be looked up", extra={"action": "admission_unknown"})
        await asyncio.sleep(LOOK_S)
