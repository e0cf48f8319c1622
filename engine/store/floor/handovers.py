"""Calls that were offered to agents, as the events of the call tell it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.events import AgentJoined, AgentLeft, AgentRinging
from engine.outcome import broken_off
from engine.store.calls import turns
from engine.store.floor import agents
from engine.store.tables import Agent, CallNote, Handover


@dataclass(frozen=True, slots=True)
class AgentNote:
    """What an agent made of a call."""

    agent: str
    disposition: str | None
    notes: str | None

    @property
    def told(self) -> str:
        """In one line."""
        return f"{self.agent}: {', '.join(said for said in (self.disposition, self.notes) if said)}"


def note(session: Session, event: AgentRinging | AgentJoined | AgentLeft) -> None:
    """Writes an agent's part in a call: a row for each agent who was rung. Of an agent nobody knows, a plain note is kept."""
    turns.add_note(session, event)
    agent = session.scalar(select(Agent).where(Agent.name == event.agent))
    if agent is None:
        return
    match event:
        case AgentRinging(summary=summary):
            session.add(Handover(attempt_id=event.attempt_id, agent_id=agent.id, asked_at=event.at, summary=summary))
        case AgentJoined():
            if handover := _open(session, event.attempt_id, agent.id):
                handover.joined_at = event.at
        case AgentLeft(outcome=outcome):
            if handover := _open(session, event.attempt_id, agent.id):
                handover.ended_at, handover.outcome = event.at, outcome


def left_open(session: Session, attempt_id: str, at: float, recordings: Sequence[str]) -> AgentLeft | None:
    """The end of the part that an agent has in a call whose engine died; None: nobody has.

    Args:
        session: open.
        attempt_id: the call.
        at: Unix seconds.
        recordings: files in which its agents are heard, in the order of the legs.
    """
    of_the_call = select(Handover, Agent.name).join(Agent, Agent.id == Handover.agent_id).where(Handover.attempt_id == attempt_id)
    found = session.execute(of_the_call.where(Handover.ended_at.is_(None)).order_by(Handover.id.desc()).limit(1)).one_or_none()
    if found is None:
        return None
    handover, agent = found
    notes = select(CallNote.detail).where(CallNote.attempt_id == attempt_id, CallNote.kind == AgentLeft.__name__)
    told = {detail.get("recording") for detail in session.scalars(notes)}
    untold = [path for path in recordings if path not in told]
    return AgentLeft(
        attempt_id=attempt_id,
        at=at,
        agent=agent,
        outcome=broken_off(joined=handover.joined_at is not None),
        recording=untold[-1] if untold else None,
    )


def broke_off(session: Session, attempt_id: str, at: float) -> None:
    """Ends what a call that failed has left open: whoever carried it could not tell how it went with its agent."""
    left = select(Handover).where(Handover.attempt_id == attempt_id, Handover.ended_at.is_(None))
    for handover in session.scalars(left):
        handover.ended_at, handover.outcome = at, broken_off(joined=handover.joined_at is not None)


def latest(session: Session, agent_name: str) -> Handover | None:
    """The call that this agent was offered last.

    Raises:
        UnknownAgent: there is none of that name.
    """
    agent = agents.get(session, agent_name)
    return session.scalar(select(Handover).where(Handover.agent_id == agent.id).order_by(Handover.id.desc()).limit(1))


def written_about(session: Session, attempt_ids: Collection[str]) -> dict[str, tuple[AgentNote, ...]]:
    """What agents wrote down about these calls, by call; calls of which nothing was written are left out."""
    rows = session.execute(
        select(Handover, Agent.name)
        .join(Agent, Agent.id == Handover.agent_id)
        .where(Handover.attempt_id.in_(attempt_ids), or_(Handover.disposition.is_not(None), Handover.notes.is_not(None)))
        .order_by(Handover.id)
    )
    found: dict[str, tuple[AgentNote, ...]] = {}
    for handover, name in rows:
        known = found.get(handover.attempt_id, ())
        found[handover.attempt_id] = (*known, AgentNote(name, handover.disposition, handover.notes))
    return found


def _open(session: Session, attempt_id: str, agent_id: int) -> Handover | None:
    of_the_call = select(Handover).where(Handover.attempt_id == attempt_id, Handover.agent_id == agent_id)
    return session.scalar(of_the_call.where(Handover.ended_at.is_(None)).order_by(Handover.id.desc()).limit(1))
