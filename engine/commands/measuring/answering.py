"""callwright bench answering"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.bench.answering import Verdict, run_answering
from engine.bench.answering_report import by_source, figures, mistakes
from engine.call.answering.verdict import Answerer
from engine.campaign.results import percentile
from engine.commands.console import out
from engine.commands.context import settings_of


def answering(
    context: typer.Context,
    every: Annotated[int, typer.Option(min=1, help="take every n-th clip only")] = 1,
    json: Annotated[Path | None, typer.Option(help="write every verdict as JSON")] = None,
    folder: Annotated[Path | None, typer.Option(help="keeps rendered speech and transcripts; default: in the cache folder")] = None,
) -> None:
    """Who answered: labelled clips through voice activity, tones and recognition; a confusion matrix."""
    settings = settings_of(context)
    with out.status("clips judged: 0") as status:
        place = folder or settings.cache_dir / "bench-answering"
        result = asyncio.run(run_answering(settings, place, lambda done: status.update(f"clips judged: {done}"), every=every))
    for title, verdicts in (("with words", result.with_words), ("timing and tones only", result.without_words)):
        for held_out in (True, False):
            chosen = [verdict for verdict in verdicts if verdict.held_out is held_out]
            if chosen:
                out.print(_matrix(f"{title}, {'held out' if held_out else 'tuning half'}: {len(chosen)} clips", chosen))
                out.print(_summary(chosen))
    for verdict in mistakes(result.with_words):
        out.print(f"wrong: {verdict.truth} taken for {verdict.final} ({verdict.reason}): {verdict.clip}", markup=False)
    if json:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(result)) + b"\n")


def _matrix(title: str, verdicts: Sequence[Verdict]) -> Table:
    counted = figures(verdicts)
    columns: list[Answerer | None] = [
        answerer for answerer in (*Answerer, None) if any(row[answerer] for row in counted.matrix.values())
    ]
    table = Table(
        "truth", *(str(column or "none") for column in columns), title=title, box=None, pad_edge=False, title_justify="left"
    )
    for truth, row in counted.matrix.items():
        table.add_row(truth, *(str(row[column] or "") for column in columns))
    return table


def _summary(verdicts: Sequence[Verdict]) -> str:
    counted = figures(verdicts)
    return "\n".join(
        (
            f"people taken for machines: {counted.people_as_machines} of {counted.people}",
            f"machines taken for people: {counted.machines_as_people} of {counted.machines}",
            f"machines taken for other machines: {counted.machines_mixed_up}",
            *(
                f"  {source}: people taken for machines: {each.people_as_machines} of {each.people}, "
                f"machines for people: {each.machines_as_people} of {each.machines}"
                for source, each in by_source(verdicts).items()
            ),
            f"first verdict after the first sound: {_times(counted.first_ms)}; last revision: {_times(counted.final_ms)}",
            f"message after the beep's end: {_times(counted.message_ms)}",
            "",
        )
    )


def _times(values: tuple[int, ...]) -> str:
    return f"p50 {percentile(values, 50)} ms, p95 {percentile(values, 95)} ms (n={len(values)})" if values else "none"
