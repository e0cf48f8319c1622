"""The conversation benchmark: people with a known script talk with the bot over real SIP; the recordings tell how it did.

Person (truth) ─▶ phone book ─▶ lab phones ◀─ SIP, RTP, impaired or not ─▶ call workers ◀─▶ speech server
│                                │ stereo recordings, what was said when      │ PersonSpoke
└──────────────────────────────▶ observe ◀────────────────────────────────────┘
"""

from __future__ import annotations

import csv
import logging
import shutil
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ruamel.yaml import YAML

from engine.app import run_campaign
from engine.bench.call_log import CallLog
from engine.bench.cast import Course, Person, Reading, cast, load_repertoires
from engine.bench.exchanges import steps
from engine.bench.measuring import MeasuredCall, Ruler
from engine.campaign.order import short_order
from engine.campaign.plan.schema import NO_POLICY
from engine.campaign.run import Ending
from engine.launch.watch import Watch
from engine.settings import Settings
from engine.shipped import shipped
from telephony.lab.bad_network import BadNetwork
from telephony.lab.impairment import Impairment
from telephony.lab.lab import Lab, LabError
from telephony.lab.report import CallReport
from telephony.lab.voices import VoiceBox, default_cache_dir

log = logging.getLogger(__name__)

FIRST_NUMBER: Final = 15550400000
LEAST_CALLS: Final = 8
"""A cell with few simultaneous conversations holds more of them one after the other, for samples enough."""
CALLS_PER_HOUSE: Final = 4
MAX_CALL_S: Final = 300.0
REPORT_TIMEOUT_S: Final = 20.0
NOISE_DBFS: Final = -45.0
"""Steady pink noise of the person's room, 23 dB below their speech."""


_IMPAIRMENTS: Final = MappingProxyType({"loss": Impairment(loss=0.03), "jitter": Impairment(delay_ms=40, jitter_ms=40)})


class Condition(StrEnum):
    CLEAN = "clean"
    LOSS = "loss"
    """3 % of the RTP packets of either direction are lost."""
    JITTER = "jitter"
    """Every RTP packet is delayed by 0 to 80 ms, in order: 40 ms, give or take 40."""
    NOISE = "noise"
    """Background noise in the person's room."""


class Language(StrEnum):
    """That a run is held in: ISO 639-1."""

    EN = "en"
    ZH = "zh"

    @property
    def script(self) -> Path:
        """What the bot follows."""
        return self._file("conversation")

    @property
    def people(self) -> Path:
        """What people say, by voice."""
        return self._file("people")

    def _file(self, name: str) -> Path:
        suffix = "" if self is Language.EN else f"_{self}"
        return shipped("configs") / "bench" / f"{name}{suffix}.yaml"


@dataclass(frozen=True, slots=True)
class Cell:
    """One run: so many conversations at a time under one condition."""

    conversations: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class Plan:
    """What a benchmark run does."""

    cells: tuple[Cell, ...]
    rounds: int
    """Calls per simultaneous conversation."""
    readings: tuple[Reading, ...]
    least_calls: int = LEAST_CALLS
    course: Course = Course.WHOLE
    language: Language = Language.EN

    def calls(self, cell: Cell) -> int:
        """Calls of one cell."""
        return max(self.least_calls, cell.conversations * self.rounds)


@dataclass(frozen=True, slots=True)
class CellResult:
    """What one cell showed."""

    cell: Cell
    calls: tuple[MeasuredCall, ...]
    uncalled: int
    """People who have no recording: their phone was not called, or did not answer."""
    worker_cpu_s: float
    """Processor time of the call workers: media, voice activity, turn taking, dialog."""
    call_s: float
    """Length of all conversations."""


class BenchStopped(Exception):
    """A run ended before all of its calls were made: the operator stopped it, or its workers died."""


async def run_cell(settings: Settings, plan: Plan, cell: Cell, folder: Path, watch: Watch) -> CellResult:
    """Runs one cell in `folder`, which is emptied first.

    Raises:
        BenchStopped: see there.
    """
    people = _people(plan, cell)
    phones, leads = _write_books(folder, people, cell)
    async with AsyncExitStack() as stack:
        houses = -(-cell.conversations // CALLS_PER_HOUSE)
        lab = await stack.enter_async_context(Lab(phones, folder / "lab", processes=houses))
        gateways = await stack.enter_async_context(_network(lab.gateways, cell))
        order = short_order(
            leads,
            script=str(plan.language.script),
            trunks=tuple(f"sip:{gateway}" for gateway in gateways),
            lines=cell.conversations,
            campaign="bench",
            policy=NO_POLICY,
            recordings=folder / "recordings",
        )
        calls = CallLog(watch)
        outcome = await run_campaign(_on_loopback(settings, folder), order, calls)
        if outcome.run.ending is not Ending.FINISHED:
            raise BenchStopped(f"{cell.condition}, {cell.conversations} conversations: {outcome.run.ending}")
        reports = await _reports(lab, len(people))
    return _result(plan, cell, people, reports, calls)


async def _reports(lab: Lab, count: int) -> list[CallReport]:
    """The phones' own accounts; fewer if some were not called, which the result counts."""
    found: list[CallReport] = []
    try:
        while len(found) < count:
            found.append(await lab.next_report(timeout_s=REPORT_TIMEOUT_S))
    except LabError as error:
        log.error("phones without a call: %s", error, extra={"action": "bench_uncalled", "missing": count - len(found)})
    return found


def _network(gateways: Sequence[str], cell: Cell) -> AbstractAsyncContextManager[Sequence[str]]:
    impairment = _IMPAIRMENTS.get(cell.condition)
    return BadNetwork(gateways, impairment, seed=cell.conversations) if impairment else nullcontext(gateways)


def _result(plan: Plan, cell: Cell, people: Sequence[Person], reports: Sequence[CallReport], seen: CallLog) -> CellResult:
    by_number, ruler = {report.number: report for report in reports}, Ruler(VoiceBox(default_cache_dir()), plan.language)
    recorded = [person for person in people if person.number in by_number and by_number[person.number].recording]
    calls = tuple(ruler.measure(person, by_number[person.number], seen.turns(person.number)) for person in recorded)
    return CellResult(cell, calls, len(people) - len(calls), seen.worker_cpu_s, seen.call_s)


def _people(plan: Plan, cell: Cell) -> list[Person]:
    return cast(load_repertoires(plan.language.people), plan.calls(cell), FIRST_NUMBER, plan.readings, plan.course)


def _write_books(folder: Path, people: Sequence[Person], cell: Cell) -> tuple[Path, Path]:
    """Empties the folder; writes the phone book and the list."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    noise = {"noise_db": NOISE_DBFS} if cell.condition is Condition.NOISE else {}
    phones = {
        person.number: {
            "name": f"bench, voice {person.voice}",
            "voice": person.voice,
            "ring_s": 0.5,
            "max_call_s": MAX_CALL_S,
            "steps": steps(person.exchanges, person.hello_after_s),
            **noise,
        }
        for person in people
    }
    YAML(typ="safe").dump({"phones": phones}, folder / "phones.yaml")
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["number"], *([person.number] for person in people)])
    return folder / "phones.yaml", folder / "leads.csv"


def _on_loopback(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(
        update={
            "database_url": f"sqlite:///{folder / 'bench.db'}",
            "worker": settings.worker.model_copy(update={"bind_address": "127.0.0.1"}),
        }
    )
