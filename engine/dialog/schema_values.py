"""The single values of a script file: from text to their types, and what an editor is told of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from engine.dialog.localised import LANGUAGE_CODE

_BARGE_IN_AFTER_MS: Final = (100, 30000)


class Confirm(StrEnum):
    """When the bot asks whether it understood a slot's value."""

    NEVER = "never"
    UNSURE = "unsure"
    ALWAYS = "always"


def as_list(value: Any) -> Any:
    """One item may be written without its list."""
    return [value] if isinstance(value, str | dict) else value


def as_item(field: str) -> Callable[[Any], Any]:
    """A text may stand for the mapping that has nothing but this field."""
    return lambda value: {field: value} if isinstance(value, str) else value


def _as_flag(value: Any) -> Any:
    if value not in ("true", "false"):
        raise ValueError("expected true or false")
    return value == "true"


def _as_texts(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_barge_in(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if not str(value).isdecimal():
        raise ValueError("expected true, false or milliseconds such as 1500")
    if not _BARGE_IN_AFTER_MS[0] <= int(value) <= _BARGE_IN_AFTER_MS[1]:
        raise ValueError(f"expected {_BARGE_IN_AFTER_MS[0]} to {_BARGE_IN_AFTER_MS[1]} milliseconds")
    return int(value)


Name = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w-]*$")]
Digit = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$"), WithJsonSchema({"type": ["string", "integer"]})]
Flag = Annotated[bool, BeforeValidator(_as_flag, json_schema_input_type=bool)]
Code = Annotated[str, StringConstraints(pattern=LANGUAGE_CODE)]
_PLAIN: Final = {"type": ["string", "number", "boolean"]}
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    WithJsonSchema({"anyOf": [_PLAIN, {"type": "object", "patternProperties": {LANGUAGE_CODE: _PLAIN}}]}),
]
BargeIn = Annotated[bool | int, BeforeValidator(_as_barge_in, json_schema_input_type=bool | int)]
"""May the person interrupt: always, never, or once this many milliseconds were spoken."""
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_texts, json_schema_input_type=Text | list[Text] | dict[Code, list[Text]])]
"""One text or a list of texts."""
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_texts, json_schema_input_type=Name | list[Name])]
Milliseconds = Annotated[int, Field(ge=1000, le=60000)]
PauseMs = Annotated[int, Field(ge=50, le=10000)]
WebhookMs = Annotated[int, Field(ge=100, le=20000)]
