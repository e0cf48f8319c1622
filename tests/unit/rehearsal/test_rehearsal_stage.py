"""Whole calls without a phone: session, conversation and machine are the product's own."""

from dataclasses import replace

import pytest

from engine.dialog.wording import MissingVariable
from engine.events import AnswererKnown, BotSpoke, NodeEntered, OptedOut, OverlapJudged, PersonSpoke
from engine.outcome import Disposition
from engine.rehearsal.cues import BotDone, IntoBot
from engine.rehearsal.phone import Deed, Person, Phone
from engine.rehearsal.rehearsed import Circumstances, RehearsedCall
from engine.rehearsal.stage import RECOGNITION_MS
from engine.settings import ConversationSection
from telephony.lab.tones import VOICEMAIL_BEEP, rendered
from tests.unit.rehearsal.scripts import of, small_stage

pytestmark = pytest.mark.unit

SETTINGS = ConversationSection()
LEAD = Circumstances({"name": "Anna"})


def call(person: Person) -> RehearsedCall:
    return small_stage().call(person, LEAD)


def nodes(call: RehearsedCall) -> list[str]:
    return [event.node for event in of(call, NodeEntered)]


async def hello(phone: Phone) -> None:
    await phone.wait(300)
    await phone.say("Hello?")
    await phone.wait_for(BotDone(500))


async def test_it_runs_within_another_loop() -> None:
    assert call(hello).ended.disposition is Disposition.COMPLETED


def test_somebody_who_accepts() -> None:
    async def accepts(phone: Phone) -> None:
        await hello(phone)
        await phone.say("Yes.")

    rehearsed = call(accepts)
    assert nodes(rehearsed) == ["greeting", "offer", "accepted"]
    assert rehearsed.ended.disposition is Disposition.COMPLETED
    assert rehearsed.problem is None
    reply = of(rehearsed, BotSpoke)[-1]
    assert reply.text == "Wonderful and goodbye."
    assert reply.reply_gap_ms in range(SETTINGS.speculate_ms + RECOGNITION_MS, SETTINGS.speculate_ms + RECOGNITION_MS + 41)
    assert [act.what for act in rehearsed.acts] == ["Hello?", "Yes."]


def test_a_listeners_response_does_not_stop_the_bot() -> None:
    async def listens(phone: Phone) -> None:
        await phone.wait(300)
        await phone.say("Hello?")
        await phone.wait_for(IntoBot(700, "offer"))
        await phone.say("Mm-hmm.")
        await phone.wait_for(BotDone(500))
        await phone.say("Yes.")

    rehearsed = call(listens)
    assert [judged.verdict for judged in of(rehearsed, OverlapJudged)] == ["backchannel"]
    assert not any(spoke.interrupted for spoke in of(rehearsed, BotSpoke))
    assert nodes(rehearsed)[-1] == "accepted"


def test_words_over_the_bot_interrupt_it() -> None:
    async def interrupts(phone: Phone) -> None:
        await phone.wait(300)
        await phone.say("Hello?")
        await phone.wait_for(IntoBot(700, "offer"))
        await phone.say("How much is it?")

    rehearsed = call(interrupts)
    offer = next(spoke for spoke in of(rehearsed, BotSpoke) if spoke.node == "offer")
    assert offer.interrupted
    assert offer.played_ms < 1400
    assert nodes(rehearsed)[2] == "price"


def test_an_opt_out_ends_the_call() -> None:
    async def opts_out(phone: Phone) -> None:
        await hello(phone)
        await phone.say("Don't call me again.")

    rehearsed = call(opts_out)
    assert [event.reason for event in of(rehearsed, OptedOut)] == ["Don't call me again."]
    assert rehearsed.ended.disposition is Disposition.OPTED_OUT


def test_who_says_nothing_is_asked_again_and_then_left_alone() -> None:
    async def silent(phone: Phone) -> None:
        await phone.wait(1)

    rehearsed = call(silent)
    assert rehearsed.ended.disposition is Disposition.SILENT
    assert [known.answerer for known in of(rehearsed, AnswererKnown)] == ["silence"]
    assert sum("still there" in spoke.text for spoke in of(rehearsed, BotSpoke)) == 1


def test_a_noise_is_no_answer() -> None:
    async def coughs(phone: Phone) -> None:
        await hello(phone)
        await phone.make_noise(400)
        await phone.wait_for(BotDone(500))
        await phone.say("Yes.")

    rehearsed = call(coughs)
    assert [spoke.text for spoke in of(rehearsed, PersonSpoke)] == ["Hello?", "Yes."]
    assert nodes(rehearsed)[-1] == "accepted"


def test_a_turn_in_pieces_is_understood_as_one() -> None:
    async def thinks(phone: Phone) -> None:
        await hello(phone)
        await phone.say("How much", "is it?", pause_ms=300)

    rehearsed = call(thinks)
    assert of(rehearsed, PersonSpoke)[-1].text == "How much is it?"
    assert nodes(rehearsed)[2] == "price"


def test_keys_and_hanging_up() -> None:
    async def presses(phone: Phone) -> None:
        await hello(phone)
        phone.press("1")
        await phone.wait(400)
        phone.hang_up()

    rehearsed = call(presses)
    assert nodes(rehearsed)[-1] == "accepted"
    assert [act.deed for act in rehearsed.acts][1:] == [Deed.PRESS, Deed.HANG_UP]
    assert rehearsed.ended.duration_ms == rehearsed.acts[-1].started_ms


def test_a_voicemail_gets_its_message_after_the_beep() -> None:
    async def voicemail(phone: Phone) -> None:
        await phone.wait(600)
        await phone.say("Hi, you have reached Sam Carter. Please leave a message after the beep.")
        await phone.wait(300)
        await phone.play(rendered(VOICEMAIL_BEEP), "beep")

    rehearsed = call(voicemail)
    assert rehearsed.ended.disposition is Disposition.VOICEMAIL
    message = of(rehearsed, BotSpoke)[-1]
    assert message.text == "Sorry to have missed you."
    assert message.started_ms > (rehearsed.acts[-1].ended_ms or 0)


def test_a_person_who_waits_in_vain_says_so() -> None:
    async def waits(phone: Phone) -> None:
        await hello(phone)
        await phone.wait_for(IntoBot(100, "price"), patience_ms=5000)

    rehearsed = call(waits)
    assert rehearsed.problem == "the person waited 5 s in vain for the bot to speak for 100 ms at node 'price'"
    assert rehearsed.acts[-1].deed is Deed.HANG_UP


def test_the_longest_call_is_cut_off_on_the_virtual_clock() -> None:
    stage = replace(small_stage(), settings=ConversationSection(max_call_s=10))
    rehearsed = stage.call(hello, LEAD)
    assert rehearsed.ended.cause == "longest call duration reached"
    assert 9_960 <= rehearsed.length_ms <= 10_000


def test_a_lead_without_its_columns_is_not_called() -> None:
    with pytest.raises(MissingVariable):
        small_stage().call(hello, Circumstances({}))


def test_a_persons_mistake_in_a_test_is_not_swallowed() -> None:
    async def broken(phone: Phone) -> None:
        await phone.wait(100)
        raise ValueError("a bug in the person")

    with pytest.raises(ValueError, match="a bug in the person"):
        call(broken)
