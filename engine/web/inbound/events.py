"""What people did elsewhere, as a system with a token tells it."""

from __future__ import annotations

from fastapi import APIRouter

from engine.inbound import events
from engine.inbound.once import Answer
from engine.web.inbound.asking import Asked, EventWriter, IdempotencyKey
from engine.web.told_events import EventBody, told_event

router = APIRouter()


@router.post("/events")
def record_event(body: EventBody, service: Asked, actor: EventWriter, idempotency_key: IdempotencyKey = None) -> Answer:
    """An order, a click, an unsubscription, or whatever you call it. An unsubscription takes effect at once."""
    told = told_event(body, service, actor.told, idempotency_key)
    return service.database.write(lambda session: events.record(session, told, service.opt_outs))
