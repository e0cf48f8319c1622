"""One campaign: how far it is and what it comes to; pausing, draining and stopping it; its leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from nicegui import ui
from sqlalchemy.orm import Session

from engine.store import browsing, overview
from engine.store.browsing import CampaignCard
from engine.store.overview import Detail, Overview
from engine.store.reporting import figures
from engine.store.reporting.figures import Calls, Funnel, ReplyGaps
from engine.store.tables import CampaignState
from engine.web.access import Permission
from engine.web.console.acts import Act, Kind, button, sure, tell
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, bars, card, facts, link_button, meter, title
from engine.web.console.look.parts import figures as figure_boxes
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.campaigns import state_of
from engine.web.console.pages.leads import lead_filter, leads_card, page_number
from engine.web.console.refresh import following


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign as it stands."""

    overview: Overview
    detail: Detail
    funnel: Funnel
    grades: Mapping[str, int]
    calls: Calls
    gaps: ReplyGaps


def standing(session: Session, known: CampaignCard) -> Standing:
    """Reads it."""
    return Standing(
        overview.campaign(session, known.id),
        overview.detail(session, known.name),
        figures.funnel(session, known.id),
        figures.grades(session, known.id),
        figures.calls(session, known.id),
        figures.reply_gaps(session, known.id),
    )


async def campaign(desk: Desk) -> None:
    """The page."""
    campaign_id = int(desk.parameters["campaign_id"])
    known = await desk.read(lambda session: browsing.campaign_card(session, campaign_id))
    wanted, page = await lead_filter(desk), page_number(desk.parameters)
    found = await desk.read(lambda session: browsing.leads(session, campaign_id, wanted, page))
    with ui.element("div").classes("head"):
        script = f"{known.script_id}@{known.script_version}" if known.script_version else known.script_id
        shown(title(known.name, desk.t("Runs the script {script}.", script=script), ("/campaigns", desk.t("Campaigns"))))
        with ui.element("div").classes("row"):
            deeds = _Deeds()
            deeds.build(desk, known)

    async def look() -> Markup:
        now = await desk.read(lambda session: standing(session, known))
        deeds.suit(now.overview)
        return standing_shown(desk, now, known)

    await following(look)
    shown(leads_card(desk, f"/campaigns/{known.id}", found, page))


class _Deeds:
    """The buttons that steer a campaign: those that would change something, as it stands now."""

    def __init__(self) -> None:
        self._buttons: dict[CampaignState, ui.button] = {}

    def build(self, desk: Desk, known: CampaignCard) -> None:
        """Puts them on the page, after what everybody may do."""
        t = desk.t
        shown(link_button(t("Report"), f"/reports?campaign={known.id}"))
        if desk.viewer.may(Permission.CUSTOMERS_EXPORT):
            shown(link_button(t("Export CSV"), f"/downloads/campaigns/{known.id}/results.csv", download=True))
        if not desk.viewer.may(Permission.CAMPAIGNS_MANAGE):
            return
        runs = t("The campaign runs: people are dialled as soon as an engine has a line.")
        pauses = t("Paused: nobody more is dialled, calls that go on go on.")
        drains = t("Nobody more is dialled; the run ends with its last call.")
        deeds: tuple[tuple[CampaignState, str, str, Kind], ...] = (
            (CampaignState.RUNNING, t("Run"), runs, "primary"),
            (CampaignState.PAUSED, t("Pause"), pauses, ""),
            (CampaignState.DRAINING, t("Drain"), drains, ""),
        )
        for state, text, said, kind in deeds:
            self._buttons[state] = button(desk, text, _wish(desk, known, state, said), kind)
        self._buttons[CampaignState.STOPPED] = button(desk, t("Stop"), _stop(desk, known), "danger")

    def suit(self, now: Overview) -> None:
        """Hides what is so already. Of a campaign that is over everything is left: it may get more people."""
        for state, one in self._buttons.items():
            one.set_visibility(state is not now.state)


def _wish(desk: Desk, known: CampaignCard, state: CampaignState, said: str) -> Act:
    async def act() -> None:

        def wish(session: Session) -> None:
            overview.wish(session, known.name, state)

        await desk.deed(wish, f"campaign.{state.value}", f"campaign {known.name}")
        tell(said)

    return act


