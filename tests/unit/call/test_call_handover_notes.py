"""What an agent is told before they are joined with a person."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.call.handover.notes import LONGEST_QUOTE, Notes, summary
from engine.events import BotSpoke, CallEvent, PersonSpoke, SlotFilled, TagAdded

pytestmark = pytest.mark.unit

BOT = BotSpoke(attempt_id="a", at=0, node="n", text="Hi.", started_ms=0, played_ms=9, interrupted=False, reply_gap_ms=None)


def spoke(text: str) -> PersonSpoke:
    return PersonSpoke(attempt_id="a", at=0, node="n", text=text, started_ms=0, ended_ms=0, intent=None, confidence=0.0, asr_ms=0)


def filled(slot: str, value: str) -> SlotFilled:
    return SlotFilled(attempt_id="a", at=0, slot=slot, value=value)


def tagged(tag: str) -> TagAdded:
    return TagAdded(attempt_id="a", at=0, tag=tag)


def told(*events: CallEvent, variables: Mapping[str, str] | None = None, language: str = "en") -> str:
    notes = Notes()
    for event in (spoke("Hello?"), BOT, *events):
        notes.take(event)
    return " ".join(summary(notes, variables or {}, lambda _, value: f"<{value}>", language))


@pytest.mark.parametrize(
    ("events", "variables", "expected"),
    [
        ((), {}, "A call for you."),
        ((), {"first_name": "Anna"}, "A call with Anna."),
        ((), {"name": "Anna Moore", "first_name": "Anna"}, "A call with Anna Moore."),
        (
            (spoke("Yes."), spoke("How much?"), spoke("Put me through.")),
            {},
            "A call for you. They said: How much? And: Put me through.",
        ),
        ((spoke(""),), {}, "A call for you."),
        ((filled("guests", "2"), filled("guests", "3")), {}, "A call for you. guests: <3>."),
        ((filled("callback_time", "2026-12-03"),), {}, "A call for you. callback time: <2026-12-03>."),
        ((tagged("asked_for_human"), tagged("vip"), tagged("asked_for_human")), {}, "A call for you. Noted: vip, asked for human."),
    ],
)
def test_in_english(events: tuple[CallEvent, ...], variables: Mapping[str, str], expected: str) -> None:
    assert told(*events, variables=variables) == expected


def test_in_mandarin_nothing_is_said_in_english_words() -> None:
    events = (spoke("我需要轮椅位置。"), filled("guests", "2"), tagged("asked_for_human"), tagged("贵宾"))
    assert told(*events, variables={"first_name": "王"}, language="zh") == (
        "王的电话。 对方说：我需要轮椅位置。 已登记：<2>。 备注：贵宾。"
    )


def test_a_long_story_is_cut() -> None:
    said = told(spoke("word " * 100))
    assert said.endswith("…")
    assert len(said) < LONGEST_QUOTE + 40
