"""What an agent sees of themselves and of their latest call, and what they write down about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.store.errors import AgentConflict
from engine.store.floor import agents
from engine.store.floor.screen import Screen, screen_of
from engine.store.people.dossier import Call, calls_of
from engine.store.tables import AgentDevice, AgentState, Handover

EARLIER_CALLS: Final = 5


@dataclass(frozen=True, slots=True)
class AgentDesk:
    """An agent and whom they have."""

    name: str
    state: AgentState
    since: float
    """Unix seconds."""
    device: AgentDevice
    """Where they take calls."""
    has_phone: bool
    """A SIP phone is known of them."""
    wish: AgentState
    """What they are when no call holds them any more."""
    screen: Screen | None
    """Of the call that they were offered last."""
    earlier: tuple[Call, ...]
    """The last calls to the same person before this one, the latest first."""


def agent_desk(session: Session, agent_id: int) -> AgentDesk:
    """The desk of the agent of this id.

    Raises:
        UnknownAgent: there is none.
    """
    agent = agents.of_id(session, agent_id)
    screen = screen_of(session, agent.name)
    earlier = _before(session, screen) if screen else ()
    return AgentDesk(agent.name, agent.state, agent.since, agent.device, bool(agent.sip_uri), agent.wish, screen, earlier)


def write_down(session: Session, agent_id: int, handover_id: int, disposition: str, notes: str) -> None:
    """Keeps what the agent made of a call that they were offered: not of their latest, which may be another one by now.

    Raises:
        UnknownAgent: there is none of this id.
        AgentConflict: it was no call of theirs.
    """
    handover = session.get(Handover, handover_id)
    if handover is None or handover.agent_id != agents.of_id(session, agent_id).id:
        raise AgentConflict("this was no call of yours: reload the page")
    handover.disposition, handover.notes = disposition or None, notes or None


def _before(session: Session, screen: Screen) -> tuple[Call, ...]:
    calls = [call for call in calls_of(session, screen.customer_id) if call.attempt_id != screen.attempt_id]
    return tuple(reversed(calls[-EARLIER_CALLS:]))
