"""callwright import, callwright lists"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from engine.campaign.lists.columns import NUMBER, roles_of
from engine.campaign.lists.importing import ImportOrder, ImportReport, import_list
from engine.campaign.lists.opening import Reading
from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.people.import_progress import progress_bar, rejects_beside
from engine.store.lists import summaries

MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", help='"HEADING=number", external_id, name, time_zone, country, consent, consent_at, tags, or a variable'),
]
RegionOption = Annotated[
    str | None, typer.Option(help="country of numbers without +, e.g. GB; left out: the settings' default_region")
]
EncodingOption = Annotated[str | None, typer.Option(help="of a CSV file, if it cannot be told from it")]
SheetOption = Annotated[str | None, typer.Option(help="of a workbook with several")]
RejectsOption = Annotated[Path | None, typer.Option(help="where rejected rows go; left out: FILE.rejected.csv beside the file")]


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with a header", metavar="FILE")],
    list_name: Annotated[str, typer.Option("--list", help="the list it makes or brings up to date")],
    mapping: MapOption = None,
    region: RegionOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    header_line: Annotated[int, typer.Option(min=1, help="line of the headings")] = 1,
    rejects: RejectsOption = None,
    all_or_nothing: Annotated[bool, typer.Option("--all-or-nothing", help="import nothing if any row is rejected")] = False,
    database: DatabaseOption = None,
) -> None:
    """Reads people into a list. The same file again changes nothing; a newer one brings the list up to date.

    Exit status: 0 if every row was accepted, 1 if some were rejected (the others are imported), 2 if nothing was imported.
    """
    order = ImportOrder(
        path=file,
        list_name=list_name,
        region=(region or settings_of(context).default_region).upper(),
        rejects=rejects or rejects_beside(file),
        mapping=mapping_of(mapping),
        reading=Reading(encoding, sheet),
        header_line=header_line,
        all_or_nothing=all_or_nothing,
    )
    with opened_database(context, database) as opened, progress_bar(file.name) as bar:
        report = import_list(opened, order, time.time, bar)
    _tell(order, report)
    if report.rejected:
        raise typer.Exit(1)


def lists(context: typer.Context, database: DatabaseOption = None) -> None:
    """All lists: how many people are on them, and what was read into them last."""
    with opened_database(context, database) as opened:
        found = opened.read(summaries)
    table = Table("list", "people", "last file", "imported", "rows", box=None, pad_edge=False)
    for summary in found:
        when = f"{datetime.fromtimestamp(summary.last_import_at, UTC):%Y-%m-%d %H:%M UTC}" if summary.last_import_at else ""
        rows = ", ".join(f"{summary.last_counts.get(name, 0):,} {name}" for name in ("added", "updated", "unchanged", "rejected"))
        told = rows if summary.last_finished else "broken off: import the file again"
        table.add_row(escape(summary.name), f"{summary.members:,}", escape(summary.last_file or ""), when, told)
    out.print(table if found else "no lists: callwright import FILE --list NAME")


def mapping_of(options: list[str] | None) -> dict[str, str]:
    """`HEADING=TARGET` options as a mapping.

    Raises:
        typer.BadParameter: one is not of this form.
    """
    pairs = [option.rpartition("=") for option in options or ()]
    for (heading, _, target), option in zip(pairs, options or (), strict=True):
        if not heading.strip() or not target.strip():
            raise typer.BadParameter(f'{option!r}: expected "HEADING=TARGET", e.g. "Mobile No.=number"', param_hint="--map")
    return {heading.strip(): target.strip() for heading, _, target in pairs}


def _tell(order: ImportOrder, report: ImportReport) -> None:
    for note in report.notes:
        error.print(f"{order.path}: {note}", style="yellow", markup=False)
    roles = {column.variable: role.value for role, column in roles_of(report.columns).items()}
    for column in report.columns:
        meaning = "the number to dial" if column.variable == NUMBER else roles.get(column.variable, f"variable {column.variable}")
        out.print(f"  column {column.index + 1} {column.heading!r}: {meaning}", markup=False)
    if report.seen_before:
        out.print("this very file was imported into this list before")
    out.print(
        f"{order.list_name}: {report.added:,} added ({report.new_people:,} of them new), {report.updated:,} updated, "
        f"{report.unchanged:,} unchanged, {report.rejected:,} rejected",
        markup=False,
    )
    if report.consent_undated:
        told = "people consented, the file does not say when: any word of theirs that has a date outvotes it"
        out.print(f"{report.consent_undated:,} {told}")
    if report.consent_stays_withdrawn:
        out.print(f"{report.consent_stays_withdrawn:,} people took their consent back since: it stays withdrawn")
    if report.not_in_file:
        out.print(f"{report.not_in_file:,} people of the list are not in this file; they stay on it")
    if report.rejected:
        for rejected in report.first_rejected:
            where = f"{order.path}:{rejected.line}" + (f": {rejected.column}" if rejected.column else "")
            error.print(f"{where}: {rejected.reason}", style="yellow", markup=False)
        error.print(f"rejected rows with their reasons: {order.rejects}", style="yellow", markup=False)
