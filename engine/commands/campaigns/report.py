"""callwright report"""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from engine.commands.console import out as console
from engine.commands.context import settings_of
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.growth.experiment import in_words
from engine.reporting import report as reporting
from engine.reporting.flat import as_csv
from engine.reporting.page import as_html
from engine.reporting.report import Report
from engine.store.reporting.attribution import Attribution
from engine.store.reporting.cohorts import Cohort
from engine.store.reporting.figures import GroupFunnel, Grouping


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def report(
    context: typer.Context,
    campaign: Annotated[str, typer.Argument(help="its name")],
    format: Annotated[Format | None, typer.Option(help="default: as the name of --out ends, else text")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="file to write; default: standard output")] = None,
    time_zone: Annotated[str, typer.Option(help="IANA name: whose hours and days are meant")] = "UTC",
    database: DatabaseOption = None,
) -> None:
    """What came of a campaign so far: its funnel, outcomes and grades, and its calls by hour, weekday, script and trunk."""
    zone = zone_of(time_zone)
    with opened_database(context, database) as store:
        unreported_before = settings_of(context).sms.unreported_before(time.time())
        found = store.read(lambda session: reporting.report(session, campaign, zone, unreported_before))
    chosen = format or _format_of(out)
    if out is None and chosen is Format.TEXT:
        _print(found)
        return
    text = _written(found, chosen)
    if out:
        out.write_text(text, encoding="utf-8", newline="")
    else:
        typer.echo(text, nl=False)


def zone_of(name: str) -> ZoneInfo:
    """The zone of `--time-zone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(f"{name!r} is no time zone such as Europe/London", param_hint="--time-zone") from error


def _format_of(path: Path | None) -> Format:
    suffixes = {".json": Format.JSON, ".csv": Format.CSV, ".html": Format.HTML}
    return suffixes.get(path.suffix, Format.TEXT) if path else Format.TEXT


def _written(found: Report, chosen: Format) -> str:
    match chosen:
        case Format.JSON:
            return msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
        case Format.CSV:
            return as_csv(found)
        case Format.HTML:
            return as_html(found)
        case Format.TEXT:
            with console.capture() as captured:
                _print(found)
            return captured.get()


def _print(found: Report) -> None:
    console.print(f"[bold]{escape(found.campaign)}[/bold]")
    console.print(_counts("leads", msgspec.to_builtins(found.funnel)))
    console.print(_counts("outcome", found.outcomes), _counts("grade", found.grades))
    if found.messages:
        console.print(_counts("text messages", msgspec.to_builtins(found.messages)))
    made, gaps = found.calls, found.reply_gaps
    console.print(f"{made.calls} calls, {made.answered} answered, {made.reached} by people; {made.talk_s / 60:.0f} minutes of talk")
    if found.abandoned_percent is not None:
        console.print(f"abandoned: {found.abandoned_percent:g} % of the people who answered")
    if gaps.p50_ms is not None:
        console.print(f"reply gap over {gaps.replies} replies: p50 {gaps.p50_ms} ms, p95 {gaps.p95_ms} ms")
    for dimension, rows in found.by.items():
        table = Table(dimension.value, "calls", "reached", "talked", "interested", box=None)
        for row in rows:
            table.add_row(escape(row.key), *map(str, (row.calls, row.reached, row.talked, row.interested)))
        if rows:
            console.print("", table)
    if found.attribution.owed.orders or found.attribution.last_touch.orders:
        console.print("", _credits(found.attribution))
    if found.cohorts:
        console.print("", _cohorts(found.cohorts))
    if found.experiment:
        console.print("", in_words(found.experiment))
    for grouping, groups in found.funnels.items():
        if groups:
            console.print("", _funnels(grouping, groups))


def _credits(found: Attribution) -> Table:
    table = Table("orders", "", "value", box=None)
    for name, credit in (("owed to a call", found.owed), ("first touch", found.first_touch), ("last touch", found.last_touch)):
        table.add_row(name, str(credit.orders), f"{credit.value:.2f}")
    return table


def _cohorts(found: list[Cohort]) -> Table:
    table = Table("first reached", "people", "clicked", "ordered", box=None)
    for one in found:
        table.add_row(one.week, str(one.reached), str(one.clicked), str(one.ordered))
    return table


def _funnels(grouping: Grouping, groups: Sequence[GroupFunnel]) -> Table:
    steps = [name for name in GroupFunnel.__struct_fields__ if name != "key"]
    table = Table(f"leads by {grouping}", *steps, box=None)
    for group in groups:
        table.add_row(escape(group.key), *(str(getattr(group, step)) for step in steps))
    return table


def _counts(heading: str, counts: dict[str, int]) -> Table:
    table = Table(heading, "", box=None)
    for name, count in counts.items():
        table.add_row(name.replace("_", " "), str(count))
    return table
