"""Whole telephone numbers that an account looks for: counted here, so that every process on the database counts the same."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.store.tables import Account


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, then one at a time."""

    at_once: int
    every_s: float
    """After so long one counts no more."""


def count(session: Session, account_id: int, allowance: Allowance, at: float) -> float:
    """Counts one more. Returns 0, or how many seconds until there may be one; then it does not count.

    Args:
        session: of a writing transaction.
        account_id: who looks.
        allowance: what they may.
        at: Unix seconds.
    """
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
    counted_at = max(at, account.lookups_counted_at or at)
    wait_s = counted_at - at - (allowance.at_once - 1) * allowance.every_s
    if wait_s > 0:
        return wait_s
    account.lookups_counted_at = counted_at + allowance.every_s
    return 0.0
