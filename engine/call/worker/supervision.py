"""Carries out a supervisor's orders on the calls of a worker, lets them hear a call, and has their voice heard.

engine ── Whisper, ForceNode, TakeOver … ─▶ Supervision ─▶ Steering, Line      every order is answered, every deed an event
◀─ CallSound (both sides) ────────── Tap ◀── media clock
── SupervisorVoice ────────────────▶ the line's play queue
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from engine.call.conversation import Conversation
from engine.call.orders import (
    CallSound,
    EndCall,
    ForceNode,
    HandBack,
    ListenIn,
    Order,
    OrderAnswered,
    OrderRefused,
    TakeOver,
    Whisper,
)
from engine.call.player import FetchSpeech
from engine.call.report import Reporter
from engine.call.session import CallSession
from engine.call.tap import Tap
from engine.dialog.moves import Sentence
from engine.dialog.template import split_sentences
from engine.events import HandedBack, HangUpOrdered, ListenedTo, NodeForced, TakenOver, Whispered
from engine.speech.api import SpeechUnavailable
from telephony.line import Line
from telephony.live_voice import in_time
from telephony.recording import interleaved

log = logging.getLogger(__name__)

DISMISSED: Final = "hung up by a supervisor"
"""The cause of a call that a supervisor ended."""


@dataclass(frozen=True, slots=True)
class Supervised:
    """A call that orders can reach."""

    session: CallSession
    report: Reporter
    fetch: FetchSpeech


class Supervision:
    """Of all calls of one worker. Leaving the block waits for nothing: orders under way are dropped."""

    def __init__(self, find: Callable[[str], Supervised | None], send: Callable[[OrderAnswered | CallSound], None]) -> None:
        """Args:
        find: a call by its attempt; None once it is over.
        send: to the engine.
        """
        self._find = find
        self._send = send
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def order(self, order: Order) -> None:
        """Begins to carry out an order; `OrderAnswered` follows."""
        task = asyncio.create_task(self._answer(order), name=f"order-{order.order_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def voice(self, attempt_id: str, pcm: bytes) -> None:
        """Has the person hear the supervisor who took the call over; of anybody else nothing is heard."""
        call = self._find(attempt_id)
        line = call.session.line if call else None
        conversation = call.session.conversation if call else None
        if line is None or conversation is None or not conversation.steering.held:
            return
        line.play(in_time(pcm, line.queued_ms))

    def stop_listening(self, attempt_id: str) -> None:
        """Nobody listens to the call any more."""
        call = self._find(attempt_id)
        if call and call.session.line:
            call.session.line.overhear(None)

    async def _answer(self, order: Order) -> None:
        refusal: str | None = None
        try:
            await self._carry_out(order)
        except OrderRefused as error:
            refusal = str(error)
        except Exception as error:  # an order that goes wrong is no reason to end the call
            log.exception("order failed", extra={"action": "order_failed", "attempt_id": order.attempt_id})
            refusal = f"it could not be done: {error or type(error).__name__}"
        self._send(OrderAnswered(order_id=order.order_id, refusal=refusal))

    async def _carry_out(self, order: Order) -> None:
        call = self._find(order.attempt_id)
        if call is None:
            raise OrderRefused("the call is over")
        match order:
            case EndCall():
                call.report(HangUpOrdered(**call.report.stamp(), by=order.by))
                await call.session.dismiss(DISMISSED)
            case ListenIn():
                self._listen(call, order)
            case Whisper():
                await _whisper(call, order)
            case ForceNode():
                conversation = _conversation(call)
                conversation.steering.force(order.node, conversation.now_ms)
                call.report(NodeForced(**call.report.stamp(), by=order.by, node=order.node))
            case TakeOver():
                _take_over(call, order)
            case HandBack():
                conversation = _conversation(call)
                held = conversation.steering.held
                conversation.steering.hand_back(order.node, conversation.now_ms)
                if held:
                    call.report(HandedBack(**call.report.stamp(), by=order.by, node=order.node))

    def _listen(self, call: Supervised, order: ListenIn) -> None:
        line = _line(call)

        def heard(person: bytes, bot: bytes) -> None:
            self._send(CallSound(attempt_id=order.attempt_id, pcm=interleaved(person, bot)))

        line.overhear(Tap(heard))
        call.report(ListenedTo(**call.report.stamp(), by=order.by))


def _take_over(call: Supervised, order: TakeOver) -> None:
    def begun() -> None:
        call.report(TakenOver(**call.report.stamp(), by=order.by))

    conversation = _conversation(call)
    conversation.steering.take_over(begun, conversation.now_ms)


async def _whisper(call: Supervised, order: Whisper) -> None:
    sentences = tuple(Sentence(piece, fixed=False) for piece in split_sentences(order.text.strip()))
    if not sentences:
        raise OrderRefused("there are no words to say")
    _conversation(call).steering.must_be_talking()
    try:
        for sentence in sentences:  # made before it is due: words without sound would end the call
            await call.fetch(sentence)
    except SpeechUnavailable as error:
        raise OrderRefused(f"these words cannot be spoken: {error}") from error
    call.report(Whispered(**call.report.stamp(), by=order.by, text=order.text.strip()))
    _conversation(call).steering.whisper(sentences)


def _conversation(call: Supervised) -> Conversation:
    if call.session.conversation is None:
        raise OrderRefused("nobody has answered yet")
    if call.session.with_agent:
        raise OrderRefused("the person is with an agent, or waits for one")
    return call.session.conversation


def _line(call: Supervised) -> Line:
    if call.session.line is None:
        raise OrderRefused("the call has not begun yet")
    return call.session.line
