"""Links to recordings: given to those who may hear them, which is written down; signed, and good for five minutes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from fastapi import HTTPException
from sqlalchemy.orm import Session

from engine.store.access import audit
from engine.store.calls import attempts
from engine.web.access.access import Access
from engine.web.access.actor import Actor
from engine.web.access.secrets import same

LINK_LIFETIME_S: Final = 300
PATH: Final = "/recordings/{call_id}"
"""Below the API's."""


@dataclass(frozen=True, slots=True)
class SignedLink:
    """Where a recording is to be had, by whoever has the link."""

    url: str
    expires_at: int
    """Unix seconds; refused from then on."""


def link_to_recording(access: Access, actor: Actor, call_id: str) -> SignedLink:
    """A new link; that the actor has it is written down.

    Raises:
        UnknownAttempt: there is no such call.
        HTTPException: it was not recorded.
    """
    service = access.service
    now = service.clock.now()

    def work(session: Session) -> None:
        if attempts.get(session, call_id).recording is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "this call was not recorded")
        audit.record(session, actor.deed("recording.heard", f"call {call_id}"), now)

    service.database.write(work)
    expires_at = int(now) + LINK_LIFETIME_S
    query = urlencode({"expires": expires_at, "signature": _signature(access, call_id, expires_at)})
    return SignedLink(f"/api/v1{PATH.format(call_id=call_id)}?{query}", expires_at)


def opens(access: Access, call_id: str, expires_at: int, signature: str) -> bool:
    """Whether these are of a link of ours that is still good."""
    return access.service.clock.now() < expires_at and same(_signature(access, call_id, expires_at), signature)


def _signature(access: Access, call_id: str, expires_at: int) -> str:
    return hmac.digest(access.signing_key.encode(), f"recording\n{call_id}\n{expires_at}".encode(), "sha256").hex()
