"""How long it takes to count the people of a segment among a million customers, filter by filter: as it is, and saved and prepared.

python -m tests.benchmarks.segment_count [--customers 1000000] [--url sqlite:////tmp/million.db]
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.segments import counting, saved
from engine.segments.binding import parse_filter
from engine.segments.expressions import Expression
from engine.segments.preparing import prepare
from engine.store.database import Database
from engine.store.json_columns import as_json
from engine.store.schema import upgrade
from engine.store.tables import Consent, ContactList, Customer, CustomerEvent, CustomerTag, Segment
from engine.store.upserting import insert_into, insert_rows

NOW: Final = 1_800_000_000.0
DAY_S: Final = 86400.0
BATCH: Final = 20_000
TIMES: Final = 5
CITIES: Final = ("Suzhou", "Shanghai", "Wuxi", "Nanjing", "Hangzhou", "Ningbo", "Beijing", "Shenzhen", "Chengdu", "Wuhan")
COLUMNS: Final = ("city", "points", "renewal", "plan", "title", "birthday", "branch", "advisor")
FILTERS: Final = (
    "city = 'Suzhou'",
    "city != 'Suzhou'",
    "points > 500",
    "points > 500 and renewal < 2027-03-01",
    "renewal < 30d and city in ('Suzhou', 'Wuxi')",
    "slot.day = '2027-05-02'",
    "grade >= B and points > 500",
    "grade >= B and last_call > 30d and city = 'Suzhou'",
    "grade >= B and last_call > 30d and city = 'Suzhou' and not clicked",
    "city = 'Suzhou' and tag 'interested' within 90d",
    "points > 500 and not clicked",
    "points > 500 and (clicked or ordered)",
    "city = 'Suzhou' and (clicked or count(event 'order') >= 2)",
    "city = 'Suzhou' or clicked",
    "renewal < 30d",
    "grade >= B",
    "grade >= B and last_call > 30d",
    "calls = 0",
    "last_outcome in (no_answer, busy) and calls < 3",
    "tag 'interested' within 90d",
    "clicked within 30d",
    "not clicked",
    "clicked or ordered",
    "count(event 'order') >= 2",
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
                print(f"{arguments.customers:,} customers made in {time.perf_counter() - began_s:.0f} s")
            _begin_anew(database)
            plain = {written: _measured(database, written) for written in FILTERS}
            print(f"prepared in {_prepare(database):.1f} s")
            print("| filter | people | ms | saved: ms | CPU ms |\n| --- | --- | --- | --- | --- |")
            for written, before in plain.items():
                after = _measured(database, written)
                assert after.people == before.people
                print(f"| `{written}` | {after.people:,} | {before.wall_ms:.0f} | {after.wall_ms:.0f} | {after.cpu_ms:.0f} |")


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
        "slots": as_json({"day": f"2027-05-{chance.randrange(1, 29):02}"} if called else {}),
        "grade": chance.choices(list(Grade), (3, 7, 15, 20, 5, 50))[0].value if called else None,
        "calls": chance.randrange(1, 5) if called else 0,
        "answered": int(called),
        "last_call_at": NOW - chance.uniform(0, 200) * DAY_S if called else None,
        "last_outcome": chance.choice((Disposition.NO_ANSWER, Disposition.BUSY, Disposition.COMPLETED)).value if called else None,
        "updated_at": NOW,
    }


@dataclass(frozen=True, slots=True)
class _Measured:
    """The quickest of several counts. CPU is that of this process, and of PostgreSQL's if it runs on this machine."""

    people: int
    wall_ms: float
    cpu_ms: float


def _begin_anew(database: Database) -> None:
    """Drops what an earlier run has prepared."""

    def forget(session: Session) -> None:
        session.execute(delete(Segment))
        if session.scalar(select(ContactList.id)) is None:
            headings = {column: column for column in COLUMNS}
            session.add(ContactList(name="million", headings=headings, created_at=NOW, updated_at=NOW))

    database.write(forget)
    prepare(database)


def _prepare(database: Database) -> float:
    """Saves each filter as a segment. Returns for how many seconds the indices were being made."""

    def save(session: Session) -> None:
        for row, written in enumerate(FILTERS):
            saved.save(session, f"segment {row}", written, NOW)

    database.write(save)
    began_s = time.perf_counter()
    prepare(database)
    return time.perf_counter() - began_s


def _measured(database: Database, written: str) -> _Measured:
    root = parse_filter(written, COLUMNS).root
    return min((database.read(partial(_once, root=root)) for _ in range(TIMES)), key=lambda one: one.wall_ms)


def _once(session: Session, root: Expression) -> _Measured:
    server = _server(session)
    began_s, cpu_s = time.perf_counter(), time.process_time() + _cpu_s(server)
    people = counting.count(session, root, NOW)
    took_s, worked_s = time.perf_counter() - began_s, time.process_time() + _cpu_s(server) - cpu_s
    return _Measured(people, took_s * 1000, worked_s * 1000)


def _server(session: Session) -> int | None:
    """PostgreSQL's process that answers this session, to which it leaves all work here; None on SQLite, which has none."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
    return session.scalar(select(func.pg_backend_pid()))


def _cpu_s(process: int | None) -> float:
    """Processor time that it has used, to 10 ms; none if it is on another machine."""
    stat = Path(f"/proc/{process}/stat")
    if process is None or not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
