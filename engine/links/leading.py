"""Where a link leads at last: its target, with the token that tells the target whom it came by."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit, urlunsplit

TOKEN_PARAMETER: Final = "cw"
"""Of the target's query. The target hands it back with an order."""


def with_token(target: str, token: str) -> str:
    """The target's URL with the token at the end of its query."""
    parts = urlsplit(target)
    query = f"{parts.query}&{TOKEN_PARAMETER}={token}" if parts.query else f"{TOKEN_PARAMETER}={token}"
    return urlunsplit(parts._replace(query=query))
