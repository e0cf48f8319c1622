"""callwright run"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.app import CampaignOutcome, run_campaign
from engine.campaign.order import CampaignOrder, short_order
from engine.campaign.plan.loader import PLAN_SUFFIXES, read_plan
from engine.campaign.results import write_csv, write_jsonl
from engine.campaign.run import Ending
from engine.commands.campaigns.live_display import LiveDisplay
from engine.commands.campaigns.outcome_table import forbidden, summary_table
from engine.commands.console import error, out
from engine.commands.context import settings_of

_REASONS: Final = {
    Ending.STOPPED: "stopped",
    Ending.OVER: "the campaign's last day is over",
    Ending.WORKERS_GONE: "the call workers are gone (see the log)",
    Ending.FAILING: "one call after another failed by a fault of ours (the results name the cause)",
}

_LINES: Final = 4


def run(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="a plan, or a CSV list with a `number` column", metavar="PLAN.yaml|LEADS.csv")],
    trunk: Annotated[list[str] | None, typer.Option(help="sip:HOST:PORT[;transport=tcp]; repeat for several gateways")] = None,
    script: Annotated[
        str | None, typer.Option(help="a file, id@3 for a version, an id for the live one; left out: what --campaign began with")
    ] = None,
    update_script: Annotated[
        bool, typer.Option("--update-script", help="a campaign that is resumed runs its script as it is now")
    ] = False,
    lines: Annotated[int | None, typer.Option(min=1, help="most calls at a time; default: 4")] = None,
    caller_id: Annotated[str | None, typer.Option(help="number shown to the called party")] = None,
    campaign: Annotated[str | None, typer.Option(help="name; running it again dials only leads without an outcome")] = None,
    encoding: Annotated[str | None, typer.Option(help="of the list, if it cannot be told from the file")] = None,
    results: Annotated[Path | None, typer.Option(help="write results as CSV")] = None,
    json: Annotated[Path | None, typer.Option(help="write results as JSON Lines")] = None,
    recordings: Annotated[Path | None, typer.Option(help="record every call in stereo into this folder")] = None,
    database: Annotated[str | None, typer.Option(help="SQLAlchemy URL, instead of the settings' database_url")] = None,
) -> None:
    """Works a campaign: dials over SIP trunks, holds the conversations, and writes the outcomes back.

    A plan says everything about a campaign that may last for days; see docs/campaigns.md. A list alone is called through once, now,
    with what the options say: --trunk, --script, --lines, --caller-id and --campaign belong to this form.

    Exit status: 0 when every lead has its outcome, 1 when the run was over before, 2 when something given or needed was wrong: as a
    rule before anything was dialled; a database that fails during the run hangs up and ends it too.
    """
    for path in (results, json):
        if path:
            _try_folder(path.parent)
    settings = settings_of(context)
    if database:
        settings = settings.model_copy(update={"database_url": database})
    options = {"--trunk": trunk, "--script": script, "--lines": lines, "--caller-id": caller_id, "--campaign": campaign}
    if source.suffix.lower() in PLAN_SUFFIXES:
        _refuse_beside_a_plan([name for name, value in options.items() if value is not None])
        order = CampaignOrder(read_plan(source), encoding, recordings, update_script)
    else:
        order = short_order(
            source,
            trunks=_named(trunk),
            lines=lines or _LINES,
            script=script,
            campaign=campaign,
            caller_id=caller_id,
            encoding=encoding,
            recordings=recordings,
            update_script=update_script,
        )
    with LiveDisplay(order.plan.lines) as display:
        outcome = asyncio.run(run_campaign(settings, order, display))
    out.print(summary_table(outcome.report))
    for line in forbidden(outcome.report):
        out.print(line, markup=False, soft_wrap=True)
    _write(outcome, results, json)
    if outcome.run.ending is not Ending.FINISHED:
        error.print(f"{_REASONS[outcome.run.ending]}: {outcome.run.left} leads are left; {_again(source, outcome)}")
        raise typer.Exit(1)


def _refuse_beside_a_plan(options: list[str]) -> None:
    if options:
        raise typer.BadParameter(f"{', '.join(options)}: with a plan, this stands in the plan")


def _named(trunks: list[str] | None) -> list[str]:
    if not trunks:
        raise typer.BadParameter("--trunk is missing: which gateway carries the calls? e.g. --trunk sip:sbc.example.com:5060")
    return trunks


def _again(source: Path, outcome: CampaignOutcome) -> str:
    return "run the plan again" if source.suffix.lower() in PLAN_SUFFIXES else f"run again with --campaign {outcome.report.name!r}"


def _try_folder(folder: Path) -> None:
    """Makes the folder and a file in it: better an error now than after all the calls."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def _write(outcome: CampaignOutcome, csv: Path | None, jsonl: Path | None) -> None:
    if csv:
        write_csv(csv, outcome.report)
        out.print(f"results: {csv}")
    if jsonl:
        write_jsonl(jsonl, outcome.report)
        out.print(f"results: {jsonl}")
