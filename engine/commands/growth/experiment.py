"""callwright experiment"""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.reporting.experiment import ExperimentFigures, experiment_named


def experiment(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="as the plan has it")],
    json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
    database: DatabaseOption = None,
) -> None:
    """What an experiment shows so far, and whether it is over. May be looked at after every call."""
    with opened_database(context, database) as store:
        found = store.read(lambda session: experiment_named(session, name))
    if json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        out.print(in_words(found))


def in_words(found: ExperimentFigures) -> Group:
    """For the terminal."""
    table = Table("arm", "people", "called", found.goal, "%", "surely between, %", box=None)
    for arm in found.arms:
        rate = "" if arm.rate_percent is None else f"{arm.rate_percent:.1f}"
        between = f"{arm.low_percent:.1f} and {arm.high_percent:.1f}"
        table.add_row(escape(arm.arm), *map(str, (arm.assigned, arm.called, arm.reached_goal)), rate, between)
    return Group(
        f"[bold]experiment {escape(found.name)}[/bold]",
        table,
        *(
            escape(f"{pair.one} − {pair.other}: {pair.low_points:+.1f} to {pair.high_points:+.1f} points")
            for pair in found.differences
        ),
        f"split: {found.sample_ratio}",
        escape(found.decision),
    )
