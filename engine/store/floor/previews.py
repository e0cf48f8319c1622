"""Preview: an agent looks at a lead first, and lets it be dialled or passes on it. The engine offers, agents decide, side by side.

    due lead ─offer─▶ looked at ─accept─▶ chosen ─take_chosen─▶ attempt written, agent reserved
                          │                           └ unwrite: no worker took it, chosen as before
                          │ pass_on: put off by a day, the third time done
                          └ withdraw: the agent stopped taking calls, or the run ended: due as before

Whoever shows leads to agents (the command line, a web page) needs `offered`, `accept` and `pass_on` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.contact import Allowed
from engine.masking import masked
from engine.outcome import Disposition
from engine.store import leads
from engine.store.adding import add_once
from engine.store.errors import NothingOffered
from engine.store.floor import agents
from engine.store.leads import Caller, Candidate, Dialling, Turn
from engine.store.tables import Agent, AgentState, Attempt, Customer, Lead, LeadState, Preview, PreviewDecision

PUT_OFF_S: Final = 86_400.0
"""A lead that an agent passed on is due again after so long."""
PASSES_MAX: Final = 3
"""Passed on so often, a lead is done."""
_HELD_S: Final = 86_400.0
"""A lead that is looked at is due to nobody else meanwhile; if its engine dies, until its next start or so long."""
CALLS_SHOWN: Final = 5
_OPEN: Final = (Preview.attempt_id.is_(None), (Preview.decision == PreviewDecision.DIAL) | Preview.decided_at.is_(None))
"""Not dialled yet, and not decided against."""


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """A call to this person, of any campaign."""

    at: float
    disposition: Disposition | None
    grade: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A lead as its agent sees it."""

    lead_id: int
    number: str
    """Masked: the agent need not know it to be joined with the person."""
    name: str | None
    variables: dict[str, str]
    slots: dict[str, str]
    """What the person answered in earlier calls."""
    calls: tuple[EarlierCall, ...]
    """The latest first."""
    passed_on: tuple[str, ...]
    """Why agents passed on it before, the latest first."""
    offered_at: float


def offered(session: Session, agent: str) -> Offered | None:
    """The lead that this agent is to decide about; None if there is none.

    Raises:
        UnknownAgent: there is none of that name.
    """
    preview = _undecided(session, agents.get(session, agent))
    if preview is None:
        return None
    lead = session.get_one(Lead, preview.lead_id)
    customer = session.get_one(Customer, lead.customer_id)
    calls = select(Attempt).join(Lead, Attempt.lead_id == Lead.id).where(Lead.customer_id == customer.id)
    passed = select(Preview.reason).where(Preview.lead_id == lead.id, Preview.decision == PreviewDecision.PASSED)
    return Offered(
        lead_id=lead.id,
        number=masked(customer.number),
        name=customer.name,
        variables=dict(lead.variables),
        slots=dict(customer.slots),
        calls=tuple(
            EarlierCall(call.created_at, call.disposition, call.grade, tuple(call.tags))
            for call in session.scalars(calls.order_by(Attempt.created_at.desc()).limit(CALLS_SHOWN))
        ),
        passed_on=tuple(reason or "" for reason in session.scalars(passed.order_by(Preview.id.desc()))),
        offered_at=preview.offered_at,
    )


def accept(session: Session, agent: str, at: float) -> None:
    """The agent lets the lead be dialled: at once, if a line is free.

    Raises:
        UnknownAgent: there is none of that name.
        NothingOffered: they have no lead to decide about.
    """
    preview = _to_decide(session, agent)
    preview.decided_at, preview.decision = at, PreviewDecision.DIAL


def pass_on(session: Session, agent: str, reason: str, at: float) -> None:
    """The agent does not want the lead dialled now. Errors as for `accept`.

    Args:
        session: of a writing transaction.
        agent: their name.
        reason: shown to whom it is offered next; may be empty.
        at: Unix seconds.
    """
    preview = _to_decide(session, agent)
    preview.decided_at, preview.decision, preview.reason = at, PreviewDecision.PASSED, reason
    session.flush()
    lead = session.get_one(Lead, preview.lead_id)
    times = select(func.count()).where(Preview.lead_id == lead.id, Preview.decision == PreviewDecision.PASSED)
    if (session.scalar(times) or 0) >= PASSES_MAX:
        lead.state, lead.disposition, lead.reason = LeadState.DONE, Disposition.NOT_CONTACTABLE, None
    else:
        lead.due_at = at + PUT_OFF_S


