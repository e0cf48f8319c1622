"""The web server beside running campaigns in one event loop: what a signal means, and in which order things end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI

from engine.live.campaigns import LiveCampaigns
from engine.settings import WebSection

GOODBYE_S: Final = 5
"""For requests and WebSockets to end once the server stops."""


class _Server(uvicorn.Server):
    """Tells of Ctrl-C and SIGTERM instead of stopping at once."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told
        self._serving_loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See `uvicorn.Server`."""
        del sig, frame
        self._serving_loop.call_soon_threadsafe(self._told)


def listening(web: WebSection) -> socket.socket:
    """A socket at the settings' address.

    Raises:
        OSError: the port is in use, or the address is not of this machine.
    """
    try:
        return socket.create_server((web.host, web.port), backlog=256)
    except OSError as error:
        raise OSError(error.errno, f"cannot listen on {web.host}:{web.port} ({error.strerror}): choose another --port") from error


def address_of(web: WebSection, sock: socket.socket) -> str:
    """Where browsers find it."""
    return f"http://{web.host}:{sock.getsockname()[1]}"


async def serve_until_stopped(app: FastAPI, sock: socket.socket, live: LiveCampaigns | None) -> None:
    """Serves. The first Ctrl-C or SIGTERM lets running calls end, which can be watched meanwhile; the second hangs them up."""
    stops: set[asyncio.Task[None]] = set()

    async def stop() -> None:
        if live:
            await live.drain()
        server.should_exit = True

    def told() -> None:
        stops.add(asyncio.create_task(stop(), name="stop"))

    # Our own logs mask numbers; access logs would show those in query strings.
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GOODBYE_S, lifespan="on"
    )
    server = _Server(config, told)
    await server.serve(sockets=[sock])
    await asyncio.gather(*stops)
