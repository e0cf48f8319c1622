"""A new campaign: filled in, looked at, created; every fault stands at its field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.elements.mixins.value_element import ValueElement

from engine.campaign.plan.hours import Weekday
from engine.campaign.plan.loader import PlanError
from engine.campaign.plan.schema import BY_NUMBER, NO_POLICY, Mode
from engine.preflight import Preflight
from engine.web.access import Permission
from engine.web.console.acts import button
from engine.web.console.look.markup import tag
from engine.web.console.look.parts import empty, link_button, notice, title
from engine.web.console.page import Desk, Page, explain, shown
from engine.web.console.pages.preflight import preflight_shown
from engine.web.console.refusals import REFUSALS
from engine.web.console.wizard.choices import Choices, choices
from engine.web.console.wizard.creating import Created, created, looked_at
from engine.web.console.wizard.form import NEVER, RETRIED, WITH_AGENTS, PlanForm, by_field, parsed, plan_text

T = TypeVar("T")
_LOOKS: Final = "outlined dense options-dense"


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
    if not known.lists:
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
        self._form.retries = {outcome.value: "" for outcome in RETRIED}
        self._fields: dict[str, ValidationElement[Any]] = {}
        self._found: ui.element

    def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        with self._card(t("What is called, and whom")):
            self._text("name", t("Name of the campaign"))
            scripts = {script: f"{script}@{live} ({t('live')})" for script, live in self._known.scripts.items()}
            self._select("script", t("Script"), scripts)
            lists = {name: t("{name} ({people} people)", name=name, people=people) for name, people in self._known.lists.items()}
            self._select("lists", t("Lists"), lists, several=True)
        with self._card(t("How")):
            self._select("mode", t("Mode"), {mode.value: self._desk.viewer.word(mode.value) for mode in Mode})
            self._number("lines", t("Most calls at a time"))
            self._text("trunks", t("Gateways"), "sip:sbc.example.com:5060")
            self._text("caller_ids", t("Numbers shown"), t("in turn; empty: the gateway's own"))
        with_agents = self._card(t("Agents"))
        with with_agents:
            self._select("agents", t("Agents"), {name: name for name in self._known.agents}, several=True)
            self._number("abandonment_limit", t("Abandoned at most, percent"))
            self._text("abandonment_message", t("Said when no agent is free"), t("who called, and how to be left alone"))
        with_agents.parent_slot.parent.bind_visibility_from(self._form, "mode", lambda mode: mode in WITH_AGENTS)  # type: ignore[union-attr]
        with self._card(t("When")):
            self._text("begin", t("First day"), kind="date")
            self._text("end", t("Last day"), kind="date")
            self._text("hours_begin", t("From"), t("by the clocks of those called"), kind="time")
            self._text("hours_end", t("Until"), kind="time")
            self._select("days", t("Days"), {day.value: self._desk.viewer.word(day.value) for day in Weekday}, several=True)
            self._select("policy", t("Policy"), self._policies())
        with self._card(t("Calling again")):
            self._number("attempts", t("Most calls to one person"))
            for outcome in RETRIED:
                self._retry(outcome.value)
        with ui.element("div").classes("row"):
            button(self._desk, t("Look who can be called"), self._look, "primary")
            button(self._desk, t("Show the plan"), self._show_plan)
        self._found = ui.element("div").classes("stack").props("aria-live=polite")

    # Fields.

    def _card(self, heading: str) -> ui.element:
        with ui.element("section").classes("card"):
            shown(tag("div", tag("h2", heading), class_="card-head"))
            return ui.element("div").classes("fields")

    def _policies(self) -> dict[str, str]:
        t = self._desk.t
        return {
            "": t("as in the settings"),
            BY_NUMBER: t("of each number's country"),
            **{policy: policy for policy in self._known.policies},
            NO_POLICY: t("none: for laboratories"),
        }

    def _text(self, name: str, label: str, hint: str = "", kind: str = "text") -> None:
        field = ui.input(label, value=getattr(self._form, name)).props(f"outlined dense type={kind}")
        if kind != "text":
            field.props("stack-label")
        self._keep(name, field, hint)

    def _number(self, name: str, label: str) -> None:
        self._keep(name, ui.number(label, value=getattr(self._form, name), min=0, format="%g").props("outlined dense"))

    def _select(self, name: str, label: str, options: dict[str, str], *, several: bool = False) -> None:
        field = ui.select(options, label=label, value=getattr(self._form, name), multiple=several)
        self._keep(name, field.props(f"{_LOOKS} use-chips" if several else _LOOKS))

    def _keep(self, name: str, field: ValidationElement[Any], hint: str = "") -> None:
        if hint:
            field.props["hint"] = hint
        field.bind_value_to(self._form, name)
        self._fields[name] = field

    def _retry(self, outcome: str) -> None:
        t, word = self._desk.t, self._desk.viewer.word
        options = {"": t("as usual"), "slot": t("at another part of the day"), "day": t("on the next day"), NEVER: t("never")}
        label = t("After: {outcome}", outcome=word(outcome))
        field: ValueElement[Any] = ui.select(options, label=label, value="").props(_LOOKS)
        field.bind_value_to(self._form.retries, outcome)

    # Deeds.

    async def _look(self) -> None:
        settings, now = self._desk.service.settings, self._desk.service.clock.now()

        async def look() -> Preflight:
            plan = parsed(self._form)
            return await self._desk.read(lambda session: looked_at(session, settings, plan, now))

        found = await self._tried(look)
        if found is None:
            return
        self._found.clear()
        with self._found:
            shown(preflight_shown(self._desk, found))
            with ui.element("div").classes("row"):
                button(self._desk, self._desk.t("Create the campaign"), self._create, "primary")
                shown(tag("span", self._desk.t("It waits until you start it."), class_="soft"))

    async def _create(self) -> None:
        desk, now, form = self._desk, self._desk.service.clock.now(), self._form
        settings = desk.service.settings

        async def create() -> Created:
            plan = parsed(form)
            detail = {"script": plan.plan.script, "lists": list(plan.plan.lists)}
            return await desk.deed(
                lambda session: created(session, settings, plan, now), "campaign.created", f"campaign {plan.plan.name}", detail
            )

        if made := await self._tried(create):
            ui.navigate.to(f"/campaigns/{made.campaign_id}")

    async def _show_plan(self) -> None:
        self._found.clear()
        with self._found:
            told = self._desk.t("The same as a file: callwright run plan.yaml goes on with it.")
            shown(notice("", self._desk.t("The plan"), tag("p", told)))
            ui.codemirror(plan_text(self._form), language="YAML").props("readonly").style("height:auto;max-height:420px")

    async def _tried(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Does work with the plan; its faults go to their fields."""
        for field in self._fields.values():
            field.error = None
        try:
            return await work()
        except PlanError as error:
            faults = by_field(error)
            for name, fault in faults.items():
                if name in self._fields:
                    self._fields[name].error = fault
            rest = [fault for name, fault in faults.items() if name not in self._fields]
            self._found.clear()
            with self._found:
                told = [tag("p", fault) for fault in rest] or tag("p", self._desk.t("What is wrong stands at its field."))
                shown(notice("bad", self._desk.t("The plan does not hold yet"), told))
        except REFUSALS as error:
            self._found.clear()
            with self._found:
                explain(self._desk, error)
        return None


PAGES: Final = (Page("/campaigns/new", "New campaign", Permission.CAMPAIGNS_MANAGE, campaign_new),)
