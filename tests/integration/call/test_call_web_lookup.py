from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from engine.call.web_lookup import LARGEST_ANSWER_BYTES, HttpLookup, LookupFailed, LookupRequest, picked, refusal

pytestmark = pytest.mark.integration

Handler = Callable[[str, bytes], bytes | None]
"""Head and body of a request to the whole response; None: never answers."""


@asynccontextmanager
async def server(handler: Handler) -> AsyncIterator[str]:
    served: list[asyncio.Task[None]] = []

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.create_task(talk(reader, writer)))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-length")]
        response = handler(head, await reader.readexactly(sum(lengths)))
        if response is None:
            await reader.read()  # until the caller gives up
        else:
            writer.write(response)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/orders"
        await asyncio.gather(*served)


def ok(document: object) -> bytes:
    body = json.dumps(document).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


def _request(url: str, method: str = "GET", timeout_ms: int = 5000, **save: str) -> LookupRequest:
    return LookupRequest(url, "POST" if method == "POST" else "GET", {"id": "4 & 7"}, save, timeout_ms)


async def test_values_are_taken_from_the_answer_by_their_place() -> None:
    heads: list[str] = []

    def answer(head: str, _body: bytes) -> bytes:
        heads.append(head)
        return ok({"order": {"status": "sent", "items": [{"price": 9.5}], "paid": True}})

    async with server(answer) as url:
        values = await HttpLookup({"127.0.0.1": "t0ken"}).ask(
            _request(url, state="order.status", price="order.items.0.price", paid="order.paid")
        )

    assert values == {"state": "sent", "price": "9.5", "paid": "yes"}
    assert heads[0].startswith("GET /orders?id=4+%26+7 ")
    assert "Bearer t0ken" in heads[0]


async def test_a_post_sends_json() -> None:
    bodies: list[bytes] = []

    def answer(_head: str, body: bytes) -> bytes:
        bodies.append(body)
        return ok({})

    async with server(answer) as url:
        assert await HttpLookup({"127.0.0.1": None}).ask(_request(url, "POST")) == {}

    assert json.loads(bodies[0]) == {"id": "4 & 7"}


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "HTTP 500"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html", "is not JSON"),
        (ok({"other": 1}), "has no `wanted`"),
        (ok({"wanted": ["a"]}), "no plain value"),
        (ok({"wanted": "x" * LARGEST_ANSWER_BYTES}), "longer than 64 KiB"),
        (b"garbage\r\n\r\n", "Error"),
        (None, "no answer within 300 ms"),
    ],
)
async def test_what_is_no_usable_answer_in_time_fails_and_says_why(response: bytes | None, reason: str) -> None:
    async with server(lambda _head, _body: response) as url:
        with pytest.raises(LookupFailed, match=reason):
            await HttpLookup({"127.0.0.1": None}).ask(_request(url, timeout_ms=300 if response is None else 5000, slot="wanted"))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://crm.example.com/x", None),
        ("http://localhost:8080/x", None),
        ("http://crm.example.com/x", "https://"),
        ("https://evil.example.com/x", "webhooks: hosts"),
        ("https://crm.example.com@evil.example.com/x", "webhooks: hosts"),
        ("ftp://crm.example.com/x", "https://"),
        ("https://[crm", "Invalid"),
        ("crm.example.com", "https://"),
    ],
)
def test_only_listed_hosts_may_be_asked_and_only_in_secret(url: str, reason: str | None) -> None:
    given = refusal(url, {"crm.example.com": None, "localhost": None})

    assert (given is None) if reason is None else (given is not None and reason in given)


async def test_an_unlisted_host_is_not_asked() -> None:
    with pytest.raises(LookupFailed, match="webhooks: hosts"):
        await HttpLookup({}).ask(_request("https://crm.example.com/x"))


@pytest.mark.parametrize("place", ["a.b.c", "a.1", "a.-1", "", "a.b.0"])
def test_places_that_are_not_there(place: str) -> None:
    with pytest.raises(LookupFailed):
        picked({"a": {"b": "text"}}, place)
