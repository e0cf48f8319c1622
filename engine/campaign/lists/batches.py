"""Batches: the rows of a list, read and checked, so many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final

import msgspec

from engine.campaign.lists.columns import NUMBER, Column, HeaderProblem, read_header, width_of
from engine.campaign.lists.opening import Reading, opened_table
from engine.campaign.lists.people import PeopleReader, Rejected
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.table import Row, Table
from engine.store.people.listed import ListedPerson

BATCH_ROWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file, and how it is understood."""

    path: Path
    region: str
    """ISO 3166 code for numbers without `+`."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Heading to `number`, a role (`columns.Role`) or a variable."""
    reading: Reading = field(default_factory=Reading)
    header_line: int = 1
    """Lines above it are passed over."""


class Batch(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Rows that follow each other."""

    people: list[ListedPerson]
    packed_cells: bytes
    """Of each person's row, as they were: for those few who will be refused."""
    rejected: list[Rejected]
    share: float
    """So much of the file is read with it, 0 to 1."""
    notes: tuple[str, ...]
    """See `Table.notes`: so far."""

    @property
    def cells(self) -> list[list[str]]:
        """Of each person's row, as they were."""
        return msgspec.msgpack.decode(self.packed_cells, type=list[list[str]])


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list whose header is understood. To be read once."""

    table: Table
    header: Row
    reader: PeopleReader
    _rows: Iterator[Row]

    def batches(self) -> Iterator[Batch]:
        """Everything below the header.

        Raises:
            TableError: the rest cannot be read.
        """
        while rows := list(islice(self._rows, BATCH_ROWS)):
            yield self._batch(rows)

    def _batch(self, rows: list[Row]) -> Batch:
        people: list[ListedPerson] = []
        cells: list[list[str]] = []
        rejected: list[Rejected] = []
        for row in rows:
            read = self.reader.read(row)
            if isinstance(read, ListedPerson):
                people.append(read)
                cells.append(row.cells)
            else:
                rejected.append(read)
        return Batch(people, msgspec.msgpack.encode(cells), rejected, self.table.share_read(), self.table.notes)


@contextmanager
def opened_list(file: ListFile) -> Iterator[OpenedList]:
    """Opens a list and reads its header.

    Raises:
        LeadsError: the file as a whole cannot be read, its header not be understood, or nobody is on it; or it turns out broken
            while it is read within the block.
    """
    with opened_table(file.path, file.reading) as table:
        rows = (row for row in table.rows() if row.line >= file.header_line)
        header, columns = _header(file, rows)
        first = next(rows, None)
        if first is None:
            raise LeadsError([LeadProblem(file.path, None, None, "the list has a header but no people")])
        reader = PeopleReader(columns, width_of(header.cells), file.region)
        yield OpenedList(table, header, reader, chain([first], rows))


def _header(file: ListFile, rows: Iterator[Row]) -> tuple[Row, list[Column]]:
    header = next(rows, None)
    if header is None:
        raise LeadsError([LeadProblem(file.path, None, None, "the file is empty: expected a header and people")])
    if header.broken:
        raise LeadsError([LeadProblem(file.path, header.line, None, header.broken)])
    columns, problems = read_header(header.cells, (), mapping=file.mapping)
    if problems:
        raise LeadsError([LeadProblem(file.path, header.line, problem.field, _with_advice(problem)) for problem in problems])
    return header, columns


def _with_advice(problem: HeaderProblem) -> str:
    return f'{problem.message}; or say which it is: --map "HEADING=number"' if problem.field == NUMBER else problem.message
