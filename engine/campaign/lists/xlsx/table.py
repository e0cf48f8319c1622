"""An XLSX list: the one sheet with people on it, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from engine.campaign.lists.table import Row, TableError
from engine.campaign.lists.xlsx.archive import Archive
from engine.campaign.lists.xlsx.merged import FillDown, merges_in
from engine.campaign.lists.xlsx.sheet import SheetRows
from engine.campaign.lists.xlsx.strings import SharedStrings
from engine.campaign.lists.xlsx.workbook import Sheet, Workbook, read_workbook

_STRINGS: Final = "xl/sharedStrings.xml"


class XlsxTable:
    """See `Table`. Use as a context manager."""

    kind = "xlsx"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        """Opens the workbook and chooses the sheet.

        Args:
            path: the file.
            sheet: its name; None: the one that is visible and has anything on it.

        Raises:
            TableError: it is damaged or dangerous, or the sheet cannot be told.
        """
        with ExitStack() as stack:
            self._archive = stack.enter_context(Archive(path))
            self._workbook = read_workbook(self._archive)
            self._strings = stack.enter_context(SharedStrings(self._archive, _STRINGS))
            self._sheet = self._chosen(sheet)
            self._stack = stack.pop_all()
        self._notes = _left_out(self._workbook, self._sheet)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Table`."""
        return tuple(self._notes)

    def share_read(self) -> float:
        """See `Table`."""
        return self._archive.share_read(self._sheet.part)

    def rows(self) -> Iterator[Row]:
        """See `Table`. Rows are as wide as any before them: a sheet does not write empty cells."""
        merges = merges_in(self._archive.chunks(self._sheet.part))
        if merges:
            self._notes.append(f"{len(merges)} merged cells: their value was taken for every row of theirs")
        down, width = FillDown(merges), 0
        sheet = SheetRows(self._workbook, self._strings)
        for row in sheet.read(self._archive, self._sheet.part):
            down.fill(row.line, row.cells)
            width = max(width, len(row.cells))
            row.cells.extend([""] * (width - len(row.cells)))
            yield row
        if sheet.hidden_rows:
            self._notes.append(f"{sheet.hidden_rows} hidden rows (a filter's, perhaps) were read like the others")

    def _chosen(self, name: str | None) -> Sheet:
        sheets = self._workbook.sheets
        if name is not None:
            for sheet in sheets:
                if sheet.name.casefold() == name.casefold():
                    return sheet
            raise TableError(f"has no sheet {name!r}, but {_names(sheets)}")
        filled = [sheet for sheet in sheets if not sheet.hidden and self._has_rows(sheet)]
        if len(filled) > 1:
            raise TableError(f"has several sheets with data: say which with --sheet: {_names(filled)}")
        if not filled:
            hidden = [sheet for sheet in sheets if sheet.hidden]
            raise TableError(
                "has no data on a visible sheet" + (f"; --sheet reads a hidden one: {_names(hidden)}" if hidden else "")
            )
        return filled[0]

    def _has_rows(self, sheet: Sheet) -> bool:
        return next(SheetRows(self._workbook, self._strings).read(self._archive, sheet.part), None) is not None


def _left_out(workbook: Workbook, chosen: Sheet) -> list[str]:
    hidden = [sheet for sheet in workbook.sheets if sheet.hidden and sheet != chosen]
    return [f"hidden sheets were not read: {_names(hidden)}"] if hidden else []


def _names(sheets: list[Sheet] | tuple[Sheet, ...]) -> str:
    return ", ".join(repr(sheet.name) for sheet in sheets) or "none"
