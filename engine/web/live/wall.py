"""Pictures of the wall: one each second, made once for all who look at it with the same rights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from engine.campaign.clock import Clock
from engine.live.campaigns import LiveCampaigns
from engine.masking import masked, masked_text
from engine.web.live.views import snapshot

EACH_S: Final = 1.0


class Wall:
    """Remembers the last pictures of each process's campaigns: two for each, with and without whole numbers."""

    def __init__(self) -> None:
        self._last: WeakKeyDictionary[LiveCampaigns, dict[bool, tuple[float, str]]] = WeakKeyDictionary()

    def picture(self, live: LiveCampaigns, now: float, *, reveals: bool) -> str:
        """The moment as JSON; one that is younger than half a second serves again."""
        pictures = self._last.setdefault(live, {})
        made_at, picture = pictures.get(reveals, (0.0, ""))
        if not picture or not 0 <= now - made_at < EACH_S / 2:
            number, text = (str, str) if reveals else (masked, masked_text)
            picture = msgspec.json.encode(snapshot(live, now, number, text)).decode()
            pictures[reveals] = now, picture
        return picture


async def pictures(wall: Wall, live: LiveCampaigns, clock: Clock, *, reveals: bool) -> AsyncIterator[str]:
    """One at once, then one each second."""
    while True:
        yield wall.picture(live, clock.now(), reveals=reveals)
        await asyncio.sleep(EACH_S)
