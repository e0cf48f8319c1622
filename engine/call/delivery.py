"""The utterance at hand: said, softened, stopped, and taken up again.

An interruption stops the voice but decides nothing yet: `resume` goes on with the same utterance, `give_up` leaves it at that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto

from engine.call.overlap.resuming import Resumes, Resumption
from engine.call.player import Player, Spoken
from engine.call.steady import FOREVER_MS
from engine.dialog.moves import Say


class Left(Enum):
    """What is left of an utterance that was to be taken up again."""

    SOMETHING = auto()
    """It is being said; or it was never stopped."""
    NOTHING = auto()
    UNWANTED = auto()
    """Whoever talks over it so often does not want to hear it: the bot just listens."""


class Delivery:
    """One utterance at a time."""

    def __init__(self, player: Player, said: Callable[[Spoken], None]) -> None:
        """Args:
        player: the voice.
        said: told of each utterance once it is over.
        """
        self._player = player
        self._said = said
        self._stopped: Spoken | None = None
        self._stopped_ms = 0
        self._resumes = Resumes()

    @property
    def speaking(self) -> bool:
        """The bot is in an utterance."""
        return self._player.saying is not None

    @property
    def stopped(self) -> bool:
        """The bot was interrupted, and whether it goes on is open."""
        return self._stopped is not None

    @property
    def silent(self) -> bool:
        """The bot neither speaks nor was interrupted."""
        return not (self.speaking or self.stopped)

    @property
    def soft(self) -> bool:
        """The bot has lowered its voice."""
        return self._player.soft

    @property
    def bound_ms(self) -> int:
        """How much longer the script wants the utterance heard; `FOREVER_MS`: to its end; 0 if the bot is in none."""
        say = self._player.saying
        if say is None:
            return 0
        return max(0, say.barge_in_after_ms - self._player.heard_ms) if say.barge_in else FOREVER_MS

    @property
    def binding(self) -> bool:
        """What is being said must be heard out, whatever anybody wants: a disclosure."""
        return self.bound_ms > 0

    @property
    def remaining_ms(self) -> int | None:
        """What is left to be said; None if nothing is being said, or its end is not at hand yet."""
        return self._player.remaining_ms

    def say(self, say: Say) -> None:
        """Begins an utterance; the one before is over."""
        self._player.say(say)

    def tick(self, now_ms: int) -> bool:
        """Takes the time once per frame; True if the utterance has just ended."""
        spoken = self._player.tick(now_ms)
        if spoken is None:
            return False
        self._said(spoken)
        return True

    @property
    def steady_ms(self) -> int:
        """See `engine.call.steady`."""
        return self._player.steady_ms

    def pass_over(self, ms: int, now_ms: int) -> None:
        """See `engine.call.steady`."""
        self._player.pass_over(ms, now_ms)

    def interrupt(self, now_ms: int) -> None:
        """Stops speaking for now."""
        if spoken := self._player.interrupt(now_ms):
            self._stopped, self._stopped_ms = spoken, now_ms

    def soften(self, by_db: int) -> None:
        """Lowers the voice until the utterance is resumed."""
        self._player.soften(by_db)

    def speak_up(self) -> None:
        """Ends a lowered voice."""
        if self._player.soft:
            self._player.speak_up()

    def resume(self, now_ms: int) -> Left:
        """It was no interruption: goes on, see `Resumes`; speaks up if it had only lowered its voice."""
        if self.speaking:
            self.speak_up()
        stopped, self._stopped = self._stopped, None
        if stopped is None:
            return Left.SOMETHING
        match self._resumes.after(stopped.say, now_ms - self._stopped_ms):
            case Resumption.WORD:
                return self._left(self._player.resume())
            case Resumption.SENTENCE:
                return self._left(self._player.resume(from_sentence=True))
            case Resumption.QUESTION:
                self._said(stopped)
                self._player.say(replace(stopped.say, sentences=stopped.say.sentences[-1:]))
                return Left.SOMETHING
            case Resumption.LISTEN:
                self._said(stopped)
                return Left.UNWANTED

    def give_up(self, now_ms: int) -> None:
        """Falls silent; what was not said will not be."""
        stopped = self._stopped or self._player.interrupt(now_ms)
        self._stopped = None
        if stopped:
            self._said(stopped)

    @staticmethod
    def _left(goes_on: bool) -> Left:
        return Left.SOMETHING if goes_on else Left.NOTHING
