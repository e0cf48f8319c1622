"""Signatures of what is sent, as the Standard Webhooks specification has them (https://www.standardwebhooks.com, version 1.0.0).

webhook-id: 2f1c…           the same at every try
webhook-timestamp: 17…      Unix seconds of this try
webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

SECRET_PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300
"""Between the clocks of both sides."""
SHORTEST_SECRET_BYTES: Final = 24
"""The specification asks for 24 to 64 bytes."""


class UnfitSecret(ValueError):
    """A secret that is none; the text says what is expected and shows nothing of it."""


def secret_bytes(secret: str) -> bytes:
    """The key that a secret such as `whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD` stands for.

    Raises:
        UnfitSecret: it is no base64, or too short.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise UnfitSecret(f"expected {SECRET_PREFIX} and base64, e.g. of `openssl rand -base64 32`") from None
    if len(key) < SHORTEST_SECRET_BYTES:
        raise UnfitSecret(f"expected at least {SHORTEST_SECRET_BYTES} bytes in base64, e.g. of `openssl rand -base64 32`")
    return key


def signature_headers(key: bytes, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The three headers of one try."""
    signed = b".".join((message_id.encode(), str(timestamp_s).encode(), body))
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp_s), "webhook-signature": f"v1,{digest}"}


def verified(key: bytes, headers: Mapping[str, str], body: bytes, now_s: float) -> bool:
    """Whether a request was signed with the key, and not longer ago than requests take: what was recorded cannot be played later.

    Args:
        key: shared with whoever signed it.
        headers: of the request; names in any case.
        body: as it came.
        now_s: Unix seconds.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdecimal()) or abs(now_s - int(timestamp)) > TOLERANCE_S:
        return False
    expected = signature_headers(key, message_id, int(timestamp), body)["webhook-signature"].encode()
    return any(hmac.compare_digest(expected, each.encode()) for each in given.get("webhook-signature", "").split())
