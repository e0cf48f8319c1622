"""A check that depends on the day: limits of slots that name a day which is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.dialog.checks.document import Check
from engine.dialog.places import limited_slots, spec_of
from engine.dialog.problems import Finding, Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.slots.limits import BadLimit, passed_limit


def passed_days_check(now: datetime) -> Check:
    """Whether answers can still lie between the limits.

    Args:
        now: the designer's local time, aware.
    """

    def passed(doc: ScriptDoc) -> Iterator[Finding]:
        for location, slot in limited_slots(doc):
            try:
                found = passed_limit(spec_of(slot), now)
            except BadLimit:
                continue  # told by the check of limits
            if found:
                yield Finding((*location, found.field), str(found), Severity.WARNING)

    return passed
