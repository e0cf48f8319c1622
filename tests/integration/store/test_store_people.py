from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from engine.contact import Consent
from engine.store.contact_facts import facts_of_numbers
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.lists import begin_import, finish_import, summaries
from engine.store.people import consents, do_not_call
from engine.store.people.dossier import dossier
from engine.store.people.listed import ListedPerson
from engine.store.people.matching import Disagreement, Taken
from engine.store.people.records import Intake, Source, take_in
from engine.store.tables import Channel, Customer, ListMember
from engine.store.upserting import new_keys

pytestmark = pytest.mark.integration

ANN = ListedPerson(2, "+15550100001", "A1", "Ann", "Europe/London", '{"city":"Leeds"}', ("vip",), True, None)
BOB = ListedPerson(3, "+15550100002", None, "Bob", None, "{}")


def _read(database: Database, *people: ListedPerson, name: str = "spring", at: float = 10.0) -> Intake:
    begun = database.write(lambda session: begin_import(session, name, {"city": "City"}, "people.csv", "x", at))
    source = Source(begun.list_id, begun.import_id, f"list {name}", at)
    intake = database.write(lambda session: take_in(session, people, source))
    database.write(lambda session: finish_import(session, begun, {"added": intake.counts[Taken.ADDED]}, at + 1))
    return intake


def _counts(intake: Intake) -> tuple[int, int, int]:
    return (intake.counts[Taken.ADDED], intake.counts[Taken.UPDATED], intake.counts[Taken.UNCHANGED])


def test_people_are_added_once_and_the_same_again_changes_nothing(database: Database) -> None:
    first, second = _read(database, ANN, BOB), _read(database, ANN, BOB, at=20.0)

    assert (_counts(first), first.new_people, first.disagreements) == ((2, 0, 0), 2, [])
    assert (_counts(second), second.new_people, second.disagreements) == ((0, 0, 2), 0, [])
    found = database.read(lambda session: dossier(session, "A1"))
    assert (found.number, found.name, found.time_zone, found.fields) == ("+15550100001", "Ann", "Europe/London", {"city": "Leeds"})
    assert (found.lists, [(tag.tag, tag.source, tag.at) for tag in found.tags]) == (("spring",), [("vip", "list spring", 10.0)])
    assert [(said.granted, said.at, said.dated, said.source) for said in found.consents] == [(True, 10.0, False, "list spring")]


def test_what_changed_is_brought_up_to_date(database: Database) -> None:
    _read(database, ANN, BOB)

    intake = _read(database, replace(ANN, said='{"city":"York"}'), replace(BOB, external_id="B2"), at=20.0)

    assert _counts(intake) == (0, 2, 0)
    assert database.read(lambda session: dossier(session, "B2")).number == BOB.number
    assert database.read(lambda session: dossier(session, ANN.number)).fields == {"city": "York"}


def test_a_person_on_two_lists_is_one_person(database: Database) -> None:
    _read(database, ANN)

    intake = _read(database, ANN, name="autumn")

    assert (_counts(intake), intake.new_people) == ((1, 0, 0), 0)
    assert database.read(lambda session: dossier(session, "A1")).lists == ("autumn", "spring")
    assert [(one.name, one.members) for one in database.read(summaries)] == [("autumn", 1), ("spring", 1)]


def test_the_external_id_finds_a_person_with_a_new_number(database: Database) -> None:
    _read(database, ANN)
    moved = replace(ANN, number="+15550100009")

    assert _counts(_read(database, moved)) == (0, 1, 0)
    assert database.read(lambda session: dossier(session, "A1")).number == "+15550100009"
    assert database.read(lambda session: len(session.scalars(select(Customer)).all())) == 1


def test_who_asked_for_peace_keeps_it_with_a_new_number(database: Database) -> None:
    _read(database, ANN)
    database.write(lambda session: do_not_call.add(session, ANN.number, "asked by letter", 11.0))

    _read(database, replace(ANN, number="+15550100009"))

    listing = database.read(lambda session: do_not_call.find(session, "+15550100009"))
    assert listing is not None
    assert (listing.reason, listing.source) == ("asked by letter", "the same person's earlier number")


def test_rows_that_disagree_about_who_it_is_are_refused(database: Database) -> None:
    _read(database, ANN, BOB)
    rows = [
        replace(ANN, line=5, number=BOB.number),
        replace(ANN, line=6, external_id="Z9"),
        replace(ANN, line=7),
        replace(ANN, line=8),
        replace(ANN, line=9, number="+15550100077"),
    ]

    intake = _read(database, *rows)

    assert intake.disagreements == [
        Disagreement(5, "external_id", "is of somebody with another number, and this number is somebody else's"),
        Disagreement(6, "external_id", "is not the one that this number has (A1)"),
        Disagreement(8, "number", "is the number of line 7 again: remove one of the two"),
        Disagreement(9, "external_id", "is the external id of line 7 again: remove one of the two"),
    ]
    assert _counts(intake) == (0, 0, 1)


def test_a_number_that_came_in_an_earlier_batch_of_the_file_is_known(database: Database) -> None:
    begun = database.write(lambda session: begin_import(session, "spring", {}, "people.csv", "x", 1.0))
    source = Source(begun.list_id, begun.import_id, "list spring", 1.0)
    database.write(lambda session: take_in(session, [ANN], source))

    intake = database.write(lambda session: take_in(session, [replace(ANN, line=4000)], source))

    assert intake.disagreements == [Disagreement(4000, "number", "is the number of line 2 again: remove one of the two")]
    assert database.read(lambda session: session.scalars(select(ListMember.row_number)).all()) == [2]


