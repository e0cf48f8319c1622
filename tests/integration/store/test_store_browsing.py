"""Looking through leads, people and calls: filters, pages, and what a call's record holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import key_of
from engine.masking import masked
from engine.outcome import Disposition, Grade
from engine.store import browsing
from engine.store.browsing import PAGE, LeadFilter, Sought
from engine.store.calls.record import call_record
from engine.store.database import Database
from engine.store.errors import AgentConflict, UnknownAgent, UnknownAttempt, UnknownCampaign
from engine.store.floor import agents, handovers
from engine.store.floor.desk import agent_desk, write_down
from engine.store.people.dossier import dossier
from engine.store.reporting import distributions, figures, node_figures
from engine.store.tables import Customer, LeadState, Speaker
from tests.console.seed import Seeded, seed
from tests.migrated import migrated

pytestmark = pytest.mark.integration

NOW = 1_800_000_000.0
LEADS = 60
DIALOGS = Path(__file__).parents[3] / "dialogs"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    folder = tmp_path_factory.mktemp("browsing")
    url = f"sqlite:///{folder}/calls.db"
    migrated(url)
    return Database(url)


@pytest.fixture(scope="module")
def seeded(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    return seed(database, DIALOGS, tmp_path_factory.mktemp("recordings"), NOW, LEADS)


def rows(database: Database, seeded: Seeded, wanted: LeadFilter, page: int = 0) -> browsing.Found[browsing.LeadRow]:
    return database.read(lambda session: browsing.leads(session, seeded.campaign_id, wanted, page))


def sought(words: str, *, reveals: bool = True) -> Sought:
    return Sought(words, key_of(words, "US"), reveals)


def test_pages_are_all_leads_once_in_the_order_of_the_list(database: Database, seeded: Seeded) -> None:
    pages = [rows(database, seeded, LeadFilter(), page) for page in range(-(-LEADS // PAGE))]
    assert {page.total for page in pages} == {LEADS}
    assert [row.row_number for page in pages for row in page.rows] == list(range(2, LEADS + 2))


@pytest.mark.parametrize(
    "wanted",
    [
        LeadFilter(state=LeadState.PENDING),
        LeadFilter(disposition=Disposition.NO_ANSWER),
        LeadFilter(grade=Grade.A),
        LeadFilter(grade=Grade.A, disposition=Disposition.COMPLETED),
    ],
)
def test_filters_leave_what_is_as_they_say(database: Database, seeded: Seeded, wanted: LeadFilter) -> None:
    found = rows(database, seeded, wanted)
    assert 0 < found.total < LEADS
    for row in found.rows:
        assert wanted.state in (None, row.state)
        assert wanted.disposition in (None, row.disposition)
        assert wanted.grade in (None, row.grade)


@pytest.mark.parametrize(("words", "count"), [("+1 202 555-0100", 1), ("2025550100", 1), ("%", 0), ("_", 0), ("<script>", 1)])
def test_words_are_looked_for_as_they_are(database: Database, seeded: Seeded, words: str, count: int) -> None:
    assert rows(database, seeded, LeadFilter(sought=sought(words))).total == count


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("+1 202 555-0100", 1),
        ("(202) 555-0100", 1),
        ("0100", 1),
        ("100", 1),
        ("50100", 0),
        ("202555", 0),
        ("5550", 0),
        ("+12025550100 ", 1),
    ],
)
def test_hidden_digits_are_not_found_by_parts_of_a_number(database: Database, seeded: Seeded, words: str, count: int) -> None:
    assert masked("+12025550100") == "+1202•••0100"
    wanted = sought(words.strip(), reveals=False)
    assert rows(database, seeded, LeadFilter(sought=wanted)).total == count
    assert database.read(lambda session: browsing.customers(session, wanted)).total == count


def test_of_a_short_number_nothing_is_shown_and_only_the_whole_finds_it(database: Database, seeded: Seeded) -> None:
    del seeded

    def look(session: Session) -> list[str]:
        short = Customer(number="116117", fields={}, slots={}, updated_at=NOW)
        session.add(short)
        session.flush()
        found = [
            words
            for words in ("7", "6117", "116117")
            if short.id in {row.id for row in browsing.customers(session, sought(words, reveals=False)).rows}
        ]
        session.delete(short)
        return found

    assert masked("116117") == "•••"
    assert database.write(look) == ["116117"]


def test_people_are_found_by_part_of_the_name_number_or_their_own_id(database: Database, seeded: Seeded) -> None:
    del seeded
    by_id = database.read(lambda session: browsing.customers(session, sought("C-1100")))
    assert [one.external_id for one in by_id.rows] == ["C-1100"]
    by_number = database.read(lambda session: browsing.customers(session, sought("0101")))
    assert [one.number for one in by_number.rows] == ["+12025550101"]
    name = by_id.rows[0].name
    assert name
    assert database.read(lambda session: browsing.customers(session, sought(name.upper()))).total >= 1


def test_call_is_told_from_its_first_word_to_its_last(database: Database, seeded: Seeded) -> None:
    record = database.read(lambda session: call_record(session, seeded.attempt_id))
    assert (record.attempt.disposition, record.attempt.grade, record.row.campaign_id) == (
        Disposition.COMPLETED,
        Grade.A,
        seeded.campaign_id,
    )
    assert [turn.started_ms for turn in record.turns] == sorted(turn.started_ms for turn in record.turns)
    assert [turn.intent for turn in record.turns if turn.speaker is Speaker.PERSON] == ["yes", "ask_price", "accept"]
    began = next(note for note in record.notes if note.kind == "ConversationStarted")
    assert began.ms == 0
    assert all(note.ms is not None and note.ms >= 0 for note in record.notes)


def test_what_is_not_there_is_said_so(database: Database, seeded: Seeded) -> None:
    del seeded
    with pytest.raises(UnknownAttempt):
        database.read(lambda session: call_record(session, "nobody"))
    with pytest.raises(UnknownCampaign):
        database.read(lambda session: browsing.campaign_card(session, 99))


def test_nodes_count_calls_once_and_where_people_left(database: Database, seeded: Seeded) -> None:
    del seeded
    found = {one.node: one for one in database.read(lambda session: node_figures.nodes(session, "spring_membership"))}
    assert found["greeting"].reached >= found["offer"].reached >= found["price"].reached >= found["booked"].reached > 0
    assert sum(one.left for one in found.values()) > 0
    assert all(one.left <= one.reached for one in found.values())
    assert database.read(lambda session: node_figures.nodes(session, "renewal_reminder")) == []


def test_reply_gaps_are_all_replies_in_steps(database: Database, seeded: Seeded) -> None:
    counts = database.read(lambda session: distributions.reply_gaps(session, seeded.campaign_id))
    known = database.read(lambda session: figures.reply_gaps(session, seeded.campaign_id))
    assert sum(counts.values()) == known.replies
    assert list(counts) == list(range(0, max(counts) + 1, distributions.GAP_STEP_MS))
    assert database.read(lambda session: distributions.reply_gaps(session, 99)) == {}


def test_an_agent_sees_their_latest_call_and_writes_down_what_came_of_it(database: Database, seeded: Seeded) -> None:
    del seeded
    agent_id = database.read(lambda session: agents.get(session, "ann").id)
    other_id = database.read(lambda session: agents.get(session, "carla").id)
    desk = database.read(lambda session: agent_desk(session, agent_id))
    assert desk.screen
    assert (desk.name, desk.screen.grade, desk.screen.written) == ("ann", Grade.A, None)
    earlier = "bo: call again, Rather in the autumn, after work."
    assert [note.told for call in desk.earlier for note in call.agent_notes] == [earlier]
    about = desk.screen.handover_id
    database.write(lambda session: write_down(session, agent_id, about, "sold", "wants it soon"))
    handover = database.read(lambda session: handovers.latest(session, "ann"))
    assert handover
    assert (handover.disposition, handover.notes) == ("sold", "wants it soon")
    person = database.read(lambda session: dossier(session, desk.screen.number if desk.screen else ""))
    assert [note.told for call in person.calls for note in call.agent_notes] == [earlier, "ann: sold, wants it soon"]
    record = database.read(lambda session: call_record(session, handover.attempt_id))
    assert [note.notes for note in record.agent_notes] == ["wants it soon"]
    assert database.read(lambda session: agent_desk(session, other_id)).screen is None
    with pytest.raises(AgentConflict):
        database.write(lambda session: write_down(session, other_id, about, "sold", ""))
    with pytest.raises(UnknownAgent):
        database.read(lambda session: agent_desk(session, 99))
