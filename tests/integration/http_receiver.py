"""An HTTP server on loopback that answers as it is told and keeps what it was sent."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """What came. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class HttpReceiver:
    """Gives the next of its answers to each request, the last one for ever."""

    answers: list[bytes]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    served: list[asyncio.Task[None]] = field(default_factory=list)

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.served.append(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):  # the other side gave up
            await self._answer(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        method, path, _ = first.split()
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.requests.append(Request(method, path, headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == SILENCE:
            await reader.read()  # until the other side gives up
        writer.write(answer)
        await writer.drain()


SILENCE = b""


def status(line: str, *headers: str) -> bytes:
    """An answer such as `503 Busy` with `Retry-After: 3`."""
    return "\r\n".join([f"HTTP/1.1 {line}", *headers, "Content-Length: 2", "Connection: close", "", "hm"]).encode()


@asynccontextmanager
async def receiving(*answers: bytes) -> AsyncIterator[HttpReceiver]:
    """Serves while the block runs."""
    it = HttpReceiver(list(answers))
    server = await asyncio.start_server(it.serve, "127.0.0.1", 0)
    async with server:
        it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield it
        await asyncio.gather(*it.served)


@contextmanager
def receiving_beside(*answers: bytes) -> Iterator[HttpReceiver]:
    """Serves in a thread: for what has an event loop of its own, as commands do."""
    loop = asyncio.new_event_loop()
    served = receiving(*answers)
    it = loop.run_until_complete(served.__aenter__())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield it
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(served.__aexit__(None, None, None))
        loop.close()
