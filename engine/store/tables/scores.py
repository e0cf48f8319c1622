"""Models that tell whom to call first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class ScoreModel(Base):
    """A version of a model. Of each target, the latest that was not refused is in use."""

    __tablename__ = "score_models"
    __table_args__ = (Index(None, "target", "refused", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(String(20))
    """`engine.scoring.model.Target`"""
    created_at: Mapped[float]
    calls: Mapped[int]
    """That it was learned, calibrated and evaluated on."""
    model: Mapped[dict[str, Any]]
    """`engine.scoring.model.Model`: numbers, no code."""
    evaluation: Mapped[dict[str, Any]]
    """`engine.scoring.evaluation.Evaluation`, on the latest of those calls."""
    refused: Mapped[bool]
    """It did worse on them than the model that was in use."""
