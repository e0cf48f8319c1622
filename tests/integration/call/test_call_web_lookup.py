from __future__ import annotations

import json

import pytest

from engine.call.web_lookup import LARGEST_ANSWER_BYTES, HttpLookup, LookupFailed, LookupRequest, picked, refusal
from tests.integration.http_receiver import SILENCE, receiving

pytestmark = pytest.mark.integration


def ok(document: object) -> bytes:
    body = json.dumps(document).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body


def _request(url: str, method: str = "GET", timeout_ms: int = 5000, **save: str) -> LookupRequest:
    return LookupRequest(url, "POST" if method == "POST" else "GET", {"id": "4 & 7"}, save, timeout_ms)


async def test_values_are_taken_from_the_answer_by_their_place() -> None:
    async with receiving(ok({"order": {"status": "sent", "items": [{"price": 9.5}], "paid": True}})) as it:
        values = await HttpLookup({"127.0.0.1": "t0ken"}).ask(
            _request(f"{it.url}/orders", state="order.status", price="order.items.0.price", paid="order.paid")
        )

    assert values == {"state": "sent", "price": "9.5", "paid": "yes"}
    (asked,) = it.requests
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("GET", "/orders?id=4+%26+7", "Bearer t0ken")


async def test_a_post_sends_json() -> None:
    async with receiving(ok({})) as it:
        assert await HttpLookup({"127.0.0.1": None}).ask(_request(it.url, "POST")) == {}

    assert json.loads(it.requests[0].body) == {"id": "4 & 7"}


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
        (SILENCE, "no answer within 300 ms"),
    ],
)
async def test_what_is_no_usable_answer_in_time_fails_and_says_why(response: bytes, reason: str) -> None:
    timeout_ms = 300 if response == SILENCE else 5000
    async with receiving(response) as it:
        with pytest.raises(LookupFailed, match=reason):
            await HttpLookup({"127.0.0.1": None}).ask(_request(it.url, timeout_ms=timeout_ms, slot="wanted"))


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
