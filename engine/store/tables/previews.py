"""Leads that agents look at before they are dialled."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base, PreviewDecision

_UNDECIDED = text("decided_at IS NULL")


class Preview(Base):
    """A lead that was offered to an agent."""

    __tablename__ = "previews"
    __table_args__ = (
        # An agent looks at one lead at a time, and a lead is looked at by one agent, whoever offers it.
        Index("ix_previews_one_per_agent", "agent_id", unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
        Index("ix_previews_one_per_lead", "lead_id", unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
        Index(None, "campaign_id", "decision", "attempt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    offered_at: Mapped[float]
    due_at: Mapped[float]
    """Of the lead before it was offered."""
    decided_at: Mapped[float | None]
    decision: Mapped[PreviewDecision | None]
    reason: Mapped[str | None]
    """Why it was passed on, or withdrawn."""
    attempt_id: Mapped[str | None] = mapped_column(String(36))
    """The call that came of it. No foreign key: an attempt that no worker took is unwritten."""
