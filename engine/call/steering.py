"""A supervisor's hand on a conversation: words to say next, another node, or the conversation itself.

    whisper ─▶ said before whatever the bot says next        take over ─▶ the bot is silent, listens, and writes opt-outs down
    force   ─▶ the dialog goes on at that node               hand back ─▶ it goes on: at a node, or with its open question

A disclosure is heard out whatever the supervisor wants: a forced node and a take-over wait for its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.call.course import Course
from engine.call.opening import Opening, Phase
from engine.call.orders import OrderRefused
from engine.call.performer import Performer
from engine.dialog.machine import is_opt_out
from engine.dialog.moves import (
    Action,
    BookEntry,
    Errand,
    Forced,
    HangUp,
    Input,
    Say,
    Sentence,
    WebhookFailed,
    WebhookReplied,
)


class Steering:
    """Acts on one conversation's dialog and performer."""

    def __init__(self, course: Course, opening: Opening, performer: Performer) -> None:
        self._course = course
        self._opening = opening
        self._performer = performer
        self._begin: Callable[[], None] | None = None
        """Told when a take-over begins that waits for the end of a disclosure."""
        self._held = False
        self._owed: list[Action] = []
        """What the dialog wants done once the bot has the conversation again."""

    @property
    def held(self) -> bool:
        """A supervisor talks with the person."""
        return self._held

    @property
    def idle(self) -> bool:
        """Nothing waits for a moment to begin in."""
        return self._begin is None and not self._performer.whispered

    def whisper(self, sentences: Sequence[Sentence]) -> None:
        """Has the bot say these before whatever it says next: at once, if nobody speaks.

        Raises:
            OrderRefused: the bot does not talk with the person.
        """
        self.must_be_talking()
        self._performer.whisper(Say(self._course.node, tuple(sentences), barge_in=True))

    def force(self, node: str, now_ms: int) -> None:
        """Goes on at a node of the script.

        Raises:
            OrderRefused: the bot does not talk with the person, or there is no such node.
        """
        self.must_be_talking()
        self._must_know(node)
        actions = self._course.move(Forced(node))
        if self._performer.delivery.binding:
            self._performer.follow_up(actions)
        else:
            self._performer.perform(actions, now_ms)

    def take_over(self, begun: Callable[[], None], now_ms: int) -> None:
        """Silences the bot, `begun` is told when; a disclosure is heard out before.

        Raises:
            OrderRefused: the bot does not talk with the person, or somebody is taking over already.
        """
        self.must_be_talking()
        if self._begin:
            raise OrderRefused("somebody is taking this call over already")
        self._begin = begun
        self.take_hold(now_ms)

    def hand_back(self, node: str | None, now_ms: int) -> None:
        """The dialog goes on: with what it owes the person, at the node, or with its open question.

        Raises:
            OrderRefused: nobody took the call over, or there is no such node.
        """
        if self._begin:  # it had not begun: the bot just goes on
            self._begin = None
            return
        if not self._held:
            raise OrderRefused("nobody took this call over")
        if node is not None:
            self._must_know(node)
        self._held = False
        owed, self._owed = self._owed, []
        if self._course.ended:
            self._performer.perform(owed or [HangUp()], now_ms)
        elif node is None and owed:
            self._performer.perform(owed, now_ms)
        else:
            self._performer.perform(self._course.move(Forced(node)), now_ms)

    def take_note(self, given: Input) -> None:
        """While a supervisor talks, of what the person says or presses only an opt-out counts, and it is written down at once.

        So is what a system answers that the script asked.
        """
        if is_opt_out(given) or isinstance(given, WebhookReplied | WebhookFailed):
            actions = self._course.move(given)
            self._performer.take_note(actions)
            self._owed = [action for action in actions if not isinstance(action, BookEntry | Errand)]

    def take_hold(self, now_ms: int) -> None:
        """Once per frame: begins a take-over that waited for the end of a disclosure."""
        if self._begin and not self._performer.delivery.binding:
            begun, self._begin = self._begin, None
            self._held = True
            self._performer.prepare([], now_ms)
            self._performer.delivery.speak_up()  # the supervisor's voice takes the bot's way
            begun()

    def prompt(self, now_ms: int, *, turn_pending: bool) -> None:
        """Once per frame: says what was whispered if nobody speaks."""
        if self._performer.whispered and not turn_pending:
            self._performer.say_whispered(now_ms)

    def must_be_talking(self) -> None:
        """Raises `OrderRefused` unless the bot talks with the person."""
        if self._held:
            raise OrderRefused("a supervisor has taken this call over: hand it back first")
        if self._opening.phase is not Phase.TALKING:
            raise OrderRefused("the bot does not talk with a person on this call")
        if self._course.ended:
            raise OrderRefused("the dialog of this call is over")

    def _must_know(self, node: str) -> None:
        if not self._course.has(node):
            raise OrderRefused(f"the script has no node {node!r}")
