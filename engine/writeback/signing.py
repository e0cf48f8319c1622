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
from typing import Final

SECRET_PREFIX: Final = "whsec_"
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
