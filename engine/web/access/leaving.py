"""Agents who leave: what one says at the desk, in the console, holds as long as the sign-in in which it was said."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from engine.store.floor import agents
from engine.store.tables import Agent, AgentState
from engine.web.access.access import Access
from engine.web.access.permissions import Permission, permitted

log = logging.getLogger(__name__)


def send_home(access: Access) -> None:
    """Agents whose sign-in has ended are offline from now on, or from the end of the call that they are in.

    So are those whose account was disabled, takes no calls any more, or takes another agent's.
    """
    if access.service.database.read(lambda session: _left(session, access)):
        access.service.database.write(lambda session: send_home_in(session, access))


def send_home_in(session: Session, access: Access) -> None:
    """The same in a transaction that writes already."""
    for agent in _left(session, access):
        agents.wish(session, agent.name, AgentState.OFFLINE, access.service.clock.now())
        log.info("agent has left", extra={"action": "agent_left", "agent": agent.name})


def _left(session: Session, access: Access) -> list[Agent]:
    return [agent for agent in agents.at_desks(session) if not _signed_in(session, access, agent)]


def _signed_in(session: Session, access: Access, agent: Agent) -> bool:
    account = access.account_resting(session, agent.said_in) if agent.said_in else None
    return account is not None and account.agent_id == agent.id and Permission.AGENT_WORK in permitted(account.roles)
