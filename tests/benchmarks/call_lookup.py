"""How long the API's pages of calls and a scrape of /metrics take among a million calls, and what their indices cost a call.

python -m tests.benchmarks.call_lookup [--calls 1000000] [--url sqlite:////tmp/calls.db] [--without-indices]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from engine.campaign.results import percentile
from engine.outcome import Disposition, Grade
from engine.store.calls import listing as calls
from engine.store.calls.listing import CallFilter
from engine.store.campaigns import Opening, open_campaign
from engine.store.database import Database
from engine.store.reporting import ended_calls
from engine.store.schema import upgrade
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Customer, Lead, LeadState

NOW: Final = 1_800_000_000.0
DAY_S: Final = 86400.0
SPAN_S: Final = 100 * DAY_S
"""Calls of the last hundred days."""
SCRAPED_S: Final = 15.0
CALLS_PER_LEAD: Final = 4
SMALL: Final = 250
"""Leads of the first campaign; the second has the others."""
BATCH: Final = 20_000
TIMES: Final = 7
WRITTEN: Final = 2_000
PAGE: Final = 100
INDICES: Final = (
    "ix_attempts_created_at_id",
    "ix_attempts_ended_at",
    "ix_attempts_disposition_created_at_id",
    "ix_attempts_grade_created_at_id",
)
OUTCOMES: Final = (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.COMPLETED, Disposition.VOICEMAIL)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--url", help="an empty database, or one of an earlier run; default: SQLite in a folder that is removed")
    parser.add_argument("--without-indices", action="store_true", help="drop them first, to see what they are good for")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.url or f"sqlite:///{folder}/calls.db"
        upgrade(url)
        with Database(url) as database:
            if not database.read(lambda session: session.scalar(select(func.count()).select_from(Attempt))):
                _fill(database, arguments.calls)
            if arguments.without_indices:
                for name in INDICES:
                    database.write(partial(_drop, name=name))
            _measure(database)


def _drop(session: Session, name: str) -> None:
    session.execute(text(f"DROP INDEX IF EXISTS {name}"))


def _fill(database: Database, count: int) -> None:
    chance, leads = random.Random(7), count // CALLS_PER_LEAD
    small, large = (
        database.write(partial(open_campaign, opening=Opening(name, Pin("offer", "hash", None), {}, []), at=0.0)).campaign_id
        for name in ("small", "large")
    )
    for first in range(0, leads, BATCH):
        rows = range(first, min(first + BATCH, leads))
        database.write(partial(_people, rows=rows, campaign_of={True: small, False: large}))
        database.write(partial(_calls, rows=rows, chance=chance))


def _people(session: Session, rows: range, campaign_of: Mapping[bool, int]) -> None:
    customers = [{"id": row + 1, "number": _number(row), "fields": {}, "slots": {}, "updated_at": 0.0} for row in rows]
    session.execute(insert(Customer), customers)
    leads = [
        {
            "id": row + 1,
            "campaign_id": campaign_of[row < SMALL],
            "customer_id": row + 1,
            "row_number": row + 2,
            "variables": {},
            "state": LeadState.DONE,
            "disposition": Disposition.COMPLETED,
            "priority": 0,
            "due_at": 0.0,
            "attempts": CALLS_PER_LEAD,
            "callbacks": 0,
        }
        for row in rows
    ]
    session.execute(insert(Lead), leads)


def _calls(session: Session, rows: range, chance: random.Random) -> None:
    session.execute(insert(Attempt), [_call(row, chance) for row in rows for _ in range(CALLS_PER_LEAD)])


def _call(row: int, chance: random.Random) -> dict[str, object]:
    at = NOW - chance.uniform(0, SPAN_S)
    rare = chance.random() < 0.0001
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128))),
        "lead_id": row + 1,
        "number": _number(row),
        "script_hash": "hash",
        "created_at": at,
        "ended_at": at + chance.uniform(5, 120),
        "disposition": Disposition.FAX if rare else chance.choice(OUTCOMES),
        "grade": chance.choice(list(Grade)),
        "cause": "normal",
        "tags": [],
        "slots": {},
    }


def _number(row: int) -> str:
    return f"+1{2_120_000_000 + row}"


def _measure(database: Database) -> None:
    middle = database.read(lambda session: calls.page(session, CallFilter(until=NOW - SPAN_S / 2), 1))[0].attempt
    number = _number(SMALL * 2)
    wanted = {
        "the newest calls": CallFilter(),
        "calls of an hour": CallFilter(since=NOW - 50 * DAY_S, until=NOW - 50 * DAY_S + 3600),
        "with a frequent outcome": CallFilter(disposition=Disposition.BUSY),
        "with an outcome of one in ten thousand": CallFilter(disposition=Disposition.FAX),
        "of a campaign of a thousand calls": CallFilter(campaign_id=1),
        "of the large campaign": CallFilter(campaign_id=2),
        "of a number": CallFilter(number=number),
        "that go on": CallFilter(open=True),
    }
    for told, one in wanted.items():
        _say(told, database, partial(calls.page, wanted=one, limit=PAGE))
    key = (middle.created_at, middle.id)
    _say("a page in the middle", database, partial(calls.page, wanted=CallFilter(), limit=PAGE, before=key))
    _say("a scrape of /metrics: calls that ended", database, partial(ended_calls.ended_between, after=NOW - SCRAPED_S, until=NOW))
    _say("a scrape of /metrics: calls that go on", database, ended_calls.now)
    chance = random.Random(8)
    began_s = time.process_time()
    database.write(partial(_write, chance=chance))
    cpu_us = (time.process_time() - began_s) / WRITTEN * 1_000_000
    print(f"| a call written and ended, CPU | {cpu_us:.0f} µs |")


def _write(session: Session, chance: random.Random) -> None:
    """As calls are written: one after the other."""
    for _ in range(WRITTEN):
        call = _call(chance.randrange(SMALL, 10 * SMALL), chance)
        end = {name: call.pop(name) for name in ("ended_at", "disposition", "grade", "cause")}
        attempt_id = str(uuid.uuid4())
        session.execute(insert(Attempt), [{**call, "id": attempt_id, "created_at": NOW}])
        session.execute(update(Attempt).where(Attempt.id == attempt_id).values(**end))


def _say(told: str, database: Database, work: Callable[[Session], object]) -> None:
    took = []
    for _ in range(TIMES):
        began_s = time.perf_counter()
        database.read(work)
        took.append(round((time.perf_counter() - began_s) * 1_000_000))
    print(f"| {told} | {(percentile(took, 50) or 0) / 1000:.1f} ms |")


if __name__ == "__main__":
    main()
