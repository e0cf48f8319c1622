"""The report of a campaign: the store's figures put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from engine.reporting.experiment import ExperimentFigures, experiment_of
from engine.store import messages
from engine.store.campaigns import id_of
from engine.store.errors import UnknownCampaign
from engine.store.messages import Standing
from engine.store.reporting import figures
from engine.store.reporting.attribution import Attribution, attribution
from engine.store.reporting.cohorts import Cohort, cohorts
from engine.store.reporting.figures import CallFact, Calls, Funnel, GroupFunnel, Grouping, ReplyGaps


class Dimension(StrEnum):
    """What calls are told apart by."""

    HOUR = "hour"
    WEEKDAY = "weekday"
    SCRIPT = "script"
    TRUNK = "trunk"


class Row(msgspec.Struct, frozen=True):
    """Calls that have something in common."""

    key: str
    calls: int
    reached: int
    talked: int
    interested: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of a campaign; each is defined in `engine.store.reporting.figures`."""

    campaign: str
    time_zone: str
    """Whose hours and days are meant."""
    funnel: Funnel
    outcomes: dict[str, int]
    """Leads by final disposition."""
    grades: dict[str, int]
    messages: dict[Standing, int]
    """Text messages by where they stand; empty if none was promised."""
    calls: Calls
    abandoned_percent: float | None
    """Of the calls that a person answered; None if there was none."""
    reply_gaps: ReplyGaps
    by: dict[Dimension, list[Row]]
    funnels: dict[Grouping, list[GroupFunnel]]
    attribution: Attribution
    cohorts: list[Cohort]
    experiment: ExperimentFigures | None = None
    """None: the campaign has none."""


def report(session: Session, campaign: str, zone: ZoneInfo, unreported_before: float) -> Report:
    """Reads the figures of the campaign as they stand.

    Args:
        session: open.
        campaign: its name.
        zone: whose hours and days are meant.
        unreported_before: text messages handed over before then are expected to be reported no more, Unix seconds.

    Raises:
        UnknownCampaign: there is none of this name.
    """
    campaign_id = id_of(session, campaign)
    if campaign_id is None:
        raise UnknownCampaign(f"there is no campaign {campaign!r}: `callwright campaigns list` names them")
    made = figures.calls(session, campaign_id)
    facts = list(figures.call_facts(session, campaign_id))
    return Report(
        campaign=campaign,
        time_zone=zone.key,
        funnel=figures.funnel(session, campaign_id),
        outcomes=figures.outcomes(session, campaign_id),
        grades=figures.grades(session, campaign_id),
        messages=messages.counts(session, campaign_id, unreported_before),
        calls=made,
        abandoned_percent=round(100 * made.abandoned / made.reached, 2) if made.reached else None,
        reply_gaps=figures.reply_gaps(session, campaign_id),
        by={dimension: rows(facts, key) for dimension, key in _keys(zone).items()},
        funnels={grouping: figures.funnels(session, campaign_id, grouping) for grouping in Grouping},
        attribution=attribution(session, campaign_id),
        cohorts=cohorts(session, campaign_id, zone),
        experiment=experiment_of(session, campaign_id),
    )


def rows(facts: Iterable[CallFact], key: Callable[[CallFact], str]) -> list[Row]:
    """Counts calls by a key, in the order of the keys."""
    counts: dict[str, list[int]] = {}
    for fact in facts:
        count = counts.setdefault(key(fact), [0, 0, 0, 0])
        for place, counted in enumerate((True, fact.reached, fact.talked, fact.interested)):
            count[place] += counted
    return [Row(name, *counts[name]) for name in sorted(counts)]


def _keys(zone: ZoneInfo) -> dict[Dimension, Callable[[CallFact], str]]:
    def local(fact: CallFact) -> datetime:
        return datetime.fromtimestamp(fact.created_at, zone)

    return {
        Dimension.HOUR: lambda fact: f"{local(fact):%H}:00",
        Dimension.WEEKDAY: lambda fact: f"{local(fact):%u %a}",
        Dimension.SCRIPT: lambda fact: fact.script.label,
        Dimension.TRUNK: lambda fact: fact.trunk or "unknown",
    }
