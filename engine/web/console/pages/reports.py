"""What came of a campaign, in figures: each step, hour and version; to look at, to print, to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from nicegui import ui
from sqlalchemy.orm import Session

from engine.reporting.report import Dimension, Report, Row, report
from engine.store import browsing
from engine.store.reporting import distributions, figures
from engine.store.reporting.distributions import GAP_MOST_MS, GAP_STEP_MS, Hour
from engine.store.reporting.figures import GroupFunnel
from engine.web.access import Permission
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, bars, card, empty, link_button, meter, table, title
from engine.web.console.look.parts import figures as figure_boxes
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages import report_growth

_HEATS: Final = (0.0, 0.15, 0.3, 0.45, 0.6)
"""Shares of calls that reached somebody, from which on a cell is of the next colour."""
_FIRST_HOUR: Final = 8
_LAST_HOUR: Final = 20
"""Shown at least."""
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TABLES: Final = (Dimension.HOUR, Dimension.WEEKDAY, Dimension.TRUNK)
"""Scripts are among what calls are grouped by."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page shows."""

    report: Report
    week: Mapping[tuple[int, int], Hour]
    gaps: Mapping[int, int]


async def reports(desk: Desk) -> None:
    """The page of the campaign that the address names, else of the newest."""
    ids = await desk.read(browsing.campaign_ids)
    if not ids:
        with ui.element("div").classes("head"):
            shown(title(desk.t("Reports")))
        told = tag("p", desk.t("Reports are about campaigns: there is none yet."))
        shown(tag("section", empty("reports", desk.t("Nothing to report"), told), class_="card"))
        return
    said = str(desk.parameters.get("campaign", ""))
    chosen = int(said) if said.isdecimal() and int(said) in ids.values() else max(ids.values())
    name = next(name for name, campaign_id in ids.items() if campaign_id == chosen)
    found = await desk.read(lambda session: _figures(session, desk, name, chosen))
    with ui.element("div").classes("head"):
        zone = desk.t("Hours and days are those of {zone}.", zone=desk.viewer.texts.zone.key)
        shown(title(desk.t("Report: {name}", name=name), zone))
        shown(_ways(desk, ids, chosen))
    shown(_shown(desk, found))


def _figures(session: Session, desk: Desk, name: str, campaign_id: int) -> Figures:
    zone = desk.viewer.texts.zone
    return Figures(
        report(session, name, zone, desk.service.unreported_before),
        distributions.by_hour_of_week(figures.call_facts(session, campaign_id), zone),
        distributions.reply_gaps(session, campaign_id),
    )


def _ways(desk: Desk, ids: Mapping[str, int], chosen: int) -> Markup:
    newest_first = sorted(ids.items(), key=lambda item: -item[1])
    options = [tag("option", name, value=campaign_id, selected=campaign_id == chosen) for name, campaign_id in newest_first]
    picker = tag("select", options, name="campaign", class_="field", aria_label=desk.t("Campaign"))
    show = tag("button", desk.t("Show"), type="submit", class_="link-button")
    return tag(
        "div",
        tag("form", picker, " ", show, method="get", action="/reports", class_="row"),
        link_button(desk.t("Agents' time"), "/reports/agents"),
        link_button(desk.t("CSV"), f"/downloads/campaigns/{chosen}/report.csv", download=True),
        link_button(desk.t("To print"), f"/downloads/campaigns/{chosen}/report.html"),
        class_="row no-print",
    )


def _shown(desk: Desk, found: Figures) -> Markup:
    made, t, texts = found.report.calls, desk.t, desk.viewer.texts
    gaps = found.report.reply_gaps
    boxes = figure_boxes(
        (
            (t("Calls"), f"{made.calls:,}", ""),
            (t("Answered"), texts.percent(made.answered, made.calls), f"{made.answered:,}"),
            (t("People reached"), texts.percent(made.reached, made.calls), f"{made.reached:,}"),
            (t("Abandoned"), texts.percent(made.abandoned, made.reached), f"{made.abandoned:,}"),
            (t("Reply gap, p50 / p95"), "–" if gaps.p50_ms is None else f"{gaps.p50_ms} / {gaps.p95_ms}", t("ms")),
            (t("Talked"), f"{made.talk_s // 60:,}", t("min")),
        )
    )
    funnel: dict[str, int] = msgspec.to_builtins(found.report.funnel)
    steps = {desk.viewer.word(step): count for step, count in funnel.items()}
    sent = {desk.viewer.word(f"outgoing_{standing}"): count for standing, count in found.report.messages.items()}
    grades = {f"{name} · {desk.viewer.word(f'grade_{name}')}": count for name, count in found.report.grades.items()}
    graded = bars(desk.viewer, grades) if grades else _nothing(desk)
    return joined(
        boxes,
        tag(
            "div",
            card(t("From the list to the order"), bars(desk.viewer, steps, funnel["listed"]), told=t("leads")),
            tag(
                "div",
                card(t("Grades"), graded, told=t("of the latest call to each lead")),
                card(t("Text messages"), bars(desk.viewer, sent)) if sent else None,
                class_="stack",
            ),
            class_="columns",
        ),
        report_growth.experiment(desk, found.report.experiment) if found.report.experiment else None,
        card(t("When people answer"), _week(desk, found.week), told=t("people reached of calls, percent, by hour and weekday")),
        tag(
            "div",
            _gaps(desk, found.gaps),
            *_groups(desk, found.report),
            [_rows(desk, one, found.report.by[one]) for one in _TABLES if found.report.by[one]],
            report_growth.orders(desk, found.report.attribution),
            report_growth.cohorts(desk, found.report.cohorts),
            class_="flowing",
        ),
    )


