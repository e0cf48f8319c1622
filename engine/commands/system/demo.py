"""callwright demo"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.campaign.results import write_csv
from engine.commands.campaigns.live_display import LiveDisplay
from engine.commands.campaigns.outcome_table import reply_gaps
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.system.browser import show_in_browser
from engine.demo.campaign import LINES, DemoCall, DemoOutcome, run_demo
from engine.settings import Settings


def demo(
    context: typer.Context,
    calls: Annotated[int | None, typer.Option(min=1, help="how many simulated people to call; default: each once")] = None,
    json: Annotated[Path | None, typer.Option(help="write what happened as JSON")] = None,
    folder: Annotated[Path, typer.Option(help="for recordings, results and the database; emptied first")] = Path("var/demo"),
    console: Annotated[
        bool | None,
        typer.Option("--console/--no-console", help="watch the calls in the console, which stays open; default: on a terminal"),
    ] = None,
) -> None:
    """Calls simulated people over real SIP on this machine with the sample script, and checks every outcome.

    On a terminal, the console is open meanwhile and until Ctrl-C, for an account made for it; the link that is printed signs in,
    and a browser opens with it if there is one. Without a terminal, or with --no-console, the command ends by itself.

    Exit status: 0 if every call ended as its phone's behaviour demands, else 1.
    """
    settings = settings_of(context)
    if _on_a_terminal() if console is None else console:
        outcome = _in_console(settings, calls, folder, json)
    else:
        with LiveDisplay(LINES) as display:
            outcome = asyncio.run(run_demo(settings, calls, folder, display))
        _show(outcome, folder, json)
    if not outcome.as_expected:
        error.print(_complaint(outcome), style="red")
        raise typer.Exit(1)


def _in_console(settings: Settings, calls: int | None, folder: Path, json: Path | None) -> DemoOutcome:
    from engine.demo.console import DemoFailed, SignIn, run_demo_console  # the web takes seconds to load

    def opened(sign_in: SignIn) -> None:
        out.print(f"watch the calls: {sign_in.link}", soft_wrap=True, markup=False)
        later = f"{sign_in.address} as {sign_in.name} with {sign_in.password}"
        out.print(f"the link signs in once; later: {later}", soft_wrap=True, markup=False)
        out.print("Ctrl-C ends calls and console: once lets running calls end, twice hangs them up")
        asyncio.get_running_loop().run_in_executor(None, show_in_browser, sign_in.link_to_open)

    def shown(outcome: DemoOutcome) -> None:
        _show(outcome, folder, json)
        out.print("the console stays open: Ctrl-C ends it")

    try:
        return asyncio.run(run_demo_console(settings, calls, folder, lambda step: error.print(step, style="dim"), opened, shown))
    except DemoFailed as failed:
        error.print(str(failed), style="red")
        raise typer.Exit(1) from None


def _on_a_terminal() -> bool:
    """Somebody is there who can read the link, and press Ctrl-C."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _complaint(outcome: DemoOutcome) -> str:
    wrong, left = sum(bool(call.wrong) for call in outcome.calls), outcome.campaign.run.left
    said = [f"{wrong} of {len(outcome.calls)} calls did not end as they must"] if wrong else []
    return "; ".join([*said, f"stopped before {left} more phones were called"] if left else said)


def _show(outcome: DemoOutcome, folder: Path, json: Path | None) -> None:
    out.print(_table(outcome))
    out.print(reply_gaps(outcome.campaign.report))
    write_csv(folder / "results.csv", outcome.campaign.report)
    out.print(f"recordings (left: the person, right: the bot): {outcome.recordings}   results: {folder / 'results.csv'}")
    if json:
        json.write_bytes(msgspec.json.format(msgspec.json.encode([_record(call) for call in outcome.calls])) + b"\n")


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
