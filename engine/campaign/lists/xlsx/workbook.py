"""What a workbook says about its sheets before their cells are read."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any, Final

from engine.campaign.lists.table import TableError
from engine.campaign.lists.xlsx.archive import Archive
from engine.campaign.lists.xlsx.cells import is_date_format

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of cells."""

    name: str
    part: str
    """Where in the archive."""
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets, and how numbers are to be read."""

    sheets: tuple[Sheet, ...]
    from_1904: bool
    date_styles: frozenset[str]
    """Numbers of the cell styles that show dates."""


def read_workbook(archive: Archive) -> Workbook:
    """Reads the parts that are small.

    Raises:
        TableError: it is no workbook, or damaged.
    """
    if not archive.has(_WORKBOOK):
        raise TableError(_what_else(archive))
    targets: dict[str, str] = {}
    for element, attributes in _elements(archive, _RELATIONS):
        if element == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
    sheets: list[Sheet] = []
    from_1904 = False
    for element, attributes in _elements(archive, _WORKBOOK):
        if element == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif element == "sheet":
            part = targets.get(attributes.get("id", ""), "")
            if "/worksheets/" in part:  # not a sheet that is a chart
                sheets.append(Sheet(attributes.get("name", ""), part, attributes.get("state", "visible") != "visible"))
    return Workbook(tuple(sheets), from_1904, _date_styles(archive))


def _what_else(archive: Archive) -> str:
    if archive.has("content.xml"):
        return "is an OpenDocument sheet: save it as XLSX or CSV"
    if archive.has("xl/workbook.bin"):
        return "is a binary workbook (.xlsb): save it as XLSX or CSV"
    return "is a ZIP archive and no workbook: unpack it, or save the list as XLSX or CSV"


def _date_styles(archive: Archive) -> frozenset[str]:
    if not archive.has(_STYLES):
        return frozenset()
    codes: dict[int, str] = {}
    dates: set[str] = set()
    styles, in_cell_styles = 0, False
    for element, attributes in _elements(archive, _STYLES):
        if element == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            in_cell_styles = element == "cellXfs"
        elif element == "xf" and in_cell_styles:
            shown = _number(attributes.get("numFmtId"))
            if is_date_format(shown, codes.get(shown)):
                dates.add(str(styles))
            styles += 1
    return frozenset(dates)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _elements(archive: Archive, part: str) -> list[tuple[str, dict[str, str]]]:
    """Elements by their local names, in order; attributes likewise."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}))

    def set_up(parser: Any) -> None:
        parser.StartElementHandler = start

    for _ in archive.parse(part, set_up):
        if len(found) > 1_000_000:
            raise TableError("has more styles and sheets than any list: save it again in a spreadsheet program, or as CSV")
    return found
