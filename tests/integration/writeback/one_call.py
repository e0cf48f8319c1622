"""A database with one campaign, one lead and its call `a-1`, which has just been dialled."""

from __future__ import annotations

from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.scripts.pins import Pin
from tests.integration.dialling import dial_next
from tests.migrated import migrated


def one_call(url: str) -> Database:
    """Opened; to be closed by who asked."""
    migrated(url)
    database = Database(url)
    opening = Opening("spring", Pin("offer", "hash", 3), {"name": "Name"}, [NewLead(2, "+15550100002", {"name": "Ann"})])
    campaign = database.write(lambda session: open_campaign(session, opening, at=1.0))
    database.write(
        lambda session: dial_next(session, campaign.campaign_id, attempt_id="a-1", caller_id_for=lambda _: None, at=1000.0)
    )
    return database
