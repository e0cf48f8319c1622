"""All campaigns at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store import overview
from engine.store.overview import Overview
from engine.store.reporting import figures
from engine.store.reporting.figures import Calls
from engine.web.access import Permission
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, badge, empty, link_button, meter, table, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.refresh import following


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign of the list."""

    id: int
    overview: Overview
    calls: Calls


def campaign_lines(session: Session) -> list[CampaignLine]:
    """All of them, the newest first."""
    made = figures.calls_by_campaign(session)
    return [CampaignLine(one.id, one, made.get(one.id, figures.NO_CALLS)) for one in overview.campaigns(session)]


async def campaigns(desk: Desk) -> None:
    """The list, which follows what happens."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("Campaigns"), desk.t("Lists that are being called, were called, or will be.")))
        if desk.viewer.may(Permission.CAMPAIGNS_MANAGE):
            shown(link_button(desk.t("New campaign"), "/campaigns/new", primary=True))

    async def look() -> Markup:
        return listed(desk, await desk.read(campaign_lines))

    await following(look)


def listed(desk: Desk, lines: list[CampaignLine]) -> Markup:
    """The table of campaigns, or how to come to a first one."""
    if not lines:
        return tag("section", _first(desk), class_="card")
    headings = [
        Heading(desk.t("Campaign")),
        Heading(desk.t("State")),
        Heading(desk.t("Progress")),
        Heading(desk.t("On a call"), number=True),
        Heading(desk.t("People reached"), number=True, optional=True),
        Heading(desk.t("Abandoned"), number=True, optional=True),
        Heading(desk.t("Next due"), optional=True),
    ]
    return tag("section", table(headings, [_row(desk, line) for line in lines], desk.t("Campaigns")), class_="card flush")


def _row(desk: Desk, line: CampaignLine) -> tuple[Markup | str, ...]:
    one, texts = line.overview, desk.viewer.texts
    whole = one.pending + one.dialling + one.done
    script = f"{one.script_id}@{one.script_version}" if one.script_version else one.script_id
    return (
        joined(tag("a", one.name, href=f"/campaigns/{line.id}", class_="main"), tag("span", script, class_="under")),
        badge(desk.viewer, state_of(one)),
        joined(meter(one.done, whole), tag("span", desk.t("{done} of {all} leads done", done=one.done, all=whole), class_="under")),
        f"{one.dialling:,}",
        f"{line.calls.reached:,}",
        texts.percent(line.calls.abandoned, line.calls.reached),
        _due(desk, one),
    )


def state_of(one: Overview) -> str:
    """What the operator wants, or that there is nothing left to want."""
    return "finished" if one.finished_at and not one.pending else one.state.value


def _due(desk: Desk, one: Overview) -> str:
    if one.next_due is None:
        return "–"
    return desk.t("now") if one.next_due <= desk.service.clock.now() else desk.viewer.texts.time(one.next_due)


def _first(desk: Desk) -> Markup:
    steps = (
        desk.t("Publish a script, or take one that is there."),
        desk.t("Upload a list of people who agreed to be called."),
        desk.t("Let the wizard put both together, and look at who may be called before anybody is."),
    )
    return empty(
        "campaigns",
        desk.t("No campaign yet"),
        tag("ol", [tag("li", step) for step in steps]),
        link_button(desk.t("New campaign"), "/campaigns/new", primary=True),
    )


PAGES: Final = (Page("/campaigns", "Campaigns", Permission.CAMPAIGNS_READ, campaigns),)
