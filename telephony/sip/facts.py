"""What the SIP thread reports about one call, before it is given a meaning (`telephony.sip.progress`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class EndedBy(Enum):
    """What made the INVITE session end."""

    PEER = auto()
    """A final response, BYE or CANCEL was received."""
    TIMEOUT = auto()
    """A transaction timer ran out."""
    TRANSPORT = auto()
    """A request could not be sent."""
    US = auto()
    """This side sent BYE, CANCEL or a final response."""


@dataclass(frozen=True, slots=True)
class Provisional:
    """A 1xx response to our INVITE."""

    status: int


@dataclass(frozen=True, slots=True)
class Responded:
    """An answer to our INVITE, 101 to 299: what the call is known by."""

    message: str


@dataclass(frozen=True, slots=True)
class MediaUp:
    """The audio stream runs and is connected to the call's channel."""

    codec: str
    """Encoding name and clock rate, e.g. `PCMA/8000`."""
    early: bool
    """Before the final response."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """200 OK and ACK have been exchanged."""


@dataclass(frozen=True, slots=True)
class Digit:
    digit: str


@dataclass(frozen=True, slots=True)
class ReferAnswered:
    """The final response to our REFER."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReferNotified:
    """A NOTIFY about the call our REFER asked for."""

    status: int
    reason: str
    final: bool


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The INVITE session is over; nothing follows."""

    ended_by: EndedBy
    status: int
    reason: str
    q850: int | None = None
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """Our own code or library failed while it handled this call."""

    what: str


Fact = Provisional | Responded | MediaUp | Confirmed | Digit | ReferAnswered | ReferNotified | Disconnected | Broken
