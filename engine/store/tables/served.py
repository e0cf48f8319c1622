"""Campaigns that `callwright serve` runs."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class ServedCampaign(Base):
    """A campaign that a serving process began and has not finished: the next one goes on with it if that is still wished."""

    __tablename__ = "served_campaigns"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    folder: Mapped[str]
    """Where the plan's relative paths begin."""
    encoding: Mapped[str | None]
    """Of the plan's lists."""
    recordings: Mapped[str | None]
    """Folder of the calls' recordings; None: they are not recorded."""