@pytest.mark.parametrize(
    ("claimed_at", "stays_withdrawn", "granted"),
    [(None, 1, [True, False]), (50.0, 1, [True, False]), (70.0, 0, [True, False, True])],
)
def test_a_list_does_not_outvote_who_took_consent_back(
    database: Database, claimed_at: float | None, stays_withdrawn: int, granted: list[bool]
) -> None:
    _read(database, ANN)
    customer_id = database.read(lambda session: session.scalars(select(Customer.id)).one())
    database.write(lambda session: consents.record(session, customer_id, Channel.CALL, granted=False, source="call a1", at=60.0))

    intake = _read(database, replace(ANN, consent_at=claimed_at), at=80.0)

    assert intake.consent_stays_withdrawn == stays_withdrawn
    assert [said.granted for said in database.read(lambda session: dossier(session, "A1")).consents] == granted


@pytest.mark.parametrize("last_word", [True, False])
def test_an_older_file_read_late_does_not_outvote_what_was_said_again_since(database: Database, last_word: bool) -> None:
    """Said at 50, unsaid at 60, said again at 70; the file of 60 is read last."""
    for granted, said_at in ((last_word, 50.0), (last_word, 70.0), (not last_word, 60.0)):
        _read(database, replace(ANN, consent=granted, consent_at=said_at), at=80.0)

    facts = database.read(lambda session: list(facts_of_numbers(session, {ANN.number: False}, None, 90.0)))

    assert [fact.consent for fact in facts] == [Consent(last_word, 70.0)]


def test_what_somebody_says_of_messages_says_nothing_of_calls(database: Database) -> None:
    _read(database, replace(ANN, consent=None))
    customer_id = database.read(lambda session: session.scalars(select(Customer.id)).one())
    known: list[bool | None] = []
    for channel, granted in ((Channel.SMS, False), (Channel.CALL, True), (Channel.SMS, False), (Channel.CALL, False)):
        write = partial(consents.record, channel=channel, granted=granted, source="letter", at=20.0 + len(known))
        database.write(partial(write, customer_id=customer_id))
        known.append(database.read(lambda session: dossier(session, "A1")).may_be_called)

    assert known == [None, True, True, False]


def test_a_number_leaves_the_do_not_call_list_with_a_reason_that_is_kept(database: Database) -> None:
    numbers = ["+15550100001", "+15550100002", "+15550100001"]
    assert database.write(lambda session: do_not_call.add_many(session, numbers, "registered", "register 2026-11", 5.0)) == 2
    assert database.write(lambda session: do_not_call.add_many(session, numbers, "again", "elsewhere", 6.0)) == 0

    database.write(lambda session: do_not_call.remove(session, "+15550100001", "asked to be called", "ann", 7.0))

    assert [row.number for row in database.read(lambda session: list(do_not_call.listings(session)))] == ["+15550100002"]
    removal = database.read(do_not_call.removals)[0]
    assert (removal.listed_for, removal.reason, removal.by) == ("registered (register 2026-11)", "asked to be called", "ann")
    with pytest.raises(StoreError, match="is not on the do-not-call list"):
        database.write(lambda session: do_not_call.remove(session, "+15550100001", "x", "ann", 8.0))


def test_keys_of_new_rows_are_those_that_nobody_has(database: Database) -> None:
    _read(database, ANN)
    taken = database.read(lambda session: set(session.scalars(select(Customer.id))))

    keys = database.write(lambda session: list(new_keys(session, Customer, 3)))

    assert len(set(keys) - taken) == 3
    _read(database, BOB)
    assert database.read(lambda session: len(session.scalars(select(Customer)).all())) == 2


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("source", ["file", "later file"])
def test_a_yes_without_a_date_outvotes_nothing_that_has_one(database: Database, granted: bool, source: str) -> None:
    """The file without dates is imported at 80, what was said at 60 is in another one, or in the same list's next."""
    intake = _read(database, replace(ANN, consent_at=None), at=80.0)
    assert (intake.consent_undated, intake.consent_stays_withdrawn) == (1, 0)

    name = "spring" if source == "later file" else "autumn"
    _read(database, replace(ANN, consent=granted, consent_at=60.0), name=name, at=90.0)
    assert _counted_consent(database) == Consent(granted, 60.0)

    again = _read(database, replace(ANN, consent_at=None), at=95.0)
    assert (again.consent_undated, again.consent_stays_withdrawn) == (0, 0 if granted else 1)
    assert _counted_consent(database) == Consent(granted, 60.0)


def test_a_no_without_a_date_is_of_the_imports_day(database: Database) -> None:
    _read(database, replace(ANN, consent=False, consent_at=None), at=80.0)
    _read(database, replace(ANN, consent_at=60.0), at=90.0)
    assert _counted_consent(database) == Consent(False, 80.0)

    _read(database, replace(ANN, consent_at=85.0), at=95.0)
    assert _counted_consent(database) == Consent(True, 85.0)


def _counted_consent(database: Database) -> Consent | None:
    (facts,) = database.read(lambda session: list(facts_of_numbers(session, {ANN.number: False}, None, 99.0)))
    return facts.consent
