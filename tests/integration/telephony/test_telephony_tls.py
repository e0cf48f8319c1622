"""SIP over TLS, with a plain Python TLS server as the trunk."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from telephony.causes import HangupCause
from telephony.line import HungUp
from telephony.settings import Transport
from tests.integration.telephony.peers import LOOPBACK, dialing, end_of, events_until_end, free_port, trunk_at

pytestmark = pytest.mark.sip

CERTIFICATE: Final = Path(__file__).parent / "tls" / "loopback.cert.pem"
KEY: Final = Path(__file__).parent / "tls" / "loopback.key.pem"


@asynccontextmanager
async def _tls_trunk(received: list[bytes]) -> AsyncIterator[int]:
    """Takes one request and closes the connection; yields its port."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(65_536))
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    server = await asyncio.start_server(take, LOOPBACK, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _call(port: int, *, tls_ca_file: str | None = None, tls_verify: bool = True) -> HungUp:
    trunk = replace(trunk_at(port), transport=Transport.TLS, tls_ca_file=tls_ca_file, tls_verify=tls_verify)
    async with dialing(trunk) as dialer:
        return end_of(await events_until_end(await dialer.dial("+4930123456")))


async def test_a_trunk_with_a_certificate_we_trust_gets_the_invite() -> None:
    received: list[bytes] = []
    async with _tls_trunk(received) as port:
        end = await _call(port, tls_ca_file=str(CERTIFICATE))
    assert received[0].startswith(b"INVITE sip:+4930123456@127.0.0.1:")
    assert end.cause is HangupCause.TRANSPORT_FAILED, "the trunk closed the connection"


async def test_a_trunk_with_a_certificate_of_unknown_origin_gets_nothing() -> None:
    received: list[bytes] = []
    async with _tls_trunk(received) as port:
        end = await _call(port)
    assert not any(received)
    assert (end.cause, "certificate" in end.reason) == (HangupCause.TRANSPORT_FAILED, True)


async def test_verification_can_be_turned_off() -> None:
    received: list[bytes] = []
    async with _tls_trunk(received) as port:
        await _call(port, tls_verify=False)
    assert received[0].startswith(b"INVITE")


async def test_nobody_at_a_tls_trunk() -> None:
    assert (await _call(free_port())).cause is HangupCause.TRANSPORT_FAILED
