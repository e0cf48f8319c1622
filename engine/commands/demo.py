"""callwright demo"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.campaign.results import write_csv
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.display import LiveDisplay
from engine.commands.tables import reply_gaps
from engine.demo import LINES, DemoCall, DemoOutcome, run_demo


def demo(
    context: typer.Context,
    calls: Annotated[int | None, typer.Option(min=1, help="how many simulated people to call; default: each once")] = None,
    json: Annotated[Path | None, typer.Option(help="write what happened as JSON")] = None,
    folder: Annotated[Path, typer.Option(help="for recordings, results and the database; emptied first")] = Path("var/demo"),
) -> None:
    """Calls simulated people over real SIP on this machine with the sample script, and checks every outcome.

    Exit status: 0 if every call ended as its phone's behaviour demands, else 1.
    """
    with LiveDisplay(LINES) as display:
        outcome = asyncio.run(run_demo(settings_of(context), calls, folder, display))
    out.print(_table(outcome))
    out.print(reply_gaps(outcome.campaign.report))
    write_csv(folder / "results.csv", outcome.campaign.report)
    out.print(f"recordings (left: the person, right: the bot): {outcome.recordings}   results: {folder / 'results.csv'}")
    if json:
        json.write_bytes(msgspec.json.format(msgspec.json.encode([_record(call) for call in outcome.calls])) + b"\n")
    if not outcome.as_expected:
        wrong = sum(bool(call.wrong) for call in outcome.calls)
        error.print(f"{wrong} of {len(outcome.calls)} calls did not end as they must", style="red")
        raise typer.Exit(1)


def _table(outcome: DemoOutcome) -> Table:
    columns = ("lead", "the phone", "outcome", "grade", "tags", "reply gap p50/p95", "as it must")
    table = Table(*columns, box=None, pad_edge=False)
    for call in outcome.calls:
        result = call.result
        gaps = f"{result.reply_gap_p50_ms}/{result.reply_gap_p95_ms} ms" if result.reply_gap_p50_ms is not None else ""
        verdict = f"[red]{call.wrong}[/]" if call.wrong else "[green]yes[/]"
        table.add_row(result.number, call.phone.name, result.disposition, result.grade, " ".join(result.tags), gaps, verdict)
    return table


def _record(call: DemoCall) -> dict[str, object]:
    heard = call.heard.model_dump(mode="json") if call.heard else None
    return {"phone": call.phone.name, "result": call.result, "heard": heard, "wrong": call.wrong or None}
