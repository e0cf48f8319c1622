"""callwright script check"""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.dialog.checks.document import Check
from engine.dialog.checks.passed_days import passed_days_check
from engine.dialog.loader import Checked, ScriptFile, check_script
from engine.dialog.localised import primary
from engine.dialog.places import recordings
from engine.dialog.problem_reports import as_annotations, as_data
from engine.dialog.problems import Finding, Problem, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.text_file import similar_name
from engine.publishing.voices import known_voices_check
from engine.settings import Settings
from engine.speech.api import SpeechUnavailable

_NOTHING_CHECKED: Final = 2
_ROWS_SHOWN: Final = 20
"""What is wrong with a list is mostly the same in each row."""


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def check(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="scripts, or folders of scripts")],
    format: Annotated[Format, typer.Option(help="text for people, github for annotations, json for the rest")] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="fail on warnings, too")] = False,
    leads: Annotated[
        Path | None,
        typer.Option(help="a list, CSV or XLSX, with a column for each of the scripts' variables and values that they can use"),
    ] = None,
    campaign: Annotated[
        Path | None, typer.Option(help="a campaign's plan that the scripts must suit: its lists, team, policy")
    ] = None,
    no_models: Annotated[bool, typer.Option("--no-models", help="do not compare intents by meaning, which needs a model")] = False,
) -> None:
    """Checks scripts; names file, line, column and field of whatever is wrong.

    With `callwright --config FILE script check …` it warns of messages and webhooks that those settings do not serve, too.

    Exit status: 0 without errors, 1 with errors (with --strict: or warnings), 2 if nothing could be checked.
    """
    if missing := [path for path in paths if not path.exists()]:
        for path in missing:
            error.print(f"{path}: no such file or folder{similar_name(path)}", markup=False)
        raise typer.Exit(_NOTHING_CHECKED)
    files = [file for path in paths for file in _scripts(path)]
    if not files:
        error.print(f"{', '.join(map(str, paths))}: no scripts (*.yaml) here", markup=False)
        raise typer.Exit(_NOTHING_CHECKED)
    settings = settings_of(context)
    also = [
        known_voices_check(),
        passed_days_check(datetime.now().astimezone()),
        *_columns_of(leads),
        *_wanted_by(campaign, settings),
        *_served(context, settings),
        *([] if no_models else [_by_meaning(settings)]),
    ]
    results = {file: check_script(file, [*also, _recordings_beside(file)]) for file in files}
    if leads and (rows := _rows_of(leads, [checked.file for checked in results.values() if checked.file], settings)):
        results[leads] = Checked(None, tuple(rows))
    _print(results, format)
    found = {problem.severity for checked in results.values() for problem in checked.problems}
    if Severity.ERROR in found or (strict and found):
        raise typer.Exit(1)


def _scripts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.yaml") if not file.name.endswith(".test.yaml"))
    return [path]


def _columns_of(leads: Path | None) -> Iterator[Check]:
    if leads is None:
        return
    from engine.campaign.lists.leads import columns_of  # the campaign's imports, which nobody else need wait for
    from engine.campaign.lists.problems import LeadsError
    from engine.launch.plan_checks import columns_check

    try:
        yield columns_check({str(leads): columns_of(leads)})
    except LeadsError as problem:
        error.print(str(problem), markup=False)
        raise typer.Exit(_NOTHING_CHECKED) from None


def _rows_of(leads: Path, scripts: Iterable[ScriptFile], settings: Settings) -> list[Problem]:
    """What a run of these scripts would refuse of the list; of much, the beginning. The column is the table's."""
    from engine.campaign.lists.problems import LeadProblem, LeadsError
    from engine.launch.script_leads import read_script_leads

    found: dict[LeadProblem, None] = {}
    for script in scripts:
        try:
            read_script_leads(leads, script, region=settings.default_region, now=datetime.now().astimezone())
        except LeadsError as refused:
            found |= dict.fromkeys(refused.problems)
    in_order = sorted(found, key=lambda one: (one.line or 1, one.column or 1))
    problems = [
        Problem(Severity.ERROR, str(leads), one.line or 1, one.column or 1, one.field or "", one.message) for one in in_order
    ]
    shown, more = problems[:_ROWS_SHOWN], problems[_ROWS_SHOWN:]
    return [*shown, *(replace(more[0], field="", message=f"and {len(more)} more, from here on") for _ in more[:1])]


def _wanted_by(campaign: Path | None, settings: Settings) -> Iterator[Check]:
    if campaign is None:
        return
    from engine.campaign.lists.problems import LeadsError
    from engine.campaign.plan.loader import PlanError, read_plan
    from engine.launch.plan_checks import plan_checks

    try:
        yield from plan_checks(read_plan(campaign), settings.campaign.policy)
    except (PlanError, LeadsError) as problem:
        error.print(str(problem), markup=False)
        raise typer.Exit(_NOTHING_CHECKED) from None


def _served(context: typer.Context, settings: Settings) -> Iterator[Check]:
    """Whether the settings serve what scripts ask for, if the designer named any: the defaults serve nobody."""
    if context.find_root().params.get("config") is not None:
        from engine.launch.errands import errands_check  # knows the gateways

        yield errands_check(
            gateway=settings.sms.gateway is not None,
            hosts=dict.fromkeys(settings.webhooks.hosts),
            links=settings.web.public_url is not None,
        )


def _recordings_beside(file: Path) -> Check:
    def check(doc: ScriptDoc) -> Iterator[Finding]:
        if any(True for _ in recordings(doc)):
            from engine.prompts.judging import recordings_check  # reads sound

            yield from recordings_check(file.parent)(doc)

    return check


def _by_meaning(settings: Settings) -> Check:
    from engine.rehearsal.closeness import too_close
    from engine.rehearsal.vectors import vector_store

    missing: set[str] = set()
    store_of = functools.cache(partial(vector_store, settings))

    def compare(doc: ScriptDoc) -> Iterator[Finding]:
        language = primary(doc.language)
        try:
            store = store_of(language)
            yield from too_close(doc, lambda texts: asyncio.run(store.embed(texts)))
        except SpeechUnavailable as problem:
            if language not in missing:
                missing.add(language)
                error.print(f"intents in {language} are not compared by meaning: {problem}", markup=False)

    return compare


def _print(results: dict[Path, Checked], format: Format) -> None:
    problems = [problem for checked in results.values() for problem in checked.problems]
    match format:
        case Format.JSON:
            typer.echo(json.dumps(as_data(problems), indent=2, ensure_ascii=False))
        case Format.GITHUB:
            _lines(out.print, as_annotations(problems, "script check"))
        case Format.TEXT:
            for file, checked in results.items():
                for problem in checked.problems:
                    error.print(str(problem), style="red" if problem.severity is Severity.ERROR else "yellow", markup=False)
                if checked.script is not None:
                    out.print(f"{file}: ok, {_size(checked)}", markup=False, soft_wrap=True)


def _lines(show: Callable[..., None], lines: Iterable[str]) -> None:
    for line in lines:
        show(line, markup=False, soft_wrap=True)


def _size(checked: Checked) -> str:
    scripts: Sequence[str] = tuple(checked.file.languages) if checked.file else ()
    script = checked.script
    return f"{len(script.nodes)} nodes, {len(script.intents)} intents, language {' and '.join(scripts)}" if script else ""
