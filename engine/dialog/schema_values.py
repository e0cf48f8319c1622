"""The single values of a script file: from text to their types, and what an editor is told of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from engine.dialog.localised import LANGUAGE_CODE
from engine.dialog.slots.amounts import currency_meant
from engine.dialog.slots.phones import country_meant, is_country

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
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


def _as_currency(written: str) -> str:
    meant = currency_meant(written)
    if not _CURRENCY.fullmatch(written) or written != (meant or written):
        raise ValueError(f"'{written}' is no currency: use a code of ISO 4217 such as USD or CNY{did_you_mean_code(meant)}")
    return written


def _as_country(written: str) -> str:
    if not is_country(written):
        hint = did_you_mean_code(country_meant(written))
        raise ValueError(f"'{written}' is no country: use a code of ISO 3166 such as US or CN{hint}")
    return written


def did_you_mean_code(code: str | None) -> str:
    """` (did you mean 'GB'?)`, or nothing."""
    return f" (did you mean '{code}'?)" if code else ""


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
Currency = Annotated[Text, AfterValidator(_as_currency)]
"""ISO 4217."""
Country = Annotated[Text, AfterValidator(_as_country)]
"""ISO 3166."""
BargeIn = Annotated[bool | int, BeforeValidator(_as_barge_in, json_schema_input_type=bool | int)]
"""May the person interrupt: always, never, or once this many milliseconds were spoken."""
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_texts, json_schema_input_type=Text | list[Text] | dict[Code, list[Text]])]
"""One text or a list of texts."""
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_texts, json_schema_input_type=Name | list[Name])]
Milliseconds = Annotated[int, Field(ge=1000, le=60000)]
PauseMs = Annotated[int, Field(ge=50, le=10000)]
WebhookMs = Annotated[int, Field(ge=100, le=20000)]
