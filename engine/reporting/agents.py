"""The report of the agents over some days: what each did, and all together."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from engine.campaign.cells import safe_cell
from engine.store.reporting.agent_figures import AgentFigures, agent_figures

MEASURES = tuple(name for name in AgentFigures.__struct_fields__ if name != "agent")


@dataclass(frozen=True, slots=True)
class Days:
    """From the midnight before the first day to the midnight after the last, by the clocks of a zone."""

    first: date
    last: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"the first day, {self.first}, comes after the last, {self.last}")

    @property
    def since(self) -> float:
        """Unix seconds."""
        return datetime.combine(self.first, time(), self.zone).timestamp()

    @property
    def until(self) -> float:
        """Unix seconds."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).timestamp()


def days(first: date | None, last: date | None, zone: ZoneInfo, now: float) -> Days:
    """The days that are meant: of what is left out, the last is today, and the first is the last.

    Raises:
        ValueError: the first comes after the last.
    """
    last = last or max(first or date.min, datetime.fromtimestamp(now, zone).date())
    return Days(first or last, last, zone)


class AgentReport(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of agents; each is defined in `engine.store.reporting.agent_figures`."""

    first: date
    last: date
    time_zone: str
    """Whose days are meant."""
    agents: list[AgentFigures]
    total: AgentFigures


def agent_report(session: Session, meant: Days, now: float) -> AgentReport:
    """Reads the figures of these days, as far as they have passed."""
    agents, total = agent_figures(session, meant.since, min(meant.until, now))
    return AgentReport(first=meant.first, last=meant.last, time_zone=meant.zone.key, agents=agents, total=total)


def as_csv(report: AgentReport) -> str:
    """A row per agent, and one for all; what is not known is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("agent", *MEASURES))
    for figures in (*report.agents, report.total):
        values = (getattr(figures, measure) for measure in MEASURES)
        writer.writerow((safe_cell(figures.agent) or "(all)", *("" if value is None else value for value in values)))
    return text.getvalue()
