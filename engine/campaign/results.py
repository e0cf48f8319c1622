"""Results of a campaign as CSV (for spreadsheets) and JSON Lines (for programs): one record per lead, in the order of the list."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from engine.campaign.cells import safe_cell
from engine.campaign.grades import final_grade
from engine.masking import masked, masked_text
from engine.outcome import Disposition, Grade
from engine.store.messages import Standing
from engine.store.reporting.reports import AttemptReport, CampaignReport, LeadReport
from engine.whole_files import replacing


class LeadResult(msgspec.Struct, frozen=True, kw_only=True):
    """One record. Times are ISO 8601 in UTC; what a lead does not have is null."""

    row: int
    number: str
    name: str | None
    state: str
    disposition: Disposition | None
    script: str | None = None
    """Version that the call started with: `membership@3`, or the beginning of the content's hash if it was not published."""
    script_hash: str | None = None
    arm: str | None = None
    """Of the campaign's experiment."""
    offer: str | None = None
    segment: str | None = None
    """For belonging to which the person got this offer or script."""
    cause: str | None = None
    sip_status: int | None = None
    grade: Grade | None = None
    tags: tuple[str, ...] = ()
    slots: dict[str, str] = {}
    attempted_at: str | None = None
    ringing_at: str | None = None
    answered_at: str | None = None
    ended_at: str | None = None
    duration_ms: int | None = None
    reply_gap_p50_ms: int | None = None
    reply_gap_p95_ms: int | None = None
    recording: str | None = None
    message: Standing | None = None
    """Where the latest text message of the call stands."""
    lead: dict[str, str]
    """The list's own columns, by heading."""


def results(report: CampaignReport) -> list[LeadResult]:
    """The records of a campaign."""
    return [_result(lead, report.headings) for lead in report.leads]


def as_csv(report: CampaignReport, records: Sequence[LeadResult] | None = None) -> bytes:
    """The results for spreadsheets: UTF-8 with its mark, no cell that would run as a formula.

    Args:
        report: of the campaign.
        records: of `results` or `masked_results`; None: `results`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    own = [name for name in LeadResult.__struct_fields__ if name != "lead"]
    headings = list(report.headings.values())
    writer.writerow([*own, *(safe_cell(_unlike(own, heading)) for heading in headings)])
    for result in results(report) if records is None else records:
        cells = [_cell(getattr(result, name)) for name in own]
        writer.writerow([*cells, *(safe_cell(result.lead.get(heading, "")) for heading in headings)])
    return text.getvalue().encode("utf-8-sig")


def write_csv(path: Path, report: CampaignReport) -> None:
    """Writes the results for spreadsheets: see `as_csv`.

    Raises:
        OSError: the file cannot be written; one of that name is left as it was.
    """
    _replace(path, as_csv(report))


def masked_results(report: CampaignReport) -> list[LeadResult]:
    """The records for those who may not see telephone numbers."""
    return [
        msgspec.structs.replace(
            result,
            number=masked(result.number),
            slots={slot: masked_text(value) for slot, value in result.slots.items()},
            lead={heading: masked_text(value) for heading, value in result.lead.items()},
        )
        for result in results(report)
    ]


def as_jsonl(records: Sequence[LeadResult]) -> bytes:
    """The results for programs: a JSON object a line."""
    return b"".join(msgspec.json.encode(result) + b"\n" for result in records)


def write_jsonl(path: Path, report: CampaignReport) -> None:
    """Writes the results for programs. Raises as `write_csv`."""
    _replace(path, as_jsonl(results(report)))


def percentile(values: Sequence[int], percent: int) -> int | None:
    """Nearest-rank percentile: the smallest value that at least `percent` of all do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _result(lead: LeadReport, headings: Mapping[str, str]) -> LeadResult:
    refused = lead.attempt is None and lead.disposition is not None
    result = LeadResult(
        row=lead.row_number,
        number=lead.number,
        name=lead.name,
        state=lead.state.value,
        disposition=lead.disposition,
        grade=final_grade(lead.disposition, None, False) if refused and lead.disposition else None,
        lead={heading: lead.variables[variable] for variable, heading in headings.items() if variable in lead.variables},
    )
    return _with_attempt(result, lead.attempt) if lead.attempt else result


def _with_attempt(result: LeadResult, attempt: AttemptReport) -> LeadResult:
    return msgspec.structs.replace(
        result,
        script=attempt.script.label,
        script_hash=attempt.script.content_hash,
        arm=attempt.arm,
        offer=attempt.offer,
        segment=attempt.segment,
        cause=attempt.cause,
        sip_status=attempt.sip_status,
        grade=attempt.grade,
        tags=attempt.tags,
        slots=attempt.slots,
        attempted_at=_iso(attempt.created_at),
        ringing_at=_iso(attempt.ringing_at),
        answered_at=_iso(attempt.answered_at),
        ended_at=_iso(attempt.ended_at),
        duration_ms=attempt.duration_ms,
        reply_gap_p50_ms=percentile(attempt.reply_gaps_ms, 50),
        reply_gap_p95_ms=percentile(attempt.reply_gaps_ms, 95),
        recording=attempt.recording,
        message=attempt.message,
    )


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _unlike(own: Sequence[str], heading: str) -> str:
    """A heading of the list that cannot be taken for one of ours."""
    return f"lead {heading}" if heading in own else heading


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return safe_cell("; ".join(str(item) for item in value))
        case dict():
            return safe_cell("; ".join(f"{key}={text}" for key, text in value.items()))
        case _:
            return safe_cell(str(value))


def _replace(path: Path, data: bytes) -> None:
    with replacing(path, durable=True) as file:
        file.write(data)
