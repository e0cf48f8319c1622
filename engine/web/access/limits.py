"""How much one may ask of the server: the size of a request, and requests per second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.web.access.access import Access, address_of
from engine.web.access.buckets import Buckets, Rate
from engine.web.access.secrets import digest
from engine.web.problems import problem


class _TooLarge(Exception):
    """More came than may."""


class BodyLimit:
    """ASGI middleware. Answers 413 once a request's body is larger than its path allows, whatever length it claims."""

    def __init__(self, app: ASGIApp, limit_bytes: int, larger: Mapping[str, int]) -> None:
        """Args:
        app: what answers.
        limit_bytes: of ordinary requests.
        larger: limits of uploads, by the beginning of the path.
        """
        self._app = app
        self._limit_bytes = limit_bytes
        self._larger = dict(larger)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next((size for path, size in self._larger.items() if scope["path"].startswith(path)), self._limit_bytes)
        claimed = Headers(scope=scope).get("content-length", "0")
        taken, begun = 0, False
        too_large = not claimed.isdecimal() or int(claimed) > limit

        async def counted() -> Message:
            nonlocal taken, too_large
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                too_large = True
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            if too_large and not begun:
                return  # what the app says to a body that was cut off; ours follows
            begun = True
            await send(message)

        if not too_large:
            with suppress(_TooLarge):
                await self._app(scope, counted, noted)
        if too_large and not begun:
            told = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request's body has at most {limit:,} bytes here")
            await told(scope, receive, send)


class RateLimit:
    """ASGI middleware. Answers 429 to an address, or an API token, that asks more often than its rate."""

    def __init__(self, app: ASGIApp, access: Access, addresses: Rate, tokens: Rate) -> None:
        """Args:
        app: what answers.
        access: for the clock.
        addresses: of each address; an office may share one, and a page of the console loads dozens of files.
        tokens: of each API token.
        """
        self._app = app
        self._access = access
        self._addresses = Buckets(addresses)
        self._tokens = Buckets(tokens)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = self._wait_s(HTTPConnection(scope)) if scope["type"] == "http" else 0.0
        if wait_s > 0:
            retry_s = math.ceil(wait_s)
            refused = problem(HTTPStatus.TOO_MANY_REQUESTS, f"too many requests: wait {retry_s} s")
            refused.headers["Retry-After"] = str(retry_s)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait_s(self, connection: HTTPConnection) -> float:
        now = self._access.service.clock.now()
        wait_s = self._addresses.take(address_of(connection), now)
        token = connection.headers.get("authorization")
        if wait_s == 0 and token is not None:
            wait_s = self._tokens.take(digest(token), now)
        return wait_s
