"""How a worker's calls come to agents: one way to ask for them and to ring them, for all calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.call.handover.agent_leg import Accept, AgentRules, Speak
from engine.call.handover.browser_calls import FromBrowser
from engine.call.handover.browsers import Browsers
from engine.call.handover.devices import PhonesAndBrowsers
from engine.call.handover.handover import Briefing, Handover, HandoverRules
from engine.call.handover.notes import Aloud, Notes
from engine.call.handover.requests import AgentRequests
from engine.call.messages import AgentAssigned, FromCalls, HandoverTerms, NoAgentFree
from engine.call.player import SENTENCE_GAP_MS
from engine.call.report import Reporter
from engine.call.speaking import CallSpeech
from engine.dialog.moves import Sentence
from engine.dialog.template import split_sentences
from engine.events import AgentLeft
from engine.outcome import HandoverOutcome
from telephony.audio import silence
from telephony.line import Dialer


class Handovers:
    """Of one worker."""

    def __init__(
        self, terms: HandoverTerms | None, dialer: Dialer, emit: Callable[[FromCalls], None], recordings: Path | None
    ) -> None:
        """Args:
        terms: of handing over; None: the campaign has no agents.
        dialer: calls agents.
        emit: the engine, which is asked for agents.
        recordings: where agents' legs are recorded; None: they are not.
        """
        self._terms = terms
        self._emit = emit
        self._recordings = recordings
        self._requests = AgentRequests(emit, self._send_back)
        self._browsers = Browsers(emit)
        self._devices = PhonesAndBrowsers(dialer, self._browsers)

    @property
    def last_words(self) -> tuple[Sentence, ...]:
        """Said before a call ends as abandoned, if no agent comes; empty: the script decides then."""
        if self._terms is None or not self._terms.safe_harbour:
            return ()
        return tuple(Sentence(piece, fixed=False) for piece in split_sentences(self._terms.safe_harbour))

    def of_call(
        self, notes: Notes, variables: Mapping[str, str], aloud: Aloud, language: str, speech: CallSpeech, report: Reporter
    ) -> Handover | None:
        """What brings one person to an agent; None if there are no agents.

        Args:
            notes: of the call so far.
            variables: of the person.
            aloud: says values as agents hear them.
            language: that the agent is told in.
            speech: makes what the agent is told.
            report: where the call's events go.
        """
        if (terms := self._terms) is None:
            return None
        briefing = Briefing(notes, variables, aloud, language, lambda texts: _spoken(speech, texts))
        agents = AgentRules(ring_s=terms.ring_s, accept=Accept(terms.accept), auto_answer=terms.auto_answer)
        rules = HandoverRules(agents, within_s=terms.within_s, company_s=terms.company_s)
        return Handover(report.attempt_id, self._requests, self._devices, briefing, rules, report, self._recordings)

    def answered(self, answer: AgentAssigned | NoAgentFree) -> None:
        """The engine has answered a call's question for an agent."""
        self._requests.answered(answer)

    def browser(self, message: FromBrowser) -> None:
        """An agent's browser has sent something."""
        self._browsers.take(message)

    def _send_back(self, assigned: AgentAssigned) -> None:
        """An agent who was assigned too late is free again."""
        report = Reporter(assigned.attempt_id, self._emit, time.time)
        report(AgentLeft(**report.stamp(), agent=assigned.agent, outcome=HandoverOutcome.PERSON_GONE))


def _spoken(speech: CallSpeech, texts: tuple[str, ...]) -> Speak:
    """The audio of sentences, made when it is asked for."""

    async def speak() -> bytes:
        pieces = [await speech.fetch(Sentence(text, fixed=False)) for text in texts]
        return silence(SENTENCE_GAP_MS).join(pieces)

    return speak
