"""The conversation on one line: every 20 ms a frame goes in; speech, keys, silence and beeps become steps of the dialog machine.

    frame ─▶ Listener (VAD ─▶ TurnDetector ─▶ Understander) ─▶ Uptake ─▶ Course (machine) ─▶ Performer (Agenda ─▶ Player)
                 │                                               ▲
                 ├─ first sounds ─▶ Reception ─▶ Opening ────────┤
                 ├─ over the bot ─▶ Floor ── fall silent, stop, go on
                 └─ nobody speaks ── no input ───────────────────┘

A supervisor reaches in by `Steering`; while an agent has the person, the bot is their `Escort`.
Everything here runs on the event loop and on the conversation's own clock: audio received since the audio path came up.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.call.answering.reception import Reception
from engine.call.answering.timing import PAUSE_MS
from engine.call.course import Course
from engine.call.escort import Escort
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
from engine.call.uptake import Uptake
from engine.call.verdict import Talk
from engine.dialog.machine import is_opt_out
from engine.dialog.moves import (
    Expectation,
    Heard,
    NoInput,
    Pressed,
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
        uptake: Uptake,
        escort: Escort,
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
        self._uptake = uptake
        self.escort = escort
        """For an agent."""
        self.steering = steering
        """For a supervisor."""
        self._report = report
        self._prefetch = prefetch
        self._deaf = False
        """Recognition failed, and nothing was understood since."""
        self._heard_person = False

    @property
    def node(self) -> str:
        """Where the dialog stands."""
        return self._course.node

    @property
    def now_ms(self) -> int:
        """The conversation's clock: audio received."""
        return self._listener.now_ms

    @property
    def talk(self) -> Talk:
        """What has come of it so far."""
        return Talk(
            opted_out=self._performer.opted_out,
            script_ended=self._course.ended,
            ended_deaf=self._deaf and self._course.ended,
            heard_person=self._heard_person,
            verdict=self._reception.verdict,
            retry_after_s=self._reception.retry_after_s,
            duration_ms=self.now_ms,
        )

    def hear(self, frame: bytes) -> None:
        """Takes the next 20 ms of the person's side."""
        if self.escort.aside:
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
        self.steering.prompt(self.now_ms, turn_pending=self._listener.turn_pending)
        for event in events:
            if isinstance(event, SpeechStarted):
                self._floor.turn_began(event.onset_ms, self.now_ms)
        reaction, notice = self._reception.hear(frame, is_speech=is_speech, in_turn=self._listener.speaking)
        self._opening.follow(reaction)
        if self._talking:
            self._floor.hear(frame, is_speech, self.now_ms, turn_pending=self._listener.turn_pending)
            self._mind_silence()
        else:
            self._opening.tick(beep_over=notice.beep_over)

    def steady_ms(self, is_speech: bool) -> int:
        """For how long the same sound would change nothing, see `engine.call.steady`."""
        if (speaking_ms := self._performer.delivery.steady_ms) == 0:
            return 0
        others_ms = self._talk_steady_ms(is_speech) if self._talking else self._opening.steady_ms()
        return min(speaking_ms, others_ms, self._listener.steady_ms(is_speech), self._reception.steady_ms(is_speech))

    def pass_over(self, frames: Sequence[bytes], is_speech: bool) -> None:
        """Takes frames of a time in which nothing happens, see `engine.call.steady`."""
        self._listener.pass_over(frames, is_speech)
        self._reception.pass_over(frames, is_speech)
        self._performer.delivery.pass_over(len(frames) * FRAME_MS, self.now_ms)
        if self._talking:
            self._floor.pass_over(frames, is_speech)

    def press(self, digit: str) -> None:
        """The person pressed a key: the clearest interruption there is."""
        if self.escort.aside:
            return
        self._heard_person = True
        self._reception.talked_with()
        self._deaf = False
        self._report(PersonPressed(**self._report.stamp(), node=self.node, digit=digit))
        if self.steering.held:
            self.steering.take_note(Pressed(digit))
            return
        if self._opening.phase is Phase.OPENING:
            self._opening.begin()
        self._floor.key_pressed(self.now_ms)
        self._uptake.take(Pressed(digit), self.now_ms)

    def guessed(self, heard: Understanding, expectation: Expectation) -> None:
        """The meaning of a turn that may not be over: how long to wait for more; what would be said next is made ready."""
        self._listener.guessed(heard, expectation, value=self._course.fullness(heard.text))
        if not self._talking or self.steering.held:
            return
        self._floor.first_words(heard, self.now_ms)
        if heard.text and not self._course.ended:
            self._prefetch(self._course.foresee(Heard(heard.text, heard.intent, heard.confidence)))

    def understood(self, heard: Understanding) -> None:
        """A turn's meaning is known."""
        self._listener.answered(had_words=bool(heard.text))
        self._heard_person = self._heard_person or bool(heard.text)
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
    def _left_to_answer_ms(self) -> int | None:
        """Silence that is left until the person is asked again; None while nobody waits for an answer."""
        if self._listener.turn_pending:
            return None
        return self._performer.left_to_answer_ms(self.now_ms, self._listener.quiet_since_ms)

    def _talk_steady_ms(self, is_speech: bool) -> int:
        if not self.steering.idle:
            return 0
        left_ms = self._left_to_answer_ms
        floor_ms = self._floor.steady_ms(is_speech, self.now_ms, turn_pending=self._listener.turn_pending)
        return min(floor_ms, FOREVER_MS if left_ms is None else below(left_ms))

    def _mind_silence(self) -> None:
        left_ms = self._left_to_answer_ms
        if left_ms is not None and left_ms <= 0:
            self._uptake.take(NoInput(), self.now_ms)

    def _react(self, heard: Understanding) -> None:
        said = Heard(heard.text, heard.intent, heard.confidence)
        if self._floor.is_response(heard):
            self._floor.keep(heard, self.now_ms)
        elif heard.text and (self._opening.begun_by(heard.onset_ms) or is_opt_out(said)):
            self._reception.talked_with()
            self._uptake.take(said, self.now_ms, turn_end_ms=heard.end_ms)
        elif heard.lost and self._opening.begun_by(heard.onset_ms):
            self._uptake.take(Unread(), self.now_ms, turn_end_ms=heard.end_ms)
        elif heard.cut and not heard.text:
            self._uptake.take(NoInput(), self.now_ms)  # noise without end is silence, though it is not quiet
