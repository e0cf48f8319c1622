"""What a turn means that was read and not understood, by other readings of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest

from engine.call.course import Course
from engine.call.hearing import HeardAudio
from engine.call.second_hearing import HeardAgain, SecondHearing, clear_meaning, fills, second_hearing_of
from engine.call.understanding import Understander, Understanding
from engine.dialog.intents import SPELLED, IntentClassifier, IntentMatch, Restore
from engine.dialog.moves import Expectation, Heard
from engine.dialog.script import OPT_OUT
from engine.dialog.testing import TableClassifier, machine_of, script_of
from engine.events import AnswerMissed, PersonSpoke, SlotFilled, TurnUnread
from engine.settings import ConversationSection
from engine.speech.api import PhraseReading, Priority, Reading, SpeechUnavailable, Transcript
from engine.speech.resample import to_pcm
from engine.speech.testing import ScriptedSpeech
from telephony.audio import SILENT_FRAME
from tests.unit.call.rig import Rig, in_conversation

pytestmark = pytest.mark.unit

SURVEY = """\
schema_version: 1
id: survey
language: en
variables: {{}}
nodes:
  question:
    disclosure: true
    say: This is a robot. Your mark?
    ask: {{slot: answer, {ask}}}
    goto: done
  done:
    say: Thank you.
    hangup: true
start: question
"""
QUESTION = Expectation(("refuse", "accept"), (), "", only_intents=True)

TABLE = TableClassifier({"不用": "refuse", "好的": "accept"})
NO_PHRASE = PhraseReading("", 0.0)


class Ears:
    """Reads what it is told to read, of the sound as it was and without its noise, and keeps what it was given."""

    def __init__(
        self,
        readings: Sequence[Reading] = (),
        *,
        denoised: Sequence[Reading] = (),
        value: str = "",
        phrases: PhraseReading = NO_PHRASE,
        reads_phrases: bool = True,
    ) -> None:
        self._readings = (tuple(readings), tuple(denoised))
        self._value = value
        self._phrases = phrases
        self._reads_phrases = reads_phrases
        self.told: list[tuple[str, ...]] = []
        """The phrases that it was told of, each time."""
        self.hints: list[str] = []
        self.failure: SpeechUnavailable | None = None
        self.sounds: list[bytes] = []

    @property
    def asked(self) -> int:
        """How often."""
        return len(self.sounds)

    async def read_again(
        self, pcm: bytes, *, language: str, priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> tuple[Reading, ...]:
        """See `engine.speech.api.Rereader`."""
        self.sounds.append(pcm)
        if self.failure:
            raise self.failure
        return self._readings[0 if self.asked == 1 else 1]

    async def reads_phrases(self, language: str) -> bool:
        """See `engine.speech.api.Rereader`."""
        return self._reads_phrases

    async def read_phrases(
        self, pcm: bytes, *, language: str, phrases: Sequence[str], priority: Priority = Priority.LIVE, timeout_s: float = 10.0
    ) -> PhraseReading:
        """See `engine.speech.api.Rereader`."""
        self.told.append(tuple(phrases))
        return self._phrases

    async def transcribe(
        self,
        pcm: bytes,
        *,
        language: str,
        hint: str = "",
        another: bool = False,
        priority: Priority = Priority.LIVE,
        timeout_s: float = 10.0,
    ) -> Transcript:
        """See `engine.speech.api.Transcriber`."""
        assert another
        self.hints.append(hint)
        if self.failure:
            raise self.failure
        return Transcript(self._value, avg_logprob=-0.2, no_speech_prob=0.0, window_s=12, queue_ms=0.0, run_ms=0.0)


class Chances:
    """A classifier by table: each text's chances; of other texts nothing is known."""

    def __init__(self, table: Mapping[str, Mapping[str, float]]) -> None:
        self._table = table

    async def classify(self, text: str, among: Sequence[str]) -> IntentMatch:
        """See `engine.dialog.intents.IntentClassifier`."""
        chances = {intent: chance for intent, chance in self._table.get(text, {}).items() if intent in among}
        intent = next((intent for intent, chance in chances.items() if chance >= 0.4), None)
        return IntentMatch(intent, max(chances.values(), default=0.0), "table", chances)


