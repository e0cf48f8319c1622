"""Calls that were offered to agents, as the events of the call tell it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.events import AgentJoined, AgentLeft, AgentRinging
from engine.store import agents, turns
from engine.store.tables import Agent, Handover


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


def latest(session: Session, agent_name: str) -> Handover | None:
    """The call that this agent was offered last.

    Raises:
        UnknownAgent: there is none of that name.
    """
    agent = agents.get(session, agent_name)
    return session.scalar(select(Handover).where(Handover.agent_id == agent.id).order_by(Handover.id.desc()).limit(1))


def _open(session: Session, attempt_id: str, agent_id: int) -> Handover | None:
    of_the_call = select(Handover).where(Handover.attempt_id == attempt_id, Handover.agent_id == agent_id)
    return session.scalar(of_the_call.where(Handover.ended_at.is_(None)).order_by(Handover.id.desc()).limit(1))
