"""The form in which systems tell what people did, whether they sign it or have a token."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, Field, JsonValue, StringConstraints

from engine.inbound.events import ToldEvent
from engine.inbound.people import number_of
from engine.inbound.unsubscribing import FromWhat
from engine.store.people.customer_events import KIND_MAX
from engine.web.forms import Body, Key, Name, Short
from engine.web.service import Service

LARGEST: Final = 2**53
"""Beyond, numbers of JSON are not the same everywhere."""
LONGEST: Final = 2000


def _plain(value: JsonValue) -> JsonValue:
    """What every database keeps as it is."""
    match value:
        case None | bool():
            return value
        case int() | float() if abs(value) <= LARGEST:
            return value
        case str() if len(value) <= LONGEST and value.isprintable():
            return value
    raise ValueError(f"should be a number, true, false, null, or a text of one line and at most {LONGEST} characters")


class EventBody(Body):
    """Something that a person did."""

    kind: Annotated[str, StringConstraints(pattern=rf"^[a-z][a-z0-9_]{{0,{KIND_MAX - 1}}}$")] = Field(
        description="order, click, unsubscribe, or a word of your own"
    )
    link: Short | None = Field(default=None, description="the token that the link's target got as cw=…")
    number: Short | None = None
    external_id: Short | None = None
    call: Annotated[str, StringConstraints(max_length=36)] | None = Field(
        default=None, description="id of the call it is owed to; a link says so by itself"
    )
    at: AwareDatetime | None = Field(default=None, description="when, ISO 8601 with an offset; now unless told")
    value: float | None = Field(default=None, allow_inf_nan=False)
    detail: dict[Name, Annotated[JsonValue, AfterValidator(_plain)]] = Field(default={}, max_length=50)
    channel: FromWhat = Field(default=FromWhat.ALL, description="of an unsubscription: all, call or sms")
    key: Key | None = Field(default=None, description="the same key again is the same event; or the header Idempotency-Key")


def told_event(body: EventBody, service: Service, source: str, key: str | None) -> ToldEvent:
    """The event that a system tells.

    Raises:
        UnfitInput: its number is none.
    """
    return ToldEvent(
        kind=body.kind,
        at=body.at.timestamp() if body.at else service.clock.now(),
        source=source,
        key=body.key or key,
        link=body.link,
        number=number_of(body.number, service.settings.default_region) if body.number else None,
        external_id=body.external_id,
        call=body.call,
        value=body.value,
        detail=body.detail,
        channel=body.channel,
    )
