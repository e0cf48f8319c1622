"""People as lists bring them: one record per person, many at a time.

A person is known by the external id first, then by the number. Where the two disagree about who it is, the row is refused: guessing
would mix two people's histories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.errors import StoreError
from engine.store.people import consents, do_not_call, tags
from engine.store.tables import Customer, ListMember
from engine.store.upserting import among, insert_into, insert_rows, new_keys, table_of

EXTERNAL_ID_MAX: Final = 200
TAG_MAX: Final = 200
NUMBER: Final = "number"
EXTERNAL_ID: Final = "external_id"
_CUSTOMER: Final = ("id", "number", "external_id", "name", "time_zone", "fields", "slots", "updated_at")
_MEMBER: Final = ("list_id", "customer_id", "import_id", "row_number", "variables")


class ListedPerson(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A checked row of a list."""

    line: int
    number: str
    """E.164, with `+`."""
    external_id: str | None
    name: str | None
    time_zone: str | None
    """IANA name."""
    said: str
    """What the list says about them by variable, as JSON: most of it is only handed through to the database."""
    tags: tuple[str, ...] = ()
    consent: bool | None = None
    """Given, taken back, or not spoken of."""
    consent_at: float | None = None
    """When; None: not said."""

    @property
    def variables(self) -> dict[str, str]:
        """What the list says about them, by variable."""
        found: dict[str, str] = msgspec.json.decode(self.said)
        return found


class Taken(StrEnum):
    """What became of a row."""

    ADDED = "added"
    """The list did not have this person."""
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row that was refused because of who else is there."""

    line: int
    field: str
    """`number` or `external_id`."""
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where people come from."""

    list_id: int
    import_id: int
    told: str
    """For tags and consent: `list NAME`."""
    at: float


@dataclass(slots=True)
class Intake:
    """What became of some rows."""

    counts: Counter[Taken] = field(default_factory=Counter)
    new_people: int = 0
    """Of those added, people whom no list or campaign had brought before."""
    consent_stays_withdrawn: int = 0
    """Rows that claim consent of people who took it back since."""
    disagreements: list[Disagreement] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Record:
    """A person's row of `customers` and of the list, as they are and as they shall be."""

    number: str
    external_id: str | None
    name: str | None
    time_zone: str | None
    fields: dict[str, str]
    """Empty of somebody new."""
    id: int | None = None
    variables: dict[str, str] | None = None
    """On the list; None: not on it."""
    line: int | None = None
    """Of this import; None: it has not named them yet."""
    changed: bool = False


def take_in(session: Session, people: Sequence[ListedPerson], source: Source) -> Intake:
    """Writes people and their membership of the list: new ones are added, known ones brought up to date."""
    return _Batch(session, source).take(people)


