"""Signing in and out, and the first account. Each is one transaction with its entry in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.store.access import accounts, audit, sessions
from engine.store.access.audit import Deed
from engine.web.access import lockout
from engine.web.access.access import Access
from engine.web.access.actor import Actor
from engine.web.access.leaving import send_home_in
from engine.web.access.passwords import check_strength
from engine.web.access.permissions import Role
from engine.web.access.secrets import digest, new_secret, same

NOBODY = "nobody"


class WrongCredentials(Exception):
    """No such account, another password, or a disabled account: which of them is not told."""


class SetUpOver(Exception):
    """There is an account already, or the code is wrong."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Who knocks."""

    address: str
    name: str
    """Its User-Agent."""
    old_session: str | None
    """Id of the session it had; it ends, so that nobody can have planted it."""


def sign_in(access: Access, name: str, password: str, browser: Browser) -> str:
    """Begins a session. Returns its id, for the browser's cookie.

    Raises:
        TooManyTries: before anything was looked at.
        WrongCredentials: the try counts.
    """
    clock, database, key = access.service.clock, access.service.database, name.strip().lower()[: accounts.NAME_MAX]
    _begin_try(access, key, browser.address)
    account = database.read(lambda session: accounts.find(session, key))
    right = access.passwords.verified(account.password_hash if account else None, password)
    if account is None or not right or account.disabled_at is not None:
        subject = f"account {account.name}" if account else "an unknown account"
        refused = Deed(NOBODY, "session.refused", subject, address=browser.address)
        database.write(lambda session: audit.record(session, refused, clock.now()))
        raise WrongCredentials("this name and password do not go together")
    _was_right(access, key, browser.address)
    found = account
    rehashed = access.passwords.hashed(password) if access.passwords.outdated(found.password_hash or "") else None

    def begin(session: Session) -> str:
        if rehashed:
            accounts.named(session, found.name).password_hash = rehashed
        return _begin_session(session, access, found.id, found.name, browser)

    return database.write(begin)


def sign_in_by_code(access: Access, code: str, browser: Browser) -> str:
    """Begins a session by a code of `Access.sign_in_codes`. Returns its id.

    Raises:
        WrongCredentials: the code was never issued, is used or too old, or the account is disabled.
    """
    name = access.sign_in_codes.redeem(code, access.service.clock.now())

    def begin(session: Session) -> str:
        account = accounts.find(session, name) if name else None
        if account is None or account.disabled_at is not None:
            raise WrongCredentials("this link is no longer valid")
        return _begin_session(session, access, account.id, account.name, browser)

    return access.service.database.write(begin)


def set_up(access: Access, code: str, name: str, password: str, browser: Browser) -> str:
    """Makes the first account, an admin, and signs it in. Returns the session's id.

    Raises:
        SetUpOver: there is an account already, or the code is wrong.
        TooManyTries: of guesses at the code.
        WeakPassword: choose another one.
        AccountConflict: nobody can be called this.
    """
    now = access.service.clock.now()
    _begin_try(access, "", browser.address)
    expected = access.set_up_code()
    if expected is None or not same(expected, code):
        raise SetUpOver("this link is no longer valid")
    _was_right(access, "", browser.address)
    check_strength(password, accounts.name_of(name))
    password_hash = access.passwords.hashed(password)

    def make(session: Session) -> str:
        if accounts.any_account(session):
            raise SetUpOver("this link is no longer valid")
        account = accounts.add(session, name, [Role.ADMIN.value], password_hash, now)
        made = Deed(NOBODY, "account.added", f"account {account.name}", {"roles": [Role.ADMIN.value]}, browser.address)
        audit.record(session, made, now)
        return _begin_session(session, access, account.id, account.name, browser)

    return access.service.database.write(make)


def sign_out(access: Access, actor: Actor, everywhere: bool = False) -> None:
    """Ends the browser's session, or all of the account."""
    now = access.service.clock.now()

    def end(session: Session) -> None:
        if everywhere:
            sessions.end_all(session, actor.account_id)
        elif actor.session_id:
            sessions.end(session, digest(actor.session_id))
        send_home_in(session, access)
        action = "session.ended everywhere" if everywhere else "session.ended"
        audit.record(session, actor.deed(action, f"account {actor.name}"), now)

    access.service.database.write(end)


def change_password(access: Access, actor: Actor, old: str, new: str) -> None:
    """Everybody may change their own; all their sessions end.

    Raises:
        TooManyTries, WrongCredentials: the old one.
        WeakPassword: the new one.
    """
    now, database = access.service.clock.now(), access.service.database
    _begin_try(access, actor.name, actor.address)
    account = database.read(lambda session: accounts.named(session, actor.name))
    if not access.passwords.verified(account.password_hash, old):
        raise WrongCredentials("this is not your password")
    _was_right(access, actor.name, actor.address)
    check_strength(new, actor.name)
    password_hash = access.passwords.hashed(new)

    def change(session: Session) -> None:
        accounts.set_password(session, actor.name, password_hash, now)
        audit.record(session, actor.deed("account.password changed", f"account {actor.name}"), now)

    database.write(change)


def _begin_try(access: Access, name: str, address: str) -> None:
    now = access.service.clock.now()
    access.service.database.write(lambda session: lockout.begin_try(session, name, address, now))


def _was_right(access: Access, name: str, address: str) -> None:
    now = access.service.clock.now()
    access.service.database.write(lambda session: lockout.was_right(session, name, address, now))


def _begin_session(session: Session, access: Access, account_id: int, name: str, browser: Browser) -> str:
    now, session_id = access.service.clock.now(), new_secret()
    sessions.end_expired(session, access.expiry, now)
    if browser.old_session:
        sessions.end(session, digest(browser.old_session))
    sessions.begin(session, account_id, digest(session_id), browser.address, browser.name, now)
    begun = Deed(audit.actor_of_account(name), audit.SIGNED_IN, f"account {name}", address=browser.address)
    audit.record(session, begun, now)
    return session_id
