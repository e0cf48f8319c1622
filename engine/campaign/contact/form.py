"""The form of a policy pack's file: the rules of a jurisdiction, and of places within it that have their own.

A place replaces a rule as a whole where it names it, and takes the pack's where it does not.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from engine.campaign.contact.hours import MINUTES_A_DAY, Window, has_holidays
from engine.campaign.contact.numbers import NumberType
from engine.campaign.contact.zones import known_zone
from engine.contact import ContactRule

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
CLOSED: Final = "closed"
BY_NUMBER: Final = "by_number"
"""The holidays of the number's country."""


def windows_of(text: str) -> tuple[Window, ...]:
    """`10:00-13:00, 14:00-20:00`, or `closed`.

    Raises:
        ValueError: it is neither, or not in order.
    """
    if text == CLOSED:
        return ()
    found: list[Window] = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"'{part.strip()}' is no span of hours: write e.g. 08:00-21:00, or {CLOSED}")
        begin_h, begin_min, end_h, end_min = map(int, match.groups())
        window = Window(begin_h * 60 + begin_min, end_h * 60 + end_min)
        if max(begin_min, end_min) > 59 or window.end_min > MINUTES_A_DAY or window.begin_min >= window.end_min:
            raise ValueError(f"{part.strip()} is no span of a day: from 00:00 to 24:00, the end after the begin")
        if found and window.begin_min < found[-1].end_min:
            raise ValueError(f"{part.strip()} begins before the span in front of it ends")
        found.append(window)
    return tuple(found)


def _spans(value: object) -> object:
    return windows_of(value) if isinstance(value, str) else value


def _week(value: object) -> object:
    """`{mon-fri: 08:00-21:00, sat: …}` as seven days; those that are not named are closed."""
    if not isinstance(value, dict):
        return value
    days: dict[str, Any] = {}
    for name, spans in value.items():
        first, _, last = str(name).partition("-")
        if first not in DAYS or (last and last not in DAYS) or (last and DAYS.index(last) <= DAYS.index(first)):
            raise ValueError(f"'{name}' is neither a day nor a range of days: write e.g. mon-fri, sat, sun")
        named = DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]
        if twice := [day for day in named if day in days]:
            raise ValueError(f"{twice[0]} has hours twice")
        days |= dict.fromkeys(named, _spans(spans or ""))
    return tuple(days.get(day, ()) for day in DAYS)


def _zone(name: str) -> str:
    if not known_zone(name):
        raise ValueError(f"'{name}' is no time zone: write an IANA name such as America/New_York")
    return name


Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Prefix = Annotated[str, Field(pattern=r"^\+\d{1,12}$")]
TimeZone = Annotated[str, AfterValidator(_zone)]
Spans = Annotated[tuple[Window, ...], BeforeValidator(_spans)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Sourced(_Part):
    source: Annotated[str, Field(min_length=1)]
    """Where it is written."""
    counsel: Literal["must confirm"] | None = None
    """An open question of law."""


class HolidaysForm(_Part):
    """Public holidays, as the library `holidays` has them."""

    country: Country | Literal["by_number"]
    subdivision: str | None = None
    open: Spans = ()
    """Hours on those days."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.country == BY_NUMBER:
            return self
        if not has_holidays(self.country, self.subdivision):
            part = f"-{self.subdivision}" if self.subdivision else ""
            raise ValueError(f"no holidays of {self.country}{part} are known: see the library `holidays`")
        return self


class HoursForm(_Sourced):
    """When people may be called, by their own clocks."""

    open: Annotated[tuple[tuple[Window, ...], ...], BeforeValidator(_week)]
    holidays: HolidaysForm | None = None


class NumberTypesForm(_Sourced):
    """Kinds of numbers that are never called."""

    never: frozenset[NumberType]


class ConsentForm(_Sourced):
    """Which calls need consent."""

    calls: Literal["machine", "all"]
    number_types: frozenset[NumberType] | None = None
    """None: every one."""
    valid_days: int | None = Field(default=None, ge=1)


class CapForm(_Part):
    """At most so many calls within so many hours."""

    most: int = Field(ge=1)
    within_h: int = Field(ge=1, le=366 * 24)


class AttemptsForm(_Sourced):
    """How often a number may be called."""

    caps: Annotated[tuple[CapForm, ...], Field(min_length=1)]


class PauseForm(_Sourced):
    """How long nobody calls after something."""

    days: int = Field(ge=1, le=366)


class CallbacksForm(_Sourced):
    """What does not hold for a call that the person asked for."""

    exempt_from: frozenset[Literal[ContactRule.ATTEMPTS, ContactRule.CONVERSATION, ContactRule.REFUSAL]]


class AbandonmentForm(_Sourced):
    """How many of those who answer may find no agent."""

    limit_percent: float = Field(gt=0, le=100)


class RingingForm(_Sourced):
    """How long a phone rings before the caller gives up."""

    least_s: float = Field(ge=1, le=120)


class ReminderForm(_Sourced):
    """A duty that Callwright cannot see to."""

    text: Annotated[str, Field(min_length=1)]


class RulesForm(_Part):
    """Rules of a jurisdiction or of a place in it."""

    hours: HoursForm | None = None
    number_types: NumberTypesForm | None = None
    consent: ConsentForm | None = None
    attempts: AttemptsForm | None = None
    after_refusal: PauseForm | None = None
    after_conversation: PauseForm | None = None
    callbacks: CallbacksForm | None = None
    time_zones: tuple[TimeZone, ...] = ()
    """Where a person may be if the number does not tell."""


class PlaceForm(RulesForm):
    """A state or a country with rules of its own, known by its numbers."""

    name: Annotated[str, Field(min_length=1)]
    countries: tuple[Country, ...] = ()
    prefixes: tuple[Prefix, ...] = ()


class PackForm(RulesForm):
    """A policy pack."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    name: Annotated[str, Field(min_length=1)]
    version: int = Field(ge=1)
    valid_from: date
    valid_until: date | None = None
    """The last day on which this is the law."""
    review_by: date
    """Somebody has to look at it again by then; it is not used after that day."""
    countries: tuple[Country, ...] = ()
    """Whose numbers it is for; empty: only for plans that name it."""
    hours: HoursForm
    abandonment: AbandonmentForm | None = None
    ringing: RingingForm | None = None
    reminders: tuple[ReminderForm, ...] = ()
    places: tuple[PlaceForm, ...] = ()