class _Batch:
    def __init__(self, session: Session, source: Source) -> None:
        self._session = session
        self._source = source
        self._by_number: dict[str, _Record] = {}
        self._by_external_id: dict[str, _Record] = {}
        self._moved: list[tuple[str, str]] = []
        self._intake = Intake()

    def take(self, people: Sequence[ListedPerson]) -> Intake:
        self._look_up(people)
        accepted = [(person, record) for person in people if (record := self._match(person))]
        for person, record in accepted:
            self._intake.counts[self._apply(person, record)] += 1
        self._write_customers(accepted)
        self._write_members(accepted)
        self._write_what_they_said(accepted)
        do_not_call.follow(self._session, self._moved, self._source.at)
        return self._intake

    def _look_up(self, people: Sequence[ListedPerson]) -> None:
        on_list = (ListMember.list_id == self._source.list_id) & (ListMember.customer_id == Customer.id)
        query = select(
            Customer.id,
            Customer.number,
            Customer.external_id,
            Customer.name,
            Customer.time_zone,
            Customer.fields,
            ListMember.variables,
            ListMember.import_id,
            ListMember.row_number,
        ).outerjoin(ListMember, on_list)

        def know(column: InstrumentedAttribute[Any], keys: Sequence[str]) -> None:
            for row in self._session.execute(query.where(among(self._session, column, keys))) if keys else ():
                self._know(_record(row, self._source.import_id))

        know(Customer.number, [person.number for person in people])
        external_ids = (person.external_id for person in people if person.external_id)
        know(Customer.external_id, [external_id for external_id in external_ids if external_id not in self._by_external_id])

    def _know(self, record: _Record) -> None:
        self._by_number[record.number] = record
        if record.external_id:
            self._by_external_id[record.external_id] = record

    def _match(self, person: ListedPerson) -> _Record | None:
        """Whose row it is; None if that cannot be said, or the file said it before."""
        by_id = self._by_external_id.get(person.external_id) if person.external_id else None
        by_number = self._by_number.get(person.number)
        if by_id and by_number and by_id is not by_number:
            self._disagree(person, EXTERNAL_ID, "is of somebody with another number, and this number is somebody else's")
            return None
        if by_number and not by_id and by_number.external_id and person.external_id:
            self._disagree(person, EXTERNAL_ID, f"is not the one that this number has ({by_number.external_id})")
            return None
        record = by_id or by_number
        if record is None:
            record = _Record(person.number, person.external_id, person.name, person.time_zone, {}, line=person.line)
            self._know(record)
            return record
        if record.line is not None:
            again = NUMBER if by_number else EXTERNAL_ID
            what = "number" if by_number else "external id"
            self._disagree(person, again, f"is the {what} of line {record.line} again: remove one of the two")
            return None
        record.line = person.line
        self._rename(record, person)
        return record

    def _rename(self, record: _Record, person: ListedPerson) -> None:
        """Takes over a number or external id that the person has not had; later rows must find it."""
        if record.number != person.number:
            del self._by_number[record.number]
            self._moved.append((record.number, person.number))
            record.number, record.changed = person.number, True
        if person.external_id and record.external_id != person.external_id:
            record.external_id, record.changed = person.external_id, True
        self._know(record)

    def _disagree(self, person: ListedPerson, field_name: str, reason: str) -> None:
        self._intake.disagreements.append(Disagreement(person.line, field_name, reason))

    def _apply(self, person: ListedPerson, record: _Record) -> Taken:
        if record.id is None:
            return Taken.ADDED
        variables = person.variables
        fields = {**record.fields, **variables}
        name, time_zone = person.name or record.name, person.time_zone or record.time_zone
        if (fields, name, time_zone) != (record.fields, record.name, record.time_zone):
            record.fields, record.name, record.time_zone, record.changed = fields, name, time_zone, True
        if record.variables is None:
            return Taken.ADDED
        return Taken.UPDATED if record.changed or record.variables != variables else Taken.UNCHANGED

    def _write_customers(self, accepted: Sequence[tuple[ListedPerson, _Record]]) -> None:
        changed = [{"key": record.id, **self._values(record)} for _, record in accepted if record.id is not None and record.changed]
        if changed:
            customers = table_of(Customer)
            self._session.execute(update(customers).where(customers.c.id == bindparam("key")), changed)
        if new := [(person, record) for person, record in accepted if record.id is None]:
            self._write_new(new)
            self._intake.new_people += len(new)

    def _write_new(self, new: Sequence[tuple[ListedPerson, _Record]]) -> None:
        for (_, record), key in zip(new, new_keys(self._session, Customer, len(new)), strict=True):
            record.id = key
        at = self._source.at
        values = [
            (record.id, person.number, person.external_id, person.name, person.time_zone, person.said, "{}", at)
            for person, record in new
        ]
        insert = insert_into(self._session, Customer).on_conflict_do_nothing()
        if insert_rows(self._session, insert, _CUSTOMER, values) < len(new):
            raise StoreError("another import brought the same people at the same moment: import the list again")

    def _values(self, record: _Record) -> dict[str, object]:
        return {
            "number": record.number,
            "external_id": record.external_id,
            "name": record.name,
            "time_zone": record.time_zone,
            "fields": record.fields,
            "updated_at": self._source.at,
        }

    def _write_members(self, accepted: Sequence[tuple[ListedPerson, _Record]]) -> None:
        list_id, import_id = self._source.list_id, self._source.import_id
        rows = [(list_id, record.id, import_id, person.line, person.said) for person, record in accepted]
        insert = insert_into(self._session, ListMember)
        news = {name: insert.excluded[name] for name in ("import_id", "row_number", "variables")}
        insert_rows(
            self._session, insert.on_conflict_do_update(index_elements=["list_id", "customer_id"], set_=news), _MEMBER, rows
        )

    def _write_what_they_said(self, accepted: Sequence[tuple[ListedPerson, _Record]]) -> None:
        source = self._source
        earned = [(record.id, tag, source.told, source.at) for person, record in accepted for tag in dict.fromkeys(person.tags)]
        tags.earn_many(self._session, earned)
        said = [
            consents.Said(record.id, person.consent, person.consent_at)
            for person, record in accepted
            if person.consent is not None and record.id is not None
        ]
        self._intake.consent_stays_withdrawn += consents.take_in(self._session, said, source.told, source.at)


def _record(row: Any, import_id: int) -> _Record:
    return _Record(
        id=row.id,
        number=row.number,
        external_id=row.external_id,
        name=row.name,
        time_zone=row.time_zone,
        fields=row.fields,
        variables=row.variables,
        line=row.row_number if row.import_id == import_id else None,
    )


def counted(intake: Intake) -> Mapping[str, int]:
    """The counts by name, those that are nothing included."""
    return {taken.value: intake.counts[taken] for taken in Taken}
