"""What is said about a file before it is imported, and whose files are whose."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.campaign.lists.problems import LeadsError
from engine.settings import Settings
from engine.web.console.lists.preview import preview
from engine.web.console.lists.uploads import new_upload, rejects_of

pytestmark = pytest.mark.integration

MESSY = """\
Full Name;Handy;Telefon;Town;Opt-in
Ada;+44 20 7946 0958;;London;yes
Bruno;12;;Berlin;yes
Chloe;+44 20 7946 0959;;Paris;perhaps
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.csv"
    path.write_text(MESSY, encoding="utf-8")
    return path


def test_columns_are_guessed_and_what_is_unclear_is_asked(messy: Path) -> None:
    found = preview(messy, {}, "GB")
    assert [(one.heading, one.meaning) for one in found.columns] == [
        ("Full Name", "full_name"),
        ("Handy", "number"),
        ("Telefon", "number"),
        ("Town", "town"),
        ("Opt-in", "consent"),
    ]
    assert [problem.field for problem in found.problems] == ["Handy"]
    assert found.columns[0].samples == ("Ada", "Bruno", "Chloe")


def test_a_column_that_is_no_number_leaves_the_other_to_be_it(messy: Path) -> None:
    found = preview(messy, {"Telefon": "telefon"}, "GB")
    assert not found.problems
    assert [one.meaning for one in found.columns][1:3] == ["number", "telefon"]


def test_mapping_settles_it_and_shows_what_would_be_rejected(messy: Path) -> None:
    found = preview(messy, {"Full Name": "name", "Handy": "number", "Telefon": "landline"}, "GB")
    assert not found.problems
    assert (found.rows, found.rejected, found.whole) == (3, 2, True)
    assert [(one.line, one.column) for one in found.first_rejected] == [(3, "Handy"), (4, "Opt-in")]


def test_long_files_are_looked_at_in_part(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("number\n" + "".join(f"+12025{at:06}\n" for at in range(550_000, 551_500)), encoding="utf-8")
    found = preview(path, {}, "US")
    assert (found.rows, found.whole) == (1000, False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html></html>"])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(LeadsError):
        preview(path, {}, "US")


def test_rejected_rows_belong_to_who_uploaded_them(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path)
    mine = new_upload(settings, 1, "../../etc/people.csv")
    mine.rejects.write_text("rejected line", encoding="utf-8")
    assert mine.name == "people.csv"
    assert mine.path == tmp_path / "uploads" / "1" / mine.key / "people.csv"
    assert rejects_of(settings, 1, mine.key) == mine.rejects
    assert rejects_of(settings, 2, mine.key) is None


@pytest.mark.parametrize("key", ["", "../1/x", "..%2f", "0" * 31, "g" * 32, "0" * 32])
def test_keys_that_are_none_lead_nowhere(tmp_path: Path, key: str) -> None:
    assert rejects_of(Settings(cache_dir=tmp_path), 1, key) is None


def test_what_was_left_lying_for_days_is_deleted(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path)
    left = new_upload(settings, 1, "a.csv")
    left.path.write_text("x", encoding="utf-8")
    os.utime(left.path.parent, (0, 0))
    new_upload(settings, 1, "b.csv")
    assert not left.path.exists()
