"""What the end of a call says about the trunk that was to carry it. Pure."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from engine.events import CallEnded
from telephony.causes import HangupCause

NO_ROUTE: Final = frozenset({2, 3})
"""Q.850: no route to the transit network, to the destination. Another trunk may have one."""
OF_THE_CALLED: Final = frozenset({20, 27})
"""Q.850: subscriber absent, destination out of order. No trunk can help it."""

_CANNOT_CARRY: Final = frozenset(
    {
        HangupCause.SERVICE_UNAVAILABLE,
        HangupCause.TIMEOUT,
        HangupCause.TRANSPORT_FAILED,
        HangupCause.AUTH_FAILED,
        HangupCause.FORBIDDEN,
    }
)
_SILENT_ABOUT_IT: Final = frozenset({HangupCause.CANCELLED, HangupCause.LOCAL_FAILURE})
"""We ended it ourselves before the trunk said anything of weight."""


class Answer(Enum):
    """A trunk's answer to one call."""

    CARRIED = auto()
    """It did its part: whatever came of the call came from the called side."""
    DOUBTFUL = auto()
    """480 or the like before any ringing: one of them is the phone's, a burst of them the trunk's."""
    REFUSED = auto()
    """It did not reach the called side; by RFC 3263, 4.3 another server may be tried at once."""
    NONE = auto()
    """Nothing new: a fault of ours, or the trunk had shown before that it carries the call."""


def answer_of(ended: CallEnded, *, progressed: bool) -> Answer:
    """Reads a call's end.

    Args:
        ended: its last event.
        progressed: it rang, had early media or was answered.
    """
    if progressed:
        return Answer.NONE
    try:
        cause = HangupCause(ended.cause)
    except ValueError:  # words of ours: a dead worker, a failed preparation
        return Answer.NONE
    if cause in _CANNOT_CARRY or ended.q850 in NO_ROUTE:
        return Answer.REFUSED
    if cause is HangupCause.UNREACHABLE and ended.q850 not in OF_THE_CALLED:
        return Answer.DOUBTFUL
    return Answer.NONE if cause in _SILENT_ABOUT_IT else Answer.CARRIED


def pause_asked_for(ended: CallEnded) -> float | None:
    """Seconds for which the trunk wants no calls: Retry-After of a 503. With other statuses it is the called phone's wish."""
    return ended.retry_after_s if ended.sip_status == 503 else None
