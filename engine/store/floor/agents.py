"""Agents: who they are, what they want to be, and what they were, shift by shift. Commands and engines write side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from engine.store.errors import AgentConflict, UnknownAgent
from engine.store.tables import Agent, AgentDevice, AgentShift, AgentState, Attempt, EngineLease, Handover, Preview

OWN_STATES: Final = (AgentState.OFFLINE, AgentState.READY, AgentState.PAUSED)
"""What agents choose to be; all else comes with a call."""


def add(session: Session, name: str, sip_uri: str, at: float) -> None:
    """Adds an agent, offline; one of that name gets the new address. Without one they take calls in their browser.

    Args:
        session: open.
        name: by which plans and commands know them.
        sip_uri: a SIP URI, or an extension of the trunk; empty: they have no phone.
        at: Unix seconds.
    """
    device = AgentDevice.SIP if sip_uri else AgentDevice.BROWSER
    agent = session.scalar(select(Agent).where(Agent.name == name))
    if agent is None:
        session.add(Agent(name=name, sip_uri=sip_uri, device=device, state=AgentState.OFFLINE, since=at, wish=AgentState.OFFLINE))
    else:
        agent.sip_uri, agent.device = sip_uri, device


def remove(session: Session, name: str) -> None:
    """Forgets an agent who never had a call.

    Raises:
        UnknownAgent: there is none of that name.
        AgentConflict: the records name them, or a call holds them just now.
    """
    agent = get(session, name)
    if agent.engine is not None:  # whose moves would be nobody's, and stop those of others that wait with them
        raise AgentConflict(f"agent {name!r} is held by a call: try again when it is over")
    records = (select(table.id).where(table.agent_id == agent.id).limit(1) for table in (Handover, Preview))
    if any(session.scalar(named) is not None for named in records):
        raise AgentConflict(f"agent {name!r} is named in the records of calls: `callwright agents off` keeps calls from them")
    session.execute(delete(AgentShift).where(AgentShift.agent_id == agent.id))
    session.delete(agent)


def get(session: Session, name: str) -> Agent:
    """The agent.

    Raises:
        UnknownAgent: there is none of that name.
    """
    agent = session.scalar(select(Agent).where(Agent.name == name))
    if agent is None:
        raise UnknownAgent(f"there is no agent {name!r}: `callwright agents list` names all, `callwright agents add` adds one")
    return agent


def of_id(session: Session, agent_id: int) -> Agent:
    """The agent whom an account belongs to.

    Raises:
        UnknownAgent: there is none of this id.
    """
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise UnknownAgent("the agent of this account is not there any more: an administrator can choose another")
    return agent


def listed(session: Session, names: Sequence[str] | None = None) -> list[Agent]:
    """Agents by name: these, or all."""
    query = select(Agent).order_by(Agent.name)
    return list(session.scalars(query if names is None else query.where(Agent.name.in_(names))))


def take_calls_at(session: Session, name: str, device: AgentDevice) -> None:
    """The agent takes calls there, from the next one on.

    Raises:
        UnknownAgent: there is none of that name.
        AgentConflict: they have no phone.
    """
    agent = get(session, name)
    if device is AgentDevice.SIP and not agent.sip_uri:
        raise AgentConflict(f"agent {name!r} has no SIP phone: `callwright agents add {name} sip:USER@HOST` gives them one")
    agent.device = device


def wish(session: Session, name: str, state: AgentState, at: float, said_in: str | None = None) -> None:
    """The agent wants to be ready, paused or offline: now, or when the call that holds them is over.

    Args:
        session: open.
        name: whose.
        state: one of `OWN_STATES`.
        at: Unix seconds.
        said_in: hash of the console's session in which they say so.

    Raises:
        UnknownAgent: there is none of that name.
        ValueError: it is no state to be wished for.
    """
    if state not in OWN_STATES:
        raise ValueError(f"nobody can wish to be {state}")
    agent = get(session, name)
    agent.wish, agent.said_in = state, said_in
    if agent.engine is None:
        _enter(session, agent, state, at)


def at_desks(session: Session) -> list[Agent]:
    """Who said in the console, last, that they are there."""
    return list(session.scalars(select(Agent).where(Agent.said_in.is_not(None), Agent.wish != AgentState.OFFLINE)))


def claim(session: Session, name: str, engine: str, at: float) -> bool:
    """Reserves a ready agent for a call of this engine; False if they are not ready, or another was quicker."""
    agent = get(session, name)
    began_at = agent.since
    claimed = session.execute(
        update(Agent)
        .where(Agent.id == agent.id, Agent.state == AgentState.READY, Agent.engine.is_(None))
        .values(state=AgentState.RESERVED, since=at, engine=engine)
        .execution_options(synchronize_session=False)
    )
    session.expire(agent)
    if not claimed.rowcount:  # type: ignore[attr-defined] # an UPDATE's result has it
        return False
    session.add(AgentShift(agent_id=agent.id, state=AgentState.READY, began_at=began_at, ended_at=at))
    return True


def move(session: Session, name: str, state: AgentState, at: float, *, pause: bool = False) -> None:
    """An agent held by a call of this engine does something else now; in a state of their own, nothing holds them any more.

    Args:
        session: open.
        name: whose.
        state: the new one.
        at: Unix seconds.
        pause: they stay paused until they say that they are ready.
    """
    agent = get(session, name)
    if pause:
        agent.wish = AgentState.PAUSED
    if state in OWN_STATES:
        agent.engine = None
        state = agent.wish  # which a command may have changed a moment ago
    _enter(session, agent, state, at)


def release(session: Session, engine: str, at: float, alive_since: float) -> int:
    """Frees the agents whom a call of this engine, or of one that has died, still holds; returns how many.

    Args:
        session: open.
        engine: our own id, before its first call or after its last.
        at: Unix seconds.
        alive_since: engines that were not seen since then are dead, unless calls of theirs go on: those of an engine that died are
            settled when the store is opened. So campaigns beside ours in this process keep their agents, too.
    """
    seen = select(EngineLease.id).where(EngineLease.seen_at >= alive_since)
    calling = select(Attempt.engine).where(Attempt.ended_at.is_(None), Attempt.engine.is_not(None))
    left = and_(Agent.engine.not_in(seen), Agent.engine.not_in(calling))
    held = session.scalars(select(Agent).where(Agent.engine.is_not(None), or_(Agent.engine == engine, left)))
    released = 0
    for agent in held:
        agent.engine = None
        _enter(session, agent, agent.wish, at)
        released += 1
    return released


def _enter(session: Session, agent: Agent, state: AgentState, at: float) -> None:
    if agent.state is state:
        return
    session.add(AgentShift(agent_id=agent.id, state=agent.state, began_at=agent.since, ended_at=at))
    agent.state, agent.since = state, at
