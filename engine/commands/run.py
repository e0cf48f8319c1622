"""callwright run"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.app import CampaignOrder, CampaignOutcome, run_campaign
from engine.campaign.results import write_csv, write_jsonl
from engine.campaign.runner import Ending
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.display import LiveDisplay
from engine.commands.tables import summary_table
from engine.publishing.references import parse_reference

_REASONS: Final = {
    Ending.STOPPED: "stopped",
    Ending.WORKERS_GONE: "the call workers are gone (see the log)",
    Ending.FAILING: "one call after another failed by a fault of ours (the results name the cause)",
}


def run(
    context: typer.Context,
    leads: Annotated[Path, typer.Argument(help="CSV list with a `number` column", metavar="LEADS.csv")],
    trunk: Annotated[list[str], typer.Option(help="sip:HOST:PORT[;transport=tcp]; repeat for several gateways")],
    script: Annotated[
        str | None, typer.Option(help="a file, id@3 for a version, an id for the live one; left out: what --campaign began with")
    ] = None,
    update_script: Annotated[
        bool, typer.Option("--update-script", help="a campaign that is resumed runs --script as it is now")
    ] = False,
    lines: Annotated[int, typer.Option(min=1, help="most calls at a time")] = 4,
    caller_id: Annotated[str | None, typer.Option(help="number shown to the called party")] = None,
    campaign: Annotated[str | None, typer.Option(help="name; running it again dials only leads without an outcome")] = None,
    encoding: Annotated[str | None, typer.Option(help="of the list, if it cannot be told from the file")] = None,
    results: Annotated[Path | None, typer.Option(help="write results as CSV")] = None,
    json: Annotated[Path | None, typer.Option(help="write results as JSON Lines")] = None,
    recordings: Annotated[Path | None, typer.Option(help="record every call in stereo into this folder")] = None,
    database: Annotated[str | None, typer.Option(help="SQLAlchemy URL, instead of the settings' database_url")] = None,
) -> None:
    """Dials a list over a SIP trunk, holds the conversations, and writes the outcome back.

    Exit status: 0 when every lead has its outcome, 1 when the run was stopped or the workers died, 2 when something given or needed
    was wrong: as a rule before anything was dialled; a database that fails during the run hangs up and ends it too.
    """
    for path in (results, json):
        if path:
            _try_folder(path.parent)
    settings = settings_of(context)
    if database:
        settings = settings.model_copy(update={"database_url": database})
    order = CampaignOrder(
        leads=leads,
        script=parse_reference(script) if script else None,
        trunks=tuple(trunk),
        lines=lines,
        campaign=campaign,
        caller_id=caller_id,
        encoding=encoding,
        recordings=recordings,
        update_script=update_script,
    )
    with LiveDisplay(lines) as display:
        outcome = asyncio.run(run_campaign(settings, order, display))
    out.print(summary_table(outcome.report))
    _write(outcome, results, json)
    if outcome.run.ending is not Ending.FINISHED:
        error.print(
            f"{_REASONS[outcome.run.ending]}: {outcome.run.left} leads are left; run again with --campaign {outcome.report.name!r}"
        )
        raise typer.Exit(1)


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
