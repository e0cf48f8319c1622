"""What an agent sees of the person whom they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.floor import handovers
from engine.store.floor.handovers import AgentNote
from engine.store.tables import Attempt, Lead, Turn

LAST_TURNS: Final = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """A call as its agent sees it."""

    handover_id: int
    attempt_id: str
    customer_id: int
    number: str
    summary: str
    """As it is spoken to them."""
    outcome: str | None
    grade: str | None
    tags: tuple[str, ...]
    variables: dict[str, str]
    """What the list says."""
    slots: dict[str, str]
    """What the person answered."""
    last_turns: tuple[tuple[str, str], ...]
    """Speaker and words, the latest last."""
    written: AgentNote | None
    """What the agent made of it so far."""


def screen_of(session: Session, agent: str) -> Screen | None:
    """The call that this agent was offered last; None if there was none.

    Raises:
        UnknownAgent: there is none of that name.
    """
    handover = handovers.latest(session, agent)
    if handover is None:
        return None
    attempt = session.get_one(Attempt, handover.attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    turns = session.scalars(select(Turn).where(Turn.attempt_id == attempt.id).order_by(Turn.sequence.desc()).limit(LAST_TURNS))
    wrote = handover.disposition or handover.notes
    return Screen(
        handover_id=handover.id,
        attempt_id=attempt.id,
        customer_id=lead.customer_id,
        number=attempt.number,
        summary=handover.summary,
        outcome=handover.outcome,
        grade=attempt.grade,
        tags=tuple(attempt.tags),
        variables=dict(lead.variables),
        slots=dict(attempt.slots),
        last_turns=tuple((turn.speaker.value, turn.text) for turn in reversed(list(turns))),
        written=AgentNote(agent, handover.disposition, handover.notes) if wrote else None,
    )
