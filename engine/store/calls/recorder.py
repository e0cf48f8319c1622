"""Recorder: applies each CallEvent to the store, wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.events import (
    AgentJoined,
    AgentLeft,
    AgentRinging,
    AnswerMissed,
    BotSpoke,
    CallbackAsked,
    CallEnded,
    CallEvent,
    Graded,
    OptedOut,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
    SlotFilled,
    SmsRequested,
    TagAdded,
)
from engine.outcome import Disposition
from engine.store import engines, outbox
from engine.store.calls import attempts, turns
from engine.store.calls.attempts import GradeRule
from engine.store.calls.rows import rows_of
from engine.store.database import Database
from engine.store.floor import handovers
from engine.store.people import do_not_call
from engine.store.retries import RetryRule, never
from engine.store.tables import Attempt, Callback

ENGINE_DIED: Final = "engine_died"
"""Cause of the calls that a dead engine left behind."""

Afterwards = Callable[[Session, CallEvent, Attempt], None]
"""What else happens in the transaction of an event that changed something, ringing aside, when the event itself is recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Files in which a call is heard that nobody told the end of."""

    call: str | None = None
    """None: it was not recorded."""
    agents: tuple[str, ...] = ()
    """Legs of its agents, in their order."""


FindRecorded = Callable[[str, str], Recorded]
"""What there is in a folder of recordings of the call of this id."""


def not_looked_for(_folder: str, _attempt_id: str) -> Recorded:
    """Nothing, wherever it may be."""
    return Recorded()


def nothing_else(_session: Session, _event: CallEvent, _attempt: Attempt) -> None:
    """Nobody is told."""


class Recorder:
    """Writes what calls tell. Events of one call are given in order; calls may interleave."""

    def __init__(
        self,
        database: Database,
        final_grade: GradeRule,
        again: RetryRule = never,
        after: Afterwards = nothing_else,
        recorded: FindRecorded = not_looked_for,
    ) -> None:
        """Args:
        database: the store.
        final_grade: of a call that has ended.
        again: whether its lead is called again.
        after: what else happens with each event.
        recorded: finds what was recorded of calls that a dead engine left behind: in no row, nobody would find it to erase it.
        """
        self._database = database
        self._final_grade = final_grade
        self._again = again
        self._after = after
        self._recorded = recorded

    def apply(self, session: Session, event: CallEvent) -> bool:
        """Records one event, durably once the session's transaction is.

        Returns:
            False if the attempt had ended already and nothing was changed. An opt-out is recorded even then.

        Raises:
            UnknownAttempt: the attempt was never written.
        """
        if isinstance(event, PhoneRinging):  # each call's most frequent event goes past the ORM
            return attempts.rang(session, event.attempt_id, event.at)
        if isinstance(event, CallEnded):
            call = rows_of(session, event.attempt_id)
            attempt, applied = call.attempt, attempts.end(session, call, event, self._final_grade, self._again)
            if applied and event.disposition is Disposition.FAILED:
                handovers.broke_off(session, event.attempt_id, event.at)
        else:
            attempt = attempts.get(session, event.attempt_id)
            applied = _write(session, attempt, event)
        if applied:
            self._after(session, event, attempt)
        return applied

    def settle_open_attempts(self, cause: str, at: float) -> int:
        """Ends every attempt without an end as failed: at engine start, those of a run that died. Returns how many.

        Only for the engine that owns the database (`ownership.claimed`): it would end the calls of a living one.
        """
        return self._database.write(lambda session: self._settle(session, attempts.open_attempt_ids(session), cause, at))

    def settle_orphans(self, dead_after_s: float, at: float) -> int:
        """Likewise on a database that engines share: ends the attempts that no living engine carries."""
        return self._database.write(lambda session: self._settle(session, engines.orphans(session, dead_after_s), ENGINE_DIED, at))

    def _settle(self, session: Session, left: Sequence[str], cause: str, at: float) -> int:
        for attempt_id in left:
            folder = rows_of(session, attempt_id).campaign.recordings
            found = self._recorded(folder, attempt_id) if folder else Recorded()
            if leg := handovers.left_open(session, attempt_id, at, found.agents):
                self.apply(session, leg)
            ended = CallEnded(attempt_id=attempt_id, at=at, disposition=Disposition.FAILED, cause=cause, recording=found.call)
            self.apply(session, ended)
        return len(left)


def _write(session: Session, attempt: Attempt, event: CallEvent) -> bool:
    """Writes down what a call tells before its end."""
    if isinstance(event, OptedOut):
        attempt.opted_out_at = attempt.opted_out_at or event.at
        do_not_call.add(session, attempt.number, event.reason, event.at, attempt.id)
        return True
    if attempt.ended_at is not None:
        return False
    _note_progress(session, attempt, event)
    return True


def _note_progress(session: Session, attempt: Attempt, event: CallEvent) -> None:
    match event:
        case PhoneAnswered():
            attempt.answered_at = event.at
        case PersonSpoke():
            turns.add_person(session, event)
        case AnswerMissed():
            turns.mark_missed(session, event)
        case BotSpoke():
            turns.add_bot(session, event)
        case TagAdded():
            attempt.tags = list(dict.fromkeys([*attempt.tags, event.tag]))
        case Graded():
            attempt.grade = event.grade
        case SlotFilled():
            attempt.slots = {**attempt.slots, event.slot: event.value}
            turns.note_filled(session, event)
        case SmsRequested():
            outbox.queue(session, attempt, event.text, event.at, event.link)
        case CallbackAsked():
            session.add(Callback(attempt_id=attempt.id, asked_at=event.at, due=event.when, said=event.said))
        case AgentRinging() | AgentJoined() | AgentLeft():
            handovers.note(session, event)
        case _:
            turns.add_note(session, event)
