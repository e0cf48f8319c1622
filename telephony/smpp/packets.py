"""Packets of SMPP on a stream."""

from __future__ import annotations

import asyncio
import struct
from typing import Any, Final

from smpplib.command import Command
from smpplib.exceptions import PDUError, UnknownCommandError
from smpplib.smpp import make_pdu, parse_pdu

_HEADER_BYTES: Final = 16
_LONGEST_BYTES: Final = 64 << 10
_SEQUENCE_MAX: Final = 0x7FFFFFFF


class BrokenPacket(Exception):
    """What came is no packet of SMPP: the connection cannot be used any more."""


class Sequence:
    """Numbers of packets, from 1; smpplib asks for them."""

    def __init__(self) -> None:
        self.sequence = 0

    def next_sequence(self) -> int:
        """The number of the next packet."""
        self.sequence = self.sequence % _SEQUENCE_MAX + 1
        return self.sequence


def request(command: str, numbers: Sequence, **fields: Any) -> Command:
    """A packet with the next number."""
    packet = make_pdu(command, client=numbers, **fields)
    packet.sequence = numbers.sequence
    return packet


def answer_to(packet: Command, status: int = 0, **fields: Any) -> Command:
    """The answer to a packet, under its number."""
    response = make_pdu(f"{packet.command}_resp", client=Sequence(), **fields)
    response.sequence, response.status = packet.sequence, status
    return response


async def read_packet(reader: asyncio.StreamReader) -> Command:
    """The next packet.

    Raises:
        BrokenPacket
        asyncio.IncompleteReadError, OSError: the other side is gone.
    """
    head = await reader.readexactly(4)
    (length,) = struct.unpack(">L", head)
    if not _HEADER_BYTES <= length <= _LONGEST_BYTES:
        raise BrokenPacket(f"a packet of {length} bytes")
    data = head + await reader.readexactly(length - 4)
    try:
        packet = parse_pdu(data, client=Sequence(), allow_unknown_opt_params=True)
    except (PDUError, UnknownCommandError, struct.error, ValueError, LookupError, TypeError) as error:
        raise BrokenPacket(f"{type(error).__name__}: {error}") from error
    if packet is None:
        raise BrokenPacket("a packet of an unknown command")
    return packet


def word(value: bytes | str | None) -> str:
    """A field that holds ASCII."""
    return value.decode("latin-1") if isinstance(value, bytes) else value or ""