def likely(*texts: tuple[str, float]) -> list[Reading]:
    """Readings by their probability."""
    return [Reading(text, math.log(probability)) for text, probability in texts]


@pytest.mark.parametrize(
    ("shares", "chances", "meant"),
    [
        pytest.param((0.2,), ({"refuse": 0.9},), HeardAgain("a", "refuse", 0.9), id="a single reading, however unlikely"),
        pytest.param((0.2, 0.2), ({}, {"refuse": 0.9}), HeardAgain("b", "refuse", 0.45), id="one of two"),
        pytest.param((0.3, 0.1), ({}, {"refuse": 0.9}), None, id="the unlikelier one of two"),
        pytest.param((0.1, 0.1), ({"refuse": 0.5}, {"refuse": 0.7}), HeardAgain("b", "refuse", 0.6), id="both"),
        pytest.param((0.1, 0.1), ({"refuse": 0.38}, {"refuse": 0.38}), None, id="both, and neither is clear"),
        pytest.param((0.1, 0.1), ({"refuse": 0.9}, {"accept": 0.8}), None, id="they contradict each other"),
        pytest.param((0.1,), ({"refuse": 0.5, "accept": 0.35},), None, id="two intents are alike"),
        pytest.param((0.1,), ({},), None, id="it means nothing"),
        pytest.param((), (), None, id="there are none"),
    ],
)
def test_readings_mean_what_they_mean_together(
    shares: tuple[float, ...], chances: tuple[dict[str, float], ...], meant: HeardAgain | None
) -> None:
    found = clear_meaning(likely(*zip("ab", shares, strict=False)), chances, 0.4)
    assert (found and found.text, found and found.intent) == (meant and meant.text, meant and meant.intent)
    assert (found.confidence if found else None) == (pytest.approx(meant.confidence) if meant else None)


def without_noise(pcm: bytes) -> bytes:
    return bytes(len(pcm))


def second_hearing(ears: Ears, language: str = "zh", restore: Restore | None = None) -> SecondHearing:
    return SecondHearing(ears, Chances({"不用": {"refuse": 1.0}, "好的": {"accept": 1.0}}), language, without_noise, restore)


async def test_what_the_readings_mean_is_what_was_said() -> None:
    ears = Ears(likely(("布拥", 0.1), ("不用", 0.2)))
    again = await second_hearing(ears).hear(b"", QUESTION, 500, logprob=-0.5)
    assert again is not None
    assert (again.text, again.intent) == ("不用", "refuse")
    assert again.confidence == pytest.approx(2 / 3)


def restored_hearing(ears: Ears) -> SecondHearing:
    """One that takes "拥" for misheard."""
    meanings = {"不拥": {"refuse": 0.1}, "不用": {"refuse": 0.9}, "好的": {"accept": 1.0}}
    return SecondHearing(ears, Chances(meanings), "zh", without_noise, lambda text: text.replace("拥", "用"))


async def test_readings_that_mean_nothing_are_restored_and_count_half() -> None:
    again = await restored_hearing(Ears(likely(("不拥", 0.2)))).hear(b"", QUESTION, 500, logprob=-0.5)
    assert again is not None
    assert (again.text, again.intent) == ("不拥", "refuse")
    assert again.confidence == pytest.approx(0.5)


async def test_readings_that_mean_something_are_not_restored() -> None:
    again = await restored_hearing(Ears(likely(("好的", 0.2), ("不拥", 0.1)))).hear(b"", QUESTION, 500, logprob=-0.5)
    assert again is not None
    assert (again.text, again.intent) == ("好的", "accept")
    assert again.confidence == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "intent", "logprob", "doubted"),
    [
        pytest.param("不拥", "accept", -0.2, True, id="put right, it means something else"),
        pytest.param("不拥", "accept", -0.1, False, id="the recognizer is sure"),
        pytest.param("不拥", "refuse", -0.2, False, id="put right, it means the same"),
        pytest.param("布拥", "accept", -0.2, False, id="put right, it means nothing"),
        pytest.param("不拥", OPT_OUT, -0.2, False, id="nobody may call again"),
    ],
)
async def test_what_was_understood_is_doubted_if_it_means_something_else_when_it_is_put_right(
    text: str, intent: str, logprob: float, doubted: bool
) -> None:
    assert await restored_hearing(Ears()).doubts(text, intent, QUESTION, 500, logprob=logprob) is doubted


