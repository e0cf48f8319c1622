"""/api/v1/campaigns. One that was made here runs beside the server, in `engine.live`, once it is resumed."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.orm import Session

from engine.campaign.plan.schema import CampaignPlan
from engine.outcome import Disposition, Grade
from engine.store import leads_listing, overview
from engine.store.access import audit
from engine.store.overview import Overview
from engine.store.tables import CampaignState, LeadState
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.creating import create
from engine.web.api.paging import Cursor, Limit, Page, cursor_of, cut, key_of
from engine.web.api.resources import Id, Resource, moment, moment_or_none
from engine.web.service import Service, service_of

router = APIRouter(tags=["campaigns"])

Reader = Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_READ))]
Manager = Annotated[Actor, Depends(allowed(Permission.CAMPAIGNS_MANAGE))]
Parts = Annotated[Service, Depends(service_of)]


class Campaign(Resource):
    """A campaign as it stands."""

    id: int
    name: str
    state: CampaignState = Field(description="what the operator wants of it")
    finished: bool = Field(description="all of its leads have their outcome")
    script: str = Field(examples=["membership@3"])
    pending: int = Field(description="leads to be called, for the first time or again")
    dialling: int
    done: int
    next_due_at: datetime | None = Field(description="when the next pending lead is due, past if it is now; null: none is pending")
    created_at: datetime
    finished_at: datetime | None


class CampaignDetail(Campaign):
    """A campaign with its plan, and what became of its leads."""

    plan: dict[str, Any] = Field(description="as it was created")
    waiting: dict[str, int] = Field(description="pending leads by why they are called again; `first call` for those never called")
    outcomes: dict[str, int] = Field(description="leads that are done, by how")


class LeadOfCampaign(Resource):
    """A person of a campaign."""

    id: int
    customer: int = Field(description="id of the person")
    number: str
    name: str | None
    row: int = Field(description="line of the list it stood on")
    variables: dict[str, str]
    state: LeadState
    disposition: Disposition | None
    attempts: int
    due_at: datetime | None = Field(description="not called before; null: at once, or done")
    grade: Grade | None = Field(description="of the latest call")


@router.get("/campaigns")
def campaigns(_actor: Reader, service: Parts) -> list[Campaign]:
    """All campaigns, the newest first."""
    return [Campaign(**_told(one)) for one in service.database.read(overview.campaigns)]


@router.post("/campaigns", status_code=HTTPStatus.CREATED)
def make(plan: CampaignPlan, actor: Manager, service: Parts) -> CampaignDetail:
    """Creates a campaign from a plan, paused: nobody is dialled until it is started.

    `script` names a published script (`membership`, `membership@3`), `lists` lists that were imported; files of the server are
    neither. A plan that could not be run is refused, with what is wrong with it.
    """
    campaign_id = create(service, plan, actor)
    return _detail(service, campaign_id)


@router.get("/campaigns/{campaign_id}")
def campaign(campaign_id: Id, _actor: Reader, service: Parts) -> CampaignDetail:
    """One campaign."""
    return _detail(service, campaign_id)


@router.post("/campaigns/{campaign_id}/pause", status_code=HTTPStatus.ACCEPTED)
def pause(campaign_id: Id, actor: Manager, service: Parts) -> CampaignDetail:
    """Dials nobody more until it is resumed; calls that go on go on. A run does so within two seconds."""
    return _wish(service, campaign_id, actor, CampaignState.PAUSED, "campaign.paused")


@router.post("/campaigns/{campaign_id}/resume", status_code=HTTPStatus.ACCEPTED)
def resume(campaign_id: Id, actor: Manager, service: Parts) -> CampaignDetail:
    """Goes on; one that was made here begins. A failed run is begun again by `/live/runs/ID/again`."""
    return _wish(service, campaign_id, actor, CampaignState.RUNNING, "campaign.resumed")


@router.post("/campaigns/{campaign_id}/drain", status_code=HTTPStatus.ACCEPTED)
def drain(campaign_id: Id, actor: Manager, service: Parts) -> CampaignDetail:
    """Dials nobody more, lets the calls end by themselves, then ends the run."""
    return _wish(service, campaign_id, actor, CampaignState.DRAINING, "campaign.drained")


@router.post("/campaigns/{campaign_id}/stop", status_code=HTTPStatus.ACCEPTED)
def stop(campaign_id: Id, actor: Manager, service: Parts) -> CampaignDetail:
    """Hangs up the calls that go on and ends the run."""
    return _wish(service, campaign_id, actor, CampaignState.STOPPED, "campaign.stopped")


@router.get("/campaigns/{campaign_id}/leads")
def leads(
    campaign_id: Id,
    actor: Reader,
    service: Parts,
    state: LeadState | None = None,
    disposition: Disposition | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[LeadOfCampaign]:
    """The people of a campaign, in the order of its lists."""
    after = key_of(cursor, tuple[int, int])

    def read(session: Session) -> list[leads_listing.LeadRow]:
        overview.named(session, campaign_id)
        wanted = leads_listing.LeadFilter(campaign_id, state, disposition)
        return leads_listing.page(session, wanted, limit + 1, after)

    page, more = cut(service.database.read(read), limit)
    items = [
        LeadOfCampaign(
            id=one.lead.id,
            customer=one.lead.customer_id,
            number=actor.number(one.number),
            name=one.name,
            row=one.lead.row_number,
            variables={name: actor.text(value) for name, value in one.lead.variables.items()},
            state=one.lead.state,
            disposition=one.lead.disposition,
            attempts=one.lead.attempts,
            due_at=moment(one.lead.due_at) if one.lead.due_at and one.lead.state is LeadState.PENDING else None,
            grade=one.grade,
        )
        for one in page
    ]
    return Page(items=items, next=cursor_of(page[-1].lead.row_number, page[-1].lead.id) if more else None)


def _wish(service: Service, campaign_id: int, actor: Actor, state: CampaignState, action: str) -> CampaignDetail:
    def work(session: Session) -> None:
        overview.wish(session, overview.named(session, campaign_id), state)
        audit.record(session, actor.deed(action, f"campaign {campaign_id}"), service.clock.now())

    service.database.write(work)
    return _detail(service, campaign_id)


def _detail(service: Service, campaign_id: int) -> CampaignDetail:
    def read(session: Session) -> tuple[Overview, overview.Detail, dict[str, Any]]:
        one = overview.campaign(session, campaign_id)
        return one, overview.detail(session, one.name), overview.plan(session, campaign_id)

    one, known, plan = service.database.read(read)
    waiting = {reason or "first call": count for reason, count in known.waiting.items()}
    return CampaignDetail(**_told(one), plan=plan, waiting=waiting, outcomes=dict(known.outcomes))


def _told(one: Overview) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "state": one.state,
        "finished": one.finished_at is not None and not one.pending,
        "script": f"{one.script_id}@{one.script_version}" if one.script_version else one.script_id,
        "pending": one.pending,
        "dialling": one.dialling,
        "done": one.done,
        "next_due_at": None if one.next_due is None else moment(max(one.next_due, one.created_at)),
        "created_at": moment(one.created_at),
        "finished_at": moment_or_none(one.finished_at),
    }
