"""A report as one HTML page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

import msgspec

from engine.reporting.experiment import ExperimentFigures
from engine.reporting.report import Dimension, Report, Row
from engine.store.reporting.attribution import Attribution
from engine.store.reporting.cohorts import FOLLOWED_DAYS, Cohort
from engine.store.reporting.figures import GroupFunnel, Grouping

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1d2530; --soft: #667085; --line: #d8dee8; --bar: #2f6fdb; --paper: #fff; --band: #f3f6fb }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf1; --soft: #98a2b3; --line: #344054; --bar: #6ea0ff; --paper: #11161d; --band: #1a212b }
}
body { margin: 0 auto; max-width: 66rem; padding: 2rem 1rem; font: 16px/1.5 system-ui, sans-serif }
body { color: var(--ink); background: var(--paper) }
h1 { margin: 0; font-size: 1.6rem }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem }
p { margin: .25rem 0; color: var(--soft) }
.wide { overflow-x: auto }
table { width: 100%; border-collapse: collapse }
th { text-align: left; font-weight: 600 }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
td:first-child { min-width: 7rem }
td.n, th.n { width: 4.5rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
td.b { width: 40%; min-width: 7rem }
.lane { position: relative }
.bar { height: .8rem; border-radius: .2rem; background: var(--bar) }
.mark { position: absolute; top: -.15rem; width: 2px; height: 1.1rem; background: var(--ink) }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem }
dl div { padding: .75rem; border-radius: .5rem; background: var(--band) }
dt { color: var(--soft); font-size: .85rem }
dd { margin: 0; font-size: 1.3rem; white-space: nowrap; font-variant-numeric: tabular-nums }
@media (max-width: 40rem) {
  th, td { padding: .3rem }
  td:first-child { min-width: 5rem }
  td.b { min-width: 4rem }
}
@media print {
  body { padding: 0 }
  dl div { border: 1px solid var(--line) }
  .bar, .mark { print-color-adjust: exact }
}
"""

_HEADINGS: Final = {
    Dimension.HOUR: "Calls by hour",
    Dimension.WEEKDAY: "Calls by weekday",
    Dimension.SCRIPT: "Calls by script",
    Dimension.TRUNK: "Calls by trunk",
}


def as_html(report: Report) -> str:
    """The page, whole."""
    title = escape(report.campaign)
    return "".join(
        (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<style>{_STYLE}</style></head><body><h1>{title}</h1>",
            f"<p>Hours and days are those of {escape(report.time_zone)}.</p>",
            *_key_figures(report),
            "<h2>From the list to the order</h2>",
            *_bars(msgspec.to_builtins(report.funnel), "leads", "of listed", report.funnel.listed),
            "<h2>Outcomes</h2>",
            *_shares(report.outcomes, "leads"),
            "<h2>Grades</h2>",
            *_shares(report.grades, "leads"),
            *(("<h2>Text messages</h2>", *_shares(msgspec.to_builtins(report.messages), "messages")) if report.messages else ()),
            *(part for dimension, rows in report.by.items() for part in _table(dimension, rows)),
            *(part for grouping, groups in report.funnels.items() for part in _group_funnels(grouping, groups)),
            *_credits(report.attribution),
            *_cohorts(report.cohorts),
            *(_experiment(report.experiment) if report.experiment else ()),
            "</body></html>\n",
        )
    )


