"""API tokens: keys of programs, each opening part of what its account may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.errors import UnknownToken
from engine.store.tables import Account, ApiToken

_USED_EVERY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as it can be shown. Times are Unix seconds."""

    id: int
    account: str
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: float
    expires_at: float | None
    revoked_at: float | None
    used_at: float | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be kept."""

    name: str
    prefix: str
    token_hash: str
    scopes: Collection[str]
    expires_at: float | None


def add(session: Session, account: Account, token: NewToken, at: float) -> TokenView:
    row = ApiToken(
        account_id=account.id,
        name=token.name,
        prefix=token.prefix,
        token_hash=token.token_hash,
        scopes=sorted(set(token.scopes)),
        created_at=at,
        expires_at=token.expires_at,
    )
    session.add(row)
    session.flush()
    return _view(row, account.name)


def holder_of(session: Session, token_hash: str, at: float) -> tuple[Account, ApiToken] | None:
    """Whose token this is; None: it opens nothing, or nothing any more."""
    row = session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))
    if row is None or row.revoked_at is not None or (row.expires_at is not None and at >= row.expires_at):
        return None
    account = session.get_one(Account, row.account_id)
    return None if account.disabled_at is not None else (account, row)


def due_for_note(token: ApiToken, at: float) -> bool:
    """Whether it is time to note that it was used."""
    return token.used_at is None or at >= token.used_at + _USED_EVERY_S


def used(session: Session, token_id: int, at: float) -> None:
    session.get_one(ApiToken, token_id).used_at = at


def revoke(session: Session, token_id: int, at: float, account_id: int | None = None) -> TokenView:
    """It opens nothing from now on.

    Args:
        session: of a writing transaction.
        token_id: which.
        at: Unix seconds.
        account_id: whose it must be; None: anybody's.

    Raises:
        UnknownToken: there is none of this id, or it is somebody else's.
    """
    row = session.get(ApiToken, token_id)
    if row is None or account_id not in (None, row.account_id):
        raise UnknownToken(f"there is no token {token_id}: `callwright tokens list` names them")
    row.revoked_at = row.revoked_at or at
    return _view(row, session.get_one(Account, row.account_id).name)


def listed(session: Session, account_id: int | None = None) -> list[TokenView]:
    """All, or an account's; the newest first."""
    query = select(ApiToken, Account.name).join(Account, ApiToken.account_id == Account.id).order_by(ApiToken.id.desc())
    rows = session.execute(query if account_id is None else query.where(ApiToken.account_id == account_id))
    return [_view(token, name) for token, name in rows]


def _view(row: ApiToken, account: str) -> TokenView:
    return TokenView(
        row.id, account, row.name, row.prefix, tuple(row.scopes), row.created_at, row.expires_at, row.revoked_at, row.used_at
    )
