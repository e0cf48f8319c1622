"""When people are called again if the plan lets them have several calls and does not say when."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.campaign.plan.hours import Hours
from engine.campaign.plan.schema import Retry
from engine.outcome import Disposition

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600

DEFAULT_RULES: Final[Mapping[Disposition, Retry]] = MappingProxyType(
    {
        Disposition.BUSY: Retry(after_s=10 * _MINUTE_S),
        Disposition.NO_ANSWER: Retry(next="slot"),
        Disposition.VOICEMAIL: Retry(next="day"),
        Disposition.SCREENED: Retry(next="day"),
        Disposition.SILENT: Retry(next="day"),
        Disposition.REJECTED: Retry(next="day"),
        Disposition.UNREACHABLE: Retry(after_s=30 * _MINUTE_S),
        Disposition.FAILED: Retry(after_s=30 * _MINUTE_S),
        # Ofcom, "Persistent misuse: a statement of policy" (2016), A1.54: not again within 72 hours, unless an agent is assured.
        Disposition.ABANDONED: Retry(after_s=72 * _HOUR_S),
    }
)
"""After what is not here, nobody is called again: they were talked with, or no person has the number."""

DEFAULT_HOURS: Final = Hours()
"""What "morning" and "the next day" mean in a plan without hours."""
