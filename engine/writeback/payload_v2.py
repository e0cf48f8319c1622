"""What receivers are told: version 2 of the payload. Its JSON Schema is kept in `docs/writeback.v2.schema.json`.

It tells of every opt-out, those too that were not said in a call; then `call`, and what goes with it, is null. Fields may be added
within a version; none is taken away, and none changes its meaning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

import msgspec

from engine.store.tables import Channel
from engine.writeback import payload as v1
from engine.writeback.next_action import Action
from engine.writeback.payload import Call, Occasion, Turn

SCHEMA: Final = "callwright.writeback.v2"


class OptOutSource(StrEnum):
    """How somebody opted out."""

    CALL = "call"
    """Said in a call, or by a key."""
    SMS = "sms"
    """Answered a text message so."""
    SYSTEM = "system"
    """Another system told: an unsubscription, or consent that was taken back."""
    OPERATOR = "operator"
    """Somebody noted it: in the console, over the API, by command."""


class OptOut(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants no more of."""

    channels: tuple[Channel, ...]
    """What was open until now and is not any more. Of a call always both: who wants no calls gets no messages either."""
    source: OptOutSource
    told_by: str | None
    """The system or account that told; null: the person did."""


class Customer(v1.Customer, frozen=True, kw_only=True):
    """The person's record. A number that is nobody's record has nulls, and empty tags and slots.

    `do_not_call`: they are on the do-not-call list, or took back consent to calls.
    """

    do_not_text: bool
    """They are on the do-not-call list, or took back consent to messages."""


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a request. What says so is null unless it is told of a call."""

    schema: Literal["callwright.writeback.v2"] = SCHEMA
    id: str
    """UUID; the same at every try, also in the header `webhook-id`. Two with the same id say the same."""
    type: Occasion
    at: str
    """When it happened, ISO 8601 in UTC."""
    customer: Customer
    opt_out: OptOut | None = None
    """Of `customer.opted_out`."""
    call: Call | None = None
    """Null: not of a call."""
    campaign: str | None = None
    """Of the call."""
    row: int | None = None
    """Of the call: line of the list that the person stood on."""
    lead: dict[str, str] | None = None
    """Of the call: what the list says of them, by variable name."""
    tag: str | None = None
    """Of `call.tagged`: the urgent one."""
    summary: str | None = None
    """Of the call."""
    next_action: Action | None
    """Known once the call has ended, or when they are not to be called any more."""
    next_call_at: str | None = None
    """Of the call: when the campaign dials again by itself, ISO 8601 in UTC."""
    transcript: tuple[Turn, ...] | None = None
