"""callwright bench conversation"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.bench.cast import Course, Reading
from engine.bench.conversation import LEAST_CALLS, BenchStopped, Cell, CellResult, Condition, Language, Plan, run_cell
from engine.bench.figures import Row, document, rows
from engine.bench.plots import write_plots
from engine.bench.readings import load_readings
from engine.commands.campaigns.live_display import LiveDisplay
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.plotting import PlotsUnavailable, check_plots
from engine.settings import Settings

HESITANT_PEOPLE = 5
"""One of each voice: 50 pauses."""
HUMAN_RECORDINGS = Path("/usr/share/asterisk/sounds/en_US_f_Allison")


def conversation(
    context: typer.Context,
    conversations: Annotated[str, typer.Option(help="simultaneous conversations, one run for each")] = "1,4,8,12",
    conditions: Annotated[str, typer.Option(help="clean, loss (3 %), jitter (40 ms), noise")] = "clean,loss,jitter,noise",
    language: Annotated[Language, typer.Option(help="that people and bot speak")] = Language.EN,
    rounds: Annotated[int, typer.Option(min=1, help="calls per simultaneous conversation")] = 2,
    calls: Annotated[int, typer.Option(min=1, help="least calls of a run, one after the other if need be")] = LEAST_CALLS,
    quick: Annotated[bool, typer.Option("--quick", help="one short conversation, clean: does it work at all?")] = False,
    pauses: Annotated[
        bool, typer.Option("--pauses", help="five people who do nothing but hesitate: how often does it cut in?")
    ] = False,
    human: Annotated[
        Path, typer.Option(help="Debian's asterisk-core-sounds-en-wav, read out by the people in English")
    ] = HUMAN_RECORDINGS,
    json: Annotated[Path | None, typer.Option(help="write every figure and every turn as JSON")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="print the table as Markdown")] = False,
    plots: Annotated[Path | None, typer.Option(help="folder for plots as PNG; needs the extra `bench`")] = None,
    folder: Annotated[Path, typer.Option(help="for recordings and books; emptied first")] = Path("var/bench-conversation"),
) -> None:
    """Scripted people talk with the bot; their recordings tell reply gap, barge-in, cut-ins and word errors."""
    if plots:
        _check(plots)
    if quick and pauses:
        raise typer.BadParameter("takes the place of --pauses: give one of the two", param_hint="--quick")
    plan = (
        _short_plan(Course.HESITANT if pauses else Course.BRIEF)
        if quick or pauses
        else _plan(conversations, conditions, (rounds, calls), human if language is Language.EN else None)
    )
    plan = replace(plan, language=language)
    results = _results(settings_of(context), plan, folder, json)
    table = rows(results)
    if markdown:
        out.print("\n".join(markdown_lines(table)), soft_wrap=True)
    else:
        out.print(_table(table, results))
    if plots:
        error.print(*write_plots(results, plots), sep="\n")
    whole = len(results) == len(plan.cells) and not any(result.uncalled for result in results)
    if not whole or not all(call.complete for result in results for call in result.calls):
        raise typer.Exit(1)


def _results(settings: Settings, plan: Plan, folder: Path, json: Path | None) -> list[CellResult]:
    """All runs, or those before it was stopped; the JSON is written after each, so that nothing is lost."""
    results: list[CellResult] = []
    try:
        for cell in plan.cells:
            results.append(_run(settings, plan, cell, folder))
            if json:
                json.write_bytes(msgspec.json.format(msgspec.json.encode(document(results))) + b"\n")
    except BenchStopped as stopped:
        error.print(f"stopped: {stopped}", style="red")
    return results


def _check(plots: Path) -> None:
    """Complains about what would keep the plots from being drawn, before the long run."""
    try:
        check_plots()
    except PlotsUnavailable as problem:
        raise typer.BadParameter(f"{plots}: {problem}", param_hint="--plots") from problem


def _short_plan(course: Course) -> Plan:
    """One conversation at a time over a clean line, and no more of them than it takes."""
    calls = {Course.BRIEF: 1, Course.HESITANT: HESITANT_PEOPLE}[course]
    return Plan((Cell(1, Condition.CLEAN),), rounds=1, readings=(), least_calls=calls, course=course)


def _plan(conversations: str, conditions: str, amount: tuple[int, int], human: Path | None) -> Plan:
    try:
        counts = [int(count) for count in conversations.split(",")]
        chosen = [Condition(name.strip()) for name in conditions.split(",")]
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem
    if min(counts) < 1:
        raise typer.BadParameter("--conversations takes whole numbers from 1 up, such as 1,4,8")
    cells = tuple(Cell(count, condition) for condition in chosen for count in counts)
    rounds, least_calls = amount
    return Plan(cells, rounds, _readings(human) if human else (), least_calls)


def _readings(human: Path) -> tuple[Reading, ...]:
    readings = load_readings(human)
    if not readings:
        error.print(f"no human recordings in {human}: their word error rate is left out (Debian: asterisk-core-sounds-en-wav)")
    return readings


def _run(settings: Settings, plan: Plan, cell: Cell, folder: Path) -> CellResult:
    with LiveDisplay(cell.conversations) as display:
        return asyncio.run(run_cell(settings, plan, cell, folder / f"{cell.condition}-{cell.conversations}", display))


def _table(table: Sequence[Row], results: Sequence[CellResult]) -> Table:
    counts = sorted({result.cell.conversations for result in results})
    title = "by simultaneous conversations: p50 / p95 in ms, or a share; in brackets the number of samples"
    drawn = Table("measure", "target", "condition", title=title, box=None, pad_edge=False, title_justify="left")
    for count in counts:
        drawn.add_column(str(count), justify="right")
    for row in table:
        cells = [str(row.figures.get(count, "")) for count in counts]
        drawn.add_row(row.measure.name, row.measure.target, row.condition, *cells)
    return drawn


def markdown_lines(table: Sequence[Row]) -> list[str]:
    """The table as Markdown, ready to paste."""
    counts = sorted({count for row in table for count in row.figures})
    lines = [_cells("measure", "target", "condition", *map(str, counts)), _cells(*["---"] * (3 + len(counts)))]
    return lines + [
        _cells(row.measure.name, row.measure.target, row.condition, *(str(row.figures.get(count, "")) for count in counts))
        for row in table
    ]


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
