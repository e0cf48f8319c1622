"""False conclusions by how long one goes on looking: always-valid intervals beside an ordinary test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.experiments.simulation import Findings
from engine.plotting import check_plots

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw(none: Findings, some: Findings, path: Path) -> None:
    """Writes the picture; its ending names the format. Raises as `engine.plotting.check_plots`.

    Args:
        none: of arms that are alike.
        some: of arms of which one is better.
        path: the picture's file.
    """
    check_plots()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    _line(left, none.naive, none.setup.people, "ordinary 5 % test at every look", "tab:red")
    _line(left, none.any_difference, none.setup.people, "always-valid interval", "tab:blue")
    left.axhline(5, color="grey", lw=0.8, ls=":")
    left.set(title="arms are alike: false conclusions, % of runs", xlabel="people called", ylim=(0, None))
    _line(right, some.decided, some.setup.people, "always-valid interval", "tab:blue")
    rates = " and ".join(f"{100 * rate:g} %" for rate in some.setup.rates)
    right.set(title=f"rates of {rates}: better arm found, % of runs", xlabel="people called", ylim=(0, 100))
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)


def _line(axes: Axes, times: Sequence[int | None], people: int, label: str, colour: str) -> None:
    """Share of runs that had concluded something by then."""
    ended = np.sort([time for time in times if time is not None])
    steps = np.linspace(0, people, 400)
    axes.plot(steps, 100 * np.searchsorted(ended, steps, side="right") / len(times), label=label, color=colour)
