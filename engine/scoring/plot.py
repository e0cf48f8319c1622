"""Lift and calibration of models, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.plotting import check_plots
from engine.scoring.evaluation import Evaluation


def draw(evaluations: Mapping[str, Evaluation], path: Path) -> None:
    """Writes the picture; its ending names the format. Raises as `engine.plotting.check_plots`."""
    check_plots()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    for name, found in evaluations.items():
        tops = [lift.top_percent for lift in found.lifts]
        spread = [[lift.by_score - lift.low for lift in found.lifts], [lift.high - lift.by_score for lift in found.lifts]]
        line = left.errorbar(
            tops, [lift.by_score for lift in found.lifts], yerr=spread, marker="o", capsize=3, label=f"{name}, by score"
        )
        colour = line.lines[0].get_color()
        left.plot(tops, [lift.by_last_outcome for lift in found.lifts], marker="x", ls="--", color=colour, label="by last outcome")
        predicted, happened = zip(*((100 * part.predicted, 100 * part.happened) for part in found.calibration), strict=True)
        right.plot(predicted, happened, marker="o", color=colour, label=name)
    left.axhline(1.0, color="grey", lw=0.8, ls=":", label="random order")
    left.set(xlabel="first so many % of the calls", ylabel="lift", title="successes found, as a multiple of a random order")
    top = max(right.get_xlim()[1], right.get_ylim()[1])
    right.plot([0, top], [0, top], color="grey", lw=0.8, ls=":")
    right.set(xlabel="predicted, %", ylabel="happened, %", title="calibration, by tenths of the calls")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=100)
