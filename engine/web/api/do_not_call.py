"""/api/v1/do-not-call"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import NumberError, e164
from engine.masking import masked
from engine.store.access import audit
from engine.store.people import do_not_call as store
from engine.store.people.do_not_call import Listing
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.paging import Cursor, Limit, Page, cursor_of, cut, key_of
from engine.web.api.resources import Resource, Text, moment
from engine.web.service import Service, service_of
from engine.writeback.opt_outs import Origin
from engine.writeback.payload_v2 import OptOutSource

router = APIRouter(tags=["do not call"])


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """Of a page's first entry: when it was listed, Unix seconds, and how many that were listed then stand before it."""

    since: float = 0.0
    skip: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0


class DoNotCallEntry(Resource):
    """A number that is never dialled."""

    number: str = Field(description="masked, unless you have `numbers:reveal`", examples=["+1202•••0100"])
    reason: str
    source: str
    since: datetime


class NewEntry(Resource):
    """A number to be listed for good."""

    number: Annotated[Text, Field(description="with +, or in the settings' default_region", examples=["+12025550100"])]
    reason: Annotated[Text, Field(min_length=1, description="who asked, and how")]


class Removal(Resource):
    """A number that may be dialled again, and why."""

    number: Text
    reason: Annotated[Text, Field(min_length=1)]


@router.get("/do-not-call")
def entries(
    actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_READ))],
    service: Annotated[Service, Depends(service_of)],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[DoNotCallEntry]:
    """All listed numbers, the first listed first."""
    first = key_of(cursor, _Place) or _Place()
    found = service.database.read(lambda session: store.page(session, first.since, first.skip, limit + 1))
    page, more = cut(found, limit)
    return Page(items=[_told(one, actor) for one in page], next=cursor_of(*_after(page, first)) if more else None)


@router.post("/do-not-call", status_code=HTTPStatus.CREATED)
def add(
    entry: NewEntry,
    actor: Annotated[Actor, Depends(allowed(Permission.CONSENT_WRITE))],
    service: Annotated[Service, Depends(service_of)],
) -> DoNotCallEntry:
    """Lists a number for good; one that is listed stays as it is."""
    number, at = _number(entry.number, service), service.clock.now()

    def work(session: Session) -> Listing | None:
        with service.opt_outs.told(session, number, Origin(OptOutSource.OPERATOR, actor.told), at):
            store.add(session, number, entry.reason, at, source=actor.told)
        audit.record(session, actor.deed("do-not-call.added", f"number {masked(number)}"), at)
        session.flush()
        return store.find(session, number)

    listing = service.database.write(work)
    assert listing is not None
    return _told(listing, actor)


@router.post("/do-not-call/removals", status_code=HTTPStatus.NO_CONTENT)
def remove(
    removal: Removal,
    actor: Annotated[Actor, Depends(allowed(Permission.DO_NOT_CALL_REMOVE))],
    service: Annotated[Service, Depends(service_of)],
) -> None:
    """Takes a number off the list, if the person asked to be called again. Who did it and why is kept."""
    number, at = _number(removal.number, service), service.clock.now()

    def work(session: Session) -> None:
        if not store.listed(session, number):
            raise HTTPException(HTTPStatus.NOT_FOUND, "this number is not on the do-not-call list")
        store.remove(session, number, removal.reason, actor.told, at)
        audit.record(session, actor.deed("do-not-call.removed", f"number {masked(number)}", {"reason": removal.reason}), at)

    service.database.write(work)


def _after(page: Sequence[Listing], first: _Place) -> tuple[float, int]:
    """The place of what follows a page. Everybody can read a cursor: a number must not be in it."""
    last = page[-1].at
    return last, sum(one.at == last for one in page) + (first.skip if last == first.since else 0)


def _number(text: str, service: Service) -> str:
    try:
        return e164(text, service.settings.default_region)
    except NumberError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"number: {error}") from error


def _told(one: Listing, actor: Actor) -> DoNotCallEntry:
    return DoNotCallEntry(number=actor.number(one.number), reason=actor.text(one.reason), source=one.source, since=moment(one.at))
