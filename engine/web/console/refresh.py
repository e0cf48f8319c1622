"""Parts of a page that follow what happens: looked at again every few seconds while somebody looks at the page."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import ui

from engine.store.errors import StoreError
from engine.web.console.look.markup import Markup
from engine.web.console.page import shown

log = logging.getLogger(__name__)

EVERY_S: Final = 2.0


async def following(look: Callable[[], Awaitable[Markup]], every_s: float = EVERY_S) -> None:
    """Shows markup and keeps it up to date. What did not change is not sent; a database that fails once is asked again."""
    element = shown(await look())

    async def again() -> None:
        try:
            found = await look()
        except StoreError as error:
            log.warning("a page could not be brought up to date: %s", error, extra={"action": "page_not_updated"})
            return
        if found != element.content:
            element.set_content(found)

    ui.timer(every_s, again, immediate=False)
