"""Pydantic's findings about a YAML file of an operator, in the operator's words and at their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.dialog.explain import did_you_mean
from engine.dialog.problems import Location, Problem
from engine.dialog.source import Source


def problems_of(error: ValidationError, source: Source, form: type[BaseModel]) -> list[Problem]:
    """One problem for each finding.

    Args:
        error: of the file's tree against its form.
        source: the file.
        form: the model of the whole file.
    """
    details = error.errors()
    return [_problem(detail, source, form) for detail in details if not _follows(detail, details)]


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Whether it is there only because of another one: a list is short of those of its parts that are wrong."""
    place = detail["loc"]
    below = (other for other in details if len(other["loc"]) > len(place) and other["loc"][: len(place)] == place)
    return detail["type"] == "too_short" and any(below)


def _problem(detail: ErrorDetails, source: Source, form: type[BaseModel]) -> Problem:
    message = _message(detail, form)
    location: Location = tuple(part for part in detail["loc"] if part != "[key]")
    field, colon, rest = message.partition(": ")
    if colon and field in _fields_at(form, detail["loc"]):  # a rule about several fields names the one at fault
        return source.problem((*location, field), rest)
    return source.problem(location, message)


def _message(detail: ErrorDetails, form: type[BaseModel]) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is not a known field{did_you_mean(str(detail['loc'][-1]), _fields_at(form, detail['loc'][:-1]))}"
        case "enum" | "literal_error":
            words = [word.strip("'") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return f"'{detail['input']}' is not one of {', '.join(words)}{did_you_mean(str(detail['input']), words)}"
        case "tuple_type" | "frozen_set_type":
            return "expected a list (lines that start with `- `, or `[…]`)"
        case "dict_type" | "model_type":
            return "expected fields (lines such as `name: value`)"
        case "too_short":
            return f"needs at least {detail['ctx']['min_length']}, and has {detail['ctx']['actual_length']}"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case kind if kind.startswith("time"):
            return f"'{detail['input']}' is not a time of day: write e.g. 09:00"
        case kind if kind.startswith("date"):
            return f"'{detail['input']}' is not a date: write e.g. 2027-03-31"
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]


def _fields_at(form: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The names of the fields at a place of a file."""
    model = form
    for part in location:
        if field := model.model_fields.get(str(part)):
            model = next(_models_in(field.annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
