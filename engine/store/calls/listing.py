"""Calls as people look for them: by filters, the newest first. `record` tells one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.errors import UnknownAttempt
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Campaign, Customer, Lead

MANY_LEADS: Final = 10_000
"""Of a campaign with so many, a call is soon met on the way from the newest call back; those of a smaller one are soon sorted."""


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls; None: all. Times are Unix seconds."""

    campaign_id: int | None = None
    customer_id: int | None = None
    disposition: Disposition | None = None
    grade: Grade | None = None
    number: str | None = None
    """E.164, the whole."""
    since: float | None = None
    until: float | None = None
    open: bool | None = None
    """Whether they go on."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call and whose it is."""

    attempt: Attempt
    campaign_id: int
    campaign: str
    script_id: str
    customer_id: int
    name: str | None
    """The person's."""

    @property
    def script(self) -> str:
        """`membership@3`, or the beginning of its hash if it was not published."""
        return Pin(self.script_id, self.attempt.script_hash, self.attempt.script_version).label


def page(session: Session, wanted: CallFilter, limit: int, before: tuple[float, str] | None = None) -> list[CallRow]:
    """The newest first.

    Args:
        session: open.
        wanted: which.
        limit: so many at most.
        before: time and id of the last one of the page before.
    """
    query = _rows().where(*_conditions(session, wanted)).order_by(Attempt.created_at.desc(), Attempt.id.desc()).limit(limit)
    if before is not None:
        at, attempt_id = before
        # Told so, the index's range begins there: of `created_at < at OR …` it would begin with the newest.
        query = query.where(Attempt.created_at <= at, or_(Attempt.created_at < at, Attempt.id < attempt_id))
    return [CallRow(*row) for row in session.execute(query)]


def row_of(session: Session, attempt_id: str) -> CallRow:
    """One call.

    Raises:
        UnknownAttempt: there is none of this id.
    """
    found = session.execute(_rows().where(Attempt.id == attempt_id)).one_or_none()
    if found is None:
        raise UnknownAttempt("there is no call of this id")
    return CallRow(*found)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(Attempt, Campaign.id, Campaign.name, Campaign.script_id, Customer.id, Customer.name)
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .join(Customer, Lead.customer_id == Customer.id)
    )


def _conditions(session: Session, wanted: CallFilter) -> list[Any]:
    given = (
        (wanted.campaign_id, _of_campaign(session, wanted.campaign_id or 0)),
        (wanted.customer_id, Lead.customer_id == wanted.customer_id),
        (wanted.disposition, Attempt.disposition == wanted.disposition),
        (wanted.grade, Attempt.grade == wanted.grade),
        (wanted.number, Attempt.number == wanted.number),
        (wanted.since, Attempt.created_at >= (wanted.since or 0.0)),
        (wanted.until, Attempt.created_at < (wanted.until or 0.0)),
        (wanted.open, Attempt.ended_at.is_(None) if wanted.open else Attempt.ended_at.is_not(None)),
    )
    return [condition for value, condition in given if value is not None]


def _of_campaign(session: Session, campaign_id: int) -> Any:
    """A large campaign's calls are not found by its leads, of whom each would be looked at before the first call is shown."""
    leads = select(Lead.id).where(Lead.campaign_id == campaign_id).limit(MANY_LEADS).subquery()
    many = session.scalar(select(func.count()).select_from(leads)) == MANY_LEADS
    return Lead.campaign_id + 0 == campaign_id if many else Lead.campaign_id == campaign_id  # a sum is found by no index
