"""Codes that nobody guesses."""

from __future__ import annotations

import secrets
import string
from typing import Final

_ALPHABET: Final = string.ascii_letters + string.digits
CODE_LENGTH: Final = 12
"""71 bits: who tries a thousand a second finds one of a million links in 50,000 years. Short, for a message has 160 characters."""
TOKEN_LENGTH: Final = 22
"""131 bits."""


def new_code() -> str:
    """What stands behind our domain in a message."""
    return _random(CODE_LENGTH)


def new_token() -> str:
    """By which a target names the link that somebody came by."""
    return _random(TOKEN_LENGTH)


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
