"""Things that are known to one side only: ids of sessions, API tokens, codes. Kept here is what cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

_BYTES: Final = 32
_TOKEN_MARK: Final = "cw_"
"""So that people, and programs that look for leaked keys, know a token when they see one."""
_PREFIX_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class MintedToken:
    """A new API token."""

    token: str
    """To be shown once."""
    prefix: str
    token_hash: str


def new_secret() -> str:
    """256 random bits, fit for cookies and URLs."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret that has random bits enough not to be guessed; passwords have not."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mint_token() -> MintedToken:
    token = _TOKEN_MARK + new_secret()
    return MintedToken(token, token[:_PREFIX_LENGTH], digest(token))


def csrf_token(session_id: str) -> str:
    """What a page of this session sends with its requests. No other site can know it; the session's id does not follow from it."""
    return hmac.digest(session_id.encode(), b"csrf", "sha256").hex()


def same(one: str, other: str) -> bool:
    """Compares in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
