"""The conversation benchmark as pictures: reply gaps as distributions and by load, and the shares that should be near zero."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.bench.conversation import CellResult
from engine.bench.exchanges import Kind
from engine.bench.figures import MEASURES, Unit, gaps_ms
from engine.plotting import check_plots

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE_INCHES: Final = (9.0, 5.0)
_RATES: Final = tuple(measure for measure in MEASURES if measure.unit is Unit.PERCENT and measure.target)
_P95_TARGET_MS: Final = 1000


def write_plots(results: Sequence[CellResult], folder: Path) -> list[Path]:
    """Writes one PNG per picture and returns their paths. Raises as `engine.plotting.check_plots`."""
    check_plots()
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in (("reply-gap-distribution", _distribution), ("reply-gap-by-load", _by_load), ("rates", _rates)):
        figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
        draw(figure.add_subplot(), results)
        figure.savefig(folder / f"{name}.png", dpi=120)
        written.append(folder / f"{name}.png")
    return written


def _distribution(axes: Axes, results: Sequence[CellResult]) -> None:
    for result in results:
        if gaps := sorted(gaps_ms(result, Kind.ANSWER, Kind.PAUSE)):
            shares = [100 * (index + 1) / len(gaps) for index in range(len(gaps))]
            axes.step(gaps, shares, where="post", label=f"{_name(result)}, {len(gaps)} replies")
    axes.set(
        xlabel="reply gap in ms, as the callee hears it", ylabel="% of replies that came by then", xlim=(0, None), ylim=(0, 100)
    )
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def _by_load(axes: Axes, results: Sequence[CellResult]) -> None:
    measure = next(each for each in MEASURES if each.name == "reply gap")
    for condition in dict.fromkeys(result.cell.condition for result in results):
        own = [result for result in results if result.cell.condition is condition]
        known = [(each.cell.conversations, figure) for each in own if (figure := measure.of(each)).samples]
        counts = [count for count, _ in known]
        [line] = axes.plot(counts, [figure.p50_ms or 0 for _, figure in known], marker="o", label=f"{condition}, p50")
        p95_ms = [figure.p95_ms or 0 for _, figure in known]
        axes.plot(counts, p95_ms, marker="^", ls="--", color=line.get_color(), label=f"{condition}, p95")
    axes.axhline(_P95_TARGET_MS, color="grey", lw=0.8, ls=":")
    axes.set(xlabel="simultaneous conversations", ylabel="reply gap in ms", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def _rates(axes: Axes, results: Sequence[CellResult]) -> None:
    height = 0.8 / max(1, len(results))
    for index, result in enumerate(results):
        shares = [measure.of(result).percent or 0.0 for measure in _RATES]
        axes.barh([row + index * height for row in range(len(_RATES))], shares, height, label=_name(result))
    axes.set_yticks([row + 0.4 for row in range(len(_RATES))], [f"{measure.name}\n{measure.target}" for measure in _RATES])
    axes.set(xlabel="%", xlim=(0, None))
    axes.invert_yaxis()
    axes.legend(fontsize="small")


def _name(result: CellResult) -> str:
    return f"{result.cell.condition}, {result.cell.conversations} at once"
