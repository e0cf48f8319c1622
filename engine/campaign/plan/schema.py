"""The form of a campaign's file. Immutable; kept with the campaign as JSON.

name: Spring renewals
script: renewal_reminder@3
lists: [customers.csv]
mode: robot
lines: 8
policy: us
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.campaign.plan.experiment import ExperimentPart
from engine.campaign.plan.hours import Hours
from engine.outcome import Disposition


class Mode(StrEnum):
    """Who talks, and how many calls are dialled at a time."""

    ROBOT = "robot"
    """The bot talks to the end; as many calls as there are lines."""
    NOTICE = "notice"
    """The bot says one thing, takes at most a key, and hangs up."""
    PREDICTIVE = "predictive"
    """Calls are dialled ahead of agents who will be free; a person who answers is joined with one at once."""
    HYBRID = "hybrid"
    """The bot talks first; who is interested is joined with an agent. The bot goes on if none is free."""
    PREVIEW = "preview"
    """An agent looks at each lead first and lets it be dialled, or passes on."""


class Order(StrEnum):
    """Who is called first, among those who are due."""

    LIST = "list"
    """As the list has them."""
    SCORE = "score"
    """Whose call promises most: `callwright score`."""
    BEST_HOUR = "best_hour"
    """Likewise, and each at the hour that promises most, as far as lines and hours allow."""


PACED: Final = frozenset({Mode.PREDICTIVE, Mode.HYBRID})
"""Modes in which calls are dialled as agents can take them."""


class Pacing(StrEnum):
    """How many calls are dialled for a team."""

    PREDICTIVE = "predictive"
    """Ahead of agents who will be free, as far as the limit of abandoned calls lets it."""
    PROGRESSIVE = "progressive"
    """One for each agent who waits."""
    RATIO = "ratio"
    """So many for each agent who waits, as far as the limit of abandoned calls lets it."""


BY_NUMBER: Final = "by_number"
"""The policy of the country that the number belongs to."""
NO_POLICY: Final = "none"
"""Only the do-not-call list is looked up: for laboratories, never for people."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


FINAL: Final = frozenset(
    {
        Disposition.COMPLETED,
        Disposition.TRANSFERRED,
        Disposition.OPTED_OUT,
        Disposition.NOT_IN_SERVICE,
        Disposition.FAX,
        Disposition.DO_NOT_CALL,
        Disposition.NOT_CONTACTABLE,
    }
)
"""Outcomes after which nobody is called again, whatever a plan says."""


class Retry(_Part):
    """When a lead whose call ended so is called again."""

    after_s: Annotated[int, Field(ge=60, le=30 * 86400)] | None = None
    """So long after the call's end, or at the begin of the next hours. None: by `next`."""
    next: Literal["slot", "day"] | None = None
    """`slot`: the next part of a day (morning, afternoon, evening); `day`: the next day of calling, at another part of the day."""
    times: Annotated[int, Field(ge=0, le=50)] | None = None
    """At most so often for this reason; 0: never. None: as often as the plan's `attempts` let it."""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.times != 0 and (self.after_s is None) == (self.next is None):
            raise ValueError("say when: either `after_s: 600` or `next: slot` or `next: day`; or `times: 0` for never")
        return self


class Trunk(_Part):
    """A gateway that carries calls."""

    address: str
    """`sip:HOST:PORT[;transport=tcp]`"""
    concurrency: int | None = Field(default=None, ge=1)
    """Most calls at a time; None: an even share of the lines."""
    calls_per_second: float = Field(default=5.0, gt=0, le=200)


class CallerId(_Part):
    """A number shown to the called."""

    number: str
    """As the trunk wants it: E.164 with `+` as a rule."""
    calls_per_day: int | None = Field(default=None, ge=1)
    """None: no limit; so of the others."""
    calls_per_second: float | None = Field(default=None, gt=0, le=200)
    concurrency: int | None = Field(default=None, ge=1)
    """Most calls at a time that show it."""


class Team(_Part):
    """The agents of a campaign."""

    agents: tuple[str, ...]
    """Names; `callwright agents` knows them."""
    ring_s: int = Field(default=15, ge=3, le=60)
    """An agent who does not pick up within this is passed over and paused."""
    wrap_up_s: int = Field(default=20, ge=0, le=600)
    """After a call, before the next."""
    accept: Literal["after_summary", "key", "at_once"] = "after_summary"
    """When an agent who picked up is joined: after the summary of the call, at a key only, or without a summary.

    In predictive and preview campaigns always at once."""
    wait_s: int = Field(default=45, ge=5, le=600)
    """At most so long does a person wait who is to be given to an agent; then the bot has the call again."""
    company_s: int = Field(default=8, ge=0, le=60)
    """Every so often the bot says meanwhile that it is still trying; 0: never."""
    longest_talk_s: int = Field(default=3600, ge=60, le=4 * 3600)


