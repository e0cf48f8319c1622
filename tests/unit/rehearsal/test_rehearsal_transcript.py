"""A call in lines: what a person's words were taken for."""

import pytest

from engine.events import AnswerMissed, CallEvent, NodeEntered, PersonSpoke, SlotFilled
from engine.rehearsal.rehearsed import Happened
from engine.rehearsal.transcript import transcript

pytestmark = pytest.mark.unit

ENTERED = NodeEntered(attempt_id="a", at=2.0, node="waiting")
MISSED = AnswerMissed(attempt_id="a", at=2.0, node="n", turn_ended_ms=500)
FILLED = SlotFilled(attempt_id="a", at=2.0, slot="treatment", value="2")


def said(intent: str | None) -> PersonSpoke:
    return PersonSpoke(
        attempt_id="a", at=1.0, node="n", text="Two.", started_ms=0, ended_ms=500, intent=intent, confidence=0.9, asr_ms=1
    )


@pytest.mark.parametrize(
    ("intent", "then", "meaning"),
    [
        pytest.param("price", (ENTERED,), "   (price 0.90)", id="an intent"),
        pytest.param(
            "price", (FILLED,), "   (price 0.90, treatment = 2)", id="an intent that sets a slot, or for which a value went first"
        ),
        pytest.param(None, (FILLED, ENTERED), "   (treatment = 2)", id="a slot's value"),
        pytest.param(None, (ENTERED, FILLED), "", id="a slot that is filled later, by something else"),
        pytest.param(None, (MISSED,), "   (not understood)", id="nothing"),
        pytest.param(None, (), "", id="a yes to 'is that right?'"),
    ],
)
def test_words_stand_beside_what_they_were_taken_for(intent: str | None, then: tuple[CallEvent, ...], meaning: str) -> None:
    happened = [Happened(int(event.at * 1000), event) for event in (said(intent), *then)]
    assert transcript(happened, "en")[0].text == f"Two.{meaning}"
