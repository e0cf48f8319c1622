"""Checks of what the script knows: slots and their types, conditions, and what is done with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from engine.dialog.conditions import ConditionError, compile_condition
from engine.dialog.explain import did_you_mean
from engine.dialog.localised import primary
from engine.dialog.places import (
    PERSONA,
    asks,
    conditions,
    declared_types,
    filled_slots,
    limited_slots,
    settled,
    slot_types,
    spec_of,
    templates,
)
from engine.dialog.problems import Finding, Location, Severity
from engine.dialog.schema import AskDoc, ScriptDoc
from engine.dialog.schema_values import Confirm
from engine.dialog.slots.digit_strings import Length
from engine.dialog.slots.limits import HOW_TO_WRITE, BadLimit, check_limits
from engine.dialog.slots.parsing import supports
from engine.dialog.slots.spec import SlotSpec, SlotType
from engine.dialog.spoken.speaking import FILTERS
from engine.dialog.template import fields, is_well_formed, placeholders
from engine.dialog.values import canonical
from engine.dialog.words import normalise

_LIMITED: Final = (SlotType.NUMBER, SlotType.AMOUNT, SlotType.DATE_TIME)
_OTHER_MARKS: Final = re.compile(r"([\[%<#]\s*([^\W\d][\w-]*)\s*[\]%>#])")
"""How placeholders are written elsewhere."""
_ANY_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _conditions(doc: ScriptDoc) -> Iterator[Finding]:
    types = declared_types(doc)
    for location, text in conditions(doc):
        try:
            compile_condition(text, types)
        except ConditionError as error:
            yield Finding(location, f"at column {error.column} of the condition: {error}")


def _placeholders(doc: ScriptDoc) -> Iterator[Finding]:
    known = declared_types(doc)
    for location, text in templates(doc):
        if not is_well_formed(text):
            yield Finding(location, "has braces that are not a placeholder: write {{ name }} or {{ name | filter }}")
        for field in fields(text):
            if field.name not in known:
                yield Finding(location, f"'{field.name}' is neither a variable nor a slot{did_you_mean(field.name, known)}")
            if field.filter and field.filter not in FILTERS:
                yield Finding(location, f"'{field.filter}' is not a filter{did_you_mean(field.filter, FILTERS)}")


def _taken_for_placeholders(doc: ScriptDoc) -> Iterator[Finding]:
    known = declared_types(doc)
    for location, text in templates(doc):
        for whole, name in _OTHER_MARKS.findall(text):
            if name in known:
                message = f"'{whole}' is said as it is written: a placeholder is {{{{ {name} }}}}"
                yield Finding(location, message, Severity.WARNING)


def _used(doc: ScriptDoc) -> set[str]:
    types = declared_types(doc)
    names = {name for _, text in templates(doc) for name in placeholders(text)}
    for _, text in conditions(doc):
        try:
            names |= compile_condition(text, types).names
        except ConditionError:
            continue
    return names


def _unused_variable(doc: ScriptDoc) -> Iterator[Finding]:
    used = _used(doc)
    if not used <= declared_types(doc).keys():
        return  # one of the unknown ones may be meant
    for name in doc.variables:
        if name not in used:
            yield Finding(("variables", name), "is used nowhere", Severity.WARNING, is_about_use=True)


def _unused_slot(doc: ScriptDoc) -> Iterator[Finding]:
    filled = {slot for _, slot in filled_slots(doc)}
    for name in doc.slots:
        if name not in filled:
            yield Finding(("slots", name), "is filled nowhere", Severity.WARNING, is_about_use=True)


def _undeclared_slot(doc: ScriptDoc) -> Iterator[Finding]:
    """A slot may be asked for without a declaration, unless one is declared for it by nearly the same name."""
    filled = {slot for _, slot in filled_slots(doc)}
    unfilled = [name for name in doc.slots if name not in filled]
    for location, slot in filled_slots(doc):
        if slot not in doc.slots and (meant := did_you_mean(slot, unfilled)):
            yield Finding(location, f"'{slot}' is not declared under `slots`{meant}")


def _choices_told_apart(doc: ScriptDoc) -> Iterator[Finding]:
    declared = ((("slots", name), slot) for name, slot in doc.slots.items())
    asked = ((location, ask) for location, ask in asks(doc))
    for location, slot in (*declared, *asked):
        owners: dict[str, str] = {}
        for key, phrases in slot.choices.items():
            for index, phrase in enumerate(phrases):
                owner = owners.setdefault(normalise(phrase), key)
                if owner != key:
                    yield Finding((*location, "choices", key, index), f"'{phrase}' is also a phrase of '{owner}'")


def _names_told_apart(doc: ScriptDoc) -> Iterator[Finding]:
    for name in doc.variables:
        if name in PERSONA:
            yield Finding(("variables", name), f"'{name}' comes from `persona`: take another name")
    for location, slot in filled_slots(doc):
        if slot in doc.variables or slot in PERSONA:
            yield Finding(location, f"'{slot}' is a variable: take another name for the slot")


def _variables(doc: ScriptDoc) -> Iterator[Finding]:
    for name, variable in doc.variables.items():
        spec = SlotSpec(variable.type, currency=variable.currency, region=variable.region)
        how = f": {HOW_TO_WRITE[variable.type]}" if variable.type in HOW_TO_WRITE else ""
        for field, value in (("default", variable.default), ("example", variable.example)):
            if value and canonical(spec, value, primary(doc.language), _ANY_DAY) is None:
                yield Finding(("variables", name, field), f"'{value}' is no {variable.type.value}{how}")


def _slots(doc: ScriptDoc) -> Iterator[Finding]:
    for name, slot in doc.slots.items():
        if slot.type is SlotType.CHOICE and not slot.choices:
            yield Finding(("slots", name), "is a choice without `choices`: name what may be chosen")
    for location, ask in asks(doc):
        yield from _ask(doc, location, ask)


def _ask(doc: ScriptDoc, location: Location, ask: AskDoc) -> Iterator[Finding]:
    slot = settled(doc, ask)
    if slot.type is SlotType.CHOICE and not slot.choices:
        yield Finding(location, "is a choice without `choices`: name what may be chosen")
    if slot.choices and slot.type is not SlotType.CHOICE:
        yield Finding((*location, "choices"), "needs `type: choice`")
    if (slot.min or slot.max) and slot.type not in _LIMITED:
        yield Finding(location, f"has limits, which a {slot.type.value} cannot have", Severity.WARNING)
    if not supports(slot.type, doc.language):
        yield Finding(location, f"a {slot.type.value} is not understood in {doc.language}: use `type: text`")
    if slot.confirm is Confirm.ALWAYS and not supports(SlotType.YES_NO, doc.language):
        yield Finding(location, f"an answer to the confirmation is not understood in {doc.language}: use `confirm: never`")


def _lengths(doc: ScriptDoc) -> Iterator[Finding]:
    declared = ((("slots", name), slot) for name, slot in doc.slots.items())
    asked = ((location, settled(doc, ask)) for location, ask in asks(doc) if ask.model_fields_set & {"type", "length"})
    for location, slot in (*declared, *asked):
        if slot.length and slot.type is not SlotType.DIGITS:
            yield Finding((*location, "length"), "needs `type: digits`")
        try:
            Length.of(slot.length)
        except ValueError as error:
            yield Finding((*location, "length"), str(error))


def _limits(doc: ScriptDoc) -> Iterator[Finding]:
    for location, slot in limited_slots(doc):
        try:
            if slot.type in _LIMITED:
                check_limits(spec_of(slot), _ANY_DAY)
        except BadLimit as error:
            yield Finding((*location, error.field), str(error))


def _callback(doc: ScriptDoc) -> Iterator[Finding]:
    types = slot_types(doc)
    for name, node in doc.nodes.items():
        if node.callback is None:
            continue
        place = ("nodes", name, "callback")
        if node.callback not in types:
            yield Finding(place, f"'{node.callback}' is not a slot{did_you_mean(node.callback, types)}")
        elif types[node.callback].type not in (SlotType.DATE_TIME, SlotType.TEXT):
            yield Finding(place, f"'{node.callback}' says no time: ask for it with `type: date_time`")
        elif node.ask and node.ask.slot == node.callback:
            message = f"'{node.callback}' is only asked for here: put this on the node that the answer leads to"
            yield Finding(place, message, Severity.WARNING)
        elif types[node.callback].type is SlotType.TEXT:
            message = f"'{node.callback}' is kept as words, and nobody is called at that time: ask for it with `type: date_time`"
            yield Finding(place, message, Severity.WARNING)


CHECKS: Final[tuple[Callable[[ScriptDoc], Iterator[Finding]], ...]] = (
    _conditions,
    _placeholders,
    _taken_for_placeholders,
    _unused_variable,
    _unused_slot,
    _undeclared_slot,
    _choices_told_apart,
    _names_told_apart,
    _variables,
    _slots,
    _lengths,
    _limits,
    _callback,
)
