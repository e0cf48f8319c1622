"""Browsers that signed in: kept here, so that they can be shut out from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables import Account, AccountSession

_SEEN_EVERY_S: Final = 60.0
"""A click a second need not be a write a second."""
_BROWSER_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long a session lasts."""

    idle_s: float
    """Without a request."""
    max_s: float
    """Whatever happens."""


def begin(session: Session, account_id: int, id_hash: str, address: str, browser: str, at: float) -> None:
    session.add(
        AccountSession(
            id_hash=id_hash, account_id=account_id, created_at=at, seen_at=at, address=address, browser=browser[:_BROWSER_MAX]
        )
    )


def account_of(session: Session, id_hash: str, expiry: Expiry, at: float) -> tuple[Account, bool] | None:
    """Whose session this is, and whether it is time to note that it was seen; None: nobody's any more."""
    row = session.get(AccountSession, id_hash)
    if row is None or at >= row.seen_at + expiry.idle_s or at >= row.created_at + expiry.max_s:
        return None
    account = session.get_one(Account, row.account_id)
    if account.disabled_at is not None:
        return None
    return account, at >= row.seen_at + _SEEN_EVERY_S


def seen(session: Session, id_hash: str, at: float) -> None:
    """Notes a request of it; nothing if it was ended meanwhile."""
    row = session.get(AccountSession, id_hash)
    if row is not None:
        row.seen_at = max(row.seen_at, at)


def end(session: Session, id_hash: str) -> None:
    """Signs it out; nothing if it was."""
    session.execute(delete(AccountSession).where(AccountSession.id_hash == id_hash))


def end_all(session: Session, account_id: int) -> int:
    """Signs an account out everywhere. Returns from how many browsers."""
    ids = session.scalars(select(AccountSession.id_hash).where(AccountSession.account_id == account_id)).all()
    session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))
    return len(ids)


def end_expired(session: Session, expiry: Expiry, at: float) -> None:
    """Forgets sessions that nobody can use any more. What only rests stays: a page of it may be open still, and look by itself."""
    session.execute(delete(AccountSession).where(AccountSession.created_at <= at - expiry.max_s))