class Abandonment(_Part):
    """What happens to people who answer when no agent is free."""

    limit_percent: float = Field(default=3.0, gt=0, le=100)
    """Of answered calls, over 30 days."""
    wait_s: float = Field(default=2.0, ge=0, le=10)
    """So long after the person's greeting an agent must be there (US: 47 CFR 64.1200(a)(7): two seconds)."""
    message: str | None = None
    """Safe-harbour message: who called and how to be left alone. Required in predictive campaigns."""


class Offer(_Part):
    """What people are called with whom it is for."""

    offer: Annotated[str, Field(min_length=1, max_length=200)]
    """Its name; calls are attributed to it."""
    segment: str | None = None
    """Whom it is for: name of a saved segment. None, without `when` too: everybody."""
    when: str | None = None
    """Whom it is for: a filter, see `engine.segments`."""
    script: str | None = None
    """As in the plan; None: the campaign's."""
    variables: dict[str, str] = {}
    """For the script; they count before those of the lists."""

    @property
    def for_everybody(self) -> bool:
        return self.segment is None and self.when is None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.segment and self.when:
            raise ValueError("when: the segment says already whom it is for: take one of the two out")
        return self


class CampaignPlan(_Part):
    """Everything about how a campaign is worked through."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    script: str | None = None
    """A file, `id@3`, or an id for the live version. None in a campaign that goes on: the one it began with."""
    lists: tuple[str, ...] = ()
    """Files, or names of lists that were imported before."""
    segment: str | None = None
    """Name of a saved segment: whom to call, beside those of the lists."""
    refill_s: int | None = Field(default=None, ge=10, le=86400)
    """Every so often those are added who have come to belong to the segment; None: only when a run begins."""
    stays_open: bool = False
    """It goes on when nobody is left to call, until its last day or until it is stopped: other systems push leads to it."""
    offers: tuple[Offer, ...] = ()
    """The first that suits a person decides with what they are called."""
    mode: Mode = Mode.ROBOT
    order: Order = Order.LIST
    lines: int = Field(default=4, ge=1)
    """Most calls at a time."""
    begin: date | None = None
    end: date | None = None
    """The last day. Leads that are left then stay as they are."""
    hours: Hours | None = None
    """None: whenever the policy allows."""
    policy: str | None = None
    """Id of a policy pack, `by_number`, or `none`; None: as in the settings."""
    attempts: int = Field(default=1, ge=1, le=50)
    """Most calls to one lead, callbacks that a person asked for not counted."""
    retry: dict[Disposition, Retry] = {}
    """What is not said here goes by `engine.campaign.retrying.defaults`."""
    callbacks: int = Field(default=3, ge=0, le=20)
    """Most calls to one lead because the person asked to be called again; 0: none."""
    trunks: tuple[Trunk, ...] = ()
    caller_ids: tuple[CallerId, ...] = ()
    """Empty: the trunk's own. Else they are shown in turn, to one person always the same."""
    record: bool | None = None
    """Whether calls are recorded; None: if the engine has a folder for recordings."""
    team: Team | None = None
    pacing: Pacing = Pacing.PREDICTIVE
    """In predictive and hybrid campaigns."""
    calls_per_agent: float | None = Field(default=None, ge=1, le=10)
    """Of `ratio`."""
    abandonment: Abandonment = Abandonment()
    experiment: ExperimentPart | None = None

    @model_validator(mode="after")
    def _retries_make_sense(self) -> Self:
        if pointless := sorted(FINAL.intersection(self.retry)):
            raise ValueError(f"retry: nobody is called again after {', '.join(pointless)}: take it out")
        if self.retry and self.attempts == 1:
            raise ValueError("retry: says when to call again, but `attempts` is 1: say how many calls one lead may get")
        return self

    @model_validator(mode="after")
    def _ratio_is_said(self) -> Self:
        if self.pacing is Pacing.RATIO and self.calls_per_agent is None:
            raise ValueError("calls_per_agent: is missing: how many calls ring for each agent who waits?")
        if self.pacing is not Pacing.RATIO and self.calls_per_agent is not None:
            raise ValueError("calls_per_agent: counts with `pacing: ratio` only: say so, or take it out")
        return self

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.begin and self.end and self.end < self.begin:
            raise ValueError(f"end: {self.end} is before the begin, {self.begin}")
        return self
