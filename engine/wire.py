"""Typed messages between Callwright's processes: msgpack with a length in front, over a stream socket of this machine.

Both ends name the union of messages they expect, so an unknown or malformed message is an error at the border and not a
surprise inside. A closed channel ends the iteration: the peer's death is an ordinary event.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any, Final, Generic, TypeVar

import msgspec

_LENGTH_BYTES: Final = 4
_MAX_MESSAGE_BYTES: Final = 64 * 1024 * 1024
"""Above any utterance or prompt; a larger length means that the stream is corrupt."""

Inbound = TypeVar("Inbound")


class WireError(Exception):
    """The peer sent something that is not one of the expected messages."""


class Channel(Generic[Inbound]):
    """One end of a connection that receives messages of type `Inbound`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, inbound: Any) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder: msgspec.msgpack.Decoder[Inbound] = msgspec.msgpack.Decoder(inbound)
        self._encoder = msgspec.msgpack.Encoder()

    @classmethod
    async def connect(cls, path: str, inbound: Any) -> Channel[Inbound]:
        """Connects to a Unix socket at `path`."""
        reader, writer = await asyncio.open_unix_connection(path)
        return cls(reader, writer, inbound)

    @classmethod
    async def over(cls, sock: socket.socket, inbound: Any) -> Channel[Inbound]:
        """Wraps an already connected socket, such as one half of a `socketpair`."""
        reader, writer = await asyncio.open_unix_connection(sock=sock)
        return cls(reader, writer, inbound)

    def send(self, message: msgspec.Struct) -> None:
        """Queues a message; the loop writes it. A closed peer is noticed by the reading side."""
        if self._writer.is_closing():
            return
        body = self._encoder.encode(message)
        self._writer.write(len(body).to_bytes(_LENGTH_BYTES, "little") + body)

    async def drain(self) -> None:
        """Waits until the peer keeps up with what was sent."""
        await self._writer.drain()

    async def __aiter__(self) -> AsyncIterator[Inbound]:
        while True:
            try:
                length = int.from_bytes(await self._reader.readexactly(_LENGTH_BYTES), "little")
                if length > _MAX_MESSAGE_BYTES:
                    raise WireError(f"message of {length} bytes announced")
                body = await self._reader.readexactly(length)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            try:
                yield self._decoder.decode(body)
            except msgspec.DecodeError as error:
                raise WireError(str(error)) from error

    async def close(self) -> None:
        """Closes the connection; what was sent is flushed first."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
