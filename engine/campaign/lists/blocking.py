"""Do-not-call files from outside: numbers, with or without a header, and nothing else that matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.lists.columns import NUMBER, Column, read_header
from engine.campaign.lists.importing import ImportWatch
from engine.campaign.lists.numbers import NumberError, e164, known_region
from engine.campaign.lists.opening import Reading, opened_table
from engine.campaign.lists.people import Rejected
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.rejects import RejectsFile
from engine.campaign.lists.table import Row
from engine.store.database import Database
from engine.store.people import do_not_call

_BATCH_ROWS: Final = 5000
_ONLY: Final = Column(0, NUMBER, NUMBER)


@dataclass(frozen=True, slots=True)
class BlockOrder:
    """Whose file of numbers is not to be called."""

    path: Path
    source: str
    """The register or system it comes from, e.g. `national register 2026-11`."""
    reason: str
    region: str
    """ISO 3166 code for numbers without `+`."""
    rejects: Path
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Heading to `number`."""
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What came of it."""

    added: int
    known: int
    """Numbers that were on the list before, or stood in the file before."""
    rejected: int


def import_blocked(database: Database, order: BlockOrder, now: Callable[[], float], watch: ImportWatch) -> BlockReport:
    """Puts a file's numbers on the do-not-call list, each batch in one transaction.

    Raises:
        LeadsError: the file cannot be read, or no column holds the numbers.
        StoreError: the database failed; batches before were kept.
    """
    if not known_region(order.region):
        raise LeadsError([LeadProblem(order.path, None, "region", f"{order.region!r} is no country code such as US or GB")])
    at, added, known = now(), 0, 0
    with opened_table(order.path, order.reading) as table:
        header, column, rows = _numbers(order, table.rows())
        with RejectsFile(order.rejects, header) as rejects:
            while batch := list(islice(rows, _BATCH_ROWS)):
                numbers = [number for row in batch if (number := _number(row, column, order.region, rejects))]
                fresh = database.write(partial(_list, numbers=numbers, order=order, at=at))
                added, known = added + fresh, known + len(numbers) - fresh
                watch.progressed(table.share_read(), added + known, rejects.count)
            return BlockReport(added, known, rejects.count)


def _list(session: Session, numbers: Sequence[str], order: BlockOrder, at: float) -> int:
    return do_not_call.add_many(session, numbers, order.reason, order.source, at)


def _numbers(order: BlockOrder, rows: Iterator[Row]) -> tuple[list[str], Column, Iterator[Row]]:
    """The header, the column of the numbers and the rows below; a file that begins with a number has no header."""
    first = next(rows, None)
    if first is None:
        raise LeadsError([LeadProblem(order.path, None, None, "the file is empty")])
    if _is_number(first, order.region):
        return [NUMBER], _ONLY, chain([first], rows)
    columns, problems = read_header(first.cells, (), mapping=order.mapping)
    if problems:
        raise LeadsError([LeadProblem(order.path, first.line, problem.field, problem.message) for problem in problems])
    return first.cells, next(column for column in columns if column.variable == NUMBER), rows


def _is_number(row: Row, region: str) -> bool:
    try:
        return bool(e164(row.cells[0], region)) and not row.broken
    except NumberError:
        return False


def _number(row: Row, column: Column, region: str, rejects: RejectsFile) -> str | None:
    reason = row.broken or row.oddities.get(column.index)
    if reason is None and column.index >= len(row.cells):
        reason = "has no cell in this column"
    if reason is None:
        try:
            return e164(row.cells[column.index], region)
        except NumberError as error:
            reason = str(error)
    rejects.add(Rejected(row.line, column.heading, reason, row.cells))
    return None
