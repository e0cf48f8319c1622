"""The process that imports an uploaded list (`engine.confined`): takes an `ImportJob`, tells an `ImportOutcome`."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from engine.campaign.lists.importing import ImportOrder, ImportReport, NotAllAccepted, import_list
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.problems import LeadsError
from engine.confined.child import Tell, answer
from engine.store.database import Database
from engine.store.errors import StoreError


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
    consent_undated: int = 0
    consent_stays_withdrawn: int = 0
    not_in_file: int = 0
    seen_before: bool = False
    columns: dict[str, str] = {}
    """What each heading was taken for."""
    notes: list[str] = []
    first_rejected: list[dict[str, str]] = []


class _Watch:
    """Tells who waits for the outcome."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def progressed(self, share: float, rows: int, rejected: int) -> None:
        """See `ImportWatch`."""
        del rows, rejected
        self._tell(share)


def work(job: ImportJob, tell: Tell) -> ImportOutcome:
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
        read_first=True,
    )
    try:
        with Database(job.database_url) as database:
            return _told(import_list(database, order, time.time, _Watch(tell)))
    except (LeadsError, NotAllAccepted, StoreError) as error:
        return ImportOutcome(problem=str(error).replace(f"{Path(job.path).parent}/", "").replace(job.rejects, "the rejected rows"))


def _told(report: ImportReport) -> ImportOutcome:
    return ImportOutcome(
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
        new_people=report.new_people,
        consent_undated=report.consent_undated,
        consent_stays_withdrawn=report.consent_stays_withdrawn,
        not_in_file=report.not_in_file,
        seen_before=report.seen_before,
        columns={column.heading: column.variable for column in report.columns},
        notes=list(report.notes),
        first_rejected=[{"line": str(one.line), "column": one.column or "", "reason": one.reason} for one in report.first_rejected],
    )


if __name__ == "__main__":
    answer(ImportJob, work)
