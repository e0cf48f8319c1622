"""The audit log: who did what, to what, when and from where. Written in the transaction of what it tells; never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables import AuditEntry

SIGNED_IN: Final = "session.begun"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something somebody did."""

    actor: str
    """`account ann`, `token crm of ann`, `command line root`, or `nobody`."""
    action: str
    subject: str
    """Names campaigns, calls and people by their ids: an entry outlives a person's erasure."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    address: str | None = None


@dataclass(frozen=True, slots=True)
class AuditView:
    """An entry."""

    id: int
    at: float
    """Unix seconds."""
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    address: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None: all."""

    actor: str | None = None
    action: str | None = None
    """The whole word, or its beginning with a dot: `campaign.`"""
    subject: str | None = None
    since: float | None = None
    until: float | None = None


def record(session: Session, deed: Deed, at: float) -> None:
    session.add(
        AuditEntry(
            at=at,
            actor=deed.actor[:220],
            action=deed.action,
            subject=deed.subject[:220],
            detail=dict(deed.detail),
            address=deed.address,
        )
    )


def entries(session: Session, wanted: AuditFilter, limit: int, before_id: int | None = None) -> list[AuditView]:
    """The newest first, those before `before_id` if it is given."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if wanted.actor is not None:
        query = query.where(AuditEntry.actor == wanted.actor)
    if wanted.action is not None:
        family = wanted.action.endswith(".")
        named = AuditEntry.action.startswith(wanted.action, autoescape=True) if family else AuditEntry.action == wanted.action
        query = query.where(named)
    if wanted.subject is not None:
        query = query.where(AuditEntry.subject == wanted.subject)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return [
        AuditView(row.id, row.at, row.actor, row.action, row.subject, dict(row.detail), row.address)
        for row in session.scalars(query)
    ]


def actors(session: Session) -> list[str]:
    """Everybody who did something, by name."""
    return list(session.scalars(select(AuditEntry.actor).distinct().order_by(AuditEntry.actor)))


def actions(session: Session) -> list[str]:
    """Everything that was done, by name."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def actor_of_account(name: str) -> str:
    """How the log names what an account does."""
    return f"account {name}"
