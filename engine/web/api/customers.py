"""/api/v1/customers: people over all lists and campaigns."""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import Field
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import key_of as known_as
from engine.outcome import Grade
from engine.store.access import audit
from engine.store.people import consents, erasing
from engine.store.people import listing as people_listing
from engine.store.people.dossier import Call, Dossier, dossier
from engine.store.people.erasing import Erased
from engine.store.people.listing import PersonFilter, PersonRow
from engine.store.tables import Channel
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.guessing import count_lookup
from engine.web.access.permissions import Permission
from engine.web.api.exporting import everything_about
from engine.web.api.paging import Cursor, Limit, Page, cursor_of, cut, key_of
from engine.web.api.resources import Id, Resource, Text, moment, moment_or_none
from engine.web.api.uploads import rejects_folder
from engine.web.service import Service, service_of
from engine.writeback.opt_outs import Origin
from engine.writeback.payload_v2 import OptOutSource

log = logging.getLogger(__name__)
router = APIRouter(tags=["customers"])

Reader = Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_READ))]
Parts = Annotated[Service, Depends(service_of)]


class Customer(Resource):
    """A person, known by one number."""

    id: int
    number: str = Field(description="masked, unless you have `numbers:reveal`")
    external_id: str | None = Field(description="what your own systems call them")
    name: str | None
    time_zone: str | None
    grade: Grade | None
    updated_at: datetime


class TagOfCustomer(Resource):
    """What a call or a list says about somebody, and where it was first earned."""

    tag: str
    source: str
    at: datetime


class ConsentOfCustomer(Resource):
    """What somebody allowed or took back. The latest of a channel counts."""

    channel: Channel
    granted: bool
    at: datetime
    dated: bool = Field(description="false: nobody said when, and `at` is the latest that it can have been")
    source: str


class NoteOfAgent(Resource):
    """What a human agent made of a call."""

    agent: str
    outcome: str | None
    notes: str | None


class CallOfCustomer(Resource):
    """A call to them."""

    id: str
    campaign_name: str
    at: datetime
    disposition: str | None
    grade: Grade | None
    agent_notes: list[NoteOfAgent]


class CustomerDetail(Customer):
    """A person's record."""

    fields: dict[str, str] = Field(description="what the latest list said about them")
    slots: dict[str, str] = Field(description="what they said in calls")
    lists: list[str]
    tags: list[TagOfCustomer]
    consents: list[ConsentOfCustomer]
    do_not_call_since: datetime | None
    calls: list[CallOfCustomer]


class NewConsent(Resource):
    """Consent that was given or taken back."""

    channel: Channel
    granted: bool
    source: Annotated[Text, Field(min_length=1, description="where it is written down", examples=["letter of 2026-05-01"])]


class Erasure(Resource):
    """What was erased. Keep it as a proof: there is no other trace but the entry in the audit log."""

    customer: int
    at: datetime
    rows: dict[str, int] = Field(description="rows deleted or blanked, by table")
    recordings: int = Field(description="files deleted")
    kept: str = Field(description="what stays, and why")


@router.get("/customers")
def customers(
    request: Request,
    actor: Reader,
    service: Parts,
    query: Annotated[Text | None, Field(description="a number, an external id, or part of a name")] = None,
    tag: Text | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[Customer]:
    """People, by what is known of them, in the order in which they came."""
    after = key_of(cursor, tuple[int])
    number = known_as(query, service.settings.default_region) if query else None
    count_lookup(request, actor, number or "")
    wanted = PersonFilter(query, number, tag)
    found = service.database.read(lambda session: people_listing.page(session, wanted, limit + 1, after[0] if after else 0))
    page, more = cut(found, limit)
    return Page(items=[Customer(**_told(one, actor)) for one in page], next=cursor_of(page[-1].id) if more else None)


@router.get("/customers/{customer_id}")
def customer(customer_id: Id, actor: Reader, service: Parts) -> CustomerDetail:
    """One person."""

    def read(session: Session) -> tuple[PersonRow, Dossier]:
        row = people_listing.person(session, customer_id)
        return row, dossier(session, row.number)

    row, found = service.database.read(read)
    return CustomerDetail(**_told(row, actor), **_more(found, actor))


@router.get("/customers/{customer_id}/export")
def export(
    customer_id: Id, actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_EXPORT))], service: Parts
) -> dict[str, Any]:
    """Everything that is kept about a person, as they may ask for it: record, calls, transcripts, messages, events."""

    def work(session: Session) -> dict[str, Any]:
        found = everything_about(session, customer_id)
        audit.record(session, actor.deed("customer.exported", f"customer {customer_id}"), service.clock.now())
        return found

    return service.database.write(work)


