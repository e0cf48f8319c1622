"""People, the lists they came with, and what they allow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from engine.outcome import Disposition, Grade
from engine.store.tables.base import Base, Channel


class Customer(Base):
    """A person, known by one number, over all campaigns."""

    __tablename__ = "customers"
    # Filters on what calls came to are answered from this alone.
    __table_args__ = (Index("ix_customers_history", "grade", "last_call_at", "calls", "answered", "last_outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """E.164, with `+`."""
    external_id: Mapped[str | None] = mapped_column(String(200), unique=True, index=True)
    """What the customer's own systems call them."""
    name: Mapped[str | None]
    time_zone: Mapped[str | None] = mapped_column(String(64))
    """IANA name, if a list said it; else it is told from the number."""
    fields: Mapped[dict[str, str]]
    """What the latest list said about them, by variable name."""
    grade: Mapped[Grade | None]
    slots: Mapped[dict[str, str]]
    summary: Mapped[str | None]
    """The latest call in a few words."""
    next_action: Mapped[str | None] = mapped_column(String(20))
    """`engine.writeback.next_action.Action`, as of the latest call."""
    calls: Mapped[int] = mapped_column(server_default="0")
    """Calls that have ended; those that a trunk refused were none."""
    answered: Mapped[int] = mapped_column(server_default="0")
    """Of these, calls that somebody or something answered."""
    last_call_at: Mapped[float | None]
    """When the latest of these began."""
    last_outcome: Mapped[Disposition | None]
    updated_at: Mapped[float]


class CustomerTag(Base):
    """A tag of a person, with where it was first earned."""

    __tablename__ = "customer_tags"
    __table_args__ = (UniqueConstraint("customer_id", "tag"), Index(None, "tag", "at", "customer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    tag: Mapped[str] = mapped_column(String(200))
    source: Mapped[str]
    """`call ID` of the attempt, `list NAME`, or `earlier calls` for those from before sources were kept."""
    at: Mapped[float]


class ContactList(Base):
    """A named list of people, as operators upload it; the same list again brings it up to date."""

    __tablename__ = "contact_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    headings: Mapped[dict[str, str]]
    """Variable name to the heading it had in the file, in the file's order."""
    created_at: Mapped[float]
    updated_at: Mapped[float]


class ListMember(Base):
    """A person on a list, with what that list says about them."""

    __tablename__ = "list_members"

    list_id: Mapped[int] = mapped_column(ForeignKey("contact_lists.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("list_imports.id"))
    """The latest import that found them in its file."""
    row_number: Mapped[int]
    """Line of that file; the header is line 1."""
    variables: Mapped[dict[str, str]]


class ListImport(Base):
    """One file that was read into a list."""

    __tablename__ = "list_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("contact_lists.id"), index=True)
    file: Mapped[str]
    """Its name."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of its content."""
    at: Mapped[float]
    """When it began."""
    finished_at: Mapped[float | None]
    """None: it was broken off; what it had read until then was kept."""
    counts: Mapped[dict[str, Any]]
    """Rows that were added, updated, unchanged and rejected."""


class Consent(Base):
    """What a person allowed, or took back, for one channel. The latest row counts."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "customer_id", "channel", "at"), Index(None, "channel", "granted", "customer_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[Channel]
    granted: Mapped[bool]
    at: Mapped[float]
    dated: Mapped[bool] = mapped_column(default=True, server_default=true())
    """False: nobody said when; `at` is the latest that it can have been."""
    source: Mapped[str]
    """Where it is written down: a list's file, a call's attempt, a form."""


class DoNotCall(Base):
    """A number that is never dialled again."""

    __tablename__ = "do_not_call"
    __table_args__ = (Index(None, "added_at", "number"),)

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str]
    source_attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    """The call in which the person asked; None if an operator added it."""
    source: Mapped[str | None]
    """The file or system it came from; None if it came from a call or an operator's hand."""
    added_at: Mapped[float]


class DoNotCallRemoval(Base):
    """A number that was taken off the do-not-call list, and why."""

    __tablename__ = "do_not_call_removals"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), index=True)
    listed_for: Mapped[str]
    """Reason and source it had been listed with."""
    listed_at: Mapped[float]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[float]


class CampaignExclusion(Base):
    """A number that one campaign leaves out."""

    __tablename__ = "campaign_exclusions"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str]
    added_at: Mapped[float]
