from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.campaign.lists.table import Oddity
from engine.campaign.lists.xlsx.cells import date_text, is_date_format, number_text
from engine.campaign.lists.xlsx.merged import FillDown, Merge, column_of, merges_in

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("raw", "text", "oddity"),
    [
        ("442079460958", "442079460958", None),
        ("4.42079460958E11", "442079460958", None),
        ("4.42079460958e+11", "442079460958", None),
        ("442079460958.0", "442079460958", None),
        ("-5", "-5", None),
        ("1.38E10", "13800000000", Oddity.ROUNDED),
        ("13800000000", "13800000000", Oddity.ROUNDED),
        ("1234567890123456", "1234567890123456", Oddity.DIGITS_LOST),
        ("1.2345678901234567E+19", "12345678901234567000", Oddity.DIGITS_LOST),
        ("19.989999999999998", "19.99", Oddity.FRACTION),
        ("0.1", "0.1", Oddity.FRACTION),
        ("NaN", "NaN", Oddity.FAILED),
        ("1E999999999", "1E999999999", Oddity.FAILED),
        ("twelve", "twelve", Oddity.FAILED),
    ],
)
def test_numbers_keep_their_digits_or_say_that_they_lost_some(raw: str, text: str, oddity: Oddity | None) -> None:
    assert number_text(raw) == (text, oddity)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_integer_that_a_spreadsheet_can_keep_is_kept(value: int) -> None:
    for raw in (str(value), f"{value:.14E}", repr(float(value))):
        text, oddity = number_text(raw)
        assert int(text) == value
        assert oddity in {None, Oddity.ROUNDED}


@pytest.mark.parametrize(
    ("raw", "from_1904", "text"),
    [
        ("45962", False, "2025-11-01"),
        ("45962.5", False, "2025-11-01T12:00:00"),
        ("1", False, "1900-01-01"),
        ("61", False, "1900-03-01"),
        ("44500", True, "2025-11-01"),
        ("0.75", False, "18:00:00"),
    ],
)
def test_days_are_counted_from_the_workbook_s_epoch(raw: str, from_1904: bool, text: str) -> None:
    assert date_text(raw, from_1904=from_1904) == (text, Oddity.DATE)


@pytest.mark.parametrize("raw", ["-1", "2958466", "soon", "1e400"])
def test_what_is_no_day_is_told(raw: str) -> None:
    assert date_text(raw, from_1904=False) == (raw, Oddity.FAILED)


@pytest.mark.parametrize(
    ("number", "code", "is_date"),
    [
        (14, None, True),
        (0, None, False),
        (49, None, False),
        (164, "dd/mm/yyyy", True),
        (164, "[$-409]d\\-mmm\\-yy;@", True),
        (164, "[h]:mm", True),
        (164, '#,##0 "days"', False),
        (164, "[Red]0.00", False),
        (164, "[<=9999999]###-####;(###) ###-####", False),
        (164, "000-0000", False),
    ],
)
def test_formats_of_dates(number: int, code: str | None, is_date: bool) -> None:
    assert is_date_format(number, code) == is_date


def test_columns_have_letters() -> None:
    assert [column_of(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]


@given(st.integers(1, 300))
def test_merges_are_found_however_the_sheet_is_cut(size: int) -> None:
    sheet = (
        b'<sheetData/><mergeCells><mergeCell ref="B2:B4"/><x:mergeCell a="1" ref="AA5:AB6"/><mergeCell ref="A1:D1"/></mergeCells>'
    )
    chunks = [sheet[start : start + size] for start in range(0, len(sheet), size)]

    assert merges_in(chunks) == [Merge(1, 2, 4), Merge(26, 5, 6)]


def test_merged_cells_are_filled_downwards() -> None:
    down = FillDown([Merge(1, 2, 3), Merge(2, 3, 4)])
    rows = {1: ["number", "city", "tag"], 2: ["1", "Leeds", ""], 3: ["2", "", "vip"], 4: ["3"], 5: ["4"]}

    for line, cells in rows.items():
        down.fill(line, cells)

    assert rows == {1: ["number", "city", "tag"], 2: ["1", "Leeds", ""], 3: ["2", "Leeds", "vip"], 4: ["3", "", "vip"], 5: ["4"]}
