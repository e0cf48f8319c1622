"""Utilisation against abandoned calls: each day of each pacer a point, the limit a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.pacing.simulation.comparison import Record
from engine.plotting import check_plots


def draw(records: Sequence[Record], limit: float, path: Path) -> None:
    """Writes the picture; its ending names the format. Raises as `engine.plotting.check_plots`."""
    check_plots()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 5.0), layout="constrained")
    axes = figure.add_subplot()
    for record in records:
        shares = [100 * day.abandoned_share for day in record.days]
        axes.scatter(shares, [100 * day.utilisation for day in record.days], s=14, alpha=0.6, label=record.pacer)
    axes.axvline(100 * limit, color="grey", lw=0.8, ls=":")
    axes.set(xlabel="abandoned, % of answered calls", ylabel="agents busy, % of their time", xlim=(-0.3, None), ylim=(None, 100))
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
