"""Tests of scripts over lab phones, in what they need beside a person: an agent, and the time of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.product import callwright

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.timeout(300)]

DIALOGS = Path(__file__).parents[2] / "dialogs"
MOVED_DATE = """
schema_version: 1
now: 2027-02-26 10:00
tests:
  - name: calls back tomorrow
    conversation:
      - person: Sorry, I'm in the middle of a meeting.
      - person: Tomorrow afternoon.
    end: {callback: 2027-02-27T12:00/2027-02-27T18:00}
"""


async def spoken(tests: Path, name: str, folder: Path) -> dict[str, Any]:
    """What came of one test."""
    ended = await callwright(
        "script", "test", tests, "--audio", "--folder", folder / "calls", "-k", name, "--format", "json", folder=folder
    )
    assert ended.status == 0, ended.output + ended.errors
    (test,) = json.loads(ended.output[ended.output.index("{") :])["files"][0]["tests"]
    assert test["skipped"] is None
    result: dict[str, Any] = test
    return result


async def test_a_warm_transfer_is_taken_by_an_agent(tmp_path: Path) -> None:
    test = await spoken(DIALOGS / "event_invitation.yaml", "has a wish of their own", tmp_path)

    assert test["disposition"] == "transferred"


async def test_the_calls_take_place_at_the_time_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "survey.yaml").write_bytes((DIALOGS / "satisfaction_survey.yaml").read_bytes())
    (tmp_path / "survey.test.yaml").write_text(MOVED_DATE)

    test = await spoken(tmp_path / "survey.yaml", "calls back tomorrow", tmp_path)

    assert any("call back: 2027-02-27" in entry["text"] for entry in test["transcript"])
