"""callwright script test"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.dialog.problem_reports import as_annotations
from engine.dialog.problems import Problem, ScriptError
from engine.rehearsal.cases.format import json_schema
from engine.rehearsal.cases.reading import SUFFIX, CasesError, read_cases
from engine.rehearsal.cases.reporting import FileResult, as_data, as_github, as_text, summary
from engine.rehearsal.cases.running import CaseRunner, run_files
from engine.rehearsal.coverage import as_text as as_text_of_coverage
from engine.rehearsal.stage import RECOGNITION_MS
from engine.rehearsal.staging import stages
from engine.settings import Settings


class Format(StrEnum):
    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


def run_tests(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="tests, a script that has them beside it, or a folder of them")] = None,
    name: Annotated[str, typer.Option("-k", help="only tests whose name holds this")] = "",
    format: Annotated[Format, typer.Option(help="text for people, github for annotations, json for the rest")] = Format.TEXT,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="what was said, also of tests that passed")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="what of the script no test went through")] = False,
    audio: Annotated[bool, typer.Option("--audio", help="with speech, over lab phones on this machine")] = False,
    lines: Annotated[int, typer.Option(min=1, help="calls at a time, with --audio")] = 4,
    folder: Annotated[Path, typer.Option(help="for recordings and books of --audio; emptied first")] = Path("var/script-test"),
    recognition_ms: Annotated[int, typer.Option(min=0, help="how long recognition takes")] = RECOGNITION_MS,
    schema: Annotated[bool, typer.Option("--schema", help="print the JSON Schema of the test format")] = False,
) -> None:
    """Plays the conversations of *.test.yaml with their script, on a virtual clock, and checks what comes of them.

    Exit status: 0 if all passed, 1 if not, 2 if nothing could be run.
    """
    if schema:
        typer.echo(json.dumps(json_schema(), indent=2))
        return
    if path is None:
        raise typer.BadParameter("name tests, a script or a folder")
    begun_s = time.perf_counter()
    try:
        settings = settings_of(context)
        results = _run(settings, files_of_tests(path), name, recognition_ms)
        if audio:
            results = [_by_phone(settings, result, folder / result.path.name, lines) for result in results]
    except (CasesError, ScriptError) as problem:
        _refuse(problem.problems, format)
        raise typer.Exit(2) from None
    _print(results, format, verbose)
    if coverage and format is Format.TEXT:
        for result in results:
            out.print(*as_text_of_coverage(result.coverage), sep="\n", markup=False, soft_wrap=True)
    error.print(summary(results, time.perf_counter() - begun_s))
    if any(result.failed for result in results):
        raise typer.Exit(1)


def files_of_tests(path: Path) -> list[Path]:
    """The files of tests that a path means."""
    if path.is_dir():
        files = sorted(path.glob(f"*{SUFFIX}"))
        if not files:
            raise typer.BadParameter(f"{path}: no *{SUFFIX} in this folder")
        return files
    tests = path if path.name.endswith(SUFFIX) else path.with_name(path.stem + SUFFIX)
    if path.exists() and not tests.exists():
        raise typer.BadParameter(f"{path} has no tests: they stand beside it, in {tests.name}")
    return [tests]


def _run(settings: Settings, paths: Sequence[Path], wanted: str, recognition_ms: int) -> list[FileResult]:
    stage_of = stages(settings, recognition_ms)
    files = [read_cases(path) for path in paths]
    runners = [CaseRunner(file, load_bundle(read_bundle(file.script)), stage_of) for file in files]
    played = zip(paths, runners, run_files(runners, wanted), strict=True)
    return [FileResult(path, tuple(results), runner.coverage(results)) for path, runner, results in played]


def _by_phone(settings: Settings, by_text: FileResult, folder: Path, lines: int) -> FileResult:
    from engine.commands.campaigns.live_display import LiveDisplay  # and with it a campaign's whole machinery
    from engine.rehearsal.cases.by_phone import run_by_phone

    file = read_cases(by_text.path)
    script = load_bundle(read_bundle(file.script))
    with LiveDisplay(lines) as display:
        results = asyncio.run(run_by_phone(settings, file, script, by_text.results, folder, lines, display))
    return FileResult(by_text.path, tuple(results), by_text.coverage)


def _refuse(problems: Sequence[Problem], format: Format) -> None:
    for line in as_annotations(problems, "script test") if format is Format.GITHUB else map(str, problems):
        (out if format is Format.GITHUB else error).print(line, markup=False, soft_wrap=True)


def _print(results: Sequence[FileResult], format: Format, verbose: bool) -> None:
    match format:
        case Format.JSON:
            typer.echo(json.dumps(as_data(results), indent=2, ensure_ascii=False))
        case Format.GITHUB:
            for line in as_github(results):
                out.print(line, markup=False, soft_wrap=True)
        case Format.TEXT:
            for result in results:
                for line in as_text(result, verbose=verbose):
                    out.print(line, markup=False, soft_wrap=True)
