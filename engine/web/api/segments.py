"""/api/v1/segments: people chosen by filters (`engine.segments`), saved under names."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path
from pydantic import AfterValidator, Field
from sqlalchemy.orm import Session

from engine.masking import masked_text
from engine.segments import counting, saved
from engine.segments.explaining import Explanation
from engine.segments.grammar import LENGTH_MAX
from engine.segments.saved import SavedSegment, Standing
from engine.store.access import audit
from engine.store.errors import UnknownCustomer
from engine.store.tables import Customer
from engine.web.access.actor import Actor
from engine.web.access.guards import allowed
from engine.web.access.permissions import Permission
from engine.web.api.resources import Id, Resource, Text, moment, without_nul
from engine.web.service import Service, service_of

router = APIRouter(tags=["segments"])

_EXAMPLE: Final = "grade >= B and last_call > 30d and city = 'Suzhou' and not clicked"

Reader = Annotated[Actor, Depends(allowed(Permission.LISTS_READ))]
Manager = Annotated[Actor, Depends(allowed(Permission.SEGMENTS_MANAGE))]
Parts = Annotated[Service, Depends(service_of)]
Name = Annotated[Text, Path(description="the segment's name", examples=["lapsed"])]
FilterText = Annotated[str, Field(max_length=LENGTH_MAX, examples=[_EXAMPLE]), AfterValidator(without_nul)]


class Segment(Resource):
    """A filter with a name."""

    name: str
    filter: str = Field(description="in the language of docs/growth-loop.md", examples=[_EXAMPLE])
    created_at: datetime
    changed_at: datetime


class FilterFault(Resource):
    """Why a filter cannot be used."""

    line: int
    column: int
    problem: str


class SegmentDetail(Segment):
    """A segment and who belongs to it now."""

    people: int | None = Field(description="null: see `fault`")
    prepared: bool = Field(description="false: it was just saved, and counting it among many people is slow for a while yet")
    fault: FilterFault | None = Field(description="what the filter asks for is not known any more")


class NewFilter(Resource):
    """Whom a segment shall hold."""

    filter: FilterText


class FilterCheck(NewFilter):
    """A filter to be tried."""

    customer: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = Field(
        default=None, description="id of a person for whom it shall be explained"
    )


class Clause(Resource):
    """A part of a filter, and what it comes to for one person."""

    text: str
    holds: bool
    found: str = Field(description="what is known of the person; empty for a part that is made of others")
    parts: list[Clause]


class Belonging(Resource):
    """Why a person belongs to a segment, or does not."""

    customer: int
    belongs: bool
    decisive: list[str] = Field(description="the clauses that decide it: those that fail, or, of an `or`, those that hold")
    clause: Clause = Field(description="the whole filter")


class FilterTrial(Resource):
    """What came of a filter that was tried."""

    people: int
    belonging: Belonging | None


@router.get("/segments")
def segments(actor: Reader, service: Parts) -> list[Segment]:
    """All segments by name."""
    return [_told(one, actor) for one in service.database.read(saved.listed)]


@router.post("/segments/checks")
def check(asked: FilterCheck, actor: Manager, service: Parts) -> FilterTrial:
    """How many people a filter holds for, and whether one person is among them, without saving it.

    A filter that cannot be used is refused with the place where it goes wrong and what to write instead.
    """
    at = service.clock.now()

    def read(session: Session) -> tuple[int, Explanation | None]:
        root = saved.read_filter(session, asked.filter, reveals=actor.may(Permission.NUMBERS_REVEAL)).root
        told = None if asked.customer is None else saved.explain(session, root, _customer(session, asked.customer), at)
        return counting.count(session, root, at), told

    people, told = service.database.read(read)
    belonging = _belonging(asked.customer, told, actor) if asked.customer is not None and told else None
    return FilterTrial(people=people, belonging=belonging)


@router.get("/segments/{segment}")
def segment(segment: Name, actor: Reader, service: Parts) -> SegmentDetail:
    """One segment, counted."""
    return _detail(service, segment, actor)


@router.put("/segments/{segment}")
def save(segment: Name, new: NewFilter, actor: Manager, service: Parts) -> SegmentDetail:
    """Saves a filter under a name; one that was saved under it before is replaced."""
    at = service.clock.now()

    def write(session: Session) -> None:
        saved.save(session, segment, new.filter, at, replace=True, reveals=actor.may(Permission.NUMBERS_REVEAL))
        audit.record(session, actor.deed("segment.saved", f"segment {segment}", {"filter": masked_text(new.filter)}), at)

    service.database.write(write)
    return _detail(service, segment, actor)


@router.delete("/segments/{segment}", status_code=HTTPStatus.NO_CONTENT)
def remove(segment: Name, actor: Manager, service: Parts) -> None:
    """Forgets a segment. Calls stay attributed to it; campaigns whose plan names it cannot be started again."""

    def write(session: Session) -> None:
        saved.remove(session, segment)
        audit.record(session, actor.deed("segment.removed", f"segment {segment}"), service.clock.now())

    service.database.write(write)


@router.get("/segments/{segment}/customers/{customer_id}")
def belonging(
    segment: Name, customer_id: Id, actor: Annotated[Actor, Depends(allowed(Permission.CUSTOMERS_READ))], service: Parts
) -> Belonging:
    """Why one person belongs to a segment or not: each clause with what is known of them."""
    at = service.clock.now()

    def read(session: Session) -> Explanation:
        return saved.explain(session, saved.filter_of(session, segment).root, _customer(session, customer_id), at)

    return _belonging(customer_id, service.database.read(read), actor)


def _customer(session: Session, customer_id: int) -> Customer:
    if (customer := session.get(Customer, customer_id)) is None:
        raise UnknownCustomer(f"there is no customer {customer_id}")
    return customer


def _detail(service: Service, name: str, actor: Actor) -> SegmentDetail:
    found: Standing = service.database.read(lambda session: saved.standing(session, name, service.clock.now()))
    fault = found.fault
    wrong = FilterFault(line=fault.line, column=fault.column, problem=actor.text(fault.reason)) if fault else None
    told = _told(found.segment, actor).model_dump()
    return SegmentDetail(**told, people=found.people, prepared=found.prepared, fault=wrong)


def _told(one: SavedSegment, actor: Actor) -> Segment:
    return Segment(name=one.name, filter=actor.text(one.text), created_at=moment(one.created_at), changed_at=moment(one.updated_at))


def _belonging(customer_id: int, told: Explanation, actor: Actor) -> Belonging:
    return Belonging(
        customer=customer_id,
        belongs=told.holds,
        decisive=[actor.text(clause.text) for clause in told.decisive],
        clause=clause_told(told, actor),
    )


def clause_told(told: Explanation, actor: Actor) -> Clause:
    """A filter's clause as who asks may see it."""
    parts = [clause_told(part, actor) for part in told.parts]
    return Clause(text=actor.text(told.text), holds=told.holds, found=actor.text(told.found), parts=parts)
