"""/api/v1/messages"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.orm import Session

from engine.store import messages as store
from engine.store import outbox
from engine.store.access import audit
from engine.store.messages import Standing
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.paging import Limit
from engine.web.api.resources import Resource, Text, moment, moment_or_none
from engine.web.service import Service, service_of

router = APIRouter(tags=["messages"])


class Message(Resource):
    """A text message that a call promised. What it says is with the call."""

    id: str
    call: str = Field(description="id of the call")
    number: str
    state: Standing = Field(
        description="`unreported`: sent, and the gateway has not said for `sms: report_wait_s` what became of it"
    )
    asked_at: datetime
    tries: int
    next_try_at: datetime
    sent_at: datetime | None
    reported_at: datetime | None
    problem: str | None = Field(description="what the gateway said last, if it did not take or deliver it")


@router.get("/messages")
def messages(
    actor: Annotated[Actor, Depends(allowed(Permission.DELIVERIES_READ))],
    service: Annotated[Service, Depends(service_of)],
    state: Standing | None = None,
    limit: Limit = 100,
) -> list[Message]:
    """The latest, newest first."""
    found = service.database.read(lambda session: store.messages(session, state, service.unreported_before, limit))
    return [
        Message(
            id=one.id,
            call=one.attempt_id,
            number=actor.number(one.number),
            state=one.standing,
            asked_at=moment(one.asked_at),
            tries=one.tries,
            next_try_at=moment(one.next_try_at),
            sent_at=moment_or_none(one.sent_at),
            reported_at=moment_or_none(one.reported_at),
            problem=actor.text(one.problem) if one.problem else None,
        )
        for one in found
    ]


@router.post("/messages/{message_id}/replay", status_code=HTTPStatus.ACCEPTED)
def replay(
    message_id: Text,
    actor: Annotated[Actor, Depends(allowed(Permission.DELIVERIES_REPLAY))],
    service: Annotated[Service, Depends(service_of)],
) -> None:
    """Queues a message once more that no gateway took, under the id it had. It is sent while Callwright serves or a campaign runs,
    or by `callwright messages send`; not to who wants none by then, and in hours in which its person may be called."""
    at = service.clock.now()

    def work(session: Session) -> None:
        outbox.replay(session, message_id, at)
        audit.record(session, actor.deed("message.replayed", f"message {message_id}"), at)

    service.database.write(work)
