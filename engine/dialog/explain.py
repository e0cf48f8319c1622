"""Pydantic's findings in the words of a script designer."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.dialog.localised import primary
from engine.dialog.problems import Location, Problem
from engine.dialog.schema import Doc, ScriptDoc
from engine.dialog.source import Source

_OTHER_WORDS: Final = {
    "if": "when",
    "condition": "when",
    "next": "goto",
    "else": "goto",
    "then": "goto",
    "dtmf": "digit",
    "key": "digit",
    "press": "digit",
    "text": "say",
    "prompt": "say",
    "answer": "say",
    "question": "ask",
    "silence": "no_input",
    "timeout": "no_input_ms",
    "examples": "ask",
    "end": "hangup",
    "pause": "pause_ms",
    "options": "choices",
    "regex": "words",
    "keywords": "words",
}
"""What people call a field."""
_NAME_RULE = "starts with a letter and has letters, digits, `_` and `-` only"


def explain(error: ValidationError, source: Source) -> list[Problem]:
    """One problem for each finding, at its line."""
    return [source.problem(_location(detail), _message(detail)) for detail in error.errors()]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the most similar known word, or nothing."""
    near = nearest(word, known)
    return f" (did you mean '{near}'?)" if near else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar known word, if any is similar."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def _hint(name: str, known: Sequence[str]) -> str:
    meant = _OTHER_WORDS.get(name.lower().replace("-", "_"))
    return f" (did you mean '{meant}'?)" if meant in known else did_you_mean(name, known)


def _location(detail: ErrorDetails) -> Location:
    return tuple(part for part in detail["loc"] if part != "[key]")


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            name = str(detail["loc"][-1])
            if name.lower() in (known := _fields_at(detail["loc"][:-1])):
                return f"is not a known field (did you mean '{name.lower()}'?)"
            if " " in name:
                return "is not a known field: a text with `: ` in it needs quotes around it"
            hint = _hint(name, known)
            if not hint and len(primary(name)) == 2:
                return "is neither a known field nor a language of this script"
            return f"is not a known field{hint}"
        case "enum":
            return _choice_message(detail)
        case "string_pattern_mismatch":
            return _pattern_message(detail)
        case "string_type" if detail["input"] is None:
            return "is empty"
        case "string_type" if isinstance(detail["input"], dict):
            return "expected a text, or one for each of the script's languages (`en: Hello.`)"
        case "string_type":
            return "expected a text"
        case "tuple_type" | "list_type":
            return "is empty" if detail["input"] is None else "expected a list (lines that start with `- `)"
        case "dict_type" | "model_type":
            return "is empty" if detail["input"] is None else "expected fields (lines such as `name: value`)"
        case "int_parsing" | "int_type":
            return f"'{detail['input']}' is not a whole number: write digits alone, such as 2500"
        case "value_error":
            return detail["msg"].removeprefix("Value error, ")
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]


def _choice_message(detail: ErrorDetails) -> str:
    if detail["loc"][-1] == "grade":
        return f"'{detail['input']}' is not a grade: use A, B, C, D, E or F"
    expected = detail.get("ctx", {}).get("expected", "")
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    return f"'{detail['input']}' is not one of {', '.join(words)}{did_you_mean(str(detail['input']), words)}"


def _pattern_message(detail: ErrorDetails) -> str:
    value = detail["input"]
    match detail["loc"][-1]:
        case "digit":
            return f"'{value}' is not a telephone key: use one of 0-8, * and #"
        case "language":
            return f"'{value}' is not a language: use a code such as en or zh-CN"
        case _ if unseen := next((sign for sign in str(value) if unicodedata.category(sign) == "Cf"), ""):
            return f"has a sign in it that cannot be seen (U+{ord(unseen):04X}): delete it"
        case _:
            return f"'{value}' is not a name: a name {_NAME_RULE}"


def _fields_at(location: tuple[int | str, ...]) -> list[str]:
    model = _model_at(location)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(location: tuple[int | str, ...]) -> type[Doc] | None:
    """The model of the mapping at a place of the file."""
    model: type[Doc] | None = ScriptDoc
    at_key = False
    for part in (part for part in location if isinstance(part, str)):
        if at_key or model is None:
            at_key = False
            continue
        annotation = next((field.annotation for name, field in model.model_fields.items() if part in (field.alias, name)), None)
        model, at_key = _doc_in(annotation), get_origin(annotation) is dict
    return model


def _doc_in(annotation: Any) -> type[Doc] | None:
    """The model that a field's type holds, in a list, a mapping, or by itself."""
    if isinstance(annotation, type) and issubclass(annotation, Doc):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _doc_in(inner))), None)
