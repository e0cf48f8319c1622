"""A campaign's outcome as tables."""

from __future__ import annotations

from collections import Counter

from rich.table import Table

from engine.campaign.results import percentile, results
from engine.store.reporting.reports import CampaignReport


def summary_table(report: CampaignReport) -> Table:
    """How many leads had which outcome, and how fast the bot answered."""
    records = results(report)
    outcomes = Counter(
        (record.disposition, record.grade or "") if record.disposition else ("no outcome yet", "") for record in records
    )
    table = Table("outcome", "grade", "leads", title=f"{report.name}: {len(records)} leads", box=None, title_justify="left")
    for (disposition, grade), count in sorted(outcomes.items()):
        table.add_row(disposition, grade, str(count))
    table.caption = "; ".join(filter(None, (scripts(report), reply_gaps(report))))
    return table


def forbidden(report: CampaignReport) -> list[str]:
    """Why leads were not called and never will be, a line for each rule; the reason is that of one of them."""
    found = [lead.forbidden for lead in report.leads if lead.forbidden]
    counts, details = Counter(why.rule for why in found), {why.rule: why.detail for why in reversed(found)}
    return [f"not called: {count} by `{rule}`, for example: {details[rule]}" for rule, count in counts.most_common()]


def scripts(report: CampaignReport) -> str:
    """Which script the calls ran, or how many ran which; nothing if there was no call."""
    calls = Counter(lead.attempt.script.label for lead in report.leads if lead.attempt)
    if len(calls) < 2:
        return "".join(f"script {label}" for label in calls)
    return "scripts " + ", ".join(f"{label} ({count} calls)" for label, count in sorted(calls.items()))


def reply_gaps(report: CampaignReport) -> str:
    """The campaign's reply gaps in words."""
    gaps = [gap for lead in report.leads if lead.attempt for gap in lead.attempt.reply_gaps_ms]
    if not gaps:
        return "no replies measured"
    return f"reply gap over {len(gaps)} replies: p50 {percentile(gaps, 50)} ms, p95 {percentile(gaps, 95)} ms"
