"""When is a turn speech beyond doubt? By table."""

import pytest

from engine.call.clarity import SURE, Clarity

pytestmark = pytest.mark.unit

PLAIN, DOUBTFUL = 0.7, 0.4


@pytest.mark.parametrize(
    ("sounds", "clear"),
    [
        pytest.param([], False, id="nothing"),
        pytest.param([(480, PLAIN)], False, id="a hum"),
        pytest.param([(500, PLAIN)], True, id="a word or two"),
        pytest.param([(500, SURE + 0.01)], True, id="just sure enough"),
        pytest.param([(500, SURE)], False, id="not quite sure"),
        pytest.param([(9000, DOUBTFUL)], False, id="music, however long"),
        pytest.param([(260, PLAIN), (400, DOUBTFUL), (260, PLAIN)], True, id="words with soft sounds between them"),
        pytest.param([(100, PLAIN), (700, 0.0)] * 3, False, id="coughs"),
    ],
)
def test_a_turn_is_clear_by_the_speech_that_is_sure(sounds: list[tuple[int, float]], clear: bool) -> None:
    turn = Clarity(500)
    for ms, sureness in sounds:
        turn.add(ms, sureness)
    assert turn.is_clear is clear


def test_a_new_turn_begins_with_nothing() -> None:
    turn = Clarity(500)
    turn.add(600, PLAIN)
    turn.begin()
    assert not turn.is_clear
