"""One connection to a centre: bound as transceiver, kept alive, until either side gives it up."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

from smpplib.command import Command

from engine.gateway_news import GatewayNews, Reply
from engine.messaging.gateway import Heard
from engine.messaging.smpp.receipts import receipt
from engine.store.errors import StoreError
from telephony.smpp.packets import BrokenPacket, Sequence, answer_to, read_packet, request, word
from telephony.smpp.text import text_of

INTERNATIONAL: Final = 1
"""Type of number; the numbering plan of telephony has the same value."""
ALPHANUMERIC: Final = 5
RECEIPT_WANTED: Final = 1
HEADED: Final = 0x40
"""Of esm_class: the text begins with a header."""
_IS_RECEIPT: Final = 0x04
_LATER: Final = 0x64
"""ESME_RX_T_APPN: the centre shall try again."""


@dataclass(frozen=True, slots=True)
class Centre:
    """Where a centre is, and who we are to it."""

    host: str
    port: int
    system_id: str
    password: str
    sender: str
    """Number or name that people see."""
    tls: bool = False
    timeout_s: float = 10.0
    """For any answer."""
    alive_s: float = 30.0
    """After so long without a packet, it is asked whether it is there."""


class Refused(Exception):
    """The centre answered with a status other than 0."""

    def __init__(self, command: str, status: int) -> None:
        self.status = status
        super().__init__(f"{command} was answered with status 0x{status:08X}")


class Lost(Exception):
    """The connection is gone; the text says why."""


class Session:
    """Made by `bound`. `live` reads until the connection ends."""

    def __init__(self, centre: Centre, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: Heard) -> None:
        self._centre = centre
        self._reader = reader
        self._writer = writer
        self._heard = heard
        self._numbers = Sequence()
        self._waiting: dict[int, asyncio.Future[Command]] = {}

    async def bind(self) -> None:
        """Raises Refused, Lost."""
        await self._send(
            request("bind_transceiver", self._numbers, system_id=self._centre.system_id, password=self._centre.password)
        )
        answer = await self._read()
        if answer.status:
            raise Refused("bind_transceiver", answer.status)

    async def submit(self, number: str, body: bytes, coding: int, *, headed: bool) -> str:
        """Hands over one short message. Returns the centre's id of it.

        Raises:
            Refused, Lost
        """
        sender = self._centre.sender
        is_number = sender.lstrip("+").isdecimal()
        answer = await self._ask(
            request(
                "submit_sm",
                self._numbers,
                source_addr_ton=INTERNATIONAL if is_number else ALPHANUMERIC,
                source_addr_npi=INTERNATIONAL if is_number else 0,
                source_addr=sender.lstrip("+"),
                dest_addr_ton=INTERNATIONAL,
                dest_addr_npi=INTERNATIONAL,
                destination_addr=number.lstrip("+"),
                esm_class=HEADED if headed else 0,
                data_coding=coding,
                registered_delivery=RECEIPT_WANTED,
                short_message=body,
            )
        )
        return word(answer.message_id)

    async def live(self) -> None:
        """Reads until the connection ends, and sees that it has not ended unnoticed.

        Raises:
            Lost: always, in the end.
        """
        try:
            while True:
                try:
                    async with asyncio.timeout(self._centre.alive_s):
                        packet = await self._read()
                except TimeoutError:
                    await self._send(request("enquire_link", self._numbers))
                    async with asyncio.timeout(self._centre.timeout_s):
                        packet = await self._read()
                await self._take(packet)
        except TimeoutError as error:
            raise Lost("the centre does not answer") from error
        finally:
            for waiting in self._waiting.values():
                waiting.cancel()

    async def unbind(self) -> None:
        """Says goodbye, without waiting for an answer."""
        await self._send(request("unbind", self._numbers))

    async def _take(self, packet: Command) -> None:
        if packet.command == "deliver_sm":
            await self._send(answer_to(packet, await self._kept(packet)))
        elif packet.command == "enquire_link":
            await self._send(answer_to(packet))
        elif packet.command == "unbind":
            await self._send(answer_to(packet))
            raise Lost("the centre unbound")
        elif waiting := self._waiting.pop(packet.sequence, None):
            waiting.set_result(packet)

    async def _kept(self, packet: Command) -> int:
        news = news_in(packet)
        if news is None:
            return 0
        try:
            await self._heard(news)
        except StoreError:
            return _LATER
        return 0

    async def _ask(self, packet: Command) -> Command:
        waiting: asyncio.Future[Command] = asyncio.get_running_loop().create_future()
        self._waiting[packet.sequence] = waiting
        try:
            await self._send(packet)
            async with asyncio.timeout(self._centre.timeout_s):
                answer = await asyncio.shield(waiting)
        except TimeoutError as error:
            raise Lost("the centre does not answer") from error
        except asyncio.CancelledError:
            if waiting.cancelled():
                raise Lost("the connection ended before the centre answered") from None
            raise
        finally:
            self._waiting.pop(packet.sequence, None)
        if answer.status:
            raise Refused(packet.command, answer.status)
        return answer

    async def _send(self, packet: Command) -> None:
        try:
            self._writer.write(packet.generate())
            await self._writer.drain()
        except OSError as error:
            raise Lost(str(error) or type(error).__name__) from error

    async def _read(self) -> Command:
        try:
            return await read_packet(self._reader)
        except BrokenPacket as error:
            raise Lost(f"the centre sent {error}") from error
        except (asyncio.IncompleteReadError, OSError) as error:
            raise Lost("the centre closed the connection") from error


async def bound(centre: Centre, heard: Heard) -> tuple[Session, asyncio.StreamWriter]:
    """Connects and binds. The writer is to be closed at the end.

    Raises:
        Refused, Lost
    """
    context = ssl.create_default_context() if centre.tls else None
    try:
        async with asyncio.timeout(centre.timeout_s):
            reader, writer = await asyncio.open_connection(centre.host, centre.port, ssl=context)
    except (OSError, TimeoutError) as error:
        raise Lost(f"no connection: {error or type(error).__name__}") from error
    session = Session(centre, reader, writer, heard)
    try:
        async with asyncio.timeout(centre.timeout_s):
            await session.bind()
    except TimeoutError as error:
        writer.close()
        raise Lost("the centre does not answer") from error
    except (Refused, Lost):
        writer.close()
        raise
    return session, writer


def news_in(packet: Command) -> GatewayNews | None:
    """What a deliver_sm tells."""
    flags = packet.esm_class or 0
    body = packet.short_message or packet.message_payload or b""
    text = text_of(body, packet.data_coding or 0, headed=bool(flags & HEADED))
    if flags & _IS_RECEIPT:
        return receipt(text, word(packet.receipted_message_id) or None, packet.message_state)
    return Reply(word(packet.source_addr), text)
