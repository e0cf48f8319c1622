"""The conversation on one line: every 20 ms a frame goes in; speech, keys, silence and beeps become steps of the dialog machine.

    frame ─▶ Listener (VAD ─▶ TurnDetector ─▶ Understander) ─▶ Course (machine) ─▶ Performer (Agenda ─▶ Player)
                 │                                               ▲
                 ├─ first sounds ─▶ Reception ─▶ Opening ────────┤
                 ├─ over the bot ─▶ Floor ── fall silent, stop, go on
                 └─ nobody speaks ── no input ───────────────────┘

Everything here runs on the event loop and on the conversation's own clock: audio received since the audio path came up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engine.call.answering.reception import Reception
from engine.call.answering.timing import PAUSE_MS
from engine.call.answering.verdict import Judgement
from engine.call.course import Course
from engine.call.listener import Listener
from engine.call.opening import Opening, Phase
from engine.call.overlap.floor import Floor
from engine.call.performer import Performer
from engine.call.report import Reporter
from engine.call.speaking import Prefetch
from engine.call.steady import FOREVER_MS, below
from engine.call.steering import Steering
from engine.call.turn_events import event_of
from engine.call.turns import SpeechStarted
from engine.call.understanding import Lost, Understanding
from engine.dialog.machine import is_opt_out
from engine.dialog.moves import (
    Expectation,
    GivenBack,
    HangUp,
    Heard,
    Input,
    NoInput,
    Pressed,
    Say,
    Sentence,
    TransferFailed,
    Unread,
    WebhookFailed,
    WebhookReplied,
)
from engine.events import PersonPressed
from telephony.audio import FRAME_MS


class Conversation:
    """Connects what is heard with the dialog and what is said."""

    def __init__(
        self,
        course: Course,
        opening: Opening,
        listener: Listener,
        performer: Performer,
        reception: Reception,
        floor: Floor,
        steering: Steering,
        report: Reporter,
        prefetch: Prefetch,
    ) -> None:
        self._course = course
        self._opening = opening
        self._listener = listener
        self._performer = performer
        self._reception = reception
        self._floor = floor
        self.steering = steering
        """For a supervisor."""
        self._report = report
        self._prefetch = prefetch
        self._aside = False
        self._deaf = False
        self.heard_person = False
        """Words were understood or a key was pressed."""

    @property
    def node(self) -> str:
        """Where the dialog stands."""
        return self._course.node

    @property
    def expectation(self) -> Expectation:
        """What the person may say or press now."""
        return self._course.expectation

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
        return self._course.ended

    @property
    def ended_deaf(self) -> bool:
        """The script ended when recognition had failed, and nothing was understood since."""
        return self._deaf and self._course.ended

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
        if self._aside:
            self._listener.stand_by(frame)
            return
        patience_ms = PAUSE_MS if self._opening.phase is Phase.OPENING else None
        is_speech, events = self._listener.hear(frame, patience_ms=patience_ms)
        utterance_over = self._performer.tick(self.now_ms)
        self.steering.take_hold(self.now_ms)
        if self.steering.held:
            return
        if utterance_over:
            self._performer.go_on(self.now_ms)
        self.steering.prompt(self.now_ms, turn_pending=self._turn_pending)
        for event in events:
            if isinstance(event, SpeechStarted):
                self._floor.turn_began(event.onset_ms, self.now_ms)
        reaction, notice = self._reception.hear(frame, is_speech=is_speech, in_turn=self._listener.speaking)
        self._opening.follow(reaction)
        if self._talking:
            self._floor.hear(frame, is_speech, self.now_ms, turn_pending=self._turn_pending)
            self._mind_silence()
        else:
            self._opening.tick(beep_over=notice.beep_over)

    def steady_ms(self, is_speech: bool) -> int:
        """For how long the same sound would change nothing, see `engine.call.steady`."""
        if (speaking_ms := self._performer.steady_ms) == 0:
            return 0
        others_ms = self._talk_steady_ms(is_speech) if self._talking else self._opening.steady_ms()
        return min(speaking_ms, others_ms, self._listener.steady_ms(is_speech), self._reception.steady_ms(is_speech))

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """Takes frames of a time in which nothing happens, see `engine.call.steady`."""
        self._listener.pass_over(frames, is_speech)
        self._reception.pass_over(frames, is_speech)
        self._performer.pass_over(len(frames) * FRAME_MS, self.now_ms)
        if self._talking:
            self._floor.pass_over(frames, is_speech)

    def press(self, digit: str) -> None:
        """The person pressed a key: the clearest interruption there is."""
        if self._aside:
            return
        self.heard_person = True
        self._reception.talked_with()
        self._deaf = False
        self._report(PersonPressed(**self._report.stamp(), node=self.node, digit=digit))
        if self.steering.held:
            self.steering.take_note(Pressed(digit))
            return
        if self._opening.phase is Phase.OPENING:
            self._opening.begin()
        self._floor.key_pressed(self.now_ms)
        self._take(Pressed(digit))

    def guessed(self, heard: Understanding, expectation: Expectation) -> None:
        """The meaning of a turn that may not be over: how long to wait for more; what would be said next is made ready."""
        self._listener.guessed(heard, expectation)
        if not self._talking or self.steering.held:
            return
        self._floor.first_words(heard, self.now_ms)
        if heard.text and not self._course.ended:
            self._prefetch(self._course.foresee(Heard(heard.text, heard.intent, heard.confidence)))

    def understood(self, heard: Understanding) -> None:
        """A turn's meaning is known."""
        self._listener.answered(had_words=bool(heard.text))
        self.heard_person = self.heard_person or bool(heard.text)
        if event := event_of(heard, self.node, self._report.stamp()):
            self._report(event)
        if (heard.text or heard.lost) and not self._course.ended:
            self._deaf = heard.lost is Lost.RECOGNITION
        if self.steering.held:
            self.steering.take_note(Heard(heard.text, heard.intent, heard.confidence))
            return
        self._opening.follow(self._reception.words(heard.text, heard.onset_ms, complete=True))
        if self._opening.phase is Phase.OPENING and self._reception.talks:
            self._opening.begin()
        if self._talking and self._reception.talks:
            self._react(heard)

    def peeked(self, text: str, onset_ms: int) -> None:
        """The words of speech that may still go on."""
        if self.steering.held:
            return
        self._opening.follow(self._reception.words(text, onset_ms, complete=not self._listener.speaking))

    def looked_up(self, reply: WebhookReplied | WebhookFailed) -> None:
        """The system that the script asked has answered, or never will."""
        if self.steering.held:
            self.steering.take_note(reply)
            return
        self._performer.answered(self._course.move(reply), self.now_ms)

    def transfer_failed(self, reason: str) -> None:
        """Nobody took the call: the person is still here."""
        self._performer.perform(self._course.move(TransferFailed(reason)), self.now_ms)

    def given_back(self) -> None:
        """The agent has done their part: the person is the bot's again."""
        self._performer.perform(self._course.move(GivenBack()), self.now_ms)

    def keep_company(self) -> None:
        """Says that the bot is still trying to reach somebody, unless one of both speaks anyway."""
        if self._aside or self._performer.speaking or self._turn_pending:
            return
        if still_trying := self._course.still_trying():
            self._performer.accompany(still_trying)

    def take_leave(self, sentences: Sequence[Sentence]) -> None:
        """Says these last words, whatever the script would say, and hangs up."""
        last_words = Say(self.node, tuple(sentences), barge_in=False)
        self._performer.perform([last_words, HangUp()], self.now_ms)

    @contextmanager
    def stepping_aside(self) -> Iterator[None]:
        """An agent talks with the person: the bot is silent and listens to nothing while the block runs; its clock goes on."""
        self._performer.prepare([], self.now_ms)
        self._listener.close()
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    def finish(self) -> None:
        """The call is over: nothing more is understood or said."""
        self._listener.close()
        self._reception.close()
        self._floor.close()
        self._performer.finish(self.now_ms)

    @property
    def _talking(self) -> bool:
        return self._opening.phase is Phase.TALKING

    @property
    def _turn_pending(self) -> bool:
        """A turn goes on or is being understood: words will follow."""
        return self._listener.speaking or self._listener.understanding

    def _left_to_answer_ms(self, *, turn_pending: bool) -> int | None:
        """Silence that is left until the person is asked again; None while nobody waits for an answer."""
        limit_ms = self._performer.no_input_ms
        if limit_ms is None or turn_pending:
            return None
        return limit_ms - self._performer.waited_ms(self.now_ms, self._listener.quiet_since_ms)

    def _talk_steady_ms(self, is_speech: bool) -> int:
        if not self.steering.idle:
            return 0
        turn_pending = self._turn_pending
        left_ms = self._left_to_answer_ms(turn_pending=turn_pending)
        floor_ms = self._floor.steady_ms(is_speech, self.now_ms, turn_pending=turn_pending)
        return min(floor_ms, FOREVER_MS if left_ms is None else below(left_ms))

    def _mind_silence(self) -> None:
        left_ms = self._left_to_answer_ms(turn_pending=self._turn_pending)
        if left_ms is not None and left_ms <= 0:
            self._take(NoInput())

    def _react(self, heard: Understanding) -> None:
        said = Heard(heard.text, heard.intent, heard.confidence)
        if self._floor.is_response(heard):
            self._floor.keep(heard, self.now_ms)
        elif heard.text and (self._opening.begun_by(heard.onset_ms) or is_opt_out(said)):
            self._reception.talked_with()
            self._take(said, heard.end_ms)
        elif heard.lost and self._opening.begun_by(heard.onset_ms):
            self._take(Unread(), heard.end_ms)
        elif heard.cut and not heard.text:
            self._take(NoInput())  # noise without end is silence, though it is not quiet

    def _take(self, given: Input, end_ms: int | None = None) -> None:
        if self._course.ended:
            # Last words are being spoken: only an opt-out still changes anything, and it is written down at once.
            self._performer.take_note(self._course.move(given))
        elif self._performer.speaking and not self._performer.interruptible:
            # A disclosure is heard out, and the question after it was not asked yet: only an opt-out counts.
            if is_opt_out(given):
                self._performer.follow_up(self._course.move(given))
        elif actions := self._course.move(given):
            self._performer.perform(actions, self.now_ms, answers_turn_ms=end_ms)
