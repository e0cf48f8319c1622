"""What goes on at this moment, as a wall or an integrator gets it: plain values, numbers as the reader may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from engine.call.worker.process import WorkerProcess
from engine.events import CallEvent
from engine.live.calls import LiveCall
from engine.live.campaigns import LiveCampaigns
from engine.live.feed import CallDialled, Missed, Told
from engine.live.runs import LiveRun
from engine.web.access import Actor

Shown = Callable[[str], str]

_WORDS: Final = ("text", "value", "reason", "said", "summary", "note", "target")
"""Fields of events in which somebody's number may stand."""


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call that goes on."""

    attempt_id: str
    campaign_id: int
    campaign: str
    number: str
    worker: str
    state: str
    node: str
    seconds: int
    """Since it was answered; before, since it was dialled."""
    last_words: str
    by_person: bool
    """Who said them."""
    answerer: str
    held_by: str
    """The supervisor who talks in the bot's place."""
    marked: bool
    alerts: tuple[str, ...]


class WorkerView(msgspec.Struct, frozen=True, kw_only=True):
    """A call worker."""

    name: str
    trunk: str
    calls: int
    free_lines: int
    loop_lag_ms: float
    media_ticks: int
    late_ticks: int


class TrunkOfRun(msgspec.Struct, frozen=True, kw_only=True):
    """A trunk as one campaign uses it."""

    trunk: str
    calls: int
    concurrency: int
    taking_calls: bool
    """False while it is left alone because it refuses call after call."""


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign's run."""

    campaign_id: int
    campaign: str
    state: str
    detail: str
    lines: int
    calls: int
    began_at: float
    resting_until: float | None
    worker_restarts: int
    workers: tuple[WorkerView, ...]
    trunks: tuple[TrunkOfRun, ...]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that goes on."""

    at: float
    """Unix seconds."""
    speech_ready: bool | None
    """None: no campaign has needed speech yet."""
    runs: tuple[RunView, ...]
    calls: tuple[CallView, ...]


def snapshot(live: LiveCampaigns, now: float, number: Shown, text: Shown) -> Snapshot:
    """Of all campaigns.

    Args:
        live: the campaigns.
        now: Unix seconds.
        number: a telephone number as the reader may see it.
        text: any text so.
    """
    calls = tuple(call_view(call, now, number, text) for call in live.calls)
    running: dict[int, int] = {}
    for call in calls:
        running[call.campaign_id] = running.get(call.campaign_id, 0) + 1
    runs = tuple(_run(run, running.get(run.campaign_id, 0)) for run in live.runs)
    return Snapshot(at=now, speech_ready=live.speech_ready, runs=runs, calls=calls)


def call_view(call: LiveCall, now: float, number: Shown, text: Shown) -> CallView:
    """One call; see `snapshot`."""
    return CallView(
        attempt_id=call.attempt_id,
        campaign_id=call.campaign_id,
        campaign=call.campaign,
        number=number(call.number),
        worker=call.worker,
        state=call.state.value,
        node=call.node,
        seconds=max(0, int(now - call.since)),
        last_words=text(call.last_words),
        by_person=call.by_person,
        answerer=call.answerer,
        held_by=call.held_by,
        marked=call.marked,
        alerts=tuple(alert.value for alert in call.alerts_at(now)),
    )


def told_view(told: Told | Missed, actor: Actor) -> bytes:
    """A happening as JSON, with numbers as the actor may see them."""
    if isinstance(told, Missed):
        return msgspec.json.encode(told)
    event = told.event
    if isinstance(event, CallDialled):
        event = msgspec.structs.replace(event, number=actor.number(event.number))
    elif isinstance(event, CallEvent):
        event = event_view(event, actor)
    return msgspec.json.encode(msgspec.structs.replace(told, event=event))


def event_view(event: CallEvent, actor: Actor) -> CallEvent:
    """A call's event with the numbers in its words as the actor may see them, and without the places of files."""
    shown = {name: actor.text(words) for name in _WORDS if isinstance(words := getattr(event, name, None), str)}
    places = {"recording": None} if hasattr(event, "recording") else {}
    return msgspec.structs.replace(event, **shown, **places)


def as_plain(value: object) -> Any:
    """For an answer in JSON."""
    return msgspec.to_builtins(value)


def _run(run: LiveRun, calls: int) -> RunView:
    pool = run.ready.pool if run.ready else None
    return RunView(
        campaign_id=run.campaign_id,
        campaign=run.name,
        state=run.state.value,
        detail=run.detail,
        lines=run.lines,
        calls=calls,
        began_at=run.began_at,
        resting_until=run.resting_until,
        worker_restarts=pool.restarts if pool else 0,
        workers=tuple(_worker(worker) for worker in pool.workers) if pool else (),
        trunks=tuple(
            TrunkOfRun(trunk=one.trunk, calls=one.calls, concurrency=one.concurrency, taking_calls=one.closed)
            for one in (run.ready.lines.views() if run.ready else ())
        ),
    )


def _worker(worker: WorkerProcess) -> WorkerView:
    alive = worker.alive
    return WorkerView(
        name=worker.name,
        trunk=worker.trunk,
        calls=len(worker.lines.calls),
        free_lines=worker.lines.free_lines,
        loop_lag_ms=round(alive.loop_lag_ms, 1) if alive else 0.0,
        media_ticks=alive.media_ticks if alive else 0,
        late_ticks=alive.late_ticks if alive else 0,
    )
