"""How values are kept in JSON columns."""

from __future__ import annotations

from typing import Any, Final

import msgspec

_encoder: Final = msgspec.json.Encoder()


def as_json(value: object) -> str:
    """A value as JSON columns keep it."""
    return _encoder.encode(value).decode()


def from_json(text: str) -> Any:
    """The value again."""
    return msgspec.json.decode(text)
