"""How long it takes to find the next lead among a million, and how many leads are decided about in a second.

python -m tests.benchmarks.scheduling [--leads 1000000] [--order score] [--postgresql]
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.campaign.contact.judge import judge_for
from engine.campaign.plan.schema import BY_NUMBER, CampaignPlan, Mode, Order
from engine.campaign.results import percentile
from engine.contact import Allowed, Decision
from engine.store import leads
from engine.store.campaigns import Opening, open_campaign
from engine.store.contact import checked_by
from engine.store.database import Database
from engine.store.leads import Caller, Candidate, ContactCheck
from engine.store.schema import upgrade
from engine.store.scripts.pins import Pin
from engine.store.tables import Customer, Lead, LeadState
from tests.integration.store import postgresql

NOW: Final = 1_800_000_000.0
"""Three in the morning in New York."""
PLAN: Final = CampaignPlan(name="million", policy="us", mode=Mode.PREDICTIVE)
BATCH: Final = 10_000
CALLS: Final = 500
DECIDED: Final = 5_000


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--order", choices=[Order.LIST.value, Order.SCORE.value], default=Order.LIST.value)
    parser.add_argument("--postgresql", action="store_true", help="a server of Debian's package instead of SQLite")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = stack.enter_context(postgresql.running()) if arguments.postgresql else f"sqlite:///{folder}/calls.db"
        upgrade(url)
        with Database(url) as database:
            began_s = time.perf_counter()
            campaign_id = _fill(database, arguments.leads, Order(arguments.order))
            print(f"{arguments.leads} leads made in {time.perf_counter() - began_s:.0f} s")
            _measure(database, campaign_id)


def _fill(database: Database, count: int, order: Order) -> int:
    """A campaign in mid-course: a tenth is due, a hundredth are callbacks for later, the rest waits for other days.

    By score, all have been due since the same moment.
    """
    opening = Opening("million", Pin("offer", "hash", None), {}, [])
    campaign_id = database.write(lambda session: open_campaign(session, opening, 0.0)).campaign_id
    for first in range(0, count, BATCH):
        database.write(partial(_rows, campaign_id=campaign_id, order=order, rows=range(first, min(first + BATCH, count))))
    return campaign_id


def _rows(session: Session, campaign_id: int, order: Order, rows: range) -> None:
    customers = [
        {"id": row + 1, "number": f"+1{2_120_000_000 + row}", "fields": {}, "slots": {}, "updated_at": 0.0} for row in rows
    ]
    session.execute(insert(Customer), customers)
    session.execute(insert(Lead), [_lead(campaign_id, order, row) for row in rows])


def _lead(campaign_id: int, order: Order, row: int) -> dict[str, object]:
    callback, due = row % 100 == 1, row % 10 == 0
    by_score = order is Order.SCORE
    return {
        "campaign_id": campaign_id,
        "customer_id": row + 1,
        "row_number": row + 2,
        "variables": {},
        "state": LeadState.PENDING,
        "priority": int(callback),
        "due_at": NOW - (0 if by_score else row % 977) if due else NOW + 3600 + row % 86_400,
        "rank": -(row * 7919 % 10_007) / 10_007 if by_score else 0.0,
        "attempts": 0,
        "callbacks": 0,
    }


def _measure(database: Database, campaign_id: int) -> None:
    def allowed(_session: Session, candidates: Sequence[Candidate], _at: float) -> Sequence[Decision]:
        return [Allowed("benchmark", ())] * len(candidates)

    cpu_s = time.process_time()
    calls = [_timed(lambda: _call(database, campaign_id, allowed)) for _ in range(CALLS)]
    _print("a lead taken, its attempt written", calls, time.process_time() - cpu_s)
    cpu_s = time.process_time()
    picks = [_timed(lambda: database.read(lambda session: leads._due(session, campaign_id, NOW, 1))) for _ in range(CALLS)]
    _print("the next lead found", picks, time.process_time() - cpu_s)
    began_s, cpu_s = time.perf_counter(), time.process_time()
    decided = 0
    at_night = checked_by(judge_for(PLAN, BY_NUMBER, None, date.fromtimestamp(NOW)))
    while decided < DECIDED:
        decided += len(database.write(lambda session: _turn(session, campaign_id, at_night)).refused)
    took_s, cpu_s = time.perf_counter() - began_s, time.process_time() - cpu_s
    print(f"put off by policy: {decided / took_s:.0f} leads per second, {1000 * cpu_s / decided:.2f} ms of CPU each")


def _turn(session: Session, campaign_id: int, check: ContactCheck) -> leads.Turn:
    return leads.take_turn(session, campaign_id, Caller(str(uuid.uuid4()), NOW, check=check))


def _call(database: Database, campaign_id: int, check: ContactCheck) -> None:
    database.write(lambda session: _turn(session, campaign_id, check))


def _timed(work: Callable[[], object]) -> int:
    began_s = time.perf_counter()
    work()
    return round((time.perf_counter() - began_s) * 1_000_000)


def _print(what: str, times_us: list[int], cpu_s: float) -> None:
    p50, p95 = (percentile(times_us, percent) or 0 for percent in (50, 95))
    cpu_ms = 1000 * cpu_s / len(times_us)
    print(f"{what}: p50 {p50 / 1000:.2f} ms, p95 {p95 / 1000:.2f} ms; {cpu_ms:.2f} ms of CPU")


if __name__ == "__main__":
    main()
