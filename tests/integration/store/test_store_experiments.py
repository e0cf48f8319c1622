"""Arms of an experiment: kept, counted by hand, followed by the stop rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.arms import COUNTED_EVERY_S, Arms
from engine.campaign.plan.experiment import ExperimentPart
from engine.campaign.plan.schema import CampaignPlan
from engine.contact import Allowed, ContactFacts, ContactRule, Decision, NotBefore
from engine.experiments.assignment import arm_for
from engine.experiments.counts import Counts
from engine.experiments.spec import Goal
from engine.outcome import Disposition, Grade
from engine.reporting.experiment import ExperimentFigures, experiment_named, experiment_of
from engine.store import experiments
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.contact import checked_by
from engine.store.database import Database
from engine.store.errors import UnknownExperiment
from engine.store.leads import Caller, Candidate, Dialling, Treat, take_turn
from engine.store.people import customer_events
from engine.store.people.customer_events import CLICK, ORDER, Happening
from engine.store.scripts.pins import Pin
from engine.store.tables import ArmAssignment, Attempt, Lead, LeadState, Refusal, Speaker, Turn
from engine.store.treatment import Treatment
from tests.integration.dialling import dial_next
from tests.migrated import migrated

pytestmark = pytest.mark.integration

AT = 1_700_000_000.0
PART = ExperimentPart.model_validate(
    {
        "name": "opening",
        "arms": [{"name": "plain"}, {"name": "discount", "variables": {"offer": "a month for free"}}],
        "stop": {"people_min": 10, "people_max": 400},
    }
)
PLAN = CampaignPlan(name="spring", experiment=PART)


def begun(database: Database, people: int, name: str = "spring", plan: CampaignPlan = PLAN) -> int:
    leads = [NewLead(row, f"+1202555{row:04}", {"offer": "nothing", "name": "Ann"}) for row in range(2, people + 2)]
    opening = Opening(name, Pin("offer", "h" * 64, 1), {}, leads, plan.model_dump(mode="json"))
    return database.write(lambda session: open_campaign(session, opening, AT)).campaign_id


def called(session: Session, campaign_id: int, treat: Treat, at: float, agrees: float = 0.0) -> Dialling | None:
    """One lead's call, which is over at once; those of an arm agree in turn, this share of them."""
    attempt_id = f"{campaign_id}-{at}-{session.query(Attempt).count()}"
    dialling = take_turn(session, campaign_id, Caller(attempt_id, at, treat=treat)).dialling
    if dialling:
        session.flush()
        attempt = session.get_one(Attempt, dialling.attempt_id)
        attempt.ended_at, attempt.disposition = at + 60, Disposition.COMPLETED
        attempt.grade = Grade.A if int(agrees * (dialling.row_number + 1)) > int(agrees * dialling.row_number) else Grade.D
        session.get_one(Lead, dialling.lead_id).state = LeadState.DONE
        session.add(spoken(attempt.id))
    return dialling


def spoken(attempt_id: str) -> Turn:
    said = {"sequence": 1, "speaker": Speaker.PERSON, "node": "n", "text": "yes", "started_ms": 0, "ended_ms": 1}
    return Turn(attempt_id=attempt_id, interrupted=False, **said)


def test_a_call_has_the_arm_of_its_person_and_what_the_arm_says(database: Database) -> None:
    campaign_id = begun(database, 40)
    treat = Arms(PART.experiment)

    dialled = [database.write(partial(called, campaign_id=campaign_id, treat=treat, at=AT)) for _ in range(40)]

    for call in dialled:
        assert call is not None
        arm = arm_for(call.number, "opening", {"plain": 0.5, "discount": 0.5})
        assert call.treatment.arm == arm
        assert call.variables == {"name": "Ann", "offer": "a month for free" if arm == "discount" else "nothing"}
    arms = Counter(call.treatment.arm for call in dialled if call)
    assert min(arms["plain"], arms["discount"]) > 10
    kept = database.read(lambda session: Counter(session.scalars(select(Attempt.arm))))
    assert kept == arms


def test_an_arm_has_a_script_and_an_offer_of_its_own_before_what_the_person_would_get(database: Database) -> None:
    arms = tuple(arm.model_copy(update={"offer": "a free month"}) if arm.variables else arm for arm in PART.arms)
    plan = PLAN.model_copy(update={"experiment": PART.model_copy(update={"arms": arms})})
    campaign_id, pin = begun(database, 8, plan=plan), Pin("short", "s" * 64, 2)

    def offered(_session: Session, _candidate: Candidate, _at: float) -> Treatment:
        return Treatment(offer="the usual", segment="keen")

    assert plan.experiment is not None
    treat = Arms(plan.experiment.experiment, offered, {"discount": pin})
    for _ in range(8):
        database.write(partial(called, campaign_id=campaign_id, treat=treat, at=AT))

    made = select(Attempt.arm, Attempt.offer, Attempt.segment, Attempt.script_hash).distinct()
    assert database.read(lambda session: set(session.execute(made).all())) == {
        ("plain", "the usual", "keen", "h" * 64),
        ("discount", "a free month", "keen", "s" * 64),
    }


