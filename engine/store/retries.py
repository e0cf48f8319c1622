"""What is known of a lead whose call has ended, for the question whether it is called again, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.events import CallEnded
from engine.store.tables import Attempt, Callback, Campaign, Customer, Lead

ORDINARY: Final = 0
ASKED_FOR: Final = 1
PUSHED: Final = 2
"""Priorities of leads: the second is of people who asked to be called at that time, the third of those just pushed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A person asked to be called again."""

    due: str | None
    """Local time as `engine.dialog.slots.when.When` writes it; None: not understood."""


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


def never(_call: EndedCall) -> None:
    """Everybody is called once."""
    return


def count(lead: Lead, calls: int) -> None:
    """Counts a call for or against the lead; those that the person asked for have a count of their own."""
    if lead.priority == ASKED_FOR:
        lead.callbacks += calls
    else:
        lead.attempts += calls


def ended_call(session: Session, attempt: Attempt, lead: Lead, ended: CallEnded) -> EndedCall:
    """Gathers what is known. The attempt has its end already."""
    session.flush()
    so = (Attempt.lead_id == lead.id, Attempt.disposition == ended.disposition, Attempt.refused_by_trunk.is_(False))
    wish = session.scalars(select(Callback).where(Callback.attempt_id == attempt.id).order_by(Callback.id.desc()).limit(1)).first()
    return EndedCall(
        ended=ended,
        number=attempt.number,
        time_zone=session.get_one(Customer, lead.customer_id).time_zone,
        plan=session.get_one(Campaign, lead.campaign_id).plan,
        attempts=lead.attempts,
        callbacks=lead.callbacks,
        ended_so=session.scalar(select(func.count()).select_from(Attempt).where(*so)) or 0,
        wish=Wish(wish.due) if wish else None,
    )
