"""A campaign of 200 leads over real SIP, three days of it in a minute: each phone ends as its behaviour and the plan demand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.app import run_campaign
from engine.campaign.clock import JumpingClock
from engine.campaign.lists.importing import ImportOrder, import_list
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import written
from engine.campaign.plan.schema import CampaignPlan
from engine.campaign.run import Ending, RunReport
from engine.events import CallEnded, CallEvent
from engine.launch.watch import Watch
from engine.outcome import Disposition
from engine.settings import Settings
from engine.store.database import Database
from engine.store.leads import Dialling, Refused
from engine.store.people import do_not_call
from engine.store.schema import upgrade
from engine.store.tables import Attempt, Customer, Lead, LeadState
from telephony.lab.lab import Lab
from tests.integration.telephony.peers import LOOPBACK, rtp_base

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]

LINES: Final = 8
MONDAY: Final = date(2026, 11, 23)
BEGIN: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""Nine o'clock in London, where all the numbers are."""

NOTICE: Final = """
schema_version: 1
id: notice
language: en
builtin_global: []
intents:
  agree: [yes, yes please, all right]
slots:
  another_time: {type: text}
start: hello
nodes:
  hello:
    disclosure: true
    say: This is a test machine.
    goto: ask
  ask:
    say: Press one.
    no_input_ms: 1500
    no_input:
      - goto: bye
    on:
      - {intent: agree, digit: 1, goto: bye}
      - {digit: 2, goto: later}
  later:
    say: When may I call you again?
    ask: {slot: another_time}
    goto: noted
  noted:
    callback: another_time
    say: Thank you.
    hangup: true
  bye:
    say: Goodbye.
    hangup: true
"""


@dataclass(frozen=True)
class Kind:
    """Phones that behave alike, and what must come of them."""

    count: int
    outcome: Disposition
    calls: tuple[str, ...]
    """When each of them is called: day of the month and hour, London."""
    phone: dict[str, Any]


def _answers(*steps: Any) -> dict[str, Any]:
    return {"name": "answers", "ring_s": 0.2, "steps": list(steps)}


PRESS_ONE: Final = _answers({"after_bot": None}, {"press": "1"}, {"wait_s": 10})
KINDS: Final = {
    "busy": Kind(72, Disposition.BUSY, ("23 09", "23 09", "23 09"), {"name": "busy", "when_called": "busy"}),
    "rejects": Kind(32, Disposition.REJECTED, ("23 09", "24 12", "25 17"), {"name": "rejects", "when_called": "reject"}),
    "rings": Kind(
        8, Disposition.NO_ANSWER, ("23 09", "23 12", "23 17"), {"name": "rings", "when_called": "ring_out", "ring_s": 30}
    ),
    "unknown": Kind(28, Disposition.NOT_IN_SERVICE, ("23 09",), {"name": "unknown", "when_called": "unknown_number"}),
    "listed": Kind(10, Disposition.DO_NOT_CALL, (), {"name": "listed", "when_called": "busy"}),
    "answers": Kind(36, Disposition.COMPLETED, ("23 09",), PRESS_ONE),
    "hangs up": Kind(6, Disposition.PERSON_HUNG_UP, ("23 09",), _answers({"wait_s": 0.5}, {"hang_up": None})),
    "is silent": Kind(4, Disposition.SILENT, ("23 09", "24 12", "25 17"), _answers({"stay_silent_s": 30})),
    "asks": Kind(
        4,
        Disposition.COMPLETED,
        ("23 09", "24 12"),
        _answers({"after_bot": None}, {"press": "2"}, {"after_bot": None}, {"say": "In the evening, please."}, {"wait_s": 10}),
    ),
}


class _Shifted(Watch):
    """Time passes while calls go on as it does on the wall; when none does, the clock jumps."""

    def __init__(self, clock: JumpingClock) -> None:
        self._clock = clock
        self.most_at_once = 0
        self._running = 0

    def dialling(self, lead: Dialling, worker: str) -> None:
        self._clock.hold()
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)

    def refused(self, lead: Refused) -> None:
        pass

    def happened(self, event: CallEvent) -> None:
        if isinstance(event, CallEnded):
            self._clock.release()
            self._running -= 1


