"""How long it takes to count the people of a segment among a million customers, filter by filter.

python -m tests.benchmarks.segment_count [--customers 1000000] [--url sqlite:////tmp/million.db]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.campaign.results import percentile
from engine.outcome import Disposition, Grade
from engine.segments import saved
from engine.segments.binding import parse_filter
from engine.segments.expressions import Expression
from engine.store.database import Database, as_json
from engine.store.schema import upgrade
from engine.store.tables import Consent, Customer, CustomerEvent, CustomerTag
from engine.store.upserting import insert_into, insert_rows

NOW: Final = 1_800_000_000.0
DAY_S: Final = 86400.0
BATCH: Final = 20_000
TIMES: Final = 7
CITIES: Final = ("Suzhou", "Shanghai", "Wuxi", "Nanjing", "Hangzhou", "Ningbo", "Beijing", "Shenzhen", "Chengdu", "Wuhan")
COLUMNS: Final = ("city", "points", "renewal", "plan", "title", "birthday", "branch", "advisor")
FILTERS: Final = (
    "grade >= B",
    "calls = 0",
    "grade >= B and last_call > 30d",
    "last_outcome in (no_answer, busy) and calls < 3",
    "tag 'interested' within 90d",
    "clicked within 30d",
    "grade >= B and last_call > 30d and city = 'Suzhou'",
    "grade >= B and last_call > 30d and city = 'Suzhou' and not clicked",
    "grade >= B and points > 500",
    "count(event 'order') >= 2",
    "city = 'Suzhou'",
    "points > 500 and renewal < 2027-03-01",
    "not clicked",
    "consent call",
)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--url", help="an empty database, or one of an earlier run; default: SQLite in a folder that is removed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.url or f"sqlite:///{folder}/calls.db"
        upgrade(url)
        with Database(url) as database:
            if not database.read(lambda session: session.scalar(select(func.count()).select_from(Customer))):
                began_s = time.perf_counter()
                _fill(database, arguments.customers)
                print(f"{arguments.customers:,} customers made in {time.perf_counter() - began_s:.0f} s")  # noqa: T201
            for written in FILTERS:
                _measure(database, written)


def _fill(database: Database, count: int) -> None:
    """Four in ten were called, three in ten have tags, one in ten has clicked."""
    chance = random.Random(7)
    for first in range(0, count, BATCH):
        database.write(partial(_rows, chance=chance, rows=range(first, min(first + BATCH, count))))


def _rows(session: Session, chance: random.Random, rows: range) -> None:
    customers = [_customer(chance, row) for row in rows]
    insert_rows(session, insert_into(session, Customer), tuple(customers[0]), [tuple(one.values()) for one in customers])
    tags = [(row + 1, "interested", "call x", NOW - chance.uniform(0, 400) * DAY_S) for row in rows if chance.random() < 0.3]
    insert_rows(session, insert_into(session, CustomerTag), ("customer_id", "tag", "source", "at"), tags)
    events = [
        (row + 1, kind, NOW - chance.uniform(0, 400) * DAY_S, 12.0, "{}", "benchmark")
        for row in rows
        for kind, share in (("click", 0.1), ("order", 0.1), ("order", 0.05))
        if chance.random() < share
    ]
    columns = ("customer_id", "kind", "at", "value", "detail", "source")
    insert_rows(session, insert_into(session, CustomerEvent), columns, events)
    consents = [(row + 1, "call", True, NOW - 500 * DAY_S, "benchmark") for row in rows if row % 2]
    insert_rows(session, insert_into(session, Consent), ("customer_id", "channel", "granted", "at", "source"), consents)


def _customer(chance: random.Random, row: int) -> dict[str, object]:
    called = chance.random() < 0.4
    fields = {
        "city": chance.choice(CITIES),
        "points": str(chance.randrange(1000)),
        "renewal": f"2027-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        "plan": chance.choice(("basic", "family", "business")),
        "title": "Ms",
        "birthday": f"19{chance.randrange(40, 99)}-05-17",
        "branch": f"branch {chance.randrange(300)}",
        "advisor": f"advisor {chance.randrange(900)}",
    }
    return {
        "id": row + 1,
        "number": f"+86{13_000_000_000 + row}",
        "name": f"Person {row}",
        "fields": as_json(fields),
        "slots": "{}",
        "grade": chance.choices(list(Grade), (3, 7, 15, 20, 5, 50))[0].value if called else None,
        "calls": chance.randrange(1, 5) if called else 0,
        "answered": int(called),
        "last_call_at": NOW - chance.uniform(0, 200) * DAY_S if called else None,
        "last_outcome": chance.choice((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.COMPLETED)).value if called else None,
        "updated_at": NOW,
    }


def _measure(database: Database, written: str) -> None:
    root = parse_filter(written, COLUMNS).root
    people = database.read(lambda session: saved.count(session, root, NOW))
    took = [_timed(lambda: _count(database, root)) for _ in range(TIMES)]
    wall_us, cpu_us = (percentile([one[place] for one in took], 50) or 0 for place in (0, 1))
    print(f"| `{written}` | {people:,} | {wall_us / 1000:.0f} | {cpu_us / 1000:.0f} |")  # noqa: T201


def _count(database: Database, root: Expression) -> int:
    return database.read(lambda session: saved.count(session, root, NOW))


def _timed(work: Callable[[], object]) -> tuple[int, int]:
    """Microseconds by the clock, and of this process's CPU."""
    began_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    return round((time.perf_counter() - began_s) * 1_000_000), round((time.process_time() - cpu_s) * 1_000_000)


if __name__ == "__main__":
    main()
