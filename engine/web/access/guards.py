"""What endpoints and pages state about who may use them: FastAPI dependencies. An endpoint without one of them fails a test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated, Final

from fastapi import Depends
from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from engine.web.access.access import NotSignedIn, access_of
from engine.web.access.actor import Actor
from engine.web.access.origins import SAFE_METHODS, from_our_pages
from engine.web.access.permissions import Permission
from engine.web.access.secrets import same

CSRF_HEADER: Final = "x-csrf-token"

_needed: Final[dict[object, Permission]] = {}
_reasons: Final[dict[object, str]] = {}


class NotAllowed(Exception):
    """Whoever asks may not do this."""


class _ByToken(SecurityBase):
    """For the API's description only."""

    def __init__(self) -> None:
        self.model = HTTPBearer(description="An API token, from `callwright tokens add` or POST /api/v1/tokens.")
        self.scheme_name = "token"

    def __call__(self) -> None: ...


class _ByCookie(SecurityBase):
    """For the API's description only."""

    def __init__(self) -> None:
        told = "The console's session. Requests that change something carry the session's CSRF token as `X-CSRF-Token`."
        self.model = APIKey.model_validate({"in": APIKeyIn.cookie, "name": "callwright", "description": told})
        self.scheme_name = "session"

    def __call__(self) -> None: ...


def signed_in(
    connection: HTTPConnection, _token: Annotated[None, Depends(_ByToken())], _cookie: Annotated[None, Depends(_ByCookie())]
) -> Actor:
    """Anybody who signed in, or a program with any token. For what concerns only themselves.

    Raises:
        NotSignedIn: the request names nobody.
        NotAllowed: a request of a browser that changes something does not come from a page of ours.
    """
    access = access_of(connection)
    actor: Actor | None = getattr(connection.state, "actor", None) or access.actor_of(connection)
    if actor is None:
        raise NotSignedIn("sign in, or send `Authorization: Bearer TOKEN`")
    if actor.session_id is not None:
        _check_forgery(connection, actor, access.public_url)
    return actor


def current_account(connection: HTTPConnection) -> Actor:
    """Who has this page before them: for what is behind the gate, the toolkit's pages too."""
    actor: Actor = connection.state.actor
    return actor


@cache
def allowed(permission: Permission) -> Callable[..., Actor]:
    """`actor: Annotated[Actor, Depends(allowed(Permission.CALLS_READ))]`: 401 for nobody, 403 for somebody else."""

    def guard(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
        if not actor.may(permission):
            raise NotAllowed(f"this needs the permission {permission.value}, which {actor.told} does not have")
        return actor

    _needed[guard] = permission
    return guard


@cache
def open_to_all(reason: str) -> Callable[[], Awaitable[None]]:
    """For what is public, or knows its callers by other means: `dependencies=[Depends(open_to_all("signed by the gateway"))]`."""

    async def guard() -> None:  # not in a thread, which would take longer than it does
        ...

    _reasons[guard] = reason
    return guard


def permission_asked_by(guard: object) -> Permission | None:
    """The permission that a dependency of `allowed` asks for; None: it is something else."""
    return _needed.get(guard)


def reason_for_open(guard: object) -> str | None:
    """Why a dependency of `open_to_all` lets everybody in; None: it is something else."""
    return _reasons.get(guard)


def _check_forgery(connection: HTTPConnection, actor: Actor, public_url: str | None) -> None:
    scheme = connection.url.scheme.replace("ws", "http")
    socket = connection.scope["type"] == "websocket"
    if not socket and connection.scope["method"] in SAFE_METHODS:
        return
    if not from_our_pages(connection.headers, scheme, public_url):
        raise NotAllowed("this request comes from a page of another site")
    # A WebSocket's handshake cannot carry a header of ours; its origin is always told.
    if not socket and not same(connection.headers.get(CSRF_HEADER, ""), actor.csrf):
        raise NotAllowed("the X-CSRF-Token of the session is missing or wrong: reload the page")
