"""Which addresses a webhook may ask at all, whatever the settings list. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_ORIGIN: Final = re.compile(r"[^/?#]*(?://[^/?#]*)?")
_FAULT: Final = "must begin with https://, or personal data would cross the network in the clear; http:// is for this machine only"


def is_decided(template: str) -> bool:
    """Whether scheme and host are written out, and no placeholder decides them."""
    origin = _ORIGIN.match(template)
    return origin is not None and "{{" not in origin.group()


def fault_of_address(url: str) -> str | None:
    """Why nobody may ask this URL; None: whoever the settings allow may."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        return f"is no address: {error}"
    return None if parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK) else _FAULT
