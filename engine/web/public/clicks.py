"""Clicks are written down while the people are on their way: nobody waits for the database's disk.

    /l/CODE ─▶ 302, the click is queued ─▶ up to a hundred that wait share a transaction ─▶ customer_events

What is queued is in this process's memory for some milliseconds: a machine that dies then has led people on whose clicks nobody
knows of. To know of those too, everybody would have to wait for the disk. A database that is locked or full is tried again, and a
server that is told to stop writes what waits first. What cannot be written goes to the log, with all that is needed to add it.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, cast

from fastapi import Request

from engine.store import links
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.links import Click

log = logging.getLogger(__name__)

WAITING_MAX: Final = 10_000
"""Clicks in memory at most: above this the database has been away for long."""
TOGETHER_MAX: Final = 100
"""In one transaction."""
TRIES: Final = 30
PAUSE_S: Final = 2.0
"""Between tries: a minute in all, beside the database's own patience."""


class Clicks:
    """Writes them in the order they came, in a thread of its own."""

    def __init__(self, database: Database, pause_s: float = PAUSE_S) -> None:
        self._database = database
        self._pause_s = pause_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clicks")
        self._waiting: deque[Click] = deque()
        self._changing = threading.Lock()
        self._at_work = False
        self._closing = threading.Event()

    def count(self, click: Click) -> None:
        """Somebody followed a link; returns at once."""
        with self._changing:
            if len(self._waiting) >= WAITING_MAX:
                _lost([click])
                return
            self._waiting.append(click)
            rests, self._at_work = not self._at_work, True
        if rests:
            self._thread.submit(self._write_all)

    def written(self) -> None:
        """Returns when those counted by now are written."""
        self._thread.submit(lambda: None).result()

    def close(self) -> None:
        """Returns when everything is written, or has been tried once more. No click may be counted from now on."""
        self._closing.set()
        self._thread.shutdown()

    def _write_all(self) -> None:
        while clicks := self._taken():
            self._write(clicks)

    def _taken(self) -> Sequence[Click]:
        with self._changing:
            taken = [self._waiting.popleft() for _ in range(min(TOGETHER_MAX, len(self._waiting)))]
            self._at_work = bool(taken)
            return taken

    def _write(self, clicks: Sequence[Click]) -> None:
        for left in range(TRIES - 1, -1, -1):
            try:
                self._database.write(partial(links.count_clicks, clicks=clicks))
            except StoreError:
                if left == 0 or self._closing.is_set():
                    _lost(clicks)
                    return
                log.exception("clicks wait for the database", extra={"action": "clicks_wait", "clicks": len(clicks)})
                self._closing.wait(self._pause_s)
            else:
                return


def _lost(clicks: Sequence[Click]) -> None:
    for click in clicks:
        log.error("a click was not written down", extra={"action": "click_lost", "link": click.link_id, "at": click.at})


def clicks_of(request: Request) -> Clicks:
    """Where the clicks of this application are written."""
    return cast("Clicks", request.app.state.clicks)
