"""/api/v1/tokens"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from engine.store.access import tokens as store
from engine.store.access.tokens import TokenView
from engine.web.access import issuing
from engine.web.access.actor import Actor
from engine.web.access.guards import NotAllowed, signed_in
from engine.web.access.issuing import WantedToken, issue
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
    wanted = WantedToken(actor.name, order.name, order.scopes, order.expires_in_days)
    made = service.database.write(lambda session: issue(session, wanted, minted, actor.deed, at))
    return MadeToken(**_told(made), token=minted.token)


@router.delete("/tokens/{token_id}", status_code=HTTPStatus.NO_CONTENT)
def revoke(token_id: Id, actor: Annotated[Actor, Depends(signed_in)], service: Annotated[Service, Depends(service_of)]) -> None:
    """A token opens nothing from now on. Your own; with `tokens:manage` anybody's."""
    whose, at = None if actor.may(Permission.TOKENS_MANAGE) else actor.account_id, service.clock.now()
    service.database.write(lambda session: issuing.revoke(session, token_id, actor.deed, at, whose))


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
