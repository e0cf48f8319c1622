"""Whole calls on virtual time with everybody who may answer, and what the network says before answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.call.answering.early_media import HEARD_OUT_MS, EarlyMediaListener
from engine.call.answering.policy import AnsweringPolicy, Reaction
from engine.call.opening import AFTER_QUESTION_MS
from engine.call.report import Reporter
from engine.dialog.moves import HangUp
from engine.events import AnswererKnown, BotSpoke, CallEvent, TagAdded
from engine.settings import ConversationSection
from engine.speech.testing import EnergyVad, ScriptedSpeech
from telephony.audio import FRAME_BYTES, silence
from telephony.lab.tones import RINGBACK, SIT_E180, SIT_VACANT_CODE, Tone, rendered
from tests.unit.call.rig import SPEECH_FRAME, Rig, in_conversation

pytestmark = pytest.mark.unit

BEEP = rendered((Tone((1000,), 400, 100),))
DISCLOSURE, MESSAGE = "This is a machine calling.", "Sorry to have missed you."


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with in_conversation({"yes": "accept"}, ConversationSection()) as rig:
        yield rig


@pytest.fixture
async def stern_rig() -> AsyncIterator[Rig]:
    """A campaign that leaves no messages and introduces itself to nobody."""
    policy = AnsweringPolicy(voicemail=Reaction.RETRY_LATER, screening=Reaction.HANG_UP, retry_after_s=900)
    async with in_conversation({}, ConversationSection(), policy) as rig:
        yield rig


def answerers(rig: Rig) -> list[str]:
    return [known.answerer for known in rig.of(AnswererKnown)]


def said(rig: Rig) -> list[str]:
    return [spoke.text for spoke in rig.of(BotSpoke) if spoke.played_ms > 0]


async def test_a_screening_service_is_told_who_calls_and_the_person_gets_the_whole_greeting(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("please say your name and why you are calling", for_ms=3000)
    await rig.quiet(AFTER_QUESTION_MS + 4000)
    assert answerers(rig) == ["screening"]
    assert said(rig) == [DISCLOSURE]
    await rig.says("hello", for_ms=500)
    await rig.quiet(8000)
    assert answerers(rig) == ["screening", "human"]
    assert said(rig)[1:3] == [DISCLOSURE, "Would you like our splendid spring offer today?"]
    assert rig.left == []


async def test_a_screening_service_that_puts_nobody_through_is_left(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("please say your name and why you are calling", for_ms=3000)
    await rig.quiet(60_000)
    assert rig.left == [HangUp()]
    assert said(rig) == [DISCLOSURE]


async def test_a_screened_call_may_end_in_a_mailbox(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("please say your name and why you are calling", for_ms=3000)
    await rig.quiet(5000)
    await rig.says("the person is busy, please leave a message after the tone", for_ms=3000)
    await rig.quiet(1000)
    await rig.hears(BEEP)
    await rig.quiet(4000)
    assert answerers(rig) == ["screening", "voicemail"]
    assert said(rig) == [DISCLOSURE, MESSAGE]
    assert rig.left == [HangUp()]


@pytest.mark.parametrize(
    ("words", "answerer"),
    [
        ("thank you for calling, for sales press one", "menu"),
        ("the number you have dialled is not in service", "announcement"),
    ],
)
async def test_nobody_talks_with_recordings(rig: Rig, words: str, answerer: str) -> None:
    await rig.quiet(300)
    await rig.says(words, for_ms=4000)
    await rig.quiet(1500)
    assert answerers(rig) == [answerer]
    assert said(rig) == []
    assert rig.left == [HangUp()]


async def test_a_long_recording_is_known_before_it_ends(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("thank you for calling, for sales press one", for_ms=2000)
    assert answerers(rig) == ["menu"]
    assert rig.left == [HangUp()]


@pytest.mark.parametrize(
    ("pcm", "answerer"),
    [(rendered((Tone((2100,), 2600),)), "fax"), (rendered(SIT_VACANT_CODE), "announcement")],
    ids=["fax", "special information tones"],
)
async def test_tones_end_the_call_without_a_word(rig: Rig, pcm: bytes, answerer: str) -> None:
    await rig.quiet(300)
    await rig.hears(pcm, is_speech=False)
    await rig.quiet(2000)
    assert answerers(rig) == [answerer]
    assert said(rig) == []
    assert rig.left == [HangUp()]


async def test_the_bot_does_not_greet_a_line_that_still_rings(rig: Rig) -> None:
    await rig.hears(rendered(RINGBACK), is_speech=False)
    assert answerers(rig) == []
    await rig.says("hello", for_ms=500)
    await rig.quiet(3000)
    assert answerers(rig) == ["human"]
    assert said(rig) == [DISCLOSURE]


async def test_a_person_speaking_of_others_stays_one(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("he is not available right now", for_ms=1700)
    await rig.quiet(500)
    await rig.says("can I take a message", for_ms=900)
    await rig.quiet(6000)
    assert answerers(rig) == ["human"]
    assert rig.left == []


async def test_a_person_who_picks_up_during_their_greeting_is_greeted(rig: Rig) -> None:
    await rig.quiet(300)
    await rig.says("please leave a message after the tone", for_ms=3000)
    await rig.quiet(700)
    await rig.says("hello? who is this?", for_ms=900)
    await rig.quiet(3000)
    assert answerers(rig) == ["voicemail", "human"]
    assert said(rig) == [DISCLOSURE]


async def test_the_campaigns_policy_decides(stern_rig: Rig) -> None:
    await stern_rig.quiet(300)
    await stern_rig.says("please leave a message after the tone", for_ms=3000)
    await stern_rig.quiet(2000)
    assert said(stern_rig) == []
    assert stern_rig.left == [HangUp()]
    assert stern_rig.conversation.talk.retry_after_s == 900


class Network:
    """Early media of one call."""

    def __init__(self, tasks: asyncio.TaskGroup, *transcripts: str) -> None:
        self.events: list[CallEvent] = []
        report = Reporter("attempt", self.events.append, lambda: 0.0)
        self.listener = EarlyMediaListener(ScriptedSpeech(transcripts), EnergyVad(), "en", tasks, report)

    async def plays(self, pcm: bytes) -> None:
        for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
            self.listener.hear(pcm[start : start + FRAME_BYTES])
            for _ in range(4):
                await asyncio.sleep(0)

    @property
    def message(self) -> str | None:
        return self.listener.verdict.message if self.listener.verdict else None


@pytest.mark.parametrize(
    ("tones", "words", "message"),
    [
        (SIT_VACANT_CODE, "", "no such number"),
        (SIT_E180, "all circuits are busy now", "network busy"),
        ((), "the number you have dialled is not in service", "no such number"),
        ((), "the subscriber is switched off", "phone switched off or out of reach"),
        ((), "hello and welcome to our lovely music", None),
    ],
)
async def test_announcements_before_answer(tones: tuple[Tone, ...], words: str, message: str | None) -> None:
    async with asyncio.TaskGroup() as tasks:
        network = Network(tasks, words)
        await network.plays(silence(400) + rendered(tones) + silence(400))
        await network.plays(SPEECH_FRAME * 75 + silence(1000))
        assert network.message == message
        assert not network.listener.heard_out
        await network.plays(silence(HEARD_OUT_MS))
        assert network.listener.heard_out is (message is not None)
        network.listener.close()


async def test_ringback_before_answer_is_no_announcement() -> None:
    async with asyncio.TaskGroup() as tasks:
        network = Network(tasks)
        await network.plays(rendered(RINGBACK * 3))
        assert network.message is None
        assert network.events == []
        network.listener.close()


TAGGED = """
schema_version: 1
id: tagged
language: en
builtin_global: []
intents: {accept: [yes, sure, of course, sounds good]}
start: notice
nodes:
  notice:
    disclosure: true
    say: This is a machine.
    tags: told
    goto: question
  question: {say: Is that fine?, on: [{intent: accept, goto: bye}]}
  bye: {say: Goodbye., hangup: true}
voicemail: {say: This is a machine., tags: told}
"""


async def test_what_an_opening_would_have_written_down_is_written_by_the_message_if_a_machine_answers() -> None:
    async with in_conversation({}, ConversationSection(), script_text=TAGGED) as rig:
        await rig.quiet(300)
        await rig.says("hi, you have reached Anna, please leave a message after the beep", for_ms=3000)
        await rig.quiet(600)
        await rig.hears(BEEP)
        await rig.quiet(3000)

    assert answerers(rig) == ["voicemail"]
    assert [added.tag for added in rig.of(TagAdded)] == ["told"]