@pytest.mark.parametrize(
    ("expectation", "speech_ms"), [(QUESTION, 10_500), (Expectation(("refuse", "accept"), (), ""), 500)], ids=["long", "slot"]
)
async def test_what_is_not_heard_again_is_not_doubted(expectation: Expectation, speech_ms: int) -> None:
    assert not await restored_hearing(Ears()).doubts("不拥", "accept", expectation, speech_ms, logprob=-0.2)


async def test_nothing_is_doubted_in_a_language_whose_texts_are_not_put_right() -> None:
    assert not await second_hearing(Ears()).doubts("不拥", "accept", QUESTION, 500, logprob=-0.2)


async def test_readings_of_a_doubted_turn_do_not_count_without_being_put_right() -> None:
    meanings = {"号的": {"accept": 0.6}, "好的": {"accept": 0.2, "refuse": 0.7}}
    hearing = SecondHearing(Ears(likely(("号的", 0.5))), Chances(meanings), "zh", None, lambda text: text.replace("号", "好"))
    plain = await hearing.hear(b"", QUESTION, 500, logprob=-0.5)
    doubted = await hearing.hear(b"", QUESTION, 500, logprob=-0.5, doubted=True)
    assert (plain and plain.intent, doubted) == ("accept", None)


async def test_what_means_nothing_when_it_is_restored_is_read_without_its_noise() -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不拥", 0.2)))
    again = await restored_hearing(ears).hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5)
    assert (again and again.intent, ears.asked) == ("refuse", 2)


def hearing_of_phrases(ears: Ears) -> SecondHearing:
    meanings = {"好的": {"accept": 0.8}, "不用": {"refuse": 1.0}}
    return SecondHearing(ears, Chances(meanings), "zh", without_noise, phrases=["好的", "不用"])


@pytest.mark.parametrize(
    ("reading", "meant"),
    [
        pytest.param(
            PhraseReading("好的", 0.8), HeardAgain("好的", "accept", 0.64), id="its words and its meaning are likely enough"
        ),
        pytest.param(PhraseReading("好的", 0.7), None, id="its words are too unlikely for its meaning"),
        pytest.param(PhraseReading("不的", 1.0), None, id="it means nothing"),
        pytest.param(PhraseReading("", 0.0), None, id="nothing was read"),
    ],
)
async def test_what_means_nothing_is_read_as_phrases_of_the_script(reading: PhraseReading, meant: HeardAgain | None) -> None:
    ears = Ears(likely(("号的", 0.5)), phrases=reading)
    again = await hearing_of_phrases(ears).hear(b"", QUESTION, 500, logprob=-0.5)
    assert (again and (again.text, again.intent)) == (meant and (meant.text, meant.intent))
    assert (again.confidence if again else None) == (pytest.approx(meant.confidence) if meant else None)
    assert ears.told == [("好的", "不用")]


async def test_phrases_that_are_too_short_for_the_sound_are_not_what_was_said() -> None:
    ears = Ears(phrases=PhraseReading("不用", 1.0))
    assert await hearing_of_phrases(ears).hear(b"", QUESTION, 1500, logprob=-0.5) is None


async def test_of_a_turn_of_which_nothing_was_read_phrases_have_to_be_beyond_doubt() -> None:
    found = [
        await hearing_of_phrases(Ears(phrases=PhraseReading("不用", confidence))).hear(
            b"", QUESTION, 500, logprob=-0.5, unread=True
        )
        for confidence in (0.79, 0.81)
    ]
    assert [again and again.intent for again in found] == [None, "refuse"]


@pytest.mark.parametrize(
    ("confidence", "intent", "asked"), [(1.0, "accept", 0), (0.99, "refuse", 1)], ids=["plain phrases", "likely phrases"]
)
async def test_readings_that_mean_something_count_less_than_plain_phrases_and_more_than_likely_ones(
    confidence: float, intent: str, asked: int
) -> None:
    ears = Ears(likely(("不用", 0.5)), phrases=PhraseReading("好的", confidence))
    again = await hearing_of_phrases(ears).hear(b"", QUESTION, 500, logprob=-0.5)
    assert (again and again.intent, ears.asked) == (intent, asked)


