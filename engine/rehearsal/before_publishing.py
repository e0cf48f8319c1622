"""The tests beside a script, run before it is published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.dialog.loader import ScriptFile
from engine.publishing.publish import Rehearsal, Rehearse
from engine.rehearsal.cases.reading import SUFFIX, read_cases
from engine.rehearsal.cases.reporting import FileResult, as_text
from engine.rehearsal.cases.running import CaseRunner
from engine.rehearsal.staging import stages
from engine.settings import Settings


def rehearse_with(settings: Settings, warn: Callable[[str], None]) -> Rehearse:
    """Runs `membership.test.yaml` beside `membership.yaml` as `callwright script test` does; `warn` is told if there is none.

    Raises (when it is called):
        CasesError: the tests cannot be run.
        SpeechUnavailable: the encoder of the script's language is not there.
    """

    def rehearse(path: Path, script: ScriptFile) -> Rehearsal:
        cases = path.with_name(path.stem + SUFFIX)
        if not cases.exists():
            warn(f"no tests beside {path}")
            return Rehearsal(0, 0, ())
        runner = CaseRunner(read_cases(cases), script, stages(settings))
        results = tuple(runner.run())
        result = FileResult(cases, results, runner.coverage(results))
        return Rehearsal(len(results), len(result.failed), tuple(as_text(result, verbose=False)))

    return rehearse
