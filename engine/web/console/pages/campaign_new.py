"""A new campaign: filled in, looked at, created; every fault stands at its field."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.hours import Weekday
from engine.campaign.plan.loader import PlanError
from engine.campaign.plan.schema import BY_NUMBER, NO_POLICY, Mode
from engine.launch.preflight import Preflight
from engine.launch.previewing import Preview
from engine.launch.writing import fill
from engine.store.campaigns import OpenedCampaign
from engine.web.access import Permission
from engine.web.console.acts import button
from engine.web.console.editor import editor
from engine.web.console.look.markup import tag
from engine.web.console.look.parts import empty, link_button, notice, title
from engine.web.console.page import Desk, Page, explain, shown
from engine.web.console.pages.preflight import preflight_shown
from engine.web.console.refusals import REFUSALS
from engine.web.console.wizard.choices import Choices, choices
from engine.web.console.wizard.creating import created, looked_at, ready
from engine.web.console.wizard.fields import Fields, card
from engine.web.console.wizard.form import (
    NEVER,
    NOT_RECORDED,
    RECORDED,
    RETRIED,
    WITH_AGENTS,
    PlanForm,
    by_field,
    parsed,
    plan_text,
)
from engine.web.console.wizard.previewing import UNFIT_PERSON, preview_shown, previewed
from engine.web.console.wizard.ways import ways

T = TypeVar("T")


async def campaign_new(desk: Desk) -> None:
    """The page."""
    settings = desk.service.settings
    known = await desk.read(lambda session: choices(session, settings))
    with ui.element("div").classes("head"):
        told = desk.t("Nobody is called before you have looked at who can be, and started it.")
        shown(title(desk.t("New campaign"), told, ("/campaigns", desk.t("Campaigns"))))
    if missing := _missing(desk, known):
        shown(tag("section", missing, class_="card"))
        return
    _Wizard(desk, known).build()


def _missing(desk: Desk, known: Choices) -> Any:
    if not known.scripts:
        told = desk.t("A designer publishes one under Scripts; then it can be chosen here.")
        return empty("scripts", desk.t("No script is published yet"), tag("p", told), link_button(desk.t("Scripts"), "/scripts"))
    if not known.lists and not known.segments:
        told = desk.t("A campaign calls people of lists. A spreadsheet with telephone numbers is enough.")
        way = link_button(desk.t("Upload a list"), "/lists/upload", primary=True)
        return empty("lists", desk.t("No list yet"), tag("p", told), way)
    return None


class _Wizard:
    """The form and what was found out about it."""

    def __init__(self, desk: Desk, known: Choices) -> None:
        self._desk = desk
        self._known = known
        self._form = PlanForm(script=next(iter(known.scripts)), trunks=known.trunks, caller_ids=known.caller_ids)
        if (segment := str(desk.parameters.get("segment", ""))) in known.segments:
            self._form.segment = segment
        self._form.retries = {outcome.value: "" for outcome in RETRIED}
        self._fields = Fields()
        self._found: ui.element

    def build(self) -> None:
        """Puts it on the page."""
        t, word, form, fields = self._desk.t, self._desk.viewer.word, self._form, self._fields
        self._whom()
        with card(t("How")):
            fields.choice("mode", form, "mode", t("Mode"), {mode.value: word(mode.value) for mode in Mode})
            fields.number("lines", form, "lines", t("Most calls at a time"))
            fields.text("trunks", form, "trunks", t("Gateways"), "sip:sbc.example.com:5060")
            fields.text("caller_ids", form, "caller_ids", t("Numbers shown"), t("in turn; empty: the gateway's own"))
            recorded = {"": t("as in the settings"), RECORDED: t("yes"), NOT_RECORDED: t("no")}
            fields.choice("record", form, "record", t("Calls are recorded"), recorded)
        self._agents()
        with card(t("When")):
            fields.text("begin", form, "begin", t("First day"), kind="date")
            fields.text("end", form, "end", t("Last day"), kind="date")
            fields.text("hours_begin", form, "hours_begin", t("From"), t("by the clocks of those called"), kind="time")
            fields.text("hours_end", form, "hours_end", t("Until"), kind="time")
            fields.choice("days", form, "days", t("Days"), {day.value: word(day.value) for day in Weekday}, several=True)
            fields.choice("policy", form, "policy", t("Policy"), self._policies())
        with card(t("Calling again")):
            fields.number("attempts", form, "attempts", t("Most calls to one person"))
            for outcome in RETRIED:
                self._retry(outcome.value)
        ways(self._desk, self._known, form, fields)
        self._preview()
        with ui.element("div").classes("row"):
            button(self._desk, t("Look who can be called"), self._look, "primary")
            button(self._desk, t("Show the plan"), self._show_plan)
        self._found = ui.element("div").classes("stack").props("aria-live=polite")

    # Parts.

    def _whom(self) -> None:
        t, form, fields = self._desk.t, self._form, self._fields
        with card(t("What is called, and whom"), inside="fields named"):
            fields.text("name", form, "name", t("Name of the campaign"))
            scripts = {script: f"{script}@{live} ({t('live')})" for script, live in self._known.scripts.items()}
            fields.choice("script", form, "script", t("Script"), scripts)
            lists = {name: t("{name} ({people} people)", name=name, people=people) for name, people in self._known.lists.items()}
            fields.choice("lists", form, "lists", t("Lists"), lists, several=True)
            segments = {"": t("none"), **{name: name for name in self._known.segments}}
            fields.choice("segment", form, "segment", t("Segment"), segments)
            often = {"": t("once, when it begins"), "600": t("every ten minutes"), "3600": t("every hour"), "86400": t("every day")}
            fields.choice("refill_s", form, "refill_s", t("Filled from the segment"), often)

    def _agents(self) -> None:
        t, form, fields = self._desk.t, self._form, self._fields
        with_agents = card(t("Agents"))
        with with_agents:
            fields.choice("agents", form, "agents", t("Agents"), {name: name for name in self._known.agents}, several=True)
            fields.number("abandonment_limit", form, "abandonment_limit", t("Abandoned at most, percent"))
            told = t("who called, and how to be left alone")
            fields.text("abandonment_message", form, "abandonment_message", t("Said when no agent is free"), told)
        with_agents.parent_slot.parent.bind_visibility_from(form, "mode", lambda mode: mode in WITH_AGENTS)  # type: ignore[union-attr]

    def _policies(self) -> dict[str, str]:
        t = self._desk.t
        return {
            "": t("as in the settings"),
            BY_NUMBER: t("of each number's country"),
            **{policy: policy for policy in self._known.policies},
            NO_POLICY: t("none: for laboratories"),
        }

    def _retry(self, outcome: str) -> None:
        t = self._desk.t
        options = {"": t("as usual"), "slot": t("at another part of the day"), "day": t("on the next day"), NEVER: t("never")}
        label = t("After: {outcome}", outcome=self._desk.viewer.word(outcome))
        field: ValueElement[Any] = ui.select(options, label=label, value="").props("outlined dense options-dense")
        field.bind_value_to(self._form.retries, outcome)

    def _preview(self) -> None:
        t = self._desk.t
        with card(t("What somebody would hear"), t("Nobody is called.")), ui.element("div").classes("row whole"):
            who = ui.input(t("Number or your own id")).props("outlined dense").style("flex:1 1 220px;width:auto")

            async def show() -> None:
                await self._show_preview(str(who.value or ""))

            asked = button(self._desk, t("Preview"), show)
            who.on("keydown.enter", lambda: asked.run_method("click"))

    @contextmanager
    def _shown_below(self) -> Iterator[None]:
        """What is built within stands below the buttons instead of what was there, and comes into sight."""
        self._found.clear()
        with self._found:
            yield
        self._found.run_method("scrollIntoView", {"behavior": "smooth", "block": "nearest"})

    # Deeds.

    async def _look(self) -> None:
        settings, now = self._desk.service.settings, self._desk.service.clock.now()

        async def look() -> Preflight:
            order = self._ordered()
            return await self._desk.read(lambda session: looked_at(session, settings, order, now))

        found = await self._tried(look)
        if found is None:
            return
        with self._shown_below():
            shown(preflight_shown(self._desk, found))
            with ui.element("div").classes("row"):
                button(self._desk, self._desk.t("Create the campaign"), self._create, "primary")
                shown(tag("span", self._desk.t("It waits until you start it."), class_="soft"))

    def _ordered(self) -> CampaignOrder:
        """What is filled in, as this person may order it."""
        return CampaignOrder(parsed(self._form), reveals=self._desk.viewer.may(Permission.NUMBERS_REVEAL))

    async def _create(self) -> None:
        desk, now = self._desk, self._desk.service.clock.now()
        settings = desk.service.settings

        async def create() -> OpenedCampaign:
            order = self._ordered()
            prepared = await desk.read(lambda session: ready(session, settings, order, now))
            detail = {"script": order.plan.script, "lists": list(order.plan.lists)}
            opened = await desk.deed(
                lambda session: created(session, prepared, now), "campaign.created", f"campaign {order.plan.name}", detail
            )
            return await asyncio.to_thread(fill, desk.service.database, prepared, opened, now)

        if opened := await self._tried(create):
            ui.navigate.to(f"/campaigns/{opened.campaign_id}")

    async def _show_preview(self, who: str) -> None:
        async def look() -> Preview:
            return await previewed(self._desk, self._ordered(), who)

        if found := await self._tried(look):
            with self._shown_below():
                shown(preview_shown(self._desk, found))

    async def _show_plan(self) -> None:
        with self._shown_below():
            told = self._desk.t("The same as a file: callwright run plan.yaml goes on with it.")
            shown(notice("", self._desk.t("The plan"), tag("p", told)))
            text = plan_text(self._form)
            editor(self._desk, text, self._desk.t("The plan")).props("readonly").style("height:auto;max-height:420px")

    async def _tried(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Does work with the plan; its faults go to their fields."""
        self._fields.show({})
        try:
            return await work()
        except PlanError as error:
            rest = self._fields.show(by_field(error, self._desk.viewer.retold))
            with self._shown_below():
                told = [tag("p", fault) for fault in rest] or tag("p", self._desk.t("What is wrong stands at its field."))
                shown(notice("bad", self._desk.t("The plan does not hold yet"), told))
        except (*REFUSALS, *UNFIT_PERSON) as error:
            with self._shown_below():
                explain(self._desk, error)
        return None


PAGES: Final = (Page("/campaigns/new", "New campaign", Permission.CAMPAIGNS_MANAGE, campaign_new, compiles=True),)
