"""Who is told of opt-outs, and what they were told."""

from __future__ import annotations

import json
import time
from typing import Any, Final

from sqlalchemy import select

from engine.settings import Settings, WritebackSection
from engine.store.database import Database
from engine.store.tables import Delivery
from engine.writeback.opt_outs import OptOuts

UNTOLD: Final = OptOuts((), time.time)
"""No receiver wants to be told."""
CRM_AND_OLD: Final = {
    "receivers": {
        "crm": {"url": "https://crm.example.com/in", "token_from": "CRM_TOKEN", "payload": "v2"},
        "old": {"url": "https://old.example.com/in", "token_from": "CRM_TOKEN"},
    }
}
"""One receiver of each version, as settings have them."""


def told_by(settings: Settings) -> Settings:
    """The settings with both receivers."""
    return settings.model_copy(update={"writeback": WritebackSection.model_validate(CRM_AND_OLD)})


def told(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Receivers and payloads, in their order."""
    rows = database.read(lambda session: session.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.receiver)).all())
    return [(row.receiver, json.loads(row.body)) for row in rows]


def opted_out(database: Database) -> list[tuple[list[str], str, str | None]]:
    """Channels, source and who told, of each opt-out that the receiver of version 2 hears of; the other hears of none."""
    payloads = told(database)
    assert all((receiver, payload["type"]) == ("crm", "customer.opted_out") for receiver, payload in payloads)
    outs = [payload["opt_out"] for _, payload in payloads]
    return [(out["channels"], out["source"], out["told_by"]) for out in outs]
