"""Opening a list: what a file is shows in its first bytes, not in its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.campaign.lists.csv_table import CsvTable
from engine.campaign.lists.encodings import EncodingError, encoding_of
from engine.campaign.lists.problems import LeadProblem, LeadsError
from engine.campaign.lists.table import Table, TableError
from engine.campaign.lists.xlsx.table import XlsxTable

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGES: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<body")
_BEGINNING: Final = 512


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, where that cannot or need not be told from it."""

    encoding: str | None = None
    """Of a CSV file."""
    sheet: str | None = None
    """Of a workbook."""


@contextmanager
def opened_table(path: Path, reading: Reading = Reading()) -> Iterator[Table]:
    """The table in a file, be it CSV or XLSX.

    Raises:
        LeadsError: it cannot be read, is something else, or turns out broken while it is read within the block.
    """
    try:
        table = _table(path, reading)
    except OSError as error:
        raise LeadsError([LeadProblem(path, None, None, f"cannot be read: {error.strerror}")]) from error
    except (EncodingError, TableError) as error:
        raise LeadsError([LeadProblem(path, error.line, None, str(error))]) from error
    with table:
        try:
            yield table
        except TableError as error:
            raise LeadsError([LeadProblem(path, error.line, None, str(error))]) from error


def _table(path: Path, reading: Reading) -> CsvTable | XlsxTable:
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if beginning.startswith(_ZIP):
        return XlsxTable(path, reading.sheet)
    if beginning.startswith(_OLE):
        raise TableError("is an old .xls, or a workbook with a password: save it as XLSX without password, or as CSV")
    if beginning.startswith(b"%PDF"):
        raise TableError("is a PDF: save the list it was made from as XLSX or CSV")
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise TableError("is a web page or XML, whatever its name says: open it in a spreadsheet program, save it as XLSX or CSV")
    if reading.sheet is not None:
        raise TableError("is no workbook: it has no sheets to choose from with --sheet")
    return CsvTable(path, encoding_of(path, reading.encoding))
