"""The conversation on one line: every 20 ms a frame goes in; speech, keys, silence and beeps become steps of the dialog machine.

    frame ─▶ Listener (VAD ─▶ TurnDetector ─▶ Understander) ─▶ DialogMachine ─▶ Performer (Agenda ─▶ Player)
                 │                                                  ▲
                 ├─ first sound ─▶ AnswerSupervisor ── voicemail ───┤
                 ├─ over the bot ─▶ Overlap ── stop; a backchannel lets it go on
                 └─ nobody speaks ── no input ──────────────────────┘

Everything here runs on the event loop and on the conversation's own clock: audio received since the audio path came up.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from engine.call.answering import MACHINE_GREETING_MS, Answerer, AnswerSupervisor, Judgement
from engine.call.barge_in import Overlap, is_backchannel
from engine.call.listener import Listener
from engine.call.performer import Performer
from engine.call.report import Reporter
from engine.call.tone import ToneDetector
from engine.call.turns import SpeechStarted, TurnEnded, TurnEvent
from engine.call.understanding import Understanding
from engine.dialog.machine import DialogMachine, is_opt_out
from engine.dialog.moves import Action, Expectation, Heard, Input, MachineAnswered, NoInput, Pressed, Say
from engine.events import AnswererKnown, OverlapJudged, PersonPressed, PersonSpoke

HELLO_PATIENCE_MS: Final = 300
"""Silence that ends the first hello: nobody says "hello" and thinks for half a second before the rest of it."""

AFTER_GREETING_MS: Final = 2500
"""Silence after a voicemail's greeting that stands for a missed beep."""

REVISION_MS: Final = 20_000
"""Later than this, words that a machine might say are a person's."""


class Phase(Enum):
    OPENING = auto()
    """The bot has not spoken yet: who answered?"""
    TALKING = auto()
    AWAITING_BEEP = auto()
    """A machine answered, and the script leaves a message."""


