"""People whom lists bring, written down: one record per person, many at a time; `matching` says who is who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.errors import StoreError
from engine.store.people import consents, do_not_call, tags
from engine.store.people.listed import ListedPerson
from engine.store.people.matching import Disagreement, Matching, Record, Taken
from engine.store.tables import Customer, ListMember
from engine.store.upserting import among, insert_into, insert_rows, new_keys, table_of

_CUSTOMER: Final = ("id", "number", "external_id", "name", "time_zone", "fields", "slots", "updated_at")
_MEMBER: Final = ("list_id", "customer_id", "import_id", "row_number", "variables")


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
    consent_undated: int = 0
    """Rows whose consent counts, without saying when it was given."""
    consent_stays_withdrawn: int = 0
    """Rows that claim consent of people who took it back since."""
    disagreements: list[Disagreement] = field(default_factory=list)


def take_in(session: Session, people: Sequence[ListedPerson], source: Source) -> Intake:
    """Writes people and their membership of the list: new ones are added, known ones brought up to date."""
    return _Batch(session, source).take(people)


class _Batch:
    def __init__(self, session: Session, source: Source) -> None:
        self._session = session
        self._source = source
        self._matching = Matching()
        self._intake = Intake()

    def take(self, people: Sequence[ListedPerson]) -> Intake:
        self._look_up(people)
        accepted = [(person, record) for person in people if (record := self._matching.match(person))]
        self._intake.counts.update(record.take(person) for person, record in accepted)
        self._intake.disagreements += self._matching.disagreements
        self._write_customers(accepted)
        self._write_members(accepted)
        self._write_what_they_said(accepted)
        do_not_call.follow(self._session, self._matching.moved, self._source.at)
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
                self._matching.know(_record(row, self._source.import_id))

        know(Customer.number, [person.number for person in people])
        external_ids = (person.external_id for person in people if person.external_id)
        know(Customer.external_id, [one for one in external_ids if not self._matching.has_external_id(one)])

    def _write_customers(self, accepted: Sequence[tuple[ListedPerson, Record]]) -> None:
        changed = [{"key": record.id, **self._values(record)} for _, record in accepted if record.id is not None and record.changed]
        if changed:
            customers = table_of(Customer)
            self._session.execute(update(customers).where(customers.c.id == bindparam("key")), changed)
        if new := [(person, record) for person, record in accepted if record.id is None]:
            self._write_new(new)
            self._intake.new_people += len(new)

    def _write_new(self, new: Sequence[tuple[ListedPerson, Record]]) -> None:
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

    def _values(self, record: Record) -> dict[str, object]:
        return {
            "number": record.number,
            "external_id": record.external_id,
            "name": record.name,
            "time_zone": record.time_zone,
            "fields": record.fields,
            "updated_at": self._source.at,
        }

    def _write_members(self, accepted: Sequence[tuple[ListedPerson, Record]]) -> None:
        list_id, import_id = self._source.list_id, self._source.import_id
        rows = [(list_id, record.id, import_id, person.line, person.said) for person, record in accepted]
        insert = insert_into(self._session, ListMember)
        news = {name: insert.excluded[name] for name in ("import_id", "row_number", "variables")}
        insert_rows(
            self._session, insert.on_conflict_do_update(index_elements=["list_id", "customer_id"], set_=news), _MEMBER, rows
        )

    def _write_what_they_said(self, accepted: Sequence[tuple[ListedPerson, Record]]) -> None:
        source = self._source
        earned = [(record.id, tag, source.told, source.at) for person, record in accepted for tag in dict.fromkeys(person.tags)]
        tags.earn_many(self._session, earned)
        said = [
            consents.Said(record.id, person.consent, person.consent_at)
            for person, record in accepted
            if person.consent is not None and record.id is not None
        ]
        taken = consents.take_in(self._session, said, source.told, source.at)
        self._intake.consent_undated += taken.undated
        self._intake.consent_stays_withdrawn += taken.stays_withdrawn


def _record(row: Any, import_id: int) -> Record:
    return Record(
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
