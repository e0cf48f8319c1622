"""Parts of a page that follow what happens: looked at again every few seconds while somebody looks at the page.

What takes long to look at is looked at less often: pages that stay open must not keep the database busy.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import ui

from engine.store.errors import StoreError
from engine.web.console.look.markup import Markup
from engine.web.console.page import shown

log = logging.getLogger(__name__)

EVERY_S: Final = 2.0
_LOOKING_SHARE: Final = 0.05
"""Of the time, at most."""


async def following(look: Callable[[], Awaitable[Markup]], every_s: float = EVERY_S) -> None:
    """Shows markup and keeps it up to date. What did not change is not sent; a database that fails once is asked again."""
    clock = asyncio.get_running_loop().time
    element = shown(await look())

    async def again() -> None:
        begun = clock()
        try:
            found = await look()
        except StoreError as error:
            log.warning("a page could not be brought up to date: %s", error, extra={"action": "page_not_updated"})
            return
        timer.interval = pause_s(every_s, clock() - begun)
        if found != element.content:
            element.set_content(found)

    timer = ui.timer(every_s, again, immediate=False)


def pause_s(every_s: float, took_s: float) -> float:
    """From one look to the next, if the last took so long. Pure."""
    return max(every_s, took_s / _LOOKING_SHARE)
