"""From an order to a campaign that can be begun: everything that can be refused is refused here, before anything is started."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.campaign.lists.leads import LeadList
from engine.campaign.order import CampaignOrder
from engine.campaign.trunks.board import TrunkLimits
from engine.campaign.trunks.shares import trunk_limits
from engine.dialog.bundle import Bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.launch.errands import check_errands, sms_gateway, webhook_hosts
from engine.launch.offering import NOTHING_OFFERED, Offering
from engine.launch.script_leads import read_script_leads
from engine.launch.trunks import TrunkError, trunk_settings
from engine.launch.variants import Variant
from engine.messaging.gateway import Gateway
from engine.publishing.choice import Choice
from engine.publishing.packing import unpack
from engine.publishing.preparing import voices_of
from engine.publishing.references import DraftFile, ScriptReference, parse_reference
from engine.settings import Settings
from telephony.settings import TrunkSettings


@dataclass(frozen=True, slots=True)
class PreparedCampaign:
    """An order that was found sound, and what it needs."""

    order: CampaignOrder
    script: Choice
    bundle: Bundle
    """The script's files where the workers find them."""
    file: ScriptFile
    lists: tuple[LeadList, ...]
    """Files."""
    imported: tuple[str, ...]
    """Names of lists in the store."""
    trunks: tuple[TrunkSettings, ...]
    trunk_limits: tuple[TrunkLimits, ...]
    webhook_hosts: dict[str, str | None]
    gateway: Gateway | None
    voices: dict[str, str]
    """By the script's languages."""
    offering: Offering = NOTHING_OFFERED
    """Whom it calls with what."""
    variants: tuple[Variant, ...] = ()
    """What calls may run instead of the campaign's script, each once."""
    recordings: Path | None = None
    """Where calls are recorded; None: they are not."""

    @property
    def files(self) -> tuple[ScriptFile, ...]:
        """All scripts that calls may run, the campaign's own first."""
        return self.file, *(variant.file for variant in self.variants)

    @property
    def spoken_voices(self) -> tuple[str, ...]:
        """All that calls may be heard in, each once."""
        of_each = (self.voices, *(variant.voices for variant in self.variants))
        return tuple(dict.fromkeys(voice for voices in of_each for voice in voices.values()))


def script_reference(order: CampaignOrder) -> ScriptReference | None:
    """The script that the plan names, if it does; a file's path begins where the plan is."""
    if order.plan.script is None:
        return None
    reference = parse_reference(order.plan.script)
    return DraftFile(order.file.folder / reference.path) if isinstance(reference, DraftFile) else reference


def _none(_file: ScriptFile) -> Offering:
    return NOTHING_OFFERED


def prepare(
    settings: Settings, order: CampaignOrder, choice: Choice, offers: Callable[[ScriptFile], Offering] = _none
) -> PreparedCampaign:
    """Checks all of an order but its plan.

    Args:
        settings: of the engine.
        order: the campaign.
        choice: its script.
        offers: looks up what the plan says about whom it calls with what, given that script.

    Raises:
        PlanError, ScriptError, TrunkError, UnservedErrand, LeadsError: it cannot be done as it is.
    """
    recordings = recordings_of(settings, order)
    bundle = unpack(choice.content, settings.cache_dir / "scripts")
    file = load_bundle(bundle)
    trunks = tuple(trunk_settings(trunk.address, settings.trunk) for trunk in order.plan.trunks)
    limits = _trunk_limits(order, trunks)
    hosts, gateway = webhook_hosts(settings.webhooks, os.environ), sms_gateway(settings.sms)
    offering = offers(file)
    for runs in (file, *(variant.file for variant in offering.variants)):
        agents, links = order.plan.team is not None, settings.web.public_url is not None
        check_errands(runs.fallback, gateway, hosts, agents=agents, links=links)
    files = [name for name in order.plan.lists if order.file.names_file(name)]
    lists = tuple(_read_list(settings, order, file, name, offering.brings) for name in files)
    imported = tuple(name for name in order.plan.lists if name not in files)
    voices = voices_of(settings, file)
    if recordings:
        recordings.mkdir(parents=True, exist_ok=True)
    return PreparedCampaign(
        order,
        choice,
        bundle,
        file,
        lists,
        imported,
        trunks,
        limits,
        hosts,
        gateway,
        voices,
        offering,
        offering.variants,
        recordings,
    )


def recordings_of(settings: Settings, order: CampaignOrder) -> Path | None:
    """Where the calls of an order are recorded, if they are: what the order says counts before the settings' folder.

    Raises:
        PlanError: the plan says they are, and nobody says where, or it says they are not, and the order asks for them.
    """
    folder, record = order.recordings or settings.campaign.recordings, order.plan.record
    if record is False and order.recordings:
        order.file.refuse([("record", "says that calls are not recorded, and --recordings asks for it: take one of the two out")])
    if record and folder is None:
        order.file.refuse([("record", "there is no folder for recordings: set campaign.recordings in the settings")])
    return folder.absolute() if folder and record is not False else None


def _trunk_limits(order: CampaignOrder, trunks: Sequence[TrunkSettings]) -> tuple[TrunkLimits, ...]:
    try:
        return trunk_limits(order.plan.trunks, [trunk.address for trunk in trunks], order.plan.lines)
    except ValueError as error:
        raise TrunkError(str(error)) from error


def _read_list(settings: Settings, order: CampaignOrder, file: ScriptFile, name: str, brought: Collection[str]) -> LeadList:
    return read_script_leads(
        order.file.folder / name,
        file,
        region=settings.default_region,
        now=datetime.now().astimezone(),
        brought=brought,
        encoding=order.encoding,
    )
