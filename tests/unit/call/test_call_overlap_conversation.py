"""The person makes sound while the bot speaks: whole conversations on virtual time."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from engine.call.overlap.floor import EARLY_ANSWER_MS
from engine.call.overlap.sound_course import GLANCES_MS
from engine.call.player import BREAK_MS, FADE_MS, SOFTEN_MS, SPEAK_UP_MS
from engine.dialog.moves import HangUp
from engine.events import BotSpoke, OptedOut, OverlapJudged
from engine.settings import ConversationSection
from engine.speech.api import Priority, Transcript
from telephony.audio import FRAME_MS, FRAME_SAMPLES
from tests.unit.call.rig import SCRIPT, Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
INTENTS = {"yes": "accept", "okay": "accept", "how much": "price", "no": "refuse", "don't call me again": "opt_out"}
OFFER_MS = 60 * len("Would you like our splendid spring offer today?")
SURE = SETTINGS.barge_in_sure_percent / 100
LATE_SCRIPT = SCRIPT.replace("offer today?]\n", "offer today?]\n    barge_in: 2000\n")


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with in_conversation(INTENTS, SETTINGS) as rig:
        yield rig


@pytest.fixture
async def late_rig() -> AsyncIterator[Rig]:
    """Its offer may be interrupted after two seconds."""
    async with in_conversation(INTENTS, SETTINGS, script_text=LATE_SCRIPT) as rig:
        yield rig


async def into_offer(rig: Rig, ms: int) -> None:
    """Up to `ms` after the bot began to say its offer."""
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    for _ in range(400):
        await rig.quiet(FRAME_MS)
        if rig.nodes()[-1:] == ["offer"]:
            break
    await rig.quiet(ms - FRAME_MS)


def verdicts(rig: Rig) -> list[str]:
    return [str(judged.verdict) for judged in rig.of(OverlapJudged)]


def silences_ms(rig: Rig) -> list[int]:
    """Stretches of exact silence in what the person heard since the bot's first sound, without the last one."""
    heard = bytes(rig.line.spoken).lstrip(b"\0")
    frames = [any(heard[at : at + 320]) for at in range(0, len(heard), 320)]
    runs = "".join("x" if sounds else "." for sounds in frames).rstrip(".").replace("x", " ").split()
    return [len(run) * FRAME_MS for run in runs]


def levels(rig: Rig) -> list[int]:
    """The loudest sample of each frame that the person heard since the bot's first sound."""
    heard = np.frombuffer(bytes(rig.line.spoken).lstrip(b"\0"), "<i2")
    return [int(np.abs(heard[at : at + FRAME_SAMPLES]).max()) for at in range(0, len(heard), FRAME_SAMPLES)]


async def test_in_doubt_the_bot_lowers_its_voice_and_speaks_up_when_the_words_ask_for_nothing(rig: Rig) -> None:
    await into_offer(rig, 1000)
    rig.sounds.score = 0.5
    onset_ms = rig.conversation.now_ms
    await rig.says("mm-hmm", for_ms=360)
    await rig.quiet(3000)
    doubt, response = rig.of(OverlapJudged)[:2]
    assert (doubt.verdict, response.verdict) == ("doubt", "backchannel")
    assert (doubt.onset_ms, doubt.decided_ms) == (onset_ms, onset_ms + 200)
    assert onset_ms + 360 < response.decided_ms <= onset_ms + 360 + SETTINGS.speculate_ms + FRAME_MS
    heard = levels(rig)
    soft = [index for index, level in enumerate(heard) if 0 < level < 0.2 * max(heard)]
    assert soft == list(range(soft[0], soft[-1] + 1))
    soft_ms = len(soft) * FRAME_MS
    assert abs(soft_ms - (response.decided_ms - doubt.decided_ms - SOFTEN_MS)) <= 2 * FRAME_MS
    assert heard[soft[0] + 2] / max(heard) == pytest.approx(10 ** (-SETTINGS.barge_in_soften_db / 20), abs=0.01)
    assert [silence for silence in silences_ms(rig) if silence > 100] == []
    offer = next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer")
    assert (offer.interrupted, offer.played_ms) == (False, OFFER_MS)  # no word lost, none said twice


