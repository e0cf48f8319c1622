from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select, update

from engine.campaign.grades import final_grade
from engine.events import CallbackAsked, CallEnded, Graded, OptedOut, PersonSpoke, SlotFilled, TagAdded
from engine.outcome import Disposition, Grade
from engine.store.calls.recorder import Recorder
from engine.store.database import Database
from engine.store.tables import Attempt, Customer, Delivery
from engine.writeback.payload import Occasion
from engine.writeback.receivers import Wish
from engine.writeback.record import WriteBack
from engine.writeback.schemas import PayloadVersion, json_schema
from tests.integration.recording import Recording
from tests.integration.writeback.one_call import one_call

pytestmark = pytest.mark.integration

ENDS = frozenset({Occasion.CALL_ENDED})


@dataclass
class Story:
    """One call of one lead, and what is told of it."""

    database: Database
    recording: Recording

    def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        rows = self.database.read(lambda session: session.scalars(select(Delivery).order_by(Delivery.id)).all())
        return [(row.receiver, row.about, json.loads(row.body)) for row in rows]

    def end(self, disposition: Disposition = Disposition.COMPLETED, at: float = 1042.0) -> None:
        self.recording.apply(CallEnded(attempt_id="a-1", at=at, disposition=disposition, cause="normal", duration_ms=41_700))

    def customer(self) -> Customer:
        return self.database.read(lambda session: session.scalars(select(Customer)).one())


@pytest.fixture
def begun(tmp_path: Path) -> Callable[..., Story]:
    def begin(*wishes: Wish) -> Story:
        database = one_call(f"sqlite:///{tmp_path / 'calls.db'}")
        ids = iter(f"d-{number}" for number in range(1, 20))
        recorder = Recorder(database, final_grade, after=WriteBack(wishes, lambda: next(ids)))
        return Story(database, Recording(database, recorder))

    return begin


def test_the_end_of_a_call_is_told_whole(begun: Callable[..., Story]) -> None:
    story = begun(Wish("crm", ENDS, frozenset(), transcript=False))
    for event in (
        TagAdded(attempt_id="a-1", at=1010.0, tag="price"),
        SlotFilled(attempt_id="a-1", at=1011.0, slot="day", value="2026-11-24"),
        Graded(attempt_id="a-1", at=1012.0, grade=Grade.B),
        CallbackAsked(attempt_id="a-1", at=1013.0, when="2026-11-23T15:00", said="tomorrow at three"),
    ):
        story.recording.apply(event)
    story.end()

    ((receiver, about, body),) = story.told()
    assert (receiver, about) == ("crm", "call.ended")
    assert body == {
        "schema": "callwright.writeback.v1",
        "id": "d-1",
        "type": "call.ended",
        "at": "1970-01-01T00:17:22.000Z",
        "campaign": "spring",
        "row": 2,
        "lead": {"name": "Ann"},
        "customer": {
            "number": "+15550100002",
            "external_id": None,
            "name": "Ann",
            "grade": "B",
            "tags": ["price"],
            "slots": {"day": "2026-11-24"},
            "do_not_call": False,
        },
        "call": {
            "id": "a-1",
            "script": "offer@3",
            "arm": None,
            "offer": None,
            "segment": None,
            "started_at": "1970-01-01T00:16:40.000Z",
            "answered_at": None,
            "ended_at": "1970-01-01T00:17:22.000Z",
            "duration_ms": 41_700,
            "disposition": "completed",
            "cause": "normal",
            "grade": "B",
            "tags": ["price"],
            "slots": {"day": "2026-11-24"},
            "callback": "2026-11-23T15:00",
        },
        "tag": None,
        "summary": ("Talked to the end (42 s): interested. Said: day = 2026-11-24. Tags: price. Wants a call: 2026-11-23T15:00."),
        "next_action": "call_back",
        "next_call_at": None,
        "transcript": None,
    }
    Draft202012Validator(json.loads(json_schema(PayloadVersion.V1))).validate(body)


def test_the_call_says_what_it_had_of_its_own(begun: Callable[..., Story]) -> None:
    story = begun(Wish("crm", frozenset({Occasion.CALL_ENDED}), frozenset(), transcript=False))
    story.database.write(lambda session: session.execute(update(Attempt).values(arm="B", offer="gold", segment="lapsed")).close())
    story.end()

    ((_, _, body),) = story.told()
    assert (body["call"]["arm"], body["call"]["offer"], body["call"]["segment"]) == ("B", "gold", "lapsed")


def test_the_record_learns_even_if_nobody_is_told(begun: Callable[..., Story]) -> None:
    story = begun()
    story.end(Disposition.NOT_IN_SERVICE)

    assert story.told() == []
    assert story.customer().next_action == "check_number"
    assert story.customer().summary == "The number is not in service (42 s)."


