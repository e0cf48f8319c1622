"""Where the three threads of one call meet: SIP thread and media clock on one side, the asyncio loop on the other.

Plain Python, no pjsua2: a pj object may hold a link, a link never holds a pj object, so the loop's thread frees nothing of pj.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from telephony.echo import EchoCanceller
from telephony.sip.channel import AudioChannel
from telephony.sip.facts import Fact


class CallLink:
    def __init__(self, loop: asyncio.AbstractEventLoop, canceller: EchoCanceller | None = None) -> None:
        self.channel = AudioChannel(self._wake, canceller)
        self.accepts_transfers = False
        """Whether a REFER of the peer is accepted; set by the loop before the call is answered."""
        self.transferred_to = ""
        """Refer-To of the transfer that was accepted; set by the SIP thread."""
        self._loop = loop
        self._facts: deque[Fact] = deque()
        self._on_facts: Callable[[], None] | None = None
        self._on_frames: Callable[[], None] | None = None

    def post(self, fact: Fact) -> None:
        """Hands `fact` to the loop; from any thread. A loop that has closed has no line left to tell."""
        self._facts.append(fact)
        self._call_soon(self._deliver_facts)

    def listen(self, on_facts: Callable[[], None], on_frames: Callable[[], None]) -> None:
        """Calls back on the loop whenever facts or frames wait; on the loop's thread only."""
        self._on_facts = on_facts
        self._on_frames = on_frames
        self._loop.call_soon(self._deliver_facts)

    def take_fact(self) -> Fact | None:
        return self._facts.popleft() if self._facts else None

    def _wake(self) -> None:
        self._call_soon(self._deliver_frames)

    def _call_soon(self, callback: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _deliver_facts(self) -> None:
        if self._on_facts is not None:
            self._on_facts()

    def _deliver_frames(self) -> None:
        self.channel.woken()
        if self._on_frames is not None:
            self._on_frames()
