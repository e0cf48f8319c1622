"""What receivers are told: version 1 of the payload. Its JSON Schema is kept in `docs/writeback.schema.json`.

Fields may be added within a version; none is taken away, and none changes its meaning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

import msgspec

from engine.outcome import Disposition, Grade
from engine.writeback.next_action import Action

SCHEMA: Final = "callwright.writeback.v1"


class Occasion(StrEnum):
    """Why a receiver is told something."""

    CALL_ENDED = "call.ended"
    CALL_TAGGED = "call.tagged"
    """During the call, for the tags that the receiver calls urgent."""
    OPTED_OUT = "customer.opted_out"
    """At once, while the call may still last; outside of calls with version 2 only."""


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """The person's record, this call included."""

    number: str
    """E.164, with `+`."""
    external_id: str | None
    """What the receiver's own systems call them, if a list said it."""
    name: str | None
    grade: Grade | None
    tags: tuple[str, ...]
    slots: dict[str, str]
    do_not_call: bool


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """The call. Times are ISO 8601 in UTC; null is what has not happened, or not yet."""

    id: str
    """UUID of the attempt."""
    script: str
    """`membership@3`, or the beginning of the content's hash if it was not published."""
    arm: str | None = None
    """Of the campaign's experiment."""
    offer: str | None = None
    segment: str | None = None
    """For belonging to which the person got this offer or script."""
    started_at: str
    answered_at: str | None
    ended_at: str | None
    duration_ms: int | None
    disposition: Disposition | None
    cause: str | None
    grade: Grade | None
    tags: tuple[str, ...]
    slots: dict[str, str]
    callback: str | None
    """When the person asked to be called again: ISO 8601 in their local time, or their words if those were not understood."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said, told only to receivers that are to have transcripts."""

    speaker: Literal["person", "bot"]
    text: str
    intent: str | None
    filled: dict[str, str] | None
    """What it filled, by slot; null: the bot's, or of a call before this was written down."""


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a request."""

    schema: Literal["callwright.writeback.v1"] = SCHEMA
    id: str
    """UUID; the same at every try, also in the header `webhook-id`. Two with the same id say the same."""
    type: Occasion
    at: str
    """When it happened, ISO 8601 in UTC."""
    campaign: str
    row: int
    """Line of the list that the person stood on."""
    lead: dict[str, str]
    """What the list says of them, by variable name."""
    customer: Customer
    call: Call
    tag: str | None = None
    """The urgent one."""
    summary: str
    next_action: Action | None
    """Known once the call has ended."""
    next_call_at: str | None = None
    """When the campaign dials again by itself, ISO 8601 in UTC."""
    transcript: tuple[Turn, ...] | None = None
