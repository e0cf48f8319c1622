"""How accounts stand: what an admin sees of them. When somebody last signed in is what the audit log says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from engine.store.access.audit import SIGNED_IN, actor_of_account
from engine.store.access.sessions import Expiry
from engine.store.errors import UnknownAccount
from engine.store.tables import Account, AccountSession, Agent, ApiToken, AuditEntry


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """An account without its password. Times are Unix seconds."""

    id: int
    name: str
    roles: tuple[str, ...]
    has_password: bool
    created_at: float
    disabled_at: float | None
    agent: str | None
    """Name of the agent whose calls it takes."""
    signed_in_at: float | None
    """Latest; None: never."""
    browsers: int
    """In which it is signed in."""
    tokens: int
    """That open something."""


def standings(session: Session, expiry: Expiry, at: float) -> list[AccountStanding]:
    """Of all accounts by name, as of `at`."""
    return [_standing(*row) for row in session.execute(_query(expiry, at).order_by(Account.name))]


def standing(session: Session, account_id: int, expiry: Expiry, at: float) -> AccountStanding:
    """Of one account, as of `at`.

    Raises:
        UnknownAccount: there is none of this id.
    """
    row = session.execute(_query(expiry, at).where(Account.id == account_id)).first()
    if row is None:
        raise UnknownAccount(f"there is no account of the id {account_id}: the list of accounts has all")
    return _standing(*row)


def _query(expiry: Expiry, at: float) -> Select[Account, str, float, int, int]:
    return select(Account, Agent.name, _signed_in_at(), _browsers(expiry, at), _tokens(at)).outerjoin(
        Agent, Agent.id == Account.agent_id
    )


def _signed_in_at() -> ScalarSelect[float]:
    """Backwards from an account's latest deed: most begin a session every day."""
    theirs = AuditEntry.actor == actor_of_account("") + Account.name
    query = select(AuditEntry.at).where(theirs, AuditEntry.action == SIGNED_IN)
    return query.order_by(AuditEntry.id.desc()).limit(1).correlate(Account).scalar_subquery()


def _browsers(expiry: Expiry, at: float) -> ScalarSelect[int]:
    live = (AccountSession.seen_at > at - expiry.idle_s) & (AccountSession.created_at > at - expiry.max_s)
    query = select(func.count()).select_from(AccountSession).where(AccountSession.account_id == Account.id, live)
    return query.correlate(Account).scalar_subquery()


def _tokens(at: float) -> ScalarSelect[int]:
    opens = ApiToken.revoked_at.is_(None) & (ApiToken.expires_at.is_(None) | (ApiToken.expires_at > at))
    query = select(func.count()).select_from(ApiToken).where(ApiToken.account_id == Account.id, opens)
    return query.correlate(Account).scalar_subquery()


def _standing(account: Account, agent: str | None, signed_in_at: float | None, browsers: int, tokens: int) -> AccountStanding:
    return AccountStanding(
        id=account.id,
        name=account.name,
        roles=tuple(account.roles),
        has_password=account.password_hash is not None,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
        agent=agent,
        signed_in_at=signed_in_at,
        browsers=browsers,
        tokens=tokens,
    )
