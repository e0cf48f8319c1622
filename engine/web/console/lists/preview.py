"""What a file would come to if it were imported so: the columns as they are understood, and the first rows, accepted or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from engine.campaign.lists.columns import NUMBER, Column, HeaderProblem, Role, read_header, roles_of, variable_name, width_of
from engine.campaign.lists.opening import opened_table
from engine.campaign.lists.people import PeopleReader, Rejected
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.table import Row

LOOKED_AT: Final = 1000
_SAMPLES: Final = 3
_REJECTED_SHOWN: Final = 8
ROLES: Final = (NUMBER, *(role.value for role in Role))
"""What a column can mean; all else is a variable of scripts."""


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column, what it is taken for, and what is in it."""

    heading: str
    meaning: str
    """One of `ROLES`, or the name of a variable."""
    variable: str
    """What scripts would call it if it were nothing else."""
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read."""

    columns: tuple[ColumnPreview, ...]
    problems: tuple[HeaderProblem, ...]
    """Why it cannot be imported so."""
    rows: int
    """That were looked at: the first ones."""
    whole: bool
    """These were all."""
    rejected: int
    """Of them."""
    first_rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def preview(path: Path, mapping: Mapping[str, str], region: str) -> Preview:
    """Reads a file's beginning; nothing is written.

    Args:
        path: the file.
        mapping: heading to meaning, as somebody said; the other columns are guessed.
        region: ISO 3166 code for numbers without `+`.

    Raises:
        LeadsError: it cannot be read at all.
    """
    with opened_table(path) as table:
        rows = table.rows()
        header = next(rows, None)
        if header is None or header.broken:
            message = (header.broken if header else None) or "the file is empty: expected a header and people"
            raise LeadsError([LeadProblem(path, None, None, message)])
        looked_at = list(islice(rows, LOOKED_AT + 1))
        columns, problems = read_header(header.cells, (), mapping=mapping)
        notes = table.notes
    shown = looked_at[:LOOKED_AT]
    rejected = [] if problems else _rejected(shown, columns, width_of(header.cells), region)
    return Preview(
        columns=tuple(_column(column, columns, shown) for column in columns),
        problems=tuple(problems),
        rows=len(shown),
        whole=len(looked_at) <= LOOKED_AT,
        rejected=len(rejected),
        first_rejected=tuple(rejected[:_REJECTED_SHOWN]),
        notes=notes,
    )


def _rejected(rows: list[Row], columns: list[Column], width: int, region: str) -> list[Rejected]:
    reader = PeopleReader(columns, width, region)
    return [found for row in rows if isinstance(found := reader.read(row), Rejected)]


def _column(column: Column, columns: list[Column], rows: list[Row]) -> ColumnPreview:
    roles = {of.index: role.value for role, of in roles_of(columns).items()}
    cells = (row.cells[column.index] for row in rows if len(row.cells) > column.index and row.cells[column.index])
    meaning = column.variable if column.variable == NUMBER else roles.get(column.index, column.variable)
    return ColumnPreview(column.heading, meaning, variable_name(column.heading), tuple(islice(cells, _SAMPLES)))
