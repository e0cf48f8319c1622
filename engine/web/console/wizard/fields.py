"""Fields of a form in one look, each known by where it stands in the plan: faults are shown at them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from engine.web.console.look.markup import tag
from engine.web.console.page import shown

_LOOKS: Final = "outlined dense"


def card(heading: str, told: str = "", inside: str = "fields") -> ui.element:
    """A framed part of the form, to be entered with `with`; `inside` is the class of what stands in it."""
    with ui.element("section").classes("card"):
        shown(tag("div", tag("h2", heading), tag("p", told) if told else None, class_="card-head"))
        return ui.element("div").classes(inside)


class Fields:
    """Each writes what is filled in into an attribute of the form."""

    def __init__(self) -> None:
        self._fields: dict[str, ValidationElement[Any]] = {}

    def text(self, place: str, form: object, name: str, label: str, hint: str = "", kind: str = "text") -> None:
        """A line; `place` as in `form.by_field`, `name` the attribute, `kind` that of the browser's input."""
        field = ui.input(label, value=getattr(form, name)).props(f"{_LOOKS} type={kind}")
        if kind != "text":
            field.props("stack-label")
        self._keep(place, form, name, field, hint)

    def lines(self, place: str, form: object, name: str, label: str, hint: str = "") -> None:
        """Several lines."""
        self._keep(place, form, name, ui.textarea(label, value=getattr(form, name)).props(f"{_LOOKS} autogrow"), hint)

    def number(self, place: str, form: object, name: str, label: str) -> None:
        """A number, or nothing."""
        self._keep(place, form, name, ui.number(label, value=getattr(form, name), min=0, format="%g").props(_LOOKS))

    def choice(
        self, place: str, form: object, name: str, label: str, options: Mapping[str, str], *, several: bool = False, hint: str = ""
    ) -> None:
        """One of some, by what is kept, each with what is shown; or several of them."""
        field = ui.select(dict(options), label=label, value=getattr(form, name), multiple=several)
        self._keep(
            place, form, name, field.props(f"{_LOOKS} options-dense use-chips" if several else f"{_LOOKS} options-dense"), hint
        )

    def forget(self, beginning: str) -> None:
        """Fields whose places begin so are not there any more."""
        self._fields = {place: field for place, field in self._fields.items() if not place.startswith(beginning)}

    def show(self, faults: Mapping[str, str]) -> list[str]:
        """Shows each fault at its field, and none elsewhere; returns those that have no field."""
        for field in self._fields.values():
            field.error = None
        for place, fault in faults.items():
            if place in self._fields:
                self._fields[place].error = fault
        return [fault for place, fault in faults.items() if place not in self._fields]

    def _keep(self, place: str, form: object, name: str, field: ValidationElement[Any], hint: str = "") -> None:
        if hint:
            field.props["hint"] = hint
        field.bind_value_to(form, name)
        self._fields[place] = field
