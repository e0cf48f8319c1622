"""The process that reads an uploaded list: whatever is in the file harms nobody but this process.

Takes an `ImportJob` as JSON on its standard input, and tells an `ImportOutcome` on its standard output.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

from engine.campaign.lists.importing import ImportOrder, ImportReport, NotAllAccepted, import_list
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.problems import LeadsError
from engine.store.database import Database
from engine.store.errors import StoreError

_MEMORY_BYTES: Final = 2 << 30
_CPU_S: Final = 900


class ImportJob(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be read into which list."""

    database_url: str
    list_name: str
    region: str
    mapping: dict[str, str] = {}
    encoding: str | None = None
    sheet: str | None = None
    header_line: int = 1
    all_or_nothing: bool = False
    path: str = ""
    rejects: str = ""


class ImportOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    problem: str | None = None
    """Nothing was imported; why."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    new_people: int = 0
    not_in_file: int = 0
    seen_before: bool = False
    columns: dict[str, str] = {}
    """What each heading was taken for."""
    notes: list[str] = []
    first_rejected: list[dict[str, str]] = []


class _Nobody:
    """Watches nothing."""

    def progressed(self, share: float, rows: int, rejected: int) -> None: ...


def work(job: ImportJob) -> ImportOutcome:
    """Reads the list, and says what came of it."""
    order = ImportOrder(
        path=Path(job.path),
        list_name=job.list_name,
        region=job.region.upper(),
        rejects=Path(job.rejects),
        mapping=job.mapping,
        reading=Reading(job.encoding, job.sheet),
        header_line=job.header_line,
        all_or_nothing=job.all_or_nothing,
    )
    try:
        with Database(job.database_url) as database:
            return _told(import_list(database, order, time.time, _Nobody()))
    except (LeadsError, NotAllAccepted, StoreError) as error:
        return ImportOutcome(problem=str(error).replace(f"{Path(job.path).parent}/", "").replace(job.rejects, "the rejected rows"))


def _told(report: ImportReport) -> ImportOutcome:
    return ImportOutcome(
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
        new_people=report.new_people,
        not_in_file=report.not_in_file,
        seen_before=report.seen_before,
        columns={column.heading: column.variable for column in report.columns},
        notes=list(report.notes),
        first_rejected=[{"line": str(one.line), "column": one.column or "", "reason": one.reason} for one in report.first_rejected],
    )


def main() -> None:
    """Entry point."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=ImportJob)
    sys.stdout.buffer.write(msgspec.json.encode(work(job)))


if __name__ == "__main__":
    main()
