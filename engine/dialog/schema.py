"""The script file's format, version 1, field by field, as it is in one language. `docs/scripts.md` explains it by example.

Every value arrives as text (see `engine.dialog.source`), in one language (`engine.dialog.localised`); these models give it its type
and refuse fields they do not know.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from engine.dialog.moves import Pace, TransferMode, WebhookMethod
from engine.dialog.schema_values import (
    BargeIn,
    Code,
    Confirm,
    Country,
    Currency,
    Digit,
    Flag,
    Milliseconds,
    Name,
    Names,
    PauseMs,
    Text,
    Texts,
    WebhookMs,
    as_item,
    as_list,
)
from engine.dialog.slots.spec import SlotType
from engine.outcome import Grade

FORMAT_VERSION = "1"


class Doc(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SayDoc(Doc):
    """One item of a speech: a text, variants, a part said only on a condition, a pause, or a recording with its transcript."""

    text: Text | None = None
    one_of: Texts = ()
    when: Text | None = None
    say: Say = ()
    pause_ms: PauseMs | None = None
    audio: Text | None = None


SayItem = Annotated[SayDoc, BeforeValidator(as_item("text"), json_schema_input_type=Text | SayDoc)]
Say = Annotated[
    tuple[SayItem, ...], BeforeValidator(as_list, json_schema_input_type=SayItem | list[SayItem] | dict[Code, list[SayItem]])
]


class VariableDoc(Doc):
    """A placeholder's source. Without a default, every lead must bring it."""

    type: SlotType = SlotType.TEXT
    currency: Currency | None = None
    region: Country | None = None
    default: Text | None = None
    example: Text | None = None


class SlotDoc(Doc):
    """What an answer is understood as, and how the bot makes sure of it."""

    type: SlotType = SlotType.TEXT
    choices: dict[Name, Texts] = {}
    min: Text | None = None
    max: Text | None = None
    currency: Currency | None = None
    region: Country | None = None
    length: Text | None = None
    confirm: Confirm = Confirm.UNSURE
    confirm_say: Say = ()
    invalid_say: Say = ()


class AskDoc(SlotDoc):
    """The slot that a question fills; beside its name, whatever differs from the declaration under `slots`."""

    slot: Name


class BranchDoc(Doc):
    """A way on, under a condition."""

    when: Text | None = None
    goto: Name


BranchItem = Annotated[BranchDoc, BeforeValidator(as_item("goto"), json_schema_input_type=Name | BranchDoc)]
Branches = Annotated[tuple[BranchItem, ...], BeforeValidator(as_list, json_schema_input_type=Name | list[BranchItem])]


class EdgeDoc(Doc):
    """An expected answer and what follows from it: exactly one of `goto`, `say`, `call` and `repeat`."""

    intent: Name | None = None
    digit: Digit | None = None
    words: Texts = ()
    when: Text | None = None
    goto: Name | None = None
    say: Say = ()
    call: Name | None = None
    repeat: Flag = False
    slot: Name | None = None
    set: dict[Name, Text] = {}
    tags: Names = ()
    grade: Grade | None = None


class FaqDoc(Doc):
    """A question people ask at any time, and its answer; then the conversation is back where it was."""

    ask: Texts
    say: Say
    tags: Names = ()
    grade: Grade | None = None


class RungDoc(Doc):
    """One step of a `no_input` or `no_match` ladder."""

    say: Say = ()
    repeat: Flag = False
    goto: Name | None = None


Rung = Annotated[RungDoc, BeforeValidator(as_item("say"), json_schema_input_type=Text | RungDoc)]


class SmsDoc(Doc):
    """A text message to the person; `{{ link }}` in it becomes a short link to `link`."""

    text: Text
    link: Text | None = None


class TransferDoc(Doc):
    """A human agent takes over."""

    to: Text
    mode: TransferMode = TransferMode.COLD
    on_failed: Name | None = None
    back_to: Name | None = None
    meanwhile: Say = ()


class WebhookDoc(Doc):
    """A question to somebody's system while the bot speaks."""

    url: Text
    method: WebhookMethod = WebhookMethod.GET
    send: dict[Name, Text] = {}
    save: dict[Name, Text] = {}
    timeout_ms: WebhookMs = 3000
    on_failed: Name


class NodeDoc(Doc):
    """A place in the conversation: what is said and done there, and one way on."""

    say: Say = ()
    again: Say = ()
    disclosure: Flag = False
    barge_in: BargeIn | None = None
    tags: Names = ()
    grade: Grade | None = None
    sms: Annotated[SmsDoc, BeforeValidator(as_item("text"), json_schema_input_type=Text | SmsDoc)] | None = None
    callback: Name | None = None
    set: dict[Name, Text] = {}
    on: tuple[EdgeDoc, ...] = ()
    ask: Annotated[AskDoc, BeforeValidator(as_item("slot"), json_schema_input_type=Name | AskDoc)] | None = None
    goto: Branches = ()
    resume: Flag = False
    return_: Flag = Field(default=False, alias="return")
    webhook: WebhookDoc | None = None
    transfer: Annotated[TransferDoc, BeforeValidator(as_item("to"), json_schema_input_type=Text | TransferDoc)] | None = None
    hangup: Flag = False
    no_input: tuple[Rung, ...] | None = None
    no_match: tuple[Rung, ...] | None = None
    no_input_ms: Milliseconds | None = None
    asr_hint: Text | None = None
    patience: Pace = Pace.NORMAL


class MessageDoc(Doc):
    """Something said before hanging up, outside the graph of nodes."""

    say: Say = ()
    tags: Names | None = None
    grade: Grade | None = None


class PersonaDoc(Doc):
    """Who speaks: `{{ bot_name }}` of `{{ company }}`."""

    name: Text | None = None
    company: Text | None = None


def _as_variable(value: Any) -> Any:
    return {} if value is None else value


class ScriptDoc(Doc):
    """A whole script file."""

    schema_version: Literal["1"]
    id: Name
    language: Code = "en"
    languages: Names = ()
    voice: Text | None = None
    persona: PersonaDoc = PersonaDoc()
    jurisdictions: Names = ()
    include: Texts = ()
    variables: dict[Name, Annotated[VariableDoc, BeforeValidator(_as_variable, json_schema_input_type=VariableDoc | None)]] = {}
    slots: dict[Name, SlotDoc] = {}
    intents: dict[Name, Texts] = {}
    faq: dict[Name, FaqDoc] = {}
    global_: tuple[EdgeDoc, ...] = Field(default=(), alias="global")
    builtin_global: Names | None = None
    no_input: tuple[Rung, ...] | None = None
    no_match: tuple[Rung, ...] | None = None
    no_input_ms: Milliseconds = 5000
    opt_out: MessageDoc = MessageDoc()
    give_up: MessageDoc = MessageDoc()
    voicemail: MessageDoc | None = None
    screening: MessageDoc | None = None
    start: Name
    nodes: dict[Name, NodeDoc] = Field(min_length=1)
