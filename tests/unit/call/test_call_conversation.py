"""Whole conversations on virtual time: minutes of call in milliseconds."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.call.answering.timing import PAUSE_MS
from engine.call.opening import AFTER_GREETING_MS
from engine.dialog.moves import HangUp
from engine.events import AnswererKnown, BotSpoke, Graded, NodeEntered, OptedOut, OverlapJudged, PersonSpoke, TagAdded
from engine.settings import ConversationSection
from tests.unit.call.rig import SPEECH_FRAME, Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
INTENTS = {"yes": "accept", "how much": "price", "no thanks": "refuse", "don't call me again": "opt_out"}


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with in_conversation(INTENTS, SETTINGS) as rig:
        yield rig


async def test_a_hello_is_answered_after_its_end_without_waiting_for_its_words(rig: Rig) -> None:
    await rig.hears_the_offer()
    greeting = rig.of(BotSpoke)[0]
    assert greeting.text == "This is a machine calling."
    assert greeting.started_ms == 1000 + PAUSE_MS
    assert greeting.reply_gap_ms == PAUSE_MS
    assert [known.answerer for known in rig.of(AnswererKnown)] == ["human"]


async def test_silence_is_greeted_first(rig: Rig) -> None:
    await rig.quiet(6000)
    greeting = rig.of(BotSpoke)[0]
    assert greeting.started_ms == SETTINGS.hello_wait_ms
    assert greeting.reply_gap_ms is None


async def test_an_accepted_offer(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.says("yes", for_ms=400)
    await rig.quiet(4000)
    assert rig.nodes() == ["greeting", "offer", "accepted"]
    assert [tag.tag for tag in rig.of(TagAdded)] == ["accepted"]
    assert [graded.grade for graded in rig.of(Graded)] == ["A"]
    assert rig.said()[-1] == "Wonderful and goodbye."
    assert rig.of(BotSpoke)[-1].reply_gap_ms == SETTINGS.answered_ms
    assert rig.left == [HangUp()]


async def test_the_bot_hangs_up_only_after_its_last_word(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.says("yes", for_ms=400)
    await rig.quiet(SETTINGS.answered_ms + 200)
    assert rig.line.queued_ms > 0
    assert rig.left == []


async def test_a_breath_does_not_split_a_turn(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.says("how", for_ms=400)
    await rig.quiet(300)
    await rig.says("how much", for_ms=400)
    await rig.quiet(4000)
    turns = [turn for turn in rig.of(PersonSpoke) if turn.started_ms > 2000]
    assert [(turn.text, turn.ended_ms - turn.started_ms) for turn in turns] == [("how much", 1100)]


async def test_an_interruption_stops_the_bot_within_the_limit(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(300 + 1560 + 500)
    onset_ms = rig.conversation.now_ms
    await rig.says("how much", for_ms=SETTINGS.barge_in_ms + 200)
    await rig.quiet(5000)
    judged = rig.of(OverlapJudged)[0]
    assert judged.verdict == "interruption"
    assert judged.onset_ms == onset_ms
    assert judged.decided_ms - onset_ms == SETTINGS.barge_in_ms
    offer = next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer")
    assert offer.interrupted
    assert offer.played_ms < 500 + SETTINGS.barge_in_ms + 100
    assert rig.nodes()[-1] == "price"


async def test_a_short_mm_hmm_does_not_stop_the_bot(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(300 + 1560 + 500)
    await rig.says("mm-hmm", for_ms=200)
    await rig.quiet(5000)
    assert [judged.verdict for judged in rig.of(OverlapJudged)] == ["backchannel"]
    assert not any(spoke.interrupted for spoke in rig.of(BotSpoke))
    assert len(rig.of(NodeEntered)) == 2


async def test_after_a_long_mm_hmm_the_bot_goes_on_from_where_it_was(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(300 + 1560 + 1000)
    await rig.says("mm-hmm", for_ms=SETTINGS.barge_in_ms + 40)
    await rig.quiet(5000)
    assert [judged.verdict for judged in rig.of(OverlapJudged)] == ["interruption", "backchannel"]
    offers = [spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer"]
    assert [spoke.interrupted for spoke in offers] == [False]
    replayed_ms = rig.line.played_ms - sum(spoke.played_ms for spoke in rig.of(BotSpoke))
    assert 0 <= replayed_ms <= 500


async def test_the_disclosure_is_heard_out_and_an_opt_out_during_it_counts(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(400)
    await rig.says("don't call me again", for_ms=700)
    await rig.quiet(8000)
    disclosure = rig.of(BotSpoke)[0]
    assert not disclosure.interrupted
    assert len(rig.of(OptedOut)) == 1
    assert rig.conversation.talk.opted_out
    assert rig.left == [HangUp()]
    assert "offer" not in [spoke.node for spoke in rig.of(BotSpoke)]


async def test_an_opt_out_counts_even_if_the_person_hangs_up_before_the_disclosure_is_over(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("don't call me again", for_ms=700)
    await rig.quiet(PAUSE_MS + 40)
    assert rig.of(OptedOut) == [OptedOut(attempt_id="attempt", at=0.0, reason="don't call me again")]
    assert rig.of(BotSpoke) == []


async def test_what_was_said_before_the_bot_asked_answers_nothing(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("yes", for_ms=500)
    await rig.quiet(300)
    await rig.says("yes", for_ms=500)
    await rig.quiet(4000)
    assert rig.nodes() == ["greeting", "offer"]


async def test_an_opt_out_during_the_farewell_is_written_down(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.says("yes", for_ms=400)
    await rig.quiet(SETTINGS.answered_ms + 60)
    await rig.says("don't call me again", for_ms=600)
    await rig.quiet(6000)
    assert len(rig.of(OptedOut)) == 1
    assert rig.left == [HangUp()]
    assert not any(spoke.interrupted for spoke in rig.of(BotSpoke))


async def test_a_digit_interrupts_at_once(rig: Rig) -> None:
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(300 + 1560 + 500)
    rig.conversation.press("1")
    await rig.quiet(4000)
    assert rig.said()[-1] == "Wonderful and goodbye."
    assert next(spoke for spoke in rig.of(BotSpoke) if spoke.node == "offer").interrupted


async def test_nobody_speaks_and_the_call_ends(rig: Rig) -> None:
    await rig.quiet(90_000)
    assert rig.left == [HangUp()]
    assert not rig.conversation.talk.heard_person


async def test_a_voicemail_gets_its_message_after_the_beep(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("you've reached Anna, please leave a message", for_ms=4000)
    await rig.quiet(1000)
    assert rig.of(AnswererKnown)[-1].answerer == "voicemail"
    assert rig.said() == []
    for frame in _beep():
        rig.line.push_frame(frame)
        rig.conversation.hear(frame)
        await asyncio.sleep(0)
    await rig.quiet(4000)
    assert rig.said() == ["Sorry to have missed you."]
    assert rig.left == [HangUp()]


async def test_a_missed_beep_is_replaced_by_silence(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("please leave a message after the tone", for_ms=4000)
    await rig.quiet(AFTER_GREETING_MS + 3000)
    assert rig.said() == ["Sorry to have missed you."]


async def test_a_machine_with_a_short_first_sentence_is_noticed_while_the_bot_speaks(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("hi, you've reached Anna", for_ms=1200)
    await rig.quiet(AFTER_GREETING_MS + 4000)
    assert [known.answerer for known in rig.of(AnswererKnown)] == ["human", "voicemail"]
    assert rig.said()[-1] == "Sorry to have missed you."


async def test_two_minutes_of_misunderstanding_end(rig: Rig) -> None:
    await rig.quiet(1500)
    for _ in range(12):
        await rig.quiet(6000)
        await rig.says("lorem ipsum", for_ms=800)
        if rig.left:
            break
    await rig.quiet(10_000)
    assert rig.left == [HangUp()]
    assert rig.conversation.talk.heard_person


def _beep() -> list[bytes]:
    from tests.unit.call.test_call_policies import frames, tone

    return frames(tone(1000, ms=400) + bytes(640))


def test_the_rigs_speech_is_no_tone() -> None:
    from engine.call.answering.tone import ToneDetector

    detector = ToneDetector()
    assert not any(detector.feed(SPEECH_FRAME) for _ in range(20))
