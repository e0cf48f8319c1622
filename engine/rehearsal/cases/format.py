"""The format of a file of tests, field by field. `docs/rehearsal.md` explains it by example.

Every value arrives as text (see `engine.dialog.source`); these models give it its type and refuse fields they do not know.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

from engine.outcome import Disposition, Grade

FORMAT_VERSION: Final = "1"
BARE_STEPS: Final = ("silence", "hang_up", "beep")
"""Steps that may stand alone in their line."""
STEP_KEYS: Final = ("bot", "person", "press", "silence", "silence_ms", "noise_ms", "hang_up", "voicemail", "beep")
"""The first field of a step says what kind it is."""


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise ValueError("expected true or false")
    return value == "true"


def _as_pattern(value: Any) -> Any:
    try:
        re.compile(str(value))
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return value


def _as_moment(value: Any) -> Any:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError("expected a date and time such as 2026-03-10 10:00") from error


def _as_says(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


def _as_step(value: Any) -> Any:
    return {value: "true"} if value in BARE_STEPS else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(json_schema_extra={"type": ["string", "array"]})]
"""One text or a list of texts."""
Names = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(json_schema_extra={"type": ["string", "array"]})]
Flag = Annotated[bool, BeforeValidator(_as_flag)]
Yes = Annotated[Literal[True], BeforeValidator(_as_flag)]
Pattern = Annotated[Text, BeforeValidator(_as_pattern)]
Moment = Annotated[datetime, BeforeValidator(_as_moment)]
_ANY_SCALAR: Final = {"type": ["string", "number", "boolean"]}
"""What an editor's YAML reader makes of a text without quotes."""
LeadValue = Annotated[str, Field(json_schema_extra=_ANY_SCALAR)]
Value = Annotated[Text, Field(json_schema_extra=_ANY_SCALAR)]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,16}$"), Field(json_schema_extra={"type": ["string", "integer"]})]
Milliseconds = Annotated[int, Field(ge=0, le=600_000)]


