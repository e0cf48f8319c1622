"""What agents did: times, calls, and how much of their time went into them."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.reporting.agents import AgentReport, Days, agent_report
from engine.store.reporting.agent_figures import AgentFigures
from engine.web.access import Permission
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, card, empty, figures, link_button, table, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.agent_days import days_of


async def page(desk: Desk) -> None:
    """The days that the address names, else today."""
    now = desk.service.clock.now()
    meant = days_of(desk.parameters, desk.viewer.texts.zone, now)
    found = await desk.read(lambda session: agent_report(session, meant, now))
    with ui.element("div").classes("head"):
        zone = desk.t("Hours and days are those of {zone}.", zone=found.time_zone)
        shown(title(desk.t("Agents' time"), zone, ("/reports", desk.t("Reports"))))
        shown(_ways(desk, meant))
    shown(_shown(desk, found))


def _ways(desk: Desk, meant: Days) -> Markup:
    first = tag("input", type="date", name="first", value=meant.first.isoformat(), class_="field", aria_label=desk.t("First day"))
    last = tag("input", type="date", name="last", value=meant.last.isoformat(), class_="field", aria_label=desk.t("Last day"))
    show = tag("button", desk.t("Show"), type="submit", class_="link-button")
    address = f"/downloads/agents.csv?first={meant.first}&last={meant.last}"
    return tag(
        "div",
        tag("form", first, " ", last, " ", show, method="get", action="/reports/agents", class_="row"),
        link_button(desk.t("CSV"), address, download=True),
        class_="row no-print",
    )


def _shown(desk: Desk, found: AgentReport) -> Markup:
    t, total = desk.t, found.total
    if not found.agents:
        told = tag("p", t("Agents who are ready, paused or in a call on these days are listed here."))
        return tag("section", empty("reports", t("No agent was there"), told), class_="card")
    boxes = figures(
        (
            (t("Calls taken"), f"{total.taken:,}", ""),
            (t("Missed"), f"{total.missed:,}", t("of {count}", count=total.offered)),
            (t("Average handling time"), _spell(total.handling_s), ""),
            (t("Time signed in"), _spell(total.signed_in_s), ""),
            (t("Utilisation"), _percent(total), ""),
        )
    )
    headings = [
        Heading(t("Agent")),
        Heading(t("Time signed in"), number=True, optional=True),
        *(
            Heading(desk.viewer.word(state), number=True, optional=True)
            for state in ("ready", "reserved", "on_call", "wrap_up", "paused")
        ),
        Heading(t("Calls taken"), number=True),
        Heading(t("Missed"), number=True),
        Heading(t("Average handling time"), number=True, optional=True),
        Heading(t("Utilisation"), number=True),
    ]
    rows = [_row(one, one.agent) for one in found.agents]
    if len(rows) > 1:
        rows.append(_row(total, tag("strong", t("All"))))
    meant = t("hours, minutes, seconds; utilisation: talking and wrap-up by time signed in")
    return joined(boxes, card(t("By agent"), table(headings, rows, t("By agent")), told=meant, flush=True))


def _row(one: AgentFigures, name: Content) -> tuple[Content, ...]:
    times = (one.signed_in_s, one.ready_s, one.ringing_s, one.talking_s, one.wrap_up_s, one.paused_s)
    return name, *map(_spell, times), f"{one.taken:,}", f"{one.missed:,}", _spell(one.handling_s), _percent(one)


def _spell(seconds: int | None) -> str:
    return "–" if seconds is None else f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _percent(one: AgentFigures) -> str:
    return "–" if one.utilisation_percent is None else f"{one.utilisation_percent:g} %"


PAGES: Final = (Page("/reports/agents", "Reports", Permission.REPORTS_READ, page),)
