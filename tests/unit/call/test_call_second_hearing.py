"""Which expected answer a short sound stands for, from how likely each of them is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from engine.call.hearing import HeardAudio
from engine.call.second_hearing import Answer, SecondHearing, clear_answer, sayable
from engine.call.understanding import Understander, Understanding
from engine.dialog.moves import Expectation
from engine.dialog.testing import TableClassifier
from engine.speech.api import Priority, SpeechUnavailable, Weights
from engine.speech.testing import ScriptedSpeech
from telephony.audio import SILENT_FRAME

pytestmark = pytest.mark.unit

ANSWERS = {"refuse": ("不用", "不需要", "暂时不用"), "accept": ("好的",), "later": ("没空",), None: ("稍等",)}
NO, YES, BUSY, WAIT = Answer("refuse", "不用"), Answer("accept", "好的"), Answer("later", "没空"), Answer(None, "稍等")
NOT_NEEDED = Answer("refuse", "不需要")
QUESTION = Expectation(("refuse", "accept"), (), "", only_intents=True)


class Scales:
    """A weigher that gives each phrase its weight, and remembers what it was asked."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.failure: SpeechUnavailable | None = None
        self.asked: list[tuple[str, ...]] = []

    async def weigh(
        self, pcm: bytes, phrases: Sequence[str], *, language: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> Weights:
        """See `engine.speech.api.Weigher`."""
        self.asked.append(tuple(phrases))
        if self.failure:
            raise self.failure
        return Weights(-8.0, tuple(self.weights.get(phrase, -40.0) for phrase in phrases))


@pytest.mark.parametrize(
    ("speech_ms", "texts"),
    [
        (200, []),
        (300, ["不用", "好的", "稍等"]),
        (600, ["不用", "不需要", "暂时不用", "好的", "稍等"]),
        (1000, ["不需要", "暂时不用"]),
        (1500, ["暂时不用"]),
        (1600, []),
    ],
)
def test_only_what_can_be_said_in_the_time_is_asked_for(speech_ms: int, texts: list[str]) -> None:
    assert [answer.text for answer in sayable(ANSWERS, ("refuse", "accept"), speech_ms)] == texts


@pytest.mark.parametrize(
    ("weighed", "free", "meant"),
    [
        pytest.param({NO: -9.0, YES: -13.0, WAIT: -15.0}, -8.0, NO, id="stands clear"),
        pytest.param({NO: -14.5, YES: -25.0}, -13.0, None, id="unlikely by itself"),
        pytest.param({NO: -9.0, YES: -11.9}, -8.0, None, id="another intent is near"),
        pytest.param({NO: -9.0, NOT_NEEDED: -9.5, YES: -13.0}, -8.0, NO, id="another wording of the same intent may be near"),
        pytest.param({NO: -9.0, WAIT: -11.0}, -8.0, None, id="what answers nothing is near"),
        pytest.param({WAIT: -5.0, NO: -12.0}, -5.0, None, id="it answers nothing"),
        pytest.param({NO: -9.0, YES: -20.0}, -4.0, None, id="other words are far likelier"),
        pytest.param({NO: -9.0}, -8.0, NO, id="nothing beside it"),
        pytest.param({NO: float("-inf")}, -8.0, None, id="not even tried"),
    ],
)
def test_an_answer_counts_if_it_stands_clear(weighed: dict[Answer, float], free: float, meant: Answer | None) -> None:
    assert clear_answer(tuple(weighed), Weights(free, tuple(weighed.values()))) == meant


async def test_a_short_turn_is_asked_again_for_what_the_question_expects() -> None:
    scales = Scales({"不用": -9.0, "没空": -5.0})
    assert await SecondHearing(scales, ANSWERS, "zh").answer(b"", QUESTION, 500) == NO
    assert scales.asked == [("不用", "不需要", "好的", "稍等")], "four characters take longer, and nobody expects to hear 没空"


@pytest.mark.parametrize(
    ("expectation", "speech_ms"),
    [
        pytest.param(QUESTION, 2000, id="a long turn"),
        pytest.param(Expectation(("refuse",), (), ""), 500, id="a slot may take what is no intent"),
        pytest.param(Expectation(("where",), (), "", only_intents=True), 500, id="no short answers are known"),
    ],
)
async def test_other_turns_cost_nothing(expectation: Expectation, speech_ms: int) -> None:
    scales = Scales({"不用": -1.0})
    assert await SecondHearing(scales, ANSWERS, "zh").answer(b"", expectation, speech_ms) is None
    assert scales.asked == []


async def understood(transcript: str, scales: Scales) -> Understanding:
    """What a turn of half a second means of which the recognizer wrote `transcript`."""
    heard, told = HeardAudio(), list[Understanding]()
    heard.add_all([SILENT_FRAME] * 60)
    async with asyncio.TaskGroup() as tasks:
        understander = Understander(
            heard,
            ScriptedSpeech([transcript]),
            TableClassifier({"不用": "refuse", "好的": "accept"}),
            "zh",
            tasks,
            lambda _turn, _expectation: None,
            told.append,
            lambda: 0.0,
            SecondHearing(scales, ANSWERS, "zh"),
        )
        understander.speculate(300, 800, QUESTION)
        understander.confirm()
    return told[0]


async def test_a_turn_that_is_not_understood_is_heard_again_and_means_what_it_was() -> None:
    turn = await understood("布用", Scales({"不用": -9.0}))
    assert (turn.text, turn.intent) == ("不用", "refuse")


async def test_a_turn_that_is_understood_is_not_heard_again() -> None:
    scales = Scales({"不用": -1.0})
    turn = await understood("好的", scales)
    assert (turn.text, turn.intent, scales.asked) == ("好的", "accept", [])


async def test_without_a_clear_answer_the_words_stay_what_they_were() -> None:
    turn = await understood("普通", Scales({}))
    assert (turn.text, turn.intent) == ("普通", None)


async def test_a_second_hearing_that_fails_leaves_the_first_as_it_is() -> None:
    scales = Scales({"不用": -9.0})
    scales.failure = SpeechUnavailable("no weighing of phrases within 10 s")
    turn = await understood("布用", scales)
    assert (turn.text, turn.intent, turn.lost) == ("布用", None, None)
