"""The demonstration as somebody at a terminal sees it: calls to be watched in the console, and what came of them."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.acceptance.product import COMMAND, eventually

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]


class Terminal:
    """The command at a terminal of its own."""

    def __init__(self, process: asyncio.subprocess.Process, screen: asyncio.StreamReader) -> None:
        self._process = process
        self._screen = screen
        self.seen = ""

    async def shows(self, wanted: str) -> re.Match[str]:
        """What it prints, once it does."""
        while not (found := re.search(wanted, self.seen)):
            more = await self._screen.read(4096)
            assert more, f"ended without {wanted!r}: {self.seen}"
            self.seen += more.decode()
        return found

    def interrupt(self) -> None:
        """Ctrl-C: all of its processes get it."""
        os.killpg(self._process.pid, signal.SIGINT)

    async def ended(self) -> int:
        while more := await self._screen.read(4096):
            self.seen += more.decode()
        return await self._process.wait()


class _Screen(asyncio.StreamReaderProtocol):
    """A terminal whose last program is gone fails to be read: that is its end."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        super().__init__(reader)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(None)


@asynccontextmanager
async def demonstration(folder: Path, calls: int) -> AsyncIterator[Terminal]:
    """The command, which is killed if it is left over."""
    ours, theirs = pty.openpty()
    command = [str(COMMAND), "demo", "--calls", str(calls), "--folder", str(folder / "demo")]
    environment = {**os.environ, "CALLWRIGHT_WEB__PORT": "0", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    screen = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: _Screen(screen), os.fdopen(ours, "rb"))
    try:
        yield Terminal(process, screen)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        transport.close()


def page_by(link: str) -> tuple[str, str]:
    """Where a browser of somebody new ends up with the link, and what it gets."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(urllib.request.Request(link, headers={"Accept": "text/html"})) as page:
        return page.url, page.read().decode()


async def test_on_a_terminal_the_calls_are_watched_in_the_console(tmp_path: Path) -> None:
    async with demonstration(tmp_path, calls=4) as terminal:
        link = (await terminal.shows(r"watch the calls: (\S+)"))[1]
        address, page = await asyncio.to_thread(page_by, link)
        assert address.endswith("/wall")
        assert "live-wall" in page
        await terminal.shows("the console stays open")
        terminal.interrupt()
        assert await terminal.ended() == 0, terminal.seen
    assert "accepts" in terminal.seen
    assert (tmp_path / "demo" / "results.csv").is_file()


async def test_an_interrupted_demonstration_shows_the_calls_that_were_made(tmp_path: Path) -> None:
    async with demonstration(tmp_path, calls=20) as terminal:
        await terminal.shows("watch the calls")
        recordings = tmp_path / "demo" / "recordings"
        await eventually(lambda: any(recordings.glob("*.wav")), "somebody talks", timeout_s=200)
        terminal.interrupt()
        assert await terminal.ended() == 1, terminal.seen
    assert re.search(r"stopped before \d+ more phones were called", terminal.seen)
    assert "did not end as they must" not in terminal.seen
    assert "accepts" in terminal.seen
