"""XLSX files as tests need them: sound ones, and ones that no spreadsheet program would write."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from xml.sax.saxutils import escape, quoteattr

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as XML, `{}` standing for its place: `<c r="{}"><v>1.38E10</v></c>`."""

    xml: str


Cell = str | int | Raw | None


def number(text: str, style: int = 0) -> Raw:
    """A number as the file writes it."""
    return Raw(f'<c r="{{}}" s="{style}"><v>{text}</v></c>')


def formula(text: str, value: str = "") -> Raw:
    """A formula with the value that a program has worked out, or without."""
    return Raw(f'<c r="{{}}" t="str"><f>{escape(text)}</f>{f"<v>{escape(value)}</v>" if value else ""}</c>')


class Workbook:
    """Sheets of rows. Styles: 0 general, 1 a date, 2 `dd/mm/yyyy`, 3 `000-0000`."""

    def __init__(self, *, shared_strings: bool = True) -> None:
        self._shared = shared_strings
        self._texts: dict[str, int] = {}
        self._sheets: list[tuple[str, str, str]] = []
        self.parts: dict[str, bytes | str] = {}
        """By name; put in over what would be written."""

    def sheet(self, name: str, rows: Iterable[Sequence[Cell]], *, state: str = "visible", merged: Sequence[str] = ()) -> Self:
        """Adds a sheet. A row of nothing is left out, as spreadsheet programs do."""
        written = "".join(self._row(line, row) for line, row in enumerate(rows, start=1) if row)
        merges = f"<mergeCells>{''.join(f'<mergeCell ref={quoteattr(ref)}/>' for ref in merged)}</mergeCells>" if merged else ""
        self._sheets.append((name, state, f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData>{merges}</worksheet>'))
        return self

    def save(self, path: Path) -> Path:
        """Writes the file."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**self._written(), **self.parts}.items():
                archive.writestr(name, content)
        return path

    def _written(self) -> dict[str, str]:
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{index}" state="{state}" r:id="rId{index}"/>'
            for index, (name, state, _) in enumerate(self._sheets, start=1)
        )
        relations = "".join(
            f'<Relationship Id="rId{index}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{index}.xml"/>'
            for index in range(1, len(self._sheets) + 1)
        )
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in self._texts)
        styles = "".join(f'<xf numFmtId="{shown}"/>' for shown in (0, 14, 164, 165))
        return {
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
            f'<numFmt numFmtId="165" formatCode="000-0000"/></numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>',
            **{f"xl/worksheets/sheet{index}.xml": xml for index, (_, _, xml) in enumerate(self._sheets, start=1)},
        }

    def _row(self, line: int, cells: Sequence[Cell]) -> str:
        written = "".join(self._cell(f"{_letters(index)}{line}", cell) for index, cell in enumerate(cells))
        return f'<row r="{line}">{written}</row>'

    def _cell(self, place: str, cell: Cell) -> str:
        if cell is None or cell == "":
            return ""
        if isinstance(cell, Raw):
            return cell.xml.replace("{}", place)
        if isinstance(cell, int):
            return f'<c r="{place}"><v>{cell}</v></c>'
        if self._shared:
            return f'<c r="{place}" t="s"><v>{self._texts.setdefault(cell, len(self._texts))}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _letters(index: int) -> str:
    """0 is `A`, 27 is `AB`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
