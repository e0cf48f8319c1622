"""The tables. Times named `*_at` are Unix seconds as in `CallEvent.at`; `*_ms` count from the start of the conversation."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Double,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
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


class ReleaseKind(StrEnum):
    """How a version became the live one."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"


class MessageState(StrEnum):
    """Where a text message stands."""

    QUEUED = "queued"
    """To be handed to the gateway, for the first time or again."""
    SENT = "sent"
    """The gateway has it."""
    FAILED = "failed"
    """The gateway refused it, or could not take it for hours."""
    WITHHELD = "withheld"
    """The person is on the do-not-call list."""


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
        bytes: LargeBinary(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        Disposition: _words(Disposition),
        Grade: _words(Grade),
        LeadState: _words(LeadState),
        MessageState: _words(MessageState),
        ReleaseKind: _words(ReleaseKind),
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
    """Content hash of the script it runs."""
    script_version: Mapped[int | None]
    """Number of that version; None if it was not published when the campaign began with it."""
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
    """Content hash of the script that the call started with; so the next one."""
    script_version: Mapped[int | None]
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


class TextMessage(Base):
    """An SMS that a conversation promised."""

    __tablename__ = "text_messages"
    __table_args__ = (Index(None, "state", "next_try_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """UUID; the gateway gets it too, so that a message tried twice is sent once."""
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    state: Mapped[MessageState]
    asked_at: Mapped[float]
    tries: Mapped[int]
    next_try_at: Mapped[float]
    """Not before; counts while it is queued."""
    sent_at: Mapped[float | None]
    problem: Mapped[str | None]
    """What the gateway said last, if it did not take it."""


class Callback(Base):
    """A person's wish to be called again."""

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id"), index=True)
    asked_at: Mapped[float]
    due: Mapped[str | None]
    """Local time, ISO 8601, maybe an interval; None: what they said was not understood."""
    said: Mapped[str]


class DoNotCall(Base):
    """A number that is never dialled again."""

    __tablename__ = "do_not_call"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str]
    source_attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempts.id"))
    """The call in which the person asked; None if an operator added it."""
    added_at: Mapped[float]


class Blob(Base):
    """Bytes known by what they are: a file's content, kept once however many scripts have it."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes]


class ScriptContent(Base):
    """A script as it was once run or published, with everything that belongs to it. Never changed."""

    __tablename__ = "script_contents"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    script_id: Mapped[str]
    main: Mapped[str]
    """Path of the file that includes the others."""
    first_seen_at: Mapped[float]


class ScriptFile(Base):
    """A file of a script's content: a text or a recording."""

    __tablename__ = "script_files"

    content_hash: Mapped[str] = mapped_column(ForeignKey("script_contents.content_hash"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    """As the script names it, `/` between folders."""
    recording: Mapped[bool]
    """A person's voice, to be played; else a text of the script."""
    blob: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))


class PublishedScript(Base):
    """A script that has versions."""

    __tablename__ = "scripts"

    id: Mapped[str] = mapped_column(primary_key=True)
    """As in the script's `id:`."""
    created_at: Mapped[float]


class ScriptVersion(Base):
    """A published content. Never changed."""

    __tablename__ = "script_versions"

    script_id: Mapped[str] = mapped_column(ForeignKey("scripts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, … per script."""
    content_hash: Mapped[str] = mapped_column(ForeignKey("script_contents.content_hash"), unique=True)
    published_at: Mapped[float]
    published_by: Mapped[str]
    note: Mapped[str]


class ScriptRelease(Base):
    """A version became the live one of its script; the newest release says which is live now."""

    __tablename__ = "script_releases"
    __table_args__ = (ForeignKeyConstraint(["script_id", "number"], ["script_versions.script_id", "script_versions.number"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    script_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    kind: Mapped[ReleaseKind]
    at: Mapped[float]
    by: Mapped[str]
    note: Mapped[str]
