"""Who guesses passwords has to wait, longer with each guess: counted by account and by address, for all on the database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.store.access import accounts, tries
from engine.store.tables import PasswordTries
from engine.web.access.secrets import digest


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long one has to wait after failures in a row."""

    free: int
    """Failures that cost nothing: people mistype."""
    first_s: float
    """Wait after the next; it doubles with each that follows."""
    longest_s: float
    forgotten_s: float
    """So long after the last one, failures are no longer held against anybody."""

    def after_s(self, failures: int) -> float:
        """The wait after this many failures in a row."""
        beyond = failures - self.free
        if beyond <= 0:
            return 0.0
        return float(min(self.longest_s, self.first_s * 2.0 ** min(beyond - 1, 60)))

    def wait_s(self, found: PasswordTries | None, now: float) -> float:
        """How long whoever failed so often still has to wait; 0: may try."""
        if found is None or self.has_forgotten(found, now):
            return 0.0
        return max(0.0, found.last_at + self.after_s(found.count) - now)

    def has_forgotten(self, found: PasswordTries, now: float) -> bool:
        return now - found.last_at >= self.forgotten_s


ACCOUNT: Final = Backoff(free=4, first_s=2.0, longest_s=900.0, forgotten_s=86_400.0)
"""Guesses at one account from wherever."""
ADDRESS: Final = Backoff(free=20, first_s=2.0, longest_s=3600.0, forgotten_s=86_400.0)
"""Guesses from one address at whomever; several people may share it."""
_NAME_DIGITS: Final = 4


class TooManyTries(Exception):
    """Whoever guesses has to wait."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = math.ceil(wait_s)
        super().__init__(f"too many tries: wait {self.wait_s} seconds")


def begin_try(session: Session, name: str, address: str, now: float) -> None:
    """A try counts as failed until it was right, so that a hundred at the same time are not all the first one.

    Raises:
        TooManyTries: it must not be made yet, and does not count.
    """
    backoffs = {_account_key(session, name): ACCOUNT, _address_key(address): ADDRESS}
    held = tries.held(session, list(backoffs), now)
    if wait_s := max(backoff.wait_s(held[key], now) for key, backoff in backoffs.items()):
        raise TooManyTries(wait_s)
    for key, backoff in backoffs.items():
        held[key].count = 1 if backoff.has_forgotten(held[key], now) else held[key].count + 1
        held[key].last_at = now


def was_right(session: Session, name: str, address: str, now: float) -> None:
    """The account's failures are forgotten. Of the address only this try is: who knows one password may still guess at others."""
    forgive(session, name)
    key = _address_key(address)
    tries.held(session, [key], now)[key].count -= 1
    tries.forget_older(session, now - max(ACCOUNT.forgotten_s, ADDRESS.forgotten_s))


def forgive(session: Session, name: str) -> None:
    """Nothing is held against an account's name any more."""
    tries.forget(session, _account_key(session, name))


def waits_s(session: Session, names: Sequence[str], now: float) -> dict[str, float]:
    """How long each of these accounts still has to wait; those that need not are left out."""
    found = tries.known(session, [_known_key(name) for name in names])
    waits = {name: ACCOUNT.wait_s(found.get(_known_key(name)), now) for name in names}
    return {name: wait_s for name, wait_s in waits.items() if wait_s > 0}


def _account_key(session: Session, name: str) -> str:
    """Names of no account share counts: what is typed there may be a password, and is not to be found in the database."""
    return _known_key(name) if accounts.find(session, name) else f"nobody {digest(name)[:_NAME_DIGITS]}"


def _known_key(name: str) -> str:
    return f"account {name}"


def _address_key(address: str) -> str:
    return f"address {address}"
