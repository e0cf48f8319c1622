"""A small world for tests of the API: a script, a list, a campaign, and Ann, who was called and said a lot."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store.access import accounts, audit
from engine.store.access.audit import AuditFilter, Deed
from engine.store.campaigns import NewLead, Opening, open_campaign
from engine.store.database import Database
from engine.store.people import consents, do_not_call
from engine.store.scripts import versions
from engine.store.scripts.contents import Content
from engine.store.scripts.pins import Pin
from engine.store.scripts.versions import Signed
from engine.store.tables import (
    Attempt,
    Callback,
    CallNote,
    Channel,
    ContactList,
    Customer,
    CustomerEvent,
    CustomerTag,
    Delivery,
    DeliveryState,
    Lead,
    LeadState,
    ListImport,
    ListMember,
    MessageState,
    ShortLink,
    Speaker,
    TextMessage,
    Turn,
)

ANN: Final = "+15550100002"
BEN: Final = "+15550100003"
SECRET: Final = "Ann Zyzzyva"
"""A name and words that stand nowhere else."""
EVIL: Final = "<script>alert(1)</script>"
FORMULA: Final = "=HYPERLINK(0)"
SCRIPT: Final = """version: 1
id: offer
language: en
start: hello
nodes:
  hello:
    say: "Hello."
    end: completed
"""
AT: Final = 1_799_990_000.0


def deeds(database: Database) -> list[tuple[str, str]]:
    """What was done to what, the newest first."""
    return [(one.action, one.subject) for one in database.read(lambda session: audit.entries(session, AuditFilter(), 50))]


def seed(database: Database, folder: Path) -> None:
    """Fills an empty database. Ids are 1 wherever they are numbers; the call is `call-1`, its recording lies in `folder`."""
    recording = folder / "call-1.wav"
    recording.write_bytes(b"RIFF1234WAVE" + SECRET.encode())
    database.write(lambda session: _seed(session, str(recording)))


def _seed(session: Session, recording: str) -> None:
    content = Content("offer", "5" * 64, "offer.yaml", {"offer.yaml": SCRIPT}, {})
    versions.publish(session, content, Signed(AT, "ann"))
    variables = {"name": SECRET, "note": EVIL, "plan": FORMULA}
    leads = [NewLead(2, ANN, variables), NewLead(3, BEN, {"name": "Ben"})]
    headings = {"name": "Name", "note": "Note", "plan": "Plan"}
    open_campaign(session, Opening("spring", Pin("offer", "5" * 64, 1), headings, leads), AT)
    ann, lead = session.get_one(Customer, 1), session.get_one(Lead, 1)
    ann.external_id, ann.slots, ann.summary = "crm-7", {"wish": SECRET}, SECRET
    lead.state, lead.disposition, lead.attempts = LeadState.DONE, Disposition.COMPLETED, 1
    session.add(_call(recording))
    session.flush()
    _what_ann_said(session)
    _what_lists_say(session)
    consents.record(session, 1, Channel.CALL, granted=True, source=f"letter of {SECRET}", at=AT)
    do_not_call.add(session, "+15550100009", f"{SECRET} asked", AT)
    accounts.add(session, "somebody", ["agent"], None, AT)
    audit.record(session, Deed("command line root", "account.added", "account somebody"), AT)


def _call(recording: str) -> Attempt:
    return Attempt(
        id="call-1",
        lead_id=1,
        number=ANN,
        script_hash="5" * 64,
        script_version=1,
        created_at=AT + 100,
        answered_at=AT + 105,
        ended_at=AT + 150,
        disposition=Disposition.COMPLETED,
        cause="normal",
        sip_status=200,
        grade=Grade.A,
        tags=[f"likes {SECRET}"],
        slots={"wish": SECRET},
        duration_ms=45_000,
        recording=recording,
    )


def _what_ann_said(session: Session) -> None:
    said = {"attempt_id": "call-1", "node": "hello", "interrupted": False}
    session.add(Turn(**said, sequence=1, speaker=Speaker.BOT, text="Hello.", started_ms=0, ended_ms=900, reply_gap_ms=400))
    heard = f"{SECRET} here {EVIL}"
    when = {"started_ms": 1000, "ended_ms": 2000, "asr_ms": 240}
    filled = {"wish": f"{SECRET}, {ANN}"}
    session.add(Turn(**said, **when, sequence=2, speaker=Speaker.PERSON, text=heard, missed=True, filled=filled))
    session.add(CallNote(attempt_id="call-1", at=AT + 110, kind="NodeEntered", detail={"node": "hello", "said": SECRET}))
    session.add(Callback(attempt_id="call-1", asked_at=AT + 120, due=None, said=SECRET))
    message = TextMessage(
        id="message-1",
        attempt_id="call-1",
        number=ANN,
        text=SECRET,
        state=MessageState.SENT,
        asked_at=AT,
        tries=1,
        next_try_at=AT,
        sent_at=AT,
    )
    session.add(message)
    session.flush()
    link = ShortLink(
        code="abc",
        token="def",
        message_id="message-1",
        attempt_id="call-1",
        customer_id=1,
        target=f"https://x.test/{SECRET}",
        created_at=AT,
    )
    session.add(link)
    session.flush()
    click = CustomerEvent(customer_id=1, kind="click", at=AT, detail={"who": SECRET}, source="link", key=SECRET, link_id=link.id)
    told = Delivery(
        id="delivery-1",
        receiver="crm",
        attempt_id="call-1",
        about="call.ended",
        body=f'{{"name": "{SECRET}"}}',
        state=DeliveryState.DEAD,
        created_at=AT,
        tries=3,
        next_try_at=AT,
        problem=f"no {ANN} there",
    )
    session.add_all([click, told, CustomerTag(customer_id=1, tag=f"likes {SECRET}", source="call call-1", at=AT)])


def _what_lists_say(session: Session) -> None:
    session.add(ContactList(name="customers", headings={"name": "Name"}, created_at=AT, updated_at=AT))
    session.flush()
    session.add(ListImport(list_id=1, file="a.csv", sha256="0" * 64, at=AT, finished_at=AT, counts={"added": 1}))
    session.flush()
    session.add(ListMember(list_id=1, customer_id=1, import_id=1, row_number=2, variables={"name": SECRET}))
