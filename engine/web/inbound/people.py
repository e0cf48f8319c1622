"""What is known of somebody."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session

from engine.inbound import people
from engine.inbound.once import Answer, once
from engine.inbound.people import number_of
from engine.web.inbound.asking import Asked, IdempotencyKey, LeadPusher
from engine.web.inbound.bodies import PersonBody

router = APIRouter()


@router.patch("/people")
def update_person(body: PersonBody, service: Asked, actor: LeadPusher, idempotency_key: IdempotencyKey = None) -> Answer:
    """Brings somebody up to date whom we know by their number or external id. Leads that are made keep the variables they have."""
    now = service.clock.now()
    number = number_of(body.number, service.settings.default_region) if body.number else None

    def update(session: Session) -> Answer:
        customer = people.find(session, number, body.external_id)
        people.update(session, customer, body.attributes(), actor.told, now, service.opt_outs)
        return {"external_id": customer.external_id, "fields": sorted(customer.fields)}

    return service.database.write(
        lambda session: once(session, "people", actor.told, idempotency_key, now, lambda: update(session))
    )
