"""callwright preflight"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.campaign.contact.preflight import Tally
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import read_plan
from engine.commands.console import out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.launch.preflight import Preflight
from engine.launch.preflight import preflight as looked_at


def preflight(
    context: typer.Context,
    plan: Annotated[Path, typer.Argument(help="a campaign's plan", metavar="PLAN.yaml")],
    call_s: Annotated[float, typer.Option(min=1, help="how long a call takes on average, for the estimate")] = 60.0,
    encoding: Annotated[str | None, typer.Option(help="of the lists, if it cannot be told from the files")] = None,
    database: DatabaseOption = None,
) -> None:
    """Says how many of a plan's leads can be called, when, and what keeps the others. Dials nobody.

    Exit status: 0 if somebody can be called, 1 if nobody ever can, 2 if the plan or something that it needs is wrong.
    """
    settings = settings_of(context)
    with opened_database(context, database) as store:
        found = store.read(lambda session: looked_at(session, settings, CampaignOrder(read_plan(plan), encoding), time.time()))
    _tell(found, call_s)
    if found.tally.leads == found.tally.never:
        raise typer.Exit(1)


def _tell(found: Preflight, call_s: float) -> None:
    tally = found.tally
    out.print(
        f"{found.plan.name}: of {tally.leads:,} leads {tally.today:,} can be called today, {tally.now:,} of them now", markup=False
    )
    if tally.rules:
        out.print(_rules(tally))
    if tally.today:
        hours = tally.today * call_s / found.plan.lines / 3600
        out.print(
            f"today's take about {hours:,.1f} h of calling, with {found.plan.lines} lines and {call_s:g} s a call", markup=False
        )
    if found.reminders:
        out.print("What the law asks and Callwright cannot see to:")
        for reminder in found.reminders:
            out.print(f"  {reminder}", markup=False)


def _rules(tally: Tally) -> Table:
    table = Table("kept by", "later", "never", "next", "for example", box=None)
    for rule in tally.rules:
        opens = f"{datetime.fromtimestamp(rule.next_at).astimezone():%Y-%m-%d %H:%M}" if rule.next_at else ""
        table.add_row(rule.rule.value, f"{rule.later:,}", f"{rule.never:,}", opens, rule.example)
    return table
