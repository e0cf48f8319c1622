"""A plan looked at before anybody is dialled, and made a campaign that waits for its start."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanFile
from engine.launch.offering import offering_of
from engine.launch.preflight import Preflight, preflight
from engine.launch.preparing import PreparedCampaign, prepare, script_reference
from engine.publishing.choice import choose_script
from engine.publishing.finding import named
from engine.settings import Settings
from engine.store.campaigns import OpenedCampaign, id_of
from engine.store.errors import CampaignConflict
from engine.web.creating import begin_paused


def looked_at(session: Session, settings: Settings, order: CampaignOrder, now: float) -> Preflight:
    """Who could be called by it. Nothing is written.

    Raises:
        PlanError, PolicyError, ScriptError, LeadsError, TrunkError, StoreError: it cannot be run as it is.
    """
    _must_be_new(session, order.file)
    return preflight(session, settings, order, now)


def ready(session: Session, settings: Settings, order: CampaignOrder, now: float) -> PreparedCampaign:
    """What it takes to create it. Nothing is written. Checks as `looked_at` does, and raises so."""
    looked_at(session, settings, order, now)
    reference = script_reference(order)
    choice = choose_script(session, named(reference) if reference else None, order.plan.name)
    return prepare(settings, order, choice, lambda file: offering_of(session, settings, order, choice, file))


def created(session: Session, prepared: PreparedCampaign, now: float) -> OpenedCampaign:
    """The campaign, paused; `engine.launch.writing.fill` adds its leads.

    Raises:
        CampaignConflict, UnknownList, PlanError: what it was ready with has changed.
    """
    _must_be_new(session, prepared.order.file)
    return begin_paused(session, prepared, now)


def _must_be_new(session: Session, plan: PlanFile) -> None:
    if id_of(session, plan.plan.name) is not None:
        raise CampaignConflict(f"there is a campaign {plan.plan.name!r} already: choose another name")
