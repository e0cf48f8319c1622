from __future__ import annotations

import asyncio
import json
import socket
from contextlib import suppress
from urllib.parse import parse_qs

import pytest

from engine.messaging.gateway import HttpGateway, Message
from engine.outgoing import NotTaken
from tests.integration.http_receiver import receiving, status

pytestmark = pytest.mark.integration

ELSEWHERE = "http://127.0.0.1:9/elsewhere"
MESSAGE = Message("m-1", "+15550100001", "Your link: https://x.example/{number}")


def _gateway(url: str, encoding: str = "json") -> HttpGateway:
    fields = {"to": "{number}", "body": "{text}", "reference": "{id}", "from": "Callwright"}
    return HttpGateway(url, fields, encoding="json" if encoding == "json" else "form", token="secret", timeout_s=5)


async def test_a_message_is_posted_in_the_providers_own_fields() -> None:
    async with receiving(status("202 Accepted")) as it:
        await _gateway(it.url).send(MESSAGE)

    assert json.loads(it.requests[0].body) == {
        "to": "+15550100001",
        "body": "Your link: https://x.example/{number}",
        "reference": "m-1",
        "from": "Callwright",
    }
    assert it.requests[0].headers["authorization"] == "Bearer secret"
    assert it.requests[0].headers["idempotency-key"] == "m-1"


async def test_a_message_can_be_sent_as_a_form() -> None:
    async with receiving(status("200 OK")) as it:
        await _gateway(it.url, "form").send(MESSAGE)

    assert parse_qs(it.requests[0].body.decode())["to"] == ["+15550100001"]


@pytest.mark.parametrize("line", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "422 Unprocessable"])
async def test_what_will_never_be_taken_is_refused(line: str) -> None:
    async with receiving(status(line, f"Location: {ELSEWHERE}")) as it:
        with pytest.raises(NotTaken, match=f"HTTP {line[:3]}: hm") as refused:
            await _gateway(it.url).send(MESSAGE)

    assert refused.value.final


@pytest.mark.parametrize("line", ["500 Oops", "503 Unavailable", "429 Slow down", "301 Moved"])
async def test_what_may_be_taken_later_is_unavailable_and_redirects_are_not_followed(line: str) -> None:
    async with receiving(status(line, f"Location: {ELSEWHERE}", "Retry-After: 7")) as it:
        with pytest.raises(NotTaken, match=f"HTTP {line[:3]}") as failed:
            await _gateway(it.url).send(MESSAGE)

    assert (failed.value.final, failed.value.retry_after_s) == (False, 7.0)
    assert len(it.requests) == 1


async def test_a_gateway_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(NotTaken, match="ConnectError"):
            await _gateway(f"http://127.0.0.1:{nobody.getsockname()[1]}/").send(MESSAGE)


async def test_a_gateway_whose_answer_comes_in_drips_is_given_up_in_time() -> None:
    """Each piece comes in time, the whole never does: meanwhile nobody else's message would be sent."""
    over = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b"X-Wait: a moment\r\n")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()
        over.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with asyncio.timeout(5), server:
        gateway = HttpGateway(
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, encoding="json", token=None, timeout_s=0.2
        )
        with pytest.raises(NotTaken, match=r"no answer within 0\.2 s") as given_up:
            await gateway.send(MESSAGE)
        await over.wait()

    assert not given_up.value.final
