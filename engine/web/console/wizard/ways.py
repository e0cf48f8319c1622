"""The parts of the form that say what different people are called with: offers by segment, arms of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from nicegui import ui

from engine.experiments.spec import Goal
from engine.web.console.acts import Act, button
from engine.web.console.page import Desk
from engine.web.console.wizard.choices import Choices
from engine.web.console.wizard.fields import Fields, card
from engine.web.console.wizard.form import ARMS, OFFERS, ArmForm, OfferForm, PlanForm

T = TypeVar("T")


def ways(desk: Desk, known: Choices, form: PlanForm, fields: Fields) -> None:
    """Puts both parts on the page."""
    t = desk.t

    def offer(place: str, row: OfferForm) -> None:
        fields.text(f"{place}.offer", row, "offer", t("Name of the offer"))
        everybody = {"": t("everybody"), **{name: name for name in known.segments}}
        fields.choice(f"{place}.segment", row, "segment", t("For the segment"), everybody)
        fields.choice(f"{place}.script", row, "script", t("Script"), _scripts(desk, known))
        fields.lines(f"{place}.variables", row, "variables", t("Variables"), t("one a line, as points: 500"))

    def arm(place: str, row: ArmForm) -> None:
        fields.text(f"{place}.name", row, "name", t("Name of the arm"))
        fields.number(f"{place}.weight", row, "weight", t("Share beside the others"))
        fields.choice(f"{place}.script", row, "script", t("Script"), _scripts(desk, known))
        fields.text(f"{place}.offer", row, "offer", t("Name of the offer"), t("calls are attributed to it"))
        fields.lines(f"{place}.variables", row, "variables", t("Variables"), t("one a line, as points: 500"))
        voices = {"": t("the script's"), **{name: name for name in known.voices}}
        fields.choice(f"{place}.voice", row, "voice", t("Voice"), voices)
        fields.text(f"{place}.hours", row, "hours_begin", t("From"), t("empty: all of the campaign's hours"), "time")
        fields.text(f"{place}.hours_end", row, "hours_end", t("Until"), kind="time")

    def settings() -> None:
        with ui.element("div").classes("fields"):
            fields.text("experiment.name", form, "experiment", t("Name of the experiment"), t("people keep their arm under it"))
            goals = {goal.value: desk.viewer.word(goal.value) for goal in Goal}
            fields.choice("experiment.goal", form, "goal", t("What counts"), goals)
            shares = {"fixed": t("by the shares"), "thompson": t("more people for the arms that seem better")}
            fields.choice("experiment.allocation", form, "allocation", t("Who gets which"), shares)

    told = t("The first that suits a person decides what they are called with. Without any, everybody hears the script as it is.")
    with card(t("Offers"), told, "stack"):
        _Rows(desk, fields, OFFERS, form.offers, offer).build(t("Add an offer"), OfferForm)
    told = t("Several ways to call, side by side: each person gets one of them and keeps it.")
    with card(t("Experiment"), told, "stack"):
        _Rows(desk, fields, ARMS, form.arms, arm, settings).build(t("Add an arm"), ArmForm)


def _scripts(desk: Desk, known: Choices) -> dict[str, str]:
    return {"": desk.t("the campaign's"), **{script: f"{script}@{live}" for script, live in known.scripts.items()}}


class _Rows(Generic[T]):
    """Rows that can be added and taken out; what changes their number draws them anew."""

    def __init__(
        self,
        desk: Desk,
        fields: Fields,
        place: str,
        rows: list[T],
        fill: Callable[[str, T], None],
        beside: Callable[[], None] | None = None,
    ) -> None:
        """Args:
        desk: of the page.
        fields: the form's.
        place: where the rows stand in the plan.
        rows: of the form.
        fill: puts the fields of a row, given its place, on the page.
        beside: likewise what belongs to all rows, if there is any.
        """
        self._desk = desk
        self._fields = fields
        self._place = place
        self._rows = rows
        self._fill = fill
        self._beside = beside
        self._space: ui.element

    def build(self, add: str, new: Callable[[], T]) -> None:
        """Puts the rows on the page, and the button by which another comes."""
        self._space = ui.element("div").classes("stack")

        async def added() -> None:
            self._rows.append(new())
            self._draw()

        with ui.element("div"):
            button(self._desk, add, added)
        self._draw()

    def _draw(self) -> None:
        self._fields.forget(self._place.partition(".")[0])
        self._space.clear()
        with self._space:
            for index, row in enumerate(self._rows):
                with ui.element("div").classes("way"):
                    with ui.element("div").classes("fields"):
                        self._fill(f"{self._place}[{index}]", row)
                    button(self._desk, self._desk.t("Take it out"), self._without(index), "plain")
            if self._rows and self._beside:
                self._beside()

    def _without(self, index: int) -> Act:
        async def act() -> None:
            del self._rows[index]
            self._draw()

        return act
