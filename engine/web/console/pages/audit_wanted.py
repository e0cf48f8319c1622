"""Which entries of the audit log an address means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.store.access.audit import AuditFilter
from engine.web.console.pages.agent_days import day_of

CHOSEN = ("by", "action", "subject", "first", "last")
"""Parameters of the address; an empty one counts as left out."""


def wanted_of(parameters: Mapping[str, Any], zone: ZoneInfo) -> AuditFilter:
    """What somebody chose. Days are those of `zone`; what is no day counts as left out."""
    by, action, subject, first, last = (str(parameters.get(name, "")) or None for name in CHOSEN)
    first_day, last_day = day_of(first or ""), day_of(last or "")
    return AuditFilter(
        actor=by,
        action=action,
        subject=subject,
        since=_midnight(first_day, zone) if first_day else None,
        until=_midnight(last_day + timedelta(days=1), zone) if last_day else None,
    )


def chosen_of(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The same as parameters of an address."""
    return {name: str(parameters[name]) for name in CHOSEN if parameters.get(name)}


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()
