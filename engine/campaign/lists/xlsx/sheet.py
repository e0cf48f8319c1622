"""The rows of one sheet, as its XML streams by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.campaign.lists.table import CELL_MAX, Oddity, Row, TableError
from engine.campaign.lists.xlsx.archive import Archive
from engine.campaign.lists.xlsx.cells import date_text, number_text
from engine.campaign.lists.xlsx.merged import column_of
from engine.campaign.lists.xlsx.strings import SharedStrings
from engine.campaign.lists.xlsx.workbook import Workbook

_COLUMNS_MAX: Final = 16_384
"""Of a spreadsheet."""


class SheetRows:
    """Handlers of an XML parser that build rows: `row`s of `c`ells, each with a `v`alue, a `t`ext, maybe a `f`ormula."""

    def __init__(self, workbook: Workbook, strings: SharedStrings) -> None:
        self._workbook = workbook
        self._strings = strings
        self._rows: list[Row] = []
        self._line = 0
        self._cells: list[str] = []
        self._oddities: dict[int, Oddity] = {}
        self._column = -1
        self._type = self._style = ""
        self._formula = self._wanted = False
        self._text: list[str] = []
        self._length = 0
        self.hidden_rows = 0

    def read(self, archive: Archive, part: str) -> Iterator[Row]:
        """The rows that are not blank. Raises TableError if the sheet is damaged."""
        for _ in archive.parse(part, self._set_up):
            yield from self._rows
            self._rows.clear()

    def _set_up(self, parser: Any) -> None:
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._data
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "f":
                self._formula = True
            case "v" | "t":
                self._wanted = True
            case "rPh":
                self._wanted = False

    def _data(self, text: str) -> None:
        if self._wanted and self._length <= CELL_MAX:
            self._text.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self._wanted = False
            case "c":
                self._end_cell()
            case "row":
                if any(self._cells) or self._oddities:
                    self._rows.append(Row(self._line, self._cells, self._oddities))

    def _start_row(self, attributes: dict[str, str]) -> None:
        line = attributes.get("r", "")
        self._line = int(line) if line.isascii() and line.isdigit() else self._line + 1
        self.hidden_rows += attributes.get("hidden") in {"1", "true"}
        self._cells, self._oddities, self._column = [], {}, -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r", "").rstrip("0123456789")
        self._column = column_of(place) if place else self._column + 1
        if not 0 <= self._column < _COLUMNS_MAX:
            raise TableError(f"row {self._line} has more columns than a spreadsheet: it is damaged")
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula = False
        self._text.clear()
        self._length = 0

    def _end_cell(self) -> None:
        raw = "".join(self._text)
        text, oddity = self._value(raw)
        if oddity is None and len(text) > CELL_MAX:
            oddity = Oddity.TOO_LONG
        if not text and oddity is None:
            return
        if len(self._cells) <= self._column:
            self._cells.extend([""] * (self._column + 1 - len(self._cells)))
        self._cells[self._column] = text[:CELL_MAX].strip()
        if oddity:
            self._oddities[self._column] = oddity

    def _value(self, raw: str) -> tuple[str, Oddity | None]:
        if not raw:
            return "", Oddity.FORMULA if self._formula else None
        match self._type:
            case "s":
                return self._strings[int(raw)] if raw.isascii() and raw.isdigit() else raw, None
            case "n" if self._style in self._workbook.date_styles:
                return date_text(raw, from_1904=self._workbook.from_1904)
            case "n":
                return number_text(raw)
            case "b":
                return ("yes" if raw == "1" else "no"), None
            case "e":
                return raw, Oddity.FAILED
            case "d":
                return raw, Oddity.DATE
            case _:
                return raw, None
