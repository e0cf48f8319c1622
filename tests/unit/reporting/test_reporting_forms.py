from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import msgspec
import pytest

from engine.reporting.experiment import ArmFigures, DifferenceFigures, ExperimentFigures
from engine.reporting.flat import as_csv
from engine.reporting.page import as_html
from engine.reporting.report import Dimension, Report, Row
from engine.store.messages import Standing
from engine.store.reporting.attribution import Attribution, Credit
from engine.store.reporting.cohorts import Cohort
from engine.store.reporting.figures import Calls, Funnel, GroupFunnel, Grouping, ReplyGaps

pytestmark = pytest.mark.unit

REPORT = Report(
    campaign="=spring <script>alert(1)</script>",
    time_zone="Europe/London",
    funnel=Funnel(1000, 900, 800, 400, 300, 120, 60, 58, 31, 9),
    outcomes={"no_answer": 400, "completed": 300},
    grades={"A": 60, "F": 500},
    messages={Standing.UNREPORTED: 7, Standing.DELIVERED: 53},
    calls=Calls(1200, 700, 400, 8, 24_000),
    abandoned_percent=2.0,
    reply_gaps=ReplyGaps(900, 480, 1100),
    by={
        Dimension.HOUR: [Row("09:00", 700, 200, 150, 70), Row("10:00", 500, 200, 150, 50)],
        Dimension.WEEKDAY: [Row("1 Mon", 8, 4, 2, 1), Row("2 Tue", 3, 0, 0, 0)],
        Dimension.SCRIPT: [],
        Dimension.TRUNK: [Row('sip:"a"', 1200, 400, 300, 120)],
    },
    funnels={
        Grouping.SCRIPT: [],
        Grouping.LIST: [GroupFunnel("people.csv", 800, 400, 300, 120, 60, 58, 31, 9)],
        Grouping.OFFER: [
            GroupFunnel("<gold>", 500, 250, 200, 80, 41, 37, 20, 6),
            GroupFunnel("=silver", 300, 150, 100, 40, 19, 18, 11, 3),
        ],
        Grouping.ARM: [],
        Grouping.SEGMENT: [],
    },
    attribution=Attribution(30, owed=Credit(9, 450.5), first_touch=Credit(7, 350.0), last_touch=Credit(8, 400.0)),
    cohorts=[Cohort("2026-W47", 300, 30, 8), Cohort("2026-W48", 100, 4, 1)],
)


class _Page(HTMLParser):
    """Collects texts, and what would be fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.foreign += [tag] if tag in {"script", "link", "img", "iframe"} else []
        self.foreign += [f"{name}={value}" for name, value in attrs if name in {"src", "href"} or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_shows_the_figures_and_needs_nothing_from_anywhere() -> None:
    page = _Page()
    page.feed(as_html(REPORT))

    assert page.foreign == []
    assert page.texts.count("=spring <script>alert(1)</script>") == 2
    for figure in (
        "1,200",
        "2 %",
        "480 / 1100 ms",
        "400 min",
        "no answer",
        "40.0 %",
        "09:00",
        "28.6 %",
        "Mon",
        'sip:"a"',
        "Calls by hour",
        "<gold>",
        "41",
        "450.50",
        "2026-W47",
        "unreported",
        "53",
    ):
        assert figure in page.texts
    assert "Calls by script" not in page.texts
    assert "Leads by offer of their calls" in page.texts
    assert "Leads by arm of their calls" not in page.texts


def test_an_experiment_is_drawn_with_each_arms_rate_within_its_interval() -> None:
    arms = [ArmFigures("plain", 50, 40, 8, 20.0, 10.0, 40.0), ArmFigures("gift", 0, 0, 0, None, 0.0, 100.0)]
    found = ExperimentFigures(
        name="opening",
        goal="agreed",
        standing="open",
        best=None,
        decision="Go on.",
        sample_ratio="as it should be",
        sample_ratio_p=0.5,
        arms=arms,
        differences=[DifferenceFigures("plain", "gift", -90.0, 40.0)],
        ended_at=None,
    )

    page = as_html(msgspec.structs.replace(REPORT, experiment=found))

    assert '<div class="bar" style="margin-left:10.0%;width:30.0%"></div><div class="mark" style="left:20.0%"></div>' in page
    assert '<div class="bar" style="margin-left:0.0%;width:100.0%"></div></div>' in page
    assert "10.0 – 40.0 %" in page


def test_the_csv_names_every_figure_once_and_holds_no_formula() -> None:
    header, *rows = list(csv.reader(io.StringIO(as_csv(REPORT))))

    assert header == ["section", "key", "measure", "value"]
    assert ["funnel", "", "interested", "120"] in rows
    assert ["text message", "unreported", "messages", "7"] in rows
    assert ["hour", "09:00", "reached", "200"] in rows
    assert ["reply_gaps", "", "p95_ms", "1100"] in rows
    assert ["funnel by offer", "<gold>", "agreed", "41"] in rows
    assert ["funnel by list", "people.csv", "interested", "120"] in rows
    assert ["attribution", "last_touch", "value", "400.0"] in rows
    assert ["cohort", "2026-W48", "ordered", "1"] in rows
    assert ["funnel by offer", "'=silver", "dialled", "300"] in rows
    assert rows[0][1].startswith("'=spring")
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
