"""Clicks are written down while the people are on their way: nobody waits for the database's disk."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

from fastapi import Request

from engine.store import links
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.links import Followed

log = logging.getLogger(__name__)


class Clicks:
    """Writes them one after another, in a thread of its own. Python waits for it at its end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clicks")

    def count(self, link: Followed, at: float) -> None:
        """Somebody followed this link, Unix seconds; returns at once."""
        self._thread.submit(self._write, link, at)

    def written(self) -> None:
        """Returns when those counted by now are written."""
        self._thread.submit(lambda: None).result()

    def _write(self, link: Followed, at: float) -> None:
        try:
            self._database.write(partial(links.count_click, link=link, at=at))
        except StoreError:
            log.exception("a click was not written down", extra={"action": "click_lost", "link": link.id})


def clicks_of(request: Request) -> Clicks:
    """Where the clicks of this application are written; a FastAPI dependency."""
    return cast("Clicks", request.app.state.clicks)
