"""The campaign of an order written down, with its leads and its script."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from engine.campaign.plan.soundness import Fault
from engine.launch.preparing import PreparedCampaign
from engine.segments.filling import fill_from_segment
from engine.store import filling
from engine.store.campaigns import NewLead, OpenedCampaign, Opening, add_listed, open_campaign
from engine.store.database import Database
from engine.store.lists import find_list, take_headings
from engine.store.scripts.contents import keep


def write_down(session: Session, prepared: PreparedCampaign, at: float) -> OpenedCampaign:
    """The campaign with the first leads of its files, and the script that it runs kept for as long as it lasts and longer.

    `fill` adds the others.

    Raises:
        UnknownList, PlanError: an imported list is not there, or does not fit the script; nothing was begun.
    """
    for content in (prepared.script.content, *(variant.content for variant in prepared.variants)):
        keep(session, content, at)
    plan = prepared.order.plan
    headings = {variable: heading for leads in reversed(prepared.lists) for variable, heading in leads.headings.items()}
    opening = Opening(
        plan.name,
        prepared.script.pin,
        headings,
        _listed(prepared)[: filling.PIECE],
        plan.model_dump(mode="json"),
        prepared.recordings,
    )
    campaign = open_campaign(session, opening, at)
    prepared.order.file.refuse([fault for name in prepared.imported for fault in _list_faults(session, prepared, name)])
    take_headings(session, campaign.campaign_id, prepared.imported)
    return campaign


def fill(database: Database, prepared: PreparedCampaign, campaign: OpenedCampaign, at: float) -> OpenedCampaign:
    """The campaign with everybody on its files and imported lists, and of its segment who belongs to it at that time, Unix seconds.

    In pieces, between which others write. If it is broken off, the campaign's start, which comes here before its first call, makes
    the rest.

    Raises:
        StoreError: the database cannot be used.
    """
    listed = _listed(prepared)[filling.PIECE :]
    added = filling.add_in_pieces(database, listed, lambda session, some: add_listed(session, campaign.campaign_id, some, at))
    added += sum(filling.fill_from_list(database, campaign.campaign_id, name) for name in prepared.imported)
    if audience := prepared.offering.audience:
        added += fill_from_segment(database, campaign.campaign_id, audience, at)
    return replace(campaign, added=campaign.added + added, pending=campaign.pending + added)


def _list_faults(session: Session, prepared: PreparedCampaign, name: str) -> list[Fault]:
    """Whether an imported list has what the script needs."""
    known = find_list(session, name).headings
    missing = sorted(set(prepared.file.fallback.required_variables) - set(known) - prepared.offering.brings)
    columns = ", ".join(f"`{variable}`" for variable in missing)
    return [("lists", f"the list {name!r} has no column {columns}, which the script needs")] if missing else []


def _listed(prepared: PreparedCampaign) -> list[NewLead]:
    """The leads of all files, each once; of a number on several, what the first file says."""
    leads: dict[str, NewLead] = {}
    for lead in (lead for some in prepared.lists for lead in some.leads):
        leads.setdefault(lead.number, lead)
    return list(leads.values())
