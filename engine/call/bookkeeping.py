"""What comes of a conversation besides speech: entries in the books, errands for others, and an account of what was said."""

from __future__ import annotations

from dataclasses import dataclass

from engine.call.errands import Errands
from engine.call.player import Spoken
from engine.call.report import Reporter
from engine.dialog.moves import AddTag, BookEntry, Enter, Errand, FillSlot, OptOut, SetGrade
from engine.events import BotSpoke, CallEvent, Graded, NodeEntered, OptedOut, SlotFilled, TagAdded
from engine.markup import plain


@dataclass(frozen=True, slots=True)
class FilledInTurn(FillSlot):
    """A slot that is filled because of what the person said in a turn."""

    turn_ended_ms: int


class Bookkeeping:
    """Reports everything at once; nothing of it takes time on the line."""

    def __init__(self, report: Reporter, errands: Errands) -> None:
        """Args:
        report: where events go.
        errands: sees to what others do for the script.
        """
        self._report = report
        self._errands = errands
        self.opted_out = False

    def settle(self, action: BookEntry | Errand) -> None:
        """Writes an entry down, or begins an errand."""
        if isinstance(action, Errand):
            self._errands.run(action)
            return
        if isinstance(action, OptOut):
            self.opted_out = True
        self._report(self._as_event(action))

    def said(self, spoken: Spoken, answers_turn_ms: int | None) -> None:
        """An utterance is over.

        Args:
            spoken: as far as it came.
            answers_turn_ms: end of the person's turn that it answers, for the reply gap; None: it answers none.
        """
        sounded = spoken.played_ms > 0
        self._report(
            BotSpoke(
                **self._report.stamp(),
                node=spoken.say.node,
                text=plain(spoken.say.text),
                started_ms=spoken.started_ms,
                played_ms=spoken.played_ms,
                interrupted=spoken.interrupted,
                reply_gap_ms=spoken.started_ms - answers_turn_ms if answers_turn_ms is not None and sounded else None,
            )
        )

    def close(self) -> None:
        """The call is over: nobody's answer is waited for any more."""
        self._errands.close()

    def _as_event(self, action: BookEntry) -> CallEvent:
        stamp = self._report.stamp()
        match action:
            case Enter(node):
                return NodeEntered(**stamp, node=node)
            case AddTag(tag):
                return TagAdded(**stamp, tag=tag)
            case SetGrade(grade):
                return Graded(**stamp, grade=grade)
            case FilledInTurn(slot, value, turn_ended_ms):
                return SlotFilled(**stamp, slot=slot, value=value, turn_ended_ms=turn_ended_ms)
            case FillSlot(slot, value):
                return SlotFilled(**stamp, slot=slot, value=value)
            case OptOut(reason):
                return OptedOut(**stamp, reason=reason)
