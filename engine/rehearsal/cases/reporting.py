"""What came of tests, as text for people, as annotations for GitHub, and as JSON for whatever else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.dialog.problem_reports import as_annotations
from engine.rehearsal.cases.running import CaseResult
from engine.rehearsal.coverage import Coverage
from engine.rehearsal.coverage import as_data as coverage_data
from engine.rehearsal.transcript import Entry, transcript


@dataclass(frozen=True, slots=True)
class FileResult:
    """All tests of one file."""

    path: Path
    results: tuple[CaseResult, ...]
    coverage: Coverage

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.passed)


def as_text(file: FileResult, *, verbose: bool) -> Iterator[str]:
    """A line per test and, for each that failed, what was wrong and what happened.

    Args:
        file: the results.
        verbose: transcripts of those that passed, too.
    """
    yield f"{file.path}"
    for result in file.results:
        if result.skipped:
            yield f"  skipped {result.name}: {result.skipped}"
            continue
        yield f"  {'ok    ' if result.passed else 'FAILED'}  {result.name}  ({result.call.length_ms / 1000:.1f} s)"
        for problem in result.problems:
            yield f"          {problem}"
        if verbose or not result.passed:
            for entry in _transcript(result):
                yield f"          {entry}"


def as_github(files: Sequence[FileResult]) -> Iterator[str]:
    """Workflow commands that put each failure beside its line."""
    for file in files:
        for result in file.failed:
            yield from as_annotations(result.problems, result.name)


def as_data(files: Sequence[FileResult]) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "files": [
            {
                "file": str(file.path),
                "tests": [_result(result) for result in file.results],
                "coverage": coverage_data(file.coverage),
            }
            for file in files
        ]
    }


def summary(files: Sequence[FileResult], seconds: float) -> str:
    """How many tests passed, and how long they took."""
    run = [result for file in files for result in file.results if not result.skipped]
    skipped = sum(len(file.results) for file in files) - len(run)
    talked_s = sum(result.call.length_ms for result in run) / 1000
    passed = f"{sum(result.passed for result in run)} of {len(run)} tests passed"
    return f"{passed}{f', {skipped} skipped' if skipped else ''}: {talked_s:.0f} s of talk in {seconds:.2f} s"


def _result(result: CaseResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "passed": result.passed,
        "skipped": result.skipped,
        "problems": [
            {"line": problem.line, "column": problem.column, "field": problem.field, "message": problem.message}
            for problem in result.problems
        ],
        "disposition": result.call.ended.disposition.value,
        "length_ms": result.call.length_ms,
        "transcript": [{"at_ms": entry.at_ms, "who": entry.who, "text": entry.text} for entry in _transcript(result)],
    }


def _transcript(result: CaseResult) -> list[Entry]:
    return transcript(result.call.events, result.language, result.call.acts if result.by_phone else ())
