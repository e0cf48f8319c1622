"""From what was found sound to a campaign that waits for its start."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.launch.preparing import PreparedCampaign
from engine.launch.writing import write_down
from engine.store import served
from engine.store.campaigns import OpenedCampaign
from engine.store.overview import wish
from engine.store.served import Served
from engine.store.tables import CampaignState


def begin_paused(session: Session, prepared: PreparedCampaign, now: float) -> OpenedCampaign:
    """Writes the campaign down; `engine.launch.writing.fill` adds its leads. Once it is resumed, the serving process runs it.

    Raises:
        UnknownList, PlanError: an imported list is not there, or does not fit the script; nothing was begun.
    """
    order, opened = prepared.order, write_down(session, prepared, now)
    wish(session, order.plan.name, CampaignState.PAUSED)
    served.keep(session, Served(opened.campaign_id, str(order.file.folder.absolute()), order.encoding, order.recordings))
    return opened
