"""The lab's text messages: a provider's HTTP API that delivers to nobody and keeps what it was given.

One POST a message, with a JSON object of the fields `to` and `text`; answered by 202, or by 400 if it is not that.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

_LONGEST_MESSAGE_BYTES: Final = 64 * 1024
_TIMEOUT_S: Final = 10.0


class Inbox:
    """What was sent, by number. Made by `text_messages`."""

    def __init__(self) -> None:
        self.url = ""
        """Where a gateway sends to."""
        self.messages: defaultdict[str, list[str]] = defaultdict(list)
        self.told: Callable[[str, str], None] = lambda _number, _text: None
        """Who is told of each message, too."""

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of HTTP/1.1, after which the connection is closed."""
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                status = "202 Accepted" if self._kept(await _body(reader)) else "400 Bad Request"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # Whoever sent it sees no answer, and sends it again.
        finally:
            writer.close()

    def _kept(self, body: bytes) -> bool:
        try:
            match json.loads(body):
                case {"to": str(number), "text": str(text)}:
                    self.messages[number].append(text)
                    self.told(number, text)
                    return True
        except ValueError:
            pass
        return False


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = dict(line.lower().split(":", 1) for line in head.split("\r\n")[1:] if ":" in line)
    length = fields.get("content-length", "0").strip()
    return await reader.readexactly(min(int(length), _LONGEST_MESSAGE_BYTES)) if length.isdigit() else b""


@asynccontextmanager
async def text_messages(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Inbox]:
    """An inbox that listens; on any free port, unless told."""
    inbox = Inbox()
    server = await asyncio.start_server(inbox.take, host, port)
    async with server:
        inbox.url = f"http://{host}:{server.sockets[0].getsockname()[1]}/messages"
        yield inbox
