"""When a person's time to answer is up."""

import pytest

from engine.call.answer_wait import AnswerWait
from engine.dialog.moves import Listen

pytestmark = pytest.mark.unit

LISTEN = Listen(no_input_ms=5000)


def test_silence_of_both_sides_counts() -> None:
    wait = AnswerWait()
    wait.begin(LISTEN, now_ms=1000)
    assert wait.left_ms(3000, person_quiet_since_ms=0) == 3000
    assert wait.left_ms(3000, person_quiet_since_ms=2500) == 4500
    assert wait.left_ms(6000, person_quiet_since_ms=0) == 0


def test_who_waits_for_nothing_has_no_time_left() -> None:
    wait = AnswerWait()
    assert wait.left_ms(60_000, person_quiet_since_ms=0) is None
    assert wait.end() is None


def test_a_wait_that_was_ended_can_begin_anew() -> None:
    wait = AnswerWait()
    wait.begin(LISTEN, now_ms=0)
    assert wait.end() == LISTEN
    assert wait.left_ms(4000, person_quiet_since_ms=0) is None
    wait.begin(LISTEN, now_ms=4000)
    assert wait.left_ms(4000, person_quiet_since_ms=0) == 5000
