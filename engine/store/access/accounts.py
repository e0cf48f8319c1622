"""Accounts: who may use the console and the API. What their roles permit is known to `engine.web.access.permissions`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.adding import add_once
from engine.store.errors import AccountConflict, UnknownAccount
from engine.store.floor import agents
from engine.store.tables import Account, AccountSession

NAME_MAX: Final = 100
ADMIN: Final = "admin"
"""The role whose holders manage accounts. Of those who can sign in, one always keeps it."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account without its password. Times are Unix seconds."""

    id: int
    name: str
    roles: tuple[str, ...]
    has_password: bool
    agent_id: int | None
    created_at: float
    disabled: bool


def any_account(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def add(session: Session, name: str, roles: Collection[str], password_hash: str | None, at: float) -> AccountView:
    """Adds an account.

    Args:
        session: of a writing transaction.
        name: with which it signs in; upper and lower case are one.
        roles: at least one.
        password_hash: None: it cannot sign in, only have tokens.
        at: Unix seconds.

    Raises:
        AccountConflict: the name is taken, or is none.
    """
    known = name_of(name)
    account = Account(
        name=known,
        roles=sorted(set(roles)),
        password_hash=password_hash,
        created_at=at,
        password_set_at=at if password_hash else None,
    )
    if not add_once(session, account):
        raise AccountConflict(f"there is an account {known!r} already: choose another name")
    return _view(account)


def listed(session: Session) -> list[AccountView]:
    """All by name."""
    return [_view(account) for account in session.scalars(select(Account).order_by(Account.name))]


def find(session: Session, name: str) -> Account | None:
    return session.scalar(select(Account).where(Account.name == _folded(name)))


def named(session: Session, name: str) -> Account:
    """The account.

    Raises:
        UnknownAccount: there is none of that name.
    """
    account = find(session, name)
    if account is None:
        raise UnknownAccount(
            f"there is no account {name!r}: `callwright accounts list` names all, `callwright accounts add` adds one"
        )
    return account


def view(session: Session, name: str) -> AccountView:
    """The account without its password. Raises UnknownAccount."""
    return _view(named(session, name))


def set_password(session: Session, name: str, password_hash: str, at: float) -> None:
    """Gives it a password, and ends its sessions: who has the old one is out. Raises UnknownAccount."""
    account = named(session, name)
    account.password_hash, account.password_set_at = password_hash, at
    _end_sessions(session, account)


def set_roles(session: Session, name: str, roles: Collection[str]) -> None:
    """What it may do from its next request on.

    Raises:
        UnknownAccount: there is none of that name.
        AccountConflict: nobody would be left to manage accounts.
    """
    account = named(session, name)
    if ADMIN not in roles:
        _check_admins_left(session, account)
    account.roles = sorted(set(roles))


def set_agent(session: Session, name: str, agent: str | None) -> None:
    """Says whose calls it takes. Raises UnknownAccount, UnknownAgent."""
    named(session, name).agent_id = agents.get(session, agent).id if agent else None


def disable(session: Session, name: str, at: float) -> None:
    """Shuts it out: its sessions end, its tokens open nothing.

    Raises:
        UnknownAccount: there is none of that name.
        AccountConflict: nobody would be left to manage accounts.
    """
    account = named(session, name)
    _check_admins_left(session, account)
    account.disabled_at = account.disabled_at or at
    _end_sessions(session, account)


def enable(session: Session, name: str) -> None:
    """Lets it in again. Raises UnknownAccount."""
    named(session, name).disabled_at = None


def name_of(text: str) -> str:
    """The name as it is kept.

    Raises:
        AccountConflict: nobody can be called this.
    """
    name = _folded(text)
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise AccountConflict(f"an account's name has 1 to {NAME_MAX} printable characters")
    return name


def _folded(text: str) -> str:
    return text.strip().lower()


def _check_admins_left(session: Session, leaving: Account) -> None:
    # Locked, or two admins who shut each other out at the same time would both be seen to leave one.
    usable = select(Account).where(Account.disabled_at.is_(None), Account.password_hash.is_not(None)).order_by(Account.id)
    rows = session.scalars(usable.with_for_update().execution_options(populate_existing=True))
    if [row.id for row in rows if ADMIN in row.roles] == [leaving.id]:
        raise AccountConflict(f"{leaving.name} is the last admin who can sign in: make somebody else an admin first")


def _end_sessions(session: Session, account: Account) -> None:
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id))


def _view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        roles=tuple(account.roles),
        has_password=account.password_hash is not None,
        agent_id=account.agent_id,
        created_at=account.created_at,
        disabled=account.disabled_at is not None,
    )
