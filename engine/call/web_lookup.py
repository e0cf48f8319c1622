"""Looks something up in the customer's own systems while the call goes on: one HTTP request, bounded in time and size.

Whom a script may ask is the administrator's decision (`webhooks.hosts` of the settings), never the script's.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlsplit

import httpx2 as httpx

from engine.dialog.webhook_address import fault_of_address

LARGEST_ANSWER_BYTES: Final = 64 * 1024


class LookupFailed(Exception):
    """No usable answer in time. The text says why and holds nothing of the answer."""


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """One question."""

    url: str
    method: Literal["GET", "POST"]
    send: Mapping[str, str]
    """Query parameters of a GET, fields of a JSON body of a POST."""
    save: Mapping[str, str]
    """Name of a slot to the place of its value in the JSON answer, e.g. `customer.orders.0.status`."""
    timeout_ms: int


class Lookup(Protocol):
    """Answers questions."""

    async def ask(self, request: LookupRequest) -> Mapping[str, str]:
        """The values to save, by slot.

        Raises:
            LookupFailed
        """
        ...


def refusal(url: str, hosts: Mapping[str, str | None]) -> str | None:
    """Why this address may not be asked; None if it may."""
    if fault := fault_of_address(url):
        return fault
    host = urlsplit(url).hostname or ""
    return None if host in hosts else f"the settings do not list its host: add `{host or '?'}` to `webhooks: hosts`"


class HttpLookup:
    """Asks over HTTP; see `Lookup`. Redirects are not followed, proxies of the environment not used."""

    def __init__(self, hosts: Mapping[str, str | None]) -> None:
        """Args:
        hosts: that may be asked, each with the bearer token it gets, or None.
        """
        self._hosts = dict(hosts)

    async def ask(self, request: LookupRequest) -> Mapping[str, str]:
        if reason := refusal(request.url, self._hosts):
            raise LookupFailed(reason)
        try:
            async with asyncio.timeout(request.timeout_ms / 1000):
                answer = await self._answer(request)
        except TimeoutError as error:
            raise LookupFailed(f"no answer within {request.timeout_ms} ms") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LookupFailed(type(error).__name__) from error
        try:
            document = json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise LookupFailed("the answer is not JSON") from error
        return {slot: picked(document, place) for slot, place in request.save.items()}

    async def _answer(self, request: LookupRequest) -> bytes:
        token = self._hosts[urlsplit(request.url).hostname or ""]
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        sent: dict[str, Any] = {"params" if request.method == "GET" else "json": dict(request.send)} if request.send else {}
        async with (
            httpx.AsyncClient(timeout=None, trust_env=False) as client,
            client.stream(request.method, request.url, headers=headers, **sent) as response,
        ):
            if not response.is_success:
                raise LookupFailed(f"HTTP {response.status_code}")
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > LARGEST_ANSWER_BYTES:
                    raise LookupFailed(f"the answer is longer than {LARGEST_ANSWER_BYTES // 1024} KiB")
            return bytes(body)


def picked(document: object, place: str) -> str:
    """The plain value at a dotted place of a JSON document, as text; list positions count from 0.

    Raises:
        LookupFailed: there is none, or it is a list or an object.
    """
    value = document
    for part in place.split("."):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            raise LookupFailed(f"the answer has no `{place}`")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    raise LookupFailed(f"`{place}` of the answer is no plain value")