def test_an_urgent_tag_is_told_at_once_and_once(begun: Callable[..., Story]) -> None:
    story = begun(Wish("desk", frozenset({Occasion.CALL_TAGGED}), frozenset({"angry"}), transcript=False))
    for tag in ("angry", "price", "angry"):
        story.recording.apply(TagAdded(attempt_id="a-1", at=1010.0, tag=tag))

    ((receiver, about, body),) = story.told()
    assert (receiver, about, body["type"], body["tag"]) == ("desk", "call.tagged:angry", "call.tagged", "angry")
    assert (body["next_action"], body["call"]["ended_at"]) == (None, None)


def test_an_opt_out_is_told_while_the_call_lasts_and_after_its_end(begun: Callable[..., Story]) -> None:
    wish = Wish("crm", ENDS | {Occasion.OPTED_OUT}, frozenset(), transcript=False)
    story = begun(wish)
    story.recording.apply(OptedOut(attempt_id="a-1", at=1010.0, reason="stop calling"))
    story.end(Disposition.OPTED_OUT)
    story.recording.apply(OptedOut(attempt_id="a-1", at=1050.0, reason="again"))

    assert [(about, body["customer"]["do_not_call"]) for _, about, body in story.told()] == [
        ("customer.opted_out", True),
        ("call.ended", True),
    ]
    assert story.told()[1][2]["next_action"] == "leave_alone"


def test_version_2_says_of_an_opt_out_in_a_call_where_it_came_from(begun: Callable[..., Story]) -> None:
    occasions = ENDS | {Occasion.OPTED_OUT}
    story = begun(Wish("crm", occasions, frozenset(), False, PayloadVersion.V2), Wish("old", occasions, frozenset(), False))
    story.recording.apply(OptedOut(attempt_id="a-1", at=1010.0, reason="stop calling"))
    story.recording.apply(OptedOut(attempt_id="a-1", at=1011.0, reason="stop calling, I say"))
    story.end(Disposition.OPTED_OUT)

    told = story.told()
    assert [(receiver, about) for receiver, about, _ in told] == [
        ("crm", "customer.opted_out"),
        ("old", "customer.opted_out"),
        ("crm", "call.ended"),
        ("old", "call.ended"),
    ]
    bodies = [body for _, _, body in told]
    for body, version in zip(bodies, [PayloadVersion.V2, PayloadVersion.V1] * 2, strict=True):
        Draft202012Validator(json.loads(json_schema(version))).validate(body)
    new, old = bodies[:2]
    assert new["opt_out"] == {"channels": ["call", "sms"], "source": "call", "told_by": None}
    assert (new["customer"]["do_not_call"], new["customer"]["do_not_text"]) == (True, True)
    assert {field for field in old if old[field] != new[field]} == {"schema", "id", "customer"}
    assert bodies[2]["opt_out"] is None


def test_words_are_told_only_to_whom_they_are_meant_for(begun: Callable[..., Story]) -> None:
    story = begun(Wish("crm", ENDS, frozenset(), transcript=False), Wish("archive", ENDS, frozenset(), transcript=True))
    said_at = {"node": "offer", "started_ms": 0, "ended_ms": 900, "asr_ms": 9}
    spoke = PersonSpoke(attempt_id="a-1", at=1005.0, text="Yes, please.", intent="accept", confidence=1.0, **said_at)  # type: ignore[arg-type]
    story.recording.apply(spoke)
    story.recording.apply(SlotFilled(attempt_id="a-1", at=1005.0, slot="answer", value="yes", turn_ended_ms=900))
    story.end()

    said = {receiver: body["transcript"] for receiver, _, body in story.told()}
    turn = {"speaker": "person", "text": "Yes, please.", "intent": "accept", "filled": {"answer": "yes"}}
    assert said == {"crm": None, "archive": [turn]}


def test_a_second_end_is_not_told(begun: Callable[..., Story]) -> None:
    story = begun(Wish("crm", ENDS, frozenset(), transcript=False))
    story.end()
    story.end(Disposition.FAILED, at=2000.0)

    assert [body["call"]["disposition"] for _, _, body in story.told()] == ["completed"]


def test_calls_that_an_engine_left_open_are_told_when_they_are_settled(begun: Callable[..., Story]) -> None:
    story = begun(Wish("crm", ENDS, frozenset(), transcript=False))
    story.recording.recorder.settle_open_attempts("engine_died", at=3000.0)

    ((_, _, body),) = story.told()
    assert (body["call"]["disposition"], body["call"]["cause"], body["next_action"]) == ("failed", "engine_died", "none")