class _Doc(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AbsentDoc(_Doc):
    """What must not be: not said, not reached, not given."""

    says: Texts = ()
    matches: Pattern | None = None
    node: Names = ()
    tags: Names = ()
    slots: Names = ()


class BotDoc(_Doc):
    """What the bot must do until the person's next step."""

    says: Texts = Field(default=(), description="texts that are said, in this order; case and spaces do not matter")
    matches: Pattern | None = Field(default=None, description="regular expression that what is said must match somewhere")
    node: Names = Field(default=(), description="nodes that the conversation comes to, in this order")
    tags: Names = Field(default=(), description="tags that the record has by then")
    grade: Grade | None = Field(default=None, description="the grade that the record has then")
    slots: dict[Text, Value] = Field(default={}, description="slots and their values by then")
    sms: Text | None = Field(default=None, description="text that a message to the person holds")
    within_ms: Milliseconds | None = Field(default=None, description="longest silence before the bot answers")
    stops: Flag | None = Field(default=None, description="true: the bot stops speaking for the step before; false: it does not")
    silent: Flag = Field(default=False, description="true: the bot says nothing")
    absent: AbsentDoc | None = None


class EndDoc(_Doc):
    """What the record must hold after the call."""

    disposition: Disposition | None = None
    node: Text | None = Field(default=None, description="where the conversation stands at the end")
    tags: Names = ()
    grade: Grade | None = None
    slots: dict[Text, Value] = {}
    sms: Text | None = None
    callback: Text | None = Field(default=None, description="when the person wants to be called, as the record says it")
    transferred_to: Text | None = None
    absent: AbsentDoc | None = None


class _Timed(_Doc):
    """When a step begins: after the bot has finished, unless it is told to begin over its speech."""

    after_ms: Milliseconds | None = Field(default=None, description="silence after the bot's last sound; 500 unless told")
    over_ms: Milliseconds | None = Field(default=None, description="so far into what the bot says next")
    over: Text | None = Field(default=None, description="node over whose speech the step begins; 800 ms into it unless told")

    @model_validator(mode="after")
    def _one_moment(self) -> _Timed:
        if self.after_ms is not None and self.is_over_the_bot:
            raise ValueError("`after_ms` waits for the bot's end and `over` does not: take one of them")
        return self

    @property
    def is_over_the_bot(self) -> bool:
        """The step begins while the bot speaks."""
        return self.over is not None or self.over_ms is not None


class PersonDoc(_Timed):
    """The person speaks."""

    person: Texts = Field(min_length=1, description="one turn; a list has a thinking pause between each two pieces")
    pause_ms: Milliseconds = Field(default=500, description="the thinking pause")
    intent: Text | None = Field(default=None, description="what the turn must be understood as; `none`: nothing that is expected")


class PressDoc(_Timed):
    """The person presses keys."""

    press: Digits


class NoiseDoc(_Timed):
    """A sound that is no word: a cough, a door."""

    noise_ms: Annotated[int, Field(ge=20, le=60_000)]


class HangUpDoc(_Timed):
    """The person ends the call."""

    hang_up: Yes


class SilenceDoc(_Doc):
    """The person lets the bot finish and says nothing until it speaks again, by itself."""

    silence: Yes


class SilentDoc(_Doc):
    """The person says nothing for a while from the end of the step before, whatever the bot does."""

    silence_ms: Annotated[int, Field(ge=20, le=600_000)]


class VoicemailDoc(_Doc):
    """No person: a voicemail says its greeting and beeps."""

    voicemail: Text


class BeepDoc(_Doc):
    """A voicemail's tone alone."""

    beep: Yes


class BotStepDoc(_Doc):
    """What the bot must do now."""

    bot: Annotated[BotDoc, BeforeValidator(_as_says), Field(json_schema_extra={"type": ["string", "object"]})]


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((f"<{key}>" for key in STEP_KEYS if key in value), None)
    return None


Step = Annotated[
    Annotated[BotStepDoc, Tag("<bot>")]
    | Annotated[PersonDoc, Tag("<person>")]
    | Annotated[PressDoc, Tag("<press>")]
    | Annotated[NoiseDoc, Tag("<noise_ms>")]
    | Annotated[HangUpDoc, Tag("<hang_up>")]
    | Annotated[SilenceDoc, Tag("<silence>")]
    | Annotated[SilentDoc, Tag("<silence_ms>")]
    | Annotated[VoicemailDoc, Tag("<voicemail>")]
    | Annotated[BeepDoc, Tag("<beep>")],
    Discriminator(_kind),
    BeforeValidator(_as_step),
]


class LookupDoc(_Doc):
    """What the customer's system answers to a node's webhook in this test."""

    answers: dict[Text, Value] = Field(default={}, description="slots and the values that come back")
    fails: Text | None = Field(default=None, description="why there is no answer")
    after_ms: Milliseconds = Field(default=300, description="how long it takes")

    @model_validator(mode="after")
    def _one_outcome(self) -> LookupDoc:
        if bool(self.answers) == bool(self.fails):
            raise ValueError("give it `answers` or `fails`")
        return self


class _Circumstances(_Doc):
    """What a file's tests may share, and each may have otherwise."""

    lead: dict[Text, LeadValue] = Field(default={}, description="the lead's columns; what is left out has the script's example")
    language: Text | None = Field(default=None, description="of the lead, for scripts in several languages")
    hello: str | None = Field(default=None, description="how the person answers the phone; empty: they say nothing")
    now: Moment | None = Field(default=None, description="local date and time of the call")
    transfer_fails: Flag | None = Field(default=None, description="true: no agent takes the call")
    agent_gives_back: Flag | None = Field(default=None, description="true: an agent takes the call and gives the person back")
    lookups: dict[Text, LookupDoc] = Field(default={}, description="answers to the webhooks of nodes")


class CaseDoc(_Circumstances):
    """One conversation and what must come of it."""

    name: Text
    seed: Annotated[int, Field(ge=0)] = Field(default=1, description="chooses between variants of what the bot says")
    audio: Flag = Field(default=True, description="false: not for `--audio`")
    conversation: tuple[Step, ...] = ()
    end: EndDoc | None = None


class CaseFileDoc(_Circumstances):
    """A whole file of tests."""

    schema_version: Annotated[Literal["1"], Field(json_schema_extra={"enum": ["1", 1]})]
    script: Text | None = Field(
        default=None, description="the script, relative to this file; left out: the same name without `.test`"
    )
    tests: tuple[CaseDoc, ...]


def json_schema() -> dict[str, Any]:
    """The format as JSON Schema, for editors."""
    schema = CaseFileDoc.model_json_schema()
    steps = schema["$defs"]["CaseDoc"]["properties"]["conversation"]
    steps["items"] = {"anyOf": [{"enum": list(BARE_STEPS)}, steps["items"]]}
    schema["properties"]["schema_version"].pop("const", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Tests of a Callwright script"}
