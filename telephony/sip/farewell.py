"""Ends the calls of a SIP stack that died, from outside: its peers would hear silence until their session timers end them.

    answered ─▶ BYE ─▶ any final answer
    ringing ──▶ CANCEL ─▶ 487, which is acknowledged; a 200 that crossed it is acknowledged and followed by BYE

Over UDP it is sent from the dead stack's own port, so that answers, and peers that know us by it, find us. Over TCP and TLS
there is a new connection. A peer that wants a BYE to prove its password (401, 407) keeps its call.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
from collections.abc import Sequence
from contextlib import closing
from typing import Final

from telephony.settings import StackSettings, Transport, TrunkSettings
from telephony.sip.dialog import (
    Hop,
    NoDialog,
    SipDialog,
    ack_of_answer,
    ack_of_refusal,
    bye_of,
    cancel_of,
    dialog_of,
    first_hop,
    next_hop,
)
from telephony.sip.headers import header_value, status_line

_log = logging.getLogger(__name__)

SENT_AFTER_S: Final = (0.0, 0.5, 1.0, 2.0)
"""Pauses before each time that a request is sent over UDP: T1, doubled (RFC 3261, section 17.1.2.2)."""
LAST_ANSWER_S: Final = 1.0
"""So long an answer is waited for after the last time."""
CONNECT_S: Final = 4.0
"""For all that TCP or TLS take."""


class Farewell:
    """The end of one call, as a pure state machine: answers in, requests out."""

    def __init__(self, dialog: SipDialog, sent_by: str) -> None:
        """Args:
        dialog: the call.
        sent_by: of our Via: `UDP 192.0.2.1:5060`.
        """
        self._dialog = dialog
        self._sent_by = sent_by
        self.request = bye_of(dialog, self._via()) if dialog.answered else cancel_of(dialog)
        """What is to be sent until it is answered."""
        self.status: int | None = None
        """The final answer to the request."""
        self.over = False
        """Nothing more is to come."""

    @property
    def hop(self) -> Hop:
        """Where the request goes.

        Raises:
            NoDialog: nowhere.
        """
        return next_hop(self._dialog) if self._dialog.answered else first_hop(self._dialog)

    def feed(self, response: str) -> str | None:
        """Takes an answer; an acknowledgement that is to be sent at once. Answers to other calls are ignored."""
        line = status_line(response)
        if line is None or line[0] < 200 or header_value(response, "Call-ID") != self._dialog.call_id:
            return None
        method = header_value(response, "CSeq").rpartition(" ")[2]
        if method == "INVITE" and not self._dialog.answered:
            return self._invite_answered(line[0], response)
        if method == header_value(self.request, "CSeq").rpartition(" ")[2]:
            self.status = line[0]
            self.over = method == "BYE"
        return None

    def _invite_answered(self, status: int, response: str) -> str:
        if status >= 300:
            self.status, self.over = self.status or status, True
            return ack_of_refusal(self._dialog, response)
        self._dialog = dialog_of(response, self._dialog.request_uri)
        self.request, self.status = bye_of(self._dialog, self._via()), None
        return ack_of_answer(self._dialog, self._via())

    def _via(self) -> str:
        return f"SIP/2.0/{self._sent_by};rport;branch=z9hG4bK{secrets.token_hex(12)}"


async def end_calls(dialogs: Sequence[SipDialog], stack: StackSettings, trunk: TrunkSettings, address: str) -> None:
    """Says to each peer that the call is over, side by side, within a few seconds. What does not succeed is logged.

    Args:
        dialogs: calls of a stack that is dead for certain.
        stack: its settings.
        trunk: likewise.
        address: where it was reached, `host:port`.
    """
    farewells = [Farewell(dialog, f"{trunk.transport.upper()} {address}") for dialog in dialogs]
    try:
        if trunk.transport is Transport.UDP:
            await _over_udp(farewells, (stack.bind_address, int(address.rpartition(":")[2])))
        else:
            await asyncio.gather(*(_over_stream(farewell, trunk) for farewell in farewells))
    except OSError as error:
        _log.warning("calls cannot be ended: %s", error, extra={"action": "farewell_failed", "trunk": trunk.address})
    statuses = [farewell.status for farewell in farewells]
    ended = sum(status is not None and status not in (401, 407) for status in statuses)
    _log.warning(
        "calls of a dead worker ended",
        extra={"action": "farewell", "trunk": trunk.address, "calls": len(statuses), "ended": ended, "statuses": statuses},
    )


class _Socket(asyncio.DatagramProtocol):
    """Gives answers to the farewells of one socket."""

    def __init__(self, farewells: Sequence[Farewell]) -> None:
        self._farewells = farewells
        self._transport: asyncio.DatagramTransport | None = None
        self.heard = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        text = data.decode(errors="replace")
        for farewell in self._farewells:
            try:
                acknowledgement = farewell.feed(text)
            except NoDialog:
                continue
            if acknowledgement and self._transport:
                self._transport.sendto(acknowledgement.encode(), addr)
        self.heard.set()


async def _over_udp(farewells: Sequence[Farewell], bound: tuple[str, int]) -> None:
    loop = asyncio.get_running_loop()
    transport, socket = await loop.create_datagram_endpoint(lambda: _Socket(farewells), local_addr=bound)
    with closing(transport):
        for pause_s in SENT_AFTER_S:
            if await _all_over(farewells, socket, pause_s):
                return
            for farewell in farewells:
                if farewell.status is None and (where := await _resolved(farewell)):
                    transport.sendto(farewell.request.encode(), where)
        await _all_over(farewells, socket, LAST_ANSWER_S)


async def _all_over(farewells: Sequence[Farewell], socket: _Socket, within_s: float) -> bool:
    try:
        async with asyncio.timeout(within_s):
            while not all(farewell.over for farewell in farewells):
                socket.heard.clear()
                await socket.heard.wait()
    except TimeoutError:
        return False
    return True


async def _resolved(farewell: Farewell) -> tuple[str, int] | None:
    try:
        hop = farewell.hop
        found = await asyncio.get_running_loop().getaddrinfo(hop.host, hop.port)
    except (OSError, NoDialog):
        return None
    host, port = found[0][4][:2]
    return str(host), int(port)


async def _over_stream(farewell: Farewell, trunk: TrunkSettings) -> None:
    """The answer to an INVITE that a CANCEL ends goes to the connection that died: it is not waited for."""
    try:
        async with asyncio.timeout(CONNECT_S):
            hop = farewell.hop
            reader, writer = await asyncio.open_connection(hop.host, hop.port, ssl=_tls(trunk))
            with closing(writer):
                writer.write(farewell.request.encode())
                while farewell.status is None:
                    farewell.feed((await reader.readuntil(b"\r\n\r\n")).decode(errors="replace"))
    except (OSError, TimeoutError, NoDialog, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return  # it shows as a call that was not ended


def _tls(trunk: TrunkSettings) -> ssl.SSLContext | None:
    if trunk.transport is not Transport.TLS:
        return None
    context = ssl.create_default_context(cafile=trunk.tls_ca_file)
    if not trunk.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
