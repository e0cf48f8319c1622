"""Where agents take calls: at a SIP phone, or in a browser. Whoever rings them gets a line, and need not know which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.call.handover.browser_calls import RingBrowser
from engine.call.handover.browsers import Browsers
from engine.call.messages import AgentAssigned
from telephony.line import Dialer, Line


@dataclass(frozen=True, slots=True)
class Ringing:
    """How an agent is rung."""

    ring_s: float
    """No answer after so long ends the line as `HangupCause.NO_ANSWER`."""
    auto_answer: bool
    """The device is asked to pick up by itself."""
    returnable: bool
    """They may give the person back to the bot."""


class AgentDevices(Protocol):
    """Rings agents."""

    async def ring(self, assigned: AgentAssigned, person: Line, how: Ringing) -> Line:
        """Begins to ring; the line's events tell what comes of it. It has to be hung up in any case.

        Args:
            assigned: whom.
            person: the line of who is to be joined with them.
            how: it rings.

        Raises:
            DialFailed: nothing rings.
        """
        ...


class PhonesAndBrowsers:
    """Fulfils `AgentDevices`: each agent where they were assigned."""

    def __init__(self, dialer: Dialer, browsers: Browsers) -> None:
        """Args:
        dialer: of the same stack as the persons' lines.
        browsers: of the same worker.
        """
        self._dialer = dialer
        self._browsers = browsers

    async def ring(self, assigned: AgentAssigned, person: Line, how: Ringing) -> Line:
        """See `AgentDevices`."""
        if assigned.sip_uri is None:
            ring = RingBrowser(
                attempt_id=assigned.attempt_id,
                agent=assigned.agent,
                ring_s=how.ring_s,
                auto_answer=how.auto_answer,
                returnable=how.returnable,
            )
            return self._browsers.ring(ring, person)
        return await self._dialer.dial(assigned.sip_uri, ring_timeout_s=how.ring_s, auto_answer=how.auto_answer)
