"""Human agents, and the calls they were given."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.outcome import HandoverOutcome
from engine.store.tables.base import AgentDevice, AgentState, Base


class Agent(Base):
    """A person who takes calls."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    sip_uri: Mapped[str]
    """Of their phone: `sip:ann@pbx.example`, or an extension of the trunk. Empty: they have none."""
    device: Mapped[AgentDevice] = mapped_column(default=AgentDevice.SIP, server_default=AgentDevice.SIP.value)
    """Where they take calls."""
    state: Mapped[AgentState]
    since: Mapped[float]
    """In that state."""
    wish: Mapped[AgentState]
    """What they want to be when no call holds them: ready, paused or offline."""
    said_in: Mapped[str | None] = mapped_column(String(64))
    """Where they said so: `AccountSession.id_hash`; None: a command, or another system, said it."""
    engine: Mapped[str | None] = mapped_column(String(36))
    """Id of the engine whose call holds them; None if none does."""


class AgentShift(Base):
    """A state an agent was in."""

    __tablename__ = "agent_shifts"
    __table_args__ = (Index(None, "agent_id", "began_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    state: Mapped[AgentState]
    began_at: Mapped[float]
    ended_at: Mapped[float]


class Handover(Base):
    """A call that was offered to an agent."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    asked_at: Mapped[float]
    joined_at: Mapped[float | None]
    """When both could hear each other; None: they never did."""
    ended_at: Mapped[float | None]
    outcome: Mapped[HandoverOutcome | None]
    """Of `engine.outcome.HandoverOutcome`; None while it goes on."""
    summary: Mapped[str]
    """What the agent was told."""
    disposition: Mapped[str | None]
    """What the agent made of it."""
    notes: Mapped[str | None]
