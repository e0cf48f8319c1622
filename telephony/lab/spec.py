"""A phone book: what every simulated number does when it is called, and which outcome the caller should make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MinLen
from pydantic import Field, StringConstraints

from telephony.lab.steps import Step
from telephony.lab.strict import StrictFields


class WhenCalled(StrEnum):
    """How the number meets an incoming call."""

    ANSWER = "answer"
    """Rings for `ring_s`, answers and takes its steps."""
    BUSY = "busy"
    """486 Busy Here."""
    REJECT = "reject"
    """603 Decline."""
    RING_OUT = "ring_out"
    """Rings until the caller gives up, at most `ring_s`; then 480."""
    NOT_IN_SERVICE = "not_in_service"
    """Special information tones and an announcement as early media, then 404."""
    UNKNOWN_NUMBER = "unknown_number"
    """404 at once."""
    UNAVAILABLE = "unavailable"
    """503 with Retry-After."""


@dataclass(frozen=True, slots=True)
class Expect(StrictFields):
    """The outcome that this behaviour must have in the caller's records, in the caller's own words."""

    disposition: str
    grade: str
    tags: tuple[str, ...] = ()
    sms: str | None = None
    """Part of a text message that must have come to the number; None: no message may have come."""


@dataclass(frozen=True, slots=True)
class Phone(StrictFields):
    """One simulated person."""

    name: Annotated[str, MinLen(1)]
    when_called: WhenCalled = WhenCalled.ANSWER
    voice: str = "alma"
    """A name of `telephony.lab.voices.PEOPLE`."""
    noise_db: Annotated[float, Ge(-90), Le(-10)] | None = None
    """Level of steady background noise in dBFS; None for a silent room."""
    echo_db: Annotated[float, Ge(-60), Le(0)] | None = None
    """How much of what it hears the phone sends back, such as -15; None for no echo."""
    echo_ms: Annotated[int, Ge(0), Le(500)] = 100
    """How late that echo is."""
    ring_s: Annotated[float, Ge(0), Le(180)] = 1.0
    announcement: str | None = None
    """Spoken after the tones of a number that is not in service."""
    max_call_s: Annotated[float, Ge(1), Le(3600)] = 120.0
    """After this the person hangs up, whatever happens."""
    steps: tuple[Annotated[Step, Field(discriminator="kind")], ...] = ()
    expect: Expect | None = None


PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+?[0-9*#]{2,20}$")]


@dataclass(frozen=True, slots=True)
class PhoneBook(StrictFields):
    """All simulated numbers of a file."""

    phones: Annotated[Mapping[PhoneNumber, Phone], MinLen(1)]
