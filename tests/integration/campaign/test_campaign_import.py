"""Files into lists, from the first byte to the last row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.campaign.lists.blocking import BlockOrder, BlockReport, import_blocked
from engine.campaign.lists.importing import ImportOrder, ImportReport, NotAllAccepted, import_list
from engine.campaign.lists.problems import LeadsError
from engine.store.database import Database
from engine.store.lists import summaries
from engine.store.people import do_not_call
from engine.store.people.dossier import dossier
from engine.store.tables import ContactList, Customer, ListMember
from tests.migrated import migrated
from tests.xlsx import Cell, Workbook, number

pytestmark = pytest.mark.integration

PEOPLE = (
    "Customer ID;Mobile;Full Name;Time Zone;Opt-In;Tags\n"
    "C1;+44 20 7946 0958;Ann;Europe/London;yes;vip, north\n"
    "C2;(020) 7946 0959;Bob;;no;\n"
    "C3;12;Cid;;;\n"
    "C4;020 7946 0958;Dan;;;\n"
    "C5;020 7946 0960;Eve;EST;;\n"
    "C6;020 7946 0961;Fay;;perhaps;\n"
)


class Told:
    def __init__(self) -> None:
        self.shares: list[float] = []
        self.last = (0, 0)

    def progressed(self, share: float, rows: int, rejected: int) -> None:
        self.shares.append(share)
        self.last = (rows, rejected)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'calls.db'}"
    migrated(url)
    with Database(url) as database:
        yield database


def _order(path: Path, text: str | None = None, **changes: object) -> ImportOrder:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    order = ImportOrder(path, "spring", "GB", path.with_suffix(".rejected.csv"), {"Full Name": "name"})
    return replace(order, **changes)  # type: ignore[arg-type]


def _import(database: Database, order: ImportOrder, told: Told | None = None) -> ImportReport:
    return import_list(database, order, lambda: 1000.0, told or Told())


def _outcome(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.rejected


def test_sound_rows_are_imported_and_the_others_returned_with_their_reasons(database: Database, tmp_path: Path) -> None:
    told = Told()
    order = _order(tmp_path / "people.csv", PEOPLE)

    report = _import(database, order, told)

    assert (_outcome(report), told.last, told.shares) == ((2, 0, 0, 4), (2, 4), [1.0])
    with order.rejects.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            [
                "rejected line",
                "rejected column",
                "rejected because",
                "Customer ID",
                "Mobile",
                "Full Name",
                "Time Zone",
                "Opt-In",
                "Tags",
            ],
            ["4", "Mobile", "is too short for its country", "C3", "12", "Cid", "", "", ""],
            ["5", "Customer ID", "is not the one that this number has (C1)", "C4", "020 7946 0958", "Dan", "", "", ""],
            ["6", "Time Zone", "is no IANA time zone such as Europe/London", "C5", "020 7946 0960", "Eve", "EST", "", ""],
            ["7", "Opt-In", "is neither yes nor no", "C6", "020 7946 0961", "Fay", "", "perhaps", ""],
        ]
    assert order.rejects.stat().st_mode & 0o777 == 0o600
    ann = database.read(lambda session: dossier(session, "C1"))
    assert (ann.number, ann.name, ann.time_zone) == ("+442079460958", "Ann", "Europe/London")
    assert ann.fields == {"customer_id": "C1", "name": "Ann", "time_zone": "Europe/London"}
    assert ([tag.tag for tag in ann.tags], [said.granted for said in ann.consents]) == (["vip", "north"], [True])


def test_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    order = _order(tmp_path / "people.csv", PEOPLE)
    _import(database, order)

    again = _import(database, order)

    assert (_outcome(again), again.seen_before, again.not_in_file) == ((0, 0, 2, 4), True, 0)
    assert database.read(lambda session: session.scalar(select(func.count()).select_from(Customer))) == 2


def test_a_newer_file_brings_the_list_up_to_date(database: Database, tmp_path: Path) -> None:
    order = _order(tmp_path / "people.csv", "number,city\n+442079460958,Leeds\n+442079460959,York\n", mapping={})
    _import(database, order)

    report = _import(database, _order(tmp_path / "newer.csv", "number,city\n+442079460959,Bath\n+442079460960,Ely\n", mapping={}))

    assert (_outcome(report), report.seen_before, report.not_in_file) == ((1, 1, 0, 0), False, 1)
    summary = database.read(summaries)[0]
    assert (summary.name, summary.members, summary.last_file, summary.last_finished) == ("spring", 3, "newer.csv", True)
    assert summary.last_counts["updated"] == 1


def test_mended_rejects_are_a_list_again(database: Database, tmp_path: Path) -> None:
    order = _order(tmp_path / "people.csv", PEOPLE)
    _import(database, order)
    text = order.rejects.read_text(encoding="utf-8-sig")

    report = _import(database, _order(tmp_path / "mended.csv", text.replace("C3,12,", "C3,020 7946 0999,")))

    assert (report.added, report.rejected) == (1, 3)
    found = database.read(lambda session: dossier(session, "C3"))
    assert "rejected_line" not in found.fields


def test_all_or_nothing(database: Database, tmp_path: Path) -> None:
    order = _order(tmp_path / "people.csv", PEOPLE, all_or_nothing=True)

    with pytest.raises(NotAllAccepted, match=r"people\.csv: nothing was imported: 4 rows are rejected, with their reasons in .*"):
        _import(database, order)

    assert database.read(lambda session: session.scalars(select(ContactList)).all()) == []
    assert order.rejects.exists()
    sound = "\n".join(PEOPLE.splitlines()[:3])
    assert _outcome(_import(database, _order(tmp_path / "sound.csv", sound, all_or_nothing=True))) == (2, 0, 0, 0)


def test_batches_are_kept_as_they_come_and_duplicates_found_across_them(database: Database, tmp_path: Path) -> None:
    numbers = [f"+4420794{index:05d}" for index in range(10_100)]
    told = Told()

    report = _import(database, _order(tmp_path / "many.csv", "\n".join(["number", *numbers, numbers[0]]), mapping={}), told)

    assert _outcome(report) == (10_100, 0, 0, 1)
    assert report.first_rejected[0].reason == "is the number of line 2 again: remove one of the two"
    assert len(told.shares) == 2
    assert told.shares == sorted(told.shares)
    lines = database.read(
        lambda session: session.execute(select(func.min(ListMember.row_number), func.max(ListMember.row_number))).one()
    )
    assert tuple(lines) == (2, 10_101)


def test_a_mapping_names_the_columns(database: Database, tmp_path: Path) -> None:
    text = "Kontakt,Land,Nr.\n0151 23456789,DE,K1\n+44 20 7946 0958,,K2\n07911 123456,XX,K3\n"
    order = _order(tmp_path / "a.csv", text, mapping={"Kontakt": "number", "Land": "country", "Nr.": "external_id"})

    report = _import(database, order)

    assert (_outcome(report), report.first_rejected[0].reason) == ((2, 0, 0, 1), "is no country code such as US or GB")
    assert database.read(lambda session: dossier(session, "K1")).number == "+4915123456789"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"mapping": {"Telefon": "number"}},
            "people.csv:1: Telefon: the list has no column of this heading to map: it has 'Customer ID'",
        ),
        ({"region": "XX"}, "people.csv: region: 'XX' is no country code such as US or GB"),
        ({"header_line": 9}, "people.csv: the file is empty: expected a header and people"),
    ],
)
def test_orders_that_cannot_be_carried_out(database: Database, tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(LeadsError) as caught:
        _import(database, _order(tmp_path / "people.csv", PEOPLE, **changes))

    assert message in str(caught.value)
    assert database.read(lambda session: session.scalars(select(ContactList)).all()) == []


def test_a_workbook_is_a_list_too(database: Database, tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Report of November"],
        [],
        ["Phone", "Name", "Since"],
        [442079460958, "Ann", number("45962", 2)],
        ["+442079460959", "Bob"],
    ]
    path = Workbook().sheet("People", rows).save(tmp_path / "people.xlsx")

    report = _import(database, _order(path, header_line=3, mapping={}))

    assert (_outcome(report), report.kind) == ((2, 0, 0, 0), "xlsx")
    ann = database.read(lambda session: dossier(session, "+442079460958"))
    assert ann.fields == {"name": "Ann", "since": "2025-11-01"}


def _block(database: Database, path: Path, text: str, **changes: object) -> BlockReport:
    path.write_text(text)
    order = BlockOrder(path, "register 2026-11", "registered", "GB", path.with_suffix(".rejected.csv"))
    return import_blocked(database, replace(order, **changes), lambda: 1000.0, Told())  # type: ignore[arg-type]


@pytest.mark.parametrize("header", ["", "listed since;telephone\n"])
def test_do_not_call_files_with_and_without_a_header(database: Database, tmp_path: Path, header: str) -> None:
    before = "2026;" if header else ""
    text = header + "".join(f"{before}{cell}\n" for cell in ("020 7946 0958", "+442079460959", "020 7946 0958", "none"))

    assert _block(database, tmp_path / "register.csv", text) == BlockReport(added=2, known=1, rejected=1)
    assert _block(database, tmp_path / "register.csv", text) == BlockReport(added=0, known=3, rejected=1)

    found = database.read(lambda session: do_not_call.find(session, "+442079460958"))
    assert found is not None
    assert (found.reason, found.source, found.at) == ("registered", "register 2026-11", 1000.0)
    assert "contains letters" in (tmp_path / "register.rejected.csv").read_text()


def test_a_do_not_call_file_without_numbers_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(LeadsError, match="no column with the number to dial"):
        _block(database, tmp_path / "register.csv", "name,city\nAnn,Leeds\n")
