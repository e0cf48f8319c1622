"""The way of one person to an agent: asks for one, calls them, and the next one if they do not come, as long as there is time.

Meanwhile the bot keeps the person company. If nobody comes, or the agent's line breaks, the bot takes the call back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from engine.call.escort import Escort
from engine.call.events_set import first_set
from engine.call.handover.agent_leg import AgentLeg, AgentRules, Speak
from engine.call.handover.devices import AgentDevices
from engine.call.handover.notes import Aloud, Notes, summary
from engine.call.handover.requests import AgentRequests
from engine.call.leg_recording import recording_of_agent
from engine.call.messages import AgentAssigned
from engine.call.report import Reporter
from engine.outcome import HandoverOutcome
from telephony.line import Line

SHORTEST_RING_S: Final = 1.0
"""An agent who was assigned at the last moment is rung for so long all the same."""


@dataclass(frozen=True, slots=True)
class HandoverRules:
    """How long a person may wait, and how agents are called."""

    agents: AgentRules
    within_s: float
    """At most so long does a person wait until an agent is rung who picks up."""
    company_s: float
    """After so much silence the bot says that it is still trying; 0: never."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What agents are told about one person."""

    notes: Notes
    variables: Mapping[str, str]
    aloud: Aloud
    language: str
    say: Callable[[tuple[str, ...]], Speak]
    """The audio of these sentences, when asked for."""

    def sentences(self) -> tuple[str, ...]:
        """As things stand now."""
        return summary(self.notes, self.variables, self.aloud, self.language)


class Handover:
    """Made for one call; `run` once per transfer that its script asks for."""

    def __init__(
        self,
        attempt_id: str,
        requests: AgentRequests,
        devices: AgentDevices,
        briefing: Briefing,
        rules: HandoverRules,
        report: Reporter,
        recordings: Path | None,
    ) -> None:
        self._attempt_id = attempt_id
        self._requests = requests
        self._devices = devices
        self._briefing = briefing
        self._rules = rules
        self._report = report
        self._recordings = recordings
        self._gone = asyncio.Event()
        self._legs = 0

    def person_gone(self) -> None:
        """The person has hung up, or opted out: no agent is wanted any more."""
        self._gone.set()

    async def run(self, person: Line, escort: Escort, *, returnable: bool) -> HandoverOutcome:
        """Brings the person to an agent.

        Args:
            person: their line.
            escort: the bot's part.
            returnable: the agent may give the person back.

        Returns:
            `JOINED` once they have talked and one of them hung up; `PERSON_GONE`; else the bot has the call again: `NO_ANSWER` if
            nobody came in time, `BROKEN` if the agent's line failed while they talked, `GIVEN_BACK` if the agent wanted that.
        """
        loop = asyncio.get_running_loop()
        until_s = loop.time() + self._rules.within_s
        company = asyncio.create_task(self._keep_company(escort), name=f"company-{self._attempt_id}")
        try:
            while (assigned := await self._next_agent(until_s - loop.time())) is not None:
                leg = self._leg(assigned, until_s - loop.time(), returnable)
                speak = self._briefing.say(self._briefing.sentences())
                outcome = await leg.run(self._devices, person, speak, escort.stepping_aside)
                if leg.joined or outcome is HandoverOutcome.PERSON_GONE:
                    return outcome
                if outcome is HandoverOutcome.NO_LINE:  # the next agent could not be called either
                    break
        finally:
            company.cancel()
            await asyncio.gather(company, return_exceptions=True)
        return HandoverOutcome.PERSON_GONE if self._gone.is_set() else HandoverOutcome.NO_ANSWER

    async def _next_agent(self, within_s: float) -> AgentAssigned | None:
        if within_s <= 0 or self._gone.is_set():
            return None
        asking = asyncio.create_task(self._requests.agent(self._attempt_id, within_s), name=f"agent-{self._attempt_id}")
        left = asyncio.create_task(self._gone.wait(), name=f"gone-{self._attempt_id}")
        try:
            await asyncio.wait({asking, left}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        finally:
            asking.cancel()
            left.cancel()
            await asyncio.gather(asking, left, return_exceptions=True)

    def _leg(self, assigned: AgentAssigned, left_s: float, returnable: bool) -> AgentLeg:
        self._legs += 1
        path = recording_of_agent(self._recordings, self._attempt_id, self._legs) if self._recordings else None
        rules = replace(self._rules.agents, ring_s=min(self._rules.agents.ring_s, max(left_s, SHORTEST_RING_S)))
        summary = " ".join(self._briefing.sentences())
        return AgentLeg(assigned, summary, rules, self._report, self._gone, path, returnable=returnable)

    async def _keep_company(self, escort: Escort) -> None:
        while self._rules.company_s > 0:
            if await first_set(self._gone, within_s=self._rules.company_s):
                return
            escort.keep_company()
