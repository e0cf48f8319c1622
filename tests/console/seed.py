"""A database of a business that has called for a week: for the console's pictures and its tests. The same every time."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.campaign.plan.experiment import ArmPart, ExperimentPart
from engine.campaign.plan.schema import CampaignPlan
from engine.outcome import Disposition, Grade
from engine.publishing.packing import read_draft
from engine.segments import saved
from engine.store.database import Database
from engine.store.floor import agents
from engine.store.scripts import versions
from engine.store.scripts.versions import Signed
from engine.store.tables import (
    AgentState,
    ArmAssignment,
    Attempt,
    CallNote,
    Campaign,
    CampaignState,
    ContactList,
    Customer,
    Handover,
    Lead,
    LeadState,
    ListImport,
    ListMember,
    Speaker,
    Turn,
)
from tests.console.sound import write_recording

SEGMENT: Final = "warm leads"
_ARMS: Final = ("as it was", "a question first")
_DAY_S: Final = 86400.0
_FIRST: Final = (
    "Ada",
    "Bruno",
    "Chloe",
    "David",
    "Elif",
    "Farah",
    "George",
    "Hana",
    "Ivan",
    "Julia",
    "Kofi",
    "Lena",
    "Mateo",
    "Nora",
)
_LAST: Final = (
    "Okafor",
    "Becker",
    "Chen",
    "Dubois",
    "Evans",
    "Fischer",
    "García",
    "Haddad",
    "Ito",
    "Jones",
    "Kowalski",
    "Lindqvist",
)
_ENDS: Final = (
    (Disposition.COMPLETED, 34),
    (Disposition.NO_ANSWER, 26),
    (Disposition.PERSON_HUNG_UP, 12),
    (Disposition.VOICEMAIL, 11),
    (Disposition.BUSY, 6),
    (Disposition.TRANSFERRED, 5),
    (Disposition.OPTED_OUT, 3),
    (Disposition.NOT_IN_SERVICE, 2),
    (Disposition.ABANDONED, 1),
)
_TALKED: Final = (Disposition.COMPLETED, Disposition.TRANSFERRED, Disposition.PERSON_HUNG_UP, Disposition.OPTED_OUT)
_CONVERSATION: Final = (
    (
        Speaker.BOT,
        "greeting",
        "Hello, this is Harbour Sports Club. We have a free trial week for members' friends. Do you have a minute?",
        None,
    ),
    (Speaker.PERSON, "greeting", "Yes, but quickly please.", "yes"),
    (
        Speaker.BOT,
        "offer",
        "You can use everything for a week, the pool too, and nothing is charged. Shall I reserve a place for you?",
        None,
    ),
    (Speaker.PERSON, "offer", "And what does it cost afterwards?", "ask_price"),
    (
        Speaker.BOT,
        "price",
        "Afterwards it is 39 euros a month, and you can leave every month. Would you like to try the week?",
        None,
    ),
    (Speaker.PERSON, "price", "All right, put me down for it.", "accept"),
    (Speaker.BOT, "booked", "Wonderful. I am sending you the link by text message. Goodbye!", None),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """Where to look."""

    campaign_id: int
    attempt_id: str
    """A conversation that went well, with a recording."""


def seed(database: Database, dialogs: Path, recordings: Path, now: float, leads: int = 260) -> Seeded:
    """Fills an empty database.

    Args:
        database: an empty one.
        dialogs: folder of the scripts to publish.
        recordings: where the recording goes.
        now: Unix seconds: the week before is filled.
        leads: of the large campaign.
    """
    drafts = [read_draft(dialogs / f"{name}.yaml") for name in ("membership", "renewal_reminder")]
    recordings.mkdir(parents=True, exist_ok=True)
    path = recordings / "call.wav"
    write_recording(path)

    def fill(session: Session) -> Seeded:
        for draft in drafts:
            versions.publish(session, draft, Signed(now - 9 * _DAY_S, "dana", "first version"))
        for name in ("ann", "bo", "carla"):
            agents.add(session, name, f"sip:{name}@pbx.example", now)
            agents.wish(session, name, AgentState.READY, now)
        people = _people(session, leads, now)
        filled = _campaign(session, "Autumn trial week", drafts[0].script_id, people, now, str(path))
        _rest(session, drafts[1].script_id, people, now)
        return filled

    return database.write(fill)


def _people(session: Session, count: int, now: float) -> list[Customer]:
    rng = random.Random(11)
    people = [
        Customer(
            number=f"+1202555{index:04}",
            external_id=f"C-{1000 + index}",
            name=f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
            fields={"city": rng.choice(("Boston", "Chicago", "Denver"))},
            slots={},
            updated_at=now - index,
        )
        for index in range(100, 100 + count)
    ]
    people[3].name = "<script>document.title='taken over'</script>"
    session.add_all(people)
    listed = ContactList(
        name="autumn leads", headings={"name": "Name", "city": "Town"}, created_at=now - 9 * _DAY_S, updated_at=now
    )
    session.add(listed)
    session.flush()
    counts = {"added": count, "updated": 0, "unchanged": 0, "rejected": 4}
    begun = ListImport(list_id=listed.id, file="autumn.xlsx", sha256="0" * 64, at=now - 9 * _DAY_S, finished_at=now, counts=counts)
    session.add(begun)
    session.flush()
    session.add_all(
        ListMember(list_id=listed.id, customer_id=one.id, import_id=begun.id, row_number=row, variables={"name": one.name or ""})
        for row, one in enumerate(people, start=2)
    )
    return people


def _campaign(session: Session, name: str, script_id: str, people: list[Customer], now: float, recording: str) -> Seeded:
    rng = random.Random(23)
    live = versions.live(session, script_id)
    assert live is not None
    arms = tuple(ArmPart(name=arm) for arm in _ARMS)
    plan = CampaignPlan(
        name=name,
        script=f"{script_id}@1",
        lists=("autumn leads",),
        lines=8,
        experiment=ExperimentPart(name="opening words", arms=arms),
    ).model_dump(mode="json")
    campaign = Campaign(
        name=name,
        script_id=script_id,
        script_hash=live.content_hash,
        script_version=1,
        headings={"name": "Name", "city": "Town"},
        plan=plan,
        state=CampaignState.RUNNING,
        created_at=now - 7 * _DAY_S,
    )
    session.add(campaign)
    session.flush()
    told, today = "", now - now % _DAY_S
    for row, person in enumerate(people, start=2):
        if row > len(people) * 0.8:
            session.add(_lead(campaign.id, person, row, LeadState.PENDING, None))
            continue
        outcome = Disposition.COMPLETED if row == 2 else rng.choices([end for end, _ in _ENDS], [share for _, share in _ENDS])[0]
        lead = _lead(campaign.id, person, row, LeadState.DONE, outcome)
        session.add(lead)
        session.flush()
        at = today - rng.randint(1, 5) * _DAY_S + rng.randint(9, 17) * 3600 + rng.randint(0, 3000)
        attempt = _attempt(rng, lead, person, live.content_hash, outcome, at, recording if row == 2 else None)
        attempt.arm = _ARMS[row % len(_ARMS)]
        session.add(attempt)
        session.add(_assignment(attempt, lead))
        session.flush()
        _conversation(session, rng, attempt, outcome)
        told = told or attempt.id
    return Seeded(campaign.id, told)


def _assignment(attempt: Attempt, lead: Lead) -> ArmAssignment:
    return ArmAssignment(
        experiment="opening words",
        customer_id=lead.customer_id,
        campaign_id=lead.campaign_id,
        arm=attempt.arm,
        shares=json.dumps({arm: 1 / len(_ARMS) for arm in _ARMS}),
        at=attempt.created_at,
    )


def _lead(campaign_id: int, person: Customer, row: int, state: LeadState, outcome: Disposition | None) -> Lead:
    return Lead(
        campaign_id=campaign_id,
        customer_id=person.id,
        row_number=row,
        variables={"name": person.name or ""},
        state=state,
        disposition=outcome,
        priority=0,
        due_at=0,
        attempts=1 if outcome else 0,
        callbacks=0,
    )


def _attempt(
    rng: random.Random, lead: Lead, person: Customer, content: str, outcome: Disposition, at: float, recording: str | None
) -> Attempt:
    talked = outcome in _TALKED
    reached = talked or outcome is Disposition.ABANDONED
    grade = rng.choice((Grade.A, Grade.A, Grade.B, Grade.C, Grade.D)) if talked else Grade.F
    grade = Grade.A if recording else Grade.E if outcome is Disposition.OPTED_OUT else grade
    person.grade = grade
    return Attempt(
        id=f"00000000-0000-4000-8000-{lead.id:012}",
        lead_id=lead.id,
        number=person.number,
        caller_id="+12025550100",
        script_hash=content,
        script_version=1,
        created_at=at,
        ringing_at=at + 2,
        answered_at=at + 9 if reached or outcome is Disposition.VOICEMAIL else None,
        ended_at=at + 45,
        trunk="sip:sbc.example.com:5060",
        contactable={"policy": "us", "rule": "allowed", "local_time": "14:05"},
        disposition=outcome,
        cause="normal" if reached else "no_answer",
        sip_status=200 if reached else 480,
        grade=grade,
        tags=["trial_booked", "asked_price"] if grade is Grade.A else ["asked_price"] if grade is Grade.B else [],
        slots={"day": "Tuesday"} if grade is Grade.A else {},
        duration_ms=34_000 if recording else rng.randint(8_000, 90_000) if talked else 4_000 if reached else 0,
        recording=recording,
    )


def _conversation(session: Session, rng: random.Random, attempt: Attempt, outcome: Disposition) -> None:
    if outcome not in _TALKED:
        return
    length = len(_CONVERSATION) if attempt.recording else rng.randint(2, len(_CONVERSATION))
    began = attempt.created_at + 10
    session.add(CallNote(attempt_id=attempt.id, at=began, kind="ConversationStarted", detail={"codec": "PCMA"}))
    session.add(
        CallNote(
            attempt_id=attempt.id, at=began + 1, kind="AnswererKnown", detail={"answerer": "human", "reason": "short greeting"}
        )
    )
    node, at_ms = "", 600
    for sequence, (speaker, place, text, intent) in enumerate(_CONVERSATION[:length], start=1):
        if place != node:
            node = place
            session.add(CallNote(attempt_id=attempt.id, at=began + at_ms / 1000, kind="NodeEntered", detail={"node": node}))
        bot = speaker is Speaker.BOT
        lasts_ms = 4200 if bot else 2300
        session.add(
            Turn(
                attempt_id=attempt.id,
                sequence=sequence,
                speaker=speaker,
                node=place,
                text=text,
                started_ms=at_ms,
                ended_ms=at_ms + lasts_ms,
                intent=intent,
                confidence=None if bot else round(rng.uniform(0.71, 0.97), 2),
                asr_ms=None if bot else 240,
                missed=None if bot else False,
                filled=None if bot else {},
                interrupted=sequence == 3 and bool(attempt.recording),
                reply_gap_ms=rng.randint(420, 980) if bot and sequence > 1 else None,
            )
        )
        if sequence == 3:
            detail = {"verdict": "interruption", "reason": "three words", "onset_ms": at_ms + 3600, "decided_ms": at_ms + 4100}
            session.add(CallNote(attempt_id=attempt.id, at=began + at_ms / 1000, kind="OverlapJudged", detail=detail))
        at_ms += lasts_ms + 750


def _rest(session: Session, script_id: str, people: list[Customer], now: float) -> None:
    """Two more campaigns, one over and one that waits, and a call that an agent had."""
    live = versions.live(session, script_id)
    assert live is not None
    for name, state, done in (
        ("Renewals in November", CampaignState.RUNNING, True),
        ("Win back, preview", CampaignState.PAUSED, False),
    ):
        campaign = Campaign(
            name=name,
            script_id=script_id,
            script_hash=live.content_hash,
            script_version=1,
            headings={},
            plan={},
            state=state,
            created_at=now - 20 * _DAY_S,
            finished_at=now - 12 * _DAY_S if done else None,
        )
        session.add(campaign)
        session.flush()
        outcome = Disposition.NO_ANSWER if done else None
        session.add_all(
            _lead(campaign.id, one, row, LeadState.DONE if done else LeadState.PENDING, outcome)
            for row, one in enumerate(people[:40], start=2)
        )
        if done:
            _earlier_call(session, campaign, now - 15 * _DAY_S)
    agent = agents.get(session, "ann")
    agent.state = AgentState.ON_CALL
    call = "00000000-0000-4000-8000-000000000001"
    session.add(
        Handover(
            attempt_id=call,
            agent_id=agent.id,
            asked_at=now - 60,
            joined_at=now - 50,
            summary="A call with Hana Ito. She wants the trial week, and asked about the price.",
        )
    )
    saved.save(session, SEGMENT, "grade >= B and not do_not_call", now - _DAY_S)


def _earlier_call(session: Session, campaign: Campaign, at: float) -> None:
    """The first person of a campaign talked with an agent, who wrote it down."""
    lead = session.scalars(select(Lead).where(Lead.campaign_id == campaign.id).order_by(Lead.id)).first()
    assert lead is not None
    attempt = Attempt(
        id="00000000-0000-4000-9000-000000000001",
        lead_id=lead.id,
        number=session.get_one(Customer, lead.customer_id).number,
        script_hash=campaign.script_hash,
        script_version=1,
        created_at=at,
        ended_at=at + 90,
        disposition=Disposition.TRANSFERRED,
        tags=[],
        slots={},
    )
    session.add(attempt)
    session.flush()
    taken = Handover(attempt_id=attempt.id, agent_id=agents.get(session, "bo").id, asked_at=at, joined_at=at + 10, summary="")
    taken.disposition, taken.notes = "call again", "Rather in the autumn, after work."
    session.add(taken)
