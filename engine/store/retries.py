"""What is known of a lead whose call has ended, for the question whether it is called again, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engine.events import CallEnded
from engine.store.calls.rows import CallRows
from engine.store.tables import Attempt, Callback, Lead
from engine.store.upserting import table_of

ORDINARY: Final = 0
ASKED_FOR: Final = 1
PUSHED: Final = 2
"""Priorities of leads: the second is of people who asked to be called at that time, the third of those just pushed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A person asked to be called again."""

    due: str | None
    """Local time as `engine.dialog.slots.when.When` writes it; None: not understood."""
    said: str = ""
    """In their words."""


@dataclass(frozen=True, slots=True)
class EndedCall:
    """A call and what was before it."""

    ended: CallEnded
    number: str
    time_zone: str | None
    """IANA name, if a list said where the person lives."""
    plan: dict[str, Any]
    """`engine.campaign.plan.schema.CampaignPlan` as JSON; empty for campaigns from before there were plans."""
    attempts: int
    """Calls to this lead that count against the plan's limit, this one included if it does."""
    callbacks: int
    """Calls to this lead that the person had asked for; so again."""
    ended_so: int
    """Calls to this lead that ended with this disposition, this one included."""
    wish: Wish | None


@dataclass(frozen=True, slots=True)
class Again:
    """The lead is to be called again."""

    due_at: float
    """Unix seconds; later than the call's end."""
    priority: int
    reason: str
    """`callback`, or the disposition of the call that ended."""


RetryRule = Callable[[EndedCall], Again | None]
"""None: the lead is done."""


_callbacks, _attempts = table_of(Callback).c, table_of(Attempt).c
_WISH: Final = (
    select(_callbacks.due, _callbacks.said)
    .where(_callbacks.attempt_id == bindparam("attempt_id"))
    .order_by(_callbacks.id.desc())
    .limit(1)
)
_OTHERS_ENDED_SO: Final = select(func.count()).where(
    _attempts.lead_id == bindparam("lead_id"),
    _attempts.disposition == bindparam("disposition"),
    _attempts.refused_by_trunk.is_(False),
    _attempts.id != bindparam("attempt_id"),
)
"""Put together once: that takes longer than the database does."""


def never(_call: EndedCall) -> None:
    """Everybody is called once."""
    return


def count(lead: Lead, calls: int) -> None:
    """Counts a call for or against the lead; those that the person asked for have a count of their own."""
    if lead.priority == ASKED_FOR:
        lead.callbacks += calls
    else:
        lead.attempts += calls


def latest_wish(session: Session, attempt_id: str) -> Wish | None:
    """What the person asked for last in this call."""
    asked = session.execute(_WISH, {"attempt_id": attempt_id}).first()
    return Wish(*asked) if asked else None


def ended_call(session: Session, call: CallRows, ended: CallEnded) -> EndedCall:
    """Gathers what is known. The attempt has its end already, maybe not yet in the database."""
    attempt, lead = call.attempt, call.lead
    so = {"lead_id": lead.id, "disposition": ended.disposition, "attempt_id": attempt.id}
    return EndedCall(
        ended=ended,
        number=attempt.number,
        time_zone=call.customer.time_zone,
        plan=call.campaign.plan,
        attempts=lead.attempts,
        callbacks=lead.callbacks,
        ended_so=1 + (session.scalar(_OTHERS_ENDED_SO, so) or 0),
        wish=latest_wish(session, attempt.id),
    )