async def test_a_doubtful_sound_that_goes_on_is_an_interruption(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = 0.5
    await rig.says("how much", for_ms=1200)
    await rig.quiet(6000)
    assert verdicts(rig) == ["doubt", "interruption"]
    assert rig.nodes()[-1] == "price"
    offer = next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer")
    assert offer.played_ms <= 600 + SETTINGS.barge_in_ms + FADE_MS + FRAME_MS


@pytest.mark.parametrize(
    ("score", "glance", "reason"),
    [(0.1, "Stop", "first words 'Stop'"), (0.5, "how much", "first words 'how much'"), (0.7, "What", "first words 'What'")],
)
async def test_first_words_stop_the_bot_while_they_are_spoken(rig: Rig, score: float, glance: str, reason: str) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = score
    rig.glances.append(glance)
    onset_ms = rig.conversation.now_ms
    await rig.says("how much", for_ms=1200)
    await rig.quiet(6000)
    stop = next(judged for judged in rig.of(OverlapJudged) if judged.verdict == "interruption")
    assert (stop.reason, stop.onset_ms) == (reason, onset_ms)
    assert stop.decided_ms - onset_ms <= GLANCES_MS[0] + 2 * FRAME_MS
    assert verdicts(rig).count("interruption") == 1
    assert rig.nodes()[-1] == "price"


async def test_a_listeners_first_words_let_a_long_response_pass(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = 0.5
    rig.glances.append("Right")
    await rig.says("right, right, I see", for_ms=SETTINGS.barge_in_ms + 300)
    await rig.quiet(3000)
    assert verdicts(rig) == ["doubt", "backchannel"]
    assert [silence for silence in silences_ms(rig) if silence > 100] == []


async def test_after_a_listeners_first_words_the_bot_speaks_up_as_soon_as_the_sound_is_over(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = 0.5
    rig.glances.append("Right")
    known = asyncio.Event()

    async def slow(
        pcm: bytes, *, language: str, hint: str = "", another: bool = False, priority: Priority = Priority.LIVE
    ) -> Transcript:
        await known.wait()
        return Transcript("Right.", -0.1, 0.0, 12, 0.0, 0.0)

    rig.speech.transcribe = slow  # type: ignore[method-assign, assignment]
    await rig.says("", for_ms=400)
    await rig.quiet(SETTINGS.barge_in_gap_ms + SPEAK_UP_MS + FRAME_MS)
    heard = levels(rig)
    assert heard[-1] > 0.9 * max(heard)
    known.set()
    await rig.quiet(2000)
    assert verdicts(rig) == ["doubt", "backchannel"]


async def test_glances_stop_with_the_call(rig: Rig) -> None:
    await into_offer(rig, 600)
    await rig.says("how much", for_ms=300)
    assert "interruption" not in verdicts(rig)


async def test_words_to_answer_stop_the_bot_before_the_turn_is_over(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = 0.1
    onset_ms = rig.conversation.now_ms
    await rig.says("how much", for_ms=500)
    await rig.quiet(5000)
    stop = rig.of(OverlapJudged)[0]
    assert (stop.verdict, stop.reason) == ("interruption", "words to answer")
    assert stop.decided_ms - onset_ms <= 500 + SETTINGS.speculate_ms + 2 * FRAME_MS
    assert rig.nodes()[-1] == "price"


async def test_what_hums_along_never_stops_the_bot(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = 0.1
    await rig.says("uh-huh", for_ms=500)
    await rig.quiet(4000)
    assert verdicts(rig) == ["backchannel"]
    assert [silence for silence in silences_ms(rig) if silence > 100] == []


async def test_a_stop_word_stops_the_bot_however_short_it_was(rig: Rig) -> None:
    await into_offer(rig, 500)
    rig.sounds.score = 0.1
    onset_ms = rig.conversation.now_ms
    await rig.says("no", for_ms=300)
    await rig.quiet(5000)
    stop = rig.of(OverlapJudged)[0]
    assert (stop.verdict, stop.reason) == ("interruption", "stop-word 'no'")
    assert stop.decided_ms - onset_ms <= 300 + SETTINGS.speculate_ms + 100
    assert rig.nodes()[-1] == "refused"


async def test_an_answer_in_the_last_moment_of_the_question_is_an_answer(rig: Rig) -> None:
    await into_offer(rig, OFFER_MS - EARLY_ANSWER_MS + 60)
    rig.sounds.score = SURE
    await rig.says("okay", for_ms=400)
    await rig.quiet(6000)
    assert verdicts(rig) == []
    assert rig.nodes()[-1] == "accepted"
    assert not any(spoke.interrupted for spoke in rig.of(BotSpoke))


async def test_okay_over_a_question_that_is_over_by_now_answers_it(rig: Rig) -> None:
    await into_offer(rig, OFFER_MS - 500)
    await rig.says("okay", for_ms=400)
    await rig.quiet(6000)
    assert rig.nodes()[-1] == "accepted"


async def test_mm_hmm_over_a_question_that_is_over_by_now_is_no_answer(rig: Rig) -> None:
    await into_offer(rig, OFFER_MS - 500)
    await rig.says("mm-hmm", for_ms=400)
    await rig.quiet(2500)
    assert verdicts(rig) == ["backchannel"]
    assert rig.nodes()[-1] == "offer"
    assert len([spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer"]) == 1


async def test_who_is_talked_over_twice_hears_only_the_question_again() -> None:
    script = SCRIPT.replace("offer today?]", "offer today? It is free of charge and quick. Want it?]")
    async with in_conversation(INTENTS, SETTINGS, script_text=script) as rig:
        await into_offer(rig, 400)
        rig.sounds.score = SURE
        for _ in range(3):
            await rig.says("okay okay", for_ms=1000)
            await rig.quiet(1300)
        await rig.quiet(3000)
        assert verdicts(rig).count("interruption") >= 2
        offers = [spoke.text for spoke in rig.of(BotSpoke) if spoke.node == "offer"]
        assert offers[1] == "Want it?"


async def test_a_sound_without_words_or_turn_does_not_silence_the_bot_for_ever(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.sounds.score = SURE
    for _ in range(10):  # bursts too short for a turn
        await rig.says("", for_ms=100)
        await rig.quiet(40)
    await rig.quiet(6000)
    offers = [spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer"]
    assert [spoke.interrupted for spoke in offers] == [False]


async def test_the_first_seconds_of_a_node_may_be_protected(late_rig: Rig) -> None:
    await into_offer(late_rig, 500)
    late_rig.sounds.score = SURE
    started_ms = late_rig.conversation.now_ms - 500
    late_rig.speech.transcripts.append("how much")  # answer supervision looks at long speech, too
    await late_rig.says("how much", for_ms=1800)
    await late_rig.quiet(6000)
    stop = late_rig.of(OverlapJudged)[0]
    assert stop.verdict == "interruption"
    assert 2000 <= stop.decided_ms - started_ms <= 2000 + 3 * FRAME_MS
    assert late_rig.nodes()[-1] == "price"


async def test_a_key_interrupts_at_once(rig: Rig) -> None:
    await into_offer(rig, 500)
    rig.conversation.press("1")
    await rig.quiet(4000)
    assert rig.nodes()[-1] == "accepted"
    assert next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer").played_ms <= 500 + FADE_MS + FRAME_MS
    assert verdicts(rig) == ["interruption"]


async def test_whoever_breaks_the_bot_off_hears_it_stop_before_it_replies(rig: Rig) -> None:
    await into_offer(rig, 500)
    rig.conversation.press("1")
    await rig.quiet(3000)
    accepted = next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "accepted")
    assert accepted.started_ms - rig.of(OverlapJudged)[0].decided_ms == pytest.approx(FADE_MS + BREAK_MS, abs=FRAME_MS)
    assert BREAK_MS in silences_ms(rig)


async def test_a_short_word_is_not_glanced_at_its_turn_is_read_as_soon(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.glances.append("How")
    rig.sounds.score = 0.1
    onset_ms = rig.conversation.now_ms
    await rig.says("no", for_ms=200)
    await rig.quiet(3000)
    stop = rig.of(OverlapJudged)[0]
    assert (stop.verdict, stop.reason) == ("interruption", "stop-word 'no'")
    assert stop.decided_ms <= onset_ms + 200 + SETTINGS.speculate_ms + FRAME_MS
    assert rig.glances == ["How"]


async def test_a_refused_glance_leaves_the_turns_own_words_to_stop_the_bot(rig: Rig) -> None:
    await into_offer(rig, 600)
    rig.recognition.refuses_glances = True
    rig.sounds.score = 0.1
    onset_ms = rig.conversation.now_ms
    await rig.says("how much", for_ms=600)
    await rig.quiet(6000)
    stop = next(judged for judged in rig.of(OverlapJudged) if judged.verdict == "interruption")
    assert stop.reason == "words to answer"
    assert stop.decided_ms <= onset_ms + 600 + SETTINGS.speculate_ms + FRAME_MS
    assert rig.nodes()[-1] == "price"


async def test_a_disclosure_is_heard_out_whatever_it_sounds_like(rig: Rig) -> None:
    rig.sounds.score = SURE
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(900)
    await rig.says("don't call me again", for_ms=500)
    await rig.quiet(8000)
    assert not rig.of(BotSpoke)[0].interrupted
    assert rig.of(BotSpoke)[0].text == "This is a machine calling."
    assert len(rig.of(OptedOut)) == 1
    assert rig.left == [HangUp()]


async def test_what_began_over_the_bot_is_read_by_the_recognizer_that_knows_hums(rig: Rig) -> None:
    await into_offer(rig, 800)
    await rig.says("mm-hmm", for_ms=400)
    await rig.quiet(5000)
    await rig.says("yes", for_ms=600)
    await rig.quiet(1000)
    read = [(request.priority, request.another) for request in rig.speech.requests]
    assert read == [(Priority.LIVE, another) for another in (False, True, False)]
