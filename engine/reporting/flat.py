"""A report as rows of `section, key, measure, value`: for spreadsheets and programs that read CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

from engine.campaign.cells import safe_cell
from engine.reporting.experiment import ExperimentFigures
from engine.reporting.report import Report


def as_csv(report: Report) -> str:
    """CSV with a header; what is not known is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("section", "key", "measure", "value"))
    for row in _rows(report):
        writer.writerow([safe_cell(str(cell)) if cell is not None else "" for cell in row])
    return text.getvalue()


def _rows(report: Report) -> Iterator[tuple[str, str, str, object]]:
    yield "campaign", report.campaign, "abandoned_percent", report.abandoned_percent
    for section, figures in (("funnel", report.funnel), ("calls", report.calls), ("reply_gaps", report.reply_gaps)):
        for measure, value in msgspec.structs.asdict(figures).items():
            yield section, "", measure, value
    for section, counts in (("outcome", report.outcomes), ("grade", report.grades)):
        for key, count in counts.items():
            yield section, key, "leads", count
    for standing, count in report.messages.items():
        yield "text message", standing.value, "messages", count
    for dimension, rows in report.by.items():
        for row in rows:
            for measure in ("calls", "reached", "talked", "interested"):
                yield dimension.value, row.key, measure, getattr(row, measure)
    for rule in ("owed", "first_touch", "last_touch"):
        for measure, value in msgspec.structs.asdict(getattr(report.attribution, rule)).items():
            yield "attribution", rule, measure, value
    for cohort in report.cohorts:
        for measure in ("reached", "clicked", "ordered"):
            yield "cohort", cohort.week, measure, getattr(cohort, measure)
    if report.experiment:
        yield from _experiment(report.experiment)
    for grouping, groups in report.funnels.items():
        for group in groups:
            for measure, value in msgspec.structs.asdict(group).items():
                if measure != "key":
                    yield f"funnel by {grouping}", group.key, measure, value


def _experiment(found: ExperimentFigures) -> Iterator[tuple[str, str, str, object]]:
    for measure in ("goal", "standing", "best", "decision", "sample_ratio_p"):
        yield "experiment", found.name, measure, getattr(found, measure)
    for arm in found.arms:
        for measure, value in msgspec.structs.asdict(arm).items():
            if measure != "arm":
                yield "arm", arm.arm, measure, value
    for pair in found.differences:
        yield "difference", f"{pair.one} - {pair.other}", "low_points", pair.low_points
        yield "difference", f"{pair.one} - {pair.other}", "high_points", pair.high_points
