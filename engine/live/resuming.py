"""Resuming: campaigns that are to run and do not, as after a restart of the process, are begun again.

What the operator wishes stands in the store, where this looks each second. Campaigns that ended because the database's server was
away begin again once it has answered for a while.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from engine.store import served
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.served import WantedCampaign
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)

LOOK_S: Final = 1.0
"""Between two looks at which campaigns are to run."""
STEADY_S: Final = 10.0
"""So long a database that was away has to answer before campaigns begin again: people are not to be called and left by turns."""


class Resuming:
    """Of one process."""

    def __init__(
        self,
        database: Database,
        thread: StoreThread,
        may_begin: Callable[[WantedCampaign], bool],
        begin: Callable[[WantedCampaign], Awaitable[None]],
    ) -> None:
        """Args:
        database: where campaigns and wishes stand.
        thread: reads it.
        may_begin: whether a campaign may be begun at this moment.
        begin: begins it; raises nothing, but sets it aside if it cannot be run.
        """
        self._database = database
        self._thread = thread
        self._may_begin = may_begin
        self._begin = begin
        self._aside: set[int] = set()
        self._steady_at_s = 0.0
        """Of the loop's clock: the database is relied on from then on."""

    def set_aside(self, campaign_id: int) -> None:
        """The campaign ended here though it is to run: it begins again when the operator wishes it anew."""
        self._aside.add(campaign_id)

    def database_away(self) -> None:
        """The database did not answer: a campaign that ended for it begins again by itself, but not at once."""
        self._steady_at_s = asyncio.get_running_loop().time() + STEADY_S

    def wished_anew(self, campaign_id: int) -> None:
        """It begins again if it is still to run."""
        self._aside.discard(campaign_id)

    async def follow(self) -> None:
        """Looks until it is cancelled."""
        while True:
            try:
                await self._look()
            except StoreError as error:
                log.error("campaigns not looked up", extra={"action": "campaigns_unknown", "reason": str(error)})
                self.database_away()
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        wanted = await self._thread.run(self._database.read, served.wanted)
        if asyncio.get_running_loop().time() < self._steady_at_s:
            return
        self._aside &= {one.served.campaign_id for one in wanted}
        for one in wanted:
            if one.served.campaign_id not in self._aside and self._may_begin(one):
                await self._begin(one)
