"""The script file's format, version 1, field by field. `docs/scripts.md` explains it by example.

Every value arrives as text (see `engine.dialog.source`); these models give it its type and refuse fields they do not know.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from engine.dialog.moves import Pace
from engine.outcome import Grade

FORMAT_VERSION = "1"
_BARGE_IN_AFTER_MS = (100, 30000)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_flag(value: Any) -> Any:
    if value not in ("true", "false"):
        raise ValueError("expected true or false")
    return value == "true"


def _as_barge_in(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if not str(value).isdecimal():
        raise ValueError("expected true, false or milliseconds such as 1500")
    if not _BARGE_IN_AFTER_MS[0] <= int(value) <= _BARGE_IN_AFTER_MS[1]:
        raise ValueError(f"expected {_BARGE_IN_AFTER_MS[0]} to {_BARGE_IN_AFTER_MS[1]} milliseconds")
    return int(value)


def _as_rung(value: Any) -> Any:
    return {"say": value} if isinstance(value, str) else value


def _as_variable(value: Any) -> Any:
    return {} if value is None else value


Name = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w-]*$")]
Digit = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]
Flag = Annotated[bool, BeforeValidator(_as_flag)]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
BargeIn = Annotated[bool | int, BeforeValidator(_as_barge_in)]
"""May the person interrupt: always, never, or once this many milliseconds were spoken."""
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
"""One text or a list of texts."""
Tags = Annotated[tuple[Name, ...], BeforeValidator(_as_list)]
Milliseconds = Annotated[int, Field(ge=1000, le=60000)]


class _Doc(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VariableDoc(_Doc):
    """A placeholder's source. Without a default, every lead must bring it."""

    default: Text | None = None
    example: Text | None = None


class EdgeDoc(_Doc):
    """An expected answer and what follows from it: exactly one of `goto` and `repeat`."""

    intent: Name | None = None
    digit: Digit | None = None
    goto: Name | None = None
    repeat: Flag = False
    slot: Name | None = None
    tags: Tags = ()
    grade: Grade | None = None


class RungDoc(_Doc):
    """One step of a `no_input` or `no_match` ladder."""

    say: Texts = ()
    repeat: Flag = False
    goto: Name | None = None


Rung = Annotated[RungDoc, BeforeValidator(_as_rung)]


class NodeDoc(_Doc):
    """A place in the conversation: what is said there, and one way on."""

    say: Texts = ()
    again: Texts = ()
    disclosure: Flag = False
    barge_in: BargeIn | None = None
    tags: Tags = ()
    grade: Grade | None = None
    on: tuple[EdgeDoc, ...] = ()
    ask: Name | None = None
    goto: Name | None = None
    resume: Flag = False
    hangup: Flag = False
    transfer: Text | None = None
    no_input: tuple[Rung, ...] | None = None
    no_match: tuple[Rung, ...] | None = None
    no_input_ms: Milliseconds | None = None
    asr_hint: Text | None = None
    patience: Pace = Pace.NORMAL


class MessageDoc(_Doc):
    """Something said before hanging up, outside the graph of nodes."""

    say: Texts = ()
    tags: Tags | None = None
    grade: Grade | None = None


class ScriptDoc(_Doc):
    """A whole script file."""

    schema_version: Literal["1"]
    id: Name
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    voice: Text | None = None
    variables: dict[Name, Annotated[VariableDoc, BeforeValidator(_as_variable)]] = {}
    intents: dict[Name, Texts] = {}
    global_: tuple[EdgeDoc, ...] = Field(default=(), alias="global")
    no_input: tuple[Rung, ...] | None = None
    no_match: tuple[Rung, ...] | None = None
    no_input_ms: Milliseconds = 5000
    opt_out: MessageDoc = MessageDoc()
    give_up: MessageDoc = MessageDoc()
    voicemail: MessageDoc | None = None
    start: Name
    nodes: dict[Name, NodeDoc] = Field(min_length=1)
