"""The tables. Times named `*_at` are Unix seconds as in `CallEvent.at`; `*_ms` count from the start of the conversation."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Double, Enum, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.outcome import Disposition, Grade


class LeadState(StrEnum):
    """Where a lead of a campaign stands."""

    PENDING = "pending"
    DIALLING = "dialling"
    """It has an open attempt."""
    DONE = "done"
    """It has its final disposition."""


class Speaker(StrEnum):
    """Whose turn it was."""

    PERSON = "person"
    BOT = "bot"


def _words(vocabulary: type[StrEnum]) -> Enum:
    """A column of one vocabulary, stored as its values in plain text: a new word needs no migration."""
    return Enum(vocabulary, native_enum=False, length=20, values_callable=lambda words: [word.value for word in words])


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text(),
        float: Double(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        Disposition: _words(Disposition),
        Grade: _words(Grade),
        LeadState: _words(LeadState),
        Speaker: _words(Speaker),
    }


class Customer(Base):
    """A person, known by one number, over all campaigns."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """E.164, with `+`."""
    name: Mapped[str | None]
    fields: Mapped[dict[str, str]]
    """What the latest list said about them, by variable name."""
    grade: Mapped[Grade | None]
    tags: Mapped[list[str]]
    """In the order they were first earned, each once."""
    slots: Mapped[dict[str, str]]
    updated_at: Mapped[float]


class Campaign(Base):
    """One list worked through with one script."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    script_id: Mapped[str]
    script_hash: Mapped[str]
    """Of the script as it was last run."""
    headings: Mapped[dict[str, str]]
    """Variable name to the heading it had in the list, in the list's order."""
    created_at: Mapped[float]
    finished_at: Mapped[float | None]
    """When its last lead got its final disposition."""


class Lead(Base):
    """One row of a campaign's list."""

    __tablename__ = "leads"
    __table_args__ = (UniqueConstraint("campaign_id", "customer_id"), Index(None, "campaign_id", "state", "row_number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    row_number: Mapped[int]
    """Line of the list it stood on; the header is line 1."""
    variables: Mapped[dict[str, str]]
    state: Mapped[LeadState]
    disposition: Mapped[Disposition | None]
    """Final outcome; set exactly when the state is done."""


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
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """UUID."""
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    worker: Mapped[str | None]
    caller_id: Mapped[str | None]
    script_hash: Mapped[str]
    created_at: Mapped[float]
    ringing_at: Mapped[float | None]
    answered_at: Mapped[float | None]
    ended_at: Mapped[float | None]
    disposition: Mapped[Disposition | None]
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


class Turn(Base):
    """Something said by one side."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("attempt_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"))
    sequence: Mapped[int]
    """1, 2, … over both speakers, as reported."""
    speaker: Mapped[Speaker]
    node: Mapped[str]
    text: Mapped[str]
    started_ms: Mapped[int]
    ended_ms: Mapped[int]
    """For the bot: when the last frame was played that was not dropped."""
    intent: Mapped[str | None]
    confidence: Mapped[float | None]
    asr_ms: Mapped[int | None]
    interrupted: Mapped[bool]
    reply_gap_ms: Mapped[int | None]


class CallNote(Base):
    """Any other event of a call, kept as it was told: overlap verdicts, keys, nodes, transfers."""

    __tablename__ = "call_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    at: Mapped[float]
    kind: Mapped[str]
    """Name of the event's class."""
    detail: Mapped[dict[str, Any]]
    """Its other fields."""


class DoNotCall(Base):
    """A number that is never dialled again."""

    __tablename__ = "do_not_call"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str]
    source_attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    """The call in which the person asked; None if an operator added it."""
    added_at: Mapped[float]
