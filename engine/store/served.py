"""Campaigns that a serving process runs, so that the next one goes on with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables import Campaign, CampaignState, ServedCampaign


@dataclass(frozen=True, slots=True)
class Served:
    """What of a campaign's order is not in its plan."""

    campaign_id: int
    folder: str
    """Where the plan's relative paths begin."""
    encoding: str | None
    recordings: Path | None

    @property
    def folder_path(self) -> Path:
        return Path(self.folder)


@dataclass(frozen=True, slots=True)
class WantedCampaign:
    """A campaign that is to run."""

    served: Served
    name: str
    plan: dict[str, Any]


def keep(session: Session, campaign: Served) -> None:
    """This process runs the campaign."""
    row = session.get(ServedCampaign, campaign.campaign_id)
    if row is None:
        row = ServedCampaign(campaign_id=campaign.campaign_id)
        session.add(row)
    row.folder, row.encoding = campaign.folder, campaign.encoding
    row.recordings = str(campaign.recordings) if campaign.recordings else None


def forget(session: Session, campaign_id: int) -> None:
    """Nobody goes on with the campaign: its last day is over."""
    if row := session.get(ServedCampaign, campaign_id):
        session.delete(row)


def wanted(session: Session) -> list[WantedCampaign]:
    """Those that the operator wants to run and that have leads left; one that is paused begins when it is resumed."""
    rows = session.execute(
        select(ServedCampaign, Campaign)
        .join(Campaign, Campaign.id == ServedCampaign.campaign_id)
        .where(Campaign.state == CampaignState.RUNNING, Campaign.finished_at.is_(None))
        .order_by(Campaign.id)
    )
    return [WantedCampaign(_served(row), campaign.name, campaign.plan) for row, campaign in rows]


def _served(row: ServedCampaign) -> Served:
    return Served(row.campaign_id, row.folder, row.encoding, Path(row.recordings) if row.recordings else None)