@router.post("/customers/{customer_id}/consents", status_code=HTTPStatus.CREATED)
def consent(
    customer_id: Id, new: NewConsent, actor: Annotated[Actor, Depends(allowed(Permission.CONSENT_WRITE))], service: Parts
) -> ConsentOfCustomer:
    """Writes down that a person gave their consent, or took it back."""
    at = service.clock.now()

    def work(session: Session) -> None:
        number = people_listing.person(session, customer_id).number
        with service.opt_outs.told(session, number, Origin(OptOutSource.OPERATOR, actor.told), at):
            consents.record(session, customer_id, new.channel, granted=new.granted, source=new.source, at=at)
        deed = actor.deed(
            "consent.given" if new.granted else "consent.withdrawn", f"customer {customer_id}", {"channel": new.channel}
        )
        audit.record(session, deed, at)

    service.database.write(work)
    return ConsentOfCustomer(channel=new.channel, granted=new.granted, at=moment(at), dated=True, source=new.source)


@router.delete("/customers/{customer_id}")
def erase(customer_id: Id, actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_ERASE))], service: Parts) -> Erasure:
    """Erases a person everywhere: records, recordings, transcripts, and rejected rows of lists that wait to be fetched.

    Figures of campaigns stay, about nobody. The number stays on the do-not-call list, where it is put if it was not there: nothing
    else keeps it from being dialled when a list brings it again. Backups and what other systems were told are yours to see to.
    """
    at = service.clock.now()
    recordings = service.database.read(lambda session: erasing.recordings_of(session, customer_id))
    deleted = sum(_unlink(Path(path)) for path in recordings)  # before the rows: if this fails, they still say what is to be erased
    for waiting in rejects_folder(service.settings).glob("*.csv"):
        _unlink(waiting)

    def work(session: Session) -> Erased:
        erased = erasing.erase(session, customer_id, at)
        detail = {"rows": erased.rows, "recordings": deleted}
        audit.record(session, actor.deed("customer.erased", f"customer {customer_id}", detail), at)
        return erased

    erased = service.database.write(work)
    kept = "the number, on the do-not-call list only; figures of calls, about nobody"
    return Erasure(customer=customer_id, at=moment(at), rows=erased.rows, recordings=deleted, kept=kept)


def _unlink(path: Path) -> int:
    try:
        path.unlink()
    except FileNotFoundError:
        return 0
    except OSError as error:
        log.error("a recording could not be erased: %s", error.strerror, extra={"action": "erasure_failed"})
        raise HTTPException(
            HTTPStatus.CONFLICT,
            f"a recording cannot be deleted ({error.strerror}): nothing else was erased; mend this and try again",
        ) from error
    return 1


def _told(one: PersonRow, actor: Actor) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": actor.number(one.number),
        "external_id": one.external_id,
        "name": one.name,
        "time_zone": one.time_zone,
        "grade": one.grade,
        "updated_at": moment(one.updated_at),
    }


def _more(found: Dossier, actor: Actor) -> dict[str, Any]:
    return {
        "fields": {name: actor.text(value) for name, value in found.fields.items()},
        "slots": {name: actor.text(value) for name, value in found.slots.items()},
        "lists": list(found.lists),
        "tags": [TagOfCustomer(tag=one.tag, source=one.source, at=moment(one.at)) for one in found.tags],
        "consents": [
            ConsentOfCustomer(channel=one.channel, granted=one.granted, at=moment(one.at), dated=one.dated, source=one.source)
            for one in found.consents
        ],
        "do_not_call_since": moment_or_none(found.do_not_call.at if found.do_not_call else None),
        "calls": [_call(one, actor) for one in found.calls],
    }


def _call(one: Call, actor: Actor) -> CallOfCustomer:
    notes = [
        NoteOfAgent(agent=note.agent, outcome=note.disposition, notes=note.notes and actor.text(note.notes))
        for note in one.agent_notes
    ]
    return CallOfCustomer(
        id=one.attempt_id,
        campaign_name=one.campaign,
        at=moment(one.at),
        disposition=one.disposition,
        grade=one.grade,
        agent_notes=notes,
    )
