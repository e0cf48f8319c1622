"""How fast a list is imported, and in how much memory.

    python -m tests.benchmarks.list_import --rows 250000          the table of docs/benchmarks.md; two minutes
    python -m tests.benchmarks.list_import --rows 100000 --xlsx

Each measurement is a process of its own: its peak memory is the import's.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from engine.campaign.lists.importing import ImportOrder, import_list
from engine.store.database import Database
from engine.store.schema import upgrade
from tests.xlsx import Workbook

HEADER: Final = ("customer_id", "Phone Number", "Full Name", "City", "Time Zone", "Consent", "Amount due")
CITIES: Final = (("Leeds", "Europe/London"), ("Boston", "America/New_York"), ("Denver", "America/Denver"))


class Silent:
    """Nobody looks."""

    def progressed(self, share: float, rows: int, rejected: int) -> None:
        """Nothing."""


def rows_of(count: int, seed: int = 5) -> list[tuple[str, ...]]:
    """People with numbers in three forms; one row in a thousand is broken."""
    chance = random.Random(seed)
    found: list[tuple[str, ...]] = []
    subscribers = list(range(count))
    chance.shuffle(subscribers)  # numbers come in no order
    for index, subscriber in enumerate(subscribers):
        city, zone = chance.choice(CITIES)
        digits = f"{2_010_000_000 + subscriber:010d}"
        forms = (f"+1{digits}", f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"1-{digits[:3]}-{digits[3:6]}-{digits[6:]}")
        number = "12" if index % 1000 == 999 else forms[index % 3]
        amount = f"{chance.uniform(5, 900):.2f}"
        found.append((f"C{index:08d}", number, f"Person {index}", city, zone, "yes", amount))
    return found


def made(folder: Path, count: int, *, xlsx: bool) -> Path:
    """The list as a file."""
    path = folder / f"people.{'xlsx' if xlsx else 'csv'}"
    if xlsx:
        Workbook().sheet("People", [HEADER, *rows_of(count)]).save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows_of(count)])
    return path


def peak_memory_mb() -> float:
    """Of this process since it began; `getrusage` would count the one it was forked from."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(path: Path, database_url: str) -> None:
    """Imports and prints one line."""
    upgrade(database_url)
    before_mb = peak_memory_mb()
    began, cpu = time.perf_counter(), time.process_time()
    with Database(database_url) as database:
        order = ImportOrder(path, "people", "US", path.with_suffix(".rejected.csv"))
        report = import_list(database, order, time.time, Silent())
    took, used = time.perf_counter() - began, time.process_time() - cpu
    rows = report.added + report.updated + report.unchanged + report.rejected
    peak_mb = peak_memory_mb()
    ahead = resource.getrusage(resource.RUSAGE_CHILDREN)
    used += ahead.ru_utime + ahead.ru_stime
    print(
        f"| {path.suffix[1:]} | {rows:,} | {report.added:,} / {report.unchanged:,} / {report.rejected:,} | {took:.1f} s | "
        f"{used:.1f} s | {rows / took:,.0f} | {before_mb:.0f} MB | {peak_mb:.0f} MB | {ahead.ru_maxrss / 1024:.0f} MB |"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--measure", nargs=2, metavar=("FILE", "URL"), help="what each process runs")
    arguments = parser.parse_args()
    if arguments.measure:
        measure(Path(arguments.measure[0]), arguments.measure[1])
        return
    print("| file | rows | added / unchanged / rejected | time | processor | rows/s | memory before | peak | reading ahead |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder), arguments.rows, xlsx=arguments.xlsx)
        command = [sys.executable, "-m", "tests.benchmarks.list_import", "--measure", str(path), f"sqlite:///{folder}/calls.db"]
        for _ in ("new", "again"):
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
