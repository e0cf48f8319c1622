"""AgentPace: how many calls a campaign with agents may dial now, from what has become of those it dialled.

    dialled ─▶ ringing ─▶ decided ─▶ Answered(abandoned?) │ Unanswered ─▶ pacer
                             └ predictive: a person has answered        hybrid: the person is to be given to an agent

In a hybrid campaign "answered" means that a person whom the bot talked with was to be given to an agent, and "abandoned" that none
was free: the bot has the call again, and the pacer keeps that as rare as the plan says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from engine.agents.board import Board
from engine.call.answering.verdict import Answerer
from engine.events import AgentRinging, AnswererKnown, CallEnded, CallEvent, TransferRefused, TransferStarted
from engine.outcome import Disposition
from engine.pacing.contract import Answered, Pacer, Unanswered
from engine.store.leads import Dialling

ASK_EVERY_S: Final = 1.0
"""The pacer is asked again after so long, whatever happens."""


class Changing(Protocol):
    """Tells when an agent's state may have changed."""

    async def changed(self, within_s: float) -> None:
        """Returns then, or after so long."""
        ...


@dataclass(slots=True)
class _Call:
    dialled_s: float
    decided_s: float | None = None
    """When it was known that a person needs an agent."""


class AgentPace:
    """Fulfils `engine.campaign.pace.Pace`."""

    def __init__(self, board: Board, desk: Changing, pacer: Pacer, unix_s: Callable[[], float], *, bot_first: bool) -> None:
        """Args:
        board: who is there.
        desk: tells of changes.
        pacer: decides.
        unix_s: the clock.
        bot_first: a person needs an agent when the script hands them over, not as soon as they answer.
        """
        self._board = board
        self._desk = desk
        self._pacer = pacer
        self._unix_s = unix_s
        self._bot_first = bot_first
        self._calls: dict[str, _Call] = {}

    async def may_dial(self) -> None:
        """See `Pace`."""
        while self.calls_to_dial() <= 0:
            await self._desk.changed(ASK_EVERY_S)

    def calls_to_dial(self) -> int:
        """How many calls the pacer wants dialled now."""
        now_s = self._unix_s()
        for freed in self._board.freed():
            self._pacer.learn(freed, now_s)
        ringing_s = [now_s - call.dialled_s for call in self._calls.values() if call.decided_s is None]
        return self._pacer.calls_to_dial(self._board.snapshot(now_s, ringing_s))

    def dialled(self, lead: Dialling) -> None:
        """See `Pace`."""
        self._calls[lead.attempt_id] = _Call(self._unix_s())

    def happened(self, event: CallEvent) -> None:
        """See `Pace`."""
        call = self._calls.get(event.attempt_id)
        if call is None:
            return
        match event:
            case AnswererKnown(answerer=Answerer.HUMAN) if not self._bot_first:
                call.decided_s = call.decided_s or self._unix_s()
            case TransferStarted():
                call.decided_s = call.decided_s or self._unix_s()
            case AgentRinging():
                self._settle(event.attempt_id, call, abandoned=False)
            case TransferRefused() if self._bot_first:
                self._settle(event.attempt_id, call, abandoned=True)
            case CallEnded(disposition=disposition):
                self._settle(event.attempt_id, call, abandoned=disposition is Disposition.ABANDONED)
            case _:
                pass

    def _settle(self, attempt_id: str, call: _Call, *, abandoned: bool) -> None:
        del self._calls[attempt_id]
        now_s = self._unix_s()
        if call.decided_s is None:
            self._pacer.learn(Unanswered(now_s - call.dialled_s), now_s)
        else:
            self._pacer.learn(Answered(call.decided_s - call.dialled_s, abandoned), now_s)
