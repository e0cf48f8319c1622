"""The conversation on one line: every 20 ms a frame goes in; speech, keys, silence and beeps become steps of the dialog machine.

    frame ─▶ Listener (VAD ─▶ TurnDetector ─▶ Understander) ─▶ DialogMachine ─▶ Performer (Agenda ─▶ Player)
                 │                                                  ▲
                 ├─ first sounds ─▶ Reception ── machine answered ──┤
                 ├─ over the bot ─▶ Floor ── fall silent, stop, go on
                 └─ nobody speaks ── no input ──────────────────────┘

Everything here runs on the event loop and on the conversation's own clock: audio received since the audio path came up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final

from engine.call.answering_policy import Reaction
from engine.call.answering_timing import PAUSE_MS
from engine.call.answering_verdict import Judgement
from engine.call.floor import Floor
from engine.call.listener import Listener
from engine.call.performer import Performer
from engine.call.reception import Reception
from engine.call.report import Reporter
from engine.call.speaking import Prefetch
from engine.call.steady import FOREVER_MS, below
from engine.call.turns import SpeechStarted
from engine.call.understanding import Understanding
from engine.dialog.machine import DialogMachine, DialogState, Step, is_opt_out
from engine.dialog.moves import (
    Action,
    Expectation,
    HangUp,
    Heard,
    Input,
    MachineAnswered,
    NoInput,
    Pressed,
    Say,
    TransferFailed,
    WebhookFailed,
    WebhookReplied,
)
from engine.events import PersonPressed, PersonSpoke

AFTER_GREETING_MS: Final = 2500
"""Silence after a voicemail's greeting that stands for a missed beep."""

AFTER_QUESTION_MS: Final = 900
"""Silence after a screening service's question that stands for its beep, if it has none."""


Moved = Callable[[DialogState, Input, Step], None]
"""Told where the dialog stood, what came, and what followed."""


class Phase(Enum):
    OPENING = auto()
    """The bot has not spoken yet: who answered?"""
    TALKING = auto()
    AWAITING_BEEP = auto()
    """A machine answered, and the script leaves a message, or says who calls."""
    SCREENED = auto()
    """The bot said who calls, and waits to be put through."""
    LEAVING = auto()
    """Nobody to talk with: the call is being ended."""