class _NoWatch:
    def progressed(self, share: float, rows: int, rejected: int) -> None:
        pass


def _people() -> Iterator[tuple[str, str]]:
    """Numbers and their kinds, well mixed: the first of each kind, the second of each, …"""
    left = {kind: known.count for kind, known in KINDS.items()}
    number = 0
    while left:
        for kind in list(left):
            number += 1
            yield f"+4420794{number:05}", kind
            left[kind] -= 1
            if not left[kind]:
                del left[kind]


def _write_books(folder: Path) -> tuple[Path, dict[str, str]]:
    people = dict(_people())
    phones = folder / "phones.yaml"
    YAML(typ="safe").dump({"phones": {number: KINDS[kind].phone for number, kind in people.items()}}, phones)
    for name, numbers in (("leads", list(people)[:100]), ("regulars", list(people)[100:])):
        (folder / f"{name}.csv").write_text("\n".join(["number", *numbers]) + "\n")
    (folder / "notice.yaml").write_text(NOTICE)
    return phones, people


def _plan(folder: Path, gateways: list[str]) -> CampaignPlan:
    return CampaignPlan.model_validate(
        {
            "name": "three days",
            "script": str(folder / "notice.yaml"),
            "lists": [str(folder / "leads.csv"), "regulars"],
            "lines": LINES,
            "begin": MONDAY,
            "end": date(2026, 11, 25),
            "hours": {"begin": "09:00", "end": "20:00"},
            "policy": "none",
            "attempts": 3,
            "callbacks": 1,
            "trunks": [{"address": f"sip:{gateway}", "calls_per_second": 50} for gateway in gateways],
        }
    )


async def test_three_days_with_every_kind_of_phone(tmp_path: Path) -> None:
    phones, people = _write_books(tmp_path)
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    settings = Settings.model_validate(
        {
            "database_url": url,
            "worker": {"bind_address": LOOPBACK, "rtp_port_first": rtp_base()},
            "trunk": {"ring_timeout_s": 5.0},
        }
    )
    upgrade(url)
    with Database(url) as database:
        database.write(lambda session: _list(session, [number for number, kind in people.items() if kind == "listed"]))
        regulars = ImportOrder(tmp_path / "regulars.csv", "regulars", "GB", tmp_path / "rejected.csv")
        assert import_list(database, regulars, lambda: 1.0, _NoWatch()).added == 100
    clock = JumpingClock(BEGIN.timestamp())
    watch = _Shifted(clock)
    async with Lab(phones, tmp_path / "lab", processes=2) as lab:
        order = CampaignOrder(written(_plan(tmp_path, lab.gateways)))
        async with asyncio.timeout(240):
            outcome = await run_campaign(settings, order, watch, clock)

    assert outcome.run == RunReport(Ending.FINISHED, 0)
    assert watch.most_at_once == LINES
    with Database(url) as database:
        _check(database, people)


def _list(session: Session, numbers: list[str]) -> None:
    for number in numbers:
        do_not_call.add(session, number, "by letter", at=1.0)


def _check(database: Database, people: dict[str, str]) -> None:
    query = select(Lead, Customer.number).join(Customer, Lead.customer_id == Customer.id)
    leads = database.read(lambda session: session.execute(query).all())
    attempts = database.read(lambda session: session.scalars(select(Attempt).order_by(Attempt.created_at)).all())
    called: dict[str, list[str]] = {number: [] for number in people}
    for attempt in attempts:
        called[attempt.number].append(datetime.fromtimestamp(attempt.created_at, UTC).strftime("%d %H"))
    outcomes: dict[str, Counter[Disposition | None]] = {kind: Counter() for kind in KINDS}
    for lead, number in leads:
        assert lead.state is LeadState.DONE
        outcomes[people[number]][lead.disposition] += 1
    assert outcomes == {kind: Counter({known.outcome: known.count}) for kind, known in KINDS.items()}
    assert {kind: {tuple(called[number]) for number, one in people.items() if one == kind} for kind in KINDS} == {
        kind: {known.calls} for kind, known in KINDS.items()
    }
    assert all(attempt.ended_at is not None and attempt.ended_at >= attempt.created_at for attempt in attempts)
