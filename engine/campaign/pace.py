"""Pace: when one more call may be dialled, beside there being a line for it: as many as the agents can take."""

from __future__ import annotations

from typing import Protocol

from engine.events import CallEvent
from engine.store.leads import Dialling


class Pace(Protocol):
    """Asked by the runner before it takes a lead. Used from one event loop; the plain methods do not block."""

    async def may_dial(self) -> None:
        """Returns once one more call may be dialled. May wait for long (no agent is there); the caller bounds or cancels it.

        Every return is for one call, which the caller either dials at once (`dialled` follows) or forgoes: nothing is reserved.
        """
        ...

    def dialled(self, lead: Dialling) -> None:
        """A call was handed to a worker."""
        ...

    def happened(self, event: CallEvent) -> None:
        """An event of a call that was dialled, `CallEnded` included; each once, in order."""
        ...


class Unpaced:
    """As many calls as there are lines: for campaigns without agents."""

    async def may_dial(self) -> None:
        """See `Pace`."""

    def dialled(self, lead: Dialling) -> None:
        """See `Pace`."""

    def happened(self, event: CallEvent) -> None:
        """See `Pace`."""
