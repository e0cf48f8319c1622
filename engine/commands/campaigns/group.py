"""callwright campaigns"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from engine.campaign.results import write_csv, write_jsonl
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.store.overview import Overview, campaign_id, campaigns, detail, wish
from engine.store.reporting.reports import campaign_report
from engine.store.tables import CampaignState

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="Campaigns at a glance; pause, resume, drain or stop one that runs.")

Name = Annotated[str, typer.Argument(help="the campaign's name")]

_NEVER: Final = "-"


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """All campaigns, the newest first."""
    table = Table("campaign", "state", "script", "pending", "calling", "done", "next due", box=None, pad_edge=False)
    for one in _with(context, database, campaigns):
        script = f"{one.script_id}@{one.script_version}" if one.script_version else one.script_id
        table.add_row(one.name, _state(one), script, str(one.pending), str(one.dialling), str(one.done), _time(one.next_due))
    out.print(table)


@app.command()
def show(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """What the leads of a campaign came to, and what the others wait for."""
    known = _with(context, database, lambda session: detail(session, name))
    one = next(one for one in _with(context, database, campaigns) if one.name == name)
    out.print(f"{name}: {_state(one)}, begun {_time(one.created_at)}, next due {_time(one.next_due)}", markup=False)
    table = Table("leads", "", box=None, pad_edge=False)
    for outcome, count in sorted(known.outcomes.items()):
        table.add_row(str(count), f"done: {outcome}")
    for reason, count in sorted(known.waiting.items()):
        table.add_row(str(count), f"to be called again: {reason}" if reason else "not called yet")
    if one.dialling:
        table.add_row(str(one.dialling), "on a call")
    out.print(table)


@app.command()
def results(
    context: typer.Context,
    name: Name,
    csv: Annotated[Path | None, typer.Option(help="write them as CSV, for spreadsheets")] = None,
    json: Annotated[Path | None, typer.Option(help="write them as JSON Lines, for programs")] = None,
    database: DatabaseOption = None,
) -> None:
    """Writes what became of each lead so far; see docs/campaigns.md."""
    if csv is None and json is None:
        raise typer.BadParameter("say where to: --csv FILE, --json FILE, or both")
    unreported_before = settings_of(context).sms.unreported_before(time.time())
    with opened_database(context, database) as store:
        found = store.read(lambda session: campaign_report(session, campaign_id(session, name), unreported_before))
    for path, write in ((csv, write_csv), (json, write_jsonl)):
        if path:
            write(path, found)
            out.print(f"results: {path}", markup=False)


@app.command()
def pause(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Dials nobody more until it is resumed; calls that go on go on."""
    _wish(context, database, name, CampaignState.PAUSED, "is paused: callwright campaigns resume goes on")


@app.command()
def resume(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Goes on, if an engine runs it; else callwright run does."""
    _wish(context, database, name, CampaignState.RUNNING, "goes on")


@app.command()
def drain(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Dials nobody more, lets the calls end by themselves, then ends the run: for upgrades."""
    _wish(context, database, name, CampaignState.DRAINING, "ends with its running calls: callwright run goes on later")


@app.command()
def stop(context: typer.Context, name: Name, database: DatabaseOption = None) -> None:
    """Hangs up the calls that go on and ends the run."""
    _wish(context, database, name, CampaignState.STOPPED, "is stopped: callwright run goes on later")


def _wish(context: typer.Context, database: str | None, name: str, state: CampaignState, message: str) -> None:
    _with(context, database, lambda session: wish(session, name, state))
    out.print(f"{name} {message}", markup=False)


def _with(context: typer.Context, database: str | None, work: Callable[[Session], T]) -> T:
    """Does work beside the engine, which may be running."""
    with opened_database(context, database) as store:
        return store.write(work)


def _state(one: Overview) -> str:
    return "finished" if one.finished_at and not one.pending else one.state.value


def _time(at: float | None) -> str:
    return _NEVER if at is None else "now" if at == 0 else f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M}"
