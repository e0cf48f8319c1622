"""Models as the store keeps them: every version, and which is in use."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.scoring.evaluation import Evaluation
from engine.scoring.model import Model, Target
from engine.store.tables import ScoreModel


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a model."""

    version: int
    created_at: float
    calls: int
    model: Model
    evaluation: Evaluation
    refused: bool


def keep(session: Session, model: Model, evaluation: Evaluation, calls: int, at: float, *, refused: bool) -> Kept:
    """Keeps a model that was trained; it is in use from now on unless it is refused."""
    row = ScoreModel(
        target=model.target,
        created_at=at,
        calls=calls,
        model=msgspec.to_builtins(model),
        evaluation=msgspec.to_builtins(evaluation),
        refused=refused,
    )
    session.add(row)
    session.flush()
    return _kept(row)


def in_use(session: Session) -> dict[Target, Kept]:
    """The models that scores come from, by target."""
    found = (_latest(session, target, refused=False) for target in Target)
    return {kept.model.target: kept for kept in found if kept}


def latest(session: Session, target: Target) -> Kept | None:
    """The one that was trained last, in use or refused."""
    tried = [kept for refused in (False, True) if (kept := _latest(session, target, refused=refused))]
    return max(tried, key=lambda kept: kept.version, default=None)


def _latest(session: Session, target: Target, *, refused: bool) -> Kept | None:
    query = select(ScoreModel).where(ScoreModel.target == target, ScoreModel.refused.is_(refused))
    row = session.scalars(query.order_by(ScoreModel.id.desc()).limit(1)).first()
    return _kept(row) if row else None


def _kept(row: ScoreModel) -> Kept:
    model, evaluation = msgspec.convert(row.model, Model), msgspec.convert(row.evaluation, Evaluation)
    return Kept(row.id, row.created_at, row.calls, model, evaluation, row.refused)
