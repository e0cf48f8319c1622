from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pytest

from engine.messaging.gateway import GatewayUnavailable, HttpGateway, Message, MessageRefused

pytestmark = pytest.mark.integration

MESSAGE = Message("m-1", "+15550100001", "Your link: https://x.example/{number}")


@dataclass(slots=True)
class Provider:
    """An HTTP server that gives one answer to everything and keeps what it was sent."""

    status: str
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.split(": ", 1) for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, value in lines}
        self.headers.append(headers)
        self.bodies.append(await reader.readexactly(int(headers["content-length"])))
        writer.write(f"HTTP/1.1 {self.status}\r\nLocation: {self.url}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhm".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def provider(status: str) -> AsyncIterator[Provider]:
    it = Provider(status)
    server = await asyncio.start_server(it.answer, "127.0.0.1", 0)
    async with server:
        it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/send"
        yield it


def _gateway(url: str, encoding: str = "json") -> HttpGateway:
    fields = {"to": "{number}", "body": "{text}", "reference": "{id}", "from": "Callwright"}
    return HttpGateway(url, fields, encoding="json" if encoding == "json" else "form", token="secret", timeout_s=5)


async def test_a_message_is_posted_in_the_providers_own_fields() -> None:
    async with provider("202 Accepted") as it:
        await _gateway(it.url).send(MESSAGE)

    assert json.loads(it.bodies[0]) == {
        "to": "+15550100001",
        "body": "Your link: https://x.example/{number}",
        "reference": "m-1",
        "from": "Callwright",
    }
    assert it.headers[0]["authorization"] == "Bearer secret"
    assert it.headers[0]["idempotency-key"] == "m-1"


async def test_a_message_can_be_sent_as_a_form() -> None:
    async with provider("200 OK") as it:
        await _gateway(it.url, "form").send(MESSAGE)

    assert parse_qs(it.bodies[0].decode())["to"] == ["+15550100001"]


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "422 Unprocessable"])
async def test_what_will_never_be_taken_is_refused(status: str) -> None:
    async with provider(status) as it:
        with pytest.raises(MessageRefused, match=f"HTTP {status[:3]}: hm"):
            await _gateway(it.url).send(MESSAGE)


@pytest.mark.parametrize("status", ["500 Oops", "503 Unavailable", "429 Slow down", "301 Moved"])
async def test_what_may_be_taken_later_is_unavailable_and_redirects_are_not_followed(status: str) -> None:
    async with provider(status) as it:
        with pytest.raises(GatewayUnavailable, match=f"HTTP {status[:3]}"):
            await _gateway(it.url).send(MESSAGE)

    assert len(it.bodies) == 1


async def test_a_gateway_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(GatewayUnavailable, match="ConnectError"):
            await _gateway(f"http://127.0.0.1:{nobody.getsockname()[1]}/").send(MESSAGE)
