"""Who has which arm of which experiment, and how experiments ended."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class ArmAssignment(Base):
    """A person's arm: decided once, kept for as long as the experiment has a name."""

    __tablename__ = "arm_assignments"

    experiment: Mapped[str] = mapped_column(String(200), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    """The campaign that it was decided in; its calls are the ones that count."""
    arm: Mapped[str] = mapped_column(String(200))
    shares: Mapped[str]
    """The shares that it was drawn by, as JSON with sorted keys: what the sample ratio is compared with."""
    at: Mapped[float]


class ExperimentEnd(Base):
    """What an experiment had shown when its stop rule ended it."""

    __tablename__ = "experiment_ends"

    experiment: Mapped[str] = mapped_column(String(200), primary_key=True)
    standing: Mapped[str] = mapped_column(String(20))
    """`engine.experiments.verdict.Standing`"""
    best: Mapped[str | None] = mapped_column(String(200))
    """The arm that everybody new gets, if the plan wants it so."""
    at: Mapped[float]