async def test_the_noise_is_taken_out_only_if_phrases_tell_nothing() -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不用", 0.2)), phrases=PhraseReading("好的", 0.9))
    again = await hearing_of_phrases(ears).hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5)
    assert (again and again.intent, ears.asked) == ("accept", 1)


UNSURE = IntentMatch("accept", 0.74, "table")


@pytest.mark.parametrize(
    ("reading", "first", "logprob", "meant"),
    [
        pytest.param(PhraseReading("不用", 0.6), UNSURE, -0.16, "refuse", id="nobody was sure, and it is another intent"),
        pytest.param(PhraseReading("不用", 0.59), UNSURE, -0.16, None, id="its words are too unlikely"),
        pytest.param(PhraseReading("好的", 1.0), UNSURE, -0.16, None, id="it is the same intent"),
        pytest.param(PhraseReading("不用", 1.0), UNSURE, -0.15, None, id="the recognizer was sure"),
        pytest.param(PhraseReading("不用", 1.0), replace(UNSURE, confidence=0.75), -0.16, None, id="the classifier was sure"),
        pytest.param(PhraseReading("不用", 1.0), replace(UNSURE, intent=OPT_OUT), -0.16, None, id="nobody may call again"),
    ],
)
async def test_what_was_understood_unsurely_may_be_another_phrase(
    reading: PhraseReading, first: IntentMatch, logprob: float, meant: str | None
) -> None:
    hearing = hearing_of_phrases(Ears(phrases=reading))
    again = await hearing.hear_otherwise(b"", QUESTION, 500, first, logprob=logprob)
    assert (again and again.intent) == meant


async def test_without_phrases_nobody_is_asked_for_them() -> None:
    ears = Ears(likely(("号的", 0.5)), phrases=PhraseReading("好的", 1.0))
    assert await second_hearing(ears).hear(b"", QUESTION, 500, logprob=-0.5) is None
    assert await second_hearing(ears).hear_otherwise(b"", QUESTION, 500, UNSURE, logprob=-0.5) is None
    assert ears.told == []


def speech_in_noise(noise: float) -> bytes:
    """A fifth of a second of loud sound between two of the line's noise, whose amplitude is given (1 is full scale)."""
    amplitudes = np.repeat([noise, 0.3, noise], 1600)
    return to_pcm((amplitudes * np.random.default_rng(7).uniform(-1, 1, len(amplitudes))).astype(np.float32))


async def test_on_a_noisy_line_the_sound_without_its_noise_is_read_if_the_readings_mean_nothing() -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不用", 0.2)))
    again = await second_hearing(ears).hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5)
    assert again is not None
    assert (again.intent, ears.asked) == ("refuse", 2)
    assert ears.sounds == [speech_in_noise(0.05), without_noise(speech_in_noise(0.05))]


async def test_without_what_takes_out_the_noise_it_is_said_and_not_done(caplog: pytest.LogCaptureFixture) -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不用", 0.2)))
    deaf = SecondHearing(ears, Chances({"不用": {"refuse": 1.0}}), "zh", None)
    assert await deaf.hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5) is None
    assert ears.asked == 1
    (said,) = caplog.messages
    assert "noise suppression is missing: run `pip install 'callwright[zh]'`" in said


async def test_of_what_was_read_without_its_noise_half_has_to_speak_for_the_intent() -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不用", 0.1), ("布拥", 0.11)))
    assert await second_hearing(ears).hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5) is None


@pytest.mark.parametrize(
    ("noise", "reading", "logprob"),
    [
        pytest.param(0.001, "布拥", -0.5, id="a quiet line"),
        pytest.param(0.05, "好的", -0.5, id="a noisy one, and the readings are clear"),
        pytest.param(0.05, "布拥", -0.2, id="a noisy one, and the recognizer is sure of its text"),
    ],
)
async def test_otherwise_it_is_not(noise: float, reading: str, logprob: float) -> None:
    ears = Ears(likely((reading, 0.2)), denoised=likely(("不用", 0.2)))
    await second_hearing(ears).hear(speech_in_noise(noise), QUESTION, 500, logprob=logprob)
    assert ears.asked == 1


