"""The one thread that may touch pjsua2: it builds the core, polls it, runs commands on it, and destroys it.

pjsua2 used from several threads deadlocks on the GIL (pjproject#3125) or aborts in the garbage collector (#3856, #2416), so the
core never leaves this thread: commands are functions that are given it.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Final, Generic, Protocol, TypeVar

_log = logging.getLogger(__name__)

COMMAND_TIMEOUT_S: Final = 10.0
"""A command takes milliseconds; only a thread that hangs in native code takes longer."""
OPEN_TIMEOUT_S: Final = 20.0
CLOSE_TIMEOUT_S: Final = 10.0


class Core(Protocol):
    def poll(self) -> None:
        """Handles what has arrived, waiting a few milliseconds at most."""
        ...


_CoreT = TypeVar("_CoreT", bound=Core)
_T = TypeVar("_T")


class ThreadDied(Exception):
    """The SIP thread is gone or does not react; no call of this process can go on."""


class SipThread(Generic[_CoreT]):
    def __init__(self, core: Callable[[], AbstractContextManager[_CoreT]], on_death: Callable[[Exception], None]) -> None:
        """`core` is entered and left on the thread. `on_death` is called there if polling fails."""
        self._make_core = core
        self._on_death = on_death
        self._commands: queue.SimpleQueue[Callable[[_CoreT], None] | None] = queue.SimpleQueue()
        self._opened: Future[None] = Future()
        self._closed: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="sip", daemon=True)

    async def open(self) -> None:
        """Starts the thread and the core; whatever the core raises on opening is raised here."""
        self._thread.start()
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            await asyncio.wrap_future(self._opened)

    async def run(self, command: Callable[[_CoreT], _T]) -> _T:
        """What `command` returns or raises, from the SIP thread.

        Raises:
            ThreadDied: the thread has ended or hangs.
        """
        result: Future[_T] = Future()

        def execute(core: _CoreT) -> None:
            try:
                value = command(core)
            except Exception as error:
                result.set_exception(error)
            else:
                result.set_result(value)

        self._commands.put(execute)
        answer = asyncio.wrap_future(result)
        either: set[asyncio.Future[Any]] = {answer, asyncio.wrap_future(self._closed)}
        done, _ = await asyncio.wait(either, timeout=COMMAND_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise ThreadDied("the SIP thread has ended" if done else f"the SIP thread did not react in {COMMAND_TIMEOUT_S} s")

    def post(self, command: Callable[[_CoreT], None]) -> None:
        """Has `command` run without waiting for it; its failure is logged."""

        def execute(core: _CoreT) -> None:
            try:
                command(core)
            except Exception:
                _log.exception("command failed", extra={"action": "sip_command_failed"})

        self._commands.put(execute)

    async def close(self) -> None:
        """Ends the thread after the commands already given. Idempotent."""
        if not self._thread.is_alive():
            return
        self._commands.put(None)
        done, _ = await asyncio.wait({asyncio.wrap_future(self._closed)}, timeout=CLOSE_TIMEOUT_S)
        if not done:
            _log.error("SIP thread did not end", extra={"action": "sip_thread_hangs", "timeout_s": CLOSE_TIMEOUT_S})
            return
        await asyncio.to_thread(self._thread.join, CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        try:
            with self._make_core() as core:
                self._opened.set_result(None)
                self._serve_or_die(core)
        except Exception as error:
            if self._opened.done():
                _log.exception("SIP stack did not close cleanly", extra={"action": "sip_close_failed"})
            else:
                self._opened.set_exception(error)
        finally:
            self._closed.set_result(None)

    def _serve_or_die(self, core: _CoreT) -> None:
        try:
            self._serve(core)
        except Exception as error:
            _log.exception("SIP thread died", extra={"action": "sip_thread_died"})
            self._on_death(error)

    def _serve(self, core: _CoreT) -> None:
        while True:
            core.poll()
            while not self._commands.empty():
                command = self._commands.get_nowait()
                if command is None:
                    return
                command(core)
