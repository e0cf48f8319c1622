"""A policy: the rules of one place about whom to call and when, each with where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.campaign.contact.hours import OpenHours
from engine.campaign.contact.numbers import NumberType
from engine.contact import ContactFacts, ContactRule


@dataclass(frozen=True, slots=True)
class HoursRule:
    """When people may be called."""

    open: OpenHours
    source: str


@dataclass(frozen=True, slots=True)
class NumberTypesRule:
    """Kinds of numbers that are never called."""

    never: frozenset[NumberType]
    source: str


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """Calls that need the person's consent beforehand."""

    number_types: frozenset[NumberType]
    machines_only: bool
    """Only where a machine speaks; else also calls that a human agent makes."""
    valid_s: int | None
    """So long after it was given; None: until it is taken back."""
    source: str


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many calls to a number in any stretch of time of this length."""

    most: int
    within_s: int


@dataclass(frozen=True, slots=True)
class AttemptsRule:
    """How often a number is called, answered or not, over all campaigns."""

    caps: tuple[Cap, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PauseRule:
    """How long nobody calls after something."""

    pause_s: int
    source: str


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """What does not count when the person asked for the call."""

    exempt_from: frozenset[ContactRule]
    source: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules that hold for one number."""

    label: str
    """Pack, version and place for the records: `us@1 (Florida)`."""
    hours: HoursRule
    time_zones: tuple[str, ...] = ()
    """Where a person may be if their number does not tell."""
    number_types: NumberTypesRule | None = None
    consent: ConsentRule | None = None
    attempts: AttemptsRule | None = None
    after_refusal: PauseRule | None = None
    after_conversation: PauseRule | None = None
    callbacks: CallbackRule | None = None


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What of a campaign bears on the decision."""

    machine: bool
    """The voice that speaks first is the bot's."""
    hours: OpenHours | None = None
    """The campaign's own; None: whenever the policy allows."""
    arm_hours: Mapping[str, OpenHours] = field(default_factory=dict)
    """Of the arms of its experiment that have hours."""

    def hours_of_arm(self, facts: ContactFacts) -> OpenHours | None:
        """When the experiment has the person called. Who asked for a call gets it then, whatever is tried."""
        return None if facts.callback or facts.arm is None else self.arm_hours.get(facts.arm)
