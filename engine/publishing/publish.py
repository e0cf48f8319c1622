"""From a designer's file to a live version: checked, rehearsed, prepared, and then written at one stroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.dialog.bundle import read_bundle
from engine.dialog.loader import ScriptFile, load_bundle
from engine.publishing.packing import pack
from engine.rehearsal.cases.reading import SUFFIX, read_cases
from engine.rehearsal.cases.reporting import FileResult, as_text
from engine.rehearsal.cases.running import CaseRunner
from engine.rehearsal.staging import stages
from engine.settings import Settings
from engine.store import versions
from engine.store.database import Database
from engine.store.versions import Publication, Signed


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of a script's tests."""

    count: int
    failed: int
    told: tuple[str, ...]
    """Each test in a line, and what was wrong with those that failed."""


Rehearse = Callable[[Path, ScriptFile], Rehearsal]
"""Runs a file of tests with a script."""
Prepare = Callable[[ScriptFile], None]
"""Makes what calls with a script need beside its files."""


class RehearsalFailed(Exception):
    """Tests of the script did not pass; nothing was published."""

    def __init__(self, cases: Path, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        outcome = f"{rehearsal.failed} of {rehearsal.count} tests failed, so nothing was published"
        super().__init__(f"{cases}: {outcome}: mend what is wrong, or give --untested")


@dataclass(frozen=True, slots=True)
class Publisher:
    """How scripts are published."""

    database: Database
    rehearse: Rehearse | None
    """None: without tests."""
    prepare: Prepare | None
    """None: the first run prepares what it needs."""

    def publish(self, path: Path, signed: Signed) -> Publication:
        """Publishes a script, unless its content is a version already: then that is only prepared.

        Raises:
            ScriptError: it cannot be read, or it has errors.
            CasesError: its tests cannot be run.
            RehearsalFailed: they did not pass.
            SpeechUnavailable: its speech could not be prepared.
            StoreError: the database cannot be written.
        """
        bundle = read_bundle(path)
        script = load_bundle(bundle)
        content = pack(script.fallback.id, bundle)
        known = self.database.read(lambda session: versions.version_of(session, content.content_hash))
        cases = cases_beside(path)
        if self.rehearse and cases and not known:
            rehearsal = self.rehearse(cases, script)
            if rehearsal.failed:
                raise RehearsalFailed(cases, rehearsal)
        if self.prepare:
            self.prepare(script)
        return self.database.write(lambda session: versions.publish(session, content, signed))


def cases_beside(path: Path) -> Path | None:
    """The script's tests: `membership.test.yaml` beside `membership.yaml`; None if there are none."""
    cases = path.with_name(path.stem + SUFFIX)
    return cases if cases.exists() else None


def rehearse_with(settings: Settings) -> Rehearse:
    """Runs tests as `callwright script test` does."""

    def rehearse(cases: Path, script: ScriptFile) -> Rehearsal:
        runner = CaseRunner(read_cases(cases), script, stages(settings))
        results = tuple(runner.run())
        result = FileResult(cases, results, runner.coverage(results))
        return Rehearsal(len(results), len(result.failed), tuple(as_text(result, verbose=False)))

    return rehearse