class Conversation:
    """Connects what is heard with the dialog machine and what is said."""

    def __init__(
        self,
        machine: DialogMachine,
        listener: Listener,
        performer: Performer,
        supervisor: AnswerSupervisor,
        overlap: Overlap,
        report: Reporter,
        *,
        language: str,
        hello_wait_ms: int,
    ) -> None:
        self._machine = machine
        self._listener = listener
        self._performer = performer
        self._supervisor = supervisor
        self._overlap = overlap
        self._report = report
        self._language = language
        self._hello_wait_ms = hello_wait_ms
        self._tones = ToneDetector()
        self._phase = Phase.OPENING
        self._opening = machine.start()
        self._state = self._opening.state
        self._begun_ms: int | None = None
        self._over_bot = False  # the present turn began while the bot spoke
        self.heard_person = False

    @property
    def node(self) -> str:
        """Where the dialog stands."""
        return self._state.node

    @property
    def expectation(self) -> Expectation:
        """What the person may say or press now."""
        return self._machine.expectation(self._state)

    @property
    def now_ms(self) -> int:
        """The conversation's clock: audio received."""
        return self._listener.now_ms

    @property
    def opted_out(self) -> bool:
        """The person asked not to be called again."""
        return self._performer.opted_out

    @property
    def script_ended(self) -> bool:
        """The script reached an ending, though its last words may not have been heard."""
        return self._state.ended

    @property
    def machine_answered(self) -> bool:
        """Answer supervision's last word is voicemail."""
        return self._supervisor.answerer is Answerer.VOICEMAIL

    def hear(self, frame: bytes) -> None:
        """Takes the next 20 ms of the person's side."""
        patience_ms = HELLO_PATIENCE_MS if self._phase is Phase.OPENING else None
        is_speech, events = self._listener.hear(frame, patience_ms=patience_ms)
        beep_ended = self._supervisor.tone(self._tones.feed(frame))
        if self._performer.tick(self.now_ms):
            self._performer.go_on(self.now_ms)
        for event in events:
            self._follow_turn(event)
        match self._phase:
            case Phase.OPENING:
                self._open(beep_ended)
            case Phase.AWAITING_BEEP:
                self._await_beep(beep_ended)
            case Phase.TALKING:
                self._mind_overlap(is_speech)
                self._mind_silence()

    def press(self, digit: str) -> None:
        """The person pressed a key: the clearest interruption there is."""
        self.heard_person = True
        self._report(PersonPressed(**self._report.stamp(), node=self.node, digit=digit))
        if self._phase is Phase.OPENING:
            self._begin()
        self._take(Pressed(digit))

    def understood(self, heard: Understanding) -> None:
        """A turn's meaning is known."""
        self._listener.answered()
        if heard.text:
            self.heard_person = True
            self._report_turn(heard)
        if heard.onset_ms < REVISION_MS:
            self._judge(self._supervisor.words(heard.text))
        if self.machine_answered:
            return
        if self._phase is Phase.OPENING:
            self._begin()
        self._react(heard)

    def finish(self) -> None:
        """The call is over: nothing more is understood or said."""
        self._listener.close()
        self._performer.finish(self.now_ms)

    # ── who answered ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, beep_ended: bool) -> None:
        if beep_ended:
            self._judge(self._supervisor.beeped())
        elif self._listener.turn_ms >= MACHINE_GREETING_MS:
            self._judge(self._supervisor.first_sound_ended(self._listener.turn_ms))
        elif not self._listener.speaking and not self._listener.understanding and self.now_ms >= self._hello_wait_ms:
            self._judge(self._supervisor.stayed_silent(self.now_ms))
            self._begin()

    def _await_beep(self, beep_ended: bool) -> None:
        greeting_over = not self._listener.speaking and self._listener.silence_ms >= AFTER_GREETING_MS
        if beep_ended or greeting_over:
            self._phase = Phase.TALKING
            self._performer.go_on(self.now_ms)

    def _judge(self, judgement: Judgement | None) -> None:
        if judgement is None:
            return
        self._report(AnswererKnown(**self._report.stamp(), answerer=judgement.answerer, reason=judgement.reason))
        if judgement.answerer is Answerer.VOICEMAIL:
            self._machine_answered()

    def _machine_answered(self) -> None:
        actions = self._move(MachineAnswered())
        self._performer.prepare(actions, self.now_ms)
        if any(isinstance(action, Say) for action in actions):
            self._phase = Phase.AWAITING_BEEP
        else:
            self._phase = Phase.TALKING
            self._performer.go_on(self.now_ms)

    def _begin(self) -> None:
        self._phase = Phase.TALKING
        self._begun_ms = self.now_ms
        self._performer.perform(self._opening.actions, self.now_ms, answers_turn_ms=self._listener.last_end_ms)

    # ── turns ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _follow_turn(self, event: TurnEvent) -> None:
        match event:
            case SpeechStarted():
                self._over_bot = self._performer.speaking or self._performer.stopped
            case TurnEnded(onset_ms, end_ms) if self._phase is Phase.OPENING:
                self._judge(self._supervisor.first_sound_ended(end_ms - onset_ms))
                if self._phase is Phase.OPENING and self._supervisor.answerer is Answerer.HUMAN:
                    self._begin()
            case _:
                pass

    def _react(self, heard: Understanding) -> None:
        over_bot = self._over_bot and (self._performer.speaking or self._performer.stopped)
        said = Heard(heard.text, heard.intent)
        if over_bot and is_backchannel(heard.text, self._language):
            self._go_on_speaking(heard)
        elif heard.text and (self._greeted_before(heard) or is_opt_out(said)):
            self._take(said, heard.end_ms)

    def _greeted_before(self, heard: Understanding) -> bool:
        """The turn began after the bot did: it is an answer and no "hello"."""
        return self._begun_ms is not None and heard.onset_ms >= self._begun_ms

    def _go_on_speaking(self, heard: Understanding) -> None:
        verdict, reason = ("backchannel", "its words ask for nothing") if heard.text else ("noise", "no words")
        self._judged(verdict, reason, heard.onset_ms)
        if self._performer.stopped:
            self._performer.resume(self.now_ms)

    def _take(self, given: Input, end_ms: int | None = None) -> None:
        if self._state.ended:
            # Last words are being spoken: only an opt-out still changes anything, and it is written down at once.
            self._performer.take_note(self._move(given))
        elif self._performer.speaking and not self._performer.interruptible:
            # A disclosure is heard out, and the question after it was not asked yet: only an opt-out counts.
            if is_opt_out(given):
                self._performer.follow_up(self._move(given))
        else:
            self._performer.perform(self._move(given), self.now_ms, answers_turn_ms=end_ms)

    def _move(self, given: Input) -> Sequence[Action]:
        step = self._machine.advance(self._state, given)
        self._state = step.state
        return step.actions

    # ── overlap and silence ─────────────────────────────────────────────────────────────────────────────────────────────

    def _mind_overlap(self, is_speech: bool) -> None:
        if not self._performer.interruptible:
            self._overlap.reset()
        elif self._overlap.feed(is_speech) and self._listener.speaking:
            self._performer.interrupt(self.now_ms)
            self._judged("interruption", f"{self._overlap.voiced_ms} ms of speech", self.now_ms - self._listener.turn_ms)

    def _mind_silence(self) -> None:
        limit_ms = self._performer.no_input_ms
        if limit_ms is None or self._listener.speaking or self._listener.understanding:
            return
        if self._performer.waited_ms(self.now_ms, self._listener.quiet_since_ms) >= limit_ms:
            self._take(NoInput())

    # ── reports ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _judged(self, verdict: str, reason: str, onset_ms: int) -> None:
        stamp = self._report.stamp()
        self._report(OverlapJudged(**stamp, verdict=verdict, reason=reason, onset_ms=onset_ms, decided_ms=self.now_ms))

    def _report_turn(self, heard: Understanding) -> None:
        self._report(
            PersonSpoke(
                **self._report.stamp(),
                node=self.node,
                text=heard.text,
                started_ms=heard.onset_ms,
                ended_ms=heard.end_ms,
                intent=heard.intent,
                confidence=heard.confidence,
                asr_ms=heard.asr_ms,
            )
        )
