"""From work that was found sound to a campaign that waits for its start."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.launch.work import Work, begin
from engine.store import served
from engine.store.campaigns import OpenedCampaign
from engine.store.overview import wish
from engine.store.served import Served
from engine.store.tables import CampaignState


def begin_paused(session: Session, work: Work, now: float) -> OpenedCampaign:
    """Writes the campaign down with its leads. Once it is resumed, the serving process runs it.

    Raises:
        UnknownList, PlanError: an imported list is not there, or does not fit the script; nothing was begun.
    """
    order, opened = work.order, begin(session, work, now)
    wish(session, order.plan.name, CampaignState.PAUSED)
    served.keep(session, Served(opened.campaign_id, str(order.file.folder.absolute()), order.encoding, order.recordings))
    return opened
