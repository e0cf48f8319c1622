"""May this person be called now? What has to be known for the question, and the possible answers.

The store gathers the facts and applies the answer, `engine.campaign.contact` decides: this is what they share.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias


class ContactRule(StrEnum):
    """What forbids a call; those that forbid it for good come first."""

    DO_NOT_CALL = "do_not_call"
    EXCLUDED = "excluded"
    """The campaign leaves this number out."""
    NO_POLICY = "no_policy"
    """Nobody said which law applies."""
    NUMBER_TYPE = "number_type"
    CONSENT = "consent"
    NEVER_OPEN = "never_open"
    """There is no hour in which everything allows the call."""
    REFUSAL = "refusal"
    """They said no not long ago."""
    CONVERSATION = "conversation"
    """They were talked with not long ago."""
    ATTEMPTS = "attempts"
    """They were called often enough lately, by whatever campaign."""
    HOLIDAY = "holiday"
    HOURS = "hours"
    PLAN_HOURS = "plan_hours"
    """The law would allow it, the campaign's plan does not."""
    ARM_HOURS = "arm_hours"
    """Nor do the hours of the person's arm of the campaign's experiment."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The last that is known of what a person allows."""

    granted: bool
    """False: taken back."""
    at: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call to the number that reached its network."""

    at: float
    """Unix seconds of dialling."""
    talked: bool = False
    """There was a conversation."""
    refused: bool = False
    """The person was not interested, or wanted no calls."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """All that bears on whether a lead may be called."""

    number: str
    """E.164, with `+`."""
    time_zone: str | None = None
    """IANA name, if a list said where the person lives."""
    do_not_call: bool = False
    excluded: bool = False
    """By this campaign."""
    consent: Consent | None = None
    """To be called; None: never asked."""
    calls: tuple[PastCall, ...] = ()
    """Of the last year, by whatever campaign, in any order."""
    callback: bool = False
    """The person asked to be called at this time."""
    arm: str | None = None
    """Theirs of the campaign's experiment; None: it is not decided, or does not matter."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The call may be made now."""

    policy: str
    """Whose rules allowed it, e.g. `us@3 (Florida)`."""
    local_times: tuple[str, ...]
    """What the clocks where the person may be showed: `2026-11-22T10:30 America/New_York`."""

    def as_record(self) -> dict[str, Any]:
        """For the call's own record."""
        return {"policy": self.policy, "local_times": list(self.local_times)}


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The call may not be made now, but at `until`, unless something new becomes known."""

    until: float
    """Unix seconds; later than now."""
    rule: ContactRule
    detail: str
    """For people to read."""


@dataclass(frozen=True, slots=True)
class Never:
    """The call may not be made, however long one waits."""

    rule: ContactRule
    detail: str
    """For people to read; says what would have to change."""


Decision: TypeAlias = Allowed | NotBefore | Never
Judge: TypeAlias = Callable[[ContactFacts, float], Decision]
"""Decides about a call at a moment, Unix seconds."""
