"""What people look through: a campaign's leads with their latest calls, and customers, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy import ColumnElement, SelectBase, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from engine.masking import SHORTEST_SHOWN, SHOWN_LAST
from engine.outcome import Disposition, Grade
from engine.store.errors import UnknownCampaign
from engine.store.tables import Attempt, Campaign, Customer, Lead, LeadState

PAGE: Final = 25
_ESCAPE: Final = "\\"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """A page of what was found."""

    total: int
    """On all pages."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead of a campaign and its latest call. Times are Unix seconds."""

    row_number: int
    number: str
    name: str | None
    state: LeadState
    disposition: Disposition | None
    """How its latest call ended, or why it was never dialled; None before."""
    due_at: float
    attempts: int
    attempt_id: str | None
    """Of its latest call."""
    at: float | None
    """When that began."""
    grade: Grade | None
    duration_ms: int | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: part of a name, a number, or all of an external id."""

    words: str
    number: str
    """The words as E.164, if they are a number; else the words."""
    reveals: bool
    """They may see whole numbers: any part finds them. Else only the whole does, and the end that is not masked."""


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Which leads are wanted; what is empty does not matter."""

    state: LeadState | None = None
    disposition: Disposition | None = None
    grade: Grade | None = None
    sought: Sought | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A person, and how they stand."""

    id: int
    number: str
    external_id: str | None
    name: str | None
    grade: Grade | None
    next_action: str | None
    updated_at: float


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """What a campaign's page begins with."""

    id: int
    name: str
    script_id: str
    script_version: int | None
    plan: dict[str, object]
    """`CampaignPlan` as JSON; empty for those from before there were plans."""


def campaign_card(session: Session, campaign_id: int) -> CampaignCard:
    """The campaign of this id.

    Raises:
        UnknownCampaign: there is none.
    """
    row = session.get(Campaign, campaign_id)
    if row is None:
        raise UnknownCampaign(f"there is no campaign number {campaign_id}: it may have been in another database")
    return CampaignCard(row.id, row.name, row.script_id, row.script_version, dict(row.plan))


def campaign_ids(session: Session) -> dict[str, int]:
    """Ids of all campaigns by name."""
    found = session.execute(select(Campaign.name, Campaign.id))
    return {name: campaign_id for name, campaign_id in found}  # noqa: C416 - rows are no pairs to the type checker


def leads(session: Session, campaign_id: int, wanted: LeadFilter, page: int = 0) -> Found[LeadRow]:
    """A page of a campaign's leads in the order of their list."""
    latest = select(Attempt.id).where(Attempt.lead_id == Lead.id).order_by(Attempt.created_at.desc(), Attempt.id.desc()).limit(1)
    call = aliased(Attempt)
    joined = (
        select(Lead, Customer, call)
        .join(Customer, Lead.customer_id == Customer.id)
        .outerjoin(call, call.id == latest.correlate(Lead).scalar_subquery())
        .where(Lead.campaign_id == campaign_id, *_conditions(wanted, call))
    )
    rows = session.execute(joined.order_by(Lead.row_number, Lead.id).offset(page * PAGE).limit(PAGE))
    return Found(_count(session, joined), tuple(_lead_row(lead, customer, attempt) for lead, customer, attempt in rows))


def customers(session: Session, sought: Sought | None = None, page: int = 0) -> Found[CustomerRow]:
    """A page of the people who are sought; the latest first."""
    query = select(Customer)
    if sought:
        query = query.where(or_(_holds(Customer.name, sought.words), _numbered(sought), Customer.external_id == sought.words))
    rows = session.scalars(query.order_by(Customer.updated_at.desc(), Customer.id.desc()).offset(page * PAGE).limit(PAGE))
    found = tuple(
        CustomerRow(row.id, row.number, row.external_id, row.name, row.grade, row.next_action, row.updated_at) for row in rows
    )
    return Found(_count(session, query), found)


def number_of(session: Session, customer_id: int) -> str | None:
    """The number of a person; None if there is none of this id."""
    return session.scalar(select(Customer.number).where(Customer.id == customer_id))


def _lead_row(lead: Lead, customer: Customer, attempt: Attempt | None) -> LeadRow:
    return LeadRow(
        row_number=lead.row_number,
        number=customer.number,
        name=lead.variables.get("name") or customer.name,
        state=lead.state,
        disposition=lead.disposition or (attempt.disposition if attempt else None),
        due_at=lead.due_at,
        attempts=lead.attempts,
        attempt_id=attempt.id if attempt else None,
        at=attempt.created_at if attempt else None,
        grade=attempt.grade if attempt else None,
        duration_ms=attempt.duration_ms if attempt else None,
        tags=tuple(attempt.tags) if attempt else (),
    )


def _conditions(wanted: LeadFilter, call: type[Attempt]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(Lead.state == wanted.state)
    if wanted.disposition:
        of_the_call = and_(Lead.disposition.is_(None), call.disposition == wanted.disposition)
        found.append(or_(Lead.disposition == wanted.disposition, of_the_call))
    if wanted.grade:
        found.append(call.grade == wanted.grade)
    if wanted.sought:
        found.append(or_(_holds(Customer.name, wanted.sought.words), _numbered(wanted.sought)))
    return found


def _holds(column: ColumnElement[str | None] | object, words: str) -> ColumnElement[bool]:
    literal = words.replace(_ESCAPE, _ESCAPE * 2).replace("%", r"\%").replace("_", r"\_")
    return func.lower(column).like(f"%{literal.lower()}%", escape=_ESCAPE)


def _numbered(sought: Sought) -> ColumnElement[bool]:
    """Numbers that are the one that is sought, or hold its digits, if the words are digits as people write them."""
    whole = Customer.number == sought.number
    digits = "".join(letter for letter in sought.words if letter.isascii() and letter.isdigit())
    plain = all(letter.isdigit() or letter in "+ ()-./" for letter in sought.words)
    if not (digits and plain):
        return whole
    if sought.reveals:
        return or_(whole, _holds(Customer.number, digits))
    if len(digits) > SHOWN_LAST:
        return whole
    return or_(whole, and_(func.length(Customer.number) >= SHORTEST_SHOWN, Customer.number.endswith(digits)))


def _count(session: Session, query: SelectBase) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
