"""Who may use the console and the API, and what they did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.tables.base import Base


class Account(Base):
    """A person or a system that uses the console or the API."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    """In lower case."""
    roles: Mapped[list[str]]
    """`engine.web.access.permissions.Role`."""
    password_hash: Mapped[str | None]
    """Argon2id with its parameters; None: cannot sign in, only have tokens."""
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    """The agent whose calls they take."""
    created_at: Mapped[float]
    password_set_at: Mapped[float | None]
    disabled_at: Mapped[float | None]
    lookups_counted_at: Mapped[float | None]
    """By then the whole telephone numbers that it looked for and may not see count no more; None: it looked for none."""


class AccountSession(Base):
    """A browser that signed in."""

    __tablename__ = "account_sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the id in the browser's cookie: who reads the table can use none of them."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[float]
    seen_at: Mapped[float]
    """Of its latest request, to a minute."""
    address: Mapped[str]
    """Whence it signed in."""
    browser: Mapped[str]
    """As it called itself then."""


class PasswordTries(Base):
    """Tries at a password in a row that were not right, or not yet."""

    __tablename__ = "password_tries"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    """Whose they are: `account ann`, `address 192.0.2.1`, or `nobody` and the beginning of a hash."""
    count: Mapped[int]
    last_at: Mapped[float] = mapped_column(index=True)


class ApiToken(Base):
    """A key of a program, that opens part of what its account may do."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(20))
    """Its beginning, by which people know it again."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256; the token itself was shown once."""
    scopes: Mapped[list[str]]
    """`engine.web.access.permissions.Permission`."""
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    used_at: Mapped[float | None]
    """Latest use, to a minute."""


class AuditEntry(Base):
    """Something that somebody did. Rows are only ever added: the database refuses to change or delete them."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "actor", "id"), Index(None, "subject", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[float]
    actor: Mapped[str] = mapped_column(String(220))
    """`account ann`, `token crm of ann`, `command line root`, or `nobody`."""
    action: Mapped[str] = mapped_column(String(60))
    """`campaign.paused`, `recording.heard`, …"""
    subject: Mapped[str] = mapped_column(String(220))
    """What it was done to: `campaign spring`, `call ID`. Never a telephone number in full."""
    detail: Mapped[dict[str, Any]]
    address: Mapped[str | None] = mapped_column(String(64))
    """Whence; None: this machine's command line."""
