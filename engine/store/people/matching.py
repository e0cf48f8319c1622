"""Whose row of a list it is: known people found again, new ones made up, disagreements told. Pure.

A person is known by the external id first, then by the number. Where the two disagree about who it is, the row is refused: guessing
would mix two people's histories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from engine.store.people.listed import ListedPerson

NUMBER: Final = "number"
EXTERNAL_ID: Final = "external_id"


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


@dataclass(slots=True, eq=False)
class Record:
    """What is kept of a person, and of them on the list, as it is and as it shall be."""

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

    def take(self, person: ListedPerson) -> Taken:
        """Takes over what the row says about them."""
        if self.id is None:
            return Taken.ADDED
        variables = person.variables
        fields = {**self.fields, **variables}
        name, time_zone = person.name or self.name, person.time_zone or self.time_zone
        if (fields, name, time_zone) != (self.fields, self.name, self.time_zone):
            self.fields, self.name, self.time_zone, self.changed = fields, name, time_zone, True
        if self.variables is None:
            return Taken.ADDED
        return Taken.UPDATED if self.changed or self.variables != variables else Taken.UNCHANGED


@dataclass(slots=True)
class Matching:
    """Of some rows with those who are known already."""

    disagreements: list[Disagreement] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that people had, and what they have now."""
    _by_number: dict[str, Record] = field(default_factory=dict)
    _by_external_id: dict[str, Record] = field(default_factory=dict)

    def know(self, record: Record) -> None:
        """Somebody whom rows may mean."""
        self._by_number[record.number] = record
        if record.external_id:
            self._by_external_id[record.external_id] = record

    def has_external_id(self, external_id: str) -> bool:
        """Somebody who is known has it."""
        return external_id in self._by_external_id

    def match(self, person: ListedPerson) -> Record | None:
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
            record = Record(person.number, person.external_id, person.name, person.time_zone, {}, line=person.line)
            self.know(record)
            return record
        if record.line is not None:
            again = NUMBER if by_number else EXTERNAL_ID
            what = "number" if by_number else "external id"
            self._disagree(person, again, f"is the {what} of line {record.line} again: remove one of the two")
            return None
        record.line = person.line
        self._rename(record, person)
        return record

    def _rename(self, record: Record, person: ListedPerson) -> None:
        """Takes over a number or external id that the person has not had; later rows must find it."""
        if record.number != person.number:
            del self._by_number[record.number]
            self.moved.append((record.number, person.number))
            record.number, record.changed = person.number, True
        if person.external_id and record.external_id != person.external_id:
            record.external_id, record.changed = person.external_id, True
        self.know(record)

    def _disagree(self, person: ListedPerson, field_name: str, reason: str) -> None:
        self.disagreements.append(Disagreement(person.line, field_name, reason))
