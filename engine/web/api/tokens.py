"""/api/v1/tokens"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.orm import Session

from engine.store.access import accounts, audit
from engine.store.access import tokens as store
from engine.store.access.tokens import NewToken, TokenView
from engine.web.access.actor import Actor
from engine.web.access.guards import NotAllowed, signed_in
from engine.web.access.permissions import Permission
from engine.web.access.secrets import mint_token
from engine.web.api.resources import Id, Resource, Text, moment, moment_or_none
from engine.web.service import Service, service_of

router = APIRouter(tags=["tokens"])


class Token(Resource):
    """A key of a program. What it opens: its scopes, as far as its account's roles permit them."""

    id: int
    account: str
    name: str
    prefix: str = Field(description="its beginning, by which you know it again", examples=["cw_3kPz9qA"])
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


class TokenOrder(Resource):
    """A token to be made, for the account that asks."""

    name: Annotated[Text, Field(min_length=1, examples=["crm"])]
    scopes: list[Permission] = Field(min_length=1, examples=[["leads:push", "calls:read"]])
    expires_in_days: int | None = Field(default=365, ge=1, le=3650, description="null: never")


class MadeToken(Token):
    """A new token, with what is never shown again."""

    token: str


@router.get("/tokens")
def tokens(actor: Annotated[Actor, Depends(signed_in)], service: Annotated[Service, Depends(service_of)]) -> list[Token]:
    """Your own tokens; with `tokens:manage` those of all accounts. The newest first."""
    whose = None if actor.may(Permission.TOKENS_MANAGE) else actor.account_id
    return [Token(**_told(one)) for one in service.database.read(lambda session: store.listed(session, whose))]


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def make(
    order: TokenOrder, actor: Annotated[Actor, Depends(signed_in)], service: Annotated[Service, Depends(service_of)]
) -> MadeToken:
    """Makes a token. A program cannot make one that opens more than its own."""
    beyond = sorted(scope.value for scope in order.scopes if not actor.may(scope))
    if beyond:
        raise NotAllowed(f"{actor.told} does not have {', '.join(beyond)} to give")
    minted, at = mint_token(), service.clock.now()
    expires_at = at + order.expires_in_days * 86_400 if order.expires_in_days else None
    new = NewToken(order.name, minted.prefix, minted.token_hash, [scope.value for scope in order.scopes], expires_at)

    def work(session: Session) -> TokenView:
        made = store.add(session, accounts.named(session, actor.name), new, at)
        audit.record(session, actor.deed("token.added", f"token {made.id}", {"name": made.name, "scopes": list(made.scopes)}), at)
        return made

    return MadeToken(**_told(service.database.write(work)), token=minted.token)


@router.delete("/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT)
def revoke(token_id: Id, actor: Annotated[Actor, Depends(signed_in)], service: Annotated[Service, Depends(service_of)]) -> None:
    """A token opens nothing from now on. Your own; with `tokens:manage` anybody's."""
    whose, at = None if actor.may(Permission.TOKENS_MANAGE) else actor.account_id, service.clock.now()

    def work(session: Session) -> None:
        revoked = store.revoke(session, token_id, at, whose)
        audit.record(session, actor.deed("token.revoked", f"token {token_id}", {"name": revoked.name}), at)

    service.database.write(work)


def _told(one: TokenView) -> dict[str, Any]:
    return {
        "id": one.id,
        "account": one.account,
        "name": one.name,
        "prefix": one.prefix,
        "scopes": list(one.scopes),
        "created_at": moment(one.created_at),
        "expires_at": moment_or_none(one.expires_at),
        "revoked_at": moment_or_none(one.revoked_at),
        "used_at": moment_or_none(one.used_at),
    }
