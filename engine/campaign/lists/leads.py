"""Import of a list of leads: all of it or nothing, with every problem named at once.

file → opening.opened_table → rows → columns.read_header → one NewLead per row
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.campaign.lists.columns import NUMBER, Column, has_width, read_header, width_of
from engine.campaign.lists.numbers import NumberError, e164, known_region
from engine.campaign.lists.opening import Reading, opened_table
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.table import Row
from engine.store.campaigns import NewLead


@dataclass(frozen=True, slots=True)
class LeadFault:
    """Why a script cannot talk with a lead."""

    variable: str
    message: str


@dataclass(frozen=True, slots=True)
class LeadList:
    """A list without problems."""

    leads: tuple[NewLead, ...]
    headings: dict[str, str]
    """Variable name to heading, in the list's order, the number's column left out."""
    encoding: str


def read_leads(
    path: Path,
    *,
    region: str,
    required: Collection[str] = (),
    optional: Collection[str] = (),
    fault_of: Callable[[Mapping[str, str]], LeadFault | None] = lambda _: None,
    encoding: str | None = None,
) -> LeadList:
    """Reads and checks a list, CSV or XLSX.

    Args:
        path: the file.
        region: ISO 3166 code for numbers without `+`.
        required: variables that the script needs in every row.
        optional: variables that it has a default for where the list has none.
        fault_of: says what the script cannot take of a lead's variables.
        encoding: said by the operator; None to tell it from the bytes.

    Raises:
        LeadsError: the list has problems; it carries all of them.
    """
    if not known_region(region):
        raise LeadsError([LeadProblem(path, None, "region", f"{region!r} is no country code such as US or GB")])
    table, broken, kind = _table(path, encoding)
    if not table:
        raise LeadsError(broken or [LeadProblem(path, None, None, "the file is empty: expected a header and leads")])
    header, *body = table
    columns, header_problems = read_header(header.cells, required, optional)
    check = _Check(path, header, columns, region, required, fault_of)
    leads = [lead for row in body if (lead := check.lead(row))]
    problems = [LeadProblem(path, header.line, problem.field, problem.message) for problem in header_problems]
    problems += check.problems + broken
    if not body and not broken:
        problems.append(LeadProblem(path, None, None, "the list has a header but no leads"))
    if problems:
        raise LeadsError(problems)
    headings = {column.variable: column.heading for column in columns if column.variable != NUMBER}
    return LeadList(tuple(leads), headings, kind)


def columns_of(path: Path) -> frozenset[str]:
    """The variables that a list has columns for.

    Raises:
        LeadsError: it cannot be read.
    """
    table, broken, _ = _table(path, None)
    if not table:
        raise LeadsError(broken or [LeadProblem(path, None, None, "the file is empty: expected a header and leads")])
    columns, _ = read_header(table[0].cells, ())
    return frozenset(column.variable for column in columns)


def _table(path: Path, encoding: str | None) -> tuple[Sequence[Row], list[LeadProblem], str]:
    """The sound rows, what is wrong with the broken ones, and the kind of file."""
    with opened_table(path, Reading(encoding)) as table:
        found = list(table.rows())
        broken = [LeadProblem(path, row.line, None, row.broken) for row in found if row.broken]
        return [row for row in found if not row.broken], broken, table.kind


class _Check:
    """Turns rows into leads and collects what is wrong with them."""

    def __init__(
        self,
        path: Path,
        header: Row,
        columns: Sequence[Column],
        region: str,
        required: Collection[str],
        fault_of: Callable[[Mapping[str, str]], LeadFault | None],
    ) -> None:
        self.problems: list[LeadProblem] = []
        self._path = path
        self._width = width_of(header.cells)
        self._columns = columns
        self._region = region
        self._required = frozenset(required)
        self._fault_of = fault_of
        self._seen: dict[str, int] = {}

    def lead(self, row: Row) -> NewLead | None:
        if not has_width(row.cells, self._width):
            self._report(row, None, f"has {len(row.cells)} cells where the header has {self._width}")
            return None
        if any(oddity.spoils_any_column for oddity in row.oddities.values()):
            self._report_oddities(row)
            return None
        number: str | None = None
        variables: dict[str, str] = {}
        for column in self._columns:
            cell = row.cells[column.index]
            if column.variable == NUMBER:
                number = self._number(row, column, cell)
                continue
            if cell:
                variables[column.variable] = cell
            elif column.variable in self._required:
                self._report(row, column, "is empty, and the script needs it")
        if fault := self._fault_of(variables):
            meant = next((column for column in self._columns if column.variable == fault.variable), None)
            self._report(row, meant, fault.message)
        return NewLead(row.line, number, variables) if number else None

    def _number(self, row: Row, column: Column, cell: str) -> str | None:
        if not cell:
            self._report(row, column, "is empty")
            return None
        if oddity := row.oddities.get(column.index):
            self._report(row, column, oddity)
            return None
        try:
            number = e164(cell, self._region)
        except NumberError as error:
            self._report(row, column, str(error))
            return None
        first = self._seen.setdefault(number, row.line)
        if first != row.line:
            self._report(row, column, f"is the number of line {first} again: remove one of the two")
        return number

    def _report_oddities(self, row: Row) -> None:
        for column in self._columns:
            oddity = row.oddities.get(column.index)
            if oddity and oddity.spoils_any_column:
                self._report(row, column, oddity)

    def _report(self, row: Row, column: Column | None, message: str) -> None:
        field, number = (column.heading, column.index + 1) if column else (None, None)
        self.problems.append(LeadProblem(self._path, row.line, field, message, number))
