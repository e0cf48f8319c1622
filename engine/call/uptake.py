"""How what a person gave is taken up: what of it counts at this moment, and what the bot does about it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.call.bookkeeping import FilledInTurn
from engine.call.course import Course
from engine.call.performer import Performer
from engine.call.report import Reporter
from engine.dialog.machine import is_opt_out
from engine.dialog.moves import Action, FillSlot, Input
from engine.events import AnswerMissed


class Uptake:
    """Moves the dialog on, and has the performer carry out what follows."""

    def __init__(self, course: Course, performer: Performer, report: Reporter) -> None:
        """`report`: where it is told that an answer was not understood."""
        self._course = course
        self._performer = performer
        self._report = report

    def take(self, given: Input, now_ms: int, *, turn_end_ms: int | None = None) -> None:
        """Takes what the person did, or did not do.

        Args:
            given: what.
            now_ms: the conversation's clock.
            turn_end_ms: end of the turn that it was said in; None: it was not said.
        """
        node = self._course.node
        if self._course.ended:
            # Last words are being spoken: only an opt-out still changes anything, and it is written down at once.
            self._performer.take_note(self._move(given, turn_end_ms))
        elif self._performer.delivery.speaking and not self._performer.interruptible:
            # A disclosure is heard out, and the question after it was not asked yet: only an opt-out counts.
            if is_opt_out(given):
                self._performer.follow_up(self._move(given, turn_end_ms))
        elif actions := self._move(given, turn_end_ms):
            if self._course.missed:
                self._report(AnswerMissed(**self._report.stamp(), node=node, turn_ended_ms=turn_end_ms))
            self._performer.perform(actions, now_ms, answers_turn_ms=turn_end_ms)

    def _move(self, given: Input, turn_end_ms: int | None) -> Sequence[Action]:
        actions = self._course.move(given)
        if turn_end_ms is None:
            return actions
        return [FilledInTurn(act.slot, act.value, turn_end_ms) if isinstance(act, FillSlot) else act for act in actions]
