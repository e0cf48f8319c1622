"""/api/v1/deliveries"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.orm import Session

from engine.store import deliveries as store
from engine.store.access import audit
from engine.store.tables import DeliveryState
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.paging import Limit
from engine.web.api.resources import Resource, Text, moment
from engine.web.service import Service, service_of

router = APIRouter(tags=["deliveries"])


class Delivery(Resource):
    """Something that a receiver of yours is told about a call or a person."""

    id: str
    receiver: str = Field(description="its name in the settings")
    about: str = Field(examples=["call.ended"])
    call: str | None = Field(description="id of the call; null: it tells of an opt-out elsewhere")
    customer: int | None = Field(description="without a call: who opted out; null: a number that is nobody's whom we know")
    state: DeliveryState
    created_at: datetime
    tries: int
    next_try_at: datetime
    problem: str | None = Field(description="what went wrong at the last try")


@router.get("/deliveries")
def deliveries(
    actor: Annotated[Actor, Depends(allowed(Permission.DELIVERIES_READ))],
    service: Annotated[Service, Depends(service_of)],
    state: DeliveryState | None = None,
    limit: Limit = 100,
) -> list[Delivery]:
    """The latest, newest first."""
    found = service.database.read(lambda session: store.deliveries(session, state, limit))
    return [
        Delivery(
            id=one.id,
            receiver=one.receiver,
            about=one.about,
            call=one.attempt_id,
            customer=one.customer_id,
            state=one.state,
            created_at=moment(one.created_at),
            tries=one.tries,
            next_try_at=moment(one.next_try_at),
            problem=actor.text(one.problem) if one.problem else None,
        )
        for one in found
    ]


@router.post("/deliveries/{delivery_id}/replay", status_code=HTTPStatus.ACCEPTED)
def replay(
    delivery_id: Text,
    actor: Annotated[Actor, Depends(allowed(Permission.DELIVERIES_REPLAY))],
    service: Annotated[Service, Depends(service_of)],
) -> None:
    """Queues a delivery once more, under the id it had. It is sent while Callwright serves or a campaign runs, or by
    `callwright deliveries send`."""
    at = service.clock.now()

    def work(session: Session) -> None:
        store.replay(session, delivery_id, at)
        audit.record(session, actor.deed("delivery.replayed", f"delivery {delivery_id}"), at)

    service.database.write(work)
