"""Thousands of calls through `callwright run`, over two trunks made of SIPp, and how they looked from either side."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from engine.bench.usage import Cost, UsageLog
from tests.acceptance.line_test import line_test
from tests.acceptance.product import Desk, Ended, Running, running
from tests.acceptance.switchboard import DIGITS, Fate, TakenCall, by_number, overlapping, running_switchboard

WORKER: Final = "engine.call.worker.main"
SPEECH: Final = "engine.speech.server.main"
TALK_MS: Final = 2000
OVERLOADED: Final = "503 Service Unavailable"


@dataclass(frozen=True)
class Rush:
    """How much is dialled, and how fast."""

    lines: int
    calls: int
    calls_per_second: float
    """Of both trunks together."""
    ring_ms: int
    """As long do phones ring."""


@dataclass(frozen=True)
class Seen:
    """What came of it."""

    ended: Ended
    wanted: frozenset[str]
    """Numbers that were to be dialled."""
    dispositions: Mapping[str, str | None]
    """By number."""
    attempts: Counter[str]
    """Ended ones, by number."""
    unsettled: int
    """Attempts without an end."""
    east: Sequence[TakenCall]
    west: Sequence[TakenCall]
    created_at: Sequence[float]
    """Of the attempts, Unix seconds, ascending."""
    costs: Mapping[str, Cost]

    def problems(self) -> list[str]:
        """What was lost or doubled; empty if all is well."""
        invites = Counter(call.number for call in (*self.east, *self.west))
        checks = {
            "numbers without an outcome": [number for number in sorted(self.wanted) if not self.dispositions.get(number)],
            "numbers whose INVITEs are not their attempts": sorted((invites - self.attempts) + (self.attempts - invites)),
            "numbers called twice at one trunk": [
                number
                for calls in (self.east, self.west)
                for number, taken in by_number(calls).items()
                if len(taken) > 1 or overlapping(taken)
            ],
            "attempts without an end": [str(self.unsettled)] if self.unsettled else [],
        }
        return [f"{what}: {len(found)}, e.g. {', '.join(found[:5])}" for what, found in checks.items() if found]

    @property
    def calls_per_second(self) -> float:
        """Between the first and the last attempt."""
        return (len(self.created_at) - 1) / (self.created_at[-1] - self.created_at[0])

    @property
    def steady_calls_per_second(self) -> float:
        """Likewise, without the first and the last twentieth: at the end only those are left that one trunk refused."""
        skipped = len(self.created_at) // 20
        steady = self.created_at[skipped : len(self.created_at) - skipped]
        return (len(steady) - 1) / (steady[-1] - steady[0])

    @property
    def most_within_a_second(self) -> int:
        """Attempts written within any second."""
        late = 0
        return max(index - (late := _first_within(self.created_at, late, at)) + 1 for index, at in enumerate(self.created_at))

    @property
    def most_at_a_time(self) -> int:
        """Calls that the two switchboards had at a time, at most: the sum of both maxima."""
        return sum(_most_at_a_time(calls) for calls in (self.east, self.west))


def fates(ring_ms: int, *, ninth: Fate | None = None) -> dict[str, Fate]:
    """One of each: busy, unavailable, declined, unknown, nobody, somebody; `ninth` is what numbers that end on 9 meet."""
    busy = Fate(ring_ms, "486 Busy Here")
    return dict.fromkeys(DIGITS, busy) | {
        "3": Fate(ring_ms, "480 Temporarily Unavailable"),
        "4": Fate(ring_ms, "603 Decline"),
        "5": Fate(ring_ms, "404 Not Found"),
        "6": Fate(3_600_000, "486 Busy Here"),
        "7": Fate(max(1, ring_ms - TALK_MS), talk_ms=TALK_MS),
        "9": ninth or busy,
    }


OUTCOMES: Final = dict.fromkeys(DIGITS, "busy") | {
    "3": "unreachable",
    "4": "rejected",
    "5": "not_in_service",
    "6": "no_answer",
    "7": "person_hung_up",
}
"""By the last digit of the number."""


async def rushed(rush: Rush, folder: Path) -> Seen:
    """Runs the campaign to its end. The east trunk refuses every tenth number with 503, the west one carries it."""
    settings: dict[str, dict[str, object]] = {
        "trunk": {"ring_timeout_s": max(5, rush.ring_ms / 1000 + 1)},
        "worker": {"start_timeout_s": 600, "rtp_ports_per_worker": 16},
        "conversation": {"hello_wait_ms": 200},
    }
    desk = Desk(folder, line_test(patience_ms=20_000), settings)
    numbers = [f"+1202556{index:04}" for index in range(rush.calls)]
    random.Random(1).shuffle(numbers)  # trunks take calls in turn: in order, each would always get the same last digits
    with ExitStack() as switchboards:
        refusing = fates(rush.ring_ms, ninth=Fate(refusal=OVERLOADED))
        east = switchboards.enter_context(running_switchboard(refusing, folder, "east"))
        west = switchboards.enter_context(running_switchboard(fates(rush.ring_ms), folder, "west"))
        pids = [east.sipp.process.pid, west.sipp.process.pid]
        plan = _plan(desk, rush, numbers, (east.address, west.address))
        async with running(*plan, folder=folder) as engine:
            usage = UsageLog(lambda: _groups(engine, pids))
            sampling = asyncio.create_task(_sample(desk, usage))
            ended = await engine.ended(timeout_s=600 + 2 * rush.calls / rush.calls_per_second)
            sampling.cancel()
        return _seen(desk, ended, numbers, (east.calls(), west.calls()), usage.costs())


def _plan(desk: Desk, rush: Rush, numbers: Sequence[str], trunks: Sequence[str]) -> list[str | Path]:
    plan = {
        "name": "rush",
        "script": str(desk.script),
        "lists": [str(desk.leads(numbers))],
        "lines": rush.lines,
        "policy": "none",
        "trunks": [{"address": trunk, "calls_per_second": rush.calls_per_second / len(trunks)} for trunk in trunks],
    }
    path = desk.folder / "plan.yaml"
    path.write_text(json.dumps(plan))  # JSON is YAML too
    return ["--config", desk.folder / "settings.yaml", "run", path, "--database", f"sqlite:///{desk.database}"]


async def _sample(desk: Desk, usage: UsageLog) -> None:
    """From the first call on: what it costs to start is not what it costs to run."""
    while not desk.query("SELECT 1 FROM attempts LIMIT 1", table="attempts"):  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.5)
    await usage.sample_until_cancelled()


def _groups(engine: Running, switchboards: list[int]) -> dict[str, list[int]]:
    if not psutil.pid_exists(engine.pid):
        return {}
    groups = {"call workers": sorted(engine.children(WORKER)), "speech server": sorted(engine.children(SPEECH))}
    return {"engine": [engine.pid], **{name: pids for name, pids in groups.items() if pids}, "SIPp": switchboards}


def _seen(
    desk: Desk,
    ended: Ended,
    numbers: Sequence[str],
    taken: tuple[list[TakenCall], list[TakenCall]],
    costs: Mapping[str, Cost],
) -> Seen:
    leads = desk.query("SELECT number, disposition FROM leads JOIN customers ON customers.id = customer_id", table="leads")
    attempts = desk.attempts()
    return Seen(
        ended=ended,
        wanted=frozenset(numbers),
        dispositions=dict(leads),
        attempts=Counter(attempt.number for attempt in attempts if attempt.ended_at),
        unsettled=sum(attempt.ended_at is None for attempt in attempts),
        east=taken[0],
        west=taken[1],
        created_at=[attempt.created_at for attempt in attempts],
        costs=costs,
    )


def _first_within(times: Sequence[float], start: int, at: float) -> int:
    """Index of the first that lies less than a second before `at`."""
    return next(index for index in itertools.count(start) if at - times[index] < 1)


def _most_at_a_time(calls: Sequence[TakenCall]) -> int:
    changes = sorted([(call.began_ms, 1) for call in calls] + [(call.ended_ms, -1) for call in calls if call.ended_ms])
    return max(itertools.accumulate(change for _, change in changes), default=0)
