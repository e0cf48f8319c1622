"""The parts of access control that requests share, and what makes an actor of a cookie or a token."""

from __future__ import annotations

import math
from typing import Final, cast

from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from engine.store.access import accounts, sessions, tokens
from engine.store.access.sessions import Expiry
from engine.store.tables import Account, ApiToken
from engine.web.access.actor import Actor
from engine.web.access.codes import SignInCodes
from engine.web.access.passwords import Passwords
from engine.web.access.permissions import Permission, permitted
from engine.web.access.secrets import digest, new_secret
from engine.web.service import Service

_BEARER: Final = "bearer"


class NotSignedIn(Exception):
    """The request names nobody, or somebody who may not come in any more."""


class Access:
    """One per running `callwright serve`."""

    def __init__(self, service: Service, passwords: Passwords | None = None) -> None:
        """Args:
        service: with the database of accounts.
        passwords: quicker ones, for tests.
        """
        web = service.settings.web
        self.service = service
        self.passwords = passwords or Passwords()
        self.expiry = Expiry(web.session_idle_s, web.session_max_s)
        self.public_url = web.public_url
        self.secure = (web.public_url or "").startswith("https:")
        self.cookie = "__Host-callwright" if self.secure else "callwright"
        self.signing_key = new_secret()
        """For links that expire: those of another process, or of before a restart, are not valid here."""
        self.sign_in_codes = SignInCodes()
        self._set_up_code = new_secret()

    def set_up_code(self) -> str | None:
        """What opens the first-run page; None once there is an account."""
        return None if self.service.database.read(accounts.any_account) else self._set_up_code

    def actor_of(self, connection: HTTPConnection) -> Actor | None:
        """Whose request it is; None if it names nobody.

        Raises:
            NotSignedIn: it has a token that opens nothing. A cookie beside it does not count.
        """
        authorization = connection.headers.get("authorization")
        if authorization is not None:
            return self._of_token(connection, authorization)
        session_id = connection.cookies.get(self.cookie)
        return self._of_session(connection, session_id) if session_id else None

    def _of_token(self, connection: HTTPConnection, authorization: str) -> Actor:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != _BEARER:
            raise NotSignedIn("expected `Authorization: Bearer TOKEN`")
        database, at = self.service.database, self.service.clock.now()
        found = database.read(lambda session: tokens.holder_of(session, digest(token.strip()), at))
        if found is None:
            raise NotSignedIn("this token is unknown, expired or revoked, or its account is disabled")
        account, row = found
        if tokens.due_for_note(row, at):
            database.write(lambda session: tokens.used(session, row.id, at))
        return _actor(account, _opened_by(account, row), address_of(connection), token=row.name)

    def _of_session(self, connection: HTTPConnection, session_id: str) -> Actor | None:
        account = self._account_seen(session_id)
        if account is None:
            return None
        return _actor(account, permitted(account.roles), address_of(connection), session_id=session_id)

    def still_signed_in(self, actor: Actor) -> bool:
        """Whether an actor of an earlier request still is, as the same: for what is done on a page. It counts as a request."""
        account = self._account_seen(actor.session_id) if actor.session_id else None
        return account is not None and permitted(account.roles) == actor.permissions

    def _account_seen(self, session_id: str) -> Account | None:
        database, at, id_hash = self.service.database, self.service.clock.now(), digest(session_id)
        found = database.read(lambda session: sessions.account_of(session, id_hash, self.expiry, at))
        if found is None:
            return None
        account, due_for_note = found
        if due_for_note:
            database.write(lambda session: sessions.seen(session, id_hash, at))
        return account

    def still_admits(self, connection: HTTPConnection, actor: Actor) -> bool:
        """Whether who opened a connection that lasts may do the same still. A session that only rests may: nobody clicks there."""
        at = self.service.clock.now()

        def look(session: Session) -> bool:
            if actor.session_id is not None:
                account = self.account_resting(session, digest(actor.session_id))
                return account is not None and permitted(account.roles) == actor.permissions
            _, _, token = connection.headers.get("authorization", "").partition(" ")
            held = tokens.holder_of(session, digest(token.strip()), at)
            return held is not None and _opened_by(*held) == actor.permissions

        return self.service.database.read(look)

    def account_resting(self, session: Session, id_hash: str) -> Account | None:
        """Whose session of the console this is, however long nobody has clicked in it; None: nobody's any more."""
        found = sessions.account_of(session, id_hash, Expiry(math.inf, self.expiry.max_s), self.service.clock.now())
        return found[0] if found else None


def _opened_by(account: Account, token: ApiToken) -> frozenset[Permission]:
    return frozenset(scope for scope in permitted(account.roles) if scope.value in token.scopes)


def _actor(
    account: Account, permissions: frozenset[Permission], address: str, session_id: str | None = None, token: str | None = None
) -> Actor:
    return Actor(
        account_id=account.id,
        name=account.name,
        roles=tuple(account.roles),
        permissions=permissions,
        address=address,
        agent_id=account.agent_id,
        session_id=session_id,
        token=token,
    )


def access_of(connection: HTTPConnection) -> Access:
    """The access control of the app that answers; also of pages in an app mounted into it."""
    return cast("Access", connection.state.access)


def address_of(connection: HTTPConnection) -> str:
    """Whence a request comes. Behind a proxy on this machine uvicorn has put in what the proxy says."""
    return connection.client.host if connection.client else "unknown"
