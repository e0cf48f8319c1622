"""/api/v1/campaigns/previews: what the bot would say first to one person, by a plan that need not be a campaign yet."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field
from sqlalchemy.orm import Session

from engine.campaign.plan.schema import CampaignPlan
from engine.dialog.localised import UnknownLanguage
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.launch.previewing import Considered, Preview, preview
from engine.store.people.listing import person
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.creating import ordered, script_named
from engine.web.api.resources import Resource
from engine.web.api.segments import Clause, clause_told
from engine.web.service import Service, service_of

router = APIRouter(tags=["campaigns"])


class NewPreview(Resource):
    """Whose call shall be looked at."""

    plan: CampaignPlan
    customer: Annotated[int, Field(ge=1, le=2**31 - 1, description="id of the person")]


class OfferLookedAt(Resource):
    """An offer of the plan, and why it was taken or passed over."""

    offer: str
    suits: bool
    missing: list[str] = Field(description="variables that its script needs and that are not known of the person")
    clause: Clause | None = Field(description="its filter, for this person; null: it is for everybody")


class PreviewOfCall(Resource):
    """A person's call as it would begin. Arms of an experiment are not looked at."""

    customer: int
    is_lead: bool = Field(description="a campaign of this name has them")
    offers: list[OfferLookedAt] = Field(description="those of the plan up to the one that suits")
    offer: str | None
    segment: str | None
    script: str = Field(examples=["membership@3"])
    variables: dict[str, str] = Field(description="of the list and the offer")
    says: list[str] = Field(description="the opening, one utterance after the other")


@router.post("/campaigns/previews")
def look_ahead(
    asked: NewPreview,
    actor: Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_MANAGE))],
    _reader: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_READ))],
    service: Annotated[Service, Depends(service_of)],
) -> PreviewOfCall:
    """What the bot would say first to one person, with which offer, and why. Nobody is called, nothing is written.

    The plan is as for a new campaign. Somebody of whom is not known what the script says is refused (422).
    """
    at = service.clock.now()
    with ordered(service, asked.plan, actor, at) as order:

        def read(session: Session) -> Preview:
            number = person(session, asked.customer).number
            return preview(session, service.settings, order, script_named(order), number, at)

        try:
            found = service.database.read(read)
        except (MissingVariable, UnfitVariable, UnknownLanguage) as error:
            detail = f"this person cannot be called with this script: {error}"
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, actor.text(detail)) from error
    return _told(asked.customer, found, actor)


def _told(customer_id: int, found: Preview, actor: Actor) -> PreviewOfCall:
    return PreviewOfCall(
        customer=customer_id,
        is_lead=found.is_lead,
        offers=[_looked_at(one, actor) for one in found.considered],
        offer=found.treatment.offer,
        segment=found.treatment.segment,
        script=found.script.label,
        variables={name: actor.text(value) for name, value in found.variables.items()},
        says=[actor.text(text) for text in found.says],
    )


def _looked_at(one: Considered, actor: Actor) -> OfferLookedAt:
    clause = clause_told(one.why, actor) if one.why else None
    return OfferLookedAt(offer=one.offer, suits=one.suits, missing=list(one.missing), clause=clause)
