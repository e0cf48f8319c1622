"""Campaigns, their leads, and the calls that were made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.outcome import Disposition, Grade
from engine.store.tables.base import Base, CampaignState, LeadState


class Campaign(Base):
    """One list worked through with one script."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    script_id: Mapped[str]
    script_hash: Mapped[str]
    """Content hash of the script it runs."""
    script_version: Mapped[int | None]
    """Number of that version; None if it was not published when the campaign began with it."""
    headings: Mapped[dict[str, str]]
    """Variable name to the heading it had in the list, in the list's order."""
    plan: Mapped[dict[str, Any]]
    """`engine.campaign.plan.schema.CampaignPlan` as JSON: how it is worked through; empty if it began before there were plans."""
    state: Mapped[CampaignState]
    """What the operator wants; a run that is going on looks at it."""
    created_at: Mapped[float]
    finished_at: Mapped[float | None]
    """When its last lead got its final disposition."""
    pushed_at: Mapped[float | None]
    """When another system last gave it a lead; a run that is going on looks at it."""
    recordings: Mapped[str | None]
    """Folder in which its latest run records calls; None: they are not recorded."""


class Lead(Base):
    """One row of a campaign's list."""

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("campaign_id", "customer_id"),
        Index(None, "campaign_id", "state", "priority", "due_at", "rank", "row_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    row_number: Mapped[int]
    """Line of the list it stood on; the header is line 1."""
    variables: Mapped[dict[str, str]]
    state: Mapped[LeadState]
    disposition: Mapped[Disposition | None]
    """Final outcome; set exactly when the state is done."""
    priority: Mapped[int]
    """Higher ones are dialled first among those that are due: 1 for a callback the person asked for, else 0."""
    due_at: Mapped[float]
    """Not dialled before; counts while it is pending. 0: at once."""
    rank: Mapped[float] = mapped_column(default=0.0, server_default="0")
    """Of those due since the same moment lower ones are dialled first: what calling them promises, negative. 0: not told."""
    attempts: Mapped[int]
    """Calls made so far that count against the campaign's limit."""
    callbacks: Mapped[int]
    """Calls made so far because the person asked for them."""
    reason: Mapped[str | None]
    """Why it is called again: `callback`, or how the last call ended. None before the first call, and once it is done."""


class Attempt(Base):
    """One call, written before its INVITE leaves."""

    __tablename__ = "attempts"
    __table_args__ = (
        # Two open calls to one number are impossible, whoever tries.
        Index(
            "ix_attempts_one_open_per_number",
            "number",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "number", "created_at"),
        Index(None, "created_at", "id"),
        Index(None, "ended_at"),
        Index(None, "disposition", "created_at", "id"),
        Index(None, "grade", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """UUID."""
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    engine: Mapped[str | None] = mapped_column(String(36))
    """Id of the engine that made the call; None for calls from before there could be several."""
    worker: Mapped[str | None]
    caller_id: Mapped[str | None]
    script_hash: Mapped[str]
    """Content hash of the script that the call started with; so the next one."""
    script_version: Mapped[int | None]
    arm: Mapped[str | None] = mapped_column(String(200))
    """Of the campaign's experiment; decided when the lead's turn came, as are offer and segment."""
    offer: Mapped[str | None] = mapped_column(String(200))
    segment: Mapped[str | None] = mapped_column(String(200))
    """For belonging to which the person got this offer or script."""
    created_at: Mapped[float]
    ringing_at: Mapped[float | None]
    answered_at: Mapped[float | None]
    ended_at: Mapped[float | None]
    trunk: Mapped[str | None]
    """Address of the gateway that carried it."""
    contactable: Mapped[dict[str, Any] | None]
    """The decision that let it be dialled: policy, rule, local time."""
    disposition: Mapped[Disposition | None]
    refused_by_trunk: Mapped[bool] = mapped_column(default=False)
    """It was no attempt on the person, who noticed nothing: the next call takes another trunk."""
    cause: Mapped[str | None]
    sip_status: Mapped[int | None]
    q850: Mapped[int | None]
    retry_after_s: Mapped[int | None]
    grade: Mapped[Grade | None]
    """The dialog's last one while the call lasts; the final one once it has ended."""
    opted_out_at: Mapped[float | None]
    tags: Mapped[list[str]]
    slots: Mapped[dict[str, str]]
    duration_ms: Mapped[int | None]
    recording: Mapped[str | None]
    """Path of the stereo WAV."""


class Refusal(Base):
    """Why a lead was not dialled when its turn came; the latest reason of each kind."""

    __tablename__ = "refusals"

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    detail: Mapped[str]
    at: Mapped[float]
    until: Mapped[float | None]
    """When it may be tried again; None: never."""


class EngineLease(Base):
    """An engine that works on this database, and until when it is known to live."""

    __tablename__ = "engines"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[float]
    seen_at: Mapped[float]
