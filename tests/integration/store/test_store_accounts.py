"""Accounts as an admin sees them, and that one admin is always left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.store.access import accounts, audit, sessions, tokens
from engine.store.access.audit import AuditFilter, Deed
from engine.store.access.sessions import Expiry
from engine.store.access.standing import AccountStanding, standing, standings
from engine.store.access.tokens import NewToken
from engine.store.database import Database
from engine.store.errors import AccountConflict, UnknownAccount
from engine.store.floor import agents
from engine.web.access.permissions import Role
from tests.integration.store import postgresql
from tests.migrated import migrated

pytestmark = pytest.mark.integration

NOW = 1_000_000.0
EXPIRY = Expiry(idle_s=100.0, max_s=1000.0)
HASH = "$argon2id$…"


def add(database: Database, name: str, *roles: Role, password_hash: str | None = HASH) -> int:
    return database.write(lambda session: accounts.add(session, name, roles, password_hash, NOW - 500)).id


def disable(session: Session) -> None:
    accounts.disable(session, "ann", NOW)


def demote(session: Session) -> None:
    accounts.set_roles(session, "ann", [Role.DESIGNER])


def standing_of(database: Database, name: str) -> AccountStanding:
    return {one.name: one for one in database.read(lambda session: standings(session, EXPIRY, NOW))}[name]


def test_the_role_of_the_store_is_that_of_the_table() -> None:
    assert Role.ADMIN.value == accounts.ADMIN


@pytest.mark.parametrize("step", [disable, demote])
def test_the_last_admin_stays_one(database: Database, step: Callable[[Session], None]) -> None:
    add(database, "ann", Role.ADMIN, Role.AGENT)
    add(database, "olga", Role.OPERATOR)
    add(database, "deploy", Role.ADMIN, password_hash=None)
    add(database, "former", Role.ADMIN)
    database.write(lambda session: accounts.disable(session, "former", NOW))

    with pytest.raises(AccountConflict, match="ann is the last admin who can sign in: make somebody else"):
        database.write(step)
    assert (standing_of(database, "ann").roles, standing_of(database, "ann").disabled_at) == (("admin", "agent"), None)

    database.write(lambda session: accounts.enable(session, "former"))
    database.write(step)


def test_the_last_admin_may_get_other_roles_beside(database: Database) -> None:
    add(database, "ann", Role.ADMIN)
    database.write(lambda session: accounts.set_roles(session, "ann", [Role.ADMIN, Role.AGENT]))
    assert standing_of(database, "ann").roles == ("admin", "agent")


def test_two_admins_who_shut_each_other_out_at_the_same_time_leave_one(postgresql_url: str) -> None:
    url = postgresql.emptied(postgresql_url)
    migrated(url)
    with Database(url) as database, ThreadPoolExecutor(1) as pool:
        add(database, "ann", Role.ADMIN)
        add(database, "bo", Role.ADMIN)

        def waits_or_is_done(other: Future[None]) -> bool:
            locks = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(wait([other], 0.01).done or database.read(lambda session: session.scalar(locks)))

        def both(session: Session) -> Future[None]:
            accounts.disable(session, "ann", NOW)
            session.flush()
            other = pool.submit(database.write, lambda session: accounts.disable(session, "bo", NOW))
            while not waits_or_is_done(other):
                pass
            return other

        with pytest.raises(AccountConflict, match="bo is the last admin"):
            database.write(both).result()


def test_how_an_account_stands(database: Database) -> None:
    ann = add(database, "ann", Role.AGENT)
    add(database, "crm", Role.OPERATOR, password_hash=None)

    def happen(session: Session) -> None:
        agents.add(session, "Ann K", "sip:ann@pbx.example", NOW)
        accounts.set_agent(session, "ann", "Ann K")
        for at in (NOW - 900, NOW - 50):
            audit.record(session, Deed("account ann", audit.SIGNED_IN, "account ann"), at)
        audit.record(session, Deed("account ann", "agent.ready", "agent Ann K"), NOW - 40)
        audit.record(session, Deed("account crm", "session.ended", "account crm"), NOW - 40)
        for name, began, seen in (("now", 50, 10), ("idle", 150, 120), ("old", 1001, 5)):
            sessions.begin(session, ann, name, "192.0.2.1", "browser", NOW - began)
            sessions.seen(session, name, NOW - seen)
        for name, expires_at in (("good", None), ("later", NOW + 1), ("over", NOW), ("revoked", None)):
            made = tokens.add(session, accounts.named(session, "ann"), NewToken(name, "cw_", name, [], expires_at), NOW - 300)
            if name == "revoked":
                tokens.revoke(session, made.id, NOW - 200)

    database.write(happen)
    one = database.read(lambda session: standing(session, ann, EXPIRY, NOW))
    assert (one.signed_in_at, one.browsers, one.tokens, one.agent) == (NOW - 50, 1, 2, "Ann K")
    assert one == standing_of(database, "ann")
    other = standing_of(database, "crm")
    assert (other.signed_in_at, other.browsers, other.tokens, other.has_password) == (None, 0, 0, False)
    with pytest.raises(UnknownAccount, match="no account of the id 99"):
        database.read(lambda session: standing(session, 99, EXPIRY, NOW))


def test_the_audit_log_names_who_did_what(database: Database) -> None:
    def happen(session: Session) -> None:
        for actor, action in (("account bo", "list.imported"), ("account ann", "list.imported"), ("nobody", "session.refused")):
            audit.record(session, Deed(actor, action, "list autumn"), NOW)

    database.write(happen)
    assert database.read(audit.actors) == ["account ann", "account bo", "nobody"]
    assert database.read(audit.actions) == ["list.imported", "session.refused"]
    found = database.read(lambda session: audit.entries(session, AuditFilter(action="list.imported"), 10))
    assert [one.actor for one in found] == ["account ann", "account bo"]
