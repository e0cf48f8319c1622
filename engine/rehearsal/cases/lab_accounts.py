"""What lab phones and call workers tell of a case's call, made ready for the judge. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from engine.events import CallEnded, CallEvent, ConversationStarted
from engine.outcome import Disposition
from engine.rehearsal.cases.account import Account
from engine.rehearsal.cases.format import (
    BeepDoc,
    HangUpDoc,
    NoiseDoc,
    PersonDoc,
    PressDoc,
    SilenceDoc,
    SilentDoc,
    Step,
    VoicemailDoc,
)
from engine.rehearsal.cases.judging import Course, Failure, judge
from engine.rehearsal.cases.lab_books import Booked
from engine.rehearsal.cases.lab_steps import LabPerson
from engine.rehearsal.cases.reading import CaseFile
from engine.rehearsal.cases.running import CaseResult, placed
from engine.rehearsal.phone import Act, Deed
from engine.rehearsal.rehearsed import Happened, RehearsedCall
from telephony.audio import FRAME_MS
from telephony.lab.report import CallReport, Ending


def judged_call(file: CaseFile, one: Booked, events: Sequence[CallEvent], report: CallReport | None) -> CaseResult:
    case = file.doc.tests[one.index]
    happened = _on_the_conversations_clock(events)
    ended = next((event for event in reversed(events) if isinstance(event, CallEnded)), None)
    if report is None or ended is None:
        missing = ended or CallEnded(attempt_id="", at=0.0, disposition=Disposition.FAILED, cause="not called")
        failure = Failure((), "the phone was not called, or tells nothing of the call")
        return CaseResult(
            case.name, placed(file, one.index, [failure]), RehearsedCall((), (), (), missing, None), one.script.locale, {}
        )
    acts_of = _acts(case.conversation, one.person, report, happened)
    problem = report.problem if report.ending in (Ending.WAITED_IN_VAIN, Ending.BROKEN) else None
    waiting = next((step for step in one.person.begins_at if step not in acts_of), None)
    course = Course(Account(happened, one.script.language), acts_of, problem, waiting)
    call = RehearsedCall(tuple(happened), tuple(acts_of.values()), (), ended, problem)
    return CaseResult(case.name, placed(file, one.index, judge(case, course)), call, one.script.locale, acts_of, by_phone=True)


def _on_the_conversations_clock(events: Sequence[CallEvent]) -> list[Happened]:
    began_s = next((event.at for event in events if isinstance(event, ConversationStarted)), events[0].at if events else 0.0)
    return [Happened(max(0, round((event.at - began_s) * 1000)), event) for event in events]


def _acts(conversation: Sequence[Step], person: LabPerson, report: CallReport, happened: Sequence[Happened]) -> dict[int, Act]:
    """When each step began and ended by the phone's own account."""
    noted = {int(event.what.split()[1]): event.audio_ms for event in report.events if event.what.startswith("step ")}
    begun = {index: noted.get(step, 0) for index, step in person.begins_at.items() if step in noted or step == 0}
    times = [one.at_ms for one in happened]
    acts: dict[int, Act] = {}
    for index, begun_ms in begun.items():
        before_ms = max((act.ended_ms or 0 for act in acts.values()), default=0)
        started_ms = max(begun_ms, before_ms)  # a step without a cue begins when the one before it ends
        following_ms = min((other for other in begun.values() if other > begun_ms), default=_end_ms(report))
        said_ms = [said.at_ms + said.length_ms for said in report.said if begun_ms - FRAME_MS <= said.at_ms < following_ms]
        ended_ms = max([started_ms, *said_ms])
        acts[index] = Act(
            _deed(conversation[index]), _words(conversation[index]), started_ms, ended_ms, 0, bisect_left(times, started_ms)
        )
    return acts


def _end_ms(report: CallReport) -> int:
    """Audio that the phone received."""
    return max((event.audio_ms for event in report.events), default=0)


def _words(step: Step) -> str:
    match step:
        case PersonDoc():
            return " … ".join(step.person)
        case VoicemailDoc():
            return step.voicemail
        case _:
            return ""


def _deed(step: Step) -> Deed:
    match step:
        case PressDoc():
            return Deed.PRESS
        case NoiseDoc():
            return Deed.NOISE
        case HangUpDoc():
            return Deed.HANG_UP
        case SilenceDoc() | SilentDoc():
            return Deed.STAY_SILENT
        case BeepDoc():
            return Deed.SOUND
        case _:
            return Deed.SAY
