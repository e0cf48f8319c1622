"""The calls of a worker that agents take in browsers: which line a browser's packets are for, and what browsers are told."""

from __future__ import annotations

from collections.abc import Callable

from engine.call.handover.browser_calls import (
    AgentHears,
    AgentVoice,
    BrowserDid,
    BrowserReleased,
    FromBrowser,
    RingBrowser,
    ToBrowser,
)
from engine.call.handover.browser_line import BrowserLine
from engine.call.tap import Tap
from telephony.line import Line


class Browsers:
    """Of one worker."""

    def __init__(self, send: Callable[[ToBrowser], None]) -> None:
        """`send`: to the engine."""
        self._send = send
        self._lines: dict[tuple[str, str], BrowserLine] = {}

    def ring(self, call: RingBrowser, person: Line) -> BrowserLine:
        """Begins to ring in the agent's browser; see `engine.call.handover.devices`."""
        attempt_id, agent = key = (call.attempt_id, call.agent)

        def released() -> None:
            del self._lines[key]
            self._send(BrowserReleased(attempt_id=attempt_id, agent=agent))

        def heard(_said: bytes, hears: bytes) -> None:
            self._send(AgentHears(attempt_id=attempt_id, agent=agent, pcm=hears))

        line = self._lines[key] = BrowserLine(f"{attempt_id}-{agent}", person, call.ring_s, released)
        line.overhear(Tap(heard))
        self._send(call)
        return line

    def take(self, message: FromBrowser) -> None:
        """Something from a browser; for a call that is over it is nothing."""
        line = self._lines.get((message.attempt_id, message.agent))
        if line is None:
            return
        match message:
            case AgentVoice(pcm=pcm):
                line.speak(pcm)
            case BrowserDid(deed=deed):
                line.did(deed)
