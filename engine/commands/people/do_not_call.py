"""callwright do-not-call …"""

from __future__ import annotations

import getpass
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from engine.campaign.lists.blocking import BlockOrder, import_blocked
from engine.campaign.lists.numbers import NumberError, e164
from engine.campaign.lists.opening import Reading
from engine.commands.by_hand import whoever
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.people.import_progress import progress_bar, rejects_beside
from engine.commands.people.lists import EncodingOption, MapOption, RegionOption, RejectsOption, SheetOption, mapping_of
from engine.masking import masked
from engine.store.people import do_not_call
from engine.writeback.opt_outs import Origin, opt_outs_of
from engine.writeback.payload_v2 import OptOutSource

app = typer.Typer(no_args_is_help=True, help="Numbers that are never dialled.")

NumberArgument = Annotated[str, typer.Argument(help="with +, or in the settings' default_region")]
RevealOption = Annotated[bool, typer.Option("--reveal", help="show numbers in full")]


@app.command()
def add(
    context: typer.Context,
    number: NumberArgument,
    reason: Annotated[str, typer.Option(help="who asked, and how")],
    database: DatabaseOption = None,
) -> None:
    """Lists one number."""
    known, at = _given(context, number), time.time()
    opt_outs = opt_outs_of(settings_of(context).writeback, time.time)

    def write(session: Session) -> bool:
        before = do_not_call.listed(session, known)
        with opt_outs.told(session, known, Origin(OptOutSource.OPERATOR, whoever()), at):
            do_not_call.add(session, known, reason, at)
        return before

    with opened_database(context, database) as opened:
        before = opened.write(write)
    out.print(f"{masked(known)} {'was listed before' if before else 'is never dialled from now on'}")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: a column of numbers, or nothing but numbers", metavar="FILE")],
    source: Annotated[str, typer.Option(help='where it comes from, e.g. "national register 2026-11"')],
    reason: Annotated[str, typer.Option(help="of listing them")] = "on a register of people who do not want calls",
    mapping: MapOption = None,
    region: RegionOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    rejects: RejectsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Lists every number of a file. Exit status: 1 if rows were rejected; the others are listed."""
    order = BlockOrder(
        path=file,
        source=source,
        reason=reason,
        region=(region or settings_of(context).default_region).upper(),
        rejects=rejects or rejects_beside(file),
        mapping=mapping_of(mapping),
        reading=Reading(encoding, sheet),
    )
    with opened_database(context, database) as opened, progress_bar(file.name) as bar:
        report = import_blocked(opened, order, time.time, bar)
    out.print(f"{report.added:,} numbers added, {report.known:,} were listed before, {report.rejected:,} rejected")
    if report.rejected:
        error.print(f"rejected rows with their reasons: {order.rejects}", style="yellow", markup=False)
        raise typer.Exit(1)


@app.command("list")
def list_(
    context: typer.Context,
    removed: Annotated[bool, typer.Option("--removed", help="what was taken off the list, and why")] = False,
    reveal: RevealOption = False,
    database: DatabaseOption = None,
) -> None:
    """Everything that is listed, a line each."""
    with opened_database(context, database) as opened:
        if removed:
            _print_removals(opened.read(do_not_call.removals), reveal=reveal)
            return
        opened.read(lambda session: _print_listings(session, reveal=reveal))


@app.command()
def remove(
    context: typer.Context,
    number: NumberArgument,
    reason: Annotated[str, typer.Option(prompt="Why may this number be called again?", help="is kept")],
    by: Annotated[str | None, typer.Option(help="who does this; your login unless told")] = None,
    database: DatabaseOption = None,
) -> None:
    """Takes a number off the list, if the person asked to be called again. Who did it and why is kept."""
    if not reason.strip():
        raise typer.BadParameter("say why this number may be called again", param_hint="--reason")
    known = _given(context, number)
    with opened_database(context, database) as opened:
        opened.write(lambda session: do_not_call.remove(session, known, reason.strip(), by or getpass.getuser(), time.time()))
    out.print(f"{masked(known)} may be dialled again")


def _given(context: typer.Context, number: str) -> str:
    try:
        return e164(number, settings_of(context).default_region)
    except NumberError as problem:
        raise typer.BadParameter(str(problem), param_hint="NUMBER") from problem


def _print_listings(session: Session, *, reveal: bool) -> None:
    """A line each as they are read: there may be millions."""
    for row in do_not_call.listings(session):
        number = row.number if reveal else masked(row.number)
        out.print(f"{number}  {_day(row.at)}  {row.source}: {row.reason}", markup=False)


def _print_removals(removals: list[do_not_call.Removal], *, reveal: bool) -> None:
    table = Table("number", "removed", "by", "why", "was listed for", box=None, pad_edge=False)
    for row in removals:
        number = row.number if reveal else masked(row.number)
        table.add_row(number, _day(row.at), *map(escape, (row.by, row.reason, row.listed_for)))
    out.print(table)


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
