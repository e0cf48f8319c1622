"""Carries out what the dialog machine asks for: bookkeeping at once, speech one utterance after the other, endings last.

What is being said may be interrupted by its `Delivery`: `resume` goes on with it, the next `perform` gives it up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.call.agenda import Agenda
from engine.call.answer_wait import AnswerWait
from engine.call.bookkeeping import Bookkeeping
from engine.call.delivery import Delivery, Left
from engine.call.errands import Errands
from engine.call.player import Player, Spoken
from engine.call.report import Reporter
from engine.call.steady import FOREVER_MS
from engine.dialog.moves import Action, Await, BookEntry, Errand, HangUp, Listen, Say, Transfer


class Performer:
    """The speaking half of a conversation."""

    def __init__(
        self,
        player: Player,
        report: Reporter,
        leave: Callable[[Transfer | HangUp], None],
        errands: Errands,
    ) -> None:
        """Args:
        player: the voice.
        report: where events go.
        leave: ends the call as the script says.
        errands: sees to what others do for the script.
        """
        self.delivery = Delivery(player, self._report_spoken)
        """Of what is being said."""
        self._leave = leave
        self._books = Bookkeeping(report, errands)
        self._agenda = Agenda()
        self._answer_wait = AnswerWait()
        self._answers_turn_ms: int | None = None  # end of the turn that the next utterance answers

    @property
    def opted_out(self) -> bool:
        """The person wants no more calls."""
        return self._books.opted_out

    @property
    def interruptible(self) -> bool:
        """The utterance at hand may be stopped: it is no disclosure and no farewell."""
        return self.held_ms == 0

    @property
    def held_ms(self) -> int:
        """How much longer the utterance at hand may not be stopped; `FOREVER_MS` if nothing may be stopped before its end."""
        if not self.delivery.speaking or self._agenda.leads_out or self._agenda.awaits:
            return FOREVER_MS
        return self.delivery.bound_ms

    @property
    def whispered(self) -> bool:
        """Something that a supervisor whispered waits to be said."""
        return self._agenda.whispered

    @property
    def asking_ms(self) -> int | None:
        """What is left of the question being asked; None while the bot says anything else, or has more of it to fetch."""
        return self.delivery.remaining_ms if self._agenda.listens_next else None

    def perform(self, actions: Sequence[Action], now_ms: int, *, answers_turn_ms: int | None = None) -> None:
        """Begins a new step of the machine; what was left of the last one is given up.

        Args:
            actions: in order.
            now_ms: the conversation's clock.
            answers_turn_ms: end of the person's turn that this step answers, for the reply gap.
        """
        self.prepare(actions, now_ms)
        self._answers_turn_ms = answers_turn_ms
        self.go_on(now_ms)

    def prepare(self, actions: Sequence[Action], now_ms: int) -> None:
        """Falls silent and takes a new step without beginning it; `go_on` does."""
        self._give_up(now_ms)
        self._agenda.replace(actions)

    def tick(self, now_ms: int) -> bool:
        """Takes the time once per frame; True if an utterance has just ended."""
        return self.delivery.tick(now_ms)

    def go_on(self, now_ms: int) -> None:
        """Carries out what comes next, up to the next utterance."""
        while (action := self._agenda.next()) is not None:
            match action:
                case Say():
                    self.delivery.say(action)
                    return
                case Listen():
                    self._answer_wait.begin(action, now_ms)
                case Transfer() | HangUp():
                    self._leave(action)
                    return
                case Await():
                    return
                case _:
                    self._books.settle(action)

    def take_note(self, actions: Sequence[Action]) -> None:
        """Bookkeeping that comes while the last words are spoken; who opts out then is not transferred any more."""
        for action in actions:
            if isinstance(action, BookEntry | Errand):
                self._books.settle(action)
        if self.opted_out:
            self._agenda.hang_up_instead_of_transfer()

    def follow_up(self, actions: Sequence[Action]) -> None:
        """A new step whose bookkeeping counts at once, and whose speech waits for the end of the present utterance."""
        self.take_note(actions)
        self._agenda.replace([action for action in actions if not isinstance(action, BookEntry | Errand)])

    def answered(self, actions: Sequence[Action], now_ms: int) -> None:
        """A system that was asked has answered: its step comes after what is still to be said."""
        self._agenda.answered(actions)
        if self.delivery.silent:
            self.go_on(now_ms)

    def whisper(self, say: Say) -> None:
        """To be said before whatever is said next; see `say_whispered`."""
        self._agenda.whisper(say)

    def say_whispered(self, now_ms: int) -> None:
        """Says what was whispered, if the bot is silent; a person it listened to has their time anew afterwards."""
        if not self.delivery.silent:
            return
        if waited_for := self._answer_wait.end():
            self._agenda.replace([waited_for])
        self.go_on(now_ms)

    def accompany(self, say: Say) -> None:
        """Says something while nothing is to be done; not while the bot speaks or was interrupted."""
        if self.delivery.silent:
            self.delivery.say(say)

    def resume(self, now_ms: int) -> None:
        """It was no interruption: goes on, see `Delivery.resume`."""
        left = self.delivery.resume(now_ms)
        if left is Left.UNWANTED:
            self._agenda.skip_speech()
        if left is not Left.SOMETHING:
            self.go_on(now_ms)

    def left_to_answer_ms(self, now_ms: int, person_quiet_since_ms: int) -> int | None:
        """See `AnswerWait.left_ms`."""
        return self._answer_wait.left_ms(now_ms, person_quiet_since_ms)

    def finish(self, now_ms: int) -> None:
        """The call is over: reports the utterance that was cut off, and waits for nobody's answer any more."""
        self._give_up(now_ms)
        self._books.close()

    def _give_up(self, now_ms: int) -> None:
        self.delivery.give_up(now_ms)
        self._agenda.skip_speech()
        while (entry := self._agenda.next_entry()) is not None:
            self._books.settle(entry)
        self._answer_wait.end()

    def _report_spoken(self, spoken: Spoken) -> None:
        answered_ms, self._answers_turn_ms = self._answers_turn_ms, None
        self._books.said(spoken, answered_ms)