def _nothing(desk: Desk) -> Markup:
    return tag("p", desk.t("Nobody was called yet."), class_="soft")


def _week(desk: Desk, week: Mapping[tuple[int, int], Hour]) -> Markup:
    if not week:
        return _nothing(desk)
    first, last = min(_FIRST_HOUR, *(hour for _, hour in week)), max(_LAST_HOUR, *(hour for _, hour in week))
    hours = range(first, last + 1)
    head = tag("tr", tag("td"), [tag("th", f"{hour}", scope="col") for hour in hours])
    body = [
        tag("tr", tag("th", desk.viewer.word(_DAYS[day - 1]), scope="row"), [_cell(desk, week.get((day, hour))) for hour in hours])
        for day in range(1, 8)
    ]
    return tag("div", tag("table", head, body, class_="heat", aria_label=desk.t("When people answer")), class_="table", tabindex=0)


def _cell(desk: Desk, hour: Hour | None) -> Markup:
    if hour is None:
        return tag("td", tag("span", "·"))
    share = hour.reached / hour.calls
    heat = sum(share >= least for least in _HEATS) - 1
    told = desk.t("{reached} of {calls} calls", reached=hour.reached, calls=hour.calls)
    return tag("td", tag("span", f"{100 * share:.0f}", class_=f"h{heat}", title=told))


def _gaps(desk: Desk, gaps: Mapping[int, int]) -> Markup:
    names = {_step(gap): count for gap, count in gaps.items()}
    told = desk.t("silence before the bot's answer, ms")
    return card(desk.t("Reply gaps"), bars(desk.viewer, names) if names else _nothing(desk), told=told)


def _step(gap_ms: int) -> str:
    return f"≥ {gap_ms}" if gap_ms >= GAP_MOST_MS else f"{gap_ms}–{gap_ms + GAP_STEP_MS - 1}"


def _groups(desk: Desk, found: Report) -> list[Markup]:
    """By script version, list, offer, arm and segment, where there is more than nothing to tell apart."""
    names = ("dialled", "reached", "talked", "interested", "agreed")
    headings = [Heading(""), *(Heading(desk.viewer.word(name), number=True) for name in names)]
    shown_groups = []
    for grouping, groups in found.funnels.items():
        if groups:
            name = desk.viewer.word(grouping.value)
            rows: Sequence[Sequence[Content]] = [_group(one, names) for one in groups]
            shown_groups.append(card(desk.t("By {what}", what=name), table(headings, rows, name), flush=True))
    return shown_groups


def _group(one: GroupFunnel, names: Sequence[str]) -> tuple[Content, ...]:
    return one.key, *(f"{getattr(one, name):,}" for name in names)


def _rows(desk: Desk, dimension: Dimension, rows: Sequence[Row]) -> Markup:
    name = desk.viewer.word(dimension.value)
    headings = [
        Heading(""),
        Heading(desk.t("Calls"), number=True),
        Heading(desk.viewer.word("reached"), number=True),
        Heading(desk.viewer.word("interested"), number=True),
        Heading(desk.t("Reached of calls"), optional=True),
    ]
    content: list[Sequence[Content]] = []
    for row in rows:
        counts = (f"{row.calls:,}", f"{row.reached:,}", f"{row.interested:,}")
        content.append((_key(desk, dimension, row.key), *counts, meter(row.reached, row.calls)))
    return card(desk.t("By {what}", what=name), table(headings, content, name), flush=True)


def _key(desk: Desk, dimension: Dimension, key: str) -> str:
    """`1 Mon` in the reader's language."""
    return desk.viewer.word(_DAYS[int(key[0]) - 1]) if dimension is Dimension.WEEKDAY else key


PAGES: Final = (Page("/reports", "Reports", Permission.REPORTS_READ, reports),)
