"""Saved filters over customers."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class Segment(Base):
    """People chosen by a filter; who they are is found when it is asked for."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    text: Mapped[str]
    """The filter, as `engine.segments` reads it."""
    created_at: Mapped[float]
    updated_at: Mapped[float]
