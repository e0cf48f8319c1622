"""Figures of a campaign that can be counted by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.reporting.report import Dimension, Row, report
from engine.store import browsing
from engine.store.database import Database
from engine.store.errors import UnknownCampaign
from engine.store.reporting import figures
from engine.store.reporting.figures import Calls, Funnel, GroupFunnel, Grouping, ReplyGaps
from engine.store.tables import (
    Attempt,
    CallNote,
    Campaign,
    CampaignState,
    ContactList,
    Customer,
    Lead,
    LeadState,
    ListImport,
    ListMember,
    MessageState,
    ScriptContent,
    Speaker,
    TextMessage,
    Turn,
)

pytestmark = pytest.mark.integration

MONDAY_NOON = 1_700_481_600.0
"""2023-11-20 12:00 UTC."""
HOUR = 3600.0


@dataclass
class Call:
    """One call of a lead."""

    disposition: Disposition
    grade: Grade = Grade.F
    hours_later: int = 0
    spoke: bool = False
    pressed: bool = False
    message: MessageState | None = None
    trunk: str | None = "sip:a"
    gaps_ms: list[int] = field(default_factory=list)
    offer: str | None = None
    script: str = "h" * 64


LEADS: list[tuple[Disposition | None, list[Call]]] = [
    (Disposition.DO_NOT_CALL, []),
    (Disposition.NOT_CONTACTABLE, []),
    (None, []),
    (Disposition.NO_ANSWER, [Call(Disposition.NO_ANSWER), Call(Disposition.NO_ANSWER, hours_later=3)]),
    # reached at the second try, agreed, got the link
    (
        Disposition.COMPLETED,
        [
            Call(Disposition.BUSY),
            Call(Disposition.COMPLETED, Grade.A, 24, spoke=True, message=MessageState.SENT, trunk="sip:b", gaps_ms=[400, 600]),
        ],
    ),
    # interested by a key; the message failed
    (Disposition.COMPLETED, [Call(Disposition.COMPLETED, Grade.B, pressed=True, message=MessageState.FAILED, gaps_ms=[800])]),
    (Disposition.PERSON_HUNG_UP, [Call(Disposition.PERSON_HUNG_UP, Grade.C)]),
    (Disposition.OPTED_OUT, [Call(Disposition.OPTED_OUT, Grade.E, spoke=True, gaps_ms=[1000])]),
    (Disposition.ABANDONED, [Call(Disposition.ABANDONED)]),
    # a voicemail whose greeting was taken down is no person who talked
    (Disposition.VOICEMAIL, [Call(Disposition.VOICEMAIL, Grade.F, spoke=True, trunk=None)]),
]


@pytest.fixture
def counted(database: Database) -> Database:
    database.write(lambda session: _fill(session, "spring", LEADS))
    database.write(lambda session: _fill(session, "another", LEADS[4:5]))
    return database


def _fill(session: Session, name: str, leads: list[tuple[Disposition | None, list[Call]]]) -> None:
    campaign = Campaign(
        name=name, script_id="offer", script_hash="h" * 64, headings={}, plan={}, state=CampaignState.RUNNING, created_at=1.0
    )
    session.add(campaign)
    session.flush()
    for row, (disposition, calls) in enumerate(leads, start=2):
        customer = Customer(number=f"+1555{campaign.id:03}{row:04}", fields={}, slots={}, updated_at=1.0)
        session.add(customer)
        session.flush()
        lead = Lead(
            campaign_id=campaign.id,
            customer_id=customer.id,
            row_number=row,
            variables={},
            state=LeadState.DONE if disposition else LeadState.PENDING,
            disposition=disposition,
            priority=0,
            due_at=0,
            attempts=len(calls),
            callbacks=0,
        )
        session.add(lead)
        session.flush()
        for number, call in enumerate(calls):
            _add_call(session, f"{name}-{row}-{number}", lead.id, customer.number, call)


def _add_call(session: Session, attempt_id: str, lead_id: int, number: str, call: Call) -> None:
    at = MONDAY_NOON + call.hours_later * HOUR
    answered = call.disposition not in (Disposition.BUSY, Disposition.NO_ANSWER)
    session.add(
        Attempt(
            id=attempt_id,
            lead_id=lead_id,
            number=number,
            script_hash=call.script,
            script_version=3 if call.script == "h" * 64 else None,
            offer=call.offer,
            created_at=at,
            answered_at=at + 5 if answered else None,
            ended_at=at + 65,
            disposition=call.disposition,
            grade=call.grade,
            tags=[],
            slots={},
            duration_ms=60_000 if answered else 0,
            trunk=call.trunk,
        )
    )
    session.flush()
    for sequence, gap_ms in enumerate(call.gaps_ms, start=2):
        session.add(_turn(attempt_id, sequence, Speaker.BOT, gap_ms))
    if call.spoke:
        session.add(_turn(attempt_id, 1, Speaker.PERSON, None))
    if call.pressed:
        session.add(CallNote(attempt_id=attempt_id, at=at, kind="PersonPressed", detail={"digit": "1"}))
    if call.message:
        session.add(
            TextMessage(
                id=f"m-{attempt_id}",
                attempt_id=attempt_id,
                number=number,
                text="",
                state=call.message,
                asked_at=at,
                tries=1,
                next_try_at=at,
                sent_at=None if call.message is MessageState.FAILED else at,
            )
        )


def _turn(attempt_id: str, sequence: int, speaker: Speaker, gap_ms: int | None) -> Turn:
    return Turn(
        attempt_id=attempt_id,
        sequence=sequence,
        speaker=speaker,
        node="n",
        text="",
        started_ms=0,
        ended_ms=1,
        interrupted=False,
        reply_gap_ms=gap_ms,
    )


def test_every_figure_is_what_one_counts_by_hand(counted: Database) -> None:
    found = counted.read(lambda session: report(session, "spring", ZoneInfo("UTC"), 0.0))

    assert found.funnel == Funnel(
        listed=10, callable=8, dialled=7, reached=5, talked=3, interested=2, agreed=1, messaged=1, clicked=0, converted=0
    )
    assert found.outcomes == {
        "completed": 2,
        "abandoned": 1,
        "do_not_call": 1,
        "no_answer": 1,
        "not_contactable": 1,
        "opted_out": 1,
        "pending": 1,
        "person_hung_up": 1,
        "voicemail": 1,
    }
    assert found.grades == {"A": 1, "B": 1, "C": 1, "E": 1, "F": 3}
    assert found.calls == Calls(calls=9, answered=6, reached=5, abandoned=1, talk_s=360)
    assert found.abandoned_percent == 20.0
    assert found.reply_gaps == ReplyGaps(replies=4, p50_ms=600, p95_ms=1000)


def test_the_calls_of_all_campaigns_are_counted_at_once(counted: Database) -> None:
    counted.write(lambda session: _fill(session, "quiet", [(None, [])]))
    spring, quiet = (counted.read(lambda session: browsing.campaign_ids(session))[name] for name in ("spring", "quiet"))

    together = counted.read(figures.calls_by_campaign)

    assert together[spring] == counted.read(lambda session: figures.calls(session, spring))
    assert quiet not in together


def test_calls_are_told_apart_by_the_hours_and_days_of_the_zone(counted: Database) -> None:
    found = counted.read(lambda session: report(session, "spring", ZoneInfo("Asia/Shanghai"), 0.0))

    assert found.by[Dimension.HOUR] == [Row("20:00", 8, 5, 3, 2), Row("23:00", 1, 0, 0, 0)]
    assert found.by[Dimension.WEEKDAY] == [Row("1 Mon", 8, 4, 2, 1), Row("2 Tue", 1, 1, 1, 1)]
    assert found.by[Dimension.TRUNK] == [Row("sip:a", 7, 4, 2, 1), Row("sip:b", 1, 1, 1, 1), Row("unknown", 1, 0, 0, 0)]
    assert found.by[Dimension.SCRIPT] == [Row("offer@3", 9, 5, 3, 2)]


OFFERED: list[tuple[Disposition | None, list[Call]]] = [
    (None, []),
    (Disposition.NO_ANSWER, [Call(Disposition.NO_ANSWER, offer="gold"), Call(Disposition.NO_ANSWER, offer="gold", hours_later=3)]),
    (
        Disposition.COMPLETED,
        [Call(Disposition.COMPLETED, Grade.A, spoke=True, message=MessageState.DELIVERED, offer="gold", script="v" * 64)],
    ),
    # heard of silver first, agreed to gold
    (
        Disposition.COMPLETED,
        [
            Call(Disposition.PERSON_HUNG_UP, Grade.B, spoke=True, offer="silver"),
            Call(Disposition.COMPLETED, Grade.A, 24, spoke=True, offer="gold"),
        ],
    ),
    (Disposition.COMPLETED, [Call(Disposition.COMPLETED, Grade.C, spoke=True)]),
]


def test_leads_are_told_apart_by_what_their_calls_had(database: Database) -> None:
    def fill(session: Session) -> None:
        session.add(ScriptContent(content_hash="v" * 64, script_id="variant", main="v.yaml", first_seen_at=1.0))
        _fill(session, "spring", OFFERED)
        _fill(session, "another", OFFERED)

    database.write(fill)

    found = database.read(lambda session: report(session, "spring", ZoneInfo("UTC"), 0.0))

    assert found.funnels[Grouping.OFFER] == [
        GroupFunnel("gold", dialled=3, reached=2, talked=2, interested=2, agreed=2, messaged=1, clicked=0, converted=0),
        GroupFunnel("silver", dialled=1, reached=1, talked=1, interested=1, agreed=0, messaged=0, clicked=0, converted=0),
    ]
    assert found.funnels[Grouping.SCRIPT] == [
        GroupFunnel("offer@3", dialled=3, reached=2, talked=2, interested=1, agreed=1, messaged=0, clicked=0, converted=0),
        GroupFunnel(
            "variant@vvvvvvvvvvvv", dialled=1, reached=1, talked=1, interested=1, agreed=1, messaged=1, clicked=0, converted=0
        ),
    ]
    assert found.funnels[Grouping.ARM] == found.funnels[Grouping.SEGMENT] == []
    assert [row.key for row in found.by[Dimension.SCRIPT]] == ["offer@3", "variant@vvvvvvvvvvvv"]


def test_leads_are_told_apart_by_the_campaigns_lists(database: Database) -> None:
    """Rows 6 and 7 are people who agreed and who were interested; row 3 was never dialled."""

    def fill(session: Session) -> None:
        _fill(session, "spring", LEADS)
        _fill(session, "another", LEADS)
        session.get_one(Campaign, 1).plan = {"lists": ["north", "south", "files/east.csv"]}
        for name, rows in (("north", (3, 6, 7)), ("south", (7,)), ("not of the plan", (6,))):
            _list(session, name, [f"+1555001{row:04}" for row in rows])

    database.write(fill)

    found = database.read(lambda session: report(session, "spring", ZoneInfo("UTC"), 0.0))

    assert found.funnels[Grouping.LIST] == [
        GroupFunnel("north", dialled=2, reached=2, talked=2, interested=2, agreed=1, messaged=1, clicked=0, converted=0),
        GroupFunnel("south", dialled=1, reached=1, talked=1, interested=1, agreed=0, messaged=0, clicked=0, converted=0),
    ]


def _list(session: Session, name: str, numbers: list[str]) -> None:
    kept = ContactList(name=name, headings={}, created_at=1.0, updated_at=1.0)
    session.add(kept)
    session.flush()
    read = ListImport(list_id=kept.id, file="x.csv", sha256="0" * 64, at=1.0, counts={})
    session.add(read)
    session.flush()
    people = session.scalars(select(Customer.id).where(Customer.number.in_(numbers))).all()
    assert len(people) == len(numbers)
    session.add_all(ListMember(list_id=kept.id, customer_id=one, import_id=read.id, row_number=2, variables={}) for one in people)


def test_a_campaign_without_calls_has_figures(database: Database) -> None:
    database.write(lambda session: _fill(session, "quiet", [(None, [])]))

    found = database.read(lambda session: report(session, "quiet", ZoneInfo("UTC"), 0.0))

    assert found.funnel == Funnel(1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert (found.abandoned_percent, found.reply_gaps, found.grades) == (None, ReplyGaps(0, None, None), {})
    assert found.by == {dimension: [] for dimension in Dimension}
    assert found.funnels == {grouping: [] for grouping in Grouping}


def test_a_campaign_that_is_not_there_is_said(database: Database) -> None:
    with pytest.raises(UnknownCampaign, match="there is no campaign 'summer'"):
        database.read(lambda session: report(session, "summer", ZoneInfo("UTC"), 0.0))
