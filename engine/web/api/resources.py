"""What resources of the API are made of: their base, texts, ids and times."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_KEY_MAX: Final = 2**31 - 1
_OLDEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)


class Resource(BaseModel):
    """Base of everything the API takes and gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("has a NUL character")
    return text


Text = Annotated[str, Field(max_length=200), AfterValidator(without_nul)]
Id = Annotated[int, Path(ge=1, le=_KEY_MAX)]


def moment(at: float) -> datetime:
    """Unix seconds as the API tells times: ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC)


def moment_or_none(at: float | None) -> datetime | None:
    return None if at is None else moment(at)


def _in_range(at: datetime) -> datetime:
    known = at if at.tzinfo else at.replace(tzinfo=UTC)
    if not _OLDEST <= known <= _LATEST:
        raise ValueError("is no time of telephones")
    return known


Moment = Annotated[datetime, AfterValidator(_in_range)]
"""A time that is given: without a zone, UTC is meant."""
