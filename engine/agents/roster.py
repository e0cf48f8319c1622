"""The agents of a campaign as the store keeps them for all engines: who is there, claimed, moved, given back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy.orm import Session

from engine.agents.seats import Move, Seat
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.floor import agents
from engine.store.tables import AgentDevice, AgentState
from engine.store.thread import StoreThread

log = logging.getLogger(__name__)

DEAD_AFTER_S: Final = 60.0
"""An engine that was not seen for so long holds no agents any more."""

BrowserOpen = Callable[[str], bool]
"""Whether a page that takes calls is open for this agent."""


def no_browsers(_agent: str) -> bool:
    """An engine without a console: nobody takes calls in a browser."""
    return False


class Roster:
    """In the hands of one engine."""

    def __init__(
        self, database: Database, thread: StoreThread, engine: str, names: Sequence[str], browser_open: BrowserOpen = no_browsers
    ) -> None:
        """Args:
        database: where agents are kept.
        thread: writes there.
        engine: our id, under which agents are claimed.
        names: the campaign's agents.
        browser_open: whether an agent who takes calls in a browser can be rung; who cannot is not there.
        """
        self.engine = engine
        self._database = database
        self._thread = thread
        self._names = tuple(names)
        self._browser_open = browser_open
        self._unwritten: list[Move] = []

    async def seats(self) -> Sequence[Seat]:
        """Who is there.

        Raises:
            StoreError: it cannot be said.
        """
        return await self._thread.run(self._database.read, self._there)

    async def claim(self, name: str, now_s: float) -> bool:
        """Has an agent rung by nobody else; False if another engine was quicker, they have just paused, or it cannot be said."""
        try:
            return await self._thread.write(self._database, lambda session: agents.claim(session, name, self.engine, now_s))
        except StoreError:
            log.exception("an agent cannot be claimed", extra={"action": "agent_not_claimed", "agent": name})
            return False

    async def write(self, moves: Sequence[Move]) -> None:
        """Writes what agents have become, and what could not be written before.

        Raises:
            StoreError: not now; it is written the next time.
        """
        unwritten = [move for move in moves if move.state is not AgentState.RESERVED]  # which the claim has written
        unwritten = self._unwritten = [*self._unwritten, *unwritten]
        if unwritten:
            await self._thread.write(self._database, lambda session: _written(session, unwritten))
        self._unwritten = []

    async def release(self, now_s: float) -> None:
        """Nobody is held by a call of ours, or of an engine that is dead, any more.

        Raises:
            StoreError: it cannot be written.
        """
        await self._thread.write(self._database, lambda session: agents.release(session, self.engine, now_s, now_s - DEAD_AFTER_S))

    def _there(self, session: Session) -> list[Seat]:
        return [
            Seat(agent.name, None if agent.device is AgentDevice.BROWSER else agent.sip_uri, agent.state, agent.wish, agent.since)
            for agent in agents.listed(session, self._names)
            if agent.device is AgentDevice.SIP or self._browser_open(agent.name)
        ]


def _written(session: Session, moves: Sequence[Move]) -> None:
    for move in moves:
        agents.move(session, move.agent, move.state, move.at_s, pause=move.pause)
