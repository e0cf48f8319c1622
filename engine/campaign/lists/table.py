"""The rows of a list, whatever kind of file it is, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, Protocol

import msgspec

CELL_MAX: Final = 131_072
"""Characters of a cell; longer ones are no data of a person."""


class Oddity(StrEnum):
    """Why a cell cannot be taken at its word, in words for the operator."""

    FORMULA = "is a formula whose value the file does not hold: open the file in a spreadsheet program and save it, or paste values"
    FAILED = "is a formula that failed (#N/A, #REF! or the like)"
    TOO_LONG = "holds more than 131,072 characters"
    DIGITS_LOST = "has more digits than a spreadsheet keeps (15), so its last ones are wrong: format the column as text"
    ROUNDED = "ends in six zeros or more, as numbers do that went through scientific notation: format the column as text"
    FRACTION = "is a number with a fraction"
    DATE = "is a date"
    ZERO_BYTE = "contains a zero byte"

    @property
    def spoils_any_column(self) -> bool:
        """Else only a column whose every digit counts: the number to dial."""
        return self not in {Oddity.ROUNDED, Oddity.FRACTION, Oddity.DATE}


class Row(msgspec.Struct, frozen=True, gc=False):
    """One record that is not blank."""

    line: int
    """Where it begins, from 1; quoted cells may hold line breaks."""
    cells: list[str]
    """Without spaces at their ends."""
    oddities: Mapping[int, Oddity] = msgspec.field(default_factory=dict)
    """By index of the cell."""
    broken: str | None = None
    """Why the record as a whole cannot be read; `cells` then shows what is there."""


class TableError(ValueError):
    """The file is no table, at all or from this line on; the message says what to do."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Table(Protocol):
    """An open list, to be read once."""

    @property
    def kind(self) -> str:
        """Python's name of the encoding, or `xlsx`."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended or left out while reading, for the operator; complete once the rows are read."""
        ...

    def rows(self) -> Iterator[Row]:
        """The rows that are not blank, the header first.

        Raises:
            TableError: the rest cannot be read.
        """
        ...

    def share_read(self) -> float:
        """0 to 1, for a progress bar."""
        ...
