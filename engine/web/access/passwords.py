"""Passwords: Argon2id with the parameters that RFC 9106 recommends where memory is short (3 passes over 64 MiB, 4 lanes)."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
_EASY: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another."""
_MADE_UP_LENGTH: Final = 20

_AT_ONCE: Final = threading.Semaphore(2)
"""Each takes 64 MiB: many who sign in at a time wait for one another instead of taking all memory."""


class WeakPassword(Exception):
    """It may not be anybody's password; the message says why, and never holds it."""


def check_strength(password: str, account: str) -> None:
    """Length decides: rules about kinds of characters make passwords worse (NIST SP 800-63B).

    Raises:
        WeakPassword: it is too short, too long, or follows from the account's name.
    """
    plain = _normal(password)
    if len(plain) < MIN_LENGTH:
        raise WeakPassword(f"a password has at least {MIN_LENGTH} characters: a few words will do")
    if len(plain) > MAX_LENGTH:
        raise WeakPassword(f"a password has at most {MAX_LENGTH} characters")
    if account and account.lower() in plain.lower():
        raise WeakPassword("a password does not hold the account's name")
    if len(set(plain)) < MIN_LENGTH // 3:
        raise WeakPassword("a password is more than the same few characters over and over")


def made_up(account: str) -> str:
    """A password to be handed over, of 99 random bits."""
    while True:
        password = "".join(secrets.choice(_EASY) for _ in range(_MADE_UP_LENGTH))
        try:
            check_strength(password, account)
        except WeakPassword:  # it happens to hold a short name
            continue
        return password


class Passwords:
    """Hashes and verifies them. Slow on purpose: tens of milliseconds of a core."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: with other parameters, for tests."""
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._nobodys = self._hasher.hash("the password of an account that does not exist")

    def hashed(self, password: str) -> str:
        with _AT_ONCE:
            return self._hasher.hash(_normal(password))

    def verified(self, password_hash: str | None, password: str) -> bool:
        """Whether it is this password. Takes as long without a hash, so that the time does not tell which accounts there are."""
        with _AT_ONCE:
            try:
                fits = self._hasher.verify(password_hash or self._nobodys, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return fits and password_hash is not None

    def outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    """One spelling of what can be typed in several ways."""
    return unicodedata.normalize("NFKC", password)