async def test_english_is_heard_again_and_never_without_its_noise() -> None:
    ears = Ears(likely(("布拥", 0.2)), denoised=likely(("不用", 0.2)))
    assert await second_hearing(ears, "en").hear(speech_in_noise(0.05), QUESTION, 500, logprob=-0.5) is None
    assert ears.asked == 1
    again = await second_hearing(Ears(likely(("不用", 0.3))), "en").hear(b"", QUESTION, 500, logprob=-0.5)
    assert again is not None
    assert again.intent == "refuse"


@pytest.mark.parametrize(
    ("text", "language", "speech_ms", "enough"),
    [
        ("帮我。", "zh", 950, True),
        ("帮我。", "zh", 960, False),
        ("帮我转人工。", "zh", 1800, True),
        ("。", "zh", 400, False),
        ("No.", "en", 750, True),
        ("No.", "en", 760, False),
        ("No, thank you.", "en", 1600, True),
    ],
)
def test_a_reading_has_to_fill_the_time(text: str, language: str, speech_ms: int, enough: bool) -> None:
    assert fills(text, speech_ms, language) is enough


async def test_what_was_read_of_a_part_of_the_sound_decides_nothing() -> None:
    ears = Ears(likely(("不用", 0.9)))
    assert await second_hearing(ears).hear(b"", QUESTION, 1400, logprob=-0.5) is None


@pytest.mark.parametrize(
    ("expectation", "speech_ms", "language"),
    [
        pytest.param(QUESTION, 10_500, "zh", id="a turn longer than the recognizer's window"),
        pytest.param(Expectation(("refuse",), (), ""), 500, "zh", id="a slot may take what is no intent"),
        pytest.param(QUESTION, 500, "fr", id="a language in which nobody has measured it"),
    ],
)
async def test_other_turns_cost_nothing(expectation: Expectation, speech_ms: int, language: str) -> None:
    ears = Ears(likely(("不用", 0.5)))
    assert await second_hearing(ears, language).hear(b"", expectation, speech_ms, logprob=-0.5) is None
    assert ears.asked == 0


async def test_of_what_was_not_read_the_readings_must_leave_no_doubt() -> None:
    doubtful, certain = Ears(likely(("布拥", 0.1), ("不用", 0.3))), Ears(likely(("布拥", 0.1), ("不用", 0.5)))
    assert await second_hearing(doubtful).hear(b"", QUESTION, 500, logprob=-0.5, unread=True) is None
    again = await second_hearing(certain).hear(b"", QUESTION, 500, logprob=-0.5, unread=True)
    assert again is not None
    assert again.intent == "refuse"


def question_of(ask: str) -> Course:
    return Course(machine_of(script_of(SURVEY.format(ask=ask))))


MARK = question_of("type: number, min: 1, max: 5")
MARK_ZH = Course(
    machine_of(
        script_of(
            SURVEY.replace("en\n", "zh\n").replace("This is a robot. Your mark?", "我是机器人。几分？").format(ask="type: number")
        )
    )
)


@pytest.mark.parametrize(("language", "reads_phrases", "told"), [("zh", True, 1), ("zh", False, 0), ("en", True, 0)])
async def test_phrases_are_read_where_there_is_a_recognizer_for_them(language: str, reads_phrases: bool, told: int) -> None:
    script, ears = script_of(SURVEY.replace("en\n", f"{language}\n").format(ask="type: number")), Ears(reads_phrases=reads_phrases)
    hearing = await second_hearing_of(script, ears, Chances({}))
    await hearing.hear(b"", QUESTION, 500, logprob=0.0)
    assert len(ears.told) == told


