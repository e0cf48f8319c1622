"""Where agents take calls: at a SIP phone, or in a browser. Whoever rings them gets a line, and need not know which."""

from __future__ import annotations

from typing import Protocol

from engine.call.handover.browsers import Browsers
from engine.call.messages import AgentAssigned
from telephony.line import Dialer, Line


class AgentDevices(Protocol):
    """Rings agents."""

    async def ring(self, assigned: AgentAssigned, person: Line, *, ring_s: float, auto_answer: bool) -> Line:
        """Begins to ring; the line's events tell what comes of it. It has to be hung up in any case.

        Args:
            assigned: whom.
            person: the line of who is to be joined with them.
            ring_s: no answer after so long ends the line as `HangupCause.NO_ANSWER`.
            auto_answer: the device is asked to pick up by itself.

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

    async def ring(self, assigned: AgentAssigned, person: Line, *, ring_s: float, auto_answer: bool) -> Line:
        """See `AgentDevices`."""
        if assigned.sip_uri is None:
            return self._browsers.ring(assigned.attempt_id, assigned.agent, person, ring_s=ring_s, auto_answer=auto_answer)
        return await self._dialer.dial(assigned.sip_uri, ring_timeout_s=ring_s, auto_answer=auto_answer)
