"""What is told of a person's turns as answers: that they were not understood, and what they filled; on virtual time."""

import pytest

from engine.events import AnswerMissed, PersonSpoke, SlotFilled, TurnUnread
from engine.settings import ConversationSection
from engine.speech.api import SpeechUnavailable
from tests.unit.call.rig import Rig, in_conversation

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
SURVEY = """\
schema_version: 1
id: survey
language: en
builtin_global: []
nodes:
  greeting:
    disclosure: true
    say: This is a machine calling.
    goto: people
  people:
    say: For how many people?
    ask: {slot: people, type: number, min: 1, max: 8, confirm: always}
    goto: gift
  gift:
    say: A book, or a lamp?
    on:
      - {words: [book], goto: done, set: {gift: book}}
  done:
    say: Goodbye.
    hangup: true
start: greeting
"""


async def answers(rig: Rig, *texts: str) -> None:
    for text in texts:
        await rig.says(text, for_ms=400)
        await rig.quiet(6000)


def missed_texts(rig: Rig) -> list[str]:
    """The turns that were missed, found as the store finds them."""
    missed_ms = {answer.turn_ended_ms for answer in rig.of(AnswerMissed)}
    return [spoke.text for spoke in rig.of(PersonSpoke) if spoke.ended_ms in missed_ms]


def filled_by(rig: Rig) -> dict[str, list[tuple[str, str]]]:
    """What each turn filled, found as the store finds it."""
    return {
        spoke.text: [(filled.slot, filled.value) for filled in rig.of(SlotFilled) if filled.turn_ended_ms == spoke.ended_ms]
        for spoke in rig.of(PersonSpoke)
    }


async def test_a_slots_value_a_yes_to_it_and_a_keyword_are_understood_without_an_intent() -> None:
    async with in_conversation({}, SETTINGS, script_text=SURVEY) as rig:
        await rig.hears_the_offer()
        await answers(rig, "the weather", "two", "yes", "the book")
    assert [spoke.intent for spoke in rig.of(PersonSpoke)] == [None] * 5
    assert [filled.value for filled in rig.of(SlotFilled)] == ["2", "book"]
    assert rig.nodes() == ["greeting", "people", "gift", "done"]
    assert missed_texts(rig) == ["the weather"]
    assert [answer.node for answer in rig.of(AnswerMissed)] == ["people"]


async def test_what_a_turn_filled_is_told_with_the_turn_that_settled_it() -> None:
    async with in_conversation({}, SETTINGS, script_text=SURVEY) as rig:
        await rig.hears_the_offer()
        await answers(rig, "two", "no, three", "yes")
        await answers(rig, "the book")
    assert filled_by(rig) == {"hello": [], "two": [], "no, three": [], "yes": [("people", "3")], "the book": [("gift", "book")]}


async def test_what_a_key_or_the_script_alone_filled_is_told_with_no_turn() -> None:
    script_text = SURVEY.replace("confirm: always}", "confirm: never}").replace(
        "disclosure: true", "disclosure: true\n    set: {people: 1}"
    )
    async with in_conversation({}, SETTINGS, script_text=script_text) as rig:
        await rig.hears_the_offer()
        rig.conversation.press("4")
        await rig.quiet(400)
    assert [(filled.value, filled.turn_ended_ms) for filled in rig.of(SlotFilled)] == [("1", None), ("4", None)]


async def test_it_is_told_right_after_the_words() -> None:
    async with in_conversation({}, SETTINGS) as rig:
        await rig.hears_the_offer()
        await answers(rig, "what")
    kinds = [type(event) for event in rig.events]
    assert kinds[kinds.index(AnswerMissed) - 1] is PersonSpoke


async def test_a_response_while_the_bot_speaks_is_no_answer() -> None:
    async with in_conversation({}, SETTINGS) as rig:
        await rig.quiet(500)
        await rig.says("hello", for_ms=500)
        await rig.quiet(SETTINGS.end_of_turn_ms + 600)  # the bot has begun
        await answers(rig, "uh huh")
    assert [spoke.text for spoke in rig.of(PersonSpoke)] == ["hello", "uh huh"]
    assert rig.of(AnswerMissed) == []


async def test_a_key_that_means_nothing_is_an_answer_without_a_turn() -> None:
    async with in_conversation({}, SETTINGS) as rig:
        await rig.hears_the_offer()
        rig.conversation.press("7")
        await rig.quiet(400)
    assert [answer.turn_ended_ms for answer in rig.of(AnswerMissed)] == [None]


async def test_speech_of_which_no_words_were_made_out_is_an_answer_that_was_not_understood() -> None:
    async with in_conversation({}, SETTINGS) as rig:
        await rig.hears_the_offer()
        rig.speech.failure = SpeechUnavailable("no transcription within 10 s")
        await rig.hears_speech(800)
        await rig.quiet(4600)
    (unread,) = rig.of(TurnUnread)
    assert [answer.turn_ended_ms for answer in rig.of(AnswerMissed)] == [unread.ended_ms]
