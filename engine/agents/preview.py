"""Preview campaigns: each agent who is ready looks at a lead, and only who an agent chose is dialled, for that agent.

tend: a lead for each idle agent ─▶ `callwright agents preview` or the console: dial │ pass ─▶ chosen ─▶ the runner's turn
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy.orm import Session

from engine.events import CallEvent
from engine.store.database import Database
from engine.store.floor import previews
from engine.store.leads import Caller, ContactCheck, Dialling, Turn
from engine.store.thread import StoreThread

LOOK_EVERY_S: Final = 1.0
"""Agents decide in the store: it is looked at so often."""


@dataclass(frozen=True, slots=True)
class PreviewTerms:
    """Of which campaign leads are offered, and by what rules."""

    campaign_id: int
    check: ContactCheck
    """Who may not be called is not offered."""
    now: Callable[[], float]
    """The campaign's time of day."""


class Holding(Protocol):
    """Keeps agents for calls. See `engine.agents.desk.AgentDesk`."""

    engine: str

    def hold(self, attempt_id: str, agent: str) -> None:
        """This agent, claimed already, is for this call."""
        ...

    async def changed(self, within_s: float) -> None:
        """Returns when an agent's state may have changed, or after so long."""
        ...


class PreviewPace:
    """Fulfils `engine.campaign.pace.Pace`: a call is wanted when an agent has chosen whom."""

    def __init__(self, terms: PreviewTerms, desk: Holding, team: Sequence[str], database: Database, thread: StoreThread) -> None:
        """Args:
        terms: of the campaign.
        desk: keeps agents for calls.
        team: the campaign's agents.
        database: where leads are offered.
        thread: writes there.
        """
        self._terms = terms
        self._desk = desk
        self._team = tuple(team)
        self._database = database
        self._thread = thread

    async def may_dial(self) -> None:
        """See `Pace`. Returns as well when nobody is left whom agents could look at, now or at all."""
        while not await self._thread.write(self._database, self._tend):
            await self._desk.changed(LOOK_EVERY_S)

    def dialled(self, lead: Dialling) -> None:
        """See `Pace`."""
        if lead.agent is not None:
            self._desk.hold(lead.attempt_id, lead.agent)

    def happened(self, event: CallEvent) -> None:
        """See `Pace`. The desk hears of it by itself."""

    def take_turn(self, session: Session, campaign_id: int, caller: Caller) -> Turn:
        """See `previews.take_chosen`: what the ledger does instead of choosing by itself."""
        return previews.take_chosen(session, campaign_id, caller, self._desk.engine)

    async def withdraw(self) -> None:
        """Takes back what is offered: before the run, what one that died left behind; after it, the rest."""
        terms = self._terms
        await self._thread.write(self._database, lambda session: previews.withdraw(session, terms.campaign_id, terms.now()))

    def _tend(self, session: Session) -> bool:
        caller = Caller("", self._terms.now(), check=self._terms.check)
        return previews.tend(session, self._terms.campaign_id, self._team, caller)