def test_people_keep_their_arm_when_the_weights_and_the_campaign_change(database: Database) -> None:
    first = begun(database, 30)
    for _ in range(30):
        database.write(partial(called, campaign_id=first, treat=Arms(PART.experiment), at=AT))
    kept = select(ArmAssignment.customer_id, ArmAssignment.arm)
    before = database.read(lambda session: set(session.execute(kept).all()))
    skewed = PART.model_copy(update={"arms": (PART.arms[0].model_copy(update={"weight": 100.0}), PART.arms[1])})
    second = begun(database, 30, "summer")

    for _ in range(30):
        database.write(partial(called, campaign_id=second, treat=Arms(skewed.experiment), at=AT + 100))

    calls = select(Lead.customer_id, Attempt.arm).join(Lead, Attempt.lead_id == Lead.id).where(Lead.campaign_id == second)
    assert database.read(lambda session: set(session.execute(calls).all())) == before


def test_people_of_an_arm_with_hours_wait_for_them(database: Database) -> None:
    campaign_id, arms, evening = begun(database, 40), Arms(PART.experiment), AT + 7200

    def judge(facts: ContactFacts, at: float) -> Decision:
        late = facts.arm == "discount" and at < evening
        return NotBefore(evening, ContactRule.ARM_HOURS, "later") if late else Allowed("none", ())

    def turn(session: Session, at: float) -> Dialling | None:
        caller = Caller(f"{at}", at, check=checked_by(judge, arms.arm_of), treat=arms)
        return take_turn(session, campaign_id, caller).dialling

    by_day = [database.write(partial(turn, at=AT + second)) for second in range(40)]
    by_night = [database.write(partial(turn, at=evening + second)) for second in range(40)]

    drawn = {f"+1202555{row:04}": arm_for(f"+1202555{row:04}", "opening", {"plain": 1, "discount": 1}) for row in range(2, 42)}
    assert {call.number: call.treatment.arm for call in by_day if call} == {n: arm for n, arm in drawn.items() if arm == "plain"}
    assert {call.number: call.treatment.arm for call in by_night if call} == {n: a for n, a in drawn.items() if a == "discount"}
    assert database.read(lambda session: set(session.scalars(select(Refusal.rule)))) == {"arm_hours"}


def test_an_arm_taken_out_of_the_plan_leaves_its_people_to_the_campaign(database: Database) -> None:
    campaign_id = begun(database, 1)
    kept = experiments.Assignment("opening", 1, campaign_id, "gone", {"gone": 1.0})
    database.write(lambda session: experiments.assign(session, kept, AT))

    call = database.write(partial(called, campaign_id=campaign_id, treat=Arms(PART.experiment), at=AT))

    assert call is not None
    assert (call.treatment.arm, call.variables["offer"]) == (None, "nothing")


def test_the_second_of_two_engines_takes_the_arm_of_the_first(database: Database) -> None:
    campaign_id = begun(database, 1)
    one, other = (
        experiments.Assignment("opening", 1, campaign_id, arm, {"plain": 0.5, "discount": 0.5}) for arm in ("plain", "discount")
    )

    arms = [database.write(partial(experiments.assign, assignment=kept, at=AT)) for kept in (one, other)]

    assert arms == ["plain", "plain"]


@pytest.fixture
def tmp_database(tmp_path: Path) -> Iterator[Database]:
    """SQLite only: what is tested is the same for all."""
    url = f"sqlite:///{tmp_path / 'race.db'}"
    migrated(url)
    with Database(url) as opened:
        yield opened


