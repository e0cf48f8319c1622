"""Fields of a form in one look, each known by where it stands in the plan: faults are shown at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        self._rows: dict[str, list[Fields]] = {}

    def text(self, place: str, form: object, name: str, label: str, hint: str = "", kind: str = "text") -> None:
        """A line; `place` as in `form.by_field`, `name` the attribute, `kind` that of the browser's input."""
        field = ui.input(label, value=getattr(form, name)).props(f"{_LOOKS} type={kind}")
        if kind != "text":
            field.props("stack-label")
        self._keep(place, form, name, field, hint)

    def lines(self, place: str, form: object, name: str, label: str, hint: str = "") -> None:
        """Several lines."""
        self._keep(place, form, name, ui.textarea(label, value=getattr(form, name)).props(f"{_LOOKS} autogrow"), hint)

    def number(self, place: str, form: object, name: str, label: str, hint: str = "") -> ui.number:
        """A number, or nothing."""
        field = ui.number(label, value=getattr(form, name), min=0, format="%g").props(_LOOKS)
        self._keep(place, form, name, field, hint)
        return field

    def choice(
        self, place: str, form: object, name: str, label: str, options: Mapping[str, str], *, several: bool = False, hint: str = ""
    ) -> None:
        """One of some, by what is kept, each with what is shown; or several of them."""
        field = ui.select(dict(options), label=label, value=getattr(form, name), multiple=several)
        self._keep(
            place, form, name, field.props(f"{_LOOKS} options-dense use-chips" if several else f"{_LOOKS} options-dense"), hint
        )

    def row(self, place: str) -> Fields:
        """Fields of one more row; their places are names within the row, and `place` is that of all rows."""
        row = Fields()
        self._rows.setdefault(place, []).append(row)
        return row

    def take_out(self, place: str, row: Fields) -> int:
        """Forgets a row of `row`; returns which one it was. Those after it move up."""
        rows = self._rows[place]
        index = rows.index(row)
        del rows[index]
        return index

    def show(self, faults: Mapping[str, str]) -> list[str]:
        """Shows each fault at its field, and none elsewhere, and goes to the first; returns those that have no field."""
        fields = dict(self._placed())
        for place, field in fields.items():
            field.error = faults.get(place)
        if wrong := [field for place, field in fields.items() if place in faults]:
            wrong[0].run_method("focus")
        return [fault for place, fault in faults.items() if place not in fields]

    def _placed(self) -> Iterator[tuple[str, ValidationElement[Any]]]:
        """Every field by where it stands in the plan."""
        yield from self._fields.items()
        for place, rows in self._rows.items():
            for index, row in enumerate(rows):
                for name, field in row._placed():
                    yield f"{place}[{index}].{name}", field

    def _keep(self, place: str, form: object, name: str, field: ValidationElement[Any], hint: str = "") -> None:
        if hint:
            field.props["hint"] = hint
        field.bind_value_to(form, name)
        self._fields[place] = field
