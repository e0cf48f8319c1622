"""What an agent sees of themselves and of their latest call, and what they write down about it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.store import handovers
from engine.store.errors import AgentConflict, UnknownAgent
from engine.store.screen import Screen, screen_of
from engine.store.tables import Agent, AgentState, Attempt


@dataclass(frozen=True, slots=True)
class AgentDesk:
    """An agent and whom they have."""

    name: str
    state: AgentState
    since: float
    """Unix seconds."""
    wish: AgentState
    """What they are when no call holds them any more."""
    screen: Screen | None
    """Of the call that they were offered last."""
    earlier_calls: int
    """To the same number, before."""


def agent_desk(session: Session, agent_id: int) -> AgentDesk:
    """The desk of the agent of this id.

    Raises:
        UnknownAgent: there is none.
    """
    agent = _agent(session, agent_id)
    screen = screen_of(session, agent.name)
    earlier = 0
    if screen:
        earlier = (session.scalar(select(func.count()).select_from(Attempt).where(Attempt.number == screen.number)) or 1) - 1
    return AgentDesk(agent.name, agent.state, agent.since, agent.wish, screen, earlier)


def write_down(session: Session, agent_id: int, disposition: str, notes: str) -> None:
    """Keeps what the agent made of their latest call.

    Raises:
        UnknownAgent: there is none of this id.
        AgentConflict: they had no call yet.
    """
    handover = handovers.latest(session, _agent(session, agent_id).name)
    if handover is None:
        raise AgentConflict("you had no call yet: there is nothing to write about")
    handover.disposition, handover.notes = disposition or None, notes or None


def _agent(session: Session, agent_id: int) -> Agent:
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise UnknownAgent("the agent of this account is not there any more: an administrator can choose another")
    return agent