async def understood(
    transcript: str,
    ears: Ears,
    *,
    clear: bool = False,
    question: Course = MARK,
    expectation: Expectation = QUESTION,
    language: str = "zh",
    hearing: SecondHearing | None = None,
    classifier: IntentClassifier = TABLE,
) -> Understanding:
    """What a turn of half a second means of which the recognizer wrote `transcript`."""
    heard, told = HeardAudio(), list[Understanding]()
    heard.add_all([SILENT_FRAME] * 60)
    async with asyncio.TaskGroup() as tasks:
        understander = Understander(
            heard,
            ScriptedSpeech([transcript]),
            classifier,
            language,
            question,
            tasks,
            lambda _turn, _expectation: None,
            told.append,
            lambda: 0.0,
            hearing or second_hearing(ears, language),
        )
        understander.speculate(300, 800, expectation, clear=clear)
        understander.confirm()
    return told[0]


async def test_a_turn_that_is_not_understood_is_heard_again_and_means_what_it_was() -> None:
    turn = await understood("布用", Ears(likely(("布用", 0.1), ("不用", 0.3))))
    assert (turn.text, turn.intent) == ("不用", "refuse")
    assert turn.confidence == pytest.approx(0.75)


async def test_a_turn_that_is_understood_is_not_heard_again() -> None:
    ears = Ears(likely(("不用", 0.3)))
    turn = await understood("好的", ears)
    assert (turn.text, turn.intent, ears.asked) == ("好的", "accept", 0)


async def test_a_turn_that_is_understood_unsurely_means_the_phrase_that_it_is() -> None:
    ears = Ears(phrases=PhraseReading("不用", 1.0))
    unsure = Chances({"号的": {"accept": 0.5}})
    turn = await understood("号的", ears, hearing=hearing_of_phrases(ears), classifier=unsure)
    assert (turn.text, turn.intent, turn.confidence) == ("不用", "refuse", 1.0)


async def test_a_turn_that_is_understood_unsurely_stays_what_it_is_if_it_is_no_phrase() -> None:
    ears = Ears(phrases=PhraseReading("不用", 0.5))
    unsure = Chances({"号的": {"accept": 0.5}})
    turn = await understood("号的", ears, hearing=hearing_of_phrases(ears), classifier=unsure)
    assert (turn.text, turn.intent, len(ears.told)) == ("号的", "accept", 1)


@pytest.mark.parametrize(
    ("readings", "text", "intent"),
    [
        pytest.param(likely(("好的", 0.3), ("不用", 0.3)), "不用", "refuse", id="it was something else"),
        pytest.param(likely(("好的", 0.9)), "好的", None, id="it cannot be told: the bot asks again"),
    ],
)
async def test_a_doubted_turn_is_heard_again(readings: Sequence[Reading], text: str, intent: str | None) -> None:
    """Which was read as "好的"; put right, it is "不用"."""
    ears = Ears(readings)
    turn = await understood("好的", ears, hearing=second_hearing(ears, restore=lambda _text: "不用"))
    assert (turn.text, turn.intent) == (text, intent)


@pytest.mark.parametrize("aside", ["喂？", "你好。", "喂，听得到吗？", "等一下。"])
async def test_words_to_the_conversation_itself_are_understood_and_not_heard_again(aside: str) -> None:
    ears = Ears(likely(("不用", 0.3)))
    turn = await understood(aside, ears)
    assert (turn.text, turn.intent, ears.asked) == (aside, None, 0)


async def test_a_turn_of_which_nothing_was_read_is_not_heard_again() -> None:
    ears = Ears(likely(("不用", 0.3)))
    turn = await understood("", ears)
    assert (turn.text, turn.intent, ears.asked) == ("", None, 0)


async def test_clear_speech_of_which_nothing_was_read_is_heard_again() -> None:
    turn = await understood("", Ears(likely(("不用", 0.3))), clear=True)
    assert (turn.text, turn.intent, turn.lost) == ("不用", "refuse", None)


async def test_in_a_call_it_is_understood_instead_of_asked_for_again() -> None:
    ears = Ears(likely(("sure", 0.3)))
    hearing = SecondHearing(ears, Chances({"sure": {"accept": 1.0}}), "zh", without_noise)
    async with in_conversation({}, ConversationSection(), second_hearing=hearing) as rig:
        await rig.hears_the_offer()
        ears.sounds.clear()
        await rig.hears_speech(1000)
        await rig.quiet(2000)
        assert ears.asked == 0, "the sound may be none of theirs"
        rig.vad.sureness_of_speech = 0.95
        await rig.hears_speech(900)
        await rig.quiet(2000)
        assert [(spoke.text, spoke.intent) for spoke in rig.of(PersonSpoke)][-1] == ("sure", "accept")
        assert rig.of(TurnUnread) == []


