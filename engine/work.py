"""From an order to work that can be begun: everything that can be refused is refused here, before anything is started."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.campaign.lists.leads import LeadFault, LeadList, read_leads
from engine.campaign.order import CampaignOrder
from engine.campaign.trunks.board import TrunkLimits
from engine.campaign.trunks.shares import trunk_limits
from engine.dialog.bundle import Bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.dialog.localised import LANGUAGE_COLUMN, UnknownLanguage
from engine.dialog.machine import checked_variables
from engine.dialog.wording import UnfitVariable
from engine.errands import check_errands, sms_gateway, webhook_hosts
from engine.messaging.gateway import Gateway
from engine.publishing.choice import Choice
from engine.publishing.packing import unpack
from engine.publishing.preparing import voices_of
from engine.publishing.references import DraftFile, ScriptReference, parse_reference
from engine.settings import Settings
from engine.store.campaigns import NewLead, OpenedCampaign, Opening, open_campaign
from engine.store.contents import keep
from engine.trunks import TrunkError, trunk_settings
from telephony.settings import TrunkSettings


@dataclass(frozen=True, slots=True)
class Work:
    """An order that was found sound, and what it needs."""

    order: CampaignOrder
    script: Choice
    bundle: Bundle
    """The script's files where the workers find them."""
    file: ScriptFile
    lists: tuple[LeadList, ...]
    trunks: tuple[TrunkSettings, ...]
    trunk_limits: tuple[TrunkLimits, ...]
    webhook_hosts: dict[str, str | None]
    gateway: Gateway | None
    voices: dict[str, str]
    """By the script's languages."""


def script_reference(order: CampaignOrder) -> ScriptReference | None:
    """The script that the plan names, if it does; a file's path begins where the plan is."""
    if order.plan.script is None:
        return None
    reference = parse_reference(order.plan.script)
    return DraftFile(order.file.folder / reference.path) if isinstance(reference, DraftFile) else reference


def prepared(settings: Settings, order: CampaignOrder, choice: Choice) -> Work:
    """Checks all of an order but its plan.

    Raises:
        ScriptError, TrunkError, UnservedErrand, LeadsError: it cannot be done as it is.
    """
    bundle = unpack(choice.content, settings.cache_dir / "scripts")
    file = load_bundle(bundle)
    trunks = tuple(trunk_settings(trunk.address, settings.trunk) for trunk in order.plan.trunks)
    limits = _trunk_limits(order, trunks)
    hosts, gateway = webhook_hosts(settings.webhooks, os.environ), sms_gateway(settings.sms)
    check_errands(file.fallback, gateway, hosts, agents=order.plan.team is not None)
    lists = tuple(_read_list(settings, order, file, name) for name in order.plan.lists)
    voices = voices_of(settings, file)
    if order.recordings:
        order.recordings.mkdir(parents=True, exist_ok=True)
    return Work(order, choice, bundle, file, lists, trunks, limits, hosts, gateway, voices)


def begin(session: Session, work: Work, at: float) -> OpenedCampaign:
    """The campaign with its leads, and the script that it runs kept for as long as it lasts and longer."""
    keep(session, work.script.content, at)
    plan = work.order.plan
    headings = {variable: heading for leads in reversed(work.lists) for variable, heading in leads.headings.items()}
    return open_campaign(session, Opening(plan.name, work.script.pin, headings, _each_once(work), plan.model_dump(mode="json")), at)


def _each_once(work: Work) -> list[NewLead]:
    """The leads of all lists; of a number on several, what the first list says."""
    leads: dict[str, NewLead] = {}
    for lead in (lead for some in work.lists for lead in some.leads):
        leads.setdefault(lead.number, lead)
    return list(leads.values())


def _trunk_limits(order: CampaignOrder, trunks: Sequence[TrunkSettings]) -> tuple[TrunkLimits, ...]:
    try:
        return trunk_limits(order.plan.trunks, [trunk.address for trunk in trunks], order.plan.lines)
    except ValueError as error:
        raise TrunkError(str(error)) from error


def _read_list(settings: Settings, order: CampaignOrder, file: ScriptFile, name: str) -> LeadList:
    script = file.fallback
    return read_leads(
        order.file.folder / name,
        region=settings.default_region,
        required=script.required_variables,
        optional=[name for name in script.variables if name not in script.required_variables],
        fault_of=lambda variables: _fault_of(file, variables),
        encoding=order.encoding,
    )


def _fault_of(file: ScriptFile, variables: Mapping[str, str]) -> LeadFault | None:
    """Why a lead cannot be called with this script."""
    try:
        checked_variables(file.script_of_lead(variables), variables, datetime.now().astimezone(), required=False)
    except UnknownLanguage as error:
        return LeadFault(LANGUAGE_COLUMN, str(error))
    except UnfitVariable as error:
        return LeadFault(error.name, f"is no {error.expected.value}, which the script needs")
    return None
