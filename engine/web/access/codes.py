"""Codes in links that sign somebody in without a password: each once, and soon. Kept in memory: none outlasts the process."""

from __future__ import annotations

from typing import Final

from engine.web.access.secrets import digest, new_secret

LIFETIME_S: Final = 600.0


class SignInCodes:
    """Those that were issued and not used yet."""

    def __init__(self) -> None:
        self._issued: dict[str, tuple[str, float]] = {}
        """Account's name and end of validity, by the code's digest."""

    def issue(self, name: str, now: float) -> str:
        """A new code that signs in this account. `now`: Unix seconds."""
        code = new_secret()
        self._issued[digest(code)] = (name, now + LIFETIME_S)
        return code

    def redeem(self, code: str, now: float) -> str | None:
        """Whom the code signs in, if it does; it never does again."""
        name, until = self._issued.pop(digest(code), ("", 0.0))
        return name if now < until else None
