"""How many people answered a campaign's calls, and how many of them met nobody: the books behind the limit of abandoned calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition
from engine.store.tables import Attempt, Campaign, Lead

_BY_PEOPLE: Final = (
    Disposition.COMPLETED,
    Disposition.TRANSFERRED,
    Disposition.OPTED_OUT,
    Disposition.PERSON_HUNG_UP,
    Disposition.ABANDONED,
)
"""Of calls that a person answered; one that nobody spoke in may have been a machine's, and does not enlarge the budget."""


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """Calls that people answered."""

    answered: int
    abandoned: int
    """Of those: no agent was free in time."""


def since(session: Session, campaign: str, at: float) -> AnswerBook:
    """The book of a campaign's calls that were dialled from then on."""
    counted = (
        select(Attempt.disposition, func.count())
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .where(Campaign.name == campaign, Attempt.created_at >= at, Attempt.disposition.in_(_BY_PEOPLE))
        .group_by(Attempt.disposition)
    )
    counts = {row[0]: row[1] for row in session.execute(counted)}
    return AnswerBook(answered=sum(counts.values()), abandoned=counts.get(Disposition.ABANDONED, 0))
