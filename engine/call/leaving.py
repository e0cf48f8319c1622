"""How a call is left as its script says: hung up, transferred by the line (cold), or brought to an agent (warm).

After a transfer that fails, or whose agent gives the person back, the bot has the call again and goes on as the script says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from engine.call.escort import Escort
from engine.call.report import Reporter
from engine.call.verdict import Ending
from engine.dialog.moves import HangUp, Sentence, Transfer, TransferMode
from engine.events import TransferRefused, TransferStarted
from engine.outcome import HandoverOutcome
from telephony.line import Line, TransferFailed

NOBODY_CAME: Final = "no agent came in time"
AGENT_LOST: Final = "the agent's line broke"

_HAD: Final = frozenset({HandoverOutcome.GIVEN_BACK, HandoverOutcome.BROKEN})
"""An agent was there: nobody can say that this call was abandoned."""

Leave = Callable[[Transfer | HangUp], None]
"""Begins to leave the call in this way."""


class Bringing(Protocol):
    """Brings a person to an agent; `engine.call.handover.handover.Handover` does."""

    async def run(self, person: Line, escort: Escort, *, returnable: bool) -> HandoverOutcome:
        """See `Handover.run`."""
        ...

    def person_gone(self) -> None:
        """The person has hung up, or opted out: no agent is wanted any more."""
        ...


class Leaving:
    """Of one call."""

    def __init__(
        self,
        report: Reporter,
        handover: Bringing | None,
        safe_harbour: tuple[Sentence, ...],
        count_agents_time: Callable[[bool], None],
    ) -> None:
        """Args:
        report: where events go.
        handover: brings the person to an agent if the script wants that warm; None: the line transfers them.
        safe_harbour: said before the call ends as abandoned, if no agent comes; empty: the script decides then.
        count_agents_time: told when the call's time begins to be an agent's, and when it is the bot's again.
        """
        self._report = report
        self._handover = handover
        self._safe_harbour = safe_harbour
        self._count_agents_time = count_agents_time
        self._ending = Ending.UNFINISHED
        self._with_agent = False
        self._had_agent = False

    @property
    def with_agent(self) -> bool:
        """The person waits for an agent, or talks with one."""
        return self._with_agent

    @property
    def had_agent(self) -> bool:
        """An agent was joined with the person, and the bot has them again."""
        return self._had_agent

    def ending(self, *, script_ended: bool) -> Ending:
        """How the dialog ended, as far as is known; a script that ended has finished, unless the person is with an agent."""
        if self._ending is Ending.UNFINISHED and script_ended and not self._with_agent:
            return Ending.FINISHED
        return self._ending

    def finish(self) -> None:
        """The dialog is over without a transfer."""
        if self._ending is Ending.UNFINISHED:
            self._ending = Ending.FINISHED

    def forget_agents(self) -> None:
        """The person wants no agent any more, or is gone."""
        if self._handover:
            self._handover.person_gone()

    async def leave(self, how: Transfer | HangUp, line: Line, escort: Escort) -> None:
        """Returns once the line was hung up, or the bot has the call again."""
        match how:
            case HangUp():
                self.finish()
            case Transfer(mode=TransferMode.WARM) if self._handover:
                if not await self._brought_to_agent(self._handover, how, line, escort):
                    return
            case Transfer():
                if not await self._transferred(how, line, escort):
                    return
        await line.hang_up()

    async def _transferred(self, how: Transfer, line: Line, escort: Escort) -> bool:
        self._report(TransferStarted(**self._report.stamp(), target=how.target))
        try:
            await line.transfer(how.target)
        except TransferFailed as error:
            self._report(TransferRefused(**self._report.stamp(), target=how.target, reason=str(error)))
            escort.transfer_failed(str(error))
            return False
        self._ending = Ending.TRANSFERRED
        return True

    async def _brought_to_agent(self, handover: Bringing, how: Transfer, line: Line, escort: Escort) -> bool:
        """Whether the person's call is over with it; else the bot has it again."""
        self._report(TransferStarted(**self._report.stamp(), target=how.target))
        self._with_agent = True
        self._count_agents_time(True)
        outcome = await handover.run(line, escort, returnable=how.returnable)
        match outcome:
            case HandoverOutcome.JOINED:
                self._with_agent, self._ending = False, Ending.TRANSFERRED
                return True
            case HandoverOutcome.PERSON_GONE:
                return True
            case _:
                self._with_agent = False
                self._count_agents_time(False)
                self._had_agent = self._had_agent or outcome in _HAD
                if outcome is HandoverOutcome.GIVEN_BACK:
                    escort.given_back()
                else:
                    self._take_back(how, escort, outcome)
                return False

    def _take_back(self, how: Transfer, escort: Escort, outcome: HandoverOutcome) -> None:
        reason = AGENT_LOST if outcome is HandoverOutcome.BROKEN else NOBODY_CAME
        self._report(TransferRefused(**self._report.stamp(), target=how.target, reason=reason))
        if self._safe_harbour and not self._had_agent:
            self._ending = Ending.ABANDONED
            escort.take_leave(self._safe_harbour)
        else:
            escort.transfer_failed(reason)