def _key_figures(report: Report) -> Iterator[str]:
    gaps = report.reply_gaps
    figures = {
        "calls": f"{report.calls.calls:,}",
        "answered": f"{report.calls.answered:,}",
        "people reached": f"{report.calls.reached:,}",
        "abandoned": "–" if report.abandoned_percent is None else f"{report.abandoned_percent:g} %",
        "talked": f"{report.calls.talk_s / 60:,.0f} min",
        "reply gap, p50 / p95": "–" if gaps.p50_ms is None else f"{gaps.p50_ms} / {gaps.p95_ms} ms",
    }
    yield "<dl>"
    yield from (f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    yield "</dl>"


def _shares(counts: Mapping[str, int], of: str) -> Iterator[str]:
    """Bars of what together is all."""
    return _bars(counts, of, "of all", sum(counts.values()))


def _bars(counts: Mapping[str, int], of: str, share: str, whole: int) -> Iterator[str]:
    """A row for each count with its share of the whole."""
    if not counts:
        yield f"<p>No {of} yet.</p>"
        return
    most = max(counts.values())
    yield f'<table><tr><th></th><th class="n">{of}</th><th class="n">{share}</th><th></th></tr>'
    for name, count in counts.items():
        cells = f'<td class="n">{count:,}</td><td class="n">{_percent(count, whole)}</td>'
        yield f"<tr><td>{escape(name.replace('_', ' '))}</td>{cells}{_bar(0, count, most)}</tr>"
    yield "</table>"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _bar(low: float, high: float, most: float, mark: float | None = None) -> str:
    """A cell with a bar between two values, in a lane that ends at `most`; `mark` is a value within the bar."""
    left, width = (100 * value / most if most else 0.0 for value in (low, high - low))
    marked = "" if mark is None else f'<div class="mark" style="left:{100 * mark / most:.1f}%"></div>'
    bar = f'<div class="bar" style="margin-left:{left:.1f}%;width:{width:.1f}%"></div>'
    return f'<td class="b"><div class="lane">{bar}{marked}</div></td>'


def _table(dimension: Dimension, rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    yield f'<h2>{_HEADINGS[dimension]}</h2><div class="wide"><table><tr><th></th><th class="n">calls</th><th class="n">reached</th>'
    yield '<th class="n">talked</th><th class="n">interested</th><th class="n">of calls</th><th></th></tr>'
    for row in rows:
        key = row.key.partition(" ")[2] if dimension is Dimension.WEEKDAY else row.key
        cells = "".join(f'<td class="n">{count:,}</td>' for count in (row.calls, row.reached, row.talked, row.interested))
        share = f'<td class="n">{_percent(row.reached, row.calls)}</td>{_bar(0, row.reached, row.calls)}'
        yield f"<tr><td>{escape(key)}</td>{cells}{share}</tr>"
    yield "</table></div>"


def _credits(found: Attribution) -> Iterator[str]:
    credits = {
        "owed to a call, by link or by who told of it": found.owed,
        f"by the first call of {found.window_days} days that reached the person": found.first_touch,
        f"by the last call of {found.window_days} days that reached the person": found.last_touch,
    }
    if not any(credit.orders for credit in credits.values()):
        return
    yield '<h2>Orders</h2><table><tr><th></th><th class="n">orders</th><th class="n">value</th></tr>'
    for name, credit in credits.items():
        yield f'<tr><td>{name}</td><td class="n">{credit.orders:,}</td><td class="n">{credit.value:,.2f}</td></tr>'
    yield "</table>"


def _cohorts(found: Sequence[Cohort]) -> Iterator[str]:
    if not found:
        return
    yield f"<h2>People by the week that first reached them, and what they did within {FOLLOWED_DAYS} days</h2>"
    yield '<table><tr><th></th><th class="n">reached</th><th class="n">clicked</th><th class="n">ordered</th></tr>'
    for one in found:
        cells = "".join(f'<td class="n">{count:,}</td>' for count in (one.reached, one.clicked, one.ordered))
        yield f"<tr><td>{one.week}</td>{cells}</tr>"
    yield "</table>"


def _group_funnels(grouping: Grouping, groups: Sequence[GroupFunnel]) -> Iterator[str]:
    if not groups:
        return
    steps = [name for name in GroupFunnel.__struct_fields__ if name != "key"]
    headings = "".join(f'<th class="n">{step}</th>' for step in steps)
    yield f'<h2>Leads by {grouping} of their calls</h2><div class="wide"><table><tr><th></th>{headings}</tr>'
    for group in groups:
        cells = "".join(f'<td class="n">{getattr(group, step):,}</td>' for step in steps)
        yield f"<tr><td>{escape(group.key)}</td>{cells}</tr>"
    yield "</table></div>"


def _experiment(found: ExperimentFigures) -> Iterator[str]:
    """Each arm's rate as a mark in a bar that is its interval; the lane ends at the highest of them."""
    yield f"<h2>Experiment {escape(found.name)}</h2><p>{escape(found.decision)}</p><p>Split: {escape(found.sample_ratio)}.</p>"
    headings = ("people", "called", found.goal, "rate", "surely between")
    yield '<div class="wide"><table><tr><th>arm</th>'
    yield "".join(f'<th class="n">{heading}</th>' for heading in headings) + "<th></th></tr>"
    top = max((arm.high_percent for arm in found.arms), default=0.0)
    for arm in found.arms:
        rate = "–" if arm.rate_percent is None else f"{arm.rate_percent:.1f} %"
        between = f"{arm.low_percent:.1f} – {arm.high_percent:.1f} %"
        counts = (f"{count:,}" for count in (arm.assigned, arm.called, arm.reached_goal))
        cells = "".join(f'<td class="n">{cell}</td>' for cell in (*counts, rate, between))
        yield f"<tr><td>{escape(arm.arm)}</td>{cells}{_bar(arm.low_percent, arm.high_percent, top, arm.rate_percent)}</tr>"
    yield "</table></div>"
    for pair in found.differences:
        yield f"<p>{escape(pair.one)} − {escape(pair.other)}: {pair.low_points:+.1f} to {pair.high_points:+.1f} points</p>"
