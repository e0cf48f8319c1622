"""Import of a file into a contact list: in batches, so that a million rows take no more memory than a thousand.

file ─▶ opened_list ─▶ batches_of (long lists: in a process that reads ahead) ─people─▶ take_in (one transaction)
                       or spooled (all of it is read first)             └─rejected─▶ RejectsFile ◀─disagreements─┘
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from engine.campaign.lists.ahead import batches_of
from engine.campaign.lists.batches import Batch, ListFile, OpenedList, opened_list
from engine.campaign.lists.collecting import rarely_collected
from engine.campaign.lists.columns import Column
from engine.campaign.lists.numbers import known_region
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.people import PeopleReader, Rejected
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.rejects import RejectsFile
from engine.campaign.lists.spooled import spooled
from engine.store.database import Database
from engine.store.lists import BegunImport, begin_import, finish_import
from engine.store.people.records import Intake, Source, counted, take_in

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What an operator wants read into which list."""

    path: Path
    list_name: str
    region: str
    """ISO 3166 code for numbers without `+`."""
    rejects: Path
    """Where rejected rows are written."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Heading to `number`, a role (`columns.Role`) or a variable."""
    reading: Reading = field(default_factory=Reading)
    header_line: int = 1
    """Lines above it are passed over."""
    all_or_nothing: bool = False
    read_first: bool = False
    """Read to its end before anything is written: nothing is imported of a file that breaks off. Takes longer."""

    @property
    def file(self) -> ListFile:
        """What is to be read, and how."""
        return ListFile(self.path, self.region, self.mapping, self.reading, self.header_line)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of it."""

    added: int
    updated: int
    unchanged: int
    rejected: int
    new_people: int
    consent_undated: int
    """People whose consent counts, without the file saying when they gave it."""
    consent_stays_withdrawn: int
    """People who are said to consent and took it back since."""
    not_in_file: int
    """Members of the list that this file did not name; they stay on it."""
    seen_before: bool
    """The list had taken in a file of this very content before."""
    kind: str
    """Encoding, or `xlsx`."""
    columns: tuple[Column, ...]
    """As they were understood."""
    notes: tuple[str, ...]
    first_rejected: tuple[Rejected, ...]


class Transact(Protocol):
    """Runs work in a transaction."""

    def __call__(self, work: Callable[[Session], T], /) -> T: ...


class ImportWatch(Protocol):
    """Who watches an import."""

    def progressed(self, share: float, rows: int, rejected: int) -> None:
        """So much of the file is read (0 to 1), so many rows are taken in and rejected."""
        ...


class NotAllAccepted(Exception):
    """Rows were rejected, and all or nothing was asked for: nothing was imported."""

    def __init__(self, path: Path, rejected: int, rejects: Path) -> None:
        super().__init__(f"{path}: nothing was imported: {rejected} rows are rejected, with their reasons in {rejects}")


def import_list(database: Database, order: ImportOrder, now: Callable[[], float], watch: ImportWatch) -> ImportReport:
    """Reads a file into a list: accepted rows are imported, rejected ones written to a file with the reason.

    Args:
        database: each batch is one transaction, with `all_or_nothing` the whole file is.
        order: what to read.
        now: Unix seconds.
        watch: told after each batch.

    Raises:
        LeadsError: the file as a whole cannot be read, or its header not understood.
        NotAllAccepted: a row was rejected, and all or nothing was asked for.
        StoreError: the database failed; batches before were kept.
    """
    if not known_region(order.region):
        raise LeadsError([LeadProblem(order.path, None, "region", f"{order.region!r} is no country code such as US or GB")])
    if not order.all_or_nothing:
        return _import(database.write_in_bulk, database.write, order, now, watch)

    def at_once(session: Session) -> ImportReport:
        def joined(work: Callable[[Session], T], /) -> T:
            return work(session)

        return _import(joined, joined, order, now, watch)

    return database.write(at_once)


def _import(
    transact: Transact, conclude: Transact, order: ImportOrder, now: Callable[[], float], watch: ImportWatch
) -> ImportReport:
    with (
        rarely_collected(),
        opened_list(order.file) as opened,
        _batches(opened, order, watch) as batches,
        RejectsFile(order.rejects, opened.header.cells) as rejects,
    ):
        report = _Import(transact, conclude, order, now).run(opened, batches, rejects, watch)
    if order.all_or_nothing and report.rejected:
        raise NotAllAccepted(order.path, report.rejected, order.rejects)
    return report


def _batches(opened: OpenedList, order: ImportOrder, watch: ImportWatch) -> AbstractContextManager[Iterator[Batch]]:
    if order.read_first:
        return spooled(opened.batches(), order.rejects.parent, lambda share: watch.progressed(share / 2, 0, 0))
    return nullcontext(batches_of(opened, order.file))


class _Import:
    """One reading of one file."""

    def __init__(self, transact: Transact, conclude: Transact, order: ImportOrder, now: Callable[[], float]) -> None:
        """Args:
        transact: writes a part.
        conclude: writes the last part, with which all are durable.
        order: what to read.
        now: Unix seconds.
        """
        self._transact = transact
        self._conclude = conclude
        self._order = order
        self._now = now
        self._counts: Counter[str] = Counter()
        self._notes: tuple[str, ...] = ()

    def run(self, opened: OpenedList, batches: Iterator[Batch], rejects: RejectsFile, watch: ImportWatch) -> ImportReport:
        order, at, headings = self._order, self._now(), opened.reader.headings
        digest = _sha256(order.path)
        begun = self._transact(lambda session: begin_import(session, order.list_name, headings, order.path.name, digest, at))
        source = Source(begun.list_id, begun.import_id, f"list {order.list_name}", at)
        for batch in batches:
            self._take(batch, source, opened.reader, rejects)
            self._notes = batch.notes
            taken = sum(self._counts[name] for name in ("added", "updated", "unchanged"))
            watch.progressed((1 + batch.share) / 2 if order.read_first else batch.share, taken, rejects.count)
        not_in_file = self._finish(begun, rejects)
        return self._report(opened, rejects, begun, not_in_file)

    def _take(self, batch: Batch, source: Source, reader: PeopleReader, rejects: RejectsFile) -> None:
        intake = self._transact(lambda session: take_in(session, batch.people, source))
        rejected = [*batch.rejected, *_refused(batch, intake, reader)]
        for one in sorted(rejected, key=lambda one: one.line):
            rejects.add(one)
        self._counts.update(counted(intake))
        self._counts["new_people"] += intake.new_people
        self._counts["consent_undated"] += intake.consent_undated
        self._counts["consent_stays_withdrawn"] += intake.consent_stays_withdrawn

    def _finish(self, begun: BegunImport, rejects: RejectsFile) -> int:
        counts = {**self._counts, "rejected": rejects.count}
        return self._conclude(lambda session: finish_import(session, begun, counts, self._now()))

    def _report(self, opened: OpenedList, rejects: RejectsFile, begun: BegunImport, not_in_file: int) -> ImportReport:
        return ImportReport(
            added=self._counts["added"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            rejected=rejects.count,
            new_people=self._counts["new_people"],
            consent_undated=self._counts["consent_undated"],
            consent_stays_withdrawn=self._counts["consent_stays_withdrawn"],
            not_in_file=not_in_file,
            seen_before=begun.seen_before,
            kind=opened.table.kind,
            columns=opened.reader.columns,
            notes=self._notes,
            first_rejected=tuple(rejects.first),
        )


def _refused(batch: Batch, intake: Intake, reader: PeopleReader) -> Iterator[Rejected]:
    """The rows of people about whom list and store disagree."""
    if not intake.disagreements:
        return
    cells = {person.line: row for person, row in zip(batch.people, batch.cells, strict=True)}
    for found in intake.disagreements:
        yield Rejected(found.line, reader.heading_of(found.field), found.reason, cells[found.line])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
