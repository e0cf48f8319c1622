"""Whether a request comes from a page of ours. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""They change nothing (RFC 9110)."""
_OURS: Final = frozenset({"same-origin", "none"})
"""`none`: typed in, or from a bookmark."""


def from_our_pages(headers: Mapping[str, str], scheme: str, public_url: str | None) -> bool:
    """Whether nothing speaks against it: browsers name the page's origin with everything that could change something. Programs name
    none, and carry no one else's cookies.

    Args:
        headers: of the request, names in lower case.
        scheme: with which it came, http or https.
        public_url: as which people know this server, if they reach it by another name than it sees.
    """
    if headers.get("sec-fetch-site", "same-origin") not in _OURS:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    ours = {f"{scheme}://{headers.get('host', '')}"} | ({public_url} if public_url else set())
    return origin in ours


def local_path(text: str | None) -> str:
    """Where to go after signing in: a path of ours, whatever the link said; else the start page."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or any(ord(mark) < 32 for mark in text):
        return "/"
    split = urlsplit(text)
    return "/" if split.scheme or split.netloc else text