def tend(session: Session, campaign_id: int, team: Sequence[str], caller: Caller) -> bool:
    """Offers a lead to each agent who is ready and has none, takes it from those who are not ready any more.

    Returns:
        Whether the campaign has something to do beside waiting for agents: a chosen lead is to be dialled, nobody is due who could
        be offered, or everybody is done.
    """
    there = agents.listed(session, team)
    ready = [agent for agent in there if agent.state is AgentState.READY]
    withdraw(session, campaign_id, caller.at, [agent.id for agent in there if agent not in ready])
    if _chosen(session, campaign_id) is not None:
        return True
    looking = set(session.scalars(select(Preview.agent_id).where(Preview.campaign_id == campaign_id, *_OPEN)))
    idle = [agent for agent in ready if agent.id not in looking and _undecided(session, agent) is None]
    served = [_offer(session, campaign_id, agent, caller) for agent in idle]
    if looking or any(served):
        return False
    return bool(ready) or _all_done(session, campaign_id)


def withdraw(session: Session, campaign_id: int, at: float, of_agents: Sequence[int] | None = None) -> int:
    """Takes leads back that were not dialled: from these agents, by id, or from all. Returns how many."""
    query = select(Preview).where(Preview.campaign_id == campaign_id, *_OPEN)
    if of_agents is not None:
        query = query.where(Preview.agent_id.in_(of_agents))
    found = list(session.scalars(query))
    for preview in found:
        _take_back(session, preview, at, "the agent takes no calls any more" if of_agents is not None else "the run ended")
    return len(found)


def take_chosen(session: Session, campaign_id: int, caller: Caller, engine: str) -> Turn:
    """As `leads.take_turn`, for the lead that an agent chose first. The agent is reserved in the same transaction.

    Args:
        session: of a transaction that writes.
        campaign_id: of the campaign.
        caller: who calls.
        engine: under which id agents are reserved.
    """
    preview = _chosen(session, campaign_id)
    if preview is None:
        return Turn((), None, leads.next_due(session, campaign_id, caller.at))
    lead = session.get_one(Lead, preview.lead_id)
    agent = session.get_one(Agent, preview.agent_id)
    number = session.get_one(Customer, lead.customer_id).number

    def begin(session: Session, candidate: Candidate, decision: Allowed, caller: Caller) -> Dialling | None:
        if not agents.claim(session, agent.name, engine, caller.at):
            return None
        dialling = leads.begun(session, candidate, decision, caller)
        if dialling is None:
            agents.move(session, agent.name, AgentState.READY, caller.at)
            return None
        preview.attempt_id = caller.attempt_id
        return replace(dialling, agent=agent.name)

    refused, dialling = leads.decided(session, [Candidate(lead, number)], caller, begin)
    if dialling is None:
        decided_until = lead.due_at
        _take_back(session, preview, caller.at, refused[0].rule.value if refused else "the agent or the person is on another call")
        if refused:
            lead.due_at = decided_until
    return Turn(tuple(refused), dialling, None if dialling else caller.at)


def unwrite(session: Session, campaign_id: int, attempt_id: str, at: float) -> None:
    """No worker took this call, which is unwritten: its lead stays chosen, its agent is free. Nothing if no agent chose it."""
    preview = session.scalar(
        select(Preview).where(
            Preview.campaign_id == campaign_id, Preview.decision == PreviewDecision.DIAL, Preview.attempt_id == attempt_id
        )
    )
    if preview is not None:
        preview.attempt_id = None
        agents.move(session, session.get_one(Agent, preview.agent_id).name, AgentState.READY, at)


def _offer(session: Session, campaign_id: int, agent: Agent, caller: Caller) -> bool:
    """Whether somebody was due."""

    def begin(session: Session, candidate: Candidate, _decision: Allowed, caller: Caller) -> Preview | None:
        lead = candidate.lead
        preview = Preview(campaign_id=campaign_id, lead_id=lead.id, agent_id=agent.id, offered_at=caller.at, due_at=lead.due_at)
        if not add_once(session, preview):
            return None
        lead.due_at = caller.at + _HELD_S
        return preview

    _, preview, _ = leads.first_allowed(session, campaign_id, caller, begin)
    return preview is not None


def _chosen(session: Session, campaign_id: int) -> Preview | None:
    chosen = select(Preview).where(
        Preview.campaign_id == campaign_id, Preview.decision == PreviewDecision.DIAL, Preview.attempt_id.is_(None)
    )
    return session.scalar(chosen.order_by(Preview.decided_at, Preview.id).limit(1))


def _undecided(session: Session, agent: Agent) -> Preview | None:
    return session.scalar(select(Preview).where(Preview.agent_id == agent.id, Preview.decided_at.is_(None)))


def _to_decide(session: Session, name: str) -> Preview:
    preview = _undecided(session, agents.get(session, name))
    if preview is None:
        raise NothingOffered(f"{name} has no lead to decide about: a preview campaign offers one to agents who are ready")
    return preview


def _take_back(session: Session, preview: Preview, at: float, why: str) -> None:
    preview.decided_at, preview.decision, preview.reason = at, PreviewDecision.WITHDRAWN, why
    session.get_one(Lead, preview.lead_id).due_at = preview.due_at


def _all_done(session: Session, campaign_id: int) -> bool:
    left = select(Lead.id).where(Lead.campaign_id == campaign_id, Lead.state != LeadState.DONE)
    return session.scalar(left.limit(1)) is None
