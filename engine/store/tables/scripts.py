"""Scripts and their versions."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base, ReleaseKind


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
