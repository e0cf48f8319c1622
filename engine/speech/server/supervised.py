"""The speech server as a process that is started, waited for, restarted when it dies or is stuck, and stopped."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from engine.environments import SPEECH, environment
from engine.settings import SpeechSection
from engine.speech.api import SpeechUnavailable
from engine.speech.server.client import SpeechClient
from engine.speech.server.main import READY, ServerConfig

log = logging.getLogger(__name__)

_STOP_TIMEOUT_S: Final = 10.0
_FIRST_BACKOFF_S: Final = 0.5
_LONGEST_BACKOFF_S: Final = 30.0
_STABLE_S: Final = 60.0
"""A server that lived this long starts the backoff anew."""
ASK_EVERY_S: Final = 5.0
"""Between two questions whether it is alive."""
SILENT_MAX_S: Final = 20.0
"""A server that does not answer for so long is stuck: no call hears or says anything by then."""
_LONGEST_LINE_BYTES: Final = 1 << 20


class SpeechServerProcess:
    """Runs a speech server for as long as the context lasts.

    Entering waits until it is ready, at most `speech.start_timeout_s`. `socket_path` stays the same over restarts.
    """

    def __init__(
        self, speech: SpeechSection, cache_dir: Path, voices: Sequence[str] = (), languages: Sequence[str] = ("en",)
    ) -> None:
        """Voices, and encoders of the languages, that are named here are loaded before the server is ready.

        What is missing of them is an error at once and not in a call.
        """
        self._speech = speech
        self._cache_dir = cache_dir
        self._voices = tuple(voices)
        self._languages = tuple(languages)
        # Short, because the path of a Unix socket may have 107 bytes; private, because speech passes through it.
        self._folder = tempfile.TemporaryDirectory(prefix="callwright-speech-")
        self._process: _ServerProcess | None = None
        self._ready = asyncio.Event()
        self._supervision: asyncio.Task[None] | None = None

    @property
    def socket_path(self) -> Path:
        return Path(self._folder.name) / "speech.sock"

    @property
    def pid(self) -> int | None:
        """Of the running server; None between its death and its restart."""
        return self._process.pid if self._process is not None else None

    @property
    def ready(self) -> bool:
        """False between the server's death and its restart."""
        return self._ready.is_set()

    def want(self, voices: Sequence[str], languages: Sequence[str]) -> None:
        """Has these loaded, too, before the server is ready again, should it die; this one loads them when they are first used."""
        self._voices = tuple(dict.fromkeys((*self._voices, *voices)))
        self._languages = tuple(dict.fromkeys((*self._languages, *languages)))

    async def wait_until_ready(self) -> None:
        """Returns once the server serves."""
        await self._ready.wait()

    async def __aenter__(self) -> SpeechServerProcess:
        """Starts the server.

        Raises:
            SpeechUnavailable: it did not get ready; the message is its own.
        """
        try:
            self._process = await self._start()
        except BaseException:
            self._folder.cleanup()
            raise
        self._ready.set()
        self._supervision = asyncio.create_task(self._keep_running(), name="speech-server-supervision")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._supervision is not None:
            self._supervision.cancel()
            await asyncio.wait([self._supervision])
        if self._process is not None:
            await self._process.stop()
        self._folder.cleanup()

    async def _start(self) -> _ServerProcess:
        config = ServerConfig(
            socket_path=self.socket_path,
            cache_dir=self._cache_dir,
            speech=self._speech,
            voices=self._voices,
            languages=self._languages,
        )
        return await _ServerProcess.start(config, self._speech.start_timeout_s)

    async def _keep_running(self) -> None:
        loop = asyncio.get_running_loop()
        backoff_s = _FIRST_BACKOFF_S
        while self._process is not None:
            ready_at_s = loop.time()
            status = await self._ended(self._process)
            log.error("speech server died", extra={"action": "speech_server_died", "status": status})
            self._process = None
            self._ready.clear()
            if loop.time() - ready_at_s > _STABLE_S:
                backoff_s = _FIRST_BACKOFF_S
            while self._process is None:
                await asyncio.sleep(backoff_s)
                backoff_s = min(backoff_s * 2, _LONGEST_BACKOFF_S)
                try:
                    self._process = await self._start()
                except SpeechUnavailable as error:
                    log.error("speech server restart failed", extra={"action": "speech_restart_failed", "reason": str(error)})
            self._ready.set()
            log.warning("speech server restarted", extra={"action": "speech_server_restarted", "pid": self._process.pid})

    async def _ended(self, process: _ServerProcess) -> int:
        """Its exit status, once it has ended; one that is stuck is killed."""
        watch = asyncio.create_task(self._kill_when_stuck(process), name="speech-server-watch")
        try:
            return await process.ended()
        finally:
            watch.cancel()
            await asyncio.wait([watch])

    async def _kill_when_stuck(self, process: _ServerProcess) -> None:
        async with SpeechClient(self.socket_path) as client:
            try:
                while True:
                    await asyncio.sleep(ASK_EVERY_S)
                    await client.ping(SILENT_MAX_S)
            except SpeechUnavailable as error:
                log.error("speech server does not answer", extra={"action": "speech_server_stuck", "reason": str(error)})
                process.kill()


class _ServerProcess:
    """One life of the server."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._last_line = ""
        self._logging = asyncio.create_task(self._log_lines(), name="speech-server-log")

    @classmethod
    async def start(cls, config: ServerConfig, timeout_s: float) -> _ServerProcess:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "engine.speech.server.main"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            limit=_LONGEST_LINE_BYTES,
            env=environment(*SPEECH),
        )
        server = cls(process)
        try:
            async with asyncio.timeout(timeout_s):
                await server._get_ready(config)
        except TimeoutError as error:
            await server._kill()
            raise SpeechUnavailable(f"the speech server was not ready within {timeout_s:g} s: {server._last_line}") from error
        except BaseException:
            await server._kill()
            raise
        return server

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ended(self) -> int:
        """Waits for the process to end by itself; gives its exit status."""
        status = await self._process.wait()
        await self._logging
        return status

    async def stop(self) -> None:
        """Closes the server's stdin, which asks it to end, and kills it if it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await self.ended()
        except TimeoutError:
            log.warning("speech server does not stop and is killed", extra={"action": "speech_server_killed"})
            await self._kill()

    async def _get_ready(self, config: ServerConfig) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(config.model_dump_json().encode() + b"\n")
        async for line in self._process.stdout:
            if line.decode(errors="replace").strip() == READY:
                return
        await self.ended()
        raise SpeechUnavailable(f"the speech server did not start: {self._last_line or 'it said nothing'}")

    def kill(self) -> None:
        """Whatever it does; nothing if it has ended."""
        if self._process.returncode is None:
            self._process.kill()

    async def _kill(self) -> None:
        self.kill()
        await self.ended()

    async def _log_lines(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._last_line = line.decode(errors="replace").strip()
            level, said = level_and_text(self._last_line)
            log.log(level, "speech server says", extra={"action": "speech_server_says", "line": said})


def level_and_text(line: str) -> tuple[int, str]:
    """Of what the server's log or a library wrote: the level that the line begins with, and the rest; without one, all of it."""
    name, _, text = line.partition(" ")
    level = logging.getLevelNamesMapping().get(name)
    return (logging.INFO, line) if level is None else (level, text)