class Conversation:
    """Connects what is heard with the dialog machine and what is said."""

    def __init__(
        self,
        machine: DialogMachine,
        listener: Listener,
        performer: Performer,
        reception: Reception,
        floor: Floor,
        report: Reporter,
        prefetch: Prefetch,
        *,
        hello_wait_ms: int,
        moved: Moved | None = None,
    ) -> None:
        """`moved` is told of every move that the dialog makes; guesses are none."""
        self._machine = machine
        self._listener = listener
        self._performer = performer
        self._reception = reception
        self._floor = floor
        self._report = report
        self._prefetch = prefetch
        self._hello_wait_ms = hello_wait_ms
        self._moved = moved
        self._phase = Phase.OPENING
        self._opening = machine.start()
        self._state = self._opening.state
        self._begun_ms: int | None = None
        self._await_ms = AFTER_GREETING_MS
        self._screened_ms = 0
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
    def verdict(self) -> Judgement | None:
        """Answer supervision's last word."""
        return self._reception.verdict

    @property
    def retry_after_s(self) -> int | None:
        """When the number may be called again, if the campaign's policy for who answered says so."""
        return self._reception.retry_after_s

    def hear(self, frame: bytes) -> None:
        """Takes the next 20 ms of the person's side."""
        patience_ms = PAUSE_MS if self._phase is Phase.OPENING else None
        is_speech, events = self._listener.hear(frame, patience_ms=patience_ms)
        if self._performer.tick(self.now_ms):
            self._performer.go_on(self.now_ms)
        for event in events:
            if isinstance(event, SpeechStarted):
                self._floor.turn_began(event.onset_ms, self.now_ms)
        reaction, notice = self._reception.hear(frame, is_speech=is_speech, in_turn=self._listener.speaking)
        self._follow_verdict(reaction)
        match self._phase:
            case Phase.OPENING:
                self._open()
            case Phase.AWAITING_BEEP:
                self._await_beep(notice.beep_over)
            case Phase.SCREENED:
                self._await_person()
            case Phase.TALKING:
                turn_pending = self._listener.speaking or self._listener.understanding
                self._floor.hear(frame, is_speech, self.now_ms, turn_pending=turn_pending)
                self._mind_silence()
            case Phase.LEAVING:
                pass

    def steady_ms(self, is_speech: bool) -> int:
        """For how long the same sound would change nothing, see `engine.call.steady`."""
        parts = (self._listener.steady_ms(is_speech), self._reception.steady_ms(is_speech), self._performer.steady_ms)
        return min(*parts, self._phase_steady_ms(is_speech))

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """Takes frames of a time in which nothing happens, see `engine.call.steady`."""
        self._listener.pass_over(frames, is_speech)
        self._reception.pass_over(frames, is_speech)
        if self._phase is Phase.TALKING:
            self._floor.pass_over(frames, is_speech, self.now_ms)

    def press(self, digit: str) -> None:
        """The person pressed a key: the clearest interruption there is."""
        self.heard_person = True
        self._reception.talked_with()
        self._report(PersonPressed(**self._report.stamp(), node=self.node, digit=digit))
        if self._phase is Phase.OPENING:
            self._begin()
        self._floor.key_pressed(self.now_ms)
        self._take(Pressed(digit))

    def guessed(self, heard: Understanding) -> None:
        """The meaning of a turn that may not be over: has what would be said next made ready."""
        if self._phase is not Phase.TALKING:
            return
        self._floor.first_words(heard, self.now_ms)
        if heard.text and not self._state.ended:
            step = self._machine.advance(self._state, Heard(heard.text, heard.intent, heard.confidence))
            self._prefetch(step.actions)

    def understood(self, heard: Understanding) -> None:
        """A turn's meaning is known."""
        self._listener.answered(had_words=bool(heard.text))
        if heard.text:
            self.heard_person = True
            self._report_turn(heard)
        self._follow_verdict(self._reception.words(heard.text, heard.onset_ms, complete=True))
        if self._phase is Phase.OPENING and self._reception.talks:
            self._begin()
        if self._phase is Phase.TALKING and self._reception.talks:
            self._react(heard)

    def peeked(self, text: str, onset_ms: int) -> None:
        """The words of speech that may still go on."""
        self._follow_verdict(self._reception.words(text, onset_ms, complete=not self._listener.speaking))

    def looked_up(self, reply: WebhookReplied | WebhookFailed) -> None:
        """The system that the script asked has answered, or never will."""
        self._performer.answered(self._move(reply), self.now_ms)

    def transfer_failed(self, reason: str) -> None:
        """Nobody took the call: the person is still here."""
        self._performer.perform(self._move(TransferFailed(reason)), self.now_ms)

    def finish(self) -> None:
        """The call is over: nothing more is understood or said."""
        self._listener.close()
        self._reception.close()
        self._floor.close()
        self._performer.finish(self.now_ms)

    def _phase_steady_ms(self, is_speech: bool) -> int:
        in_turn, understanding = self._listener.speaking, self._listener.understanding
        match self._phase:
            case Phase.OPENING if self.now_ms < self._hello_wait_ms:
                return below(self._hello_wait_ms - self.now_ms)
            case Phase.AWAITING_BEEP if not in_turn:
                return below(self._await_ms - self._listener.silence_ms)
            case Phase.SCREENED:
                return below(self._reception.screening_wait_ms - (self.now_ms - self._screened_ms))
            case Phase.TALKING:
                limit_ms = self._performer.no_input_ms
                waited_ms = self._performer.waited_ms(self.now_ms, self._listener.quiet_since_ms)
                waits = limit_ms is not None and not (in_turn or understanding)
                floor_ms = self._floor.steady_ms(is_speech, self.now_ms, turn_pending=in_turn or understanding)
                return min(floor_ms, below((limit_ms or 0) - waited_ms) if waits else FOREVER_MS)
            case _:
                return FOREVER_MS

    # Who answered.

    def _open(self) -> None:
        if self._reception.quiet and not self._listener.understanding and self.now_ms >= self._hello_wait_ms:
            self._follow_verdict(self._reception.stayed_silent(self.now_ms))
        if self._phase is Phase.OPENING and self._reception.greetable:
            self._begin()

    def _await_beep(self, beep_over: bool) -> None:
        greeting_over = not self._listener.speaking and self._listener.silence_ms >= self._await_ms
        if beep_over or greeting_over:
            self._phase = Phase.SCREENED if self._reception.introduces else Phase.LEAVING
            self._screened_ms = self.now_ms
            self._performer.go_on(self.now_ms)

    def _await_person(self) -> None:
        if self.now_ms - self._screened_ms >= self._reception.screening_wait_ms:
            self._follow_verdict(Reaction.HANG_UP)

    def _follow_verdict(self, reaction: Reaction | None) -> None:
        match reaction:
            case Reaction.TALK if self._phase in (Phase.AWAITING_BEEP, Phase.SCREENED):
                self._state = self._opening.state
                self._begin()
            case Reaction.LEAVE_MESSAGE:
                if self._begun_ms is None:
                    self._state = self._machine.unopened  # what the opening would have written down never happened
                self._wait_to_say(self._move(MachineAnswered()), AFTER_GREETING_MS)
            case Reaction.INTRODUCE:
                introduction = self._machine.introduction()
                self._wait_to_say([introduction] if introduction else [], AFTER_QUESTION_MS)
            case Reaction.HANG_UP | Reaction.RETRY_LATER:
                self._phase = Phase.LEAVING
                self._performer.perform([HangUp()], self.now_ms)
            case _:
                pass

    def _wait_to_say(self, actions: Sequence[Action], wait_ms: int) -> None:
        """Falls silent until a machine has finished speaking; with nothing to say to it, goes on at once."""
        self._await_ms = wait_ms
        self._performer.prepare(actions, self.now_ms)
        if any(isinstance(action, Say) for action in actions):
            self._phase = Phase.AWAITING_BEEP
        else:
            self._phase = Phase.LEAVING
            self._performer.go_on(self.now_ms)

    def _begin(self) -> None:
        self._phase = Phase.TALKING
        self._begun_ms = self.now_ms
        self._performer.perform(self._opening.actions, self.now_ms, answers_turn_ms=self._reception.last_end_ms)

    # Turns and silence.

    def _react(self, heard: Understanding) -> None:
        said = Heard(heard.text, heard.intent, heard.confidence)
        if self._floor.is_response(heard):
            self._floor.keep(heard, self.now_ms)
        elif heard.text and (self._greeted_before(heard) or is_opt_out(said)):
            self._reception.talked_with()
            self._take(said, heard.end_ms)
        elif heard.cut and not heard.text:
            self._take(NoInput())  # noise without end is silence, though it is not quiet

    def _greeted_before(self, heard: Understanding) -> bool:
        """The turn began after the bot did: it is an answer and no "hello"."""
        return self._begun_ms is not None and heard.onset_ms >= self._begun_ms

    def _take(self, given: Input, end_ms: int | None = None) -> None:
        if self._state.ended:
            # Last words are being spoken: only an opt-out still changes anything, and it is written down at once.
            self._performer.take_note(self._move(given))
        elif self._performer.speaking and not self._performer.interruptible:
            # A disclosure is heard out, and the question after it was not asked yet: only an opt-out counts.
            if is_opt_out(given):
                self._performer.follow_up(self._move(given))
        elif actions := self._move(given):
            self._performer.perform(actions, self.now_ms, answers_turn_ms=end_ms)

    def _move(self, given: Input) -> Sequence[Action]:
        step = self._machine.advance(self._state, given)
        if self._moved:
            self._moved(self._state, given, step)
        self._state = step.state
        return step.actions

    def _mind_silence(self) -> None:
        limit_ms = self._performer.no_input_ms
        if limit_ms is None or self._listener.speaking or self._listener.understanding:
            return
        if self._performer.waited_ms(self.now_ms, self._listener.quiet_since_ms) >= limit_ms:
            self._take(NoInput())

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
