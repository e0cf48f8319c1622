"""Runs the tests of a script: each case is played on a stage and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from engine.dialog.loader import ScriptFile
from engine.dialog.problems import Problem
from engine.dialog.script import Script
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.rehearsal.cases.account import Account
from engine.rehearsal.cases.checking import check_cases
from engine.rehearsal.cases.format import CaseDoc, LookupDoc
from engine.rehearsal.cases.judging import Course, Failure, judge
from engine.rehearsal.cases.playing import HELLOS, CasePerson
from engine.rehearsal.cases.reading import CaseFile, CasesError
from engine.rehearsal.coverage import Coverage, coverage, merged
from engine.rehearsal.lookups import Answer
from engine.rehearsal.phone import Act
from engine.rehearsal.rehearsed import STARTED, Circumstances, RehearsedCall
from engine.rehearsal.spreading import jobs_for, spread
from engine.rehearsal.stage import Stage

_SWITCHES: Final = {"true": "yes", "false": "no"}
"""What a call makes of them where they come from a system (`engine.call.web_lookup.picked`)."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one test."""

    name: str
    problems: tuple[Problem, ...]
    """What is not as it should be, each at its place in the file; empty if the test passed."""
    call: RehearsedCall
    language: str
    acts_of: Mapping[int, Act]
    """What each of the person's steps became, by its index; steps that the call did not last for are missing."""
    skipped: str | None = None
    """Why the test was not run; None if it was."""
    by_phone: bool = False
    """With speech: what was heard may be other words than what was said."""

    @property
    def passed(self) -> bool:
        return not self.problems


class CaseRunner:
    """Runs the cases of one file."""

    def __init__(self, file: CaseFile, script: ScriptFile, stage_of: Callable[[Script], Stage]) -> None:
        """Args:
        file: the tests.
        script: the script they are about.
        stage_of: builds the stage for a script in one language, once for each.

        Raises:
            CasesError: the tests name what the script does not have.
        """
        if problems := check_cases(file, script):
            raise CasesError(problems)
        self._file = file
        self._script = script
        self._stage_of = stage_of
        self._stages: dict[str, Stage] = {}

    def run(self, wanted: str = "", jobs: int | None = None) -> list[CaseResult]:
        """Runs the cases whose names hold `wanted`, in their order. See `run_files`."""
        return run_files([self], wanted, jobs)[0]

    def chosen(self, wanted: str) -> list[int]:
        """The cases whose names hold `wanted`, in any case."""
        return [index for index, case in enumerate(self._cases) if wanted.casefold() in case.name.casefold()]

    def language_of(self, index: int) -> str:
        """The language of a case, as the script declares it."""
        script = self._script.script_for(self._language(index))
        if script is None:
            raise ValueError(f"the script does not speak {self._language(index)}")
        return script.locale

    def coverage(self, results: Sequence[CaseResult]) -> Coverage:
        """What the tests went through of the script."""
        of_language = {
            locale: [result.call for result in results if result.language == locale] for locale in self._script.languages
        }
        return merged([coverage(self._script.languages[locale], calls) for locale, calls in of_language.items()])

    def stage(self, language: str) -> Stage:
        """Where the cases in one of the script's languages are played; made ready at its first."""
        if language not in self._stages:
            self._stages[language] = self._stage_of(self._script.languages[language])
        return self._stages[language]

    def play(self, index: int) -> CaseResult:
        """Runs one case.

        Raises:
            CasesError: its lead lacks what the script needs.
        """
        case = self._cases[index]
        stage = self.stage(self.language_of(index))
        person = CasePerson(case, hello_of(case, self._file, stage.script))
        try:
            call = stage.call(person, circumstances_of(case, self._file, stage.script))
        except (MissingVariable, UnfitVariable) as error:
            raise CasesError([self._file.source.problem(("tests", index, "lead"), str(error))]) from error
        acts = {step: call.acts[act] for step, act in person.acts_of.items() if act < len(call.acts)}
        course = Course(Account(call.events, stage.script.language), acts, call.problem, person.at_step)
        return CaseResult(case.name, placed(self._file, index, judge(case, course)), call, stage.script.locale, acts)

    @property
    def _cases(self) -> Sequence[CaseDoc]:
        return self._file.doc.tests

    def _language(self, index: int) -> str | None:
        return self._cases[index].language or self._file.doc.language


_Case: TypeAlias = tuple[CaseRunner, int]


def run_files(runners: Sequence[CaseRunner], wanted: str = "", jobs: int | None = None) -> list[list[CaseResult]]:
    """Runs the cases of several files whose names hold `wanted`: the results of each file, in their order.

    Args:
        runners: one for each file.
        wanted: part of a name, in any case.
        jobs: processes at a time; None: as many as are worth it.

    Raises:
        CasesError: a case's lead lacks what the script needs.
    """
    cases = [(runner, index) for runner in runners for index in runner.chosen(wanted)]
    jobs = jobs or jobs_for(len(cases))
    batches = _batches(cases, most=-(-len(cases) // jobs))
    played = spread(lambda number: [runner.play(index) for runner, index in batches[number]], range(len(batches)), jobs)
    results = dict(zip(chain(*batches), chain(*played), strict=True))
    return [[results[runner, index] for index in runner.chosen(wanted)] for runner in runners]


def _batches(cases: Sequence[_Case], most: int) -> list[Sequence[_Case]]:
    """Cases of one stage each, which then is made ready by the one process that plays on it."""
    by_stage: dict[tuple[CaseRunner, str], list[_Case]] = {}
    for runner, index in cases:
        by_stage.setdefault((runner, runner.language_of(index)), []).append((runner, index))
    return [of_stage[start : start + most] for of_stage in by_stage.values() for start in range(0, len(of_stage), most)]


def hello_of(case: CaseDoc, file: CaseFile, script: Script) -> str:
    """How the person answers the phone."""
    given = case.hello if case.hello is not None else file.doc.hello
    return HELLOS.get(script.language, HELLOS["en"]) if given is None else given


def placed(file: CaseFile, index: int, failures: Sequence[Failure]) -> tuple[Problem, ...]:
    """The failures of a case at their places in the file."""
    return tuple(file.source.problem(("tests", index, *failure.location), failure.message) for failure in failures)


def circumstances_of(case: CaseDoc, file: CaseFile, script: Script) -> Circumstances:
    """What a case says of the call, and where it says nothing, its file."""
    lookups = {**file.doc.lookups, **case.lookups}
    now = case.now or file.doc.now or STARTED
    return Circumstances(
        variables={**script.example_variables, **file.doc.lead, **case.lead},
        started=now if now.tzinfo else now.replace(tzinfo=STARTED.tzinfo),
        seed=case.seed,
        lookups=_answers(lookups),
        nobody_takes_transfers=bool(case.transfer_fails if case.transfer_fails is not None else file.doc.transfer_fails),
        agent_gives_back=bool(case.agent_gives_back if case.agent_gives_back is not None else file.doc.agent_gives_back),
    )


def _answers(lookups: Mapping[str, LookupDoc]) -> dict[str, Answer]:
    return {
        node: Answer({slot: _SWITCHES.get(value, value) for slot, value in lookup.answers.items()}, lookup.fails, lookup.after_ms)
        for node, lookup in lookups.items()
    }
