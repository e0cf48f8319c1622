"""Scores from a database: histories as they were, models that are kept or refused, campaigns that are ordered by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from engine.campaign import scoring
from engine.campaign.contact.judge import judge_for
from engine.campaign.plan.hours import Hours
from engine.campaign.plan.schema import NO_POLICY, CampaignPlan, Order
from engine.cli import app
from engine.live.upkeep import learned_from, retrained
from engine.outcome import Disposition, Grade
from engine.scoring.history import Person
from engine.scoring.model import Target
from engine.scoring.simulation import BEGIN, DAY_S, people
from engine.store import score_models
from engine.store.campaigns import Opening, open_campaign
from engine.store.database import Database
from engine.store.errors import NoScores
from engine.store.leads import Dialling
from engine.store.people import customer_events
from engine.store.people.customer_events import Happening
from engine.store.people.histories import everybody_called
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Customer, Lead, LeadState, Speaker, Turn
from tests.integration.dialling import dial_next
from tests.migrated import migrated

pytestmark = pytest.mark.integration

NOW = BEGIN + 35 * DAY_S
"""A Monday, 8:00 UTC."""


def called(database: Database, simulated: Sequence[Person]) -> None:
    """A campaign of the past in which these people were called so."""
    database.write(lambda session: _fill(session, simulated))


def _fill(session: Session, simulated: Sequence[Person]) -> None:
    campaign_id = open_campaign(session, Opening("past", Pin("offer", "h" * 64, 1), {}, []), BEGIN).campaign_id
    for row, person in enumerate(simulated, start=1):
        number = f"+1202555{row:04}"
        fields, zone = dict(person.attributes), person.zone
        session.add(Customer(id=row, number=number, time_zone=zone, fields=fields, slots={}, updated_at=BEGIN))
        session.flush()
        session.add(lead(campaign_id, row, LeadState.DONE))
        session.flush()
        for place, call in enumerate(person.calls):
            attempt_id = f"{row}-{place}"
            session.add(
                Attempt(
                    id=attempt_id,
                    lead_id=row,
                    number=number,
                    script_hash="h" * 64,
                    created_at=call.at,
                    ended_at=call.ended_at,
                    disposition=Disposition.COMPLETED if call.answered else Disposition.NO_ANSWER,
                    grade=Grade.A if call.agreed else Grade.C,
                    tags=[],
                    slots={},
                )
            )
            if call.talked:
                session.flush()
                said = {"sequence": 1, "speaker": Speaker.PERSON, "node": "n", "text": "yes", "started_ms": 0, "ended_ms": 1}
                session.add(Turn(attempt_id=attempt_id, interrupted=False, **said))
        session.flush()
        for event in person.events:
            customer_events.record(session, Happening(row, event.kind, event.at, "link"))


def lead(campaign_id: int, row: int, state: LeadState = LeadState.PENDING) -> Lead:
    return Lead(
        campaign_id=campaign_id,
        customer_id=row,
        row_number=row,
        variables={},
        state=state,
        priority=0,
        due_at=0,
        attempts=0,
        callbacks=0,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    migrated(f"sqlite:///{tmp_path / 'scores.db'}")
    with Database(f"sqlite:///{tmp_path / 'scores.db'}") as opened:
        yield opened


def test_histories_are_read_as_they_were_lived(database: Database) -> None:
    simulated = [person for person, _ in people(20, seed=1)]
    called(database, simulated)

    read = database.read(lambda session: list(everybody_called(session, scoring.zone_of)))

    assert [(person.attributes, person.calls, person.events) for person in read] == [
        (person.attributes, person.calls, person.events) for person in simulated
    ]
    assert {person.zone for person in read} == {"UTC"}


def test_too_little_is_said_to_be_too_little(store: Database) -> None:
    called(store, [person for person, _ in people(20, seed=1)])

    learned = scoring.learn(store, NOW)

    assert [one.kept for one in learned] == [None, None, None]
    assert learned[0].problem is not None
    assert "too little to learn from: 80 calls" in learned[0].problem
    assert "needs 220 more calls" in learned[0].problem
    with pytest.raises(NoScores, match="callwright score train"):
        store.read(scoring.promise_in_use)


def test_models_are_versions_and_worse_ones_are_refused(store: Database) -> None:
    called(store, [person for person, _ in people(100, seed=1)])

    first = scoring.learn(store, NOW, [Target.ANSWER])[0].kept
    assert first is not None
    again = scoring.learn(store, NOW + 1, [Target.ANSWER])[0].kept

    assert again is not None
    assert not again.refused  # the same calls: as good
    assert store.read(score_models.in_use)[Target.ANSWER].version == again.version
    store.write(_confuse)
    worse = scoring.learn(store, NOW + 2, [Target.ANSWER])[0].kept
    assert worse is not None
    assert worse.refused
    assert store.read(score_models.in_use)[Target.ANSWER].version == again.version
    assert store.read(lambda session: scoring.due(session, NOW + 3)) == [Target.TALK, Target.AGREE]
    later = NOW + 2 + scoring.RETRAINED_EVERY_S
    assert store.read(lambda session: scoring.due(session, later)) == list(Target)
    (anew,) = retrained(store, later, learned_from)
    assert (anew.target, retrained(store, later + 1, learned_from)) == (Target.ANSWER, [])


def _confuse(session: Session) -> None:
    """Turns the outcomes of the older calls round: what is learned from them is wrong for the latest."""
    calls = session.scalars(select(Attempt).order_by(Attempt.created_at)).all()
    for call in calls[: len(calls) * 8 // 10]:
        answered = call.disposition is Disposition.COMPLETED
        call.disposition = Disposition.NO_ANSWER if answered else Disposition.COMPLETED


@pytest.fixture
def trained(store: Database) -> Database:
    called(store, [person for person, _ in people(150, seed=1)])
    scoring.learn(store, NOW, [Target.ANSWER])
    return store


def _ordered(database: Database, order: Order, hours: Hours | None = None, people_: int = 150, lines: int = 1) -> list[Lead]:
    plan = CampaignPlan(name="next", policy=NO_POLICY, order=order, lines=lines, hours=hours)

    def begin(session: Session) -> int:
        campaign_id = open_campaign(session, Opening("next", Pin("offer", "h" * 64, 1), {}, []), NOW).campaign_id
        session.add_all(lead(campaign_id, row) for row in range(1, people_ + 1))
        session.flush()
        return campaign_id

    campaign_id = database.write(begin)
    scoring.order_leads(database, campaign_id, plan, judge_for(plan, NO_POLICY, None, date(2026, 2, 9)), NOW)
    of_campaign = select(Lead).where(Lead.campaign_id == campaign_id).order_by(Lead.due_at, Lead.rank)
    return database.read(lambda session: list(session.scalars(of_campaign)))


def test_the_lead_that_promises_most_is_called_first(trained: Database) -> None:
    leads = _ordered(trained, Order.SCORE)

    first = trained.write(lambda session: dial_next(session, leads[0].campaign_id, attempt_id="x", at=NOW))

    assert isinstance(first, Dialling)
    assert first.lead_id == leads[0].id
    assert leads[0].rank < leads[-1].rank < 0
    assert {one.due_at for one in leads} == {0.0}


def test_leads_are_due_at_their_best_hour_as_far_as_lines_and_hours_allow(trained: Database) -> None:
    leads = _ordered(trained, Order.BEST_HOUR, Hours(begin=time(9), end=time(20)))

    hours = [datetime.fromtimestamp(one.due_at, UTC).hour for one in leads]
    assert all(9 <= hour < 20 for hour in hours)
    assert max(hours.count(hour) for hour in set(hours)) <= 60  # what a line can call in an hour
    assert sum(hour >= 17 for hour in hours) > 60  # people answer in the evening; 41 by chance


def test_commands_train_evaluate_explain_and_order(trained: Database, tmp_path: Path) -> None:
    _ordered(trained, Order.SCORE)
    runner, database = CliRunner(), ["--database", f"sqlite:///{tmp_path / 'scores.db'}"]

    def run(*words: str) -> str:
        result = runner.invoke(app, ["score", *words, *database])
        assert result.exit_code == 0, result.output
        return result.output

    assert "refused" not in run("train")
    assert "nothing is due" not in run("train", "--if-due")  # talk and agree had too little
    assert "predicted, %" in run("evaluate", "--plot", str(tmp_path / "lift.svg"))
    assert (tmp_path / "lift.svg").stat().st_size > 10_000
    shown = run("show", "+12025550001")
    assert "answer, %" in shown
    assert "0001" in shown
    assert "+12025550001" not in shown
    assert "150 leads ordered" in run("apply", "next")
