"""/api/v1/accounts and /api/v1/me"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.requests import Request

from engine.store.access import accounts as store
from engine.store.access import audit
from engine.store.access.accounts import AccountView
from engine.web.access.access import access_of
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed, signed_in
from engine.web.access.passwords import MAX_LENGTH, check_strength
from engine.web.access.permissions import Permission, Role
from engine.web.access.signing_in import change_password, sign_out
from engine.web.api.resources import Resource, Text, moment
from engine.web.service import Service, service_of

router = APIRouter(tags=["accounts"])

Manager = Annotated[Actor, Depends(allowed(Permission.ACCOUNTS_MANAGE))]
Name = Annotated[Text, Path(min_length=1, description="of the account")]
Password = Annotated[str, Field(max_length=MAX_LENGTH, description="at least 12 characters")]


class Me(Resource):
    """Who asks."""

    account: str
    roles: list[str]
    permissions: list[Permission]
    token: str | None = Field(description="name of the token that asks; null: a browser")


class Account(Resource):
    """Somebody who may use the console, or a program that has tokens."""

    name: str
    roles: list[str]
    can_sign_in: bool
    disabled: bool
    created_at: datetime


class NewAccount(Resource):
    """An account to be added."""

    name: Annotated[Text, Field(min_length=1, examples=["ann"])]
    roles: list[Role] = Field(min_length=1)
    password: Password | None = Field(default=None, description="null: it cannot sign in, only have tokens")


class AccountChange(Resource):
    """What is left out stays as it is."""

    roles: list[Role] | None = Field(default=None, min_length=1)
    disabled: bool | None = None
    password: Password | None = None
    agent: Text | None = Field(default=None, description="name of the agent whose calls it takes; empty: none")


class PasswordChange(Resource):
    """A new password for oneself. All sessions end."""

    old: Password
    new: Password


@router.get("/me")
def me(actor: Annotated[Actor, Depends(signed_in)]) -> Me:
    """Who you are, and what you may do."""
    return Me(account=actor.name, roles=list(actor.roles), permissions=sorted(actor.permissions), token=actor.token)


@router.put("/me/password", status_code=HTTPStatus.NO_CONTENT)
def my_password(change: PasswordChange, request: Request, actor: Annotated[Actor, Depends(signed_in)]) -> None:
    """Changes your password. Only from a browser that is signed in."""
    _only_people(actor)
    change_password(access_of(request), actor, change.old, change.new)


@router.delete("/me/sessions", status_code=HTTPStatus.NO_CONTENT)
def sign_out_everywhere(request: Request, actor: Annotated[Actor, Depends(signed_in)]) -> None:
    """Signs you out in every browser."""
    _only_people(actor)
    sign_out(access_of(request), actor, everywhere=True)


@router.get("/accounts")
def accounts(_actor: Manager, service: Annotated[Service, Depends(service_of)]) -> list[Account]:
    """All accounts by name."""
    return [_told(one) for one in service.database.read(store.listed)]


@router.post("/accounts", status_code=HTTPStatus.CREATED)
def add(new: NewAccount, request: Request, actor: Manager, service: Annotated[Service, Depends(service_of)]) -> Account:
    """Adds an account."""
    known, roles, at = store.name_of(new.name), sorted(role.value for role in new.roles), service.clock.now()
    password_hash = _hashed(request, new.password, known)

    def work(session: Session) -> AccountView:
        made = store.add(session, known, roles, password_hash, at)
        audit.record(session, actor.deed("account.added", f"account {made.name}", {"roles": roles}), at)
        return made

    return _told(service.database.write(work))


@router.patch("/accounts/{name}")
def change(
    name: Name, wanted: AccountChange, request: Request, actor: Manager, service: Annotated[Service, Depends(service_of)]
) -> Account:
    """Changes roles or password, disables or enables it."""
    if name.strip().lower() == actor.name and (wanted.disabled or wanted.roles is not None):
        raise HTTPException(HTTPStatus.CONFLICT, "nobody takes their own rights away: ask another admin")
    password_hash = _hashed(request, wanted.password, name)
    steps = _steps(wanted, name, password_hash, service.clock.now())

    def work(session: Session) -> AccountView:
        for action, step in steps.items():
            step(session)
            detail = {"roles": store.view(session, name).roles} if wanted.roles else {}
            audit.record(session, actor.deed(action, f"account {store.name_of(name)}", detail), service.clock.now())
        return store.view(session, name)

    return _told(service.database.write(work))


def _steps(wanted: AccountChange, name: str, password_hash: str | None, at: float) -> dict[str, Callable[[Session], None]]:
    """What is to be done, by what the audit log calls it."""
    steps: dict[str, Callable[[Session], None]] = {}
    if wanted.roles is not None:
        roles = sorted(role.value for role in wanted.roles)
        steps["account.roles changed"] = lambda session: store.set_roles(session, name, roles)
    if wanted.agent is not None:
        steps["account.agent changed"] = lambda session: store.set_agent(session, name, wanted.agent or None)
    if password_hash is not None:
        steps["account.password reset"] = lambda session: store.set_password(session, name, password_hash, at)
    if wanted.disabled is True:
        steps["account.disabled"] = lambda session: store.disable(session, name, at)
    if wanted.disabled is False:
        steps["account.enabled"] = lambda session: store.enable(session, name)
    return steps


def _hashed(request: Request, password: str | None, account: str) -> str | None:
    if password is None:
        return None
    check_strength(password, account.strip().lower())
    return access_of(request).passwords.hashed(password)


def _only_people(actor: Actor) -> None:
    if actor.session_id is None:
        raise HTTPException(HTTPStatus.CONFLICT, "a program has no password and no sessions")


def _told(one: AccountView) -> Account:
    return Account(
        name=one.name, roles=list(one.roles), can_sign_in=one.has_password, disabled=one.disabled, created_at=moment(one.created_at)
    )
