"""Turns of which no words were made out: what the bot does, and what it does not do, on virtual time."""

from collections.abc import AsyncIterator, Awaitable

import pytest

from engine.dialog.moves import HangUp
from engine.events import BotSpoke, PersonSpoke, TurnUnread
from engine.settings import ConversationSection
from engine.speech.api import SpeechUnavailable
from tests.unit.call.rig import Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
SORRY = "Sorry, I didn't catch that."
QUESTION = "Would you like our splendid spring offer today?"
LATE = SpeechUnavailable("no transcription within 10 s")


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A call whose person was greeted and asked."""
    async with in_conversation({"yes": "accept"}, SETTINGS) as rig:
        await rig.hears_the_offer()
        yield rig


async def says_something_unrecognized(rig: Rig, failure: SpeechUnavailable = LATE) -> None:
    rig.speech.failure = failure
    await rig.hears_speech(800)
    await rig.quiet(SETTINGS.unfinished_ms + 200)
    rig.speech.failure = None


async def test_a_turn_that_is_not_recognized_is_asked_for_again(rig: Rig) -> None:
    await says_something_unrecognized(rig)
    await rig.quiet(4600)
    assert rig.said()[-2:] == [SORRY, QUESTION]
    (unread,) = rig.of(TurnUnread)
    assert (unread.node, unread.why, unread.detail) == ("offer", "recognition", str(LATE))
    assert unread.ended_ms - unread.started_ms == 800
    assert not rig.conversation.talk.ended_deaf


async def test_the_conversation_goes_on_after_it(rig: Rig) -> None:
    await says_something_unrecognized(rig)
    await rig.quiet(4600)
    await rig.says("yes", for_ms=400)
    await rig.quiet(4000)
    assert rig.nodes() == ["greeting", "offer", "accepted"]
    assert rig.left == [HangUp()]
    assert not rig.conversation.talk.ended_deaf


async def test_only_failure_upon_failure_ends_the_call_and_politely(rig: Rig) -> None:
    for _ in range(3):
        assert rig.left == []
        await says_something_unrecognized(rig)
        await rig.quiet(6000)
    assert rig.said()[-1] == "It seems this is not a good moment. Thank you for your time, and goodbye."
    assert rig.left == [HangUp()]
    assert rig.conversation.talk.ended_deaf


async def test_what_is_said_during_the_farewell_spoils_no_result(rig: Rig) -> None:
    await rig.says("yes", for_ms=400)
    await rig.quiet(SETTINGS.answered_ms + 100)
    await says_something_unrecognized(rig)
    await rig.quiet(4000)
    assert rig.left == [HangUp()]
    assert not rig.conversation.talk.ended_deaf


async def test_over_the_bot_it_changes_nothing(rig: Rig) -> None:
    await rig.says("what is it", for_ms=400)
    await rig.quiet(SETTINGS.end_of_turn_ms + 300)  # the bot is asking again
    rig.speech.failure = LATE
    await rig.hears_speech(300)
    rig.speech.failure = None
    await rig.quiet(6000)
    assert rig.said() == ["This is a machine calling.", QUESTION, SORRY, QUESTION]
    assert not any(spoke.interrupted for spoke in rig.of(BotSpoke))
    assert [spoke.text for spoke in rig.of(PersonSpoke)] == ["hello", "what is it"]


async def test_a_hello_that_is_not_recognized_is_greeted() -> None:
    async with in_conversation({}, SETTINGS) as rig:
        rig.speech.failure = LATE
        await rig.quiet(500)
        await rig.hears_speech(500)
        await rig.quiet(6000)
        assert rig.said() == ["This is a machine calling.", QUESTION]


def says_plainly(rig: Rig, for_ms: int) -> Awaitable[None]:
    """Speech of which voice activity detection is sure, and of which nothing will be read."""
    rig.vad.sureness_of_speech = 0.95
    return rig.hears_speech(for_ms)


async def test_clear_speech_of_which_nothing_is_read_is_asked_for_again_at_once(rig: Rig) -> None:
    await says_plainly(rig, 1000)
    ended_ms = rig.conversation.now_ms
    await rig.quiet(6000)
    assert rig.said()[-2:] == [SORRY, QUESTION]
    (unread,) = rig.of(TurnUnread)
    assert (unread.why, unread.ended_ms) == ("clear_speech", ended_ms)
    sorry = rig.of(BotSpoke)[-2]
    assert sorry.reply_gap_ms == SETTINGS.end_of_turn_ms
    assert sorry.started_ms == ended_ms + SETTINGS.end_of_turn_ms


async def test_sound_that_may_be_none_of_theirs_stays_silence(rig: Rig) -> None:
    before = rig.said()
    await rig.hears_speech(1000)
    await rig.quiet(2000)
    assert rig.of(TurnUnread) == []
    assert rig.said() == before


async def test_a_hum_stays_silence(rig: Rig) -> None:
    before = rig.said()
    await says_plainly(rig, SETTINGS.clear_speech_ms)
    await rig.quiet(2000)
    assert rig.of(TurnUnread) == []
    assert rig.said() == before


async def test_plain_speech_without_end_and_without_words_is_a_television(rig: Rig) -> None:
    await says_plainly(rig, SETTINGS.max_turn_ms + 2000)
    assert rig.of(TurnUnread) == []
    assert rig.said()[-2:] != [SORRY, QUESTION]


async def test_over_the_bot_plain_speech_without_words_changes_nothing(rig: Rig) -> None:
    await rig.says("what", for_ms=400)
    await rig.quiet(SETTINGS.end_of_turn_ms + 300)  # the bot is asking again
    await says_plainly(rig, 800)
    await rig.quiet(8000)
    assert rig.said()[:4] == ["This is a machine calling.", QUESTION, SORRY, QUESTION]
    assert [unread.why for unread in rig.of(TurnUnread)] == ["clear_speech"]


async def test_each_turn_is_judged_by_its_own_speech(rig: Rig) -> None:
    await says_plainly(rig, 400)
    await rig.quiet(1500)
    await says_plainly(rig, 400)
    await rig.quiet(1500)
    assert rig.of(TurnUnread) == []
