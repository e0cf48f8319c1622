from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.events import CallEnded
from engine.outcome import Disposition
from engine.store import overview
from engine.store.campaigns import OpenedCampaign
from engine.store.database import Database
from engine.store.errors import UnknownCampaign
from engine.store.overview import Detail, campaigns, detail, wish
from engine.store.tables import CampaignState
from tests.integration.recording import Recording

pytestmark = pytest.mark.integration


def test_campaigns_at_a_glance(
    database: Database, recording: Recording, campaign: OpenedCampaign, dial: Callable[[str], object]
) -> None:
    dial("a1")
    recording.apply(CallEnded(attempt_id="a1", at=300.0, disposition=Disposition.BUSY, cause="busy"))
    dial("a2")

    (one,) = database.read(campaigns)

    assert database.read(lambda session: overview.campaign(session, one.id)) == one
    assert (one.name, one.state, one.script_id, one.script_version) == ("spring", CampaignState.RUNNING, "offer", 4)
    assert (one.pending, one.dialling, one.done, one.next_due) == (1, 1, 1, 0.0)
    assert database.read(lambda session: detail(session, "spring")) == Detail(waiting={"": 1}, outcomes={"busy": 1})


def test_a_wish_is_written_down(database: Database, campaign: OpenedCampaign) -> None:
    database.write(lambda session: wish(session, "spring", CampaignState.PAUSED))

    assert [one.state for one in database.read(campaigns)] == [CampaignState.PAUSED]


def test_an_unknown_campaign_is_named_with_those_there_are(database: Database, campaign: OpenedCampaign) -> None:
    with pytest.raises(UnknownCampaign, match="there is no campaign 'sprnig': known are: spring"):
        database.write(lambda session: wish(session, "sprnig", CampaignState.PAUSED))
    with pytest.raises(UnknownCampaign):
        database.read(lambda session: detail(session, "sprnig"))
    with pytest.raises(UnknownCampaign, match="there is no campaign 99"):
        database.read(lambda session: overview.campaign(session, 99))
