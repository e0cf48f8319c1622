"""Whose row of a list it is."""

import pytest

from engine.store.people.listed import ListedPerson
from engine.store.people.matching import Matching, Record, Taken

pytestmark = pytest.mark.unit

ANN = "+15550100001"
BOB = "+15550100002"
NEW = "+15550100003"


def row(number: str, external_id: str | None = None, line: int = 2, said: str = "{}") -> ListedPerson:
    return ListedPerson(line, number, external_id, None, None, said)


@pytest.fixture
def matching() -> Matching:
    """Two people are known: Ann by her number, Bob by an external id as well."""
    matching = Matching()
    matching.know(Record(ANN, None, "Ann", None, {}, id=1))
    matching.know(Record(BOB, "b-2", "Bob", None, {}, id=2))
    return matching


@pytest.mark.parametrize(
    ("person", "found"),
    [(row(ANN), 1), (row(ANN, "a-1"), 1), (row(BOB), 2), (row(NEW, "b-2"), 2), (row(NEW), None), (row(NEW, "n-3"), None)],
    ids=["number", "number with a new id", "number without its id", "id with a new number", "new", "new with an id"],
)
def test_who_is_known_is_found(matching: Matching, person: ListedPerson, found: int | None) -> None:
    record = matching.match(person)
    assert record is not None
    assert (record.id, record.number) == (found, person.number)
    assert matching.disagreements == []


@pytest.mark.parametrize(
    ("person", "field", "reason"),
    [
        (row(ANN, "b-2"), "external_id", "is of somebody with another number, and this number is somebody else's"),
        (row(BOB, "c-3"), "external_id", "is not the one that this number has (b-2)"),
    ],
)
def test_nobodys_history_becomes_somebody_elses(matching: Matching, person: ListedPerson, field: str, reason: str) -> None:
    assert matching.match(person) is None
    (disagreement,) = matching.disagreements
    assert (disagreement.line, disagreement.field, disagreement.reason) == (2, field, reason)


def test_a_person_has_one_row(matching: Matching) -> None:
    assert matching.match(row(NEW, "n-3", line=2))
    assert matching.match(row(NEW, line=3)) is None
    assert matching.match(row(ANN, "n-3", line=4)) is None
    assert matching.disagreements[0].reason == "is the number of line 2 again: remove one of the two"


def test_who_moves_is_found_by_the_new_number_only(matching: Matching) -> None:
    moved = matching.match(row(NEW, "b-2", line=2))
    assert matching.moved == [(BOB, NEW)]
    other = matching.match(row(BOB, line=3))
    assert other is not None
    assert other is not moved
    assert other.id is None


def test_what_a_row_changes() -> None:
    record = Record(ANN, None, "Ann", None, {"city": "Suzhou"}, id=1, variables={"city": "Suzhou"})
    assert record.take(row(ANN, said='{"city": "Suzhou"}')) is Taken.UNCHANGED
    assert not record.changed
    assert record.take(row(ANN, said='{"city": "Wuxi"}')) is Taken.UPDATED
    assert record.changed
    assert record.fields == {"city": "Wuxi"}
    assert Record(BOB, None, None, None, {}).take(row(BOB)) is Taken.ADDED
