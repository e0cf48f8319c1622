"""Where in a script real calls went and were left, and what people said there that was not understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Subquery, distinct, func, select
from sqlalchemy.orm import Session

from engine.outcome import Disposition
from engine.store.scripts.contents import SCRIPT_ID
from engine.store.tables import Attempt, Campaign, Lead, ScriptContent, Turn

_PHRASES: Final = 200
"""Phrases are looked for among so many turns that were not understood, the latest first."""


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """Calls at one node. Each call counts once per node."""

    node: str
    reached: int
    left: int
    """The person hung up or wanted no more calls while there."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """An answer that the bot did not understand."""

    node: str
    text: str
    times: int


def nodes(session: Session, script_id: str) -> list[NodeFigures]:
    """The nodes where something was said, most calls first."""
    said = _said(script_id)
    counted = session.execute(select(said.c.node, func.count(distinct(said.c.attempt_id))).group_by(said.c.node))
    reached = {node: count for node, count in counted}  # noqa: C416 - rows are no pairs to the type checker
    last = select(said.c.attempt_id, func.max(said.c.sequence).label("sequence")).group_by(said.c.attempt_id).subquery()
    gone = (Disposition.PERSON_HUNG_UP, Disposition.OPTED_OUT)
    left = Counter[str]()
    at_the_end = (
        select(said.c.node, func.count())
        .join(last, (last.c.attempt_id == said.c.attempt_id) & (last.c.sequence == said.c.sequence))
        .join(Attempt, Attempt.id == said.c.attempt_id)
        .where(Attempt.disposition.in_(gone))
        .group_by(said.c.node)
    )
    for node, count in session.execute(at_the_end):
        left[node] = count
    found = [NodeFigures(node, count, left[node]) for node, count in reached.items()]
    return sorted(found, key=lambda one: (-one.reached, one.node))


def not_understood(session: Session, script_id: str) -> list[NotUnderstood]:
    """What people answered lately that was not understood, the most frequent first."""
    said = _said(script_id)
    rows = session.execute(
        select(said.c.node, said.c.text)
        .where(said.c.missed.is_(True), said.c.text != "")
        .order_by(said.c.id.desc())
        .limit(_PHRASES)
    )
    counts = Counter((node, text) for node, text in rows)
    return [NotUnderstood(node, text, times) for (node, text), times in counts.most_common()]


def _said(script_id: str) -> Subquery:
    """Every turn of calls with any version of the script."""
    return (
        select(Turn.id, Turn.attempt_id, Turn.sequence, Turn.node, Turn.text, Turn.missed)
        .join(Attempt, Turn.attempt_id == Attempt.id)
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .outerjoin(ScriptContent, ScriptContent.content_hash == Attempt.script_hash)
        .where(SCRIPT_ID.in_([script_id]))
        .subquery()
    )