def _stop(desk: Desk, known: CampaignCard) -> Act:
    stop = _wish(desk, known, CampaignState.STOPPED, desk.t("Stopped: running calls are being hung up."))

    async def act() -> None:
        told = desk.t("People who are on the phone now are hung up on in mid-sentence. Drain lets them finish.")
        if await sure(desk, desk.t("Stop {name} now?", name=known.name), told, desk.t("Stop and hang up")):
            await stop()

    return act


def standing_shown(desk: Desk, now: Standing, known: CampaignCard) -> Markup:
    """Figures, outcomes and grades."""
    one, texts = now.overview, desk.viewer.texts
    whole = one.pending + one.dialling + one.done
    progress = tag(
        "section",
        tag(
            "div",
            joined(badge(desk.viewer, state_of(one)), tag("span", desk.t("{done} of {all} leads done", done=one.done, all=whole))),
            class_="row spread",
            style="margin-bottom:10px",
        ),
        meter(one.done, whole, "big"),
        class_="card",
    )
    gap = f"{now.gaps.p50_ms} / {now.gaps.p95_ms}" if now.gaps.p50_ms is not None else "–"
    limit = _abandonment_limit(known)
    abandoned = 100 * now.calls.abandoned / now.calls.reached if now.calls.reached else 0.0
    boxes = figure_boxes(
        (
            (desk.t("On a call"), f"{one.dialling:,}", ""),
            (desk.t("Calls"), f"{now.calls.calls:,}", ""),
            (desk.t("Answered"), texts.percent(now.calls.answered, now.calls.calls), f"{now.calls.answered:,}"),
            (desk.t("People reached"), texts.percent(now.calls.reached, now.calls.calls), f"{now.calls.reached:,}"),
            (
                desk.t("Abandoned"),
                texts.percent(now.calls.abandoned, now.calls.reached),
                desk.t("limit {limit} %", limit=f"{limit:g}"),
                "bad" if abandoned > limit else "",
            ),
            (desk.t("Reply gap, p50 / p95"), gap, desk.t("ms")),
            (desk.t("Talked"), f"{now.calls.talk_s // 60:,}", desk.t("min")),
        )
    )
    return joined(progress, boxes, tag("div", _outcomes(desk, now), _funnel(desk, now), _grades(desk, now), class_="columns three"))


def _abandonment_limit(known: CampaignCard) -> float:
    said = known.plan.get("abandonment")
    limit = said.get("limit_percent", 3.0) if isinstance(said, dict) else 3.0
    return float(limit)


def _outcomes(desk: Desk, now: Standing) -> Markup:
    counts = {desk.viewer.word(outcome): count for outcome, count in sorted(now.detail.outcomes.items(), key=lambda item: -item[1])}
    waiting = [
        (desk.t("called again: {why}", why=desk.viewer.word(why)) if why else desk.t("not called yet"), f"{count:,}")
        for why, count in sorted(now.detail.waiting.items())
    ]
    return card(
        desk.t("Outcomes"),
        bars(desk.viewer, counts) if counts else tag("p", desk.t("No lead is done yet."), class_="soft"),
        tag("div", facts(waiting), class_="sums") if waiting else None,
        told=desk.t("leads, by how they ended"),
    )


def _funnel(desk: Desk, now: Standing) -> Markup:
    steps: dict[str, int] = msgspec.to_builtins(now.funnel)
    return card(
        desk.t("From the list to the order"),
        bars(desk.viewer, {desk.viewer.word(step): count for step, count in steps.items()}, now.funnel.listed),
        told=desk.t("leads, step by step"),
    )


def _grades(desk: Desk, now: Standing) -> Markup:
    counts = {f"{name} · {desk.viewer.word(f'grade_{name}')}": count for name, count in now.grades.items()}
    content = bars(desk.viewer, counts) if counts else tag("p", desk.t("Nobody was called yet."), class_="soft")
    return card(desk.t("Grades"), content, told=desk.t("of the latest call to each lead"))


PAGES: Final = (Page("/campaigns/{campaign_id:int}", "Campaign", Permission.CAMPAIGNS_READ, campaign),)
