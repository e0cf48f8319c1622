"""Two lines of one process joined: what one far end says, the other hears.

    person ─RTP─▶ push ──▶ RelayQueue of the agent's line ──▶ pull ─RTP─▶ agent        and the same the other way

It happens on the media clock's thread, which pulls all lines and then pushes all lines in each tick, so a frame is heard one tick
(20 ms) after it came, whatever the event loop does. pjsip's bridge could connect both streams directly and save that tick; but
then nobody would see what was sent, and the recording, which keeps what each far end heard, would lack the other person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from telephony.line import Line


@contextmanager
def bridged(one: Line, other: Line) -> Iterator[None]:
    """Both far ends hear each other while the block runs. Either line may end meanwhile."""
    one.pass_on(other.relay)
    other.pass_on(one.relay)
    try:
        yield
    finally:
        one.pass_on(None)
        other.pass_on(None)
