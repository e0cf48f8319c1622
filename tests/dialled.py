"""A lead that is dialled, for whom only the call counts."""

from __future__ import annotations

from engine.store.leads import Dialling


def dialling(attempt_id: str) -> Dialling:
    """With this attempt."""
    return Dialling(1, 2, attempt_id, "+15550100001", None, {})
