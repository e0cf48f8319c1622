"""A worker's side of a supervisor's orders: every order is answered, every deed told, and only who took a call over is heard."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from engine.call.orders import CallSound, ForceNode, HandBack, ListenIn, Order, OrderAnswered, TakeOver, Whisper
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.worker.supervision import Supervised, Supervision
from engine.dialog.moves import Sentence
from engine.events import HandedBack, ListenedTo, NodeForced, TakenOver, Whispered
from engine.settings import ConversationSection
from engine.speech.api import SpeechUnavailable
from engine.speech.testing import tone_for
from telephony.audio import FRAME_BYTES, FRAME_MS
from telephony.live_voice import CUSHION_MS, LATEST_MS
from tests.unit.call.rig import SPEECH_FRAME, Rig, in_conversation

pytestmark = pytest.mark.unit

VOICE = b"\x00\x10" * (2 * FRAME_BYTES // 2)
"""40 ms."""


class Supervisory:
    """A rig's call with a supervisor."""

    def __init__(self, rig: Rig, supervision: Supervision, sent: list[OrderAnswered | CallSound], session: SimpleNamespace) -> None:
        self.rig = rig
        self.session = session
        self.supervision = supervision
        self.sent = sent

    async def refusal(self, order: Order) -> str | None:
        """Gives an order; why it was refused."""
        self.supervision.order(order)
        for _ in range(20):
            await asyncio.sleep(0)
        answer = next(one for one in self.sent if isinstance(one, OrderAnswered) and one.order_id == order.order_id)
        return answer.refusal


@pytest.fixture
async def call() -> AsyncIterator[Supervisory]:
    async with in_conversation({"yes": "accept"}, ConversationSection()) as rig:
        sent: list[OrderAnswered | CallSound] = []

        async def fetch(sentence: Sentence) -> bytes:
            if sentence.text == "…":
                raise SpeechUnavailable("the voice gave no audio for a sentence")
            return tone_for(sentence.text)

        session = SimpleNamespace(conversation=rig.conversation, line=rig.line, with_agent=False)
        supervised = Supervised(cast("CallSession", session), Reporter("attempt", rig.events.append, lambda: 0.0), fetch)
        async with Supervision({"attempt": supervised}.get, sent.append) as supervision:
            await rig.hears_the_offer()
            yield Supervisory(rig, supervision, sent, session)


def whisper(text: str, attempt_id: str = "attempt") -> Whisper:
    return Whisper(attempt_id=attempt_id, order_id=7, by="sue", text=text)


async def test_a_whisper_is_answered_and_told(call: Supervisory) -> None:
    assert await call.refusal(whisper("Good to know.")) is None
    assert [(told.by, told.text) for told in call.rig.of(Whispered)] == [("sue", "Good to know.")]


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (whisper("…"), "these words cannot be spoken: the voice gave no audio for a sentence"),
        (whisper("  "), "there are no words to say"),
        (whisper("Hello.", attempt_id="gone"), "the call is over"),
    ],
)
async def test_what_cannot_be_said_is_refused_with_the_reason(call: Supervisory, order: Whisper, reason: str) -> None:
    assert await call.refusal(order) == reason
    assert call.rig.of(Whispered) == []


@pytest.mark.parametrize(
    "order",
    [
        whisper("Hello."),
        ForceNode(attempt_id="attempt", order_id=7, by="sue", node="offer"),
        TakeOver(attempt_id="attempt", order_id=7, by="sue"),
        HandBack(attempt_id="attempt", order_id=7, by="sue"),
    ],
)
async def test_while_a_person_is_with_an_agent_they_can_only_be_listened_to(call: Supervisory, order: Order) -> None:
    call.session.with_agent = True
    assert await call.refusal(order) == "the person is with an agent, or waits for one"
    assert await call.refusal(ListenIn(attempt_id="attempt", order_id=8, by="sue")) is None
    call.session.with_agent = False  # given back
    assert await call.refusal(ForceNode(attempt_id="attempt", order_id=9, by="sue", node="offer")) is None


async def test_a_node_is_forced_and_told_and_a_call_is_handed_back_where_the_supervisor_wants(call: Supervisory) -> None:
    assert await call.refusal(ForceNode(attempt_id="attempt", order_id=1, by="sue", node="offer")) is None
    assert [(told.by, told.node) for told in call.rig.of(NodeForced)] == [("sue", "offer")]
    assert await call.refusal(TakeOver(attempt_id="attempt", order_id=2, by="sue")) is None
    assert await call.refusal(HandBack(attempt_id="attempt", order_id=3, by="sue", node="offer")) is None
    assert [(told.by, told.node) for told in call.rig.of(HandedBack)] == [("sue", "offer")]


async def test_only_who_took_the_call_over_is_heard(call: Supervisory) -> None:
    call.supervision.voice("attempt", VOICE)
    assert call.rig.line.queued_ms == 0
    assert await call.refusal(TakeOver(attempt_id="attempt", order_id=1, by="sue")) is None
    assert [told.by for told in call.rig.of(TakenOver)] == ["sue"]
    call.supervision.voice("attempt", VOICE)
    assert call.rig.line.queued_ms == CUSHION_MS + 40
    call.supervision.voice("gone", VOICE)


async def test_a_voice_that_piles_up_is_not_heard_ever_later(call: Supervisory) -> None:
    await call.refusal(TakeOver(attempt_id="attempt", order_id=1, by="sue"))
    for _ in range(50):
        call.supervision.voice("attempt", VOICE)
    assert LATEST_MS < call.rig.line.queued_ms <= LATEST_MS + 40


async def test_who_listens_gets_both_sides_until_nobody_does(call: Supervisory) -> None:
    assert await call.refusal(ListenIn(attempt_id="attempt", order_id=1, by="sue")) is None
    assert [told.by for told in call.rig.of(ListenedTo)] == ["sue"]
    await call.rig.hears(SPEECH_FRAME * 10)
    heard = b"".join(one.pcm for one in call.sent if isinstance(one, CallSound))
    both = np.frombuffer(heard, dtype="<i2").reshape(-1, 2)
    assert len(both) == 10 * FRAME_MS * 8
    assert (both[:, 0] == np.frombuffer(SPEECH_FRAME * 10, dtype="<i2")).all()
    call.supervision.stop_listening("attempt")
    before = len(call.sent)
    await call.rig.quiet(200)
    assert len(call.sent) == before