@pytest.fixture
def eight(database: Database) -> Database:
    """Arms a (5 people) and b (3): what they came to can be counted by hand."""
    campaign_id = begun(database, 8)

    def fill(session: Session) -> None:
        for customer, arm in enumerate("aaaaabbb", start=1):
            shares = {"a": 0.5, "b": 0.5} if customer <= 4 else {"a": 0.25, "b": 0.75}
            experiments.assign(session, experiments.Assignment("opening", customer, campaign_id, arm, shares), AT)
        calls = [  # lead, arm, over, not the trunk's fault, grade, spoke
            (1, "a", True, Grade.A, True),
            (1, "a", True, Grade.A, True),  # once each
            (2, "a", True, Grade.A, False),  # an A without a word that was understood
            (3, "a", False, None, True),  # goes on
            (5, "a", True, Grade.D, True),
            (6, "b", True, Grade.A, True),
            (7, None, True, Grade.A, True),  # called before the experiment began
        ]
        for number, (lead_id, arm_called, over, grade, spoke) in enumerate(calls):
            attempt = Attempt(
                id=f"c{number}",
                lead_id=lead_id,
                number=f"+{number}",
                script_hash="h",
                arm=arm_called,
                created_at=AT,
                ended_at=AT + 1 if over else None,
                disposition=Disposition.COMPLETED if over else None,
                grade=grade,
                tags=[],
                slots={},
            )
            session.add(attempt)
            session.flush()
            if spoke:
                session.add(spoken(attempt.id))
        refused = {"ended_at": AT, "refused_by_trunk": True, "disposition": Disposition.UNREACHABLE}
        session.add(Attempt(id="r", lead_id=8, number="+8", script_hash="h", arm="b", created_at=AT, tags=[], slots={}, **refused))
        for kind, customer_id, attempt_id in ((CLICK, 1, "c0"), (CLICK, 5, "c4"), (ORDER, 5, "c4"), (CLICK, 6, None)):
            customer_events.record(session, Happening(customer_id, kind, AT, "link", attempt_id=attempt_id))

    database.write(fill)
    return database


@pytest.mark.parametrize(
    ("goal", "of_a", "of_b"), [(Goal.AGREED, 1, 1), (Goal.TALKED, 2, 1), (Goal.CLICKED, 2, 0), (Goal.CONVERTED, 1, 0)]
)
def test_arms_are_counted_as_by_hand(eight: Database, goal: Goal, of_a: int, of_b: int) -> None:
    counts = eight.read(lambda session: experiments.counts(session, "opening", goal))

    assert counts == {
        "a": Counts(people=3, successes=of_a, expected=3.0, assigned=5),
        "b": Counts(people=1, successes=of_b, expected=5.0, assigned=3),
    }


def _race(database: Database, agreeing: dict[str, float], part: ExperimentPart = PART, people: int = 240) -> ExperimentFigures:
    """Calls everybody, a minute each; returns what is reported."""
    plan = PLAN.model_copy(update={"experiment": part})
    campaign_id, treat = begun(database, people, plan=plan), Arms(part.experiment)

    def all_of_them(session: Session) -> None:
        for call in range(people):
            at, before = AT + call * (COUNTED_EVERY_S / 4), session.info
            dialling = called(session, campaign_id, treat, at)
            assert dialling is not None
            arm = dialling.treatment.arm or ""
            number = before[arm] = before.get(arm, 0) + 1
            if int(agreeing[arm] * number) > int(agreeing[arm] * (number - 1)):
                session.get_one(Attempt, dialling.attempt_id).grade = Grade.A

    database.write(all_of_them)
    found = database.read(lambda session: experiment_of(session, campaign_id))
    assert found is not None
    return found


def test_the_stop_rule_gives_everybody_new_the_better_arm(tmp_database: Database) -> None:
    found = _race(tmp_database, {"plain": 0.1, "discount": 0.6})

    assert (found.standing, found.best) == ("better", "discount")
    assert found.ended_at is not None
    assert found.decision.startswith("Stop: discount is better than plain. It gains ")
    assert sum(arm.assigned for arm in found.arms) < 200  # those who come after are in no experiment
    latest = select(Attempt.arm).order_by(Attempt.created_at.desc()).limit(40)
    assert tmp_database.read(lambda session: set(session.scalars(latest))) == {"discount"}
    assert tmp_database.read(lambda session: experiment_named(session, "opening")) == found


def test_thompson_sampling_gives_the_better_arm_more_people(tmp_database: Database) -> None:
    part = PART.model_copy(
        update={"allocation": "thompson", "stop": PART.stop.model_copy(update={"then": "go_on", "people_max": None})}
    )

    found = _race(tmp_database, {"plain": 0.1, "discount": 0.3}, part)

    plain, discount = found.arms
    assert discount.assigned > 2 * plain.assigned
    assert found.sample_ratio_p is not None  # compared with the shares of each moment
    assert found.sample_ratio_p > 0.001


def test_an_experiment_that_no_plan_has_is_unknown(database: Database) -> None:
    with pytest.raises(UnknownExperiment, match="there is no experiment 'x'"):
        database.read(lambda session: experiment_named(session, "x"))


def test_a_turn_taken_without_an_experiment_is_as_planned(database: Database) -> None:
    campaign_id = begun(database, 1, plan=CampaignPlan(name="spring"))

    call = database.write(lambda session: dial_next(session, campaign_id, attempt_id="x", at=AT))

    assert isinstance(call, Dialling)
    assert call.treatment.arm is None
    assert database.read(lambda session: experiment_of(session, campaign_id)) is None
