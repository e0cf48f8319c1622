"""The lab's short message centre: speaks SMPP 3.4, delivers to nobody, keeps what it was given, and reports as it is told to."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from smpplib.command import Command

from telephony.smpp.packets import BrokenPacket, Sequence, answer_to, read_packet, request, word
from telephony.smpp.text import UCS2, parts_of, text_of

THROTTLED: Final = 0x58
_WRONG_PASSWORD: Final = 0x0E
_HEADED: Final = 0x40
_RECEIPT: Final = 0x04
_INTERNATIONAL: Final = 1


@dataclass(slots=True)
class LabCentre:
    """Made by `short_message_centre`."""

    password: str
    reports: str | None = "DELIVRD"
    """The state that receipts tell; None: it never reports."""
    statuses: list[int] = field(default_factory=list)
    """With which the next messages are answered, before it takes any."""
    port: int = 0
    messages: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What was sent, by number with `+`, parts put together."""
    told: Callable[[str, str], None] = lambda _number, _text: None
    """Who is told of each message, too."""
    codings: list[int] = field(default_factory=list)
    binds: int = 0
    enquiries: int = 0
    answers: list[Command] = field(default_factory=list)
    """To what it told."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Something came since this was last cleared."""
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _numbers: Sequence = field(default_factory=Sequence)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _parts: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, BrokenPacket):
            while self._took(await read_packet(reader), writer):
                await writer.drain()
                self.arrived.set()
        self._writers.remove(writer)
        writer.close()

    def say(self, number: str, text: str) -> None:
        """A person answers."""
        parts = parts_of(text, 0)
        self._tell(number.lstrip("+"), parts.bodies[0], parts.coding, 0)

    def hang_up(self) -> None:
        """All connections end, without a word."""
        for writer in self._writers:
            writer.transport.abort()

    def _took(self, packet: Command, writer: asyncio.StreamWriter) -> bool:
        """Answers; False after a goodbye."""
        match packet.command:
            case "bind_transceiver":
                right = word(packet.password) == self.password
                self.binds += right
                writer.write(answer_to(packet, 0 if right else _WRONG_PASSWORD, system_id="lab").generate())
            case "submit_sm":
                status = self.statuses.pop(0) if self.statuses else 0
                message_id = f"{next(self._ids):x}"
                writer.write(answer_to(packet, status, message_id=message_id).generate())
                if status == 0:
                    self._keep(packet)
                    self._report(packet, message_id)
            case "enquire_link":
                self.enquiries += 1
                writer.write(answer_to(packet).generate())
            case "unbind":
                writer.write(answer_to(packet).generate())
                return False
            case _:
                self.answers.append(packet)
        return True

    def _keep(self, packet: Command) -> None:
        body, coding = packet.short_message or b"", packet.data_coding or 0
        headed, number = bool((packet.esm_class or 0) & _HEADED), f"+{word(packet.destination_addr)}"
        text = text_of(body, coding, headed=headed)
        self.codings.append(coding)
        if headed:
            reference, total, place = body[3:6]
            parts = self._parts.setdefault((number, reference), {})
            parts[place] = text
            if len(parts) < total:
                return
            text = "".join(parts[place] for place in sorted(parts))
        self.messages[number].append(text)
        self.told(number, text)

    def _report(self, packet: Command, message_id: str) -> None:
        if self.reports and packet.registered_delivery:
            text = f"id:{message_id} sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:{self.reports} err:000"
            self._tell(word(packet.destination_addr), text.encode("ascii"), 0, _RECEIPT)

    def _tell(self, source: str, body: bytes, coding: int, flags: int) -> None:
        about = {"source_addr_ton": _INTERNATIONAL, "source_addr_npi": _INTERNATIONAL, "source_addr": source}
        told = {"esm_class": flags, "data_coding": coding if coding == UCS2 else 0, "short_message": body}
        packet = request("deliver_sm", self._numbers, destination_addr="12345", **about, **told)
        for writer in self._writers[-1:]:
            writer.write(packet.generate())


@asynccontextmanager
async def short_message_centre(password: str = "lab", port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[LabCentre]:
    """A centre that listens; on any free port, unless told."""
    centre = LabCentre(password)
    server = await asyncio.start_server(centre.serve, host, port)
    async with server:
        centre.port = server.sockets[0].getsockname()[1]
        try:
            yield centre
        finally:
            centre.hang_up()
