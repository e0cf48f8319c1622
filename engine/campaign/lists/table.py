"""The rows of a list: delimiter, quoting and line numbers, before anything is understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One record."""

    line: int
    """Where it begins, from 1; quoted cells may hold line breaks."""
    cells: list[str]


class TableError(ValueError):
    """The text is no table from this line on."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def rows(text: str) -> Iterator[Row]:
    """The rows that are not blank.

    Raises:
        TableError: the quoting is broken.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableError(line, f"broken quoting or an oversized cell: {error}") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Row(line, [cell.strip() for cell in cells])


def delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that the first line has most of, outside quotes; comma if it has none."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
