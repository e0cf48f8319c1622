"""callwright simulate …"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from engine.commands.console import out
from engine.commands.measuring.simulate_experiment import experiment
from engine.pacing.simulation.comparison import Record, compare
from engine.pacing.simulation.plot import draw
from engine.pacing.simulation.world import World

app = typer.Typer(help="Try rules out without calling anybody.", no_args_is_help=True)
app.command()(experiment)


@app.callback()
def group() -> None:
    """Try rules out without calling anybody."""


@app.command()
def pacing(
    agents: Annotated[int, typer.Option(min=1)] = 20,
    hours: Annotated[float, typer.Option(min=0.25, help="length of a day")] = 4.0,
    seeds: Annotated[int, typer.Option(min=1, help="how many days")] = 20,
    answer_rate: Annotated[float, typer.Option(min=0.01, max=0.9, help="mean share of calls that a person answers")] = 0.22,
    limit: Annotated[float, typer.Option(min=0.001, max=0.5, help="share of abandoned calls that is allowed")] = 0.03,
    json: Annotated[Path | None, typer.Option(help="write every day as JSON")] = None,
    plot: Annotated[Path | None, typer.Option(help="draw utilisation against abandoned calls (.png or .svg)")] = None,
) -> None:
    """How well do pacers keep human agents busy, and how many people do they abandon, while the answer rate drifts and bursts?"""
    world = World(agents=agents, hours=hours, answer_rate=answer_rate)
    with out.status("") as status:
        records = compare(world, seeds, lambda pacer, seed: status.update(f"{pacer}: day {seed + 1} of {seeds}"))
    out.print(_table(records, limit))
    if json:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(records)) + b"\n")
    if plot:
        draw(records, limit, plot)
        out.print(f"plot: {plot}")


def _table(records: list[Record], limit: float) -> Table:
    table = Table(
        "pacer",
        "agents busy, mean",
        "worst day",
        "abandoned, mean",
        "worst day",
        f"days over {limit:.1%}",
        "people talked with",
        box=None,
        pad_edge=False,
    )
    for record in records:
        talked = sum(day.answered - day.abandoned for day in record.days) / len(record.days)
        table.add_row(
            record.pacer,
            f"{record.utilisation:.1%}",
            f"{record.worst_utilisation:.1%}",
            f"{record.abandoned_share:.2%}",
            f"{record.worst_abandoned_share:.2%}",
            f"{record.days_over(limit)} of {len(record.days)}",
            f"{talked:.0f} a day",
        )
    return table
