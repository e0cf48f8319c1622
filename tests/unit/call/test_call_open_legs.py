"""What is ended of agents' legs in the place of a worker that died."""

from __future__ import annotations

import pytest

from engine.call.worker.open_legs import OpenLegs
from engine.events import AgentJoined, AgentLeft, AgentRinging, CallEnded, CallEvent
from engine.outcome import Disposition, HandoverOutcome

pytestmark = pytest.mark.unit

FIRST, SECOND = "a-agent1.wav", "a-agent2.wav"


def ringing(agent: str) -> AgentRinging:
    return AgentRinging(attempt_id="a", at=1.0, agent=agent, summary="")


def joined(agent: str) -> AgentJoined:
    return AgentJoined(attempt_id="a", at=2.0, agent=agent)


def left(agent: str, outcome: HandoverOutcome, recording: str | None = None) -> AgentLeft:
    return AgentLeft(attempt_id="a", at=3.0, agent=agent, outcome=outcome, recording=recording)


def ended(events: list[CallEvent], recordings: list[str]) -> tuple[str, HandoverOutcome, str | None] | None:
    legs = OpenLegs()
    for event in events:
        legs.happened(event)
    end = legs.ended("a", 9.0, recordings)
    assert end is None or (end.attempt_id, end.at) == ("a", 9.0)
    return None if end is None else (end.agent, end.outcome, end.recording)


def test_who_talks_was_cut_off_and_is_heard_in_what_was_written_so_far() -> None:
    assert ended([ringing("ann"), joined("ann")], [FIRST]) == ("ann", HandoverOutcome.BROKEN, FIRST)


def test_whose_phone_rang_lost_the_person() -> None:
    assert ended([ringing("ann")], []) == ("ann", HandoverOutcome.PERSON_GONE, None)


def test_the_recording_of_an_earlier_leg_is_not_told_again() -> None:
    before: list[CallEvent] = [ringing("ann"), left("ann", HandoverOutcome.DECLINED, FIRST), ringing("bob")]
    assert ended(before, [FIRST]) == ("bob", HandoverOutcome.PERSON_GONE, None)
    assert ended([*before, joined("bob")], [FIRST, SECOND]) == ("bob", HandoverOutcome.BROKEN, SECOND)


def test_an_agent_who_was_sent_back_does_not_end_anothers_leg() -> None:
    sent_back = left("bob", HandoverOutcome.PERSON_GONE)
    assert ended([ringing("ann"), joined("ann"), sent_back], []) == ("ann", HandoverOutcome.BROKEN, None)


@pytest.mark.parametrize(
    "over",
    [
        left("ann", HandoverOutcome.JOINED, FIRST),
        CallEnded(attempt_id="a", at=4.0, disposition=Disposition.COMPLETED, cause="normal"),
    ],
)
def test_what_is_over_is_not_ended_again(over: CallEvent) -> None:
    assert ended([ringing("ann"), joined("ann"), over], [FIRST]) is None
