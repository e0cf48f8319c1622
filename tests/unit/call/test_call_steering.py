"""A supervisor's hand on a conversation, on virtual time: whispers, forced nodes, take-over and hand-back."""

from collections.abc import AsyncIterator

import pytest

from engine.call.orders import OrderRefused
from engine.dialog.moves import HangUp, Sentence
from engine.events import BotSpoke, OptedOut, PersonSpoke
from engine.settings import ConversationSection
from tests.unit.call.rig import Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
DISCLOSURE = "This is a machine calling."
QUESTION = "Would you like our splendid spring offer today?"
INTENTS = {"yes": "accept", "how much": "price", "no thanks": "refuse", "don't call me again": "opt_out"}
WHISPER = (Sentence("The shop opens at nine.", fixed=False),)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with in_conversation(INTENTS, SETTINGS) as rig:
        yield rig


async def greeted(rig: Rig) -> None:
    """The disclosure is being spoken."""
    await rig.quiet(500)
    await rig.says("hello", for_ms=500)
    await rig.quiet(1200)


async def taken_over(rig: Rig) -> list[int]:
    begun: list[int] = []
    rig.conversation.steering.take_over(lambda: begun.append(rig.conversation.now_ms), rig.conversation.now_ms)
    return begun


async def test_a_whisper_is_said_at_once_while_the_bot_listens_and_the_answer_still_counts(rig: Rig) -> None:
    await rig.hears_the_offer()
    rig.conversation.steering.whisper(WHISPER)
    await rig.quiet(3000)
    assert rig.said()[-1] == "The shop opens at nine."
    await rig.says("yes", for_ms=400)
    await rig.quiet(4000)
    assert rig.nodes()[-1] == "accepted"


async def test_a_whisper_during_the_disclosure_comes_after_it_and_before_the_offer(rig: Rig) -> None:
    await greeted(rig)
    rig.conversation.steering.whisper(WHISPER)
    await rig.quiet(8000)
    assert rig.said() == [
        DISCLOSURE,
        "The shop opens at nine.",
        QUESTION,
    ]


async def test_a_whisper_while_the_person_speaks_goes_before_the_reply(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.says("how much", for_ms=300)
    rig.conversation.steering.whisper(WHISPER)
    await rig.quiet(6000)
    assert rig.said()[-2:] == ["The shop opens at nine.", "It is ten dollars. Do you want it?"]


async def test_a_whisper_gives_the_person_their_time_to_answer_anew(rig: Rig) -> None:
    await rig.hears_the_offer()
    await rig.quiet(3000)  # of the 4000 ms that the offer waits
    rig.conversation.steering.whisper(WHISPER)
    await rig.quiet(4500)
    spoken = len(rig.said())
    await rig.quiet(3000)
    assert len(rig.said()) > spoken  # asked again only then


async def test_a_forced_node_is_gone_to(rig: Rig) -> None:
    await rig.hears_the_offer()
    rig.conversation.steering.force("price", rig.conversation.now_ms)
    await rig.quiet(4000)
    assert rig.nodes()[-1] == "price"
    assert rig.said()[-1] == "It is ten dollars. Do you want it?"


async def test_a_forced_node_waits_for_the_end_of_the_disclosure(rig: Rig) -> None:
    await greeted(rig)
    rig.conversation.steering.force("price", rig.conversation.now_ms)
    await rig.quiet(8000)
    assert rig.said() == [DISCLOSURE, "It is ten dollars. Do you want it?"]
    assert not rig.of(BotSpoke)[0].interrupted


async def test_a_node_that_is_not_there_is_refused(rig: Rig) -> None:
    await rig.hears_the_offer()
    with pytest.raises(OrderRefused, match="no node 'prize'"):
        rig.conversation.steering.force("prize", rig.conversation.now_ms)


async def test_a_taken_over_bot_is_silent_and_still_writes_down_what_is_said(rig: Rig) -> None:
    await rig.hears_the_offer()
    begun = await taken_over(rig)
    assert len(begun) == 1
    spoken = len(rig.said())
    await rig.says("yes", for_ms=400)
    await rig.quiet(12000)
    assert len(rig.said()) == spoken
    assert rig.of(PersonSpoke)[-1].text == "yes"
    assert rig.nodes()[-1] == "offer"


async def test_a_take_over_waits_for_the_end_of_the_disclosure(rig: Rig) -> None:
    await greeted(rig)
    begun = await taken_over(rig)
    assert begun == []
    await rig.quiet(8000)
    assert len(begun) == 1
    assert rig.said() == [DISCLOSURE]
    assert not rig.of(BotSpoke)[0].interrupted


@pytest.mark.parametrize("how", ["words", "key"])
async def test_an_opt_out_to_a_supervisor_is_written_down_at_once_and_the_bot_then_says_goodbye(rig: Rig, how: str) -> None:
    await rig.hears_the_offer()
    await taken_over(rig)
    if how == "words":
        await rig.says("don't call me again", for_ms=900)
        await rig.quiet(2000)
    else:
        rig.conversation.press("9")
    assert len(rig.of(OptedOut)) == 1
    assert rig.left == []
    rig.conversation.steering.hand_back(None, rig.conversation.now_ms)
    await rig.quiet(6000)
    assert rig.left == [HangUp()]


async def test_handed_back_the_bot_asks_its_open_question_again(rig: Rig) -> None:
    await rig.hears_the_offer()
    await taken_over(rig)
    await rig.quiet(3000)
    rig.conversation.steering.hand_back(None, rig.conversation.now_ms)
    await rig.quiet(4000)
    assert rig.said()[-1] == QUESTION
    await rig.says("yes", for_ms=400)
    await rig.quiet(4000)
    assert rig.nodes()[-1] == "accepted"


async def test_handed_back_to_a_node_the_bot_goes_on_there(rig: Rig) -> None:
    await rig.hears_the_offer()
    await taken_over(rig)
    rig.conversation.steering.hand_back("refused", rig.conversation.now_ms)
    await rig.quiet(6000)
    assert rig.nodes()[-1] == "refused"
    assert rig.left == [HangUp()]


async def test_orders_that_make_no_sense_are_refused(rig: Rig) -> None:
    steering = rig.conversation.steering
    with pytest.raises(OrderRefused, match="does not talk with a person"):
        steering.whisper(WHISPER)
    await rig.hears_the_offer()
    with pytest.raises(OrderRefused, match="nobody took this call over"):
        steering.hand_back(None, rig.conversation.now_ms)
    await taken_over(rig)
    with pytest.raises(OrderRefused, match="hand it back first"):
        steering.force("price", rig.conversation.now_ms)
    steering.hand_back("accepted", rig.conversation.now_ms)
    with pytest.raises(OrderRefused, match="is over"):
        steering.whisper(WHISPER)