async def test_without_a_clear_meaning_the_words_stay_what_they_were() -> None:
    turn = await understood("普通", Ears(likely(("普通", 0.3))))
    assert (turn.text, turn.intent) == ("普通", None)


async def test_a_second_hearing_that_fails_leaves_the_first_as_it_is() -> None:
    ears = Ears(likely(("不用", 0.3)))
    ears.failure = SpeechUnavailable("no other readings within 10 s")
    turn = await understood("布用", ears)
    assert (turn.text, turn.intent, turn.lost) == ("布用", None, None)


async def answered(transcript: str, ears: Ears, *, question: Course = MARK, clear: bool = False) -> Understanding:
    """What an English turn of half a second means as an answer to a question with a slot."""
    return await understood(transcript, ears, clear=clear, question=question, expectation=question.expectation, language="en")


@pytest.mark.parametrize(
    ("first", "again", "text"),
    [
        pytest.param("I'd say to.", "I'd say two.", "I'd say two.", id="an unsure value, and the other is sure of it"),
        pytest.param("I'd say to.", "I'd say four.", "I'd say to.", id="an unsure value, and the other has another"),
        pytest.param("I'd say to.", "I'd say too.", "I'd say to.", id="an unsure value, and so is the other"),
        pytest.param("I'd say peace.", "I'd say three.", "I'd say three.", id="no value, and the other has one"),
        pytest.param("I'd say peace.", "I'd say teeth.", "I'd say peace.", id="no value, and neither has the other"),
        pytest.param("I'd say peace.", "Nine.", "I'd say peace.", id="no value, and the other has one that is refused"),
        pytest.param("I'd say peace.", "", "I'd say peace.", id="no value, and the other hears no speech"),
    ],
)
async def test_an_answer_in_doubt_is_read_again_as_a_value(first: str, again: str, text: str) -> None:
    ears = Ears(value=again)
    turn = await answered(first, ears)
    assert (turn.text, turn.intent, ears.hints) == (text, None, ["One. Two. Three. Four. Five."])


@pytest.mark.parametrize(
    ("ask", "first"),
    [
        pytest.param("type: number", "I'd say two.", id="understood"),
        pytest.param("type: number", "", id="no words, and it may be no speech"),
        pytest.param("type: number", "Hello?", id="words to the conversation itself"),
        pytest.param("type: phone, region: US", "Peace.", id="nothing is known of the likely values"),
    ],
)
async def test_other_answers_are_not_read_again(ask: str, first: str) -> None:
    ears = Ears(value="two")
    turn = await answered(first, ears, question=question_of(ask))
    assert (turn.text, ears.hints) == (first, [])


async def test_an_answer_of_which_nothing_was_read_is_read_again_if_it_was_clear_speech() -> None:
    turn = await answered("", Ears(value="two"), clear=True)
    assert (turn.text, turn.lost) == ("two", None)


async def test_a_value_that_is_too_short_for_the_time_is_no_answer() -> None:
    again = second_hearing(Ears(value="two"), "en")
    whole = await again.hear_value(b"", MARK.expectation, 900, MARK, Heard("peace", None), logprob=-0.5)
    assert whole is not None
    assert await again.hear_value(b"", MARK.expectation, 1000, MARK, Heard("peace", None), logprob=-0.5) is None


@pytest.mark.parametrize(("language", "logprob", "taken"), [("zh", -0.21, True), ("zh", -0.19, False), ("en", -0.19, True)])
async def test_a_recognizer_that_reads_twice_must_be_surer_of_the_value(language: str, logprob: float, taken: bool) -> None:
    again = second_hearing(Ears(value="三分"), language)
    turn = await again.hear_value(b"", MARK_ZH.expectation, 500, MARK_ZH, Heard("先生", None), logprob=logprob)
    assert (turn is not None) is taken


