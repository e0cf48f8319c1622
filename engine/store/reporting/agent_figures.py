"""What agents did in a period, each figure defined here and nowhere else.

An agent's time is that of the states they were in (`agent_shifts`, and the present state until now), as far as it lies in the
period: *ready*, *ringing* (a call is theirs and they are not joined yet), *talking*, *wrap-up* and *paused*. All five together
are the time that they were *signed in*; offline is none.

A call counts in the period in which the agent was first rung for it, be it joined later. It is *taken* if they and the person heard
each other, *missed* if the agent did not pick up, declined, or their line failed before that; a person who hung up first, and a
line that we did not have, are neither. *Handling time* is talking and wrap-up by calls taken; *utilisation* is talking and wrap-up
by the time signed in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import HandoverOutcome
from engine.store.tables import Agent, AgentShift, AgentState, Handover

_MISSED: Final = frozenset({HandoverOutcome.NO_ANSWER, HandoverOutcome.DECLINED, HandoverOutcome.BROKEN})
_SIGNED_IN: Final = (AgentState.READY, AgentState.RESERVED, AgentState.ON_CALL, AgentState.WRAP_UP, AgentState.PAUSED)


class AgentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of one agent, or of all together. Times are whole seconds."""

    agent: str
    """Empty: all together."""
    ready_s: int
    ringing_s: int
    talking_s: int
    wrap_up_s: int
    paused_s: int
    signed_in_s: int
    offered: int
    taken: int
    missed: int
    handling_s: int | None
    """Mean; None if no call was taken."""
    utilisation_percent: float | None
    """None if they were never there."""


def agent_figures(session: Session, since: float, until: float) -> tuple[list[AgentFigures], AgentFigures]:
    """Of each agent who was there or was offered a call, by name; and of all together.

    Args:
        session: open.
        since: begin of the period, Unix seconds.
        until: its end, not later than now.
    """
    times, calls = _times(session, since, until), _calls(session, since, until)
    each = [_figures(name, times[name], calls[name]) for name in sorted(times.keys() | calls.keys())]
    together_s = {state: sum(time_s[state] for time_s in times.values()) for state in _SIGNED_IN}
    return each, _figures("", together_s, sum(calls.values(), Counter()))


def _figures(name: str, time_s: Mapping[AgentState, float], calls: Mapping[str, int]) -> AgentFigures:
    signed_in_s = sum(time_s.get(state, 0.0) for state in _SIGNED_IN)
    busy_s = time_s.get(AgentState.ON_CALL, 0.0) + time_s.get(AgentState.WRAP_UP, 0.0)
    taken = calls.get("taken", 0)
    return AgentFigures(
        agent=name,
        ready_s=round(time_s.get(AgentState.READY, 0.0)),
        ringing_s=round(time_s.get(AgentState.RESERVED, 0.0)),
        talking_s=round(time_s.get(AgentState.ON_CALL, 0.0)),
        wrap_up_s=round(time_s.get(AgentState.WRAP_UP, 0.0)),
        paused_s=round(time_s.get(AgentState.PAUSED, 0.0)),
        signed_in_s=round(signed_in_s),
        offered=calls.get("offered", 0),
        taken=taken,
        missed=calls.get("missed", 0),
        handling_s=round(busy_s / taken) if taken else None,
        utilisation_percent=round(100 * busy_s / signed_in_s, 1) if signed_in_s else None,
    )


def _times(session: Session, since: float, until: float) -> defaultdict[str, defaultdict[AgentState, float]]:
    """Seconds in each state but offline, by agent."""
    times: defaultdict[str, defaultdict[AgentState, float]] = defaultdict(lambda: defaultdict(float))
    for name, state, began_at, ended_at in _spells(session, since, until):
        within_s = min(ended_at, until) - max(began_at, since)
        if state is not AgentState.OFFLINE and within_s > 0:
            times[name][state] += within_s
    return times


def _spells(session: Session, since: float, until: float) -> Iterator[tuple[str, AgentState, float, float]]:
    """Agent, state, its begin and its end; states that last are taken to last until then."""
    past = (
        select(Agent.name, AgentShift.state, AgentShift.began_at, AgentShift.ended_at)
        .join(Agent, Agent.id == AgentShift.agent_id)
        .where(AgentShift.began_at < until, AgentShift.ended_at > since)
    )
    yield from session.execute(past)
    for agent in session.scalars(select(Agent).where(Agent.since < until)):
        yield agent.name, agent.state, agent.since, until


def _calls(session: Session, since: float, until: float) -> defaultdict[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    offered = (
        select(Agent.name, Handover.joined_at, Handover.outcome)
        .join(Agent, Agent.id == Handover.agent_id)
        .where(Handover.asked_at >= since, Handover.asked_at < until)
    )
    for name, joined_at, outcome in session.execute(offered):
        count = counts[name]
        count["offered"] += 1
        count["taken"] += joined_at is not None
        count["missed"] += joined_at is None and outcome in _MISSED
    return counts
