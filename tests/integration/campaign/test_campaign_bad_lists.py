"""Broken lists as the world sends them: each gets the right repair, or is refused with words that say what to do.

`tests/fixtures/bad_lists` has the files; those that are large or no text are made there by `made.py`.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from engine.campaign.lists.importing import ImportOrder, import_list
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.problems import LeadsError
from engine.store.database import Database
from engine.store.schema import upgrade
from engine.store.tables import ContactList, Customer, ListMember
from tests.fixtures.bad_lists.made import write_all

pytestmark = pytest.mark.integration

TEXTS: Final = Path("tests/fixtures/bad_lists")
ANN: Final = "+442079460958"
BOB: Final = "+442079460959"
CID: Final = "+442079460960"


@dataclass(frozen=True)
class Expected:
    """What comes of a file: an error about all of it, or people and rejected rows."""

    error: str | None = None
    people: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    """Of the first person, as far as they matter."""
    rejected: dict[int, str] = field(default_factory=dict)
    """By line, in part."""
    note: str | None = None


def refused(error: str) -> Expected:
    return Expected(error=error)


def imported(*people: str, rejected: dict[int, str] | None = None, note: str | None = None, **fields: str) -> Expected:
    return Expected(people=people, rejected=rejected or {}, note=note, fields=fields)


SCIENTIFIC: Final = "was turned into scientific notation by a spreadsheet: format the column as text"
BROKEN: Final = "broken quoting or an oversized cell"
BOMB: Final = "unpacks to far more than any list: a ZIP bomb"
DAMAGED: Final = "is damaged: save it again in a spreadsheet program, or as CSV"

EXPECTED: Final = {
    "no_phone_column.csv": refused(":1: number: no column with the number to dial"),
    "two_phone_columns.csv": refused("column 1 ('phone') and column 2 ('mobile') could be the number to dial"),
    "semicolons.csv": imported(ANN, BOB, name="Ann"),
    "semicolons_below_commas.csv": imported(BOB, rejected={2: "has 1 cells where the header has 2"}),
    "tabs.csv": imported(ANN, name="Ann"),
    "bars.csv": imported(ANN, name="Ann, née Smith"),
    "separator_in_a_line_of_its_own.csv": imported(ANN, name="Ann"),
    "scientific_notation.csv": imported(BOB, rejected={2: SCIENTIFIC, 3: SCIENTIFIC}),
    "scientific_notation_with_comma.csv": imported(BOB, rejected={2: SCIENTIFIC}),
    "scientific_notation_in_the_id.csv": imported(BOB, rejected={2: "lost its digits to a spreadsheet's scientific notation"}),
    "fraction_of_a_float.csv": imported(ANN, BOB),
    "mark_at_the_beginning.csv": imported(ANN, name="Zoë"),
    "carriage_returns.csv": imported(ANN, BOB),
    "line_ends_of_three_kinds.csv": imported(ANN, BOB),
    "ragged_rows.csv": imported(BOB, rejected={2: "has 1 cells where the header has 2", 4: "has 3 cells where the header has 2"}),
    "empty_columns_at_the_end.csv": imported(ANN, BOB, CID, name="Ann"),
    "duplicated_headings.csv": refused("column 2 ('name') and column 3 ('Name') both mean `name`: rename or remove one"),
    "heading_missing.csv": refused(":1: column 2: has no heading"),
    "heading_with_a_digit_in_front.csv": refused(":1: 2nd name: starts with a digit, which no variable does"),
    "empty.csv": refused("the file is empty: expected a header and people"),
    "blank_lines.csv": refused("the file is empty: expected a header and people"),
    "header_only.csv": refused("the list has a header but no people"),
    "no_header.csv": refused(":1: number: no column with the number to dial"),
    "quote_never_closed.csv": imported(BOB, rejected={2: BROKEN}),
    "quote_closed_lines_later.csv": imported(BOB, CID, rejected={2: BROKEN}),
    "text_after_a_quote.csv": imported(BOB, rejected={2: BROKEN}),
    "line_breaks_in_a_cell.csv": imported(ANN, BOB, note_="two\nlines"),
    "web_page.xls": refused("is a web page or XML, whatever its name says"),
    "xml_of_2003.xls": refused("is a web page or XML, whatever its name says"),
    "same_number_twice.csv": imported(ANN, rejected={3: "is the number of line 2 again: remove one of the two"}),
    "letters_and_extensions.csv": imported(
        BOB, rejected={2: "contains letters", 3: "contains letters", 4: "has an extension, which cannot be dialled"}
    ),
    "two_numbers_in_a_cell.csv": imported(BOB, rejected={2: "is too long", 3: "is not a phone number"}),
    "too_short_and_too_long.csv": imported(BOB, rejected={2: "is too short", 3: "is too long"}),
    "digits_of_another_width.csv": imported(ANN),
    "apostrophe_in_front.csv": imported(ANN),
    "marks_of_direction.csv": imported(ANN),
    "no_number_in_a_row.csv": imported(BOB, rejected={2: "is empty"}),
    "unknown_time_zone.csv": imported(BOB, rejected={2: "is no IANA time zone such as Europe/London"}),
    "utf_16_with_mark.csv": imported(ANN, BOB, name="Zoë Müller"),
    "utf_16_without_mark.csv": refused("contains zero bytes: it is no text, or UTF-16 without a mark"),
    "latin_1.csv": imported(ANN, BOB, name="Zoë Müller"),
    "gb18030.csv": imported(ANN, BOB, name="王伟"),
    "windows_1252.csv": refused(":2: is not UTF-8, GB18030 or Latin-1; if Windows wrote it, --encoding cp1252"),
    "mixed_encodings.csv": refused(":3: is UTF-8 in some lines and something else in others"),
    "zero_bytes.csv": imported(ANN, CID, rejected={3: "contains a zero byte"}),
    "noise.csv": refused("contains zero bytes: it is no text"),
    "noise.xlsx": refused(DAMAGED),
    "document.pdf": refused("is a PDF: save the list it was made from as XLSX or CSV"),
    "old.xls": refused("is an old .xls, or a workbook with a password: save it as XLSX without password, or as CSV"),
    "cell_of_10_megabytes.csv": imported(BOB, rejected={2: BROKEN}),
    "quoted_cell_of_200_kilobytes.csv": imported(
        BOB, rejected={2: BROKEN, 202: BROKEN, **dict.fromkeys(range(3, 202), "has 1 cells where the header has 2")}
    ),
    "a_thousand_broken_rows.csv": refused(":1002: more than 1000 rows are broken: is it the right file?"),
    "cell_of_10_megabytes.xlsx": imported(BOB, rejected={2: "holds more than 131,072 characters"}),
    "cell_of_10_megabytes_inline.xlsx": imported(BOB, rejected={2: "holds more than 131,072 characters"}),
    "integers_in_scientific_notation.xlsx": imported(ANN, BOB),
    "digits_lost_to_scientific_notation.xlsx": imported(BOB, rejected={2: "ends in six zeros or more"}),
    "more_digits_than_kept.xlsx": imported(BOB, rejected={2: "has more digits than a spreadsheet keeps (15)"}, customer_id="1234"),
    "fractions.xlsx": imported(BOB, rejected={2: "is a number with a fraction"}, price="19.99"),
    "dates_as_numbers.xlsx": imported(ANN, BOB, rejected={3: "is a date"}, since="2025-11-01"),
    "formulas.xlsx": imported(BOB, rejected={2: "is a formula whose value the file does not hold"}, name="Bob"),
    "failed_formula.xlsx": imported(BOB, rejected={2: "is a formula that failed (#N/A, #REF! or the like)"}),
    "merged_cells.xlsx": imported(ANN, BOB, note="1 merged cells: their value was taken for every row of theirs", city="Leeds"),
    "merged_numbers.xlsx": imported(ANN, rejected={3: "is the number of line 2 again"}, note="1 merged cells"),
    "merged_title.xlsx": refused(":1: number: no column with the number to dial"),
    "several_sheets.xlsx": refused("has several sheets with data: say which with --sheet: 'North', 'South'"),
    "hidden_sheet.xlsx": imported(ANN, note="hidden sheets were not read: 'Old'"),
    "empty_sheets.xlsx": refused("has no data on a visible sheet; --sheet reads a hidden one: 'Data'"),
    "short_rows.xlsx": imported(ANN, BOB, rejected={4: "is empty"}),
    "zip_bomb.xlsx": refused(BOMB),
    "zip_bomb_overlapping.xlsx": refused(BOMB),
    "zip_bomb_that_lies.xlsx": refused(DAMAGED),
    "terabytes.xlsx": refused(BOMB),
    "password_in_zip.xlsx": refused("is protected by a password: save it without one"),
    "truncated.xlsx": refused(DAMAGED),
    "entities_that_multiply.xlsx": refused("has a document type declaration, which no spreadsheet program writes"),
    "not_xml.xlsx": refused("xl/worksheets/sheet1.xml, line 1: no element found"),
    "shared_text_missing.xlsx": refused("names shared text 0, which it does not have: it is damaged"),
    "document.docx": refused("is a ZIP archive and no workbook"),
    "open_document.ods": refused("is an OpenDocument sheet: save it as XLSX or CSV"),
    "binary.xlsb": refused("is a binary workbook (.xlsb): save it as XLSX or CSV"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad_lists")
    write_all(folder)
    return folder


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "calls.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(migrated, tmp_path)
    with Database(f"sqlite:///{tmp_path / migrated.name}") as database:
        yield database


class Nobody:
    def progressed(self, share: float, rows: int, rejected: int) -> None:
        assert 0 <= share <= 1


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_list(name: str, made: Path, database: Database, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    path = made / name if (made / name).exists() else TEXTS / name
    order = ImportOrder(path, name, "GB", tmp_path / "rejected.csv")

    if expected.error is not None:
        with pytest.raises(LeadsError) as caught:
            import_list(database, order, lambda: 1.0, Nobody())
        assert expected.error in str(caught.value)
        return
    report = import_list(database, order, lambda: 1.0, Nobody())

    people = _people(database, name)
    assert [number for number, _ in people] == list(expected.people)
    wanted = {name.rstrip("_"): value for name, value in expected.fields.items()}
    assert {name: people[0][1].get(name) for name in wanted} == wanted
    _compare(_rejected(order.rejects), expected.rejected)
    assert (expected.note or "") in "; ".join(report.notes)


def _people(database: Database, list_name: str) -> list[tuple[str, dict[str, str]]]:
    rows = (
        select(Customer.number, ListMember.variables)
        .join(ListMember, ListMember.customer_id == Customer.id)
        .join(ContactList, ContactList.id == ListMember.list_id)
        .where(ContactList.name == list_name)
        .order_by(ListMember.row_number)
    )
    return database.read(lambda session: [(row.number, dict(row.variables)) for row in session.execute(rows)])


def _rejected(path: Path) -> dict[int, str]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {int(row["rejected line"]): row["rejected because"] for row in csv.DictReader(file)}


def _compare(found: dict[int, str], expected: dict[int, str]) -> None:
    assert sorted(found) == sorted(expected), found
    assert {line: expected[line] in reason for line, reason in found.items()} == dict.fromkeys(expected, True), found


def test_no_bad_list_is_forgotten(made: Path) -> None:
    files = {path.name for folder in (made, TEXTS) for path in folder.iterdir() if path.suffix not in {".py", ""}}

    assert files == set(EXPECTED)
    assert len(files) >= 30


@pytest.mark.parametrize(("sheet", "people"), [("south", [ANN]), ("Nowhere", None)])
def test_one_of_several_sheets_can_be_said(
    sheet: str, people: list[str] | None, made: Path, database: Database, tmp_path: Path
) -> None:
    order = ImportOrder(made / "several_sheets.xlsx", f"sheet {sheet}", "GB", tmp_path / "r.csv", reading=Reading(sheet=sheet))

    if people is None:
        with pytest.raises(LeadsError, match="has no sheet 'Nowhere', but 'North', 'South'"):
            import_list(database, order, lambda: 1.0, Nobody())
    else:
        import_list(database, order, lambda: 1.0, Nobody())
        assert [number for number, _ in _people(database, order.list_name)] == people
