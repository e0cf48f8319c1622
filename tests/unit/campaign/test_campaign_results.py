from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.campaign.results import percentile, results, write_csv, write_jsonl
from engine.outcome import Disposition, Grade
from engine.store.messages import Standing
from engine.store.reporting.reports import AttemptReport, CampaignReport, LeadReport
from engine.store.scripts.pins import Pin
from engine.store.tables import LeadState

pytestmark = pytest.mark.unit

ATTEMPT = AttemptReport(
    attempt_id="a1",
    script=Pin("membership", "5f0c2a91bd07" + "0" * 52, 3),
    arm="B",
    offer="silver",
    segment="lapsed",
    created_at=1_700_000_000.0,
    ringing_at=1_700_000_001.5,
    answered_at=1_700_000_003.0,
    ended_at=1_700_000_060.25,
    cause="normal",
    sip_status=200,
    grade=Grade.A,
    tags=("interested", "spring"),
    slots={"time": "=evening"},
    duration_ms=55_000,
    recording="rec/a1.wav",
    message=Standing.UNREPORTED,
    reply_gaps_ms=(900, 400, 500),
)
CALLED = LeadReport(
    row_number=2,
    number="+15550100002",
    name="Ann",
    variables={"name": "Ann", "note": '=HYPERLINK("http://x")'},
    state=LeadState.DONE,
    disposition=Disposition.COMPLETED,
    attempt=ATTEMPT,
)
REFUSED = LeadReport(
    row_number=3,
    number="+15550100003",
    name="王伟",
    variables={"name": "王伟"},
    state=LeadState.DONE,
    disposition=Disposition.DO_NOT_CALL,
    attempt=None,
)
WAITING = LeadReport(
    row_number=4, number="+15550100004", name=None, variables={}, state=LeadState.PENDING, disposition=None, attempt=None
)
REPORT = CampaignReport("spring", {"name": "name", "note": "Note"}, (CALLED, REFUSED, WAITING))


def test_a_record_tells_the_whole_call() -> None:
    called, refused, waiting = results(REPORT)

    assert (called.disposition, called.grade, called.cause, called.sip_status) == ("completed", "A", "normal", 200)
    assert (called.script, called.script_hash) == ("membership@3", "5f0c2a91bd07" + "0" * 52)
    assert (called.arm, called.offer, called.segment) == ("B", "silver", "lapsed")
    assert (called.attempted_at, called.ended_at) == ("2023-11-14T22:13:20.000+00:00", "2023-11-14T22:14:20.250+00:00")
    assert (called.reply_gap_p50_ms, called.reply_gap_p95_ms) == (500, 900)
    assert (refused.state, refused.disposition, refused.grade, refused.attempted_at) == ("done", "do_not_call", "E", None)
    assert (waiting.state, waiting.disposition, waiting.grade) == ("pending", None, None)


def test_an_unpublished_script_is_known_by_the_beginning_of_its_hash() -> None:
    draft = replace(ATTEMPT, script=replace(ATTEMPT.script, version=None))
    report = CampaignReport("spring", {}, (replace(CALLED, attempt=draft),))

    assert [called.script for called in results(report)] == ["membership@5f0c2a91bd07"]


def test_the_csv_opens_in_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "out" / "results.csv"
    write_csv(path, REPORT)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        called, refused, waiting = csv.DictReader(file)
    assert (called["row"], called["number"], called["name"], called["lead name"]) == ("2", "+15550100002", "Ann", "Ann")
    assert (called["tags"], called["slots"]) == ("interested; spring", "time==evening")
    assert called["Note"] == '\'=HYPERLINK("http://x")'
    assert (refused["name"], refused["disposition"], refused["grade"]) == ("王伟", "do_not_call", "E")
    assert (waiting["disposition"], waiting["Note"]) == ("", "")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-12.5", "-12.5"),
        ("+15550100001", "+15550100001"),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_runs_as_a_formula(tmp_path: Path, cell: str, written: str) -> None:
    lead = LeadReport(
        row_number=2, number="+1", name=None, variables={"note": cell}, state=LeadState.PENDING, disposition=None, attempt=None
    )
    write_csv(tmp_path / "r.csv", CampaignReport("spring", {"note": "Note"}, (lead,)))

    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["Note"] == written


def test_json_lines_keep_their_structure(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "r.jsonl", REPORT)

    lines = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["row"] for line in lines] == [2, 3, 4]
    assert lines[0]["tags"] == ["interested", "spring"]
    assert lines[0]["slots"] == {"time": "=evening"}
    assert lines[0]["lead"] == {"name": "Ann", "Note": '=HYPERLINK("http://x")'}
    assert lines[2]["disposition"] is None


def test_a_failed_write_leaves_the_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_jsonl(path, REPORT)

    assert [entry.name for entry in tmp_path.iterdir()] == ["r.jsonl"]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 50, None), ([7], 50, 7), ([7], 95, 7), ([1, 2, 3, 4], 50, 2), ([1, 2, 3, 4], 95, 4), (list(range(1, 101)), 95, 95)],
)
def test_percentiles(values: list[int], percent: int, expected: int | None) -> None:
    assert percentile(values, percent) == expected
