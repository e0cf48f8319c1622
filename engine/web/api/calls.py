"""/api/v1/calls"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field

from engine.campaign.lists.numbers import NumberError, e164
from engine.outcome import Disposition, Grade
from engine.store import messages
from engine.store.calls import listing as store
from engine.store.calls.listing import CallFilter, CallRow
from engine.store.calls.record import CallRecord, call_record
from engine.store.messages import SaidMessage
from engine.store.tables import Speaker
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.guessing import count_lookup
from engine.web.access.permissions import Permission
from engine.web.api.paging import Cursor, Limit, Page, cursor_of, cut, key_of
from engine.web.api.resources import Moment, Resource, Text, moment, moment_or_none
from engine.web.service import Service, service_of

router = APIRouter(tags=["calls"])

Reader = Annotated[Actor, Depends(allowed(Permission.CALLS_READ))]


class Call(Resource):
    """An attempt to reach a person."""

    id: str
    campaign: int
    campaign_name: str
    customer: int
    name: str | None
    number: str = Field(description="as it was dialled; masked, unless you have `numbers:reveal`")
    script: str = Field(examples=["membership@3"], description="version, or the content's hash if it was not published")
    placed_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None = Field(description="null: it goes on")
    disposition: Disposition | None
    cause: str | None
    sip_status: int | None
    grade: Grade | None
    tags: list[str]
    duration_ms: int | None = Field(description="of the conversation")
    recorded: bool


class TurnOfCall(Resource):
    """Something that was said. Times count from the start of the conversation, as in the recording."""

    speaker: Speaker
    text: str
    node: str
    started_ms: int
    ended_ms: int
    intent: str | None
    confidence: float | None
    missed: bool | None = Field(
        description="the person's answer was not understood; null: the bot's, or of a call before this was written down"
    )
    filled: dict[str, str] | None = Field(description="what it filled, by slot; null: as above")
    interrupted: bool
    reply_gap_ms: int | None = Field(description="silence before the bot answered")


class EventOfCall(Resource):
    """Anything else that happened."""

    at: datetime
    kind: str = Field(examples=["NodeEntered", "PersonPressed"])
    detail: dict[str, Any]


class CallDetail(Call):
    """A call with all that is known of it: what was said, what happened, and thereby why it was tagged and graded so."""

    worker: str | None
    trunk: str | None
    caller_id: str | None
    variables: dict[str, str] = Field(description="what the list said about the person")
    slots: dict[str, str] = Field(description="what the person said, by slot")
    contactable: dict[str, Any] | None = Field(description="the decision that let it be dialled: policy, rule, local time")
    transcript: list[TurnOfCall]
    events: list[EventOfCall]
    messages: list[str] = Field(description="texts of messages that were promised")


@router.get("/calls")
def calls(
    request: Request,
    actor: Reader,
    service: Annotated[Service, Depends(service_of)],
    campaign: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None,
    customer: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None,
    disposition: Disposition | None = None,
    grade: Grade | None = None,
    number: Text | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    open: bool | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Call]:
    """Calls by filters, the newest first. `open`: only those that go on, or only those that have ended."""
    dialled = _e164(number, service) if number else None
    count_lookup(request, actor, dialled or "")
    wanted = CallFilter(
        campaign_id=campaign,
        customer_id=customer,
        disposition=disposition,
        grade=grade,
        number=dialled,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        open=open,
    )
    before = key_of(cursor, tuple[float, str])
    found = service.database.read(lambda session: store.page(session, wanted, limit + 1, before))
    page, more = cut(found, limit)
    last = page[-1].attempt if page else None
    following = cursor_of(last.created_at, last.id) if last and more else None
    return Page(items=[Call(**_told(one, actor)) for one in page], next=following)


@router.get("/calls/{call_id}")
def call(call_id: Text, actor: Reader, service: Annotated[Service, Depends(service_of)]) -> CallDetail:
    """One call."""
    before = service.unreported_before
    found, promised = service.database.read(
        lambda session: (call_record(session, call_id), messages.of_call(session, call_id, before))
    )
    return _detail(found, promised, actor)


def _e164(number: str, service: Service) -> str:
    try:
        return e164(number, service.settings.default_region)
    except NumberError as error:
        raise HTTPException(422, f"number: {error}") from error


def _told(one: CallRow, actor: Actor) -> dict[str, Any]:
    attempt = one.attempt
    return {
        "id": attempt.id,
        "campaign": one.campaign_id,
        "campaign_name": one.campaign,
        "customer": one.customer_id,
        "name": one.name,
        "number": actor.number(attempt.number),
        "script": one.script,
        "placed_at": moment(attempt.created_at),
        "answered_at": moment_or_none(attempt.answered_at),
        "ended_at": moment_or_none(attempt.ended_at),
        "disposition": attempt.disposition,
        "cause": attempt.cause,
        "sip_status": attempt.sip_status,
        "grade": attempt.grade,
        "tags": list(attempt.tags),
        "duration_ms": attempt.duration_ms,
        "recorded": attempt.recording is not None,
    }


def _detail(found: CallRecord, promised: Sequence[SaidMessage], actor: Actor) -> CallDetail:
    attempt = found.attempt
    return CallDetail(
        **_told(found.row, actor),
        worker=attempt.worker,
        trunk=attempt.trunk,
        caller_id=attempt.caller_id,
        variables={name: actor.text(value) for name, value in found.variables.items()},
        slots={name: actor.text(value) for name, value in attempt.slots.items()},
        contactable=attempt.contactable,
        transcript=[
            TurnOfCall(
                speaker=turn.speaker,
                text=actor.text(turn.text),
                node=turn.node,
                started_ms=turn.started_ms,
                ended_ms=turn.ended_ms,
                intent=turn.intent,
                confidence=turn.confidence,
                missed=turn.missed,
                filled=None if turn.filled is None else {slot: actor.text(value) for slot, value in turn.filled.items()},
                interrupted=turn.interrupted,
                reply_gap_ms=turn.reply_gap_ms,
            )
            for turn in found.turns
        ],
        events=[EventOfCall(at=moment(note.at), kind=note.kind, detail=_shown(note.detail, actor)) for note in found.notes],
        messages=[actor.text(message.text) for message in promised],
    )


def _shown(detail: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """An event with the numbers in its words as the actor may see them, and without the places of files."""
    said = {name: value for name, value in detail.items() if name != "recording"}
    return {name: actor.text(value) if isinstance(value, str) else value for name, value in said.items()}
