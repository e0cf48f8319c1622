"""Agents who worked for the days before today, for the picture of their time: the seeded people who talked were handed to them."""

from __future__ import annotations

from itertools import cycle
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import HandoverOutcome
from engine.store.tables import Agent, AgentShift, AgentState, Attempt, Handover, Turn

_DAY_S: Final = 86400.0
_FROM_S, _PAUSE_S, _UNTIL_S = 9 * 3600.0, 12.5 * 3600.0, 18 * 3600.0
"""Of the day: they come, have lunch, and go."""
_LUNCH_S: Final = 1800.0
_CALL: Final = ((AgentState.RESERVED, 7.0), (AgentState.ON_CALL, 560.0), (AgentState.WRAP_UP, 75.0))
_MISSED_ONE_IN: Final = 19


def work(session: Session) -> None:
    """Some have more of the calls than others; one in so many is missed."""
    first, second, third = session.scalars(select(Agent).order_by(Agent.name))
    turns = cycle((first, second, first, third, second, first))
    talked = session.scalars(select(Attempt).where(Attempt.id.in_(select(Turn.attempt_id))).order_by(Attempt.created_at)).all()
    busy: dict[tuple[int, float], list[tuple[float, tuple[tuple[AgentState, float], ...]]]] = {}
    for number, (attempt, agent) in enumerate(zip(talked, turns, strict=False), start=1):
        at, missed = attempt.created_at + 30, number % _MISSED_ONE_IN == 0
        outcome = HandoverOutcome.NO_ANSWER if missed else HandoverOutcome.JOINED
        asked = Handover(attempt_id=attempt.id, agent_id=agent.id, asked_at=at, summary="", outcome=outcome, ended_at=at + 600)
        asked.joined_at = None if missed else at + 8
        session.add(asked)
        day = at - at % _DAY_S
        busy.setdefault((agent.id, day), [(day + _PAUSE_S, ((AgentState.PAUSED, _LUNCH_S),))]).append(
            (at, _CALL[: 1 if missed else 3])
        )
    for (agent_id, day), spells in busy.items():
        _day(session, agent_id, day, sorted(spells))


def _day(session: Session, agent_id: int, day: float, spells: list[tuple[float, tuple[tuple[AgentState, float], ...]]]) -> None:
    now = day + _FROM_S
    for begin, states in [*spells, (day + _UNTIL_S, ())]:
        if begin > now:
            session.add(AgentShift(agent_id=agent_id, state=AgentState.READY, began_at=now, ended_at=begin))
            now = begin
        for state, length_s in states:
            session.add(AgentShift(agent_id=agent_id, state=state, began_at=now, ended_at=now + length_s))
            now += length_s
