"""The parts of the form that say what different people are called with: offers by segment, arms of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from nicegui import ui

from engine.experiments.spec import Goal
from engine.web.console.acts import button
from engine.web.console.page import Desk
from engine.web.console.wizard.choices import Choices
from engine.web.console.wizard.fields import Fields, card
from engine.web.console.wizard.form import ARMS, OFFERS, PlanForm
from engine.web.console.wizard.offered import ADAPTIVE, FIXED, ArmForm, ExperimentForm, OfferForm

T = TypeVar("T")


def ways(desk: Desk, known: Choices, form: PlanForm, fields: Fields) -> None:
    """Puts both parts on the page."""
    t = desk.t
    told = t("The first that suits a person decides what they are called with. Without any, everybody hears the script as it is.")
    with card(t("Offers"), told, "stack"):
        _Rows(desk, fields, OFFERS, form.offers, lambda row, own: _offer(desk, known, row, own)).build(t("Add an offer"), OfferForm)
    told = t("Several ways to call, side by side: each person gets one of them and keeps it.")
    with card(t("Experiment"), told, "stack"):
        arms = form.experiment.arms
        rows = _Rows(desk, fields, ARMS, arms, lambda row, own: _arm(desk, known, row, own))
        rows.build(t("Add an arm"), ArmForm, lambda: _experiment(desk, form.experiment, fields))


def _offer(desk: Desk, known: Choices, row: OfferForm, fields: Fields) -> None:
    t = desk.t
    fields.text("offer", row, "offer", t("Name of the offer"))
    everybody = {"": t("everybody"), **{name: name for name in known.segments}}
    fields.choice("segment", row, "segment", t("For the segment"), everybody)
    fields.lines("when", row, "when", t("Or for whom a filter holds"), t("for example grade >= B and visits > 3"))
    fields.choice("script", row, "script", t("Script"), _scripts(desk, known))
    fields.lines("variables", row, "variables", t("Variables"), t("one per line, such as points: 500"))


def _arm(desk: Desk, known: Choices, row: ArmForm, fields: Fields) -> None:
    t = desk.t
    fields.text("name", row, "name", t("Name of the arm"))
    fields.number("weight", row, "weight", t("Share beside the others"))
    fields.choice("script", row, "script", t("Script"), _scripts(desk, known))
    fields.text("offer", row, "offer", t("Name of the offer"), t("calls are attributed to it"))
    fields.lines("variables", row, "variables", t("Variables"), t("one per line, such as points: 500"))
    voices = {"": t("the script's"), **{name: name for name in known.voices}}
    fields.choice("voice", row, "voice", t("Voice"), voices)
    fields.text("hours", row, "hours_begin", t("From"), t("empty: all of the campaign's hours"), "time")
    fields.text("hours_end", row, "hours_end", t("Until"), kind="time")


def _experiment(desk: Desk, form: ExperimentForm, fields: Fields) -> None:
    t = desk.t
    with ui.element("div").classes("fields"):
        fields.text("experiment.name", form, "name", t("Name of the experiment"), t("people keep their arm under it"))
        goals = {goal.value: desk.viewer.word(goal.value) for goal in Goal}
        fields.choice("experiment.goal", form, "goal", t("What counts"), goals)
        shares = {FIXED: t("by the shares"), ADAPTIVE: t("more people for the arms that seem better")}
        fields.choice("experiment.allocation", form, "allocation", t("Who gets which"), shares)
        floor = fields.number("experiment.floor_percent", form, "floor_percent", t("Least share of an arm, percent"))
        floor.bind_visibility_from(form, "allocation", value=ADAPTIVE)
        points = t("from 10 % to 15 % are five points")
        fields.number("experiment.stop.effect_points", form, "effect_points", t("Difference that matters, points"), points)
        sure = t("chance that nothing is ever concluded wrongly")
        fields.number("experiment.stop.confidence_percent", form, "confidence_percent", t("Certainty, percent"), sure)
        least = t("before anything is concluded")
        fields.number("experiment.stop.people_min", form, "people_min", t("People of each arm at least"), least)
        fields.number("experiment.stop.people_max", form, "people_max", t("People of each arm at most"), t("empty: no end"))
        then = {"best": t("everybody new gets it"), "go_on": t("people are shared out as before")}
        fields.choice("experiment.stop.then", form, "then", t("When one arm has shown to be the best"), then)


def _scripts(desk: Desk, known: Choices) -> dict[str, str]:
    return {"": desk.t("the campaign's"), **{script: f"{script}@{live}" for script, live in known.scripts.items()}}


class _Rows(Generic[T]):
    """Rows that can be added and taken out. What is typed into a row goes on being typed while others come and go."""

    def __init__(self, desk: Desk, fields: Fields, place: str, rows: list[T], fill: Callable[[T, Fields], None]) -> None:
        """Args:
        desk: of the page.
        fields: the form's.
        place: where the rows stand in the plan.
        rows: of the form.
        fill: puts the fields of a row on the page.
        """
        self._desk = desk
        self._fields = fields
        self._place = place
        self._rows = rows
        self._fill = fill
        self._space: ui.element
        self._beside: ui.element

    def build(self, add: str, new: Callable[[], T], beside: Callable[[], None] = lambda: None) -> None:
        """Puts the rows on the page, then what belongs to them all, if there are any, and the button by which another comes."""
        self._space = ui.element("div").classes("stack")
        self._beside = ui.element("div")
        with self._beside:
            beside()
        for row in self._rows:
            self._draw(row)
        self._beside.set_visibility(bool(self._rows))

        async def added() -> None:
            self._rows.append(new())
            self._draw(self._rows[-1])
            self._beside.set_visibility(True)

        with ui.element("div"):
            button(self._desk, add, added)

    def _draw(self, row: T) -> None:
        fields = self._fields.row(self._place)
        with self._space, ui.element("div").classes("way") as drawn:
            with ui.element("div").classes("fields"):
                self._fill(row, fields)

            async def taken_out() -> None:
                del self._rows[self._fields.take_out(self._place, fields)]
                drawn.delete()
                self._beside.set_visibility(bool(self._rows))

            button(self._desk, self._desk.t("Remove"), taken_out, "plain")
