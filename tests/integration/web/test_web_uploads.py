"""What is uploaded is read by a process of its own: a file that is too much for it is refused, and leaves nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from engine.campaign.lists.batches import BATCH_ROWS
from engine.settings import Settings
from engine.speech.prompts.recordings import RecordingError
from engine.store.database import Database
from engine.store.tables import ContactList, Customer, ListImport
from engine.web import checking, importing
from engine.web.access import Role
from engine.web.checking import checked_script
from engine.web.console.designing import recordings
from engine.web.console.designing.drafts import Drafts, checked
from engine.web.console.lists import looking
from engine.web.console.lists.looking import looked_at
from engine.web.console.lists.uploads import Upload, forget, new_upload
from engine.web.importing import ListRefused, own_name
from tests.console.sound import write_recording
from tests.integration.web.conftest import SignIn

pytestmark = pytest.mark.integration

NOW = 1.8e9

DIALOGS = Path(__file__).parents[3] / "dialogs"
NARROW: Final[dict[str, Any]] = {"memory_bytes": 8 << 20}
"""Less than Python itself has when it begins to work."""


def people(rows: int, end: str = "") -> bytes:
    numbers = "".join(f"+4420{79_000_000 + index},Ann {index}\n" for index in range(rows))
    return f"Mobile,Name\n{numbers}{end}".encode()


def uploaded(settings: Settings, content: bytes, name: str = "people.csv") -> Upload:
    upload = new_upload(settings, 1, name)
    upload.path.write_bytes(content)
    return upload


@pytest.mark.parametrize(
    ("content", "bounds", "told"),
    [
        (people(BATCH_ROWS + 1, '"07911"123456,x\n' * 1001), {}, "more than 1000 rows are broken"),
        (people(10), {"wall_s": 0.05}, "people.csv: reading it took more than 0.05 seconds"),
        (people(10), NARROW, "people.csv: reading it took more than 8 MB of memory"),
    ],
    ids=["breaks off", "never ends", "eats memory"],
)
def test_a_list_that_cannot_be_read_to_its_end_leaves_nothing(
    signed_in_as: SignIn,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    bounds: dict[str, float],
    told: str,
) -> None:
    monkeypatch.setattr(importing, "BOUNDS", replace(importing.BOUNDS, **bounds))  # type: ignore[arg-type]
    upload = {"file": ("people.csv", content, "text/csv")}
    answer = signed_in_as(Role.OPERATOR).post("/api/v1/lists/imports", data={"list_name": "spring", "region": "GB"}, files=upload)
    assert (answer.status_code, told in answer.json()["detail"]) == (422, True), answer.text
    counts = [select(func.count()).select_from(table) for table in (Customer, ContactList, ListImport)]
    assert database.read(lambda session: [session.scalar(count) for count in counts]) == [0, 0, 0]
    assert list((settings.cache_dir / "rejected-rows").iterdir()) == []


def test_a_look_at_a_list_has_its_bounds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = uploaded(settings, people(3))
    assert looked_at(upload, {}, "GB").rows == 3
    monkeypatch.setattr(looking, "BOUNDS", replace(looking.BOUNDS, **NARROW))
    with pytest.raises(ListRefused, match="reading it took more than 8 MB of memory"):
        looked_at(upload, {}, "GB")
    forget(upload)
    assert list(upload.path.parent.parent.iterdir()) == []


def test_what_is_no_list_is_told_by_its_own_name(settings: Settings) -> None:
    with pytest.raises(ListRefused, match=r"^people\.xlsx: is a PDF"):
        looked_at(uploaded(settings, b"%PDF-1.7", "C:\\lists\\people.xlsx"), {}, "GB")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/people.csv", "people.csv"),
        ("..", "list"),
        ("", "list"),
        ("a/..", "list"),
        ("C:\\x\\y.csv", "y.csv"),
        ("\0.csv", ".csv"),
        ("n" * 300, "n" * 200),
    ],
)
def test_a_name_is_no_way_out_of_the_folder(said: str, kept: str) -> None:
    assert own_name(said) == kept


def test_a_recording_that_is_too_much_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(DIALOGS / "renewal_reminder.yaml", tmp_path)
    draft = Drafts(tmp_path).open("renewal_reminder")
    audio = recordings.prompts(draft)[0].audio
    take = tmp_path / "take.wav"
    write_recording(take, 3)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr(recordings, "BOUNDS", replace(recordings.BOUNDS, **NARROW))
    with pytest.raises(RecordingError, match="cannot be used: reading it took more than 8 MB of memory"):
        recordings.kept(draft, audio, take.read_bytes())
    assert sorted(tmp_path.rglob("*")) == before


def test_a_long_script_is_checked_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> None:
    shutil.copy(DIALOGS / "renewal_reminder.yaml", tmp_path)
    draft = Drafts(tmp_path).open("renewal_reminder")
    monkeypatch.setattr(checking, "AT_ONCE", 1000)
    assert checked(draft, draft.text, NOW).script
    monkeypatch.setattr(checking, "BOUNDS", replace(checking.BOUNDS, **NARROW))
    found = checked_script("a.yaml", {"a.yaml": draft.text}, NOW)
    assert (found.script_id, len(found.problems)) == (None, 1)
    assert "reading it took more than 8 MB of memory" in str(found.problems[0])
    assert checked(draft, draft.text, NOW).script is None
