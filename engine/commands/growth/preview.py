"""callwright preview"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from engine.campaign.lists.numbers import key_of
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.loader import read_plan
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.growth.segments import explanation_table
from engine.dialog.localised import UnknownLanguage
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.launch.beginning import script_of
from engine.launch.previewing import Considered, Preview
from engine.launch.previewing import preview as previewed
from engine.masking import masked


def preview(
    context: typer.Context,
    plan: Annotated[Path, typer.Argument(help="a campaign's plan", metavar="PLAN.yaml")],
    who: Annotated[str, typer.Argument(help="number or external id", metavar="NUMBER|ID")],
    reveal: Annotated[bool, typer.Option("--reveal", help="show numbers in full")] = False,
    database: DatabaseOption = None,
) -> None:
    """Says what the bot would say first to one person: which offer they get and why, which script, its opening. Calls nobody.

    Exit status: 0 if they could be talked with, 1 if something is missing that the script says, 2 if the plan is wrong.
    """
    settings, order = settings_of(context), CampaignOrder(read_plan(plan))
    script, key = script_of(order), key_of(who, settings.default_region)
    with opened_database(context, database) as store:
        try:
            found = store.read(lambda session: previewed(session, settings, order, script, key, time.time()))
        except (MissingVariable, UnfitVariable, UnknownLanguage) as problem:
            error.print(f"this person cannot be called with this script: {problem}", markup=False)
            raise typer.Exit(1) from problem
    _tell(found, reveal=reveal)


def _tell(found: Preview, *, reveal: bool) -> None:
    standing = "is a lead of the campaign" if found.is_lead else "is no lead of the campaign yet"
    out.print(f"{found.number if reveal else masked(found.number)} {standing}", markup=False)
    for one in found.considered:
        out.print("", f"offer [bold]{escape(one.offer)}[/bold]: {escape(_verdict(one))}", sep="\n")
        if one.why:
            out.print(explanation_table(one.why, reveal=reveal))
    treatment = found.treatment
    out.print("", f"script: {found.script.label}", markup=False, sep="\n")
    out.print(f"offer: {treatment.offer or '-'}, segment: {treatment.segment or '-'}", markup=False)
    for name, value in treatment.variables.items():
        out.print(f"  {name} = {value}", markup=False)
    for text in found.says:
        out.print(f"  “{text}”", style="bold cyan", markup=False, soft_wrap=True)


def _verdict(one: Considered) -> str:
    if one.suits:
        return "suits" if one.why else "is for everybody"
    if one.why and not one.why.holds:
        return "does not suit"
    return f"its script needs {', '.join(one.missing)}, not known of this person"
