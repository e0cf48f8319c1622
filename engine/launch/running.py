"""One campaign that was begun, carried out by workers of its own.

`engine.app` runs one and is done; `engine.live` runs several beside each other, which share what a `Plant` holds.

    store ─▶ ledger ─▶ runner ─▶ trunked lines ─▶ worker pool ─▶ call workers ─▶ trunks
                                                  speech server ◀──┘
"""

from __future__ import annotations

import math
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from engine.agents.crew import at_work
from engine.agents.preview import PreviewTerms
from engine.agents.roster import BrowserOpen, no_browsers
from engine.call.worker.pool import WorkerPool
from engine.campaign.arms import Arms
from engine.campaign.clock import Clock
from engine.campaign.gate import GatedLines
from engine.campaign.ledger import Ledger, Terms
from engine.campaign.run import RunLimits
from engine.campaign.runner import CampaignRunner
from engine.campaign.trunks.board import TrunkBoard
from engine.campaign.trunks.caller_ids import DAY_S, CallerIds
from engine.campaign.trunks.lines import TrunkedLines
from engine.launch.beginning import Begun
from engine.launch.preparing import PreparedCampaign
from engine.launch.watch import Watch
from engine.launch.workers import WorkerNumbers, call_workers
from engine.publishing.preparing import prepare_intents, prepare_prompts
from engine.segments.filling import Refill, refill
from engine.settings import Settings
from engine.speech.server.supervised import SpeechServerProcess
from engine.store import leads
from engine.store.calls.attempts import shown_since
from engine.store.contact import checked_by
from engine.store.database import Database
from engine.store.engines import Lease
from engine.store.opening import OpenStore
from engine.store.thread import StoreThread
from engine.tracing.watching import Export, Traced

CAP_SLACK_S: Final = 60.0
"""How much longer than its own cap a call may take before the runner stops waiting for its end."""


@dataclass(frozen=True, slots=True)
class Plant:
    """What the campaigns of one process have in common."""

    settings: Settings
    store: OpenStore
    thread: StoreThread
    speech: SpeechServerProcess
    numbers: WorkerNumbers
    clock: Clock
    export: Export | None = None
    """Takes the spans of each call that ended; None: nobody wants them."""
    browser_open: BrowserOpen = no_browsers
    """Whether an agent can be rung in their browser."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A campaign whose workers are up: `runner.run()` makes the calls."""

    runner: CampaignRunner
    pool: WorkerPool
    lines: TrunkedLines


@asynccontextmanager
async def made_ready(plant: Plant, begun: Begun, watch: Watch) -> AsyncIterator[Ready]:
    """The campaign's prompts, intents and workers, while the block runs.

    Raises:
        SpeechUnavailable, WorkerStartFailed, UnknownAgent, SettingsError: nothing was dialled.
    """
    settings, prepared, speech, clock = plant.settings, begun.prepared, plant.speech, plant.clock
    await _prepare_speech(plant, prepared, watch)
    watch.preparing("starting call workers")
    experiment, offering = prepared.order.plan.experiment, prepared.offering
    arms = Arms(experiment.experiment, offering.choice, offering.arm_scripts) if experiment else None
    # An arm's hours say when people are dialled. Who was dialled in time is not hung up on for their sake.
    at_turn = checked_by(begun.judge, arms.arm_of if arms and experiment and experiment.has_hours else None)
    preview, lease = PreviewTerms(begun.campaign_id, at_turn, clock.now), _lease()
    agents = partial(at_work, engine=lease.engine_id, browser_open=plant.browser_open)
    async with (
        agents(prepared.order.plan, plant.store.database, plant.thread, time.time, preview) as crew,
        call_workers(settings, prepared, speech.socket_path, plant.numbers, crew) as pool,
    ):
        watch.ready(pool, speech)
        database, recorder = plant.store.database, plant.store.recorder
        terms = Terms(
            check=at_turn,
            check_at_answer=checked_by(begun.judge),
            treat=arms or offering.choice,
            take_turn=crew.take_turn if crew else leads.take_turn,
            refill=_refill(begun),
            stays_open=prepared.order.plan.stays_open,
        )
        ledger = Ledger(database, recorder, plant.thread, begun.campaign_id, clock, terms=terms, lease=lease)
        trunked = TrunkedLines(pool, TrunkBoard(prepared.trunk_limits), _caller_ids(prepared, database, clock), clock)
        # Nobody is called while there is no speech: they would meet silence.
        lines, pace = GatedLines(trunked, speech), crew.pace if crew else None
        progress = Traced(watch, plant.export, prepared.order.plan.name, clock) if plant.export else watch
        yield Ready(CampaignRunner(ledger, lines, _limits(settings, prepared), pace=pace, progress=progress), pool, trunked)


async def _prepare_speech(plant: Plant, prepared: PreparedCampaign, watch: Watch) -> None:
    """Prompts and intents of the campaign's script and of its variants."""
    settings, socket_path = plant.settings, plant.speech.socket_path
    for file, voices in ((prepared.file, prepared.voices), *((variant.file, variant.voices) for variant in prepared.variants)):
        fixed = sum(len(script.fixed_sentences()) for script in file.languages.values())
        watch.preparing(f"synthesizing the {fixed} fixed sentences of {file.fallback.id}")
        await prepare_prompts(settings, file, voices, socket_path)
        watch.preparing(f"learning the intents of {file.fallback.id}")
        await prepare_intents(settings, file, socket_path)


def _refill(begun: Begun) -> Refill | None:
    audience, every_s = begun.prepared.offering.audience, begun.prepared.order.plan.refill_s
    if audience is None or every_s is None:
        return None
    return refill(begun.campaign_id, audience, every_s)


def _limits(settings: Settings, prepared: PreparedCampaign) -> RunLimits:
    plan = prepared.order.plan
    talk_s = plan.team.longest_talk_s if plan.team else 0
    cap_s = settings.trunk.ring_timeout_s + settings.conversation.max_call_s + talk_s + CAP_SLACK_S
    return RunLimits(
        plan.lines,
        call_cap_s=cap_s,
        line_wait_s=cap_s + CAP_SLACK_S,
        failures_in_a_row=settings.campaign.failures_in_a_row,
        not_before=_midnight(plan.begin) if plan.begin else 0.0,
        not_after=_midnight(plan.end + timedelta(days=1)) if plan.end else math.inf,
    )


def _midnight(day: date) -> float:
    """When a day begins where the engine is, Unix seconds."""
    return datetime.combine(day, datetime.min.time()).astimezone().timestamp()


def _lease() -> Lease:
    return Lease(str(uuid.uuid4()), socket.gethostname(), os.getpid())


def _caller_ids(prepared: PreparedCampaign, database: Database, clock: Clock) -> CallerIds:
    pool = prepared.order.plan.caller_ids
    limited = [caller_id.number for caller_id in pool if caller_id.calls_per_day]
    return CallerIds(pool, database.read(lambda session: shown_since(session, limited, clock.now() - DAY_S)))
