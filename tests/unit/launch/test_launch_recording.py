"""Which campaigns' calls are recorded, and where to."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanError, written
from engine.campaign.plan.schema import CampaignPlan
from engine.launch.preparing import recordings_of
from engine.settings import CampaignSection, Settings

pytestmark = pytest.mark.unit

OURS, THEIRS = Path("/srv/recordings"), Path("/tmp/theirs")


def recorded_to(folder: Path | None, record: bool | None, asked: Path | None = None) -> Path | None:
    settings = Settings(campaign=CampaignSection(recordings=folder))
    return recordings_of(settings, CampaignOrder(written(CampaignPlan(name="spring", record=record)), recordings=asked))


@pytest.mark.parametrize(
    ("folder", "record", "asked", "where"),
    [
        (None, None, None, None),
        (OURS, None, None, OURS),
        (OURS, True, None, OURS),
        (OURS, False, None, None),
        (None, False, None, None),
        (OURS, None, THEIRS, THEIRS),
        (None, True, THEIRS, THEIRS),
    ],
)
def test_the_order_says_it_before_the_plan_and_the_plan_before_the_settings(
    folder: Path | None, record: bool | None, asked: Path | None, where: Path | None
) -> None:
    assert recorded_to(folder, record, asked) == where


def test_a_folder_is_the_same_wherever_the_console_is_started_from() -> None:
    assert recorded_to(Path("var/recordings"), None) == Path.cwd() / "var" / "recordings"


def test_what_cannot_be_recorded_or_must_not_be_is_refused() -> None:
    with pytest.raises(PlanError, match=r"record: there is no folder .* set campaign\.recordings"):
        recorded_to(None, True)
    with pytest.raises(PlanError, match="record: says that calls are not recorded, and --recordings asks for it"):
        recorded_to(OURS, False, THEIRS)
