"""From the first sound until the bot talks with a person, or has nobody to talk with: carries out what the reception decides.

    OPENING ─┬─ somebody to talk with ──▶ TALKING
             ├─ a machine to be told ───▶ AWAITING_BEEP ─┬─ the message is left ─▶ LEAVING
             │                                           └─ who calls is said ───▶ SCREENED ── nobody came ─▶ LEAVING
             └─ nobody to talk with ────▶ LEAVING

More evidence may revise who answered: then the talk becomes a message, or the wait for a beep becomes a talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from engine.call.answering.policy import Reaction
from engine.call.answering.reception import Reception
from engine.call.course import Course
from engine.call.listener import Listener
from engine.call.performer import Performer
from engine.call.steady import FOREVER_MS, below
from engine.dialog.moves import Action, HangUp, MachineAnswered, Say

AFTER_GREETING_MS: Final = 2500
"""Silence after a voicemail's greeting that stands for a missed beep."""

AFTER_QUESTION_MS: Final = 900
"""Silence after a screening service's question that stands for its beep, if it has none."""


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


class Opening:
    """Begins the talk when its time comes, or leaves a message, or leaves."""

    def __init__(
        self, listener: Listener, performer: Performer, reception: Reception, course: Course, *, hello_wait_ms: int
    ) -> None:
        """Args:
        listener: hears the person.
        performer: speaks.
        reception: says who answered and what to do about it.
        course: where the dialog stands.
        hello_wait_ms: longest wait for a first sound.
        """
        self._listener = listener
        self._performer = performer
        self._reception = reception
        self._course = course
        self._hello_wait_ms = hello_wait_ms
        self._phase = Phase.OPENING
        self._begun_ms: int | None = None
        self._await_ms = AFTER_GREETING_MS
        self._screened_ms = 0

    @property
    def phase(self) -> Phase:
        return self._phase

    def begun_by(self, at_ms: int) -> bool:
        """The bot had begun to talk by then: what the person says after it is an answer and no "hello"."""
        return self._begun_ms is not None and at_ms >= self._begun_ms

    def tick(self, *, beep_over: bool) -> None:
        """Takes the time once per frame.

        Args:
            beep_over: a voicemail's beep has just ended.
        """
        match self._phase:
            case Phase.OPENING:
                self._await_hello()
            case Phase.AWAITING_BEEP:
                self._await_beep(beep_over)
            case Phase.SCREENED:
                self._await_person()
            case Phase.TALKING | Phase.LEAVING:
                pass

    def steady_ms(self) -> int:
        """See `engine.call.steady`."""
        now_ms = self._listener.now_ms
        match self._phase:
            case Phase.OPENING if now_ms < self._hello_wait_ms:
                return below(self._hello_wait_ms - now_ms)
            case Phase.AWAITING_BEEP if not self._listener.speaking:
                return below(self._await_ms - self._listener.silence_ms)
            case Phase.SCREENED:
                return below(self._reception.screening_wait_ms - (now_ms - self._screened_ms))
            case _:
                return FOREVER_MS

    def follow(self, reaction: Reaction | None) -> None:
        """Does what the reception wants done, if anything."""
        match reaction:
            case Reaction.TALK if self._phase in (Phase.AWAITING_BEEP, Phase.SCREENED):
                self._course.return_to_opening()
                self.begin()
            case Reaction.LEAVE_MESSAGE:
                if self._begun_ms is None:
                    self._course.skip_opening()
                self._wait_to_say(self._course.move(MachineAnswered()), AFTER_GREETING_MS)
            case Reaction.INTRODUCE:
                introduction = self._course.introduction()
                self._wait_to_say([introduction] if introduction else [], AFTER_QUESTION_MS)
            case Reaction.HANG_UP | Reaction.RETRY_LATER:
                self._phase = Phase.LEAVING
                self._performer.perform([HangUp()], self._listener.now_ms)
            case _:
                pass

    def begin(self) -> None:
        """Talks: there is somebody to talk with."""
        self._phase = Phase.TALKING
        self._begun_ms = self._listener.now_ms
        self._performer.perform(self._course.opening, self._begun_ms, answers_turn_ms=self._reception.last_end_ms)

    def _await_hello(self) -> None:
        now_ms = self._listener.now_ms
        if self._reception.quiet and not self._listener.understanding and now_ms >= self._hello_wait_ms:
            self.follow(self._reception.stayed_silent(now_ms))
        if self._phase is Phase.OPENING and self._reception.greetable:
            self.begin()

    def _await_beep(self, beep_over: bool) -> None:
        greeting_over = not self._listener.speaking and self._listener.silence_ms >= self._await_ms
        if beep_over or greeting_over:
            self._phase = Phase.SCREENED if self._reception.introduces else Phase.LEAVING
            self._screened_ms = self._listener.now_ms
            self._performer.go_on(self._listener.now_ms)

    def _await_person(self) -> None:
        if self._listener.now_ms - self._screened_ms >= self._reception.screening_wait_ms:
            self.follow(Reaction.HANG_UP)

    def _wait_to_say(self, actions: Sequence[Action], wait_ms: int) -> None:
        """Falls silent until a machine has finished speaking; with nothing to say to it, goes on at once."""
        self._await_ms = wait_ms
        self._performer.prepare(actions, self._listener.now_ms)
        if any(isinstance(action, Say) for action in actions):
            self._phase = Phase.AWAITING_BEEP
        else:
            self._phase = Phase.LEAVING
            self._performer.go_on(self._listener.now_ms)