DIGITS_ZH = Course(
    machine_of(
        script_of(
            SURVEY.replace("en\n", "zh\n")
            .replace("This is a robot. Your mark?", "我是机器人。号码？")
            .format(ask="type: digits, length: 4")
        )
    )
)


@pytest.mark.parametrize(
    ("first", "reading", "taken"),
    [
        pytest.param("巴西林武", PhraseReading("八三零五", 0.9), "八三零五", id="nothing that is a value"),
        pytest.param("", PhraseReading("八三零五", 0.9), "八三零五", id="nothing at all"),
        pytest.param("1305", PhraseReading("八三零五", 0.9), "八三零五", id="another value"),
        pytest.param("8305", PhraseReading("八三零五", 0.9), None, id="the same value"),
        pytest.param("八三另物", PhraseReading("八三零", 0.9), "八三零", id="nothing, where digits are missing"),
        pytest.param("8305", PhraseReading("八三零", 0.9), None, id="a value, where digits are missing"),
        pytest.param("巴西林武", PhraseReading("八三零五", 0.84), None, id="an unsure reading"),
        pytest.param("我找一下", PhraseReading("什么", 0.9), None, id="no digits"),
    ],
)
async def test_digits_in_mandarin_are_read_by_whom_nothing_else_is_known(
    first: str, reading: PhraseReading, taken: str | None
) -> None:
    ears = Ears(phrases=reading)
    hearing = SecondHearing(ears, Chances({}), "zh", None, phrases=("好的",))
    turn = await hearing.hear_digits(b"", DIGITS_ZH.expectation, 900, DIGITS_ZH, Heard(first, None))
    assert (turn and turn.text) == taken
    assert ears.told == [SPELLED["zh"]]


async def test_digits_are_read_alone_only_where_they_are_asked_for_and_can_be() -> None:
    ears = Ears(phrases=PhraseReading("八三零五", 0.9))
    reads, cannot = (SecondHearing(ears, Chances({}), "zh", None, phrases=phrases) for phrases in (("好的",), ()))
    first = Heard("巴西林武", None)
    assert await reads.hear_digits(b"", MARK_ZH.expectation, 900, MARK_ZH, first) is None
    assert await cannot.hear_digits(b"", DIGITS_ZH.expectation, 900, DIGITS_ZH, first) is None
    assert ears.told == []


async def test_a_value_that_cannot_be_read_again_stays_in_doubt() -> None:
    ears = Ears(value="two")
    ears.failure = SpeechUnavailable("no transcription within 10 s")
    turn = await answered("to", ears)
    assert (turn.text, turn.lost) == ("to", None)


@asynccontextmanager
async def surveyed(ears: Ears, ask: str) -> AsyncIterator[Rig]:
    """A call whose bot has asked for a mark."""
    hearing = SecondHearing(ears, Chances({}), "en", without_noise)
    script = SURVEY.format(ask=ask)
    async with in_conversation({}, ConversationSection(), script_text=script, second_hearing=hearing) as rig:
        await rig.hears_the_offer()
        yield rig


async def test_in_a_call_a_value_that_was_read_again_is_not_asked_back_about() -> None:
    async with surveyed(Ears(value="Maybe two."), "type: number, min: 1, max: 5") as rig:
        await rig.says("Maybe to.", for_ms=900)
        await rig.quiet(2000)
        assert [(filled.slot, filled.value) for filled in rig.of(SlotFilled)] == [("answer", "2")]
        assert rig.of(PersonSpoke)[-1].text == "Maybe two."


async def test_in_a_call_an_answer_to_is_that_right_is_read_again() -> None:
    ears = Ears(value="Yes.")
    async with surveyed(ears, "type: number, min: 1, max: 5, confirm: always") as rig:
        await rig.says("Two.", for_ms=400)
        await rig.quiet(6000)
        assert rig.of(SlotFilled) == []
        await rig.says("Yikes.", for_ms=400)
        await rig.quiet(2000)
        assert [(filled.slot, filled.value) for filled in rig.of(SlotFilled)] == [("answer", "2")]
        assert rig.of(PersonSpoke)[-1].text == "Yes."
        assert ears.hints == ["Yes. No."]
        assert rig.of(AnswerMissed) == []
