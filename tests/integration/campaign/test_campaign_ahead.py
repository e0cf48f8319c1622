"""Long lists are read ahead by a process of its own, with the same result."""

from __future__ import annotations

import os
import signal
from itertools import chain
from pathlib import Path

import psutil
import pytest

from engine.campaign.lists import ahead
from engine.campaign.lists.ahead import ReaderDied, batches_of
from engine.campaign.lists.batches import BATCH_ROWS, Batch, ListFile, opened_list
from engine.campaign.lists.opening import Reading
from engine.campaign.lists.problems import LeadsError

pytestmark = pytest.mark.integration


def _list(folder: Path, *, end: str = "") -> ListFile:
    """A batch and a half: some rows are rejected, some quoted over two lines."""
    rows = []
    for index in range(BATCH_ROWS + BATCH_ROWS // 2):
        number = "12" if index % 1000 == 7 else f"0{2_079_460_000 + index % 9000}"
        rows.append(f'{number},"Person\n{index}",Köln,yes\n' if index % 5000 == 3 else f"{number},Person {index},Köln,no\n")
    path = folder / "people.csv"
    path.write_text("exported today\nMobile,Name,City,Consent\n" + "".join(rows) + end, encoding="latin-1")
    return ListFile(path, "GB", {"Mobile": "number"}, Reading(encoding="latin-1"), header_line=2)


def _readers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if ahead.__name__ in child.cmdline()]


def _batches(file: ListFile) -> list[Batch]:
    with opened_list(file) as opened:
        return list(batches_of(opened, file))


def test_another_process_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _list(tmp_path)
    here = _batches(file)
    monkeypatch.setattr(ahead, "WORTH_IT_BYTES", 0)
    there = _batches(file)
    assert there == here
    assert [len(batch.people) + len(batch.rejected) for batch in here] == [BATCH_ROWS, BATCH_ROWS // 2]
    assert len(list(chain.from_iterable(batch.rejected for batch in here))) == 15
    assert here[0].people[0].variables == {"name": "Person 0", "city": "Köln"}
    assert here[-1].share == 1.0


def test_a_file_that_breaks_further_down_is_the_same_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _list(tmp_path, end='"07911"123456,x\n' * 1001)
    with pytest.raises(LeadsError) as here:
        _batches(file)
    monkeypatch.setattr(ahead, "WORTH_IT_BYTES", 0)
    with pytest.raises(LeadsError) as there:
        _batches(file)
    assert str(there.value) == str(here.value)
    assert "more than 1000 rows are broken" in str(here.value)


def test_a_reader_that_dies_is_no_end_of_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT_BYTES", 0)
    file = _list(tmp_path)
    with opened_list(file) as opened:
        batches = batches_of(opened, file)
        next(batches)
        (reader,) = _readers()
        os.kill(reader.pid, signal.SIGKILL)
        with pytest.raises(ReaderDied, match=r"people\.csv: the process that reads the list has died"):
            list(batches)


def test_a_reader_whom_nobody_asks_any_more_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT_BYTES", 0)
    file = _list(tmp_path)
    with opened_list(file) as opened:
        batches = batches_of(opened, file)
        next(batches)
        assert len(_readers()) == 1
        batches.close()  # type: ignore[attr-defined] # a generator
    assert _readers() == []


def test_who_reads_what_was_sent_has_no_password_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH_IT_BYTES", 0)
    monkeypatch.setenv("PGPASSWORD", "x")
    file = _list(tmp_path)
    with opened_list(file) as opened:
        batches = batches_of(opened, file)
        next(batches)
        (reader,) = _readers()
        assert {"PATH"} <= reader.environ().keys()
        assert "PGPASSWORD" not in reader.environ()
        batches.close()  # type: ignore[attr-defined] # a generator
