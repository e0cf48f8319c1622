"""The audit log for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from engine.campaign.cells import safe_cell
from engine.store.access.audit import AuditView

COLUMNS: Final = ("at", "actor", "action", "subject", "detail", "address")


def as_csv(entries: Iterable[AuditView], *, headed: bool) -> str:
    """A row per entry: times in UTC, details as JSON, no cell that would run as a formula. `headed`: with the columns' names."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if headed:
        writer.writerow(COLUMNS)
    writer.writerows([safe_cell(cell) for cell in _cells(one)] for one in entries)
    return text.getvalue()


def _cells(one: AuditView) -> tuple[str, ...]:
    at = f"{datetime.fromtimestamp(one.at, UTC):%Y-%m-%dT%H:%M:%SZ}"
    detail = msgspec.json.encode(one.detail).decode() if one.detail else ""
    return at, one.actor, one.action, one.subject, detail, one.address or ""
