"""A campaign found sound and written down: after this there is something to carry out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from engine.call.leg_recording import recording_of_call, recordings_of_agents
from engine.campaign.clock import Clock
from engine.campaign.contact.judge import judge_for
from engine.campaign.grades import final_grade
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.schema import Order
from engine.campaign.plan.soundness import faults
from engine.campaign.retrying.decide import again
from engine.campaign.scoring import order_leads, promise_in_use
from engine.contact import Judge
from engine.launch.offering import offering_of
from engine.launch.preflight import look_ahead
from engine.launch.preparing import PreparedCampaign, prepare, script_reference
from engine.launch.watch import Watch
from engine.launch.writing import fill, write_down
from engine.publishing.choice import choose_script
from engine.publishing.finding import Named, named
from engine.settings import Settings
from engine.store.calls.recorder import Recorded
from engine.store.campaigns import pin_of
from engine.store.opening import OpenStore, opened
from engine.writeback.receivers import receivers, wishes
from engine.writeback.record import WriteBack

LOOKED_AT_FIRST: Final = 1000
"""Leads looked at before a run: enough to see hours that exclude each other; `callwright preflight` looks at all."""


@contextmanager
def opened_for_calls(settings: Settings, clock: Clock) -> Iterator[OpenStore]:
    """The store, claimed for calls: what is true of each call's end, whoever runs it, is settled here.

    Raises:
        SettingsError: a write-back's receiver is unfit, which is no surprise for the end of the first call.
        StoreBusy: another engine owns it.
        StoreError: it cannot be used.
    """
    receivers(settings.writeback, os.environ)
    after = WriteBack(wishes(settings.writeback))
    with opened(settings.database_url, final_grade, clock.now(), again=again, after=after, recorded=left_behind) as store:
        yield store


def left_behind(folder: str, attempt_id: str) -> Recorded:
    """See `FindRecorded`."""
    recordings = Path(folder)
    call = recording_of_call(recordings, attempt_id)
    agents = tuple(str(path) for path in recordings_of_agents(recordings, attempt_id))
    return Recorded(str(call) if call.is_file() else None, agents)


@dataclass(frozen=True, slots=True)
class Begun:
    """A campaign in the store, sound and ready to be carried out."""

    prepared: PreparedCampaign
    campaign_id: int
    judge: Judge


def script_of(order: CampaignOrder) -> Named | None:
    """The script that an order names, read if it is a file; None if it names none.

    Raises:
        ScriptError: the file cannot be read, or it has errors.
    """
    return named(reference) if (reference := script_reference(order)) else None


def begin_campaign(
    settings: Settings, order: CampaignOrder, script: Named | None, store: OpenStore, watch: Watch, clock: Clock
) -> Begun:
    """Checks an order and writes its campaign down, unless anything is wrong with it. Reads lists: takes a while.

    Args:
        settings: of the engine.
        order: the campaign.
        script: what `script_of` made of it.
        store: opened.
        watch: who is told.
        clock: the time of day.

    Raises:
        PlanError, PolicyError, ScriptError, UnservedErrand, LeadsError, TrunkError, StoreError
    """
    began = store.database.read(lambda session: pin_of(session, order.plan.name))
    order.file.refuse(faults(order.plan, today=_day(clock), resumed=began is not None))
    judge = judge_for(order.plan, settings.campaign.policy, settings.campaign.policies, _day(clock), order.file.source)
    choice = store.database.read(lambda session: choose_script(session, script, order.plan.name, update=order.update_script))
    watch.chosen(choice)
    prepared = prepare(
        settings,
        order,
        choice,
        lambda file: store.database.read(lambda session: offering_of(session, settings, order, choice, file)),
    )
    if prepared.order.plan.order is not Order.LIST:
        store.database.read(promise_in_use)  # or it is refused here, before anything is written
    store.database.read(lambda session: look_ahead(session, settings, prepared, judge, clock.now(), most=LOOKED_AT_FIRST))
    campaign = store.database.write(lambda session: write_down(session, prepared, clock.now()))
    campaign = fill(store.database, prepared, campaign, clock.now())
    if prepared.order.plan.order is not Order.LIST:
        order_leads(store.database, campaign.campaign_id, prepared.order.plan, judge, clock.now())
    watch.opened(campaign, store.settled)
    return Begun(prepared, campaign.campaign_id, judge)


def _day(clock: Clock) -> date:
    return datetime.fromtimestamp(clock.now()).astimezone().date()
