"""callwright bench …"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.bench.load import LoadResult, run_load
from engine.campaign.results import percentile
from engine.commands.campaigns.live_display import LiveDisplay
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.measuring.answering import answering
from engine.commands.measuring.conversation import conversation
from engine.commands.measuring.plots import plots

app = typer.Typer(help="Measurements on this machine.", invoke_without_command=True)
app.command()(answering)
app.command()(conversation)
app.command()(plots)


@app.callback()
def bench(context: typer.Context) -> None:
    """Measurements on this machine; without a name, `load`."""
    if context.invoked_subcommand is None:
        load(context)


@app.command()
def load(
    context: typer.Context,
    calls: Annotated[int, typer.Option(min=1, help="simultaneous calls")] = 16,
    seconds: Annotated[float, typer.Option(min=20, help="measured time, after a warm-up")] = 120,
    json: Annotated[Path | None, typer.Option(help="write every figure as JSON")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="print the figures as a Markdown table")] = False,
    folder: Annotated[Path, typer.Option(help="for the phones' recordings; emptied first")] = Path("var/bench"),
) -> None:
    """So many people talk with the bot at once: processor, memory, late frames, reply gap."""
    with LiveDisplay(calls) as display:
        result = asyncio.run(run_load(settings_of(context), calls, seconds, folder, display))
    if markdown:
        out.print("\n".join(_markdown_lines(result)), soft_wrap=True)
    else:
        out.print(_costs(result))
        out.print(_figures(result))
    if json:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(result)) + b"\n")
    if result.broken:
        raise typer.Exit(1)


def _costs(result: LoadResult) -> Table:
    title = f"{result.calls} calls with speech for {result.seconds:g} s"
    columns = ("processes", "cores", "cores per call", "RSS first quarter", "RSS last quarter")
    table = Table(*columns, title=title, box=None, pad_edge=False, title_justify="left")
    for name, cost in result.costs.items():
        first, last = f"{cost.rss_first_mib:.0f} MiB", f"{cost.rss_last_mib:.0f} MiB"
        table.add_row(name, f"{cost.cores:.2f}", f"{cost.cores / result.calls:.3f}", first, last)
    return table


def _markdown_lines(result: LoadResult) -> list[str]:
    """Costs and figures as one table, ready to paste."""
    figures = [line.partition(": ") for line in _figures(result).splitlines()]
    costs = [
        f"| {name} | {cost.cores:.2f} cores, {cost.cores / result.calls:.3f} per call; {cost.rss_last_mib:.0f} MiB |"
        for name, cost in result.costs.items()
    ]
    head = [f"| {result.calls} calls with speech for {result.seconds:g} s | |", "| --- | --- |"]
    return [*head, *costs, *(f"| {name} | {value or name} |" for name, _, value in figures)]


def _figures(result: LoadResult) -> str:
    lags_ms = sorted(result.loop_lag_ms)
    late = " and ".join(f"{late} of {ticks}" for late, ticks in zip(result.late_ticks, result.media_ticks, strict=True))
    return "\n".join(
        (
            f"reply gap, {len(result.reply_gaps_ms)} replies: {_percentiles(result.reply_gaps_ms)}",
            f"recognition, {len(result.asr_ms)} turns: {_percentiles(result.asr_ms)}",
            f"media ticks late by more than 20 ms, first and second half: {late}",
            f"worker loop lag: p50 {lags_ms[len(lags_ms) // 2]:.1f} ms, worst {lags_ms[-1]:.1f} ms" if lags_ms else "no heartbeat",
            f"calls that broke: {len(result.broken)}" + (f" ({', '.join(sorted(set(result.broken)))})" if result.broken else ""),
        )
    )


def _percentiles(values: tuple[int, ...]) -> str:
    return f"p50 {percentile(values, 50)} ms, p95 {percentile(values, 95)} ms"
