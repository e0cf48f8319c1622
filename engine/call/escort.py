"""The bot's part while a person is brought to an agent: it keeps them company, steps aside, and takes the call back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engine.call.course import Course
from engine.call.listener import Listener
from engine.call.performer import Performer
from engine.dialog.moves import GivenBack, HangUp, Input, Say, Sentence, TransferFailed


class Escort:
    """Acts on a conversation's dialog, listener and performer."""

    def __init__(self, course: Course, listener: Listener, performer: Performer) -> None:
        self._course = course
        self._listener = listener
        self._performer = performer
        self._aside = False

    @property
    def aside(self) -> bool:
        """An agent talks with the person."""
        return self._aside

    def keep_company(self) -> None:
        """Says that the bot is still trying to reach somebody, unless one of both speaks anyway."""
        if self._aside or self._performer.delivery.speaking or self._listener.turn_pending:
            return
        if still_trying := self._course.still_trying():
            self._performer.accompany(still_trying)

    @contextmanager
    def stepping_aside(self) -> Iterator[None]:
        """An agent talks with the person: the bot is silent and listens to nothing while the block runs; its clock goes on."""
        self._performer.prepare([], self._listener.now_ms)
        self._listener.close()
        self._aside = True
        try:
            yield
        finally:
            self._aside = False

    def given_back(self) -> None:
        """The agent has done their part: the person is the bot's again."""
        self._go_on(GivenBack())

    def transfer_failed(self, reason: str) -> None:
        """Nobody took the call: the person is still here."""
        self._go_on(TransferFailed(reason))

    def take_leave(self, sentences: Sequence[Sentence]) -> None:
        """Says these last words, whatever the script would say, and hangs up."""
        last_words = Say(self._course.node, tuple(sentences), barge_in=False)
        self._performer.perform([last_words, HangUp()], self._listener.now_ms)

    def _go_on(self, given: Input) -> None:
        self._performer.perform(self._course.move(given), self._listener.now_ms)
