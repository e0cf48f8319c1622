"""What `callwright doctor` says of disks."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.health import disks
from engine.settings import CampaignSection, Settings

pytestmark = pytest.mark.unit

GIB = 2**30


@pytest.mark.parametrize(("free_gib", "ok"), [(3, True), (1, False)])
def test_there_is_room_for_recordings_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_gib: int, ok: bool) -> None:
    cache, recordings = tmp_path / "cache", tmp_path / "recordings"
    recordings.mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda at: SimpleNamespace(free=(free_gib if at == recordings else 9) * GIB))

    found = list(disks(Settings(cache_dir=cache, campaign=CampaignSection(recordings=recordings))))

    assert [(one.subject, one.ok) for one in found] == [("disk", True), ("disk of recordings", ok)]
    assert found[1].detail == f"{free_gib} GiB free at {recordings}"
    assert [one.subject for one in disks(Settings(cache_dir=cache))] == ["disk"]
