"""A campaign from a plan that came over HTTP: it may name what is in the store, and no file of this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from engine.campaign.contact.judge import judge_for
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanFile
from engine.campaign.plan.schema import CampaignPlan
from engine.campaign.plan.soundness import faults
from engine.dialog.problems import Location
from engine.dialog.source import Source
from engine.launch.offering import offering_of
from engine.launch.preparing import prepare, script_reference
from engine.launch.writing import fill
from engine.publishing.choice import choose_script
from engine.publishing.finding import Named, named
from engine.publishing.references import DraftFile, parse_reference
from engine.store.access import audit
from engine.store.campaigns import OpenedCampaign, pin_of
from engine.store.errors import CampaignConflict
from engine.store.lists import summaries
from engine.web.access.actor import Actor
from engine.web.access.permissions import Permission
from engine.web.creating import begin_paused
from engine.web.service import Service


def create(service: Service, plan: CampaignPlan, actor: Actor) -> int:
    """Creates the campaign, paused, and returns its id. Once it is resumed, the serving process runs it.

    Raises:
        PlanError, PolicyError, ScriptError, LeadsError, TrunkError, UnservedErrand, UnknownVersion: it could not be run.
        CampaignConflict: there is one of this name.
    """
    now = service.clock.now()
    with ordered(service, plan, actor, now) as order:
        choice = service.database.read(lambda session: choose_script(session, script_named(order), None))
        prepared = prepare(
            service.settings,
            order,
            choice,
            lambda own: service.database.read(lambda session: offering_of(session, service.settings, order, choice, own)),
        )

        def write(session: Session) -> OpenedCampaign:
            if pin_of(session, plan.name) is not None:
                raise CampaignConflict(f"there is a campaign {plan.name!r} already: choose another name")
            opened = begin_paused(session, prepared, now)
            audit.record(session, actor.deed("campaign.created", f"campaign {opened.campaign_id}", {"name": plan.name}), now)
            return opened

        return fill(service.database, prepared, service.database.write(write), now).campaign_id


@contextmanager
def ordered(service: Service, plan: CampaignPlan, actor: Actor, at: float) -> Iterator[CampaignOrder]:
    """The order that somebody's plan is, while the block runs, found sound at that time, Unix seconds. It names no file of ours.

    Raises:
        PlanError, PolicyError: it could not be run.
    """
    with tempfile.TemporaryDirectory(prefix="callwright-plan-") as nowhere:
        file = PlanFile(plan, Source("the plan"), Path(nowhere))
        known = {one.name for one in service.database.read(summaries)}
        file.refuse(_foreign(plan, known))
        today = datetime.fromtimestamp(at).astimezone().date()
        file.refuse(faults(plan, today=today, resumed=False))
        campaign = service.settings.campaign
        judge_for(plan, campaign.policy, campaign.policies, today, file.source)
        yield CampaignOrder(file, reveals=actor.may(Permission.NUMBERS_REVEAL))


def script_named(order: CampaignOrder) -> Named | None:
    """The published script that a plan names."""
    reference = script_reference(order)
    return named(reference) if reference else None


def _foreign(plan: CampaignPlan, known: set[str]) -> list[tuple[str | Location, str]]:
    """Names of files: those are the command line's."""
    found: list[tuple[str | Location, str]] = [
        ("lists", f"there is no list {name!r}: import it first") for name in plan.lists if name not in known
    ]
    files = [("lists", f"{name!r} looks like a file: give the list another name") for name in plan.lists if _is_path(name)]
    if plan.script is None:
        found.append(("script", "is missing: which published script shall speak?"))
    for place, script in _scripts(plan):
        if script is not None and isinstance(parse_reference(script), DraftFile):
            found.append((place, f"{script!r} is no published script: give its id, or id@version"))
    return [*found, *files]


def _scripts(plan: CampaignPlan) -> Iterator[tuple[Location, str | None]]:
    """All that it names."""
    yield ("script",), plan.script
    yield from ((("offers", index, "script"), offer.script) for index, offer in enumerate(plan.offers))
    arms = plan.experiment.arms if plan.experiment else ()
    yield from ((("experiment", "arms", index, "script"), arm.script) for index, arm in enumerate(arms))


def _is_path(name: str) -> bool:
    """What `engine.launch.preparing` might look for in the file system."""
    return Path(name).is_absolute() or Path(name).suffix.lower() in {".csv", ".xlsx", ".tsv", ".txt"} or ".." in Path(name).parts
