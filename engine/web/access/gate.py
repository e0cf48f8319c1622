"""The gate before everything: whoever did not sign in gets no further than the few paths that are open or guard themselves."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.web.access.access import Access, NotSignedIn
from engine.web.access.actor import Actor
from engine.web.access.origins import SAFE_METHODS, from_our_pages
from engine.web.problems import problem

SIGN_IN: Final = "/sign-in"
_GONE: Final = 4401
"""A WebSocket's close code for people who are not signed in."""


class Gate:
    """ASGI middleware. Sets `state.access` for all requests, `state.actor` for those that are not below an open path."""

    def __init__(self, app: ASGIApp, access: Access, open_paths: Sequence[str]) -> None:
        self._app = app
        self._access = access
        self._open = tuple(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["access"] = self._access
        if self._is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        actor = await to_thread.run_sync(self._known, connection)
        if actor is None:
            await self._turn_away(connection, receive, send)
        elif not self._from_our_pages(connection):
            await self._refuse(connection, receive, send, HTTPStatus.FORBIDDEN, "this request comes from a page of another site")
        else:
            scope["state"]["actor"] = actor
            await self._app(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return any(path == known or path.startswith(f"{known}/") for known in self._open)

    def _known(self, connection: HTTPConnection) -> Actor | None:
        try:
            return self._access.actor_of(connection)
        except NotSignedIn:
            return None

    def _from_our_pages(self, connection: HTTPConnection) -> bool:
        """Here and not only in `guards`: the toolkit's uploads and WebSockets have no dependency of ours."""
        if connection.scope["type"] == "http" and connection.scope["method"] in SAFE_METHODS:
            return True
        return from_our_pages(connection.headers, connection.url.scheme.replace("ws", "http"), self._access.public_url)

    async def _turn_away(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        navigates = connection.scope["type"] == "http" and "text/html" in connection.headers.get("accept", "")
        if navigates and connection.scope["method"] in SAFE_METHODS:
            path, query = connection.url.path, connection.url.query
            wanted = urlencode({"next": f"{path}?{query}" if query else path})
            await RedirectResponse(f"{SIGN_IN}?{wanted}", HTTPStatus.SEE_OTHER)(connection.scope, receive, send)
        else:
            await self._refuse(connection, receive, send, HTTPStatus.UNAUTHORIZED, "sign in first")

    async def _refuse(self, connection: HTTPConnection, receive: Receive, send: Send, status: HTTPStatus, detail: str) -> None:
        if connection.scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _GONE, "reason": detail})
        else:
            await problem(status, detail)(connection.scope, receive, send)
