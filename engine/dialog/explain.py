"""Pydantic's findings in the words of a script designer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from engine.dialog.problems import Location, Problem
from engine.dialog.schema import EdgeDoc, MessageDoc, NodeDoc, RungDoc, ScriptDoc, VariableDoc
from engine.dialog.source import Source

_NAME_RULE = "starts with a letter and has letters, digits, `_` and `-` only"


def explain(error: ValidationError, source: Source) -> list[Problem]:
    """One problem for each finding, at its line."""
    return [source.problem(_location(detail), _message(detail)) for detail in error.errors()]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the most similar known word, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _location(detail: ErrorDetails) -> Location:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            name = str(detail["loc"][-1])
            return f"is not a known field{did_you_mean(name, _fields_at(detail['loc'][:-1]))}"
        case "enum":
            return f"'{detail['input']}' is not a grade: use A, B, C, D, E or F"
        case "string_pattern_mismatch":
            return _pattern_message(detail)
        case "string_type" if detail["input"] is None:
            return "is empty"
        case "string_type":
            return "expected a text"
        case "tuple_type" | "list_type":
            return "is empty" if detail["input"] is None else "expected a list (lines that start with `- `)"
        case "dict_type" | "model_type":
            return "is empty" if detail["input"] is None else "expected fields (lines such as `name: value`)"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]


def _pattern_message(detail: ErrorDetails) -> str:
    value = detail["input"]
    match detail["loc"][-1]:
        case "digit":
            return f"'{value}' is not a telephone key: use one of 0-9, * and #"
        case "language":
            return f"'{value}' is not a language: use a code of two small letters such as en or zh"
        case _:
            return f"'{value}' is not a name: a name {_NAME_RULE}"


def _fields_at(location: tuple[int | str, ...]) -> list[str]:
    return [field.alias or name for name, field in _model_at(location).model_fields.items()]


def _model_at(location: tuple[int | str, ...]) -> type[BaseModel]:
    if not location:
        return ScriptDoc
    if location[0] == "nodes" and len(location) == 2:
        return NodeDoc
    if location[0] == "variables":
        return VariableDoc
    if location[0] in ("opt_out", "give_up", "voicemail"):
        return MessageDoc
    return RungDoc if "no_input" in location or "no_match" in location else EdgeDoc
