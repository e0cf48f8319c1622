"""callwright simulate experiment"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from engine.commands.console import out
from engine.experiments.plot import draw
from engine.experiments.simulation import Findings, Setup, simulate
from engine.experiments.verdict import StopRule


def experiment(
    rate: Annotated[
        float, typer.Option(min=0.001, max=0.9, help="share of people who do what is hoped for, in all arms but the best")
    ] = 0.1,
    effect: Annotated[float, typer.Option(min=0.001, max=0.5, help="how much larger it is in the best arm")] = 0.05,
    arms: Annotated[int, typer.Option(min=2, max=10)] = 2,
    people: Annotated[int, typer.Option(min=100, help="in each experiment, over all arms")] = 4000,
    runs: Annotated[int, typer.Option(min=10, help="experiments")] = 2000,
    floor: Annotated[
        float | None, typer.Option(min=0.01, max=0.5, help="Thompson sampling with this smallest share of an arm")
    ] = None,
    seed: Annotated[int, typer.Option(help="another one, other chances")] = 1,
    plot: Annotated[Path | None, typer.Option(help="draw how conclusions come with people called (.png or .svg)")] = None,
) -> None:
    """How often is an experiment wrong that is looked at after every call, and how soon does it find the better arm?"""
    if rate + effect >= 1:
        raise typer.BadParameter("with the rate it must stay below 1", param_hint="--effect")
    if floor is not None and floor * arms > 1:
        raise typer.BadParameter(f"{arms} arms cannot each have {floor:g} of the people", param_hint="--floor")
    rule = StopRule(effect=effect, adaptive=floor is not None)
    setup = Setup((rate,) * arms, people, runs, rule, floor)
    with out.status("") as status:
        none = simulate(setup, seed, lambda run: status.update(f"arms that are alike: experiment {run + 1} of {runs}"))
        better = replace(setup, rates=(*setup.rates[:-1], rate + effect))
        some = simulate(better, seed + 1, lambda run: status.update(f"one arm is better: experiment {run + 1} of {runs}"))
    out.print(_table(none, some))
    if plot:
        draw(none, some, plot)
        out.print(f"plot: {plot}")


def _table(none: Findings, some: Findings) -> Table:
    table = Table("", "arms alike", "one better", box=None, pad_edge=False)
    table.add_row("experiments", str(none.setup.runs), str(some.setup.runs))
    table.add_row("rates", *(", ".join(f"{rate:.3g}" for rate in found.setup.rates) for found in (none, some)))
    table.add_row("people in each", str(none.setup.people), str(some.setup.people))
    table.add_row(
        "a difference was claimed", f"{none.share(none.any_difference):.1%} (false)", f"{some.share(some.any_difference):.1%}"
    )
    table.add_row(
        "so by an ordinary 5 % test at every look", f"{none.share(none.naive):.1%} (false)", f"{some.share(some.naive):.1%}"
    )
    table.add_row("the best arm was found", "", f"{some.power:.1%}")
    table.add_row("people until then, median", "", f"{some.median_people:.0f}" if some.median_people else "")
    wrong = sum(time is not None for time in some.decided) / some.setup.runs - some.power
    table.add_row("another arm was called the best", "", f"{wrong:.1%}")
    table.add_row("people who got the best arm", "", f"{some.best_share:.1%}")
    return table
